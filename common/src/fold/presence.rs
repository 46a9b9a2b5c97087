//! Whether someone is there, as one viewer may know it: the one rule for the server that sends it and for the page that explains it.

use crate::{
    model::{
        Choice, Presence, Privacy,
        presence::{Mode, Seen, Status},
        settings::Circle,
    },
    time::Timestamp,
};

/// What someone is to the person who decides what they see.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Relation {
    /// Nothing: unknown, or one has blocked the other.
    Stranger,
    /// The person wrote to them, or wants to talk with them; they have not agreed.
    Asked,
    /// Both want to talk with each other.
    Accepted,
    /// Both do, and the person has them among the contacts.
    Contact,
}

/// What someone has said of someone else.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Attitude {
    /// Nothing.
    #[default]
    Silent,
    /// That they want to talk with them.
    Consents,
    /// That they are a contact, which is wanting to talk with them, too.
    Contact,
}

/// What two people have said of each other, from the side of the one who decides what the other sees.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Said {
    /// One of the two has blocked the other.
    pub blocked: bool,
    /// What the person has said of the other.
    pub person: Attitude,
    /// What the other has said of the person.
    pub other: Attitude,
}

impl Said {
    /// What the other is to the person.
    pub fn relation(self) -> Relation {
        match (self.person, self.other) {
            _ if self.blocked => Relation::Stranger,
            (Attitude::Silent, _) => Relation::Stranger,
            (_, Attitude::Silent) => Relation::Asked,
            (Attitude::Consents, _) => Relation::Accepted,
            (Attitude::Contact, _) => Relation::Contact,
        }
    }

    /// The same, from the other's side.
    #[must_use]
    pub fn reversed(self) -> Self {
        Self {
            person: self.other,
            other: self.person,
            ..self
        }
    }
}

impl Circle {
    /// Whether someone of this relation is in the circle.
    pub fn includes(self, relation: Relation) -> bool {
        match self {
            Self::Everyone => relation >= Relation::Accepted,
            Self::Contacts => relation >= Relation::Contact,
            Self::Nobody => false,
        }
    }
}

/// Where a person is, as the server knows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Whereabouts {
    /// A connection lives, or the last one ended so recently that its end may be a reload.
    pub connected: bool,
    /// One of the connections had input lately.
    pub active: bool,
    /// When the person was last there.
    pub last_seen: Timestamp,
}

/// A viewer and a person: what each is to the other, and what the viewer shows in turn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Between<'a> {
    /// What the viewer is to the person.
    pub viewer: Relation,
    /// What the person is to the viewer.
    pub person: Relation,
    /// Who learns what about the person.
    pub privacy: &'a Privacy,
    /// Who learns what about the viewer: what one does not show, one does not see.
    pub viewer_privacy: &'a Privacy,
}

impl Between<'_> {
    fn shows(&self, circle: impl Fn(&Privacy) -> Circle) -> bool {
        circle(self.privacy).includes(self.viewer)
            && circle(self.viewer_privacy).includes(self.person)
    }

    /// The viewer may see that the person types.
    pub fn typing(&self) -> bool {
        self.shows(|privacy| privacy.typing)
    }

    /// The viewer may see whether the person is there.
    pub fn presence(&self) -> bool {
        self.shows(|privacy| privacy.presence)
    }

    /// The viewer may see when exactly the person was last there.
    pub fn last_seen(&self) -> bool {
        self.shows(|privacy| privacy.last_seen)
    }
}

/// A person's presence and words as the viewer may know them at `now`.
pub fn shown(
    place: Whereabouts,
    choice: &Choice,
    between: &Between<'_>,
    now: Timestamp,
) -> (Presence, Status) {
    if !between.presence() {
        return (Presence::Unknown, Status::default());
    }
    let choice = choice.as_of(now);
    let offline = |at: Timestamp| Presence::Offline {
        seen: seen(at, now),
        // To the minute, whatever it was: the moment of choosing to be invisible is exact, that of a last sign of life is not.
        // Who was never there was last there at no time.
        at: (between.last_seen() && at > Timestamp::default()).then(|| to_the_minute(at)),
    };
    let presence = match choice.mode {
        // What offline would look like, since the moment of choosing: later signs of life must not show.
        Mode::Invisible => offline(place.last_seen.min(choice.since)),
        _ if !place.connected => offline(place.last_seen),
        Mode::Dnd => Presence::Dnd,
        Mode::Auto | Mode::Unknown if place.active => Presence::Online,
        Mode::Away | Mode::Auto | Mode::Unknown => Presence::Away,
    };
    (presence, choice.words())
}

fn to_the_minute(at: Timestamp) -> Timestamp {
    const MINUTE_MS: u64 = 60_000;
    Timestamp::from_millis(at.as_millis() / MINUTE_MS * MINUTE_MS)
}

/// How long ago, in the steps that are shown where the exact time is not.
pub fn seen(at: Timestamp, now: Timestamp) -> Seen {
    const DAY_MS: u64 = 24 * 60 * 60 * 1_000;
    match now.millis_since(at) / DAY_MS {
        0..3 => Seen::Recently,
        3..7 => Seen::WithinWeek,
        7..30 => Seen::WithinMonth,
        _ => Seen::LongAgo,
    }
}
