//! The registry against a model, and what an outbox does when it is full.

use std::{collections::BTreeMap, sync::Arc, task::Poll, time::Duration};

use common::{
    ids::{ConnectionId, ConversationId, DeviceId, IdempotencyKey, UserId},
    model::{
        Body, Cursor, Draft, Entry, Event, Logged, LoggedForUser, Message, Receipt,
        SignedOutBecause, Standing, UserEvent,
    },
    protocol::{codec, v1::ServerFrame},
    seq::{Rev, Seq, UserRev},
    time::Timestamp,
};
use futures_util::task::noop_waker_ref;
use proptest::{collection::vec, prelude::*};

use super::{Connection, Ended, Full, Hub, OutboxLimits, Part};
use crate::bus::{Envelope, Payload};

fn user(n: u8) -> UserId {
    UserId::from_bytes([n; 16])
}

fn device(n: u8) -> DeviceId {
    DeviceId::from_bytes([n; 16])
}

fn conn(n: u16) -> ConnectionId {
    ConnectionId::new(Timestamp::from_millis(u64::from(n)), [0; 10])
}

fn hub() -> Hub {
    Hub::new(OutboxLimits::default(), 3)
}

const CONV: ConversationId = ConversationId::from_bytes([9; 16]);

fn posted(rev: u64, text: &str, audience: &[UserId]) -> Envelope {
    let draft = Draft {
        cid: IdempotencyKey::from_bytes([1; 16]),
        body: Body::Text {
            text: text.to_owned(),
        },
        reply_to: None,
        files: Vec::new(),
        mentions: Vec::new(),
    };
    let message = Message {
        author: user(1),
        at: Timestamp::from_millis(1),
        edited: None,
        draft,
    };
    let entry = Entry {
        seq: Seq::new(rev),
        message,
    };
    Envelope::new(
        audience.to_vec(),
        Payload::Conversation {
            conv: CONV,
            logged: Logged {
                rev: Rev::new(rev),
                event: Event::Posted(entry),
            },
        },
    )
}

fn queued(connection: &Connection) -> Vec<ServerFrame> {
    std::iter::from_fn(|| connection.outbox().pop())
        .map(|bytes| {
            let text = std::str::from_utf8(&bytes).expect("text");
            codec::decode_server(text).expect("a frame")
        })
        .collect()
}

#[test]
fn the_audience_hears_it_on_every_connection_and_nobody_else_does() {
    let hub = hub();
    let desk = hub.connect(user(1), device(1), conn(1)).expect("room");
    let phone = hub.connect(user(1), device(2), conn(2)).expect("room");
    let john = hub.connect(user(2), device(3), conn(3)).expect("room");
    let stranger = hub.connect(user(3), device(4), conn(4)).expect("room");
    hub.deliver(&posted(2, "tea", &[user(1), user(2)]), Duration::ZERO);
    for connection in [&desk, &phone, &john] {
        assert!(matches!(
            queued(connection).as_slice(),
            [ServerFrame::Delta { conv: CONV, from, events }] if *from == Rev::new(1) && events.len() == 1
        ));
    }
    assert_eq!(queued(&stranger), []);
}

#[test]
fn one_encoding_serves_everyone() {
    let hub = hub();
    let one = hub.connect(user(1), device(1), conn(1)).expect("room");
    let other = hub.connect(user(2), device(2), conn(2)).expect("room");
    hub.deliver(&posted(2, "tea", &[user(1), user(2)]), Duration::ZERO);
    let (one, other) = (one.outbox().pop(), other.outbox().pop());
    let address = |bytes: &Option<bytes::Bytes>| bytes.as_ref().map(|bytes| bytes.as_ptr());
    assert_eq!(address(&one), address(&other), "the same bytes, not a copy");
}

#[test]
fn an_outbox_that_overflows_ends_the_connection_and_keeps_nothing() {
    let limits = OutboxLimits {
        frames: 3,
        bytes: 10_000,
    };
    for (count, text) in [(4, "short".to_owned()), (2, "x".repeat(6_000))] {
        let hub = Hub::new(limits, 3);
        let slow = hub.connect(user(1), device(1), conn(1)).expect("room");
        for rev in 1..=count {
            assert_eq!(slow.outbox().ended(), None, "before number {rev}");
            hub.deliver(&posted(rev, &text, &[user(1)]), Duration::ZERO);
        }
        let ended = slow.outbox().ended().expect("it ends");
        assert_eq!(ended, Ended::Lagged);
        assert_eq!(slow.outbox().pop(), None, "the log has it all");
        hub.deliver(&posted(9, "more", &[user(1)]), Duration::ZERO);
        assert_eq!(slow.outbox().pop(), None, "and nothing is queued any more");
    }
}

#[test]
fn an_outbox_wakes_its_reader() {
    let hub = hub();
    let connection = hub.connect(user(1), device(1), conn(1)).expect("room");
    let mut cx = std::task::Context::from_waker(noop_waker_ref());
    assert_eq!(connection.outbox().poll_news(&mut cx), Poll::Pending);
    hub.deliver(&posted(1, "tea", &[user(1)]), Duration::ZERO);
    assert_eq!(connection.outbox().poll_news(&mut cx), Poll::Ready(()));
    connection.outbox().pop();
    assert_eq!(connection.outbox().poll_news(&mut cx), Poll::Pending);
}

#[test]
fn a_session_that_ends_takes_its_own_connections_only() {
    let hub = hub();
    let desk = hub.connect(user(1), device(1), conn(1)).expect("room");
    let tab = hub.connect(user(1), device(1), conn(2)).expect("room");
    let phone = hub.connect(user(1), device(2), conn(3)).expect("room");
    hub.deliver(
        &Envelope::new(
            vec![user(1)],
            Payload::SessionEnded {
                user: user(1),
                device: device(1),
                because: SignedOutBecause::Revoked,
            },
        ),
        Duration::ZERO,
    );
    let ended = |connection: &Connection| connection.outbox().ended();
    let revoked = Some(Ended::SignedOut(SignedOutBecause::Revoked));
    assert_eq!(ended(&desk), revoked);
    assert_eq!(ended(&tab), revoked);
    assert_eq!(ended(&phone), None);
}

#[test]
fn a_stop_says_so_and_lets_nobody_in() {
    let hub = hub();
    let connection = hub.connect(user(1), device(1), conn(1)).expect("room");
    hub.deliver(&posted(1, "tea", &[user(1)]), Duration::ZERO);
    hub.stop();
    let ended = connection.outbox().ended().expect("it ends");
    assert_eq!(ended, Ended::Stopping);
    assert!(matches!(
        queued(&connection).as_slice(),
        [
            ServerFrame::Delta { .. },
            ServerFrame::GoAway { within_ms: 500 }
        ]
    ));
    assert_eq!(
        hub.connect(user(2), device(2), conn(2)).map(drop),
        Err(Full)
    );
}

#[test]
fn what_was_told_is_kept_for_those_who_are_here() {
    let hub = hub();
    hub.deliver(
        &posted(5, "nobody is here", &[user(1), user(2)]),
        Duration::ZERO,
    );
    assert_eq!(hub.heads(Part::All), []);
    let mary = hub.connect(user(1), device(1), conn(1)).expect("room");
    hub.caught_up(user(1), CONV, Rev::new(5));
    hub.deliver(&posted(6, "tea", &[user(1), user(2)]), Duration::ZERO);
    hub.deliver(
        &posted(4, "late and old", &[user(1), user(2)]),
        Duration::ZERO,
    );
    assert_eq!(hub.heads(Part::All), [(CONV, Rev::new(6))]);
    assert_eq!(hub.connected_of(CONV), [user(1)]);
    let logged = LoggedForUser {
        urev: UserRev::new(3),
        event: UserEvent::Joined { conv: CONV },
    };
    hub.deliver(
        &Envelope::new(
            vec![user(1)],
            Payload::User {
                user: user(1),
                logged,
            },
        ),
        Duration::ZERO,
    );
    assert_eq!(hub.user_heads(Part::All), [(user(1), UserRev::new(3))]);
    drop(mary);
    assert_eq!(hub.heads(Part::All), []);
    assert_eq!(hub.user_heads(Part::All), []);
}

#[test]
fn what_one_connection_read_for_itself_hides_nothing_that_another_missed() {
    let hub = hub();
    let john = hub.connect(user(2), device(2), conn(1)).expect("room");
    hub.caught_up(user(2), CONV, Rev::new(5));
    hub.caught_up_user(user(2), UserRev::new(5));
    // The bus loses number six. Then mary comes, and then john's phone, and both read it for themselves.
    let _mary = hub.connect(user(1), device(1), conn(2)).expect("room");
    hub.caught_up(user(1), CONV, Rev::new(6));
    let phone = hub.connect(user(2), device(3), conn(3)).expect("room");
    hub.caught_up(user(2), CONV, Rev::new(6));
    hub.caught_up_user(user(2), UserRev::new(6));
    assert_eq!(
        hub.heads(Part::All),
        [(CONV, Rev::new(5))],
        "john's desk missed it"
    );
    assert_eq!(hub.user_heads(Part::All), [(user(2), UserRev::new(5))]);
    hub.told(CONV, Rev::new(6));
    assert_eq!(
        hub.heads(Part::All),
        [(CONV, Rev::new(6))],
        "now everyone was told"
    );
    // Whoever is here alone has nobody to hide it from.
    drop((john, phone));
    hub.caught_up(user(1), CONV, Rev::new(7));
    assert_eq!(hub.heads(Part::All), [(CONV, Rev::new(7))]);
}

/// How far the first person has got.
fn got_to(seq: u64) -> Receipt {
    Receipt {
        user: user(1),
        recv_seq: Seq::new(seq),
        shown_seq: Seq::new(seq),
        recv_at: None,
        shown_at: None,
    }
}

/// The first person has got to the first entry, which is told at once, and to the second, which waits.
fn two_receipts(hub: &Hub) {
    for seq in 1..=2 {
        let news = Payload::Receipt {
            conv: CONV,
            receipt: got_to(seq),
        };
        let news = Envelope::new(vec![user(2), user(3)], news);
        hub.deliver(&news, Duration::from_millis(seq));
    }
}

/// Both ways of telling John where he stands: because it changed, and because he missed it.
const TELL: [fn(&Hub, Standing); 2] = [
    |hub, standing| {
        let standings = Payload::Standings(vec![(CONV, standing)]);
        let told = Envelope::new(vec![user(2)], standings);
        hub.deliver(&told, Duration::from_millis(3));
    },
    |hub, standing| {
        let frame = ServerFrame::Standing {
            conv: CONV,
            standing,
        };
        hub.tell_state(user(2), frame);
    },
];

/// Found by the simulation: Mary read, John ceased to see it, and was told of it half a second later.
#[test]
fn what_one_may_see_no_longer_is_not_told_later() {
    for tell in TELL {
        let hub = hub();
        let john = hub.connect(user(2), device(2), conn(2)).expect("room");
        let mike = hub.connect(user(3), device(3), conn(3)).expect("room");
        two_receipts(&hub);
        tell(&hub, Standing::default());
        assert_eq!(hub.deliver_due(Duration::from_secs(1)), None);
        let john = queued(&john);
        let is_standing = |frame: &ServerFrame| matches!(frame, ServerFrame::Standing { .. });
        assert!(john.iter().all(is_standing), "{john:?}");
        let last = queued(&mike).pop();
        assert!(matches!(last, Some(ServerFrame::Receipts { .. })));
    }
}

/// A standing is read before it is told: what came in between is newer.
#[test]
fn what_one_still_sees_is_told_behind_a_standing_that_does_not_know_it() {
    for tell in TELL {
        let hub = hub();
        let john = hub.connect(user(2), device(2), conn(2)).expect("room");
        two_receipts(&hub);
        let older = Standing {
            receipts: vec![got_to(1)],
            ..Standing::default()
        };
        tell(&hub, older);
        hub.deliver_due(Duration::from_secs(1));
        let told = queued(&john).into_iter().flat_map(|frame| match frame {
            ServerFrame::Receipts { receipts, .. } => receipts,
            _ => Vec::new(),
        });
        assert_eq!(told.last(), Some(got_to(2)));
    }
}

/// Own devices hear at once of every change; others of the first, and then of the last when it is due.
#[test]
fn cursors_go_at_once_and_receipts_at_their_pace() {
    let hub = hub();
    let phone = hub.connect(user(1), device(1), conn(1)).expect("room");
    let john = hub.connect(user(2), device(2), conn(2)).expect("room");
    let at = Duration::from_millis;
    let advance = |seq: u64, now| {
        let read_seq = Seq::new(seq);
        let cursor = Cursor {
            read_seq,
            ..Cursor::default()
        };
        let receipt = got_to(seq);
        let own = Envelope::new(vec![user(1)], Payload::Cursor { conv: CONV, cursor });
        let others = Envelope::new(
            vec![user(2), user(3)],
            Payload::Receipt {
                conv: CONV,
                receipt,
            },
        );
        hub.deliver(&own, now);
        hub.deliver(&others, now);
    };
    let cursors = || -> Vec<u64> {
        let places = queued(&phone).into_iter().map(|frame| match frame {
            ServerFrame::Cursor { conv: CONV, cursor } => cursor.read_seq.get(),
            other => panic!("{other:?}"),
        });
        places.collect()
    };
    let receipts = || -> Vec<u64> {
        let places = queued(&john).into_iter().map(|frame| match frame {
            ServerFrame::Receipts {
                conv: CONV,
                receipts,
            } => receipts[0].shown_seq.get(),
            other => panic!("{other:?}"),
        });
        places.collect()
    };
    advance(1, at(0));
    assert_eq!((cursors(), receipts()), (vec![1], vec![1]));
    for (seq, now) in [(2, 100), (3, 200), (4, 300)] {
        advance(seq, at(now));
        assert_eq!((cursors(), receipts()), (vec![seq], vec![]));
    }
    assert_eq!(hub.deliver_due(at(499)), Some(at(500)));
    assert_eq!(receipts(), Vec::<u64>::new());
    assert_eq!(hub.deliver_due(at(500)), None);
    assert_eq!(receipts(), [4]);
    drop(john);
    advance(5, at(600));
    assert_eq!(hub.deliver_due(at(600)), None, "nobody is here to hear it");
}

proptest! {
    /// Whatever comes and goes in whatever order, the registry is what a plain list says.
    #[test]
    fn the_registry_is_what_a_list_says(steps in vec((0_u8..5, any::<bool>(), 0_usize..8), 0..200)) {
        let hub = hub();
        let mut model: BTreeMap<u8, Vec<Connection>> = BTreeMap::new();
        for (number, (who, comes, which)) in steps.into_iter().enumerate() {
            let list = model.entry(who).or_default();
            if comes {
                let name = conn(u16::try_from(number).expect("few"));
                if let Ok(connection) = hub.connect(user(who), device(who), name) {
                    list.push(connection);
                } else {
                    prop_assert_eq!(list.len(), 3);
                }
            } else if !list.is_empty() {
                drop(list.swap_remove(which % list.len()));
            }
            prop_assert_eq!(hub.check_invariants(), Vec::<String>::new());
            for (who, list) in &model {
                prop_assert_eq!(hub.connections_of(user(*who)), list.len());
            }
        }
        let everyone: Vec<_> = (0..5).map(user).collect();
        hub.deliver(&posted(1, "tea", &everyone), Duration::ZERO);
        for connection in model.values().flatten() {
            prop_assert_eq!(queued(connection).len(), 1);
        }
    }
}

/// Many threads come, go and are told things; nothing is lost and nothing is left.
#[test]
fn comings_and_goings_from_many_threads_leave_nothing_behind() {
    let hub = Arc::new(Hub::new(OutboxLimits::default(), 100));
    std::thread::scope(|scope| {
        for thread in 0..4_u16 {
            let hub = Arc::clone(&hub);
            scope.spawn(move || {
                for round in 0..200_u16 {
                    let name = conn(thread * 1_000 + round);
                    let who = user(u8::try_from(round % 5).expect("few"));
                    let connection = hub.connect(who, device(1), name).expect("room");
                    hub.deliver(&posted(1, "tea", &[who]), Duration::ZERO);
                    assert!(
                        connection.outbox().pop().is_some(),
                        "one's own news is there"
                    );
                }
            });
        }
    });
    assert_eq!(hub.check_invariants(), Vec::<String>::new());
    assert_eq!(
        (0..5).map(|n| hub.connections_of(user(n))).sum::<usize>(),
        0
    );
}
