//! What can be found broken, worded as a bug report.

use common::{
    ids::{ConversationId, IdempotencyKey, UserId},
    protocol::v1::ErrorCode,
    seq::{Rev, Seq},
};

use super::history::{Client, Line, Press};

/// A broken promise.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Violation {
    /// An acknowledged message is not in the log.
    #[error(
        "I1 lost: {cid} was acknowledged to {client} as #{seq} of {conv}, but the log does not hold it"
    )]
    Lost {
        /// Who was told.
        client: Client,
        /// Which message.
        cid: IdempotencyKey,
        /// Where it should be.
        conv: ConversationId,
        /// At which place.
        seq: Seq,
    },
    /// An acknowledged message is in the log elsewhere than it was said.
    #[error(
        "I1 moved: {cid} was acknowledged to {client} as #{acked} of {conv}, but the log holds it as #{logged}"
    )]
    Moved {
        /// Who was told.
        client: Client,
        /// Which message.
        cid: IdempotencyKey,
        /// Where it should be.
        conv: ConversationId,
        /// At which place.
        acked: Seq,
        /// At which place it is.
        logged: Seq,
    },
    /// A repeated acknowledgement has other numbers.
    #[error(
        "I1 changed its mind: {cid} was acknowledged to {client} as #{first} (rev {first_rev}), later as #{later} (rev {later_rev})"
    )]
    AckChanged {
        /// Who was told.
        client: Client,
        /// Which message.
        cid: IdempotencyKey,
        /// The place that was said first.
        first: Seq,
        /// The version that was said first.
        first_rev: Rev,
        /// The place that was said later.
        later: Seq,
        /// The version that was said later.
        later_rev: Rev,
    },
    /// What was pressed once stands in the log more than once.
    #[error("I2 duplicated: {press} stands in {conv} {} times: {places:?}", places.len())]
    Duplicated {
        /// Which press.
        press: Press,
        /// Where.
        conv: ConversationId,
        /// At which places.
        places: Vec<u64>,
    },
    /// The log's places are not 1, 2, 3, …
    #[error("I3 hole: in {conv} the log goes from #{before} to #{after}")]
    Hole {
        /// Which conversation.
        conv: ConversationId,
        /// The place before the hole.
        before: Seq,
        /// The place after it.
        after: Seq,
    },
    /// A client was given an entry that the log does not have at that place.
    #[error("I3 phantom: {client} was given {given} of {conv}, but the log has {logged} there")]
    Phantom {
        /// Who was given it.
        client: Client,
        /// Which conversation.
        conv: ConversationId,
        /// What was given.
        given: Line,
        /// What the log has, or “nothing”.
        logged: String,
    },
    /// A client's list is not the end of the log.
    #[error(
        "I3 diverged: {client} shows {shown} in {conv} where the log has {logged} (holds rev {rev})"
    )]
    Diverged {
        /// Whose list.
        client: Client,
        /// Which conversation.
        conv: ConversationId,
        /// What is shown, or “nothing”.
        shown: String,
        /// What the log has, or “nothing”.
        logged: String,
        /// The version that the client believes to hold.
        rev: Rev,
    },
    /// A client does not hold the last version.
    #[error("I3 stale: {client} holds rev {held} of {conv}, the log is at rev {head}")]
    Stale {
        /// Who.
        client: Client,
        /// Which conversation.
        conv: ConversationId,
        /// The version held.
        held: Rev,
        /// The version of the log.
        head: Rev,
    },
    /// Something was delivered or logged that nobody sent.
    #[error("I4 invented: nobody sent {line}, which {whose} holds in {conv}")]
    Invented {
        /// Who holds it: a client, or the log.
        whose: String,
        /// Which conversation.
        conv: ConversationId,
        /// What.
        line: Line,
    },
    /// Something was changed on its way.
    #[error(
        "I4 altered: {cid} was sent to {sent_to} by {author} as “{sent}”, {whose} holds it in {conv} as {line} by {}",
        line.author
    )]
    Altered {
        /// Who holds it: a client, or the log.
        whose: String,
        /// Which message.
        cid: IdempotencyKey,
        /// Where it was sent to.
        sent_to: ConversationId,
        /// Who sent it.
        author: UserId,
        /// What was sent.
        sent: String,
        /// Where it is held.
        conv: ConversationId,
        /// What is held.
        line: Line,
    },
    /// A device's messages changed order.
    #[error(
        "I5 overtaken: {later} stands in {conv} as #{later_seq}, before {earlier} as #{earlier_seq}"
    )]
    Overtaken {
        /// Which conversation.
        conv: ConversationId,
        /// What was pressed first.
        earlier: Press,
        /// Where it stands.
        earlier_seq: Seq,
        /// What was pressed later.
        later: Press,
        /// Where that stands.
        later_seq: Seq,
    },
    /// Something stands before what had been acknowledged before it was sent.
    #[error(
        "I6 order lost: in {conv}, {cid} was sent when #{acked} had been acknowledged, but stands as #{seq}"
    )]
    OrderLost {
        /// Which conversation.
        conv: ConversationId,
        /// Which message.
        cid: IdempotencyKey,
        /// The highest place that had been acknowledged to anyone.
        acked: Seq,
        /// Where the message stands.
        seq: Seq,
    },
    /// Something was refused for good and is in the log nevertheless.
    #[error("I9 undead: {cid} was refused for good with {code:?}, but stands in {conv} as #{seq}")]
    Undead {
        /// Which message.
        cid: IdempotencyKey,
        /// Why it was refused.
        code: ErrorCode,
        /// Where it stands.
        conv: ConversationId,
        /// At which place.
        seq: Seq,
    },
}

impl Violation {
    /// The name of the promise that was broken, as in the module's table.
    pub const fn invariant(&self) -> &'static str {
        match self {
            Self::Lost { .. } | Self::Moved { .. } | Self::AckChanged { .. } => "I1",
            Self::Duplicated { .. } => "I2",
            Self::Hole { .. }
            | Self::Phantom { .. }
            | Self::Diverged { .. }
            | Self::Stale { .. } => "I3",
            Self::Invented { .. } | Self::Altered { .. } => "I4",
            Self::Overtaken { .. } => "I5",
            Self::OrderLost { .. } => "I6",
            Self::Undead { .. } => "I9",
        }
    }
}
