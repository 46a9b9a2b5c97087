//! Who wants to know, and what they were told.
//!
//! A connection names the people on its screen; what it is told costs by their number, not by that of its conversations. At most once per
//! [`BATCH`] it gets in one piece whatever it does not know yet: what a person is to it now is compared with what it was told last.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use common::{
    fold::presence::{Between, Relation, shown},
    ids::{ConnectionId, DeviceId, UserId},
    limits::{PRESENCE_BATCH_MS, WATCHED},
    model::{Presence as Shown, presence::Status},
};

use super::{Due, Moment, Presence, Question, Relations};

const BATCH: Duration = Duration::from_millis(PRESENCE_BATCH_MS);
const STRANGERS: Relations = (Relation::Stranger, Relation::Stranger);

/// What one connection is to be told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Batch {
    /// Whose connection it is.
    pub viewer: UserId,
    /// Which one.
    pub conn: ConnectionId,
    /// The people, and what it may know of each.
    pub people: Vec<(UserId, Shown, Status)>,
}

#[derive(Debug)]
pub(super) struct Conn {
    pub(super) user: UserId,
    pub(super) device: DeviceId,
    pub(super) active: bool,
    /// It said itself whether its person is active.
    pub(super) has_said: bool,
    pub(super) entered: Duration,
    pub(super) watch: BTreeMap<UserId, Watched>,
    pub(super) due: Option<Duration>,
    /// Whom it wants to watch from then on.
    wanted: Option<BTreeSet<UserId>>,
    wished: Option<Duration>,
    /// Of whom it may have to be told.
    open: BTreeSet<UserId>,
    batched: Option<Duration>,
}

#[derive(Debug, Default)]
pub(super) struct Watched {
    relations: Option<Relations>,
    asked: u64,
    told: Option<(Shown, Status)>,
}

impl Conn {
    pub(super) fn new(user: UserId, device: DeviceId, active: bool, now: Duration) -> Self {
        Self {
            user,
            device,
            active,
            has_said: false,
            entered: now,
            watch: BTreeMap::new(),
            due: None,
            wanted: None,
            wished: None,
            open: BTreeSet::new(),
            batched: None,
        }
    }
}

impl Conn {
    /// When it may be told again.
    fn tells_at(&self, now: Duration) -> Duration {
        self.batched.map_or(now, |at| now.max(at + BATCH))
    }

    /// When it may watch others.
    fn heeds_at(&self, now: Duration) -> Duration {
        self.wished.map_or(now, |at| now.max(at + BATCH))
    }

    /// Takes the place of a wish that was not heeded yet. A client forgets whoever is not on its list, heeded or not; so whoever was missing
    /// from the one before is to be told anew.
    fn wish(&mut self, wanted: BTreeSet<UserId>) {
        let before = self.wanted.replace(wanted);
        let (Some(before), Some(wanted)) = (before, &self.wanted) else {
            return;
        };
        for user in wanted.difference(&before) {
            if let Some(watched) = self.watch.get_mut(user) {
                watched.told = None;
                self.open.insert(*user);
            }
        }
    }
}

impl Presence {
    /// A connection names the people whom it watches from now on. Heeded once per [`BATCH`], so that scrolling costs no more than standing.
    pub fn watch(&mut self, id: ConnectionId, users: Vec<UserId>, now: Moment) {
        if let Some(conn) = self.conns.get_mut(&id) {
            let user = conn.user;
            let others = users.into_iter().filter(|other| *other != user);
            conn.wish(others.take(WATCHED).collect());
            let at = conn.heeds_at(now.mono);
            self.wake_conn_at(id, at);
        }
    }

    /// What two people are to each other has changed.
    pub fn pair_changed(&mut self, one: UserId, other: UserId) {
        self.ask_of_pair(one, other, |_| true);
    }

    /// One of two has written to the other, and so wants to talk: if they were not close before, they may be now.
    pub fn pair_talked(&mut self, one: UserId, other: UserId) {
        self.ask_of_pair(one, other, |(viewer, person)| {
            viewer.min(person) < Relation::Accepted
        });
    }

    fn ask_of_pair(&mut self, one: UserId, other: UserId, about: impl Fn(Relations) -> bool) {
        for (viewer, person) in [(one, other), (other, one)] {
            let conns = self.people.get(&viewer).into_iter();
            let concerned = conns.flat_map(|it| &it.conns).filter(|conn| {
                let watched = self.conns.get(*conn).and_then(|it| it.watch.get(&person));
                watched.is_some_and(|it| it.relations.is_none_or(&about))
            });
            // Nearly always nobody: every message asks.
            let concerned: Vec<_> = concerned.copied().collect();
            for conn in concerned {
                self.ask_between(conn, vec![person]);
            }
        }
    }

    /// Everyone is to be told again what they watch: something on the way to them was lost.
    pub fn tell_again(&mut self, now: Moment) {
        let ids: Vec<_> = self.conns.keys().copied().collect();
        for id in ids {
            if let Some(conn) = self.conns.get_mut(&id) {
                conn.watch.values_mut().for_each(|it| it.told = None);
            }
            self.refresh(id, now);
        }
    }

    /// [`Question::Between`] is answered. Someone who is not in the answer is a stranger.
    pub fn answer_between(
        &mut self,
        id: ConnectionId,
        stamp: u64,
        relations: &BTreeMap<UserId, Relations>,
        now: Moment,
    ) {
        let Some(conn) = self.conns.get_mut(&id) else {
            return;
        };
        for (user, watched) in &mut conn.watch {
            if watched.asked == stamp {
                let relations = relations.get(user).copied();
                watched.relations = Some(relations.unwrap_or(STRANGERS));
                conn.open.insert(*user);
            }
        }
        self.wake_conn(id, now);
    }

    /// Everyone who watches this person may have to be told.
    pub(super) fn refresh_watchers(&mut self, user: UserId, now: Moment) {
        let watchers = self.people.get(&user).map(|it| it.watchers.clone());
        for id in watchers.into_iter().flatten() {
            if let Some(conn) = self.conns.get_mut(&id) {
                conn.open.insert(user);
                self.wake_conn(id, now);
            }
        }
    }

    /// A connection may have to be told of everyone whom it watches.
    pub(super) fn refresh(&mut self, id: ConnectionId, now: Moment) {
        if let Some(conn) = self.conns.get_mut(&id)
            && !conn.watch.is_empty()
        {
            conn.open = conn.watch.keys().copied().collect();
            self.wake_conn(id, now);
        }
    }

    /// What a connection is to be told now.
    pub(super) fn batch(&mut self, id: ConnectionId, now: Moment) -> Option<Batch> {
        let conn = self.conns.get_mut(&id)?;
        conn.due = None;
        let heeds_at = conn.wanted.is_some().then(|| conn.heeds_at(now.mono));
        match heeds_at {
            Some(at) if at > now.mono => self.wake_conn_at(id, at),
            Some(_) => self.take_wish(id, now),
            None => {}
        }
        let conn = self.conns.get(&id)?;
        let tells_at = conn.tells_at(now.mono);
        if tells_at > now.mono {
            if !conn.open.is_empty() {
                self.wake_conn_at(id, tells_at);
            }
            return None;
        }
        let viewer = conn.user;
        let fresh: Vec<_> = conn
            .open
            .iter()
            // Whatever is missing asks for a look when it comes.
            .filter_map(|user| Some((*user, self.shown_to(id, *user, now)?)))
            .collect();
        let warm_at = self.warm_at;
        let conn = self.conns.get_mut(&id)?;
        conn.open.clear();
        let mut people = Vec::new();
        for (user, fresh) in fresh {
            let is_offline = matches!(fresh.0, Shown::Offline { .. });
            if is_offline && now.mono < warm_at {
                conn.open.insert(user);
            } else if let Some(watched) = conn.watch.get_mut(&user)
                && watched.told.as_ref() != Some(&fresh)
            {
                watched.told = Some(fresh.clone());
                people.push((user, fresh.0, fresh.1));
            }
        }
        let waits_for_warmth = !conn.open.is_empty();
        if !people.is_empty() {
            conn.batched = Some(now.mono);
        }
        if waits_for_warmth {
            self.wake_conn_at(id, warm_at);
        }
        (!people.is_empty()).then_some(Batch {
            viewer,
            conn: id,
            people,
        })
    }

    /// What a connection may know of someone; `None` as long as something is missing.
    fn shown_to(&self, id: ConnectionId, user: UserId, now: Moment) -> Option<(Shown, Status)> {
        let conn = self.conns.get(&id)?;
        let (viewer, person) = conn.watch.get(&user)?.relations?;
        let announced = self.people.get(&user)?.announced.as_ref()?;
        let between = Between {
            viewer,
            person,
            privacy: &self.people.get(&user)?.valid()?.privacy,
            viewer_privacy: &self.people.get(&conn.user)?.valid()?.privacy,
        };
        Some(shown(
            announced.place,
            &announced.choice,
            &between,
            now.wall,
        ))
    }

    /// Watches whom the connection wants to watch.
    fn take_wish(&mut self, id: ConnectionId, now: Moment) {
        let Some(conn) = self.conns.get_mut(&id) else {
            return;
        };
        let Some(wanted) = conn.wanted.take() else {
            return;
        };
        conn.wished = Some(now.mono);
        let gone: Vec<_> = conn.watch.keys().copied().collect();
        let gone: Vec<_> = gone.into_iter().filter(|it| !wanted.contains(it)).collect();
        let new: Vec<_> = wanted
            .into_iter()
            .filter(|it| !conn.watch.contains_key(it))
            .collect();
        for user in &gone {
            conn.watch.remove(user);
            conn.open.remove(user);
        }
        for user in &new {
            conn.watch.insert(*user, Watched::default());
        }
        for user in &new {
            self.people.entry(*user).or_default().watchers.insert(id);
            self.learn(*user);
        }
        for user in gone {
            if let Some(person) = self.people.get_mut(&user) {
                person.watchers.remove(&id);
            }
            self.tidy(user);
        }
        self.ask_between(id, new);
    }

    /// Asks what a connection's person and these people are to each other; those whom it does not watch are left out.
    fn ask_between(&mut self, id: ConnectionId, mut people: Vec<UserId>) {
        let Some(conn) = self.conns.get_mut(&id) else {
            return;
        };
        people.retain(|user| conn.watch.contains_key(user));
        if people.is_empty() {
            return;
        }
        self.stamp += 1;
        for user in &people {
            if let Some(watched) = conn.watch.get_mut(user) {
                watched.relations = None;
                watched.asked = self.stamp;
            }
        }
        self.questions.push(Question::Between {
            conn: id,
            viewer: conn.user,
            people,
            stamp: self.stamp,
        });
    }

    fn wake_conn(&mut self, id: ConnectionId, now: Moment) {
        if let Some(conn) = self.conns.get(&id) {
            let at = conn.tells_at(now.mono);
            self.wake_conn_at(id, at);
        }
    }

    fn wake_conn_at(&mut self, id: ConnectionId, at: Duration) {
        if let Some(conn) = self.conns.get_mut(&id)
            && conn.due.is_none_or(|due| at < due)
        {
            if let Some(before) = conn.due.replace(at) {
                self.due.remove(&(before, Due::Conn(id)));
            }
            self.due.insert((at, Due::Conn(id)));
        }
    }
}
