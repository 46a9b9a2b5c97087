//! What of someone's presence a viewer may know.

use proptest::prelude::*;

use super::super::presence::{Attitude, Between, Relation, Said, Whereabouts, seen, shown};
use crate::{
    model::{
        Choice, Presence, Privacy,
        presence::{Mode, Seen, Status},
        settings::Circle,
    },
    time::Timestamp,
};

const DAY: u64 = 24 * 60 * 60 * 1_000;
const NOW: Timestamp = Timestamp::from_millis(100 * DAY);

fn circle() -> impl Strategy<Value = Circle> {
    prop_oneof![
        Just(Circle::Everyone),
        Just(Circle::Contacts),
        Just(Circle::Nobody)
    ]
}

fn privacy() -> impl Strategy<Value = Privacy> {
    (any::<bool>(), circle(), circle(), circle()).prop_map(
        |(receipts, typing, presence, last_seen)| Privacy {
            receipts,
            typing,
            presence,
            last_seen,
        },
    )
}

fn relation() -> impl Strategy<Value = Relation> {
    prop_oneof![
        Just(Relation::Stranger),
        Just(Relation::Asked),
        Just(Relation::Accepted),
        Just(Relation::Contact)
    ]
}

fn whereabouts() -> impl Strategy<Value = Whereabouts> {
    (any::<bool>(), any::<bool>(), 0..=100 * DAY).prop_map(|(connected, active, last)| {
        Whereabouts {
            connected,
            active: connected && active,
            last_seen: Timestamp::from_millis(last),
        }
    })
}

fn choice(mode: Mode, since: u64) -> Choice {
    Choice {
        mode,
        since: Timestamp::from_millis(since),
        ..Choice::default()
    }
}

const FRIENDS: Relation = Relation::Contact;

fn between<'a>(mine: &'a Privacy, theirs: &'a Privacy) -> Between<'a> {
    Between {
        viewer: FRIENDS,
        person: FRIENDS,
        privacy: mine,
        viewer_privacy: theirs,
    }
}

proptest! {
    /// Section 5: before a request is accepted, and to strangers, everything is unknown, whatever is set.
    #[test]
    fn a_stranger_knows_nothing(place in whereabouts(), mine in privacy(), theirs in privacy(), viewer in relation(), person in relation()) {
        let view = Between { viewer, person, privacy: &mine, viewer_privacy: &theirs };
        if viewer < Relation::Accepted || person < Relation::Accepted {
            prop_assert_eq!(shown(place, &choice(Mode::Auto, 0), &view, NOW), (Presence::Unknown, Status::default()));
            prop_assert!(!view.typing());
        }
    }

    /// Invisible is what offline looks like since the moment of choosing: no later sign of life changes what anyone sees.
    #[test]
    fn invisible_is_offline_since_the_choice(place in whereabouts(), mine in privacy(), theirs in privacy(), since in 0..=100 * DAY) {
        let view = between(&mine, &theirs);
        let left = Whereabouts { connected: false, active: false, last_seen: place.last_seen.min(Timestamp::from_millis(since)) };
        prop_assert_eq!(
            shown(place, &choice(Mode::Invisible, since), &view, NOW).0,
            shown(left, &choice(Mode::Auto, 0), &view, NOW).0
        );
    }

    /// What one does not show, one does not see.
    #[test]
    fn hiding_is_mutual(place in whereabouts(), mine in privacy(), theirs in privacy()) {
        let there = shown(place, &choice(Mode::Auto, 0), &between(&mine, &theirs), NOW).0;
        let back = shown(place, &choice(Mode::Auto, 0), &between(&theirs, &mine), NOW).0;
        prop_assert_eq!(there == Presence::Unknown, back == Presence::Unknown);
    }
}

#[test]
fn a_choice_wins_over_activity_and_not_over_absence() {
    let open = Privacy::default();
    let view = between(&open, &open);
    let here = |active| Whereabouts {
        connected: true,
        active,
        last_seen: NOW,
    };
    let gone = Whereabouts {
        connected: false,
        active: false,
        last_seen: NOW,
    };
    let offline = Presence::Offline {
        seen: Seen::Recently,
        at: Some(NOW),
    };
    for (place, mode, expected) in [
        (here(true), Mode::Auto, Presence::Online),
        (here(false), Mode::Auto, Presence::Away),
        (here(true), Mode::Away, Presence::Away),
        (here(true), Mode::Dnd, Presence::Dnd),
        (here(false), Mode::Dnd, Presence::Dnd),
        (gone, Mode::Dnd, offline),
        (gone, Mode::Auto, offline),
    ] {
        assert_eq!(
            shown(place, &choice(mode, 0), &view, NOW).0,
            expected,
            "{place:?} {mode:?}"
        );
    }
}

#[test]
fn a_choice_ends_by_itself() {
    let open = Privacy::default();
    let here = Whereabouts {
        connected: true,
        active: true,
        last_seen: NOW,
    };
    let until = Choice {
        mode: Mode::Dnd,
        status: Status {
            text: "In a meeting".to_owned(),
            ..Status::default()
        },
        until: Some(NOW),
        ..Choice::default()
    };
    let before = Timestamp::from_millis(NOW.as_millis() - 1);
    assert_eq!(
        shown(here, &until, &between(&open, &open), before),
        (Presence::Dnd, until.status.clone())
    );
    assert_eq!(
        shown(here, &until, &between(&open, &open), NOW),
        (Presence::Online, Status::default())
    );
}

/// Whoever becomes invisible leaves their words behind as someone does who goes, and nothing that they say meanwhile shows.
#[test]
fn the_words_of_whoever_is_invisible_are_those_of_before() {
    let says = |mode, text: &str, since, until: Option<u64>| Choice {
        mode,
        status: Status {
            text: text.to_owned(),
            ..Status::default()
        },
        since: Timestamp::from_millis(since),
        until: until.map(Timestamp::from_millis),
        ..Choice::default()
    };
    let seen = |choice: &Choice, at| choice.as_of(Timestamp::from_millis(at)).words().text;
    let hides = |text, since| says(Mode::Invisible, text, since, None);
    let before = says(Mode::Auto, "At lunch", 10, Some(100));
    let hidden = hides("Back at the desk", 20).after(&before);
    assert_eq!(hidden.status.text, "Back at the desk", "to oneself");
    let still = hides("Still here", 30).after(&hidden);
    for choice in [&hidden, &still] {
        assert_eq!(seen(choice, 40), "At lunch");
        assert_eq!(choice.since.as_millis(), 20);
        assert_eq!(
            choice
                .changes_at(Timestamp::from_millis(40))
                .map(Timestamp::as_millis),
            Some(100)
        );
        assert_eq!(seen(choice, 100), "", "as it would have ended by itself");
    }
    // What had ended before is not left behind, and a clock that was set back makes nobody be seen later.
    assert_eq!(seen(&hides("x", 100).after(&before), 100), "");
    let ended = says(Mode::Invisible, "x", 20, Some(50)).after(&before);
    let again = hides("y", 60).after(&ended);
    assert_eq!(
        (seen(&again, 60).as_str(), again.since.as_millis()),
        ("", 60)
    );
    assert_eq!(hides("z", 5).after(&hidden).since.as_millis(), 5);
    let open = says(Mode::Auto, "Here I am", 70, None).after(&still);
    assert_eq!((seen(&open, 70).as_str(), open.kept), ("Here I am", None));
}

#[test]
fn the_time_is_exact_only_for_whom_it_may_be() {
    let open = Privacy::default();
    let coarse = Privacy {
        last_seen: Circle::Nobody,
        ..open
    };
    let place = Whereabouts {
        connected: false,
        active: false,
        last_seen: Timestamp::from_millis(95 * DAY),
    };
    let auto = choice(Mode::Auto, 0);
    let expected = |at| Presence::Offline {
        seen: Seen::WithinWeek,
        at,
    };
    assert_eq!(
        shown(place, &auto, &between(&open, &open), NOW).0,
        expected(Some(place.last_seen))
    );
    assert_eq!(
        shown(place, &auto, &between(&coarse, &open), NOW).0,
        expected(None)
    );
    assert_eq!(
        shown(place, &auto, &between(&open, &coarse), NOW).0,
        expected(None)
    );
    // Nor is there one for whom nobody has ever seen.
    let never = Whereabouts {
        last_seen: Timestamp::default(),
        ..place
    };
    assert_eq!(
        shown(never, &auto, &between(&open, &open), NOW).0,
        Presence::Offline {
            seen: Seen::LongAgo,
            at: None
        }
    );
    let steps: Vec<Seen> = [0, 3, 7, 30]
        .map(|days| seen(Timestamp::from_millis((100 - days) * DAY), NOW))
        .to_vec();
    assert_eq!(
        steps,
        [
            Seen::Recently,
            Seen::WithinWeek,
            Seen::WithinMonth,
            Seen::LongAgo
        ]
    );
}

/// What the two have said decides what each is to the other, and a block ends it both ways.
#[test]
fn what_two_people_are_to_each_other() {
    use Attitude::{Consents, Contact, Silent};
    for (person, other, other_is, person_is) in [
        (Silent, Silent, Relation::Stranger, Relation::Stranger),
        (Consents, Silent, Relation::Asked, Relation::Stranger),
        (Silent, Contact, Relation::Stranger, Relation::Asked),
        (Consents, Consents, Relation::Accepted, Relation::Accepted),
        (Contact, Consents, Relation::Contact, Relation::Accepted),
        (Contact, Contact, Relation::Contact, Relation::Contact),
    ] {
        let said = Said {
            blocked: false,
            person,
            other,
        };
        assert_eq!(said.relation(), other_is, "{said:?}");
        assert_eq!(said.reversed().relation(), person_is, "{said:?}");
        let blocked = Said {
            blocked: true,
            ..said
        };
        assert_eq!(blocked.relation(), Relation::Stranger);
        assert_eq!(blocked.reversed().relation(), Relation::Stranger);
    }
}

/// The moment of choosing is known to the millisecond, the last sign of life is not: seen side by side they would tell who hides.
#[test]
fn a_time_is_told_to_the_minute_whoever_set_it() {
    let open = Privacy::default();
    let place = Whereabouts {
        connected: true,
        active: true,
        last_seen: NOW,
    };
    let since = 95 * DAY + 61_234;
    assert_eq!(
        shown(
            place,
            &choice(Mode::Invisible, since),
            &between(&open, &open),
            NOW
        )
        .0,
        Presence::Offline {
            seen: Seen::WithinWeek,
            at: Some(Timestamp::from_millis(95 * DAY + 60_000)),
        }
    );
}
