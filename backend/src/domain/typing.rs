//! Who types where, and who is told: a state machine without clock, tasks or I/O. The rules and their numbers are in `docs/typing.md`.
//!
//! What a connection says is an entry that dies by itself. Whom it may be shown to is a [`Question`], asked once per person and conversation
//! and again when something changed that the answer hangs on; until it is answered nobody is told. What viewers are told is derived from
//! the entries each time, as the whole set, and compared with what they were told before: nothing is counted up or down.
//!
//! - [`company`]: who may see that someone types.
//! - [`room`]: what is known of one conversation, and of one connection.
//!
//! **T1** An entry lives for the time to live and its end is told within [`EVERY`]. **T2** A message takes its author's entries with it, and
//! what that changes is told before the message. **T3** Each viewer is told at most once per [`EVERY`], however many type.

mod company;
mod room;

use std::{
    collections::{BTreeSet, HashMap},
    time::Duration,
};

use common::{
    ids::{ConnectionId, ConversationId, UserId},
    model::ephemeral::{TypingKind, Typist},
};

pub use company::{Typer, company};

use self::room::{Conn, Entry, Room, Shown, Sight};

/// How often the viewers of a conversation are told.
pub const EVERY: Duration = Duration::from_secs(1);
/// How often they are told again what has not changed: for whoever came meanwhile, or lost it.
pub const REFRESH: Duration = Duration::from_secs(4);
/// How long an answer outlives the last entry: a conversation goes on.
const KEEP: Duration = Duration::from_mins(1);

/// Everyone who types.
#[derive(Debug)]
pub struct Typing {
    ttl: Duration,
    conns: HashMap<ConnectionId, Conn>,
    rooms: HashMap<ConversationId, Room>,
    due: BTreeSet<(Duration, ConversationId)>,
    questions: Vec<Question>,
    stamp: u64,
}

/// To whom may `user` be shown in `conv`?
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Question {
    /// Where.
    pub conv: ConversationId,
    /// Who types.
    pub user: UserId,
    /// Which time it is asked: an answer to an earlier one is void.
    stamp: u64,
}

/// The answer to a [`Question`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Company {
    /// Everyone on whom the answer hangs: those who are in the conversation.
    pub members: Vec<UserId>,
    /// Those who may see that the person types.
    pub viewers: Vec<UserId>,
}

/// What some viewers are to be told of a conversation: all who type there, in place of what they knew.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TypingSet {
    /// Where.
    pub conv: ConversationId,
    /// Who is told.
    pub viewers: Vec<UserId>,
    /// At most [`common::limits::TYPING_SHOWN`] of those who type, in the order in which they began.
    pub users: Vec<Typist>,
    /// How many more.
    pub more: u16,
}

impl Typing {
    /// Nobody types. What a connection says holds for `ttl`.
    pub fn new(ttl: Duration) -> Self {
        Self {
            ttl,
            conns: HashMap::new(),
            rooms: HashMap::new(),
            due: BTreeSet::new(),
            questions: Vec::new(),
            stamp: 0,
        }
    }

    /// A connection says that its person types. Beyond its pace it is not heard.
    pub fn begun(
        &mut self,
        user: UserId,
        from: ConnectionId,
        conv: ConversationId,
        kind: TypingKind,
        now: Duration,
    ) {
        let said = self.conns.entry(from).or_default();
        if !said.may(conv, now) {
            return;
        }
        said.convs.insert(conv);
        let deadline = now + self.ttl;
        let room = self.rooms.entry(conv).or_default();
        let known = room.entries.iter_mut().find(|entry| entry.from == from);
        if let Some(entry) = known {
            room.changed |= entry.kind != kind;
            entry.kind = kind;
            entry.deadline = deadline;
        } else {
            room.changed = true;
            room.entries.push(Entry {
                user,
                from,
                kind,
                deadline,
            });
        }
        if !room.sights.contains_key(&user) {
            self.ask(conv, user);
        }
        self.schedule(conv, now);
    }

    /// A connection says that its person types no longer. It takes no leave: it can only undo what had one.
    pub fn ended(&mut self, from: ConnectionId, conv: ConversationId, now: Duration) {
        if let Some(said) = self.conns.get_mut(&from)
            && said.convs.remove(&conv)
        {
            self.remove(conv, now, |entry| entry.from == from);
        }
    }

    /// A connection is gone, and with it all that it said.
    pub fn closed(&mut self, from: ConnectionId, now: Duration) {
        for conv in self.conns.remove(&from).unwrap_or_default().convs {
            self.remove(conv, now, |entry| entry.from == from);
        }
    }

    /// A message of this person is in the log: what this changes is to be told before the message is.
    pub fn posted(&mut self, conv: ConversationId, user: UserId, now: Duration) -> Vec<TypingSet> {
        self.remove(conv, now, |entry| entry.user == user);
        if let Some(room) = self.rooms.get_mut(&conv) {
            // Who writes wants to talk: whoever may be seen by nobody is asked about again.
            room.sights.retain(|_, sight| !sight.viewers.is_empty());
        }
        // Also where the entry went just before, and its end waits to be told.
        let is_named = |shown: &Shown| shown.users.iter().any(|typist| typist.user == user);
        let room = self.rooms.get(&conv);
        if room.is_some_and(|room| room.told.values().any(is_named)) {
            self.tell(conv, now)
        } else {
            Vec::new()
        }
    }

    /// Who is in a conversation or wants to talk there has changed. Nobody is told of anybody there until it has been asked again.
    pub fn conversation_changed(&mut self, conv: ConversationId, now: Duration) -> Vec<TypingSet> {
        let Some(room) = self.rooms.get_mut(&conv) else {
            return Vec::new();
        };
        room.members.clear();
        room.sights.clear();
        room.changed = true;
        let typists: BTreeSet<_> = room.entries.iter().map(|entry| entry.user).collect();
        for user in typists {
            self.ask(conv, user);
        }
        self.tell(conv, now)
    }

    /// What someone shows, or what they are to somebody, has changed: likewise, wherever they are.
    pub fn person_changed(&mut self, user: UserId, now: Duration) -> Vec<TypingSet> {
        let theirs: Vec<_> = self
            .rooms
            .iter()
            .filter(|(_, room)| {
                // Where it is being asked who is there, the answer may be older than the change.
                let unknown = room.members.is_empty();
                unknown || room.members.contains(&user) || room.sights.contains_key(&user)
            })
            .map(|(conv, _)| *conv)
            .collect();
        theirs
            .into_iter()
            .flat_map(|conv| self.conversation_changed(conv, now))
            .collect()
    }

    /// What is to be asked.
    pub fn questions(&mut self) -> Vec<Question> {
        std::mem::take(&mut self.questions)
    }

    /// A question is answered; `None`: it could not be, and is asked again when the person types on.
    pub fn answer(&mut self, question: Question, company: Option<Company>, now: Duration) {
        let Question { conv, user, stamp } = question;
        let Some(room) = self.rooms.get_mut(&conv) else {
            return;
        };
        let Some(sight) = room
            .sights
            .get_mut(&user)
            .filter(|sight| sight.stamp == stamp)
        else {
            return;
        };
        match company {
            Some(Company { members, viewers }) => {
                sight.viewers = viewers;
                // Never to the typist's own devices.
                sight.viewers.retain(|viewer| *viewer != user);
                room.members = members;
                room.changed = true;
            }
            None => {
                room.sights.remove(&user);
            }
        }
        self.schedule(conv, now);
    }

    /// When [`Self::tick`] has something to do, if nothing else happens before.
    pub fn deadline(&self) -> Option<Duration> {
        self.due.first().map(|(at, _)| *at)
    }

    /// What is to be told now.
    pub fn tick(&mut self, now: Duration) -> Vec<TypingSet> {
        let mut sets = Vec::new();
        while let Some((at, conv)) = self.due.first().copied()
            && at <= now
        {
            self.remove(conv, now, |entry| entry.deadline <= now);
            let Some(room) = self.rooms.get(&conv) else {
                continue;
            };
            if room.may_tell(now) {
                sets.extend(self.tell(conv, now));
            } else if room.is_over(now) {
                self.forget(conv);
            }
        }
        sets
    }

    fn ask(&mut self, conv: ConversationId, user: UserId) {
        self.stamp += 1;
        let sight = Sight {
            stamp: self.stamp,
            viewers: Vec::new(),
        };
        let room = self.rooms.entry(conv).or_default();
        room.sights.insert(user, sight);
        self.questions.push(Question {
            conv,
            user,
            stamp: self.stamp,
        });
    }

    /// Takes entries away.
    fn remove(&mut self, conv: ConversationId, now: Duration, is_gone: impl Fn(&Entry) -> bool) {
        let Some(room) = self.rooms.get_mut(&conv) else {
            return;
        };
        let before = room.entries.len();
        let conns = &mut self.conns;
        room.entries.retain(|entry| {
            let gone = is_gone(entry);
            if gone && let Some(said) = conns.get_mut(&entry.from) {
                said.convs.remove(&conv);
            }
            !gone
        });
        room.changed |= room.entries.len() < before;
        self.schedule(conv, now);
    }

    /// Tells every viewer what they do not know, and everyone everything once it is time for that.
    fn tell(&mut self, conv: ConversationId, now: Duration) -> Vec<TypingSet> {
        let Some(room) = self.rooms.get_mut(&conv) else {
            return Vec::new();
        };
        let shown = room.shown();
        let refresh = room.refreshes_at() <= now;
        let mut sets: Vec<TypingSet> = Vec::new();
        let mut add = |viewer: UserId, shown: &Shown| {
            let same = |set: &&mut TypingSet| set.more == shown.more && set.users == shown.users;
            match sets.iter_mut().find(same) {
                Some(set) => set.viewers.push(viewer),
                None => sets.push(TypingSet {
                    conv,
                    viewers: vec![viewer],
                    users: shown.users.clone(),
                    more: shown.more,
                }),
            }
        };
        for viewer in room
            .told
            .keys()
            .filter(|viewer| !shown.contains_key(viewer))
        {
            add(*viewer, &Shown::default());
        }
        for (viewer, set) in &shown {
            if refresh || room.told.get(viewer) != Some(set) {
                add(*viewer, set);
            }
        }
        if refresh || room.told.is_empty() {
            room.refreshed = now;
        }
        if !sets.is_empty() {
            room.told_at = Some(now);
        }
        room.told = shown;
        room.changed = false;
        self.schedule(conv, now);
        sets
    }

    fn schedule(&mut self, conv: ConversationId, now: Duration) {
        let Some(room) = self.rooms.get_mut(&conv) else {
            return;
        };
        let next = room.next(now);
        if room.due != Some(next) {
            if let Some(due) = room.due.replace(next) {
                self.due.remove(&(due, conv));
            }
            self.due.insert((next, conv));
        }
    }

    fn forget(&mut self, conv: ConversationId) {
        if let Some(due) = self.rooms.remove(&conv).and_then(|room| room.due) {
            self.due.remove(&(due, conv));
        }
    }
}

#[cfg(test)]
mod tests;
