//! Who types where: what the server said of others, and what it was told of this person.

use common::{
    ids::{ConversationId, UserId},
    model::ephemeral::Typist,
};

use crate::input::Mono;

/// A change of the line is read aloud at most this often: whoever listens came for the messages.
const ALOUD_MS: u64 = 10_000;

/// Who types where.
#[derive(Clone, Debug, Default)]
pub struct Typing {
    heard: Vec<Heard>,
    aloud: Option<Mono>,
    told: Option<Told>,
}

/// Who types in one conversation.
#[derive(Clone, Debug)]
pub struct Heard {
    conv: ConversationId,
    /// The first of them.
    pub users: Vec<Typist>,
    /// How many more there are.
    pub more: u16,
    /// A screen reader says so.
    pub aloud: bool,
    /// Without news by then it is no longer so.
    until: Mono,
}

/// What the server was told last of this person.
#[derive(Clone, Copy, Debug)]
struct Told {
    conv: ConversationId,
    /// When it was told that they type.
    at: Mono,
    /// When they last did; none: it was told that they no longer do.
    input: Option<Mono>,
}

impl Typing {
    /// Who types in a conversation.
    pub fn of(&self, conv: ConversationId) -> Option<&Heard> {
        self.heard.iter().find(|heard| heard.conv == conv)
    }

    /// The server says who types: the whole set. It holds for so many milliseconds. Returns whether it is another one.
    pub fn hear(
        &mut self,
        conv: ConversationId,
        (users, more): (Vec<Typist>, u16),
        on_screen: bool,
        (now, ttl_ms): (Mono, u64),
    ) -> bool {
        if users.is_empty() && more == 0 {
            return self.forget(conv);
        }
        let until = now.plus(ttl_ms);
        if let Some(heard) = self.heard.iter_mut().find(|heard| heard.conv == conv)
            && heard.users == users
            && heard.more == more
        {
            heard.until = until;
            return false;
        }
        let aloud = on_screen && self.aloud.is_none_or(|at| now.since(at) >= ALOUD_MS);
        if aloud {
            self.aloud = Some(now);
        }
        self.forget(conv);
        self.heard.push(Heard {
            conv,
            users,
            more,
            aloud,
            until,
        });
        true
    }

    /// Someone is done: their message is here. Returns whether they were typing.
    pub fn done(&mut self, conv: ConversationId, user: UserId) -> bool {
        let Some(heard) = self.heard.iter_mut().find(|heard| heard.conv == conv) else {
            return false;
        };
        let before = heard.users.len();
        heard.users.retain(|typist| typist.user != user);
        let changed = heard.users.len() != before;
        if heard.users.is_empty() && heard.more == 0 {
            self.forget(conv);
        }
        changed
    }

    /// Nothing is known of a conversation any more. Returns whether something was.
    pub fn forget(&mut self, conv: ConversationId) -> bool {
        let before = self.heard.len();
        self.heard.retain(|heard| heard.conv != conv);
        self.heard.len() != before
    }

    /// Where there has been no news for too long.
    pub fn expired(&self, now: Mono) -> Option<ConversationId> {
        let old = self.heard.iter().find(|heard| heard.until <= now);
        old.map(|heard| heard.conv)
    }

    /// When [`Self::expired`] is worth asking again.
    pub fn next_expiry(&self) -> Option<Mono> {
        self.heard.iter().map(|heard| heard.until).min()
    }

    /// The connection is gone: nothing is known, and nothing was told. What is on screen is drawn anew in any case.
    pub fn disconnected(&mut self) {
        self.told = None;
        self.heard.clear();
    }

    /// The person typed here. Returns whether the server is to be told, which it is at most every so many milliseconds.
    pub fn typed(&mut self, conv: ConversationId, now: Mono, every_ms: u64) -> bool {
        match &mut self.told {
            Some(told) if told.conv == conv && now.since(told.at) < every_ms => {
                // Told that they stopped, the server learns of this with the next input after the pause.
                if let Some(input) = &mut told.input {
                    *input = now;
                }
                false
            }
            told => {
                *told = Some(Told {
                    conv,
                    at: now,
                    input: Some(now),
                });
                true
            }
        }
    }

    /// Where the server believes that the person types.
    pub fn believed(&self) -> Option<ConversationId> {
        let told = self.told.as_ref()?;
        told.input.map(|_| told.conv)
    }

    /// The person stopped. Returns where, if the server believes otherwise and is to be told.
    pub fn stopped(&mut self) -> Option<ConversationId> {
        let conv = self.believed()?;
        if let Some(told) = &mut self.told {
            told.input = None;
        }
        Some(conv)
    }

    /// When the person will have stopped by not having typed for so many milliseconds.
    pub fn idle_at(&self, idle_ms: u64) -> Option<Mono> {
        let told = self.told.as_ref()?;
        told.input.map(|at| at.plus(idle_ms))
    }
}
