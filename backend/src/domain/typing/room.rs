//! What is known of one conversation, and of one connection.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    time::Duration,
};

use common::{
    ids::{ConnectionId, ConversationId, UserId},
    limits,
    model::ephemeral::{TypingKind, Typist},
};

use super::{EVERY, KEEP, REFRESH};
use crate::domain::pace::Pace;

/// What one connection may say of one conversation, and of all: thrice the pace of a client that keeps to its own.
const HERE: (u32, Duration) = (3, Duration::from_secs(2));
const ANYWHERE: (u32, Duration) = (10, Duration::from_secs(1));

#[derive(Debug, Default)]
pub(super) struct Conn {
    pub(super) convs: BTreeSet<ConversationId>,
    pub(super) anywhere: Pace,
    pub(super) here: HashMap<ConversationId, Pace>,
}

#[derive(Debug, Default)]
pub(super) struct Room {
    /// In the order in which they began.
    pub(super) entries: Vec<Entry>,
    pub(super) members: Vec<UserId>,
    pub(super) sights: HashMap<UserId, Sight>,
    /// What viewers were told last, unless it was nothing.
    pub(super) told: BTreeMap<UserId, Shown>,
    pub(super) changed: bool,
    pub(super) told_at: Option<Duration>,
    pub(super) refreshed: Duration,
    pub(super) due: Option<Duration>,
}

#[derive(Debug)]
pub(super) struct Entry {
    pub(super) user: UserId,
    pub(super) from: ConnectionId,
    pub(super) kind: TypingKind,
    pub(super) deadline: Duration,
}

#[derive(Debug)]
pub(super) struct Sight {
    pub(super) stamp: u64,
    pub(super) viewers: Vec<UserId>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Shown {
    pub(super) users: Vec<Typist>,
    pub(super) more: u16,
}

impl Conn {
    pub(super) fn may(&mut self, conv: ConversationId, now: Duration) -> bool {
        self.here.retain(|_, pace| !pace.is_full(now));
        let here = self.here.entry(conv).or_default();
        let may = here.may(HERE.0, HERE.1, now) && self.anywhere.may(ANYWHERE.0, ANYWHERE.1, now);
        if may {
            here.take(HERE.1, now);
            self.anywhere.take(ANYWHERE.1, now);
        }
        may
    }
}

impl Room {
    /// What each viewer is to see. Those who are to see nothing are not in it.
    pub(super) fn shown(&self) -> BTreeMap<UserId, Shown> {
        let mut typists: Vec<(Typist, Duration)> = Vec::new();
        for entry in &self.entries {
            match typists
                .iter_mut()
                .find(|(typist, _)| typist.user == entry.user)
            {
                // Of several devices the one that spoke last says what is being prepared.
                Some((typist, latest)) if *latest <= entry.deadline => {
                    typist.kind = entry.kind;
                    *latest = entry.deadline;
                }
                Some(_) => {}
                None => {
                    let typist = Typist {
                        user: entry.user,
                        kind: entry.kind,
                    };
                    typists.push((typist, entry.deadline));
                }
            }
        }
        let mut shown: BTreeMap<UserId, Shown> = BTreeMap::new();
        for (typist, _) in typists {
            let viewers = self.sights.get(&typist.user).map(|sight| &sight.viewers);
            for viewer in viewers.into_iter().flatten() {
                let set = shown.entry(*viewer).or_default();
                if set.users.len() < limits::TYPING_SHOWN {
                    set.users.push(typist);
                } else {
                    set.more = set.more.saturating_add(1);
                }
            }
        }
        shown
    }

    pub(super) fn may_tell(&self, now: Duration) -> bool {
        self.changed && self.tells_at(now) <= now || self.refreshes_at() <= now
    }

    /// The first moment from now on at which viewers may be told.
    pub(super) fn tells_at(&self, now: Duration) -> Duration {
        self.told_at.map_or(now, |at| now.max(at + EVERY))
    }

    pub(super) fn refreshes_at(&self) -> Duration {
        if self.told.is_empty() {
            Duration::MAX
        } else {
            let paced = self.told_at.map_or(Duration::ZERO, |at| at + EVERY);
            paced.max(self.refreshed + REFRESH)
        }
    }

    pub(super) fn is_over(&self, now: Duration) -> bool {
        self.entries.is_empty() && self.told.is_empty() && self.ends_at() <= now
    }

    fn ends_at(&self) -> Duration {
        self.told_at.unwrap_or_default() + KEEP
    }

    pub(super) fn next(&self, now: Duration) -> Duration {
        let mut next = self.refreshes_at();
        if self.changed {
            next = next.min(self.tells_at(now));
        }
        let first_end = self.entries.iter().map(|entry| entry.deadline).min();
        if let Some(end) = first_end {
            next = next.min(end);
        }
        if self.entries.is_empty() && self.told.is_empty() {
            next = next.min(self.ends_at().max(now));
        }
        next
    }
}
