//! Of what the person asks why it is shown as it is, and what the server has said about it.

use common::{
    ids::{ConversationId, IdempotencyKey, UserId},
    model::Entry,
    protocol::v1::Witness,
    seq::{Rev, Seq},
};

use super::{
    Model,
    outbox::{Item, State},
};
use crate::input::{Matter, Mono};

/// What is asked, while the answer is on screen.
#[derive(Clone, Debug)]
pub struct Inquiry {
    /// About what.
    pub about: Matter,
    /// What the server knows of the message, as it said last.
    pub traces: Option<Traces>,
    /// When the server is to be asked, or asked again; none: it was, or has nothing to say.
    pub due: Option<Mono>,
}

/// What the server knows of a message, as far as the person may know it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Traces {
    /// The version of the conversation that had it first.
    pub rev: Rev,
    /// Whom it has reached, and when.
    pub received: Vec<Witness>,
    /// Who has read it, and when.
    pub read: Vec<Witness>,
}

/// A message as it is known here.
#[derive(Clone, Copy, Debug)]
pub enum Known<'a> {
    /// The log has it.
    Entry(&'a Entry),
    /// It is written, and the event that says that the log has it has not come.
    Item(&'a Item),
}

impl Model {
    /// A message by its author and key.
    pub(crate) fn message(
        &self,
        conv: ConversationId,
        author: UserId,
        cid: IdempotencyKey,
    ) -> Option<Known<'_>> {
        let held = self.conversations.get(conv);
        let entries = held.and_then(|held| Some(&held.body.as_ref()?.entries));
        let mut latest_first = entries.into_iter().flatten().rev();
        let is_it =
            |entry: &&Entry| entry.message.author == author && entry.message.draft.cid == cid;
        if let Some(entry) = latest_first.find(is_it) {
            return Some(Known::Entry(entry));
        }
        let item = self.outbox.get(cid);
        let own = item.filter(|item| item.owner == author && Some(author) == self.me());
        own.filter(|item| item.conv == conv).map(Known::Item)
    }

    /// The place of the message that is asked about, once it has one.
    pub(crate) fn asked_place(&self) -> Option<(ConversationId, Seq)> {
        let Matter::Message { conv, author, cid } = self.inquiry.as_ref()?.about else {
            return None;
        };
        match self.message(conv, author, cid)? {
            Known::Entry(entry) => Some((conv, entry.seq)),
            Known::Item(item) => match item.state {
                State::Sent { seq, .. } => Some((conv, seq)),
                _ => None,
            },
        }
    }
}
