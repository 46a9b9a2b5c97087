//! Delivered and read, over real sockets: two people with two devices each.

mod hiding;

use common::{
    ids::ConversationId,
    limits,
    model::{Cursor, Receipt, Standing},
    protocol::v1::{
        Catch, ClientBody, ConversationHead, ErrorCode, Hello, ReadMark, ServerFrame, Welcome,
    },
    seq::{Rev, Seq},
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
