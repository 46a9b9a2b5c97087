//! Coming back: what was missed arrives once, within the budgets, and a cursor that means nothing starts anew.

use common::{
    ids::ConversationId,
    limits,
    protocol::v1::{Catch, CatchUp, ClientBody, ConversationHead, Hello, ServerFrame, Welcome},
    seq::{Epoch, Rev, Seq, UserRev},
};

use crate::support::{App, Client};

fn welcome(came: &[ServerFrame]) -> Welcome {
    match came.first() {
        Some(ServerFrame::Welcome(welcome)) => welcome.clone(),
        other => panic!("the first is {other:?}"),
    }
}

/// A hello of a client that holds this much of one conversation.
fn holding(welcome: &Welcome, conv: ConversationId, rev: u64) -> Hello {
    Hello {
        versions: vec![1],
        epoch: Some(welcome.epoch),
        urev: welcome.urev,
        state: Some(welcome.state),
        heads: vec![ConversationHead {
            conv,
            rev: Rev::new(rev),
        }],
        ..Hello::default()
    }
}

/// Two people with `messages` between them; mary has left.
async fn talked(app: &App, messages: usize) -> (Client, Client, ConversationId, Welcome) {
    let (mut mary, mut john) = (app.register("mary").await, app.register("john").await);
    mary.connect().await;
    let conv = mary.meet(&john).await;
    mary.hang_up();
    let welcome = welcome(&mary.connect().await);
    mary.hang_up();
    john.connect().await;
    for n in 1..=messages {
        john.post(conv, &format!("message {n}")).await;
    }
    (mary, john, conv, welcome)
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_missed_comes_as_events_then_it_is_live() {
    let app = App::usual().await;
    let (mut mary, mut john, conv, then) = talked(&app, 10).await;
    let came = mary.resume(holding(&then, conv, 1)).await;
    match &came[1..] {
        [
            ServerFrame::Delta {
                conv: own,
                from,
                events,
            },
        ] => {
            assert_eq!((*own, *from), (conv, Rev::new(1)));
            let revs: Vec<u64> = events.iter().map(|logged| logged.rev.get()).collect();
            assert_eq!(revs, (2..=11).collect::<Vec<_>>());
        }
        other => panic!("{other:?}"),
    }
    john.post(conv, "and live").await;
    assert_eq!(mary.hear(conv).await, "and live");
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_up_to_date_is_sent_nothing() {
    let app = App::usual().await;
    let (mut mary, _john, conv, then) = talked(&app, 3).await;
    let came = mary.resume(holding(&then, conv, 4)).await;
    assert_eq!(came.len(), 1, "only the welcome: {came:?}");
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn more_than_a_delta_holds_comes_from_scratch() {
    let app = App::usual().await;
    let missed = limits::DELTA_EVENTS + 1;
    let (mut mary, _john, conv, then) = talked(&app, missed).await;
    let came = mary.resume(holding(&then, conv, 1)).await;
    match &came[1..] {
        [
            ServerFrame::Conversation(Catch {
                state: CatchUp::Reset { snapshot },
                people,
                ..
            }),
        ] => {
            assert_eq!(snapshot.entries.len(), limits::SNAPSHOT_ENTRIES);
            assert_eq!(snapshot.last_seq, Seq::new(missed as u64));
            assert_eq!(people.len(), 2);
        }
        other => panic!("{other:?}"),
    }
    // The rest is history, page by page to the start.
    let (mut before, mut count) = (snapshot_start(&came), 0);
    loop {
        let asked = mary
            .tell(ClientBody::History {
                conv,
                before,
                limit: 100,
            })
            .await;
        let (entries, start) = mary
            .find(|frame| match frame {
                ServerFrame::History {
                    id, entries, start, ..
                } if id == asked => Some((entries, start)),
                ServerFrame::Error { error, .. } => panic!("{error}"),
                _ => None,
            })
            .await;
        count += entries.len();
        if start {
            break;
        }
        before = entries
            .first()
            .expect("a page that is not the last has entries")
            .seq;
    }
    assert_eq!(count, missed - limits::SNAPSHOT_ENTRIES);
    app.stop().await;
}

fn snapshot_start(came: &[ServerFrame]) -> Seq {
    came.iter()
        .find_map(|frame| match frame {
            ServerFrame::Conversation(Catch {
                state: CatchUp::Reset { snapshot },
                ..
            }) => Some(snapshot.first_held()),
            _ => None,
        })
        .expect("a snapshot")
}

/// The bodies of a whole catch-up have a budget; what does not fit comes as outlines, so that the list is right at once.
#[tokio::test(flavor = "multi_thread")]
async fn a_catch_up_that_is_too_large_ends_in_outlines() {
    const FRIENDS: usize = 6;
    let app = App::usual().await;
    let mut mary = app.register("mary").await;
    mary.connect().await;
    let mut convs = Vec::new();
    for n in 0..FRIENDS {
        let mut friend = app.register(&format!("friend{n}")).await;
        friend.connect().await;
        let conv = friend.meet(&mary).await;
        for _ in 0..limits::SNAPSHOT_ENTRIES {
            friend
                .post(conv, &"x".repeat(limits::MESSAGE_BYTES - 64))
                .await;
        }
        convs.push(conv);
    }
    mary.hang_up();
    let came = mary.connect().await;
    let bodies: usize = came
        .iter()
        .filter_map(|frame| match frame {
            ServerFrame::Conversation(Catch {
                state: CatchUp::Reset { snapshot },
                ..
            }) => Some(snapshot.entries.len() * limits::MESSAGE_BYTES),
            _ => None,
        })
        .sum();
    let outlines: Vec<ConversationId> = came
        .iter()
        .filter_map(|frame| match frame {
            ServerFrame::Conversation(Catch {
                conv,
                state: CatchUp::Head {
                    preview: Some(_), ..
                },
                ..
            }) => Some(*conv),
            _ => None,
        })
        .collect();
    assert!(bodies <= limits::CATCH_UP_BYTES, "{bodies} bytes of bodies");
    assert!(!outlines.is_empty(), "the rest in outline");
    assert_eq!(came.len(), 2 + FRIENDS, "every conversation is in the list");
    // An outline's body comes by a pull.
    let conv = outlines[0];
    mary.tell(ClientBody::Pull {
        conv,
        from: Rev::ZERO,
    })
    .await;
    mary.find(|frame| match frame {
        ServerFrame::Conversation(Catch {
            conv: own,
            state: CatchUp::Reset { .. },
            ..
        }) if own == conv => Some(()),
        _ => None,
    })
    .await;
    app.stop().await;
}

/// N7: another epoch, a version that does not exist, a conversation that is another's: all start anew, none leaks.
#[tokio::test(flavor = "multi_thread")]
async fn n7_a_cursor_that_means_nothing_here_starts_anew() {
    let app = App::usual().await;
    let (mut mary, mut john, conv, then) = talked(&app, 5).await;
    let mut mike = app.register("mike").await;
    mike.connect().await;
    let foreign = john.meet(&mike).await;
    mike.post(foreign, "between john and mike").await;

    let other_epoch = Hello {
        epoch: Some(Epoch::new(then.epoch.get().wrapping_add(1))),
        ..holding(&then, conv, 3)
    };
    let no_epoch = Hello {
        epoch: None,
        ..holding(&then, conv, 3)
    };
    for hello in [other_epoch, no_epoch, holding(&then, conv, 1_000_000)] {
        let came = mary.resume(hello).await;
        assert_eq!(welcome(&came).epoch, then.epoch);
        assert!(
            matches!(&came[1..], [.., ServerFrame::Conversation(Catch { state: CatchUp::Reset { snapshot }, .. })] if snapshot.entries.len() == 5),
            "{came:?}"
        );
        mary.hang_up();
    }

    let nowhere = ConversationId::from_bytes([9; 16]);
    for claimed in [foreign, nowhere] {
        let came = mary.resume(holding(&then, claimed, 1)).await;
        let about: Vec<_> = came
            .iter()
            .filter(|frame| format!("{frame:?}").contains(&claimed.to_string()))
            .collect();
        assert_eq!(about, [&ServerFrame::Gone { conv: claimed }]);
        assert!(!format!("{came:?}").contains("between john and mike"));
        mary.hang_up();
    }
    let far_ahead = Hello {
        urev: UserRev::new(1_000_000),
        ..holding(&then, conv, 6)
    };
    let came = mary.resume(far_ahead).await;
    assert_eq!(welcome(&came).urev, then.urev, "the server's count holds");
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_gap_is_filled_by_a_pull() {
    let app = App::usual().await;
    let (mut mary, _john, conv, _) = talked(&app, 20).await;
    mary.connect().await;
    mary.tell(ClientBody::Pull {
        conv,
        from: Rev::new(11),
    })
    .await;
    let (from, count) = mary
        .find(|frame| match frame {
            ServerFrame::Delta { from, events, .. } => Some((from, events.len())),
            _ => None,
        })
        .await;
    assert_eq!((from, count), (Rev::new(11), 10));
    mary.tell(ClientBody::PullUser {
        from: UserRev::ZERO,
    })
    .await;
    mary.find(|frame| match frame {
        ServerFrame::UserDelta { events, .. } if events.len() == 1 => Some(()),
        _ => None,
    })
    .await;
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restart_keeps_everything_and_everyone_signed_in() {
    let app = App::usual().await;
    let (mut mary, mut john, conv, then) = talked(&app, 3).await;
    let draft = crate::support::say("Before the restart.");
    let sent = john.send(conv, &draft).await;
    let app = app.restart().await;
    for client in [&mut mary, &mut john] {
        client.address = app.address;
    }
    let came = mary.resume(holding(&then, conv, 1)).await;
    assert_eq!(welcome(&came).epoch, then.epoch, "a restart is no restore");
    assert!(matches!(&came[1..], [ServerFrame::Delta { events, .. }] if events.len() == 4));
    john.connect().await;
    match (sent, john.send(conv, &draft).await) {
        (
            ServerFrame::Sent { seq, rev, .. },
            ServerFrame::Sent {
                seq: again,
                rev: same,
                dup,
                ..
            },
        ) => {
            assert_eq!((seq, rev, true), (again, same, dup));
        }
        other => panic!("{other:?}"),
    }
    app.stop().await;
}
