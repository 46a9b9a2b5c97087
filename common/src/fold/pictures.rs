//! Who sees a person's picture: one answer for every profile that leaves the server, for the picture itself, and for the page that shows the
//! person how others see them.

use super::presence::{Attitude, Said};

/// A person and a viewer, as far as that decides about the person's picture.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Eyes {
    /// One of the two has blocked the other.
    pub blocked: bool,
    /// The person wants to talk with the viewer, in the conversation of the two; everyone does with themselves.
    pub consents: bool,
    /// Each has the other among the contacts. One of them alone is not enough: whom one has there is told to nobody.
    pub contacts: bool,
}

impl From<Said> for Eyes {
    /// For two who talk with each other, or to whom one has written.
    fn from(said: Said) -> Self {
        Self {
            blocked: said.blocked,
            consents: said.person != Attitude::Silent,
            contacts: said.person == Attitude::Contact && said.other == Attitude::Contact,
        }
    }
}

impl Eyes {
    /// The viewer sees the person's picture.
    pub fn see(self) -> bool {
        !self.blocked && (self.consents || self.contacts)
    }
}

#[cfg(test)]
mod tests;
