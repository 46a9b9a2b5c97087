//! Contacts, requests, and who is blocked, as the page of them shows it.

use common::{
    ids::UserId,
    model::{AccountSettings, ConversationSettings, Standing, settings::Circle},
    protocol::v1::{Account, ApiError, ClientBody, ErrorCode, ServerFrame, caps},
};

use super::rig::{JOHN, MIKE, Rig, conv, profile, read_to, snapshot};
use crate::{
    input::{Intent, Route},
    select::{ContactsView, RequestView, Saving, account, contacts, here, is_contact},
};

/// A conversation in which these want to talk, and an account with John as a contact.
fn between(mary: bool, john: bool, standing: Standing) -> Rig {
    let mut snapshot = snapshot(1, 1);
    snapshot.members[0].consents = mary;
    snapshot.members[1].consents = john;
    let mut rig = Rig::offered(
        &[caps::RECEIPTS, caps::PEOPLE],
        &[(conv(1), snapshot, standing)],
    );
    said(&mut rig, &[JOHN], &[]);
    rig.take();
    rig
}

fn said(rig: &mut Rig, contacts: &[UserId], blocked: &[UserId]) {
    let profiles = |users: &[UserId]| users.iter().map(|user| profile(*user)).collect();
    rig.server(ServerFrame::Account(Account {
        contacts: profiles(contacts),
        blocked: profiles(blocked),
        ..Account::default()
    }));
}

fn view(rig: &Rig) -> ContactsView {
    contacts(&rig.model)
}

fn from_john() -> Vec<RequestView> {
    vec![RequestView {
        conv: conv(1),
        person: profile(JOHN),
    }]
}

fn contact(user: UserId, on: bool) -> Intent {
    Intent::Contact { user, on }
}

#[test]
fn a_contact_is_there_at_once_until_it_is_refused() {
    let mut rig = between(true, true, read_to(1));
    assert_eq!(view(&rig).contacts, [profile(JOHN)]);
    rig.ui(contact(MIKE, true));
    assert!(is_contact(&rig.model, MIKE));
    assert_eq!(account(&rig.model).saving, Saving::Saving);
    let asked = |user, on| move |body: &ClientBody| *body == ClientBody::Contact { user, on };
    let id = rig.request(asked(MIKE, true));
    rig.server(ServerFrame::Done { id });
    assert!(is_contact(&rig.model, MIKE), "before the account has come");
    assert_eq!(account(&rig.model).saving, Saving::Saved);

    rig.ui(contact(JOHN, false));
    assert_eq!(view(&rig).contacts, [profile(MIKE)]);
    let id = rig.request(asked(JOHN, false));
    rig.server(ServerFrame::Error {
        id: Some(id),
        error: ApiError::never(ErrorCode::TooMany, ""),
    });
    assert_eq!(view(&rig).contacts, [profile(JOHN), profile(MIKE)]);
}

#[test]
fn of_several_wishes_the_last_one_counts() {
    let mut rig = between(true, true, read_to(1));
    for on in [false, true, false] {
        rig.ui(contact(JOHN, on));
    }
    assert!(view(&rig).contacts.is_empty());
    let last = rig.sent_frames().pop().unwrap();
    let body = ClientBody::Contact {
        user: JOHN,
        on: false,
    };
    assert_eq!(last.body, body, "and is asked last");
}

#[test]
fn a_block_ends_being_a_contact_and_can_be_undone() {
    let mut rig = between(true, true, read_to(1));
    let block = |on| Intent::Block { user: JOHN, on };
    rig.ui(block(true));
    assert_eq!(view(&rig).blocked, [profile(JOHN)]);
    let id = rig.request(|body| matches!(body, ClientBody::Block { on: true, .. }));
    rig.server(ServerFrame::Done { id });
    assert!(view(&rig).contacts.is_empty());
    assert_eq!(view(&rig).blocked, [profile(JOHN)]);
    rig.ui(block(false));
    assert!(view(&rig).blocked.is_empty());
}

#[test]
fn a_request_is_open_then_declined_then_accepted() {
    let mut rig = between(false, true, read_to(0));
    assert_eq!(view(&rig).asking, from_john());
    rig.ui(Intent::Decline(conv(1)));
    assert!(view(&rig).asking.is_empty());
    assert_eq!(view(&rig).declined, from_john());
    rig.ui(Intent::Accept(conv(1)));
    let view = view(&rig);
    assert!(view.declined.is_empty() && view.asking.is_empty());
    assert_eq!(rig.model.route, Route::Home, "nobody is led away");
}

#[test]
fn a_request_that_was_declined_elsewhere_can_be_found() {
    let declined = Standing {
        settings: ConversationSettings {
            declined: true,
            ..ConversationSettings::default()
        },
        ..read_to(0)
    };
    let rig = between(false, true, declined);
    assert_eq!(view(&rig).declined, from_john());
}

#[test]
fn who_was_asked_is_waited_for() {
    let rig = between(true, false, read_to(1));
    assert_eq!(view(&rig).asked, from_john());
    assert!(view(&rig).asking.is_empty());
}

#[test]
fn what_is_shown_in_one_conversation_differs_only_where_it_is_said() {
    use common::protocol::v1::ClientBody::SetConversation;
    let mut rig = between(true, true, read_to(1));
    let shown = |rig: &Rig| {
        let here = here(&rig.model, conv(1));
        (here.receipts, here.typing)
    };
    let asked = |rig: &mut Rig| match rig.sent_frames().pop().map(|frame| frame.body) {
        Some(SetConversation { settings, .. }) => Some((settings.receipts, settings.typing)),
        _ => None,
    };
    assert_eq!(shown(&rig), (true, Some(true)));
    let receipts = |on| Intent::ShowReceipts { conv: conv(1), on };
    let typing = |on| Intent::ShowTyping { conv: conv(1), on };
    rig.ui(receipts(true));
    assert_eq!(asked(&mut rig), None, "it is so");
    rig.ui(receipts(false));
    assert_eq!(asked(&mut rig), Some((Some(false), None)));
    rig.ui(typing(false));
    assert_eq!(asked(&mut rig), Some((Some(false), Some(false))));
    assert_eq!(shown(&rig), (false, Some(false)));
    rig.ui(receipts(true));
    rig.ui(typing(true));
    assert_eq!(asked(&mut rig), Some((None, None)), "as everywhere again");

    let mut settings = AccountSettings::default();
    settings.privacy.receipts = false;
    settings.privacy.typing = Circle::Nobody;
    rig.ui(Intent::SetSettings(settings));
    assert_eq!(shown(&rig), (false, None));
    rig.ui(receipts(true));
    assert_eq!(shown(&rig), (true, None), "here alone");
}
