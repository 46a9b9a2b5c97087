//! What is unread and what was seen, of oneself and of others.
//!
//! - [`telling`]: what the server is told of it.

mod telling;

use common::{
    limits::{IDLE_MS, READ_EVERY_MS, READ_VIEW_MS},
    model::{Conversation, ConversationSettings, Cursor, Entry, Event, Logged, Receipt, Standing},
    protocol::v1::{Account, ClientBody, ReadMark, ServerFrame, caps},
    seq::{Rev, Seq},
    time::Timestamp,
};

use super::rig::{
    EPOCH, JOHN, MARY, Rig, conv, entry, key, posted, read_to, sent, snapshot, standing_in,
};
use crate::{
    input::{Attention, Intent, LinkEvent, Route},
    select::{Delivery, Row, Times, sidebar},
};

/// Mary and John talk; `n` messages of John's are there, of which Mary has read `read`.
fn talking(n: u64, read: u64) -> Rig {
    Rig::offered(
        &[caps::RECEIPTS, caps::PEOPLE],
        &[(conv(1), accepted(n), read_to(read))],
    )
}

fn accepted(n: u64) -> Conversation {
    let mut snapshot = snapshot(n, n);
    for member in &mut snapshot.members {
        member.consents = true;
    }
    snapshot
}

fn open(rig: &mut Rig) {
    rig.ui(Intent::Visit(Route::Conversation(conv(1))));
}

fn shows(rig: &mut Rig, upto: u64) {
    let upto = Seq::new(upto);
    rig.ui(Intent::InView {
        conv: conv(1),
        upto,
    });
}

fn by_john(seq: u64) -> Entry {
    entry(seq, JOHN, key(seq), &format!("m{seq}"))
}

/// What the server was told of reading since the last look.
fn told(rig: &mut Rig) -> Vec<ClientBody> {
    let frames = rig.sent_frames().into_iter().map(|frame| frame.body);
    let of_reading = |body: &ClientBody| {
        matches!(
            body,
            ClientBody::Read { .. }
                | ClientBody::ReadMany { .. }
                | ClientBody::Recv { .. }
                | ClientBody::MarkUnread { .. }
        )
    };
    frames.filter(of_reading).collect()
}

fn read(upto: u64) -> ClientBody {
    ClientBody::Read {
        conv: conv(1),
        upto: Seq::new(upto),
    }
}

fn cursor(read: u64) -> Cursor {
    read_to(read).cursor
}

fn receipt(recv: u64, shown: u64, at: u64) -> Receipt {
    Receipt {
        user: JOHN,
        recv_seq: Seq::new(recv),
        shown_seq: Seq::new(shown),
        recv_at: Some(Timestamp::from_millis(at)),
        shown_at: (shown > 0).then_some(Timestamp::from_millis(at)),
    }
}

/// Where the divider stands: the entry after it.
fn divided(rig: &Rig) -> Option<Seq> {
    let rows = rig.timeline(conv(1)).rows;
    let after = rows.iter().skip_while(|row| **row != Row::New).nth(1)?;
    match after {
        Row::Message(message) => message.seq,
        other => panic!("{other:?} after the divider"),
    }
}

/// Mutant: own messages counted.
#[test]
fn what_others_wrote_is_unread_and_what_one_wrote_oneself_is_not() {
    let mut rig = talking(3, 1);
    assert_eq!(rig.line(conv(1)).unread, 2);
    rig.server(posted(
        conv(1),
        entry(4, MARY, key(4), "mine, from the phone"),
    ));
    assert_eq!(rig.line(conv(1)).unread, 2);
    rig.server(posted(conv(1), by_john(5)));
    assert_eq!(rig.line(conv(1)).unread, 3);
    assert_eq!(
        sidebar(&rig.model).unread,
        3,
        "in the title and on the icon"
    );
}

#[test]
fn an_entry_is_read_when_it_has_been_in_view_for_half_a_second() {
    let mut rig = talking(3, 1);
    open(&mut rig);
    told(&mut rig);
    shows(&mut rig, 3);
    rig.pass(READ_VIEW_MS - 1);
    assert_eq!(told(&mut rig), []);
    assert_eq!(
        rig.timeline(conv(1)).rows.len(),
        6,
        "start, day, divider, three messages"
    );
    rig.pass(1);
    assert_eq!(told(&mut rig), [read(3)]);
    assert_eq!(
        rig.line(conv(1)).unread,
        0,
        "before the server has said a word"
    );
}

#[test]
fn scrolling_past_is_not_reading_and_each_entry_has_its_own_time() {
    let mut rig = talking(5, 1);
    open(&mut rig);
    shows(&mut rig, 2);
    rig.pass(READ_VIEW_MS - 100);
    shows(&mut rig, 5);
    rig.pass(50);
    shows(&mut rig, 3);
    told(&mut rig);
    rig.pass(50);
    assert_eq!(told(&mut rig), [read(2)]);
    rig.pass(READ_EVERY_MS);
    assert_eq!(
        told(&mut rig),
        [read(3)],
        "four and five were in view for 50 ms"
    );
}

#[test]
fn nothing_is_read_by_someone_who_does_not_look() {
    let look_away = [
        |rig: &mut Rig| rig.link(LinkEvent::Hidden),
        |rig: &mut Rig| rig.input(crate::input::Input::Attention(Attention::Blurred)),
        |rig: &mut Rig| {
            rig.mono += IDLE_MS;
            rig.server(ServerFrame::Ping);
        },
    ];
    let look_back = [
        |rig: &mut Rig| rig.link(LinkEvent::Visible),
        |rig: &mut Rig| rig.input(crate::input::Input::Attention(Attention::Focused)),
        |rig: &mut Rig| rig.input(crate::input::Input::Attention(Attention::Moved)),
    ];
    for (away, back) in look_away.into_iter().zip(look_back) {
        let mut rig = talking(3, 1);
        open(&mut rig);
        away(&mut rig);
        told(&mut rig);
        shows(&mut rig, 3);
        rig.pass(10 * READ_VIEW_MS);
        assert_eq!(told(&mut rig), []);
        assert_eq!(rig.line(conv(1)).unread, 2, "and the badge stays");
        back(&mut rig);
        assert_eq!(told(&mut rig), [], "half a second begins now");
        rig.pass(READ_VIEW_MS);
        assert_eq!(told(&mut rig), [read(3)]);
    }
}

#[test]
fn nothing_is_read_before_everything_missed_is_here() {
    let mut rig = talking(3, 1);
    open(&mut rig);
    rig.close(1006);
    rig.pass(30_000);
    rig.input(crate::input::Input::Attention(Attention::Moved));
    rig.open();
    rig.welcome(EPOCH, 0);
    rig.take();
    shows(&mut rig, 3);
    rig.pass(2 * READ_VIEW_MS);
    assert_eq!(told(&mut rig), []);
    rig.server(ServerFrame::CaughtUp);
    assert_eq!(told(&mut rig), [read(3)]);
}

/// Mutant: cursor moved backwards by a stale tab.
#[test]
fn the_cursor_never_goes_back_whatever_another_tab_says() {
    let mut rig = talking(5, 4);
    rig.server(ServerFrame::Cursor {
        conv: conv(1),
        cursor: Cursor {
            unread: 3,
            counted_to: Seq::new(5),
            ..cursor(2)
        },
    });
    assert_eq!(rig.line(conv(1)).unread, 1);
    rig.server(ServerFrame::Standing {
        conv: conv(1),
        standing: read_to(3),
    });
    assert_eq!(rig.line(conv(1)).unread, 1);
    open(&mut rig);
    rig.ui(Intent::Follow {
        conv: conv(1),
        at_end: false,
    });
    told(&mut rig);
    shows(&mut rig, 3);
    rig.pass(READ_VIEW_MS);
    assert_eq!(told(&mut rig), [], "nor by looking at old messages");
    assert_eq!(rig.line(conv(1)).unread, 1);
}

#[test]
fn reading_on_another_device_clears_the_badge_here() {
    let mut rig = talking(3, 1);
    rig.server(ServerFrame::Cursor {
        conv: conv(1),
        cursor: cursor(3),
    });
    assert_eq!(rig.line(conv(1)).unread, 0);
}

#[test]
fn the_divider_stands_where_it_was_when_the_conversation_was_opened() {
    let mut rig = talking(3, 1);
    open(&mut rig);
    assert_eq!(divided(&rig), Some(Seq::new(2)));
    shows(&mut rig, 3);
    rig.pass(READ_VIEW_MS);
    rig.server(posted(conv(1), by_john(4)));
    assert_eq!(divided(&rig), Some(Seq::new(2)));
    rig.ui(Intent::Visit(Route::Home));
    shows(&mut rig, 4);
    open(&mut rig);
    assert_eq!(divided(&rig), Some(Seq::new(4)), "another visit");
    shows(&mut rig, 4);
    rig.pass(READ_VIEW_MS);
    rig.ui(Intent::Visit(Route::Home));
    open(&mut rig);
    assert_eq!(divided(&rig), None);
    rig.server(posted(conv(1), by_john(5)));
    assert_eq!(
        divided(&rig),
        None,
        "what comes while one looks on is not divided"
    );
}

#[test]
fn a_page_that_begins_with_a_conversation_finds_its_divider_once_it_is_known() {
    let mut rig = Rig::start(Route::Conversation(conv(1)));
    rig.caps = vec![caps::RECEIPTS.to_owned()];
    rig.sign_in(MARY);
    rig.open();
    rig.welcome(EPOCH, 0);
    assert_eq!(divided(&rig), None);
    rig.server(standing_in(conv(1), accepted(3), read_to(2)));
    assert_eq!(divided(&rig), Some(Seq::new(3)), "with the first rows");
}

#[test]
fn an_own_message_is_sent_delivered_and_read_and_never_less() {
    let mut rig = talking(0, 0);
    rig.say(conv(1), "hi");
    let state = |rig: &Rig| rig.shown(conv(1))[0].1.clone();
    assert_eq!(state(&rig), Delivery::Sending);
    let cid = rig.sends()[0].1;
    rig.server(sent(cid, conv(1), 1));
    rig.server(posted(conv(1), entry(1, MARY, cid, "hi")));
    assert_eq!(state(&rig), Delivery::Sent);
    let receipts = |receipt| ServerFrame::Receipts {
        conv: conv(1),
        receipts: vec![receipt],
    };
    let at = |millis| Some(Timestamp::from_millis(millis));
    rig.server(receipts(receipt(1, 0, 10)));
    let delivered = Times {
        delivered: at(10),
        read: None,
    };
    assert_eq!(state(&rig), Delivery::Delivered(delivered));
    rig.server(receipts(receipt(1, 1, 20)));
    let read = Times {
        delivered: at(10),
        read: at(20),
    };
    assert_eq!(state(&rig), Delivery::Read(read));
    rig.server(receipts(receipt(1, 0, 30)));
    assert_eq!(state(&rig), Delivery::Read(read), "an old word");
    assert_eq!(
        rig.line(conv(1)).last.unwrap().delivery,
        Delivery::Read(read),
        "in the list too"
    );
    rig.server(posted(conv(1), entry(2, MARY, key(2), "more")));
    assert_eq!(rig.shown(conv(1))[1].1, Delivery::Sent);
    rig.server(receipts(receipt(2, 2, 40)));
    assert_eq!(
        state(&rig),
        Delivery::Read(read),
        "the times of the first stay"
    );
}

#[test]
fn who_gives_no_receipts_sees_none() {
    let mut rig = talking(0, 0);
    rig.server(posted(conv(1), entry(1, MARY, key(1), "hi")));
    let standing = |receipts| Standing {
        receipts: vec![receipt(1, 1, 10)],
        settings: ConversationSettings {
            receipts,
            ..ConversationSettings::default()
        },
        ..read_to(0)
    };
    let say = |rig: &mut Rig, receipts| {
        rig.server(ServerFrame::Account(Account::default()));
        rig.server(ServerFrame::Standing {
            conv: conv(1),
            standing: standing(receipts),
        });
        rig.shown(conv(1))[0].1.clone()
    };
    assert!(matches!(say(&mut rig, None), Delivery::Read(_)));
    assert_eq!(say(&mut rig, Some(false)), Delivery::Sent);
}

#[test]
fn all_are_read_by_one_word_but_for_requests() {
    let mut request = accepted(1);
    request.members[0].consents = false;
    let mut rig = Rig::offered(
        &[caps::RECEIPTS, caps::PEOPLE],
        &[
            (conv(1), accepted(3), read_to(1)),
            (conv(2), accepted(2), read_to(0)),
            (conv(3), accepted(1), read_to(1)),
            (conv(4), request, read_to(0)),
        ],
    );
    rig.pass(READ_EVERY_MS);
    rig.take();
    rig.ui(Intent::MarkAllRead);
    let marks = [(1, 3), (2, 2)].map(|(n, upto)| ReadMark {
        conv: conv(n),
        upto: Seq::new(upto),
    });
    let many = ClientBody::ReadMany {
        marks: marks.to_vec(),
    };
    assert_eq!(told(&mut rig), [many]);
    assert_eq!(sidebar(&rig.model).unread, 0);
    assert_eq!(rig.line(conv(4)).unread, 1);
}

/// The server counted what is not held here; what it counted and what was deleted since cannot be told apart from here.
#[test]
fn a_deleted_entry_that_is_not_held_asks_for_the_count_again() {
    let standing = Standing {
        cursor: Cursor {
            unread: 90,
            counted_to: Seq::new(100),
            ..cursor(10)
        },
        ..Standing::default()
    };
    let mut held = snapshot(100, 50);
    held.members.clone_from(&accepted(1).members);
    let mut rig = Rig::offered(&[caps::RECEIPTS], &[(conv(1), held, standing)]);
    assert_eq!(rig.line(conv(1)).unread, 90);
    rig.server(posted(conv(1), by_john(101)));
    assert_eq!(rig.line(conv(1)).unread, 91);
    rig.take();
    let deleted = |rev: u64, seq| ServerFrame::Delta {
        conv: conv(1),
        from: Rev::new(rev - 1),
        events: vec![Logged {
            rev: Rev::new(rev),
            event: Event::Deleted { seq: Seq::new(seq) },
        }],
    };
    let asks = |body: &ClientBody| matches!(body, ClientBody::Standing { .. });
    rig.server(deleted(103, 101));
    assert_eq!(
        rig.line(conv(1)).unread,
        90,
        "it is held, and not among the counted"
    );
    assert!(!rig.sent_frames().iter().any(|frame| asks(&frame.body)));
    rig.server(deleted(104, 20));
    rig.request(asks);
    rig.server(ServerFrame::Standing {
        conv: conv(1),
        standing: Standing {
            cursor: Cursor {
                unread: 89,
                counted_to: Seq::new(101),
                ..cursor(10)
            },
            ..Standing::default()
        },
    });
    assert_eq!(rig.line(conv(1)).unread, 89);
}

#[test]
fn a_server_without_receipts_is_told_nothing_and_counts_nothing() {
    let mut rig = Rig::connected(&[(conv(1), snapshot(3, 3))]);
    open(&mut rig);
    shows(&mut rig, 3);
    rig.pass(READ_VIEW_MS);
    rig.server(posted(conv(1), by_john(4)));
    assert_eq!(told(&mut rig), []);
    assert_eq!(rig.line(conv(1)).unread, 0);
    assert_eq!(divided(&rig), None);
}
