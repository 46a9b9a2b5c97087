//! Who may do what. Each rule is asked inside the transaction that acts on its answer, so that nobody acts on a right that is gone.

use common::{ids::UserId, model::Member, seq::Seq};

use super::audience;

/// A request that the rules refuse. It will be refused again, however often it is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Denied {
    /// It does not exist, or it is not the asker's to see. One answer for both, so that nobody can probe for what exists.
    #[error("no such thing, or not yours to see")]
    NotFound,
    /// The idempotency key names another message.
    #[error("the key was used for another message")]
    CidReused,
    /// A place beyond the end of the timeline, or before what is the asker's to see.
    #[error("no such place in what you may see")]
    BadCursor,
    /// The other has not agreed to hear from one, or no longer does. One answer for all reasons, so that nobody can tell a block.
    #[error("the other person has not agreed to hear from this one")]
    NotAccepting,
    /// The asker has blocked the other.
    #[error("the asker has blocked the other person")]
    Blocked,
    /// More than anyone may have.
    #[error("more than anyone may have")]
    TooMany,
}

/// Whether `author` may append a message now, answering the entry at `reply_to`; `last` is the end of the timeline before it.
pub fn post(
    members: &[Member],
    author: UserId,
    reply_to: Option<Seq>,
    last: Seq,
) -> Result<(), Denied> {
    if !audience::is_in(members, author) {
        return Err(Denied::NotFound);
    }
    match reply_to {
        Some(seq) if seq > last || !audience::may_see(members, author, seq) => {
            Err(Denied::BadCursor)
        }
        _ => Ok(()),
    }
}

/// Whether `editor` may change or delete what `author` wrote: only one's own, and only while one is in the conversation.
pub fn amend(members: &[Member], editor: UserId, author: UserId) -> Result<(), Denied> {
    if audience::is_in(members, editor) && editor == author {
        Ok(())
    } else {
        Err(Denied::NotFound)
    }
}

#[cfg(test)]
mod tests;
