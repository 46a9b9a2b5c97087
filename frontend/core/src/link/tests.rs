//! The table against its documentation, and the numbers around it.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;

const PAGE: &str = include_str!("../../../../docs/connection.md");

const PHASES: [(&str, Phase); 9] = [
    ("signed out", Phase::SignedOut),
    ("connecting", Phase::Connecting),
    ("updating", Phase::Updating),
    ("connected", Phase::Connected),
    ("waiting", Phase::Waiting),
    ("offline", Phase::Offline),
    ("going away", Phase::GoingAway),
    ("out of date", Phase::OutOfDate),
    ("ended", Phase::Ended),
];

const EVENTS: [(&str, Event); 16] = [
    ("signed in", Event::SignedIn),
    ("signed out", Event::SignedOut),
    ("opened", Event::Opened),
    ("caught up", Event::CaughtUp),
    ("lost", Event::Lost),
    ("lost, offline", Event::LostOffline),
    ("revoked", Event::Revoked),
    ("rejected", Event::Rejected),
    ("go away", Event::GoAway),
    ("due", Event::Due),
    ("silent", Event::Silent),
    ("overdue", Event::Overdue),
    ("online", Event::Online),
    ("offline", Event::Offline),
    ("visible", Event::Visible),
    ("try now", Event::TryNow),
];

const ACTIONS: [(&str, Action); 9] = [
    ("open", Action::Open),
    ("greet", Action::Greet),
    ("settle", Action::Settle),
    ("wait", Action::Wait),
    ("rest", Action::Rest),
    ("drain", Action::Drain),
    ("probe", Action::Probe),
    ("close", Action::Close),
    ("end", Action::End),
];

fn named<T: Copy>(names: &[(&str, T)], name: &str) -> T {
    let found = names.iter().find(|(known, _)| *known == name);
    found
        .unwrap_or_else(|| panic!("docs/connection.md names “{name}”, which does not exist"))
        .1
}

/// The cells of one line of a Markdown table, without emphasis.
fn cells(line: &str) -> Vec<String> {
    let inner = line.trim().trim_start_matches('|').trim_end_matches('|');
    inner
        .split('|')
        .map(|cell| cell.replace(['*', '`'], "").trim().to_owned())
        .collect()
}

/// The page's table: what it says about each pair.
fn documented() -> BTreeMap<(Phase, Event), Option<(Phase, Action)>> {
    let mut lines = PAGE
        .lines()
        .skip_while(|line| !line.starts_with("| event |"));
    let phases: Vec<Phase> = cells(lines.next().unwrap())[1..]
        .iter()
        .map(|name| named(&PHASES, name))
        .collect();
    let mut table = BTreeMap::new();
    for line in lines.skip(1).take_while(|line| line.starts_with('|')) {
        let row = cells(line);
        let event = named(&EVENTS, &row[0]);
        assert_eq!(row.len(), phases.len() + 1, "one cell per state: {line}");
        for (phase, cell) in phases.iter().zip(&row[1..]) {
            let outcome = cell
                .split_once(": ")
                .map(|(to, action)| (named(&PHASES, to), named(&ACTIONS, action)));
            assert!(
                outcome.is_some() || cell == "–",
                "“{cell}” is neither “state: action” nor “–”"
            );
            table.insert((*phase, event), outcome);
        }
    }
    table
}

#[test]
fn the_table_is_the_documented_one_pair_by_pair() {
    let documented = documented();
    assert_eq!(
        documented.len(),
        PHASES.len() * EVENTS.len(),
        "every pair has its cell"
    );
    for ((phase, event), outcome) in documented {
        assert_eq!(transition(phase, event), outcome, "{phase:?} × {event:?}");
    }
}

#[test]
fn every_action_is_explained_on_the_page() {
    for (name, _) in ACTIONS {
        assert!(
            PAGE.contains(&format!("| `{name}` |")),
            "docs/connection.md explains `{name}`"
        );
    }
}

/// Whatever happened before, signing out ends every connection, and no state that has a connection ignores its loss.
#[test]
fn no_state_is_a_trap() {
    for (_, phase) in PHASES {
        if phase != Phase::SignedOut {
            let out = transition(phase, Event::SignedOut).unwrap().0;
            assert_eq!(out, Phase::SignedOut);
        }
        if matches!(
            phase,
            Phase::Connecting | Phase::Updating | Phase::Connected
        ) {
            assert!(transition(phase, Event::Lost).is_some());
            assert!(transition(phase, Event::Overdue).is_some());
        }
        if matches!(phase, Phase::Waiting | Phase::Offline | Phase::GoingAway) {
            assert_eq!(
                transition(phase, Event::Due),
                Some((Phase::Connecting, Action::Open))
            );
        }
    }
}

#[test]
fn silence_of_35_seconds_ends_a_connection_and_not_a_moment_before() {
    let mut link = Link {
        phase: Phase::Connected,
        heard: Mono::from_millis(1_000),
        ..Link::default()
    };
    assert_eq!(link.due(Mono::from_millis(35_999)), None);
    assert_eq!(link.due(Mono::from_millis(36_000)), Some(Event::Silent));
    assert_eq!(link.next_due(), Some(Mono::from_millis(36_000)));
    link.probe = Some(Mono::from_millis(20_000));
    assert_eq!(link.due(Mono::from_millis(20_000)), Some(Event::Overdue));
    assert_eq!(link.next_due(), Some(Mono::from_millis(20_000)));
}

#[test]
fn a_socket_that_neither_opens_nor_closes_is_given_up_after_10_seconds() {
    let link = Link {
        phase: Phase::Connecting,
        heard: Mono::from_millis(5),
        ..Link::default()
    };
    assert_eq!(link.due(Mono::from_millis(10_004)), None);
    assert_eq!(link.due(Mono::from_millis(10_005)), Some(Event::Overdue));
}

proptest! {
    /// N15 in the small: the waits fill the whole range up to 500 ms · 2ⁿ, never more than 30 s.
    #[test]
    fn waits_double_up_to_the_cap(attempts in 0..100_u32, random: u32) {
        let most = (500_u64 << attempts.min(6)).min(30_000);
        prop_assert!(backoff::delay(attempts, random) <= most);
        let (least, longest) = (backoff::delay(attempts, 0), backoff::delay(attempts, u32::MAX));
        prop_assert_eq!(least, 0);
        prop_assert!(longest >= most - 1);
    }
}
