//! What the composers hold.

mod shared;

use std::collections::BTreeMap;

use common::{
    ids::{ConversationId, IdempotencyKey, UserId},
    limits::DRAFT_KEEP_MS,
};

pub use self::shared::Shared;
use crate::input::Mono;

/// What the composers hold, by person and conversation: another person's drafts in the same browser are kept, and never shown.
#[derive(Clone, Debug, Default)]
pub struct Drafts {
    held: BTreeMap<(UserId, ConversationId), Draft>,
    /// The composer that has the keyboard.
    pub in_use: Option<ConversationId>,
}

/// What one composer holds.
#[derive(Clone, Debug, Default)]
pub struct Draft {
    /// The text.
    pub text: String,
    /// When it first differed from what is written down.
    pub dirty: Option<Mono>,
    /// Its text was sent and is being written to the outbox. It stays in the composer until that is done, so that it is never in neither.
    pub leaving: Option<(IdempotencyKey, String)>,
    /// What the server keeps of it.
    pub shared: Shared,
}

/// What of a draft is written down.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Kept {
    /// The text.
    pub text: String,
    /// What the server has from here.
    pub told: String,
    /// What is on its way there.
    pub saving: Option<String>,
    /// The latest number that the text was written knowing of.
    pub base: u64,
    /// The number of the draft at the server that the text goes on from.
    pub mine: Option<u64>,
}

impl Kept {
    /// It says nothing that is not so without it.
    pub fn is_idle(&self) -> bool {
        self.text.is_empty() && self.told.is_empty() && self.saving.is_none()
    }
}

impl Draft {
    /// What the person wrote since pressing send: what follows the text that is leaving, or all of it if they changed that.
    pub fn remainder(&self) -> &str {
        self.leaving.as_ref().map_or(&self.text, |(_, sent)| {
            self.text.strip_prefix(sent.as_str()).unwrap_or(&self.text)
        })
    }

    /// What of it is to be written down.
    pub fn kept(&self) -> Kept {
        self.kept_as(self.text.clone())
    }

    /// The same once this is what is left of it.
    pub fn kept_as(&self, text: String) -> Kept {
        Kept {
            text,
            told: self.shared.told.clone(),
            saving: self.shared.saving.as_ref().map(|(text, _)| text.clone()),
            base: self.shared.base,
            mine: self.shared.mine,
        }
    }
}

impl Drafts {
    /// The draft of one composer.
    pub fn get(&self, me: UserId, conv: ConversationId) -> Option<&Draft> {
        self.held.get(&(me, conv))
    }

    /// The draft of one composer, to be changed.
    pub fn entry(&mut self, me: UserId, conv: ConversationId) -> &mut Draft {
        self.held.entry((me, conv)).or_default()
    }

    /// Takes in a draft that was read back, unless there is something in that composer already. Returns whether it did.
    pub fn restore(&mut self, me: UserId, conv: ConversationId, kept: Kept) -> bool {
        let draft = self.held.entry((me, conv)).or_default();
        let is_free = draft.leaving.is_none() && draft.kept().is_idle();
        if is_free {
            *draft = Draft {
                shared: Shared::restored(&kept),
                text: kept.text,
                ..Draft::default()
            };
        }
        is_free
    }

    /// The drafts of one person, to be changed.
    pub fn of_mut(&mut self, me: UserId) -> impl Iterator<Item = (ConversationId, &mut Draft)> {
        let held = self.held.iter_mut().filter(move |((of, _), _)| *of == me);
        held.map(|((_, conv), draft)| (*conv, draft))
    }

    /// When the server is to be given the next draft of one person.
    pub fn next_share(&self, me: UserId) -> Option<Mono> {
        let held = self.held.iter().filter(|((of, _), _)| *of == me);
        held.filter_map(|(_, draft)| draft.shared.due).min()
    }

    /// When the next draft is to be written down.
    pub fn next_save(&self) -> Option<Mono> {
        let dirty = self.held.values().filter_map(|draft| draft.dirty);
        dirty.min().map(|since| since.plus(DRAFT_KEEP_MS))
    }

    /// Takes the drafts that differ from what is written down and have done so since `before`: whose, where, and what.
    pub fn take_unsaved(&mut self, before: Mono) -> Vec<(UserId, ConversationId, Kept)> {
        let mut unsaved = Vec::new();
        for ((user, conv), draft) in &mut self.held {
            if draft.dirty.is_some_and(|since| since <= before) {
                draft.dirty = None;
                unsaved.push((*user, *conv, draft.kept()));
            }
        }
        unsaved
    }

    /// The message with this key is written down, or cannot be: its text leaves the composer. Returns whether anything changed.
    pub fn left(
        &mut self,
        me: UserId,
        conv: ConversationId,
        cid: IdempotencyKey,
        now: Mono,
    ) -> bool {
        let Some(draft) = self.held.get_mut(&(me, conv)) else {
            return false;
        };
        if draft.leaving.as_ref().is_none_or(|(key, _)| *key != cid) {
            return false;
        }
        let rest = draft.remainder().to_owned();
        draft.leaving = None;
        if rest.is_empty() && draft.shared.told.is_empty() {
            draft.dirty = None;
        } else {
            draft.dirty.get_or_insert(now);
        }
        // The other devices need not show any more what was sent.
        draft.shared.due = Some(now);
        draft.text = rest;
        true
    }
}
