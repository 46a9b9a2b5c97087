//! Who is signed in.

use common::{
    model::{Profile, SignedOutBecause},
    protocol::v1::{
        ApiError, ErrorCode,
        http::{Registration, SessionInfo},
    },
};

use crate::input::{HttpError, Mono, Route};

/// Who is signed in.
#[derive(Clone, Debug)]
pub enum Session {
    /// Not known yet.
    Unknown {
        /// How often the server was asked without an answer.
        tries: u32,
        /// When it is asked again.
        again: Option<Mono>,
        /// Its answer, while the local storage is still being read.
        answer: Option<SessionInfo>,
    },
    /// Nobody.
    Out(Door),
    /// Someone.
    In {
        /// Who.
        me: Profile,
        /// What the door looked like, for the time after.
        info: SessionInfo,
        /// How far signing out has got.
        leaving: Leaving,
    },
}

impl Default for Session {
    fn default() -> Self {
        Self::Unknown {
            tries: 0,
            again: None,
            answer: None,
        }
    }
}

impl Session {
    /// Who is signed in.
    pub fn me(&self) -> Option<&Profile> {
        match self {
            Self::In { me, .. } => Some(me),
            Self::Unknown { .. } | Self::Out(_) => None,
        }
    }
}

/// What is shown while nobody is signed in.
#[derive(Clone, Debug)]
pub struct Door {
    /// What the server says about itself.
    pub info: SessionInfo,
    /// A request is on its way.
    pub busy: bool,
    /// Why the last one failed.
    pub refusal: Option<Refusal>,
    /// How many have failed, so that the same mistake made twice is told twice.
    pub refusals: u32,
    /// The session was not ended here, and why it was.
    pub ended: Option<SignedOutBecause>,
    /// Where to go after signing in.
    pub then: Option<Route>,
}

impl Door {
    /// The door as the server describes it.
    pub fn new(info: SessionInfo) -> Self {
        Self {
            info,
            busy: false,
            refusal: None,
            refusals: 0,
            ended: None,
            then: None,
        }
    }

    /// A request failed.
    pub fn refuse(&mut self, refusal: Refusal) {
        self.refusal = Some(refusal);
        self.refusals = self.refusals.wrapping_add(1);
    }

    /// Accounts can be made.
    pub fn is_open(&self) -> bool {
        self.info.registration == Registration::Open
    }
}

/// Why signing in or registering failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// For programs.
    pub code: ErrorCode,
    /// For people, in English.
    pub message: String,
}

impl From<HttpError> for Refusal {
    fn from(error: HttpError) -> Self {
        match error {
            HttpError::Refused(ApiError { code, message, .. }) => Self { code, message },
            HttpError::Unreachable => Self {
                code: ErrorCode::Unavailable,
                message: String::new(),
            },
        }
    }
}

/// How far signing out has got.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leaving {
    /// Not asked for.
    No,
    /// The person was told that messages are not sent yet.
    Asked,
    /// The server was asked.
    Busy,
}
