//! What the person asked for that is answered by `done`. It is kept until it is done, over lost connections; all of it may be done twice.

use core::mem::discriminant;

use common::{
    ids::{ConversationId, UserId},
    protocol::v1::ClientBody,
};

use crate::{input::Mono, sorted_map::SortedMap};

/// What the person asked for and is not done yet, in order.
#[derive(Clone, Debug, Default)]
pub struct Wishes {
    last: u32,
    open: SortedMap<u32, Wish>,
    /// Requests that were accepted on this connection: the event that says so may come after the answer.
    accepted: Vec<ConversationId>,
}

/// Something that the person asked for.
#[derive(Clone, Debug)]
struct Wish {
    body: ClientBody,
    /// When it is to be asked; none: it was.
    at: Option<Mono>,
}

impl Wishes {
    /// Takes one in.
    pub fn add(&mut self, body: ClientBody) {
        self.last += 1;
        let at = Some(Mono::default());
        self.open.insert(self.last, Wish { body, at });
    }

    /// Takes in one that says all of something: what was asked of it before is overtaken, and must not be asked again after it.
    pub fn set(&mut self, body: ClientBody) {
        let kind = discriminant(&body);
        self.open.retain(|_, wish| discriminant(&wish.body) != kind);
        self.add(body);
    }

    /// What the person asked last of what this finds, if it is not done yet.
    pub fn last<T>(&self, find: impl Fn(&ClientBody) -> Option<T>) -> Option<T> {
        let mut latest_first = self.open.values().rev();
        latest_first.find_map(|wish| find(&wish.body))
    }

    /// What is not done yet, in the order in which it was asked for.
    pub fn all(&self) -> impl Iterator<Item = &ClientBody> {
        self.open.values().map(|wish| &wish.body)
    }

    /// Those to be asked now. They count as asked.
    pub fn take_due(&mut self, now: Mono) -> Vec<(u32, ClientBody)> {
        let mut due = Vec::new();
        for (number, wish) in self.open.iter_mut() {
            if wish.at.is_some_and(|at| at <= now) {
                wish.at = None;
                due.push((*number, wish.body.clone()));
            }
        }
        due
    }

    /// When the next one is to be asked.
    pub fn next_due(&self) -> Option<Mono> {
        self.open.values().filter_map(|wish| wish.at).min()
    }

    /// One is done, or will never be: what it was.
    pub fn end(&mut self, number: u32) -> Option<ClientBody> {
        self.open.remove(&number).map(|wish| wish.body)
    }

    /// One is to be asked again then.
    pub fn again(&mut self, number: u32, at: Mono) {
        if let Some(wish) = self.open.get_mut(&number) {
            wish.at = Some(at);
        }
    }

    /// The person has accepted a request, says the server.
    pub fn accepted(&mut self, conv: ConversationId) {
        self.accepted.push(conv);
    }

    /// Whether the person accepts a request, done or not.
    pub fn accepts(&self, conv: ConversationId) -> bool {
        let wish = ClientBody::Accept { conv };
        self.accepted.contains(&conv) || self.has(|open| *open == wish)
    }

    /// The connection is gone, and with it every answer.
    pub fn disconnected(&mut self) {
        self.accepted.clear();
        for wish in self.open.values_mut() {
            wish.at = Some(Mono::default());
        }
    }

    /// What the person asked last about someone's being blocked, if it is not done yet.
    pub fn blocks(&self, who: UserId) -> Option<bool> {
        let mut latest_first = self.open.values().rev();
        latest_first.find_map(|wish| match wish.body {
            ClientBody::Block { user, on } if user == who => Some(on),
            _ => None,
        })
    }

    /// Something for which this holds is not done yet.
    pub fn has(&self, is: impl Fn(&ClientBody) -> bool) -> bool {
        self.open.values().any(|wish| is(&wish.body))
    }
}
