//! A conversation opens at the first of what was unread, also where that lies before everything that this device holds.

use common::{
    limits::UNREAD_CAP,
    model::{Conversation, Cursor, Entry, Standing},
    protocol::v1::{ApiError, ClientBody, ErrorCode, RequestId, Retry, ServerFrame, caps},
    seq::Seq,
};

use super::rig::{JOHN, MARY, Rig, conv, entry, key, snapshot};
use crate::{
    input::{Intent, Route},
    select::{Older, Row},
};

/// The last 50 of `n` messages are held, of which the person has read some: in each of two conversations.
fn away(n: u64, read: u64) -> Rig {
    let mut conversation = snapshot(n, 50);
    for member in &mut conversation.members {
        member.consents = true;
    }
    let unread = u32::try_from(n - read).unwrap().min(UNREAD_CAP);
    Rig::offered(
        &[caps::RECEIPTS, caps::PEOPLE],
        &[1, 2].map(|at| (conv(at), conversation.clone(), counted(n, read, unread))),
    )
}

fn counted(n: u64, read: u64, unread: u32) -> Standing {
    Standing {
        cursor: Cursor {
            read_seq: Seq::new(read),
            unread,
            counted_to: Seq::new(n),
            ..Cursor::default()
        },
        ..Standing::default()
    }
}

fn open(rig: &mut Rig) {
    rig.ui(Intent::Visit(Route::Conversation(conv(1))));
}

/// The page that was asked for: by which request, and what it is to end before.
fn asked(rig: &mut Rig) -> Option<(RequestId, u64)> {
    rig.sent_frames()
        .into_iter()
        .find_map(|frame| match frame.body {
            ClientBody::History { before, .. } => Some((frame.id, before.get())),
            _ => None,
        })
}

/// The server answers with the entries from `first` to before `before`.
fn page(rig: &mut Rig, id: RequestId, first: u64, before: u64) {
    let entries: Vec<Entry> = (first..before)
        .map(|seq| entry(seq, JOHN, key(seq), &format!("m{seq}")))
        .collect();
    rig.server(ServerFrame::History {
        id,
        conv: conv(1),
        start: first == 1,
        entries,
    });
}

fn refuse(rig: &mut Rig, id: RequestId) {
    rig.server(ServerFrame::Error {
        id: Some(id),
        error: ApiError {
            code: ErrorCode::NotFound,
            message: "no".to_owned(),
            retry: Retry::Never,
        },
    });
}

fn waits(rig: &Rig) -> bool {
    let view = rig.timeline(conv(1));
    assert_eq!(view.loading, view.rows.is_empty(), "never half of it");
    view.loading
}

/// The messages above and below the divider that are next to it.
fn around_the_divider(rig: &Rig) -> (Option<u64>, Option<u64>) {
    let rows = rig.timeline(conv(1)).rows;
    let at = rows.iter().position(|row| *row == Row::New);
    let seq = |row: Option<&Row>| match row {
        Some(Row::Message(message)) => message.seq.map(Seq::get),
        _ => None,
    };
    let at = at.expect("there is a divider");
    (seq(rows[..at].last()), seq(rows.get(at + 1)))
}

#[test]
fn it_is_shown_once_the_first_unread_has_come_with_the_divider_above_it() {
    let mut rig = away(300, 120);
    open(&mut rig);
    assert!(waits(&rig));
    let (id, before) = asked(&mut rig).expect("a page");
    assert_eq!(before, 251);
    page(&mut rig, id, 151, 251);
    assert!(waits(&rig), "it is further back");
    let (id, before) = asked(&mut rig).expect("the next one");
    assert_eq!(before, 151);
    page(&mut rig, id, 51, 151);
    assert!(!waits(&rig));
    assert_eq!(around_the_divider(&rig), (Some(120), Some(121)));
    assert_eq!(rig.timeline(conv(1)).older, Older::More);
    assert_eq!(asked(&mut rig), None, "no more than is needed");
}

/// Mutant: what was never on screen counts as read.
#[test]
fn the_badge_counts_down_as_one_reads() {
    let mut rig = away(300, 120);
    open(&mut rig);
    rig.pass(5_000);
    assert_eq!(rig.line(conv(1)).unread, 180, "nothing was on screen");
    for first in [151, 51] {
        let (id, before) = asked(&mut rig).expect("a page");
        page(&mut rig, id, first, before);
    }
    rig.ui(Intent::Follow {
        conv: conv(1),
        at_end: false,
    });
    for (upto, left) in [(130, 170), (200, 100), (300, 0)] {
        rig.ui(Intent::InView {
            conv: conv(1),
            upto: Seq::new(upto),
        });
        rig.pass(1_000);
        assert_eq!(rig.line(conv(1)).unread, left);
    }
}

#[test]
fn what_is_held_is_enough_where_it_reaches_back() {
    let mut rig = away(300, 250);
    open(&mut rig);
    assert!(!waits(&rig));
    assert_eq!(around_the_divider(&rig).1, Some(251));
    assert_eq!(asked(&mut rig), None);
}

#[test]
fn one_who_wrote_it_all_elsewhere_waits_for_nothing() {
    let mut conversation: Conversation = snapshot(300, 50);
    for entry in &mut conversation.entries {
        entry.message.author = MARY;
    }
    let standing = counted(300, 120, 0);
    let mut rig = Rig::offered(&[caps::RECEIPTS], &[(conv(1), conversation, standing)]);
    open(&mut rig);
    assert!(!waits(&rig));
}

#[test]
fn more_than_is_counted_is_not_fetched() {
    let mut rig = away(u64::from(UNREAD_CAP) + 200, 100);
    open(&mut rig);
    assert!(!waits(&rig));
    assert_eq!(asked(&mut rig), None);
}

#[test]
fn where_the_rest_does_not_come_what_is_held_is_shown() {
    let nothing = |rig: &mut Rig, id| page(rig, id, 251, 251);
    let misfit = |rig: &mut Rig, id| page(rig, id, 101, 201);
    let lost = |rig: &mut Rig, _| rig.close(1006);
    for end in [refuse as fn(&mut Rig, RequestId), nothing, misfit, lost] {
        let mut rig = away(300, 120);
        open(&mut rig);
        let (id, _) = asked(&mut rig).expect("a page");
        end(&mut rig, id);
        assert!(!waits(&rig));
        assert_eq!(rig.messages(conv(1)).len(), 50);
        assert_eq!(asked(&mut rig), None);
    }
}

/// Mutant: what does not come in one conversation shows another that still waits.
#[test]
fn one_conversation_does_not_wait_for_another() {
    let mut rig = away(300, 120);
    rig.ui(Intent::Visit(Route::Conversation(conv(2))));
    let (id, _) = asked(&mut rig).expect("a page");
    open(&mut rig);
    refuse(&mut rig, id);
    assert!(waits(&rig));
    assert!(asked(&mut rig).is_some(), "of its own");
}
