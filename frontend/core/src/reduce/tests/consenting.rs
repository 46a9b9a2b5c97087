//! Requests: who may write, and what passes before the other wants to talk.

use common::{
    limits::{READ_EVERY_MS, READ_VIEW_MS},
    model::{Conversation, Event, Logged, settings::ReportReason},
    protocol::v1::{Account, ApiError, ClientBody, ErrorCode, ServerFrame, caps},
    seq::{Rev, Seq},
};

use super::rig::{JOHN, MARY, Rig, conv, entry, key, posted, profile, read_to, snapshot};
use crate::{
    input::{Intent, Route},
    model::notices::Notice,
    select::{Gate, HeaderView, header, sidebar},
};

/// A conversation with `n` messages of John's, in which these want to talk.
fn between(n: u64, mary: bool, john: bool) -> Rig {
    let mut snapshot: Conversation = snapshot(n, n);
    snapshot.members[0].consents = mary;
    snapshot.members[1].consents = john;
    let mut rig = Rig::offered(
        &[caps::RECEIPTS, caps::PEOPLE],
        &[(conv(1), snapshot, read_to(0))],
    );
    rig.server(ServerFrame::Account(Account::default()));
    rig.ui(Intent::Visit(Route::Conversation(conv(1))));
    rig.take();
    rig
}

fn consented(rev: u64, user: common::ids::UserId) -> ServerFrame {
    ServerFrame::Delta {
        conv: conv(1),
        from: Rev::new(rev - 1),
        events: vec![Logged {
            rev: Rev::new(rev),
            event: Event::Consented { user },
        }],
    }
}

fn name() -> String {
    "John".to_owned()
}

fn request() -> Gate {
    Gate::Request {
        user: JOHN,
        name: name(),
    }
}

#[test]
fn after_the_first_message_the_composer_waits_for_the_other_and_keeps_its_draft() {
    let mut rig = between(0, false, false);
    assert!(rig.composer(conv(1)).enabled);
    rig.say(conv(1), "hello");
    rig.type_in(conv(1), "and one more");
    let composer = rig.composer(conv(1));
    assert_eq!(composer.gate, Gate::Waiting { name: name() });
    assert!(!composer.enabled && !composer.can_send);
    assert_eq!(composer.text, "and one more");
    let cid = rig.sends()[0].1;
    rig.server(posted(conv(1), entry(1, MARY, cid, "hello")));
    assert_eq!(rig.composer(conv(1)).gate, Gate::Waiting { name: name() });
    rig.server(consented(3, JOHN));
    assert_eq!(rig.composer(conv(1)).gate, Gate::Open);
    assert!(rig.composer(conv(1)).can_send);
}

#[test]
fn a_request_stands_apart_and_nothing_of_it_is_told_before_it_is_accepted() {
    let mut rig = between(1, false, true);
    assert_eq!(rig.composer(conv(1)).gate, request());
    assert!(rig.listed(conv(1)).request);
    assert_eq!(sidebar(&rig.model).unread, 0, "it is no part of the badge");
    rig.ui(Intent::InView {
        conv: conv(1),
        upto: Seq::new(1),
    });
    rig.pass(READ_VIEW_MS);
    assert_eq!(rig.line(conv(1)).unread, 0, "here it is read");
    rig.pass(READ_EVERY_MS);
    assert!(rig.sent_frames().is_empty(), "and nobody hears of it");
    rig.ui(Intent::Accept(conv(1)));
    assert_eq!(rig.composer(conv(1)).gate, Gate::Open, "at once");
    assert!(!rig.listed(conv(1)).request);
    let id = rig.request(|body| *body == ClientBody::Accept { conv: conv(1) });
    // The answer and the event come in any order.
    rig.server(ServerFrame::Done { id });
    assert_eq!(rig.composer(conv(1)).gate, Gate::Open);
    rig.server(consented(3, MARY));
    let read = ClientBody::Read {
        conv: conv(1),
        upto: Seq::new(1),
    };
    rig.request(|body| *body == read);
    assert_eq!(rig.composer(conv(1)).gate, Gate::Open);
}

#[test]
fn what_the_person_decided_survives_a_lost_connection() {
    let mut rig = between(1, false, true);
    rig.ui(Intent::Accept(conv(1)));
    rig.request(|body| *body == ClientBody::Accept { conv: conv(1) });
    rig.reconnect();
    rig.request(|body| *body == ClientBody::Accept { conv: conv(1) });
}

#[test]
fn whoever_writes_after_declining_has_the_conversation_back() {
    let mut rig = between(1, false, true);
    rig.ui(Intent::Decline(conv(1)));
    assert!(rig.rows().is_empty());
    // On another device, or by way of the search.
    rig.server(posted(conv(1), entry(2, MARY, key(2), "after all")));
    assert_eq!(rig.rows().len(), 1);
}

#[test]
fn a_declined_request_leaves_the_list_and_a_refusal_brings_it_back() {
    let mut rig = between(1, false, true);
    rig.ui(Intent::Decline(conv(1)));
    assert!(rig.rows().is_empty());
    let declines = |body: &ClientBody| matches!(body, ClientBody::SetConversation { settings, .. } if settings.declined);
    let id = rig.request(declines);
    rig.server(ServerFrame::Error {
        id: Some(id),
        error: ApiError::never(ErrorCode::NotFound, ""),
    });
    assert!(matches!(
        rig.model.notices.shown[0].notice,
        Notice::Refused { .. }
    ));
    rig.request(|body| matches!(body, ClientBody::Standing { .. }));
    rig.server(ServerFrame::Standing {
        conv: conv(1),
        standing: read_to(0),
    });
    assert!(rig.listed(conv(1)).request);
}

#[test]
fn a_block_shows_at_once_and_is_as_the_account_says_then() {
    let blocked = |rig: &Rig| matches!(header(&rig.model, conv(1)), HeaderView::Known { blocked, .. } if blocked);
    let mut rig = between(1, true, true);
    assert!(!blocked(&rig));
    rig.ui(Intent::Block {
        user: JOHN,
        on: true,
    });
    assert!(blocked(&rig));
    let gate = Gate::Blocked {
        user: JOHN,
        name: name(),
    };
    assert_eq!(rig.composer(conv(1)).gate, gate);
    let id = rig.request(|body| matches!(body, ClientBody::Block { .. }));
    rig.server(ServerFrame::Done { id });
    assert!(blocked(&rig), "before the account has come");
    rig.server(ServerFrame::Account(Account {
        blocked: vec![profile(JOHN)],
        ..Account::default()
    }));
    assert!(blocked(&rig));
    rig.ui(Intent::Block {
        user: JOHN,
        on: false,
    });
    assert!(!blocked(&rig));
    let id = rig.request(|body| matches!(body, ClientBody::Block { .. }));
    rig.server(ServerFrame::Error {
        id: Some(id),
        error: ApiError::never(ErrorCode::Unavailable, ""),
    });
    assert!(blocked(&rig), "it was not done, and that is said");
    assert_eq!(rig.model.notices.shown.len(), 1);
}

#[test]
fn a_report_is_answered_by_a_word_of_thanks() {
    let mut rig = between(1, false, true);
    let reason = ReportReason::Spam;
    rig.ui(Intent::Report {
        conv: conv(1),
        reason,
    });
    let id = rig.request(|body| matches!(body, ClientBody::Report { .. }));
    assert!(rig.model.notices.shown.is_empty());
    rig.server(ServerFrame::Done { id });
    assert_eq!(rig.model.notices.shown[0].notice, Notice::Reported);
}

#[test]
fn a_server_without_requests_has_no_gate() {
    let mut rig = Rig::connected(&[(conv(1), snapshot(0, 0))]);
    rig.say(conv(1), "hello");
    rig.server(posted(conv(1), entry(1, JOHN, key(1), "hi")));
    assert_eq!(rig.composer(conv(1)).gate, Gate::Open);
    assert!(!rig.listed(conv(1)).request);
}
