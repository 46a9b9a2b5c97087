//! What the server is told of reading: when, on which connection, and until it is known to have heard it.

use std::collections::BTreeSet;

use common::{
    limits::{READ_EVERY_MS, READ_VIEW_MS},
    model::{Cursor, Standing},
    protocol::v1::{ApiError, ClientBody, ErrorCode, ReadMark, Retry, ServerFrame, caps},
    seq::{Epoch, Seq},
};

use super::{accepted, by_john, cursor, open, read, shows, talking, told};
use crate::{
    input::{Intent, LinkEvent, Route},
    reduce::tests::rig::{EPOCH, MARY, Rig, conv, entry, key, posted, read_to, standing_in},
};

fn recv(upto: u64) -> ClientBody {
    ClientBody::Recv {
        conv: conv(1),
        upto: Seq::new(upto),
    }
}

#[test]
fn reading_is_told_at_once_and_then_once_a_second() {
    let mut rig = talking(9, 1);
    open(&mut rig);
    told(&mut rig);
    shows(&mut rig, 3);
    rig.pass(READ_VIEW_MS);
    assert_eq!(told(&mut rig), [read(3)]);
    for upto in 4..=6 {
        shows(&mut rig, upto);
        rig.pass(100);
    }
    rig.pass(READ_EVERY_MS - 301);
    assert_eq!(told(&mut rig), []);
    rig.pass(1);
    assert_eq!(told(&mut rig), [read(6)], "the last word of that second");
}

#[test]
fn leaving_the_page_tells_and_writes_down_what_was_read() {
    let mut rig = talking(9, 1);
    open(&mut rig);
    shows(&mut rig, 3);
    rig.pass(READ_VIEW_MS);
    shows(&mut rig, 5);
    rig.pass(READ_VIEW_MS);
    told(&mut rig);
    rig.link(LinkEvent::Hidden);
    assert_eq!(told(&mut rig), [read(5)]);
    rig.write();
    let kept: Vec<_> = rig.records.keys().cloned().collect();
    assert_eq!(kept, [format!("read/{MARY}/{}", conv(1))]);
    rig.server(ServerFrame::Cursor {
        conv: conv(1),
        cursor: cursor(5),
    });
    rig.write();
    assert!(rig.records.is_empty(), "the server has heard it");
}

#[test]
fn what_was_read_without_a_connection_is_told_after_it_even_after_a_reload() {
    let mut rig = talking(3, 1);
    open(&mut rig);
    rig.close(1006);
    rig.take();
    shows(&mut rig, 3);
    rig.pass(READ_VIEW_MS);
    assert_eq!(rig.line(conv(1)).unread, 0);
    rig.write();
    let mut later = Rig::start_with(Route::Home, rig.records.clone());
    later.caps = vec![caps::RECEIPTS.to_owned(), caps::PEOPLE.to_owned()];
    later.sign_in(MARY);
    later.open();
    later.welcome(EPOCH, 0);
    later.server(standing_in(conv(1), accepted(4), read_to(1)));
    later.server(ServerFrame::CaughtUp);
    assert_eq!(later.line(conv(1)).unread, 1, "the fourth is new");
    assert_eq!(told(&mut later), [read(3), recv(4)]);
}

#[test]
fn what_was_read_in_another_history_counts_for_nothing() {
    let mut rig = talking(3, 1);
    open(&mut rig);
    rig.close(1006);
    shows(&mut rig, 3);
    rig.pass(READ_VIEW_MS);
    rig.write();
    let mut later = Rig::start_with(Route::Home, rig.records.clone());
    later.caps = vec![caps::RECEIPTS.to_owned()];
    later.sign_in(MARY);
    later.open();
    later.welcome(Epoch::new(8), 0);
    later.server(standing_in(conv(1), accepted(2), read_to(1)));
    later.server(ServerFrame::CaughtUp);
    assert_eq!(later.line(conv(1)).unread, 1);
    later.write();
    assert!(later.records.is_empty());
}

#[test]
fn what_came_to_this_device_is_told_once_a_second_until_it_is_read() {
    let mut rig = talking(1, 1);
    rig.server(posted(conv(1), by_john(2)));
    assert_eq!(told(&mut rig), [recv(2)]);
    rig.server(posted(conv(1), by_john(3)));
    rig.server(posted(conv(1), by_john(4)));
    assert_eq!(told(&mut rig), []);
    rig.pass(READ_EVERY_MS);
    assert_eq!(told(&mut rig), [recv(4)]);
    rig.server(posted(conv(1), entry(5, MARY, key(5), "mine")));
    rig.pass(READ_EVERY_MS);
    assert_eq!(told(&mut rig), [], "one does not receive what one wrote");
}

#[test]
fn what_was_told_on_a_lost_connection_is_told_again() {
    let mut rig = talking(3, 1);
    open(&mut rig);
    shows(&mut rig, 3);
    rig.pass(READ_VIEW_MS);
    assert!(told(&mut rig).contains(&read(3)));
    rig.close(1006);
    rig.pass(30_000);
    rig.open();
    rig.welcome(EPOCH, 0);
    assert_eq!(told(&mut rig), [read(3)]);
}

/// Mutants: what was refused is lost until the next connection; what the server has heard is told again, too.
#[test]
fn what_the_server_has_no_time_for_is_told_again_when_it_has() {
    let mut rig = Rig::offered(
        &[caps::RECEIPTS, caps::PEOPLE],
        &[1, 2, 3].map(|at| (conv(at), accepted(3), read_to(1))),
    );
    rig.pass(READ_EVERY_MS);
    rig.take();
    rig.ui(Intent::MarkAllRead);
    let many = rig.request(|body| matches!(body, ClientBody::ReadMany { .. }));
    rig.server(ServerFrame::Cursor {
        conv: conv(3),
        cursor: cursor(3),
    });
    rig.server(ServerFrame::Error {
        id: Some(many),
        error: ApiError {
            code: ErrorCode::RateLimited,
            message: String::new(),
            retry: Retry::SameKey { after_ms: 2_500 },
        },
    });
    rig.pass(2_499);
    assert_eq!(told(&mut rig), []);
    rig.pass(1);
    let marks = [1, 2].map(|at| ReadMark {
        conv: conv(at),
        upto: Seq::new(3),
    });
    let again = ClientBody::ReadMany {
        marks: marks.to_vec(),
    };
    assert_eq!(told(&mut rig), [again]);
}

/// Likewise one place by itself, read or received.
#[test]
fn a_place_that_the_server_has_no_time_for_is_told_again() {
    let mut rig = talking(3, 1);
    rig.pass(READ_EVERY_MS);
    rig.take();
    rig.server(posted(conv(1), by_john(4)));
    let refuse = |rig: &mut Rig, id| {
        rig.server(ServerFrame::Error {
            id: Some(id),
            error: ApiError {
                code: ErrorCode::Unavailable,
                message: String::new(),
                retry: Retry::SameKey { after_ms: 5_000 },
            },
        });
        rig.pass(4_999);
        assert_eq!(told(rig), []);
        rig.pass(1);
    };
    let received = rig.request(|body| matches!(body, ClientBody::Recv { .. }));
    refuse(&mut rig, received);
    assert_eq!(told(&mut rig), [recv(4)]);
    rig.ui(Intent::MarkAllRead);
    let told_read = rig.request(|body| matches!(body, ClientBody::Read { .. }));
    refuse(&mut rig, told_read);
    assert_eq!(told(&mut rig), [read(4)]);
}

/// Mutants: all of it at once, after which the server reads nothing else for as long as its limit of frames takes; the oldest first, so that what
/// comes now is told of when all the rest was.
#[test]
fn thousands_of_unread_conversations_leave_room_for_other_things_to_be_said() {
    let all = 1..=200;
    let conversations = all.clone().map(|at| (conv(at), accepted(3), read_to(1)));
    let mut rig = Rig::offered(
        &[caps::RECEIPTS, caps::PEOPLE],
        &conversations.collect::<Vec<_>>(),
    );
    rig.close(1006);
    rig.pass(30_000);
    rig.open();
    rig.welcome(EPOCH, 0);
    rig.server(ServerFrame::CaughtUp);

    let began = rig.mono;
    let told_of = |rig: &mut Rig| {
        told(rig).into_iter().map(|body| match body {
            ClientBody::Recv { conv, .. } => conv,
            other => panic!("{other:?}"),
        })
    };
    let mut seen: BTreeSet<_> = told_of(&mut rig).collect();
    assert!((1..=25).contains(&seen.len()), "{} at once", seen.len());
    let late = all.map(conv).find(|conv| !seen.contains(conv)).unwrap();
    rig.server(posted(late, by_john(4)));
    let next = rig.model.wake.expect("it is not done").as_millis();
    rig.pass(next - rig.mono);
    assert_eq!(told_of(&mut rig).collect::<Vec<_>>(), [late]);
    seen.insert(late);
    while seen.len() < 200 {
        let next = rig.model.wake.expect("it is not done").as_millis();
        rig.pass(next - rig.mono);
        for conv in told_of(&mut rig) {
            assert!(seen.insert(conv), "{conv} is told of once");
        }
        let half = 25 + (rig.mono - began) / 40;
        assert!(seen.len() as u64 <= half, "half of what a server hears");
    }
    assert!(rig.mono - began < 10_000, "and no slower than it need be");
}

#[test]
fn a_message_carries_how_far_one_had_read() {
    let mut rig = talking(3, 2);
    rig.say(conv(1), "hi");
    let sends = rig.sent_frames();
    let with = sends.iter().find_map(|frame| match frame.body {
        ClientBody::Send { read_upto, .. } => Some(read_upto),
        _ => None,
    });
    assert_eq!(with, Some(Some(Seq::new(2))));
}

#[test]
fn a_mark_is_shown_at_once_told_when_connected_and_taken_away_by_opening() {
    let mut rig = talking(3, 3);
    open(&mut rig);
    rig.close(1006);
    rig.ui(Intent::MarkUnread(conv(1)));
    assert!(rig.line(conv(1)).marked);
    assert_eq!(rig.line(conv(1)).unread, 0, "a dot, not a number");
    assert!(!rig.line(conv(1)).active, "and one leaves it");
    rig.pass(30_000);
    rig.open();
    rig.welcome(EPOCH, 0);
    assert_eq!(told(&mut rig), [], "a later mark may be on its way");
    rig.server(ServerFrame::CaughtUp);
    let mark = |on| ClientBody::MarkUnread { conv: conv(1), on };
    assert_eq!(told(&mut rig), [mark(true)]);
    rig.server(ServerFrame::Cursor {
        conv: conv(1),
        cursor: Cursor {
            marked_unread: true,
            marked_ver: 1,
            ..cursor(3)
        },
    });
    assert!(rig.line(conv(1)).marked);
    open(&mut rig);
    assert!(!rig.line(conv(1)).marked);
    assert_eq!(told(&mut rig), [mark(false)]);
}

/// Of a request nothing is told but the mark: reading it must not make the device forget to take the mark away.
#[test]
fn a_mark_on_a_request_goes_although_nobody_is_told_of_reading() {
    let mut request = accepted(2);
    request.members[1].consents = false;
    let marked = Standing {
        cursor: Cursor {
            marked_unread: true,
            marked_ver: 1,
            ..cursor(0)
        },
        ..Standing::default()
    };
    let caps = [caps::RECEIPTS, caps::PEOPLE];
    let mut rig = Rig::offered(&caps, &[(conv(1), request, marked)]);
    assert!(rig.line(conv(1)).marked);
    rig.close(1006);
    open(&mut rig);
    shows(&mut rig, 2);
    rig.pass(30_000);
    rig.open();
    rig.welcome(EPOCH, 0);
    rig.server(ServerFrame::CaughtUp);
    let off = ClientBody::MarkUnread {
        conv: conv(1),
        on: false,
    };
    assert_eq!(told(&mut rig), [off]);
}

/// A device where a request is open hears of the mark that another one has set; reading on there takes it away, so the server is told.
#[test]
fn a_mark_that_came_while_a_request_is_open_goes_with_what_is_read() {
    let mut request = accepted(2);
    request.members[1].consents = false;
    let caps = [caps::RECEIPTS, caps::PEOPLE];
    let mut rig = Rig::offered(&caps, &[(conv(1), request, read_to(0))]);
    open(&mut rig);
    rig.server(ServerFrame::Cursor {
        conv: conv(1),
        cursor: Cursor {
            marked_unread: true,
            marked_ver: 1,
            ..cursor(0)
        },
    });
    assert!(rig.line(conv(1)).marked);
    told(&mut rig);
    shows(&mut rig, 2);
    rig.pass(30_000);
    assert!(!rig.line(conv(1)).marked);
    let off = ClientBody::MarkUnread {
        conv: conv(1),
        on: false,
    };
    assert_eq!(told(&mut rig), [off]);
}
