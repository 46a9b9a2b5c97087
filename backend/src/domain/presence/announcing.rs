//! What is announced of someone, and when.
//!
//! Coming and going are announced at once (of going the grace has passed by then, or it was the person's own will); everything between is
//! damped, and the last of it counts. Invisible and gone are the same here: what cannot be told apart must not be announced apart.

use std::time::Duration;

use common::{
    fold::presence::Whereabouts,
    ids::{DeviceId, UserId},
    limits::{OFFLINE_GRACE_MS, PRESENCE_EVERY_MS},
    model::{Choice, presence::Mode},
};

use super::{Grace, Moment, Person, Presence};

pub(super) const GRACE: Duration = Duration::from_millis(OFFLINE_GRACE_MS);
pub(super) const EVERY: Duration = Duration::from_millis(PRESENCE_EVERY_MS);

/// How long someone's coming waits at most for their client to say whether they are active: it does so once it has caught up. Otherwise every
/// tab that comes back in the background would show as online and then as away.
const ENTRANCE: Duration = Duration::from_secs(1);

/// What the watchers of a person may be told.
#[derive(Clone, Debug)]
pub(super) struct Announced {
    pub(super) place: Whereabouts,
    pub(super) choice: Choice,
    at: Duration,
}

impl Announced {
    /// Looks like someone who is there.
    fn appears(&self) -> bool {
        self.place.connected && self.choice.mode != Mode::Invisible
    }

    /// Nobody could see a difference.
    fn is_like(&self, other: &Self) -> bool {
        let place = |one: &Self| (one.place.connected, one.place.active);
        let seen = |one: &Self| (!one.place.connected).then_some(one.place.last_seen);
        self.choice == other.choice && place(self) == place(other) && seen(self) == seen(other)
    }
}

impl Presence {
    /// Where someone is, by every connection that is known; `None` where nobody asked.
    pub(super) fn place(&self, user: UserId) -> Option<Whereabouts> {
        let person = self.people.get(&user)?;
        let here = person.conns.iter().filter_map(|conn| self.conns.get(conn));
        let elsewhere = self.nodes.of(user);
        let lives = here.map(|conn| conn.active).chain(elsewhere);
        let strongest = lives.max().or(person.grace.map(|grace| grace.active));
        Some(Whereabouts {
            connected: strongest.is_some(),
            active: strongest == Some(true),
            last_seen: person.last_seen,
        })
    }

    /// Compares what holds with what was announced: announces it, or says when.
    pub(super) fn settle(&mut self, user: UserId, now: Moment) {
        let Some(place) = self.place(user) else {
            return;
        };
        let Some(person) = self.people.get(&user) else {
            return;
        };
        let grace_ends = person.grace.map(|grace| grace.until);
        let Some(facts) = person.valid() else {
            self.wake_person(user, grace_ends);
            return;
        };
        let fresh = Announced {
            place,
            choice: facts.choice.as_of(now.wall),
            at: now.mono,
        };
        let choice_ends = facts
            .choice
            .changes_at(now.wall)
            .map(|at| now.mono + Duration::from_millis(at.millis_since(now.wall)));
        let at = match &person.announced {
            Some(known) if known.is_like(&fresh) => None,
            Some(known) if known.appears() && fresh.appears() => Some(known.at + EVERY),
            // Coming is told at once, and so is going: grace has passed, or it was the person's own will.
            Some(known) if known.appears() || !fresh.appears() => Some(now.mono),
            _ if fresh.appears() => Some(self.entrance(person).max(now.mono)),
            _ => Some(now.mono),
        };
        if at.is_some_and(|at| at <= now.mono) {
            if let Some(person) = self.people.get_mut(&user) {
                person.announced = Some(fresh);
            }
            self.refresh_watchers(user, now);
        }
        let later = at.filter(|at| *at > now.mono);
        let next = [later, grace_ends, choice_ends].into_iter().flatten().min();
        self.wake_person(user, next);
    }

    /// When someone who came may be announced: when they have said whether they are active, or have had the time to.
    fn entrance(&self, person: &Person) -> Duration {
        let conns = person.conns.iter().filter_map(|conn| self.conns.get(conn));
        conns
            .map(|conn| {
                if conn.has_said {
                    Duration::ZERO
                } else {
                    conn.entered + ENTRANCE
                }
            })
            .min()
            .unwrap_or_default()
    }

    pub(super) fn begin_grace(
        &mut self,
        user: UserId,
        active: bool,
        device: Option<DeviceId>,
        now: Moment,
    ) {
        let lives = self.place(user).is_some_and(|place| place.connected);
        if let Some(person) = self.people.get_mut(&user)
            && !lives
        {
            person.grace = Some(Grace {
                until: now.mono + GRACE,
                active,
                device,
            });
        }
    }
}
