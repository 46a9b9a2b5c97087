//! What the server was asked and has not answered.

use common::{
    ids::{ConversationId, IdempotencyKey},
    limits::ACK_TIMEOUT_MS,
    protocol::v1::RequestId,
};

use crate::{input::Mono, sorted_map::SortedMap};

/// What was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    /// `hello`; answered by `welcome`.
    Hello,
    /// `send`; answered by `sent` or `send_err` with this key.
    Send(IdempotencyKey),
    /// `pull`; answered by news of this conversation.
    Pull(ConversationId),
    /// `pull_user`.
    PullUser,
    /// `history` of this conversation.
    History(ConversationId),
    /// `standing` of this conversation.
    Standing(ConversationId),
    /// `why` of the message that is asked about.
    Why,
    /// `save_draft` of this conversation; answered by `standing`.
    Draft(ConversationId),
    /// What the person asked for, by its number in [`super::wishes::Wishes`]; answered by `done`.
    Wish(u32),
    /// `open_direct`.
    OpenDirect,
    /// `find_people`.
    FindPeople,
}

/// What the server was asked on this connection and has not answered.
#[derive(Clone, Debug, Default)]
pub struct Requests {
    last: RequestId,
    open: SortedMap<RequestId, (Asked, Mono)>,
}

impl Requests {
    /// A number for a request that is answered.
    pub fn ask(&mut self, what: Asked, now: Mono) -> RequestId {
        let id = self.next_id();
        self.open.insert(id, (what, now));
        id
    }

    /// A number for a frame that is not answered.
    pub fn next_id(&mut self) -> RequestId {
        self.last = self.last.wrapping_add(1);
        self.last
    }

    /// The request with this number is answered: what it was, if it is still open.
    pub fn answered(&mut self, id: RequestId) -> Option<Asked> {
        self.open.remove(&id).map(|(what, _)| what)
    }

    /// Every request for this is answered.
    pub fn settle(&mut self, what: Asked) {
        self.open.retain(|_, (open, _)| *open != what);
    }

    /// Something like this is on its way.
    pub fn is_open(&self, what: Asked) -> bool {
        self.open.values().any(|(open, _)| *open == what)
    }

    /// How many requests are open for which this holds.
    pub fn count(&self, is: impl Fn(Asked) -> bool) -> usize {
        self.open.values().filter(|(open, _)| is(*open)).count()
    }

    /// When the first of them will have waited too long.
    pub fn overdue_at(&self) -> Option<Mono> {
        let asked = self.open.values().map(|(_, at)| *at);
        asked.min().map(|at| at.plus(ACK_TIMEOUT_MS))
    }

    /// Nothing is in the way of the answers any more: their time begins now.
    pub fn restart(&mut self, now: Mono) {
        for (_, at) in self.open.values_mut() {
            *at = now;
        }
    }

    /// The connection is gone, and with it every answer.
    pub fn forget(&mut self) {
        self.open.clear();
    }
}
