//! One connection's say in signs of life.

use std::sync::Arc;

use common::{
    ids::{ConnectionId, ConversationId, UserId},
    model::ephemeral::TypingKind,
};

use super::{Machines, Signs};
#[cfg(any(test, feature = "planted-faults"))]
use crate::service::plant::Fault;

/// A sign of life, as a connection gives it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sign {
    /// The person types somewhere, or no longer.
    Typing {
        /// Where.
        conv: ConversationId,
        /// What they prepare.
        kind: TypingKind,
        /// Begun or ended.
        on: bool,
    },
    /// The person became active or idle here.
    Activity {
        /// Active or idle.
        active: bool,
    },
    /// These people are on the screen.
    Watch {
        /// Who.
        users: Vec<UserId>,
    },
}

/// A connection that is there. Dropping it means that it was lost: its typing ends, and its person may come back within the grace.
pub struct Here {
    signs: Arc<Signs>,
    conn: ConnectionId,
}

impl Here {
    pub(super) fn new(signs: Arc<Signs>, conn: ConnectionId) -> Self {
        Self { signs, conn }
    }

    /// Notes a sign of life.
    pub fn note(&self, sign: Sign) {
        let now = self.signs.now();
        self.signs
            .change(|Machines { typing, presence }| match sign {
                Sign::Typing {
                    conv,
                    kind,
                    on: true,
                } => {
                    // None, where its session has ended and the connection does not know it yet.
                    if let Some(user) = presence.owner(self.conn) {
                        typing.begun(user, self.conn, conv, kind, now.mono);
                    }
                }
                Sign::Typing { conv, .. } => typing.ended(self.conn, conv, now.mono),
                Sign::Activity { active } => presence.activity(self.conn, active, now),
                Sign::Watch { users } => presence.watch(self.conn, users, now),
            });
    }

    /// The connection ends because its session has: nobody comes back by it.
    pub fn sign_out(&self) {
        let now = self.signs.now();
        self.signs.change(|machines| {
            machines.typing.closed(self.conn, now.mono);
            machines.presence.left(self.conn, now);
        });
    }
}

impl Drop for Here {
    fn drop(&mut self) {
        let now = self.signs.now();
        self.signs.change(|machines| {
            #[cfg(any(test, feature = "planted-faults"))]
            if self.signs.fault == Some(Fault::TypingOutlivesItsSocket) {
                machines.presence.lost(self.conn, now);
                return;
            }
            machines.typing.closed(self.conn, now.mono);
            machines.presence.lost(self.conn, now);
        });
    }
}
