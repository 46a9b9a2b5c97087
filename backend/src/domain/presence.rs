//! Who is there, and who is told: a state machine without clock, tasks or I/O. The rules and their numbers are in `docs/presence.md`.
//!
//! Whether someone is there follows from the *set* of their connections each time it is asked; no number is counted up and down, so no event
//! that comes twice, late or in another order can leave one wrong. What others may know of it follows from `common::fold::presence::shown`.
//! What must be read for that (what a person chose, what two people are to each other) is a [`Question`]; until it is answered, nothing is
//! told.
//!
//! - [`announcing`]: what of it is announced, and when.
//! - [`last_seen`]: when people were last there.
//! - [`nodes`]: the connections that other servers have, told as summaries.
//! - [`watch`]: who wants to know, and what they were told.
//!
//! **P1** A server that dies takes its people with it within the lease, the grace and the damping; who comes back meanwhile was never gone.
//! **P2** Someone is offline only when none of their connections lives. **P3** However many come at once, a watcher is told once of each.

mod announcing;
mod last_seen;
mod nodes;
mod watch;

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    time::Duration,
};

use common::{
    fold::presence::Relation,
    ids::{ConnectionId, DeviceId, UserId},
    limits::PRESENCE_WARM_UP_MS,
    model::{Choice, Privacy, presence::Mode},
    time::Timestamp,
};

pub use nodes::{LEASE, Node, Summary};
pub use watch::Batch;

use self::{announcing::Announced, nodes::Nodes, watch::Conn};

const WARM_UP: Duration = Duration::from_millis(PRESENCE_WARM_UP_MS);

/// A moment, by both clocks: the first measures, the second is for people and for what they chose "until".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    /// Never goes back.
    pub mono: Duration,
    /// May jump.
    pub wall: Timestamp,
}

/// What is kept of a person, as far as presence hangs on it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// What they chose to be shown as.
    pub choice: Choice,
    /// Who learns what about them.
    pub privacy: Privacy,
    /// When they were last there, as it was stored.
    pub last_seen: Timestamp,
}

/// What must be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Question {
    /// What is kept of someone?
    Facts {
        /// Who.
        user: UserId,
        /// Which time it is asked: an answer to an earlier one is void.
        stamp: u64,
    },
    /// What are the one whose connection this is and these people to each other?
    Between {
        /// The connection that watches.
        conn: ConnectionId,
        /// Whose it is.
        viewer: UserId,
        /// Whom.
        people: Vec<UserId>,
        /// As above.
        stamp: u64,
    },
}

/// What two people are to each other: the viewer to the person, and the person to the viewer.
pub type Relations = (Relation, Relation);

/// Everyone who is there or is watched.
#[derive(Debug)]
pub struct Presence {
    warm_at: Duration,
    conns: HashMap<ConnectionId, Conn>,
    people: HashMap<UserId, Person>,
    nodes: Nodes,
    due: BTreeSet<(Duration, Due)>,
    questions: Vec<Question>,
    stamp: u64,
    /// Signs of life that are not stored yet.
    unwritten: BTreeMap<UserId, Timestamp>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Due {
    Person(UserId),
    Conn(ConnectionId),
    Node(u64),
}

#[derive(Debug, Default)]
struct Person {
    /// Those that this server has.
    conns: BTreeSet<ConnectionId>,
    grace: Option<Grace>,
    /// When they were last there and let it be known.
    last_seen: Timestamp,
    facts: Option<Facts>,
    /// They have changed since: nothing is told by them.
    outdated: bool,
    asked: u64,
    announced: Option<Announced>,
    watchers: BTreeSet<ConnectionId>,
    due: Option<Duration>,
}

/// The last connection was lost; the person still counts as there.
#[derive(Clone, Copy, Debug)]
struct Grace {
    until: Duration,
    active: bool,
    device: Option<DeviceId>,
}

impl Presence {
    /// Nobody is there yet, and for a while nobody is called offline.
    pub fn new(now: Duration) -> Self {
        Self {
            warm_at: now + WARM_UP,
            conns: HashMap::new(),
            people: HashMap::new(),
            nodes: Nodes::default(),
            due: BTreeSet::new(),
            questions: Vec::new(),
            stamp: 0,
            unwritten: BTreeMap::new(),
        }
    }

    /// A connection is there.
    pub fn entered(&mut self, user: UserId, device: DeviceId, conn: ConnectionId, now: Moment) {
        let person = self.people.entry(user).or_default();
        // A reload changes nothing until it says so.
        let active = person.grace.take().is_none_or(|grace| grace.active);
        person.conns.insert(conn);
        self.conns
            .insert(conn, Conn::new(user, device, active, now.mono));
        self.learn(user);
        self.settle(user, now);
    }

    /// Whose connection this is, while it is there.
    pub fn owner(&self, conn: ConnectionId) -> Option<UserId> {
        self.conns.get(&conn).map(|conn| conn.user)
    }

    /// Someone became active or idle where this connection is.
    pub fn activity(&mut self, conn: ConnectionId, active: bool, now: Moment) {
        if let Some(conn) = self.conns.get_mut(&conn) {
            conn.active = active;
            conn.has_said = true;
            let user = conn.user;
            self.settle(user, now);
        }
    }

    /// A connection was lost: the person may come back.
    pub fn lost(&mut self, conn: ConnectionId, now: Moment) {
        let before = self.conns.get(&conn).map(|conn| (conn.user, conn.device));
        if let Some((user, device)) = before {
            let active = self.place(user).is_some_and(|place| place.active);
            self.remove(conn, now);
            self.begin_grace(user, active, Some(device), now);
            self.settle(user, now);
            self.tidy(user);
        }
    }

    /// A connection ended with its session: nobody comes back by it, and what it was is gone at once.
    pub fn left(&mut self, id: ConnectionId, now: Moment) {
        if let Some(user) = self.conns.get(&id).map(|conn| conn.user) {
            self.remove(id, now);
            self.settle(user, now);
            self.tidy(user);
        }
    }

    /// A device was signed out: what it had here is gone, at once. These were its connections.
    pub fn signed_out(&mut self, user: UserId, device: DeviceId, now: Moment) -> Vec<ConnectionId> {
        let Some(person) = self.people.get_mut(&user) else {
            return Vec::new();
        };
        person.grace.take_if(|grace| grace.device == Some(device));
        let conns = person.conns.iter().copied();
        let is_its = |conn: &ConnectionId| self.conns.get(conn).map(|it| it.device) == Some(device);
        let gone: Vec<_> = conns.filter(is_its).collect();
        for conn in &gone {
            self.remove(*conn, now);
        }
        self.settle(user, now);
        self.tidy(user);
        gone
    }

    /// What is kept of someone has changed.
    pub fn person_changed(&mut self, user: UserId) {
        if let Some(person) = self.people.get_mut(&user) {
            person.asked = 0;
            person.outdated = true;
            self.learn(user);
        }
    }

    /// Something is to be asked.
    pub fn asks(&self) -> bool {
        !self.questions.is_empty()
    }

    /// What is to be asked.
    pub fn questions(&mut self) -> Vec<Question> {
        std::mem::take(&mut self.questions)
    }

    /// [`Question::Facts`] is answered.
    pub fn answer_facts(&mut self, user: UserId, stamp: u64, facts: Facts, now: Moment) {
        let unwritten = self.unwritten.get(&user).copied();
        let Some(person) = self.people.get_mut(&user).filter(|it| it.asked == stamp) else {
            return;
        };
        let known = facts.last_seen.max(unwritten.unwrap_or_default());
        person.last_seen = person.last_seen.max(known);
        let was_open = person.facts.as_ref().is_some_and(|it| !it.hides(now.wall));
        let hides_since = facts.hides(now.wall).then_some(facts.choice.since);
        let watching: Vec<_> = person.conns.iter().copied().collect();
        person.facts = Some(facts);
        person.outdated = false;
        match hides_since {
            // Until the moment of choosing their being there was open.
            Some(since) if was_open && !watching.is_empty() => self.see_at(user, since),
            _ => self.see(user, now.wall),
        }
        self.settle(user, now);
        self.refresh_watchers(user, now);
        for conn in watching {
            self.refresh(conn, now);
        }
    }

    /// When [`Self::tick`] has something to do, if nothing else happens before.
    pub fn deadline(&self) -> Option<Duration> {
        self.due.first().map(|(at, _)| *at)
    }

    /// What is to be told now.
    pub fn tick(&mut self, now: Moment) -> Vec<Batch> {
        let mut batches = Vec::new();
        while let Some((at, due)) = self.due.first().copied()
            && at <= now.mono
        {
            self.due.pop_first();
            match due {
                Due::Person(user) => {
                    if let Some(person) = self.people.get_mut(&user) {
                        person.due = None;
                        person.grace.take_if(|grace| grace.until <= now.mono);
                    }
                    self.settle(user, now);
                    self.tidy(user);
                }
                Due::Conn(conn) => batches.extend(self.batch(conn, now)),
                Due::Node(node) => self.judge_node(node, now),
            }
        }
        batches
    }

    /// Takes a connection out, and what it watched.
    fn remove(&mut self, id: ConnectionId, now: Moment) {
        let Some(conn) = self.conns.remove(&id) else {
            return;
        };
        self.see(conn.user, now.wall);
        if let Some(due) = conn.due {
            self.due.remove(&(due, Due::Conn(id)));
        }
        for user in conn.watch.into_keys() {
            if let Some(person) = self.people.get_mut(&user) {
                person.watchers.remove(&id);
            }
            self.tidy(user);
        }
        if let Some(person) = self.people.get_mut(&conn.user) {
            person.conns.remove(&id);
        }
    }

    /// Forgets someone of whom nobody asks and who is not there.
    fn tidy(&mut self, user: UserId) {
        let Some(person) = self.people.get(&user) else {
            return;
        };
        let is_idle = person.conns.is_empty() && person.grace.is_none();
        if is_idle && person.watchers.is_empty() && self.nodes.of(user).next().is_none() {
            self.wake_person(user, None);
            self.people.remove(&user);
        }
    }

    /// Asks what is kept of someone, unless it is known or asked already.
    fn learn(&mut self, user: UserId) {
        if let Some(person) = self.people.get_mut(&user)
            && person.asked == 0
        {
            self.stamp += 1;
            person.asked = self.stamp;
            self.questions.push(Question::Facts {
                user,
                stamp: self.stamp,
            });
        }
    }

    fn wake_person(&mut self, user: UserId, at: Option<Duration>) {
        if let Some(person) = self.people.get_mut(&user)
            && person.due != at
        {
            if let Some(before) = person.due.take() {
                self.due.remove(&(before, Due::Person(user)));
            }
            self.due.extend(at.map(|at| (at, Due::Person(user))));
            person.due = at;
        }
    }
}

impl Person {
    /// What is kept of them, if it is known to hold.
    fn valid(&self) -> Option<&Facts> {
        self.facts.as_ref().filter(|_| !self.outdated)
    }
}

impl Facts {
    /// They chose not to be seen.
    fn hides(&self, now: Timestamp) -> bool {
        self.choice.as_of(now).mode == Mode::Invisible
    }
}

#[cfg(test)]
mod tests;
