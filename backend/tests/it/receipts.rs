//! Delivered and read, over real sockets: two people with two devices each.

use backend::store::PeopleStore;
use common::{
    ids::{ConversationId, UserId},
    limits,
    model::{
        AccountSettings, Choice, ConversationSettings, Cursor, Privacy, Receipt, Standing,
        presence::Mode,
    },
    protocol::v1::{
        Catch, ClientBody, ConversationHead, ErrorCode, Hello, ReadMark, ServerFrame, Welcome,
        Witness,
    },
    seq::{Rev, Seq},
    time::Timestamp,
};

use crate::support::{App, Client};

/// John and Mary, who talk with each other: john has written the first, third and so on of `messages`.
struct Pair {
    app: App,
    conv: ConversationId,
    john: Client,
    john_phone: Client,
    mary: Client,
    mary_phone: Client,
}

async fn pair(messages: usize) -> Pair {
    let app = App::usual().await;
    let (mut john, mut mary) = (app.register("john").await, app.register("mary").await);
    let mut john_phone = app.sign_in("john").await;
    let mut mary_phone = app.sign_in("mary").await;
    john.connect().await;
    mary.connect().await;
    let conv = john.open_direct(mary.me.id).await;
    for n in 1..=messages {
        let author = if n % 2 == 1 { &mut john } else { &mut mary };
        author.post(conv, &format!("message {n}")).await;
    }
    for client in [&mut john, &mut mary, &mut john_phone, &mut mary_phone] {
        client.hang_up();
        client.connect().await;
    }
    Pair {
        app,
        conv,
        john,
        john_phone,
        mary,
        mary_phone,
    }
}

impl Client {
    async fn read(&mut self, conv: ConversationId, upto: u64) {
        let upto = Seq::new(upto);
        self.tell(ClientBody::Read { conv, upto }).await;
    }

    async fn recv(&mut self, conv: ConversationId, upto: u64) {
        let upto = Seq::new(upto);
        self.tell(ClientBody::Recv { conv, upto }).await;
    }

    async fn cursor(&mut self) -> Cursor {
        self.find(|frame| match frame {
            ServerFrame::Cursor { cursor, .. } => Some(cursor),
            _ => None,
        })
        .await
    }

    async fn receipt(&mut self) -> Receipt {
        self.find(|frame| match frame {
            ServerFrame::Receipts { receipts, .. } => receipts.first().copied(),
            _ => None,
        })
        .await
    }

    async fn standing(&mut self, conv: ConversationId) -> Standing {
        self.tell(ClientBody::Standing { conv }).await;
        self.find(|frame| match frame {
            ServerFrame::Standing {
                conv: other,
                standing,
            } if other == conv => Some(standing),
            _ => None,
        })
        .await
    }

    async fn error(&mut self, asked: u32) -> ErrorCode {
        self.find(|frame| match frame {
            ServerFrame::Error { id, error } if id == Some(asked) => Some(error.code),
            _ => None,
        })
        .await
    }

    /// Everything that comes before this text does.
    async fn until_text(&mut self, conv: ConversationId, text: &str) -> Vec<ServerFrame> {
        let mut came = Vec::new();
        loop {
            let frame = self.frame().await;
            let is_it = matches!(&frame, ServerFrame::Delta { conv: other, events, .. }
                if *other == conv && format!("{events:?}").contains(text));
            if is_it {
                return came;
            }
            came.push(frame);
        }
    }
}

fn places(receipt: &Receipt) -> (u64, u64) {
    (receipt.recv_seq.get(), receipt.shown_seq.get())
}

fn known(standing: &Standing) -> Vec<(u64, u64)> {
    standing.receipts.iter().map(places).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn own_devices_and_the_partner_hear_of_what_was_received_and_read() {
    let mut pair = pair(3).await;
    pair.mary_phone.recv(pair.conv, 3).await;
    for john in [&mut pair.john, &mut pair.john_phone] {
        let receipt = john.receipt().await;
        assert_eq!((receipt.user, places(&receipt)), (pair.mary.me.id, (3, 0)));
        assert!(receipt.recv_at.is_some() && receipt.shown_at.is_none());
    }
    pair.mary.read(pair.conv, 3).await;
    for mary in [&mut pair.mary, &mut pair.mary_phone] {
        let cursor = mary.cursor().await;
        assert_eq!((cursor.read_seq, cursor.unread), (Seq::new(3), 0));
        assert_eq!(cursor.counted_to, Seq::new(3));
    }
    for john in [&mut pair.john, &mut pair.john_phone] {
        assert_eq!(places(&john.receipt().await), (3, 3));
    }
    let standing = pair.john.standing(pair.conv).await;
    assert_eq!(known(&standing), [(3, 3)]);
    assert_eq!(standing.cursor.unread, 1, "john has read nothing");
    pair.app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn doubled_late_and_stale_reports_change_nothing_and_are_told_to_nobody() {
    let mut pair = pair(5).await;
    for upto in [5, 5, 3, 0, 5] {
        pair.mary.read(pair.conv, upto).await;
        pair.mary.recv(pair.conv, upto).await;
    }
    pair.mary.post(pair.conv, "and that was all").await;
    for (client, expected) in [(&mut pair.mary_phone, (1, 0)), (&mut pair.john, (0, 1))] {
        let came = client.until_text(pair.conv, "and that was all").await;
        let count = |is: fn(&ServerFrame) -> bool| came.iter().filter(|frame| is(frame)).count();
        let cursors = count(|frame| matches!(frame, ServerFrame::Cursor { .. }));
        let receipts = count(|frame| matches!(frame, ServerFrame::Receipts { .. }));
        assert_eq!((cursors, receipts), expected, "{came:?}");
    }
    assert_eq!(known(&pair.john.standing(pair.conv).await), [(5, 5)]);
    pair.app.stop().await;
}

/// What people may decide.
#[derive(Clone, Copy, Debug)]
enum Hidden {
    ByAccount,
    ByConversation,
    Invisible,
    /// The viewer does not give, so does not see.
    ByViewer,
    ByBlock,
}

/// Whatever the reason, john is sent what he would be if mary read nothing: live, when he asks, and when he comes back.
#[tokio::test(flavor = "multi_thread")]
async fn who_hides_reading_sends_nobody_else_a_frame() {
    for hidden in [
        Hidden::ByAccount,
        Hidden::ByConversation,
        Hidden::Invisible,
        Hidden::ByViewer,
        Hidden::ByBlock,
    ] {
        let mut pair = pair(3).await;
        hide(&pair, hidden).await;
        let welcome = welcome(&reconnect(&mut pair.john, pair.conv, None).await);
        let before = pair.john.standing(pair.conv).await;
        pair.mary.recv(pair.conv, 3).await;
        pair.mary.read(pair.conv, 3).await;
        assert_eq!(
            pair.mary_phone.cursor().await.read_seq,
            Seq::new(3),
            "{hidden:?}"
        );
        // What goes to her devices was told after what would go to his.
        let after = pair.john.standing(pair.conv).await;
        assert_eq!(before, after, "{hidden:?}");
        let asked = pair.john.tell(why(pair.conv, 3)).await;
        let answered = pair.john.find(move |frame| traces_of(asked, frame)).await;
        assert_eq!(answered, (vec![], vec![]), "{hidden:?}");
        let came = reconnect(&mut pair.john_phone, pair.conv, Some(&welcome)).await;
        assert_eq!(came.len(), 1, "{hidden:?}: only the welcome: {came:?}");
        pair.app.stop().await;
    }
}

async fn hide(pair: &Pair, hidden: Hidden) {
    let store = pair.app.store();
    let silent = AccountSettings {
        privacy: Privacy {
            receipts: false,
            ..Privacy::default()
        },
        ..AccountSettings::default()
    };
    let (john, mary) = (pair.john.me.id, pair.mary.me.id);
    let changed = match hidden {
        Hidden::ByAccount | Hidden::ByViewer => {
            let who = if matches!(hidden, Hidden::ByAccount) {
                mary
            } else {
                john
            };
            let set = store.set_settings(who, silent).await;
            set.expect("it writes").is_some()
        }
        Hidden::ByConversation => {
            let settings = ConversationSettings {
                receipts: Some(false),
                ..ConversationSettings::default()
            };
            let set = store.set_conversation(mary, pair.conv, settings).await;
            set.expect("it writes").is_some()
        }
        Hidden::Invisible => {
            let choice = Choice {
                mode: Mode::Invisible,
                ..Choice::default()
            };
            let set = store.set_choice(mary, choice).await;
            set.expect("it writes").is_some()
        }
        Hidden::ByBlock => {
            let at = Timestamp::from_millis(1);
            let blocked = store.set_block(mary, john, true, at).await;
            blocked.expect("it writes").changed.is_some()
        }
    };
    assert!(changed, "{hidden:?}");
}

fn welcome(came: &[ServerFrame]) -> Welcome {
    match came.first() {
        Some(ServerFrame::Welcome(welcome)) => welcome.clone(),
        other => panic!("the first is {other:?}"),
    }
}

/// Comes back, up to date in the conversation's log, with what it knew then.
async fn reconnect(
    client: &mut Client,
    conv: ConversationId,
    known: Option<&Welcome>,
) -> Vec<ServerFrame> {
    client.hang_up();
    let Some(known) = known else {
        return client.connect().await;
    };
    client
        .resume(Hello {
            versions: vec![1],
            epoch: Some(known.epoch),
            urev: known.urev,
            state: Some(known.state),
            heads: vec![ConversationHead {
                conv,
                rev: Rev::new(4),
            }],
            ..Hello::default()
        })
        .await
}

fn why(conv: ConversationId, seq: u64) -> ClientBody {
    let seq = Seq::new(seq);
    ClientBody::Why { conv, seq }
}

fn traces_of(asked: u32, frame: ServerFrame) -> Option<(Vec<UserId>, Vec<UserId>)> {
    let who = |witnesses: Vec<Witness>| witnesses.iter().map(|one| one.user).collect();
    match frame {
        ServerFrame::Why {
            id, received, read, ..
        } if id == asked => Some((who(received), who(read))),
        _ => None,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn before_acceptance_nothing_flows_back() {
    let mut pair = pair(1).await;
    pair.mary.recv(pair.conv, 1).await;
    pair.mary.read(pair.conv, 1).await;
    assert_eq!(pair.mary_phone.cursor().await.read_seq, Seq::new(1));
    assert_eq!(known(&pair.john.standing(pair.conv).await), []);
    pair.mary.post(pair.conv, "I want to talk").await;
    let came = pair.john.until_text(pair.conv, "I want to talk").await;
    assert_eq!(came, [], "nothing was told before");
    pair.john.post(pair.conv, "so do I").await;
    pair.mary.recv(pair.conv, 3).await;
    assert_eq!(places(&pair.john.receipt().await), (3, 0));
    pair.app.stop().await;
}

/// Whoever was away is told where things stand, once, and nothing of conversations in which nothing moved; a restart changes nothing.
#[tokio::test(flavor = "multi_thread")]
async fn what_moved_meanwhile_comes_with_the_catch_up() {
    let mut pair = pair(3).await;
    let then = welcome(&reconnect(&mut pair.john, pair.conv, None).await);
    let came = reconnect(&mut pair.john, pair.conv, Some(&then)).await;
    assert_eq!(came.len(), 1, "nothing moved: {came:?}");
    pair.john.hang_up();
    pair.mary.read(pair.conv, 2).await;
    assert_eq!(pair.mary_phone.cursor().await.read_seq, Seq::new(2));
    let app = pair.app.restart().await;
    for client in [&mut pair.john, &mut pair.mary] {
        client.address = app.address;
        let came = reconnect(client, pair.conv, Some(&then)).await;
        let (welcome, standing) = match came.as_slice() {
            [
                ServerFrame::Welcome(welcome),
                ServerFrame::Standing { conv, standing },
            ] if *conv == pair.conv => (welcome, standing),
            other => panic!("{other:?}"),
        };
        assert!(welcome.state > then.state);
        let again = reconnect(client, pair.conv, Some(welcome)).await;
        assert_eq!(again.len(), 1, "it was told: {again:?}");
        if client.me.username.as_str() == "john" {
            assert_eq!(known(standing), [(2, 2)]);
        } else {
            assert_eq!(standing.cursor.read_seq, Seq::new(2));
            assert_eq!(standing.cursor.unread, 1);
        }
    }
    pair.john_phone.address = app.address;
    let came = reconnect(&mut pair.john_phone, pair.conv, None).await;
    match came.as_slice() {
        [
            ServerFrame::Welcome(_),
            ServerFrame::Account(_),
            ServerFrame::Conversation(Catch { standing, .. }),
        ] => {
            let standing = standing.as_ref().expect("it comes with the conversation");
            assert_eq!(known(standing), [(2, 2)], "as on every other device");
        }
        other => panic!("{other:?}"),
    }
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mark_and_many_marks_reach_the_other_device() {
    let mut pair = pair(3).await;
    let conv = pair.conv;
    pair.mary
        .tell(ClientBody::MarkUnread { conv, on: true })
        .await;
    let marked = pair.mary_phone.cursor().await;
    assert!(marked.marked_unread);
    assert_eq!((marked.read_seq, marked.unread), (Seq::ZERO, 2));
    let marks = |conv, upto, count| {
        let upto = Seq::new(upto);
        let marks = vec![ReadMark { conv, upto }; count];
        ClientBody::ReadMany { marks }
    };
    let too_many = pair.mary.tell(marks(conv, 1, limits::READ_MANY + 1)).await;
    assert_eq!(pair.mary.error(too_many).await, ErrorCode::TooMany);
    let foreign = ConversationId::from_bytes([9; 16]);
    let upto = Seq::new(3);
    let marks = [foreign, conv].map(|conv| ReadMark { conv, upto }).to_vec();
    pair.mary.tell(ClientBody::ReadMany { marks }).await;
    let read = pair.mary_phone.cursor().await;
    assert!(!read.marked_unread && read.marked_ver > marked.marked_ver);
    assert_eq!((read.read_seq, read.unread), (Seq::new(3), 0));
    pair.app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_there_or_not_yours_is_refused_alike() {
    let mut pair = pair(2).await;
    let mut mike = pair.app.register("mike").await;
    mike.connect().await;
    let missing = ConversationId::from_bytes([9; 16]);
    for conv in [pair.conv, missing] {
        let upto = Seq::new(1);
        for body in [
            ClientBody::Read { conv, upto },
            ClientBody::Recv { conv, upto },
            ClientBody::MarkUnread { conv, on: true },
            ClientBody::Standing { conv },
            why(conv, 1),
        ] {
            let asked = mike.tell(body.clone()).await;
            assert_eq!(mike.error(asked).await, ErrorCode::NotFound, "{body:?}");
        }
    }
    let (conv, upto) = (pair.conv, Seq::new(3));
    for body in [
        ClientBody::Read { conv, upto },
        ClientBody::Recv { conv, upto },
        why(conv, 3),
    ] {
        let asked = pair.mary.tell(body).await;
        assert_eq!(pair.mary.error(asked).await, ErrorCode::BadCursor);
    }
    pair.app.stop().await;
}

/// N8: a device that does not read while state changes more often than frames may wait is not ended for it. The last word comes, and nothing
/// older after something newer.
#[tokio::test(flavor = "multi_thread")]
async fn n8_state_that_changes_often_ends_no_device_that_does_not_read() {
    let mut pair = pair(3).await;
    let conv = pair.conv;
    pair.mary_phone.hang_up();
    pair.mary_phone.narrow = true;
    pair.mary_phone.connect().await;
    for n in 1..=4 * limits::OUTBOX_FRAMES {
        let on = n % 2 == 1;
        pair.mary.tell(ClientBody::MarkUnread { conv, on }).await;
    }
    pair.mary.read(conv, 3).await;
    while pair.mary.cursor().await.read_seq < Seq::new(3) {}
    let mut latest = Cursor::default();
    while latest.read_seq < Seq::new(3) {
        let cursor = pair.mary_phone.cursor().await;
        assert!(cursor.marked_ver >= latest.marked_ver, "it went back");
        latest = cursor;
    }
    pair.app.stop().await;
}

/// Only who gives receipts sees them: when john gives them again, every device of his is told what he may know now, at once. Mary, who may know no more
/// than before, is told nothing.
#[tokio::test(flavor = "multi_thread")]
async fn who_gives_receipts_again_sees_at_once_what_others_gave_meanwhile() {
    let mut pair = pair(4).await;
    let conv = pair.conv;
    let gives = |receipts| ClientBody::SetSettings {
        settings: AccountSettings {
            privacy: Privacy {
                receipts,
                ..Privacy::default()
            },
            ..AccountSettings::default()
        },
    };
    let gives_here = |receipts| ClientBody::SetConversation {
        conv,
        settings: ConversationSettings {
            receipts,
            ..ConversationSettings::default()
        },
    };
    for (upto, off, on) in [
        (3, gives(false), gives(true)),
        (4, gives_here(Some(false)), gives_here(None)),
    ] {
        pair.john.ask_for(off).await;
        pair.mary.read(conv, upto).await;
        assert_eq!(pair.mary_phone.cursor().await.read_seq, Seq::new(upto));
        pair.john.tell(on).await;
        for device in [&mut pair.john, &mut pair.john_phone] {
            let told = device.find(|frame| match frame {
                ServerFrame::Standing {
                    conv: other,
                    standing,
                } if other == conv => standing.receipts.first().copied(),
                _ => None,
            });
            assert_eq!(told.await.shown_seq, Seq::new(upto));
        }
    }
    pair.john.post(conv, "the end").await;
    let came = pair.mary_phone.until_text(conv, "the end").await;
    let told = came.iter().filter(|frame| {
        matches!(
            frame,
            ServerFrame::Standing { .. } | ServerFrame::Receipts { .. }
        )
    });
    assert_eq!(told.count(), 0, "{came:?}");
    pair.app.stop().await;
}
