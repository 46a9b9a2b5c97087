//! Who is known, and the dialog that finds more.

use std::collections::BTreeMap;

use common::{
    ids::{PictureId, UserId},
    model::Profile,
    protocol::v1::ErrorCode,
};

use crate::input::Mono;

/// How long after the last key press the server is asked: long enough to skip the letters in between, too short to be felt.
pub const DEBOUNCE_MS: u64 = 200;

/// Who is known, and the dialog that finds more.
#[derive(Clone, Debug, Default)]
pub struct People {
    /// Everyone whose profile came along with something.
    pub known: BTreeMap<UserId, Profile>,
    /// The dialog, while it is open.
    pub dialog: Option<Dialog>,
}

impl People {
    /// Takes in profiles; the latest wins. Returns whether any is new or changed.
    pub fn learn(&mut self, profiles: impl IntoIterator<Item = Profile>) -> bool {
        let mut changed = false;
        for profile in profiles {
            if self.known.get(&profile.id) != Some(&profile) {
                self.known.insert(profile.id, profile);
                changed = true;
            }
        }
        changed
    }

    /// The name to show for someone; empty if it is not known.
    pub fn name(&self, user: UserId) -> &str {
        self.known
            .get(&user)
            .map_or("", |profile| profile.name.as_str())
    }

    /// Someone's picture, where there is one and the person may see it.
    pub fn picture(&self, user: UserId) -> Option<PictureId> {
        self.known.get(&user)?.picture
    }
}

/// The dialog that begins a conversation.
#[derive(Clone, Debug, Default)]
pub struct Dialog {
    /// What is typed.
    pub query: String,
    /// How far the search has got.
    pub search: Search,
    /// The person with whom a conversation is being opened, and when the server is to be asked; `None`: it was.
    pub opening: Option<(UserId, Option<Mono>)>,
}

/// How far a search has got.
#[derive(Clone, Debug, Default)]
pub enum Search {
    /// Nothing is typed.
    #[default]
    Idle,
    /// The server is to be asked at this moment, or as soon after as there is a connection.
    Due(Mono),
    /// The server was asked.
    Asked,
    /// These were found.
    Found(Vec<Profile>),
    /// It did not work.
    Failed(ErrorCode),
}
