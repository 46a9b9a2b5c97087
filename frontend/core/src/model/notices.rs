//! What is said in passing.

use common::protocol::v1::ErrorCode;

/// What is said in passing, oldest first.
#[derive(Clone, Debug, Default)]
pub struct Notices {
    last: u64,
    /// What is on screen.
    pub shown: Vec<(u64, Notice)>,
}

/// Something said in passing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notice {
    /// The local storage cannot be used.
    StorageUnavailable,
    /// The server runs another build.
    NewBuild,
    /// The server refused something.
    Refused {
        /// For programs.
        code: ErrorCode,
        /// For people, in English.
        message: String,
    },
    /// Signing out did not work.
    SignOutFailed,
}

impl Notices {
    /// At most this many at once: more would cover what the person came for.
    const MOST: usize = 4;

    /// Says something, unless it is being said already.
    pub fn say(&mut self, notice: Notice) {
        if self.shown.iter().any(|(_, shown)| *shown == notice) {
            return;
        }
        if self.shown.len() == Self::MOST {
            self.shown.remove(0);
        }
        self.last += 1;
        self.shown.push((self.last, notice));
    }

    /// Takes it off the screen.
    pub fn dismiss(&mut self, id: u64) {
        self.shown.retain(|(shown, _)| *shown != id);
    }
}
