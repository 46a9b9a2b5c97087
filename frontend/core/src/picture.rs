//! The person's own picture, as it is set and removed: a machine beside the client's, because it lives no longer than its page and comes
//! with it.
//!
//! What is begun and how it ended go in, and the state is what is shown. Who the person is then, the shell hands on as
//! [`crate::input::HttpAnswer::Became`].

use common::protocol::v1::ErrorCode;

use crate::{input::HttpError, model::session::Refusal, select::FormError};

/// What the page knows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Picture {
    /// What is under way.
    pub doing: Option<Deed>,
    /// What was done last.
    pub done: Option<Deed>,
    /// Why the last attempt failed.
    pub error: Option<FormError>,
    /// How many have failed.
    pub failures: u32,
}

/// What a person can do about their picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deed {
    /// Have another one, from a file that is chosen.
    Set,
    /// Have none.
    Remove,
}

/// Why it was not done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// The file is no picture that this browser can read: no server is asked.
    Unreadable,
    /// The server refused it, or did not answer.
    Asked(HttpError),
}

impl From<HttpError> for Failure {
    fn from(error: HttpError) -> Self {
        Self::Asked(error)
    }
}

impl Picture {
    /// The person wants something. Returns whether it begins: one thing is done at a time.
    pub fn begin(&mut self, deed: Deed) -> bool {
        if self.doing.is_some() {
            return false;
        }
        self.doing = Some(deed);
        self.done = None;
        self.error = None;
        true
    }

    /// It is done, or it is not.
    pub fn end(&mut self, outcome: Result<(), Failure>) {
        let deed = self.doing.take();
        let refusal = match outcome {
            Ok(()) => {
                self.done = deed;
                return;
            }
            Err(Failure::Asked(error)) => error.into(),
            Err(Failure::Unreadable) => Refusal {
                code: ErrorCode::InvalidPicture,
                message: String::new(),
            },
        };
        self.failures += 1;
        self.error = Some(FormError::of(&refusal, self.failures));
    }
}

#[cfg(test)]
mod tests;
