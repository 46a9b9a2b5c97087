//! What is said in passing.

use common::protocol::v1::ErrorCode;

/// What is said in passing, oldest first.
#[derive(Clone, Debug, Default)]
pub struct Notices {
    last: u64,
    /// What is on screen.
    pub shown: Vec<Toast>,
}

/// Something said in passing, on screen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Toast {
    /// Names it for [`crate::input::Intent::DismissToast`]; unique and growing.
    pub id: u64,
    /// What is said.
    pub notice: Notice,
}

/// Something said in passing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notice {
    /// The server runs another build than this app: "Reload" when it suits.
    NewBuild,
    /// The server refused something that has no better place to be said.
    Refused {
        /// For the app's own words.
        code: ErrorCode,
        /// The server's words, in English.
        message: String,
    },
    /// What the person reported will be looked at.
    Reported,
    /// Signing out did not work, because the server does not answer.
    SignOutFailed,
}

impl Notices {
    /// At most this many at once: more would cover what the person came for.
    const MOST: usize = 4;

    /// Says something, unless it is being said already.
    pub fn say(&mut self, notice: Notice) {
        if self.shown.iter().any(|shown| shown.notice == notice) {
            return;
        }
        if self.shown.len() == Self::MOST {
            self.shown.remove(0);
        }
        self.last += 1;
        let id = self.last;
        self.shown.push(Toast { id, notice });
    }

    /// Takes it off the screen.
    pub fn dismiss(&mut self, id: u64) {
        self.shown.retain(|shown| shown.id != id);
    }
}
