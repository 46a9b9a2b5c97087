//! Who sees a person's picture: one answer for every profile that leaves the server, and for the picture itself.

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

impl Eyes {
    /// The viewer sees the person's picture.
    pub fn see(self) -> bool {
        !self.blocked && (self.consents || self.contacts)
    }
}

#[cfg(test)]
mod tests;
