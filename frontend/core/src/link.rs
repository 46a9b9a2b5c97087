//! The connection, as a table of states and events, and what its numbers are.
//!
//! The table is `docs/connection.md`; a test reads it there and compares every pair with [`transition`], so that neither can drift. What
//! the actions do is in `crate::reduce`; here nothing is done, only decided.

pub mod backoff;
mod table;

use common::{limits, model::SignedOutBecause, time::Timestamp};

pub use table::{Action, Event, Phase, transition};

use crate::input::{Mono, SocketId};

/// A frame older than this makes a connection doubtful when the network or the page comes back: it is asked whether it is still there.
pub const DOUBT_MS: u64 = 10_000;

/// How long a doubtful connection has to answer. A living one answers in a round trip; a person who has just come back waits no longer.
pub const PROBE_MS: u64 = 3_000;

/// The state of the connection.
#[derive(Clone, Debug)]
pub struct Link {
    /// Where in the table it is.
    pub phase: Phase,
    /// The socket, from the moment it is asked for until it is closed.
    pub socket: Option<SocketId>,
    /// The last socket's number.
    pub sockets: u32,
    /// `welcome` has come: commands may be sent.
    pub welcomed: bool,
    /// What the server offers beyond the core, as it said last.
    pub caps: Vec<String>,
    /// Attempts since everything was last caught up; doubles the waits.
    pub attempts: u32,
    /// When to connect, in the states that wait.
    pub until: Option<Mono>,
    /// When the socket was asked for, or the last frame came.
    pub heard: Mono,
    /// The same by the wall clock, which goes on while a computer sleeps.
    pub heard_at: Timestamp,
    /// When the catch-up under way last went on. A server that has forgotten it still pings and answers, which does not count.
    pub went_on: Mono,
    /// When the connection must have said something, if it was asked.
    pub probe: Option<Mono>,
    /// Whether the browser believes that it has a network. It may be wrong in both directions, so it only colours what is shown and how
    /// eagerly attempts are made.
    pub online: bool,
    /// Why the session ended, as the server's last words said.
    pub because: SignedOutBecause,
    /// It was once caught up since the person signed in.
    pub was_connected: bool,
}

impl Default for Link {
    fn default() -> Self {
        Self {
            phase: Phase::SignedOut,
            socket: None,
            sockets: 0,
            welcomed: false,
            caps: Vec::new(),
            attempts: 0,
            until: None,
            heard: Mono::default(),
            heard_at: Timestamp::default(),
            went_on: Mono::default(),
            probe: None,
            online: true,
            because: SignedOutBecause::default(),
            was_connected: false,
        }
    }
}

impl Link {
    /// Commands may be sent: the connection is open, greeted, and not about to go away.
    pub fn is_ready(&self) -> bool {
        self.welcomed && matches!(self.phase, Phase::Updating | Phase::Connected)
    }

    /// Everything missed has arrived.
    pub fn is_live(&self) -> bool {
        self.phase == Phase::Connected
    }

    /// There is a sign of life, or nothing to wait for yet.
    pub fn hear(&mut self, now: Mono, wall: Timestamp) {
        (self.heard, self.heard_at) = (now, wall);
    }

    /// The last sign of life is so old that the connection may be gone. By either clock: in a sleep the monotonic one stands still in some
    /// browsers, and a wall clock that was set costs a `ping`.
    pub fn is_doubtful(&self, now: Mono, wall: Timestamp) -> bool {
        now.since(self.heard).max(wall.millis_since(self.heard_at)) > DOUBT_MS
    }

    /// The event that time alone brings about, if one is due.
    pub fn due(&self, now: Mono) -> Option<Event> {
        let passed = |at: Option<Mono>| at.is_some_and(|at| at <= now);
        match self.phase {
            Phase::Waiting | Phase::Offline | Phase::GoingAway if passed(self.until) => {
                Some(Event::Due)
            }
            Phase::Connecting if now.since(self.heard) >= limits::ACK_TIMEOUT_MS => {
                Some(Event::Overdue)
            }
            Phase::Updating | Phase::Connected if passed(self.probe) => Some(Event::Overdue),
            Phase::Updating if now.since(self.went_on) >= limits::CLIENT_SILENCE_MS => {
                Some(Event::Overdue)
            }
            Phase::Updating | Phase::Connected
                if now.since(self.heard) >= limits::CLIENT_SILENCE_MS =>
            {
                Some(Event::Silent)
            }
            _ => None,
        }
    }

    /// When [`Self::due`] is worth asking again.
    pub fn next_due(&self) -> Option<Mono> {
        match self.phase {
            Phase::Waiting | Phase::Offline | Phase::GoingAway => self.until,
            Phase::Connecting => Some(self.heard.plus(limits::ACK_TIMEOUT_MS)),
            Phase::Updating | Phase::Connected => {
                let last = match self.phase {
                    Phase::Updating => self.heard.min(self.went_on),
                    _ => self.heard,
                };
                let silent = last.plus(limits::CLIENT_SILENCE_MS);
                Some(self.probe.map_or(silent, |probe| probe.min(silent)))
            }
            Phase::SignedOut | Phase::OutOfDate | Phase::Ended => None,
        }
    }
}

#[cfg(test)]
mod tests;
