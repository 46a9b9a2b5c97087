//! What is on screen.

use common::{ids::UserId, limits::MESSAGE_BYTES, protocol::v1::ServerFrame, time::Timestamp};

use super::rig::{JOHN, MARY, Rig, conv, entry, key, posted, profile, snapshot};
use crate::{
    input::{Intent, Route},
    select::{Delivery, HeaderView, Row, RowKey, header},
};

/// A message with a time, in milliseconds.
fn at(rig: &mut Rig, n: u8, seq: u64, author: UserId, millis: u64) {
    let mut entry = entry(seq, author, key(u64::from(n) * 1_000 + seq), "x");
    entry.message.at = Timestamp::from_millis(millis);
    rig.server(posted(conv(n), entry));
}

const MINUTE: u64 = 60_000;
const DAY: u64 = 24 * 60 * MINUTE;

#[test]
fn messages_of_one_author_within_five_minutes_stand_together() {
    let mut rig = Rig::connected(&[(conv(1), snapshot(0, 0))]);
    at(&mut rig, 1, 1, JOHN, 0);
    at(&mut rig, 1, 2, JOHN, 5 * MINUTE - 1);
    at(&mut rig, 1, 3, JOHN, 10 * MINUTE - 1);
    at(&mut rig, 1, 4, MARY, 10 * MINUTE);
    at(&mut rig, 1, 5, JOHN, 10 * MINUTE);
    let grouped: Vec<bool> = rig
        .messages(conv(1))
        .iter()
        .map(|row| row.grouped)
        .collect();
    assert_eq!(grouped, [false, true, false, false, false]);
}

#[test]
fn each_day_has_one_divider_even_if_a_clock_went_back() {
    let mut rig = Rig::connected(&[(conv(1), snapshot(0, 0))]);
    for (seq, millis) in [
        (1, DAY - 1),
        (2, DAY),
        (3, DAY - 1),
        (4, DAY + 1),
        (5, 3 * DAY),
    ] {
        at(&mut rig, 1, seq, JOHN, millis);
    }
    let rows = rig.timeline(conv(1)).rows;
    let keys: Vec<RowKey> = rows.iter().map(Row::key).collect();
    assert_eq!(keys[0], RowKey::Start);
    let days: Vec<&RowKey> = keys
        .iter()
        .filter(|key| matches!(key, RowKey::Day(_)))
        .collect();
    assert_eq!(days, [&RowKey::Day(0), &RowKey::Day(1), &RowKey::Day(3)]);
    let across: Vec<bool> = rig
        .messages(conv(1))
        .iter()
        .map(|row| row.grouped)
        .collect();
    assert!(!across[1], "a new day names the author again");
}

#[test]
fn times_are_the_servers_even_if_this_clock_is_a_year_ahead() {
    let mut rig = Rig::start(Route::Home);
    rig.sign_in(MARY);
    let server_now = rig.wall;
    rig.wall += 365 * DAY;
    rig.open();
    let right = rig.wall;
    rig.wall = server_now;
    let socket = rig.socket();
    rig.wall = right;
    rig.input(crate::input::Input::Server {
        socket,
        frame: ServerFrame::Welcome(common::protocol::v1::Welcome {
            state: common::seq::StateVer::ZERO,
            version: 1,
            caps: Vec::new(),
            conn: common::ids::ConnectionId::from_bytes([0; 16]),
            me: profile(MARY),
            epoch: super::rig::EPOCH,
            urev: common::seq::UserRev::ZERO,
            server_now: Timestamp::from_millis(server_now),
            cfg: common::protocol::v1::Config::default(),
        }),
    });
    rig.server(super::rig::reset(conv(1), snapshot(0, 0)));
    rig.server(ServerFrame::CaughtUp);
    rig.say(conv(1), "now");
    assert_eq!(
        rig.messages(conv(1))[0].at,
        Timestamp::from_millis(server_now)
    );
    assert_eq!(
        rig.shown(conv(1))[0].1,
        Delivery::Sending,
        "and it is not a year old"
    );
}

#[test]
fn x1_of_long_texts_only_the_beginning_is_shown() {
    let mut rig = Rig::connected(&[(conv(1), snapshot(0, 0))]);
    let lines = |lines: usize, line: &str| vec![line; lines].join("\n");
    let cases = [
        ("é".repeat(8_000), None),
        ("é".repeat(8_001), Some(16_000)),
        ("x".repeat(MESSAGE_BYTES), Some(8_000)),
        (lines(60, "12345"), None),
        (lines(61, "12345"), Some(359)),
        (format!("a{}b", "\n".repeat(7_900)), Some(60)),
        (format!("a{}b", "\u{2029}".repeat(60)), Some(178)),
        // Both: whichever comes first.
        (lines(61, &"x".repeat(200)), Some(8_000)),
    ];
    for (seq, (text, _)) in (1..).zip(&cases) {
        rig.server(posted(conv(1), entry(seq, JOHN, key(seq), text)));
    }
    let rows = rig.messages(conv(1));
    assert_eq!(rows.len(), cases.len());
    for (row, (text, beginning)) in rows.iter().zip(&cases) {
        let begins: String = text.chars().take(8).collect();
        assert_eq!(row.beginning, *beginning, "{begins:?}, {}", text.len());
    }
}

#[test]
fn the_list_has_the_latest_on_top_and_drafts_in_the_others() {
    let mut rig = Rig::connected(&[
        (conv(1), snapshot(0, 0)),
        (conv(2), snapshot(0, 0)),
        (conv(4), snapshot(0, 0)),
        (conv(3), snapshot(0, 0)),
    ]);
    at(&mut rig, 1, 1, JOHN, 10);
    at(&mut rig, 2, 1, JOHN, 20);
    rig.ui(Intent::Visit(Route::Conversation(conv(2))));
    rig.type_in(conv(1), "later");
    rig.type_in(conv(2), "not shown for the one on screen");
    let rows = rig.rows();
    let order: Vec<_> = rows.iter().map(|row| row.conv).collect();
    // The last two by when they began.
    assert_eq!(order, [conv(2), conv(1), conv(3), conv(4)]);
    assert!(rows[0].active && rows[0].draft.is_none());
    assert_eq!(rows[1].draft.as_deref(), Some("later"));
    rig.say(conv(3), "first");
    let rows = rig.rows();
    assert_eq!(rows[0].conv, conv(3), "what one wrote counts at once");
    assert_eq!(rows[0].last.as_ref().unwrap().delivery, Delivery::Sending);
}

#[test]
fn scrolled_up_the_new_ones_below_are_counted() {
    let mut rig = Rig::connected(&[(conv(1), snapshot(3, 3))]);
    rig.ui(Intent::Visit(Route::Conversation(conv(1))));
    rig.ui(Intent::Follow {
        conv: conv(1),
        at_end: false,
    });
    at(&mut rig, 1, 4, JOHN, 10);
    at(&mut rig, 1, 5, MARY, 10);
    at(&mut rig, 1, 6, JOHN, 10);
    assert_eq!(rig.timeline(conv(1)).below, 2);
    rig.ui(Intent::Follow {
        conv: conv(1),
        at_end: true,
    });
    assert_eq!(rig.timeline(conv(1)).below, 0);
}

#[test]
fn a_conversation_that_does_not_exist_is_said_to_be_missing_once_that_is_known() {
    let mut rig = Rig::start(Route::Conversation(conv(9)));
    rig.sign_in(MARY);
    assert_eq!(header(&rig.model, conv(9)), HeaderView::Loading);
    rig.connect(&[]);
    assert_eq!(rig.pulls(), [(conv(9), 0)]);
    rig.server(ServerFrame::Gone { conv: conv(9) });
    assert_eq!(header(&rig.model, conv(9)), HeaderView::Missing);
    assert!(!rig.timeline(conv(9)).loading);
    assert!(rig.rows().is_empty());
}

#[test]
fn the_head_names_the_other_person() {
    let rig = Rig::connected(&[(conv(1), snapshot(0, 0))]);
    let HeaderView::Known {
        title, username, ..
    } = header(&rig.model, conv(1))
    else {
        panic!("it is known");
    };
    assert_eq!(
        (title.as_str(), username.as_deref()),
        ("John", Some("john"))
    );
}
