//! What becomes of a frame between its ends.
//!
//! A connection is a pair of queues in which order holds, as in TCP. On top of that the weather takes, repeats and delays single frames, which
//! TCP does not: whatever survives this survives a bus that loses, a proxy that repeats, and a fault in our own queues.

use common::{
    model::{Event, Logged},
    protocol::{
        codec,
        v1::{ClientBody, ServerFrame},
    },
    seq::Seq,
};
use fastrand::Rng;

/// What kind of frame it is: what may be done to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Part of the greeting: a catch-up is complete or broken off, never full of holes.
    Greeting,
    /// An answer, or a request: lost now and then.
    Single,
    /// News of a conversation: lost, repeated and overtaken all the time.
    News,
    /// News of a person's own list, and the first message of a conversation: repeated and overtaken. It may be the last for long (nobody may go on
    /// before a request is answered), and then nothing would tell that it was lost: between the log and the connection the comparison of heads
    /// does, and a connection by itself loses nothing.
    Private,
    /// Places, of which the greater is right: repeated and overtaken. What a connection says of them it says once.
    Place,
    /// What is worth nothing later and is said again: lost.
    Ephemeral,
    /// What has no number of its own, so that the last word counts: a connection keeps the order of its words, and loses none.
    Latest,
}

impl Kind {
    /// What kind of frame a client's is.
    pub(crate) fn of_client(body: &ClientBody) -> Self {
        match body {
            ClientBody::Hello(_) => Self::Greeting,
            ClientBody::Read { .. } | ClientBody::ReadMany { .. } | ClientBody::Recv { .. } => {
                Self::Place
            }
            ClientBody::MarkUnread { .. }
            | ClientBody::Typing { .. }
            | ClientBody::Activity { .. }
            | ClientBody::Watch { .. } => Self::Latest,
            _ => Self::Single,
        }
    }

    /// What kind of frame of the server it is, beyond the greeting; `answer`: it was asked for.
    pub(crate) fn of_server(text: &str, answer: bool) -> Self {
        match codec::decode_server(text) {
            Some(ServerFrame::UserDelta { .. }) if !answer => Self::Private,
            Some(ServerFrame::Delta { events, .. }) if !answer && begins(&events) => Self::Private,
            Some(ServerFrame::Cursor { .. } | ServerFrame::Receipts { .. }) => Self::Place,
            Some(ServerFrame::TypingSet { .. }) => Self::Ephemeral,
            Some(
                ServerFrame::Presence { .. }
                | ServerFrame::Standing { .. }
                | ServerFrame::Account(_)
                | ServerFrame::Profiles { .. },
            ) => Self::Latest,
            _ if answer => Self::Single,
            _ => Self::News,
        }
    }
}

/// Whether this is the first that is said.
fn begins(events: &[Logged]) -> bool {
    let said =
        |logged: &Logged| matches!(&logged.event, Event::Posted(entry) if entry.seq == Seq::new(1));
    events.iter().any(said)
}

/// One connection between a browser and the server.
#[derive(Clone, Debug)]
pub(crate) struct Wire {
    /// Which browser.
    pub(crate) browser: usize,
    /// Which of its pages.
    pub(crate) page: u32,
    /// What the browser calls it.
    pub(crate) socket: client_core::input::SocketId,
    /// Frames pass. If not, neither end may know.
    pub(crate) sound: bool,
    /// When the last frame to the server arrives.
    to_server: u64,
    /// When the last frame to the browser arrives.
    to_browser: u64,
}

impl Wire {
    pub(crate) fn new(browser: usize, page: u32, socket: client_core::input::SocketId) -> Self {
        Self {
            browser,
            page,
            socket,
            sound: true,
            to_server: 0,
            to_browser: 0,
        }
    }

    /// When a frame to the server arrives, each time that it does.
    pub(crate) fn up(&mut self, now: u64, rng: &mut Rng, rough: bool, kind: Kind) -> Vec<u64> {
        arrivals(&mut self.to_server, now, rng, rough, kind)
    }

    /// When a frame to the browser arrives, each time that it does.
    pub(crate) fn down(&mut self, now: u64, rng: &mut Rng, rough: bool, kind: Kind) -> Vec<u64> {
        arrivals(&mut self.to_browser, now, rng, rough, kind)
    }
}

fn arrivals(last: &mut u64, now: u64, rng: &mut Rng, rough: bool, kind: Kind) -> Vec<u64> {
    let mut in_order = || {
        *last = (*last).max(now + rng.u64(1..60));
        *last
    };
    let usual = in_order();
    if !rough {
        return vec![usual];
    }
    match (kind, rng.u8(..100)) {
        (Kind::News | Kind::Ephemeral, 0..10) | (Kind::Single, 0..2) => vec![],
        (Kind::News | Kind::Private | Kind::Place, 10..20) | (Kind::Single, 2..4) => {
            vec![usual, usual + rng.u64(0..1_500)]
        }
        (Kind::News | Kind::Private | Kind::Place, 20..30) => vec![usual + rng.u64(0..1_500)],
        _ => vec![usual],
    }
}
