//! What is written down while a test runs, after Jepsen: operations begin (`Sent`), end (`Acked`, `Refused`) or are left in doubt, and
//! every frame that a client was given is noted.

use std::{collections::BTreeMap, fmt, time::Duration};

use common::{
    ids::{ConversationId, IdempotencyKey, UserId},
    model::Entry,
    protocol::v1::ErrorCode,
    seq::{Rev, Seq},
};

/// A client: one device with one outbox. It outlives connections and servers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Client(pub u32);

impl fmt::Display for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "client {}", self.0)
    }
}

/// One press of the send button: what a person wants to happen once, however often and under whatever keys it is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Press {
    /// Who pressed.
    pub client: Client,
    /// The client's how manieth press.
    pub number: u32,
}

impl fmt::Display for Press {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "press {} of {}", self.number, self.client)
    }
}

/// One entry of a timeline, as the log holds it or a client shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Its place.
    pub seq: Seq,
    /// Who wrote it.
    pub author: UserId,
    /// Its key.
    pub cid: IdempotencyKey,
    /// What it says.
    pub text: String,
}

impl Line {
    /// The line of an entry. A body that is no text becomes empty: no test sends one.
    pub fn of(entry: &Entry) -> Self {
        let draft = &entry.message.draft;
        Self {
            seq: entry.seq,
            author: entry.message.author,
            cid: draft.cid,
            text: draft.body.as_text().unwrap_or_default().to_owned(),
        }
    }
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{} {} “{}”", self.seq, self.cid, self.text)
    }
}

/// A moment of the history.
#[derive(Clone, Debug)]
pub struct Moment {
    /// When, since the test began; monotonic, the same clock for every client.
    pub at: Duration,
    /// To whom it happened.
    pub client: Client,
    /// What happened.
    pub what: Happening,
}

/// What can happen to a client.
#[derive(Clone, Debug)]
pub enum Happening {
    /// It sent a message: the first time, or again. Until an end is noted, it may or may not have been stored.
    Sent {
        /// Which press this is for.
        press: Press,
        /// Under which key.
        cid: IdempotencyKey,
        /// Where to.
        conv: ConversationId,
        /// As whom.
        author: UserId,
        /// What.
        text: String,
    },
    /// The server says that the message is in the log.
    Acked {
        /// The message's key.
        cid: IdempotencyKey,
        /// Where it stands.
        conv: ConversationId,
        /// At which place.
        seq: Seq,
        /// In which version.
        rev: Rev,
    },
    /// The server says that the message is not in the log.
    Refused {
        /// The message's key.
        cid: IdempotencyKey,
        /// Why.
        code: ErrorCode,
        /// It will be refused for ever: nothing may have been stored, and nothing will be.
        for_good: bool,
    },
    /// A live or caught-up change reached the client.
    Delivered {
        /// Which conversation.
        conv: ConversationId,
        /// The change's number.
        rev: Rev,
        /// The entry that it posted.
        line: Line,
    },
}

/// The timelines of all conversations as a fresh client reads them at the end.
pub type Log = BTreeMap<ConversationId, Timeline>;

/// One conversation's whole timeline.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Timeline {
    /// The conversation's version.
    pub rev: Rev,
    /// Every entry, in the order in which the server gave them.
    pub lines: Vec<Line>,
}

/// What a client holds of one conversation at the end: an end of the timeline, as far back as the client went.
#[derive(Clone, Debug)]
pub struct Holding {
    /// Who holds it.
    pub client: Client,
    /// Which conversation.
    pub conv: ConversationId,
    /// The version that the client believes to hold.
    pub rev: Rev,
    /// The entries, in the order in which the client shows them.
    pub lines: Vec<Line>,
}
