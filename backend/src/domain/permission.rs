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

/// What stands between the people of a conversation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Terms {
    /// It is a direct one: both of its people must want to talk.
    pub direct: bool,
    /// Who of the two has blocked the other.
    pub blockers: Vec<UserId>,
}

/// What a message that may be appended is to the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Posting {
    /// One more of a conversation.
    Talk,
    /// The one message that may be addressed to somebody who has not agreed to hear from its author.
    Request,
}

/// Whether `author` may append a message now, answering the entry at `reply_to`; `last` is the end of the timeline before it.
pub fn post(
    terms: &Terms,
    members: &[Member],
    author: UserId,
    reply_to: Option<Seq>,
    last: Seq,
) -> Result<Posting, Denied> {
    if !audience::is_in(members, author) {
        return Err(Denied::NotFound);
    }
    let posting = if terms.direct {
        address(terms, members, author, last)?
    } else {
        Posting::Talk
    };
    match reply_to {
        Some(seq) if seq > last || !audience::may_see(members, author, seq) => {
            Err(Denied::BadCursor)
        }
        _ => Ok(posting),
    }
}

/// Whether `author` may address the other one of two. Whoever is not agreed with, was declined or is blocked hears the same.
fn address(
    terms: &Terms,
    members: &[Member],
    author: UserId,
    last: Seq,
) -> Result<Posting, Denied> {
    if terms.blockers.contains(&author) {
        return Err(Denied::Blocked);
    }
    let others_consent = members
        .iter()
        .filter(|member| member.user != author && member.is_current())
        .all(|member| member.consents);
    match (terms.blockers.is_empty(), others_consent) {
        (true, true) => Ok(Posting::Talk),
        (true, false) if last == Seq::ZERO => Ok(Posting::Request),
        _ => Err(Denied::NotAccepting),
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
