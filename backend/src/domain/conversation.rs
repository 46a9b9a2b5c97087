//! The pair that makes a private conversation.

use common::{ids::UserId, model::Member, seq::Seq};

use super::Denied;

/// Two different people in an order that does not depend on who asks: there is one conversation per pair, for ever.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Pair {
    low: UserId,
    high: UserId,
}

impl Pair {
    /// The pair of these two. Nobody has a private conversation with themselves.
    pub fn of(one: UserId, other: UserId) -> Result<Self, Denied> {
        match one.cmp(&other) {
            std::cmp::Ordering::Less => Ok(Self {
                low: one,
                high: other,
            }),
            std::cmp::Ordering::Greater => Ok(Self {
                low: other,
                high: one,
            }),
            std::cmp::Ordering::Equal => Err(Denied::NotFound),
        }
    }

    /// The one whose id is smaller.
    pub fn low(&self) -> UserId {
        self.low
    }

    /// The one whose id is greater.
    pub fn high(&self) -> UserId {
        self.high
    }

    /// Both as members from the first entry on; that never changes.
    pub fn members(&self) -> Vec<Member> {
        [self.low, self.high]
            .map(|user| Member {
                user,
                join_seq: Seq::new(1),
                leave_seq: None,
                consents: false,
            })
            .to_vec()
    }
}

#[cfg(test)]
mod tests;
