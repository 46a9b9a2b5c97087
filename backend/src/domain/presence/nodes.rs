//! The connections that other servers have.
//!
//! Each server alone knows its own connections; of each person it tells the others a [`Summary`]. A summary replaces the one before by its
//! version, within one start (`boot`) of that server, so that news may come twice and in any order; a later start makes all of an earlier one
//! void. A server that is not heard of for [`LEASE`] is dead, and with it its summaries.

use std::{collections::HashMap, time::Duration};

use common::ids::UserId;

use super::{Due, Moment, Presence};

/// A server that is not heard of for so long is dead: four heartbeats of five seconds.
pub const LEASE: Duration = Duration::from_secs(20);

/// One start of one server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Node {
    /// Which server.
    pub id: u64,
    /// Which of its starts: a later one has a greater number.
    pub boot: u64,
}

/// A person's connections on one server.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Where they are active.
    pub active: u32,
    /// Where they are not.
    pub idle: u32,
    /// Which of two summaries of the same start is the later one.
    pub ver: u64,
}

impl Summary {
    /// The later of two.
    #[must_use]
    pub fn joined(self, other: Self) -> Self {
        if other.ver > self.ver { other } else { self }
    }

    /// Whether they are active there; `None` if they are not there.
    fn active(self) -> Option<bool> {
        (self.active + self.idle > 0).then_some(self.active > 0)
    }
}

/// What the other servers told.
#[derive(Debug, Default)]
pub(super) struct Nodes(HashMap<u64, Remote>);

#[derive(Debug)]
struct Remote {
    boot: u64,
    heard: Duration,
    people: HashMap<UserId, Summary>,
}

impl Nodes {
    /// For each server on which someone is: whether they are active there.
    pub(super) fn of(&self, user: UserId) -> impl Iterator<Item = bool> {
        let remotes = self.0.values();
        remotes.filter_map(move |remote| remote.people.get(&user)?.active())
    }
}

impl Presence {
    /// A person's connections on this server, for the others. `ver` is the sender's to count.
    pub fn summary(&self, user: UserId, ver: u64) -> Summary {
        let conns = self.people.get(&user).map(|person| &person.conns);
        let conns = conns.into_iter().flatten();
        let (active, idle): (Vec<_>, Vec<_>) = conns
            .filter_map(|conn| self.conns.get(conn))
            .partition(|conn| conn.active);
        let count = |conns: Vec<_>| u32::try_from(conns.len()).unwrap_or(u32::MAX);
        Summary {
            active: count(active),
            idle: count(idle),
            ver,
        }
    }

    /// A heartbeat of another server.
    pub fn heard_of(&mut self, node: Node, now: Moment) {
        let known = self.nodes.0.get(&node.id).map(|remote| remote.boot);
        match known {
            Some(boot) if boot > node.boot => return,
            // All that the earlier start told is void.
            Some(boot) if boot < node.boot => self.drop_node(node.id, now),
            _ => {}
        }
        let remote = self.nodes.0.entry(node.id).or_insert_with(|| Remote {
            boot: node.boot,
            heard: now.mono,
            people: HashMap::new(),
        });
        let before = (remote.heard + LEASE, Due::Node(node.id));
        remote.heard = now.mono;
        self.due.remove(&before);
        self.due.insert((now.mono + LEASE, Due::Node(node.id)));
    }

    /// Another server tells a person's connections there.
    pub fn told_of(&mut self, node: Node, user: UserId, summary: Summary, now: Moment) {
        self.heard_of(node, now);
        let was_active = self.place(user).is_some_and(|place| place.active);
        let Some(remote) = self
            .nodes
            .0
            .get_mut(&node.id)
            .filter(|it| it.boot == node.boot)
        else {
            return;
        };
        let known = remote.people.entry(user).or_default();
        let was_there = known.active().is_some();
        *known = known.joined(summary);
        let is_there = known.active().is_some();
        let person = self.people.entry(user).or_default();
        if is_there {
            person.grace = None;
        } else if was_there {
            self.begin_grace(user, was_active, None, now);
        }
        self.learn(user);
        self.settle(user, now);
        self.tidy(user);
    }

    /// Time to look whether a server is still heard of.
    pub(super) fn judge_node(&mut self, id: u64, now: Moment) {
        let heard = self.nodes.0.get(&id).map(|remote| remote.heard);
        match heard {
            Some(heard) if heard + LEASE > now.mono => {
                self.due.insert((heard + LEASE, Due::Node(id)));
            }
            _ => self.drop_node(id, now),
        }
    }

    /// Everyone who was there only counts as lost.
    fn drop_node(&mut self, id: u64, now: Moment) {
        let Some(remote) = self.nodes.0.remove(&id) else {
            return;
        };
        self.due.remove(&(remote.heard + LEASE, Due::Node(id)));
        for (user, summary) in remote.people {
            if let Some(active) = summary.active() {
                self.begin_grace(user, active, None, now);
                self.settle(user, now);
            }
            self.tidy(user);
        }
    }
}
