//! "Why?" says what is drawn, and why: whatever has happened, the two are one.

use common::{
    fold::{self, Counted, receipts::Reached},
    ids::{IdempotencyKey, UserId},
    model::{
        Body, Cursor, Event, Logged, Presence, Receipt,
        settings::{Circle, Privacy},
    },
    protocol::v1::{
        Account, ApiError, ClientBody, ErrorCode, Retry, ServerFrame, UserPresence, Witness, caps,
    },
    seq::{Rev, Seq},
    time::Timestamp,
};
use proptest::prelude::*;

use super::rig::{JOHN, MARY, Rig, accepted, conv, entry, key, posted, read_to, snapshot};
use crate::{
    input::{Attention, Input, Intent, Matter, Route},
    model::inquiry::Inquiry,
    select::{
        self, Because, Delivery, HeaderView, MessageWhy, PresenceWhy, Told, UnknownBecause,
        UnreadWhy, WhyView,
    },
};

const CAPS: &[&str] = &[caps::RECEIPTS, caps::PRESENCE, caps::PEOPLE];

/// What "Why?" says of something, asked beside the person.
fn why(rig: &Rig, about: Matter) -> WhyView {
    let mut model = rig.model.clone();
    model.inquiry = Some(Inquiry {
        about,
        traces: None,
        due: None,
    });
    select::why(&model).expect("it was asked")
}

fn of_message(rig: &Rig, author: UserId, cid: IdempotencyKey) -> MessageWhy {
    let conv = conv(1);
    match why(rig, Matter::Message { conv, author, cid }) {
        WhyView::Message(message) => *message,
        other => panic!("a message was asked about, and the answer is {other:?}"),
    }
}

fn of_unread(rig: &Rig) -> UnreadWhy {
    match why(rig, Matter::Unread(conv(1))) {
        WhyView::Unread(unread) => unread,
        other => panic!("the badge was asked about, and the answer is {other:?}"),
    }
}

fn of_john(rig: &Rig) -> PresenceWhy {
    match why(rig, Matter::Presence(JOHN)) {
        WhyView::Presence(presence) => presence,
        other => panic!("John was asked about, and the answer is {other:?}"),
    }
}

/// Mary's browser, with a conversation with John in which he wrote three messages and she has read one.
fn rig() -> Rig {
    Rig::offered(CAPS, &[(conv(1), accepted(JOHN, 3), read_to(1))])
}

fn receipt(recv: u64, shown: u64) -> ServerFrame {
    ServerFrame::Receipts {
        conv: conv(1),
        receipts: vec![Receipt {
            user: JOHN,
            recv_seq: Seq::new(recv),
            shown_seq: Seq::new(shown),
            recv_at: Some(Timestamp::from_millis(5)),
            shown_at: Some(Timestamp::from_millis(6)),
        }],
    }
}

fn account(privacy: Privacy) -> ServerFrame {
    let mut account = Account::default();
    account.settings.privacy = privacy;
    ServerFrame::Account(account)
}

fn seen(rig: &mut Rig, presence: Presence) {
    let (user, status) = (JOHN, common::model::presence::Status::default());
    let users = vec![UserPresence {
        user,
        presence,
        status,
    }];
    rig.server(ServerFrame::Presence { users });
}

/// What is explained is what is drawn, and follows from what is named beside it.
fn compare(rig: &Rig) {
    let rows = rig.messages(conv(1));
    let mut countable = 0;
    for row in rows {
        let why = of_message(rig, row.author, row.cid);
        assert_eq!(
            select::MessageRow {
                grouped: row.grouped,
                ..why.row.clone()
            },
            row
        );
        let furthest_behind = why.people.iter().map(|person| person.reached).min();
        let fits = match why.because {
            Because::Theirs => row.delivery == Delivery::Received,
            Because::Refused => matches!(row.delivery, Delivery::Failed { .. }),
            Because::Asking => row.delivery == Delivery::Asking,
            Because::WritingDown
            | Because::NoConnection
            | Because::InLine
            | Because::ToldToWait => row.delivery == Delivery::Sending,
            Because::Unanswered => matches!(row.delivery, Delivery::Sending | Delivery::Sent),
            Because::Others => match furthest_behind {
                Some(Reached::Eyes) => matches!(row.delivery, Delivery::Read(_)),
                Some(Reached::Devices) => matches!(row.delivery, Delivery::Delivered(_)),
                Some(Reached::Log) => row.delivery == Delivery::Sent,
                None => false,
            },
            Because::Alone
            | Because::NotOffered
            | Because::Hidden
            | Because::Blocked
            | Because::NotAccepted
            | Because::Crowd => row.delivery == Delivery::Sent,
        };
        assert!(
            fits,
            "{:?} is no reason for {:?}",
            why.because, row.delivery
        );
        countable += u32::from(why.counted == Some(Counted::Unread));
    }
    let (line, unread) = (rig.line(conv(1)), of_unread(rig));
    assert_eq!(
        (unread.badge, unread.marked, unread.request),
        (line.unread, line.marked, rig.listed(conv(1)).request)
    );
    let made_of = unread.reckoning;
    assert_eq!(
        unread.badge,
        if unread.watching { 0 } else { made_of.count() }
    );
    assert_eq!(made_of.count(), made_of.before + made_of.unread);
    if made_of.before == 0 && unread.read_seq.is_some() {
        assert_eq!(made_of.unread, countable, "each of them says so itself");
    }
    let shown = of_john(rig);
    assert_eq!(shown.presence, line.presence);
    if let HeaderView::Known {
        presence, status, ..
    } = select::header(&rig.model, conv(1))
    {
        assert_eq!((shown.presence, &shown.status), (presence, &status));
    }
    let unknown = shown.presence == Some(Presence::Unknown);
    assert_eq!(shown.unknown.is_some(), unknown);
}

/// What the server holds while one walks.
struct Walk {
    rig: Rig,
    seq: u64,
    rev: u64,
    written: Vec<(IdempotencyKey, String)>,
}

impl Walk {
    fn begin() -> Self {
        Self {
            rig: rig(),
            seq: 3,
            rev: 4,
            written: Vec::new(),
        }
    }

    fn log(&mut self, event: Event) {
        let from = Rev::new(self.rev);
        self.rev += 1;
        let rev = Rev::new(self.rev);
        self.rig.server(ServerFrame::Delta {
            conv: conv(1),
            from,
            events: vec![Logged { rev, event }],
        });
    }

    fn post(&mut self, author: UserId, cid: IdempotencyKey, text: &str) {
        self.seq += 1;
        self.log(Event::Posted(entry(self.seq, author, cid, text)));
    }

    fn collect(&mut self) {
        let sends = self.rig.sends().into_iter();
        let new: Vec<_> = sends
            .map(|(_, cid, text)| (cid, text))
            .filter(|new| !self.written.contains(new))
            .collect();
        self.written.extend(new);
    }

    fn step(&mut self, what: u8, how: u64) {
        let live = self.rig.model.link.is_live();
        let place = Seq::new(how % self.seq + 1);
        match what {
            0 if live => self.post(JOHN, key(1_000 + self.seq), "theirs"),
            1 => {
                self.rig.type_in(conv(1), &format!("mine {how}"));
                self.rig.ui(Intent::Send(conv(1)));
            }
            2 => self.rig.write(),
            3 if live && !self.written.is_empty() => {
                let (cid, text) = self.written.remove(0);
                self.post(MARY, cid, &text);
            }
            4 if live && !self.written.is_empty() => {
                let (cid, _) = self.written.remove(0);
                let retry = [Retry::Never, Retry::SameKey { after_ms: 800 }]
                    [usize::from(how.is_multiple_of(2))];
                let error = ApiError {
                    code: ErrorCode::StorageFull,
                    message: String::new(),
                    retry,
                };
                self.rig.server(ServerFrame::SendErr { cid, error });
            }
            5 if live => self.log(Event::Deleted { seq: place }),
            6 if live => self.log(Event::Edited {
                seq: place,
                body: Body::Text {
                    text: "otherwise".to_owned(),
                },
                at: Timestamp::from_millis(7),
            }),
            7 if live => self.rig.server(receipt(place.get(), place.get() / 2)),
            8 if live => self.rig.server(receipt(place.get(), place.get())),
            9 if live => self.rig.server(ServerFrame::Cursor {
                conv: conv(1),
                cursor: Cursor {
                    read_seq: place,
                    unread: u32::try_from(self.seq - place.get()).unwrap(),
                    counted_to: Seq::new(self.seq),
                    ..Cursor::default()
                },
            }),
            10 => self.rig.ui(Intent::Visit(Route::Conversation(conv(1)))),
            11 => self.rig.ui(Intent::Visit(Route::Home)),
            12 => {
                let conv = conv(1);
                self.rig.ui(Intent::InView { conv, upto: place });
                self.rig.pass(600);
            }
            13 if live => self.rig.close(1006),
            14 if !live => {
                // Silence for so long has closed the one before, or the next is waited for.
                while self.rig.model.link.socket.is_none() {
                    self.rig.pass(30_000);
                }
                self.rig.connect(&[]);
            }
            15 if live => {
                let all = [
                    Presence::Online,
                    Presence::Away,
                    Presence::Dnd,
                    Presence::Unknown,
                ];
                seen(&mut self.rig, all[usize::try_from(how % 4).unwrap()]);
            }
            16 if live => self.rig.server(account(Privacy {
                receipts: how.is_multiple_of(2),
                presence: [Circle::Everyone, Circle::Contacts, Circle::Nobody]
                    [usize::try_from(how % 3).unwrap()],
                ..Privacy::default()
            })),
            17 => self.rig.ui(Intent::MarkUnread(conv(1))),
            18 => {
                let (user, on) = (JOHN, how.is_multiple_of(2));
                self.rig.ui(Intent::Block { user, on });
            }
            19 => self.rig.pass(how * 1_000_000),
            20 => {
                let attention = [Attention::Focused, Attention::Blurred, Attention::Moved];
                let event = attention[usize::try_from(how % 3).unwrap()];
                self.rig.input(Input::Attention(event));
            }
            _ => {}
        }
        self.collect();
    }
}

proptest! {
    /// Whatever has happened: the panel's verdict is what is on screen, and its reasons lead to it.
    #[test]
    fn what_is_explained_is_what_is_drawn(steps in prop::collection::vec((0..21_u8, 0..97_u64), 1..60)) {
        let mut walk = Walk::begin();
        compare(&walk.rig);
        for (what, how) in steps {
            walk.step(what, how);
            compare(&walk.rig);
        }
    }
}

#[test]
fn the_server_is_asked_for_the_times_and_again_when_someone_got_further() {
    let mut rig = rig();
    rig.ui(Intent::Visit(Route::Conversation(conv(1))));
    rig.say(conv(1), "Tea at four?");
    let (_, cid, _) = rig.sends().remove(0);
    let about = Matter::Message {
        conv: conv(1),
        author: MARY,
        cid,
    };
    rig.ui(Intent::AskWhy(about));
    assert!(rig.sent_frames().is_empty(), "it has no place yet");
    rig.server(posted(conv(1), entry(4, MARY, cid, "Tea at four?")));
    let asks = |body: &ClientBody| matches!(body, ClientBody::Why { seq, .. } if seq.get() == 4);
    let id = rig.request(asks);
    let Some(WhyView::Message(view)) = select::why(&rig.model) else {
        panic!("a message was asked about");
    };
    assert_eq!(view.told, Told::Awaited);
    let answer = |id, received: Vec<Witness>| ServerFrame::Why {
        id,
        conv: conv(1),
        seq: Seq::new(4),
        rev: Rev::new(5),
        cid,
        at: Timestamp::from_millis(1),
        received,
        read: Vec::new(),
    };
    rig.server(answer(id, Vec::new()));
    rig.server(receipt(4, 1));
    let id = rig.request(asks);
    let witness = Witness {
        user: JOHN,
        at: Timestamp::from_millis(42),
    };
    rig.server(answer(id, vec![witness]));
    let Some(WhyView::Message(view)) = select::why(&rig.model) else {
        panic!("a message was asked about");
    };
    assert_eq!(
        (view.told, view.rev, view.because),
        (Told::Here, Some(Rev::new(5)), Because::Others)
    );
    let john = &view.people[..];
    assert_eq!(
        (john.len(), john[0].reached, john[0].received_at),
        (1, Reached::Devices, Some(witness.at))
    );
    rig.ui(Intent::CloseWhy);
    rig.server(receipt(4, 4));
    assert_eq!(select::why(&rig.model), None);
    assert!(rig.sent_frames().is_empty(), "nobody asks any more");
}

#[test]
fn an_answer_about_another_message_is_not_taken_for_this_one() {
    let mut rig = rig();
    let about = |seq: u64| Matter::Message {
        conv: conv(1),
        author: JOHN,
        cid: key(seq),
    };
    rig.ui(Intent::AskWhy(about(2)));
    let id = rig.request(|body| matches!(body, ClientBody::Why { .. }));
    rig.ui(Intent::AskWhy(about(3)));
    rig.take();
    rig.server(ServerFrame::Why {
        id,
        conv: conv(1),
        seq: Seq::new(2),
        rev: Rev::new(3),
        cid: key(2),
        at: Timestamp::from_millis(1),
        received: Vec::new(),
        read: Vec::new(),
    });
    let Some(WhyView::Message(view)) = select::why(&rig.model) else {
        panic!("a message was asked about");
    };
    assert_eq!((view.rev, view.told), (None, Told::Awaited));
    assert_eq!(view.counted, Some(Counted::Unread));
}

#[test]
fn a_lost_connection_asks_again_and_another_page_asks_nothing() {
    let mut rig = rig();
    let about = Matter::Message {
        conv: conv(1),
        author: JOHN,
        cid: key(3),
    };
    rig.ui(Intent::AskWhy(about));
    rig.take();
    rig.reconnect();
    let asks = |body: &ClientBody| matches!(body, ClientBody::Why { .. });
    rig.request(asks);
    rig.ui(Intent::Visit(Route::Conversation(conv(1))));
    assert_eq!(select::why(&rig.model), None);
}

#[test]
fn each_reason_is_the_one_that_holds() {
    let mut rig = rig();
    rig.ui(Intent::Visit(Route::Conversation(conv(1))));
    rig.say(conv(1), "mine");
    let (_, cid, _) = rig.sends().remove(0);
    let because = |rig: &Rig| of_message(rig, MARY, cid).because;
    assert_eq!(because(&rig), Because::Unanswered);
    rig.close(1006);
    assert_eq!(because(&rig), Because::NoConnection);
    rig.pass(30_000);
    rig.connect(&[]);
    rig.server(posted(conv(1), entry(4, MARY, cid, "mine")));
    assert_eq!(because(&rig), Because::Others);
    rig.server(account(Privacy {
        receipts: false,
        ..Privacy::default()
    }));
    assert_eq!(because(&rig), Because::Hidden);
    rig.caps = Vec::new();
    rig.reconnect();
    assert_eq!(because(&rig), Because::NotOffered);

    let mut request = snapshot(1, 1);
    request.members[1].consents = true;
    let rig = Rig::offered(CAPS, &[(conv(1), request, read_to(0))]);
    assert_eq!(of_john(&rig).unknown, Some(UnknownBecause::NotAccepted));
    assert!(of_unread(&rig).request);
}

#[test]
fn presence_is_unknown_for_a_reason() {
    let mut rig = rig();
    let because = |rig: &Rig| of_john(rig).unknown;
    assert_eq!(because(&rig), Some(UnknownBecause::NotSaid));
    seen(&mut rig, Presence::Away);
    assert_eq!(
        (of_john(&rig).presence, because(&rig)),
        (Some(Presence::Away), None)
    );
    seen(&mut rig, Presence::Unknown);
    rig.server(account(Privacy {
        presence: Circle::Contacts,
        ..Privacy::default()
    }));
    assert_eq!(because(&rig), Some(UnknownBecause::OwnSetting));
    rig.ui(Intent::Block {
        user: JOHN,
        on: true,
    });
    assert_eq!(because(&rig), Some(UnknownBecause::Blocked));
    rig.close(1006);
    assert_eq!(because(&rig), Some(UnknownBecause::NoConnection));
}

#[test]
fn a_count_says_what_it_is_made_of() {
    let mut rig = rig();
    rig.server(posted(
        conv(1),
        entry(4, MARY, key(4), "mine, from elsewhere"),
    ));
    let unread = of_unread(&rig);
    let made_of = unread.reckoning;
    assert_eq!((unread.badge, made_of.unread, made_of.own), (2, 2, 1));
    assert_eq!((made_of.before, made_of.after), (0, Seq::new(1)));
    assert_eq!(
        fold::judge(&entry(4, MARY, key(4), ""), MARY, Seq::new(1)),
        Counted::Own
    );
}
