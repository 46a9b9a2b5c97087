//! Who people are.

mod settings;

use std::collections::BTreeSet;

use common::{
    ids::PictureId,
    model::{
        AccountSettings, Choice, Presence, Privacy, Profile,
        presence::{Mode, Seen, Status},
        settings::Circle,
    },
    protocol::v1::{Account, ClientBody, ServerFrame, caps},
    time::Timestamp,
    validate::DisplayName,
};

use super::rig::{EPOCH, JOHN, MARY, Rig, conv, profile, snapshot};
use crate::{
    input::{HttpAnswer, Input, Intent, Route},
    select::{
        HeaderView, People, SessionView, Viewer, account, contacts, header, new_conversation,
        session,
    },
    slice::Slice,
};

fn named(mut profile: Profile, name: &str) -> Profile {
    profile.name = DisplayName::parse(name).unwrap();
    profile
}

#[test]
fn a_new_name_shows_at_once_everywhere_and_in_old_messages() {
    let mut rig = Rig::connected(&[(conv(1), snapshot(3, 3))]);
    rig.ui(Intent::Visit(Route::Conversation(conv(1))));
    let users = vec![named(profile(JOHN), "Johnny")];
    let changed = rig.changes(Input::Server {
        socket: rig.socket(),
        frame: ServerFrame::Profiles { users },
    });
    let shown = rig.messages(conv(1));
    assert!(shown.iter().all(|row| row.author_name == "Johnny"));
    assert_eq!(rig.rows()[0].title, "Johnny");
    let HeaderView::Known { title, .. } = header(&rig.model, conv(1)) else {
        panic!("the conversation is known");
    };
    assert_eq!(title, "Johnny");
    for slice in [
        Slice::Sidebar,
        Slice::Header(conv(1)),
        Slice::Timeline(conv(1)),
    ] {
        assert!(changed.contains(&slice), "{slice:?} is drawn anew");
    }
}

#[test]
fn a_new_name_of_ones_own_shows_too() {
    let mut rig = Rig::connected(&[]);
    rig.server(ServerFrame::Profiles {
        users: vec![named(profile(MARY), "Maria")],
    });
    let SessionView::SignedIn { me, .. } = session(&rig.model) else {
        panic!("Mary is signed in");
    };
    assert_eq!(me.name.as_str(), "Maria");
}

const PICTURE: PictureId = PictureId::from_bytes([8; 16]);

fn pictured(mut profile: Profile, picture: Option<PictureId>) -> Profile {
    profile.picture = picture;
    profile
}

/// The picture of John in the list, over his conversation, beside his messages, among the contacts, and among those who were found.
fn seen_everywhere(rig: &Rig) -> BTreeSet<Option<PictureId>> {
    let messages = rig.messages(conv(1)).into_iter().map(|row| row.picture);
    let HeaderView::Known { picture, .. } = header(&rig.model, conv(1)) else {
        panic!("the conversation is known");
    };
    let People::Found(found) = new_conversation(&rig.model).people else {
        panic!("he was found");
    };
    let people = contacts(&rig.model).contacts.into_iter().chain(found);
    messages
        .chain(people.map(|profile| profile.picture))
        .chain([rig.rows()[0].picture, picture])
        .collect()
}

#[test]
fn a_picture_shows_at_once_everywhere_and_at_old_messages_and_goes_again() {
    let mut rig = Rig::connected_to(CAPS, &[(conv(1), snapshot(3, 3))]);
    rig.ui(Intent::Visit(Route::Conversation(conv(1))));
    rig.server(ServerFrame::Account(Account {
        contacts: vec![profile(JOHN)],
        ..Account::default()
    }));
    rig.ui(Intent::OpenNewConversation);
    rig.ui(Intent::FindPeople("jo".to_owned()));
    rig.pass(1_000);
    let id = rig.request(|body| matches!(body, ClientBody::FindPeople { .. }));
    rig.server(ServerFrame::People {
        id,
        users: vec![profile(JOHN)],
    });
    assert_eq!(seen_everywhere(&rig), [None].into());
    for picture in [Some(PICTURE), None] {
        let changed = rig.changes(Input::Server {
            socket: rig.socket(),
            frame: ServerFrame::Profiles {
                users: vec![pictured(profile(JOHN), picture)],
            },
        });
        assert_eq!(seen_everywhere(&rig), [picture].into());
        for slice in [
            Slice::Account,
            Slice::Sidebar,
            Slice::NewConversation,
            Slice::Header(conv(1)),
            Slice::Timeline(conv(1)),
        ] {
            assert!(changed.contains(&slice), "{slice:?} is drawn anew");
        }
    }
}

#[test]
fn an_account_brings_pictures_too() {
    let mut rig = Rig::connected_to(CAPS, &[(conv(1), snapshot(3, 3))]);
    rig.server(ServerFrame::Account(Account {
        contacts: vec![pictured(profile(JOHN), Some(PICTURE))],
        ..Account::default()
    }));
    assert_eq!(rig.rows()[0].picture, Some(PICTURE));
}

fn own_picture(rig: &Rig) -> Option<PictureId> {
    let SessionView::SignedIn { me, .. } = session(&rig.model) else {
        panic!("Mary is signed in");
    };
    assert_eq!(account(&rig.model).picture, me.picture);
    assert_eq!(rig.model.people.picture(MARY), me.picture);
    me.picture
}

fn became(picture: Option<PictureId>) -> Input {
    Input::Http(HttpAnswer::Became(pictured(profile(MARY), picture)))
}

#[test]
fn a_picture_of_ones_own_shows_here_and_comes_from_other_devices() {
    let mut rig = Rig::connected_to(CAPS, &[]);
    rig.server(ServerFrame::Profiles {
        users: vec![pictured(profile(MARY), Some(PICTURE))],
    });
    assert_eq!(own_picture(&rig), Some(PICTURE));
}

#[test]
fn without_a_connection_the_answer_says_which_picture_one_has() {
    let mut rig = Rig::connected_to(CAPS, &[]);
    rig.close(1006);
    let changed = rig.changes(became(Some(PICTURE)));
    assert_eq!(own_picture(&rig), Some(PICTURE));
    assert!(changed.contains(&Slice::Session) && changed.contains(&Slice::Account));
}

#[test]
fn an_answer_that_comes_after_another_devices_change_does_not_undo_it() {
    let mut rig = Rig::connected_to(CAPS, &[]);
    let later = PictureId::from_bytes([9; 16]);
    rig.server(ServerFrame::Profiles {
        users: vec![pictured(profile(MARY), Some(later))],
    });
    rig.input(became(Some(PICTURE)));
    assert_eq!(own_picture(&rig), Some(later));
}

#[test]
fn an_answer_for_somebody_else_who_was_signed_in_is_not_ones_own() {
    let mut rig = Rig::connected_to(CAPS, &[]);
    rig.close(1006);
    rig.input(Input::Http(HttpAnswer::Became(pictured(
        profile(JOHN),
        Some(PICTURE),
    ))));
    assert_eq!(own_picture(&rig), None);
}

#[test]
fn an_account_is_forgotten_with_the_session() {
    let mut rig = Rig::connected(&[]);
    rig.server(ServerFrame::Account(Account {
        contacts: vec![profile(JOHN)],
        ..Account::default()
    }));
    assert_eq!(rig.model.account.as_ref().unwrap().contacts.len(), 1);
    rig.ui(Intent::SignOut);
    rig.input(Input::Http(HttpAnswer::SignedOut(Ok(()))));
    assert_eq!(rig.model.account, None);
}

#[test]
fn an_account_is_forgotten_when_somebody_else_turns_out_to_be_signed_in() {
    let mut rig = Rig::connected(&[]);
    rig.server(ServerFrame::Account(Account::default()));
    rig.close(1006);
    rig.pass(30_000);
    rig.open();
    rig.welcome_of(JOHN, EPOCH, 0);
    assert_eq!(rig.model.account, None);
}

const CAPS: &[&str] = &[caps::PEOPLE, caps::PRESENCE];

#[test]
fn a_name_is_asked_for_and_shows_once_it_is_so() {
    let mut rig = Rig::connected_to(CAPS, &[]);
    rig.ui(Intent::Rename("  \u{202e} ".to_owned()));
    assert!(rig.sent_frames().is_empty(), "that is no name");
    rig.ui(Intent::Rename("  Maria   Magdalena".to_owned()));
    let id = rig
        .request(|body| matches!(body, ClientBody::SetName { name } if name == "Maria Magdalena"));
    assert_eq!(account(&rig.model).name, "Mary");
    rig.server(ServerFrame::Done { id });
    assert_eq!(account(&rig.model).name, "Maria Magdalena");
    assert_eq!(rig.model.people.name(MARY), "Maria Magdalena");
}

fn invisible(until: Option<u64>) -> Choice {
    Choice {
        mode: Mode::Invisible,
        until: until.map(Timestamp::from_millis),
        ..Choice::default()
    }
}

#[test]
fn a_choice_ends_by_this_devices_clock_and_is_told_by_the_servers() {
    let mut rig = Rig::start(Route::Home);
    rig.caps = CAPS.iter().map(ToString::to_string).collect();
    rig.sign_in(MARY);
    // This device is an hour behind.
    rig.wall += 3_600_000;
    rig.open();
    rig.welcome(EPOCH, 0);
    rig.wall -= 3_600_000;
    rig.server(ServerFrame::CaughtUp);
    rig.model.clock_ahead = 3_600_000;
    rig.take();
    let until = rig.wall + 60_000;
    rig.ui(Intent::Choose(invisible(Some(until))));
    let told = rig
        .sent_frames()
        .into_iter()
        .find_map(|frame| match frame.body {
            ClientBody::SetChoice { choice } => Some((frame.id, choice.until)),
            _ => None,
        });
    let Some((id, told)) = told else {
        panic!("it was asked for");
    };
    assert_eq!(told, Some(Timestamp::from_millis(until + 3_600_000)));
    rig.server(ServerFrame::Done { id });
    assert_eq!(account(&rig.model).choice.mode, Mode::Invisible);

    rig.pass(20_000);
    rig.server(ServerFrame::Ping);
    rig.pass(20_000);
    rig.server(ServerFrame::Ping);
    let wake = rig.model.wake.expect("its end is woken for").as_millis();
    assert!(wake <= rig.mono + 20_000);
    rig.pass(20_000);
    assert_eq!(account(&rig.model).choice.mode, Mode::default());
}

fn seen(rig: &Rig, viewer: Viewer) -> crate::select::SeenView {
    let view = account(&rig.model);
    let mut seen = view.seen.into_iter();
    seen.find(|seen| seen.viewer == viewer).unwrap()
}

#[test]
fn one_sees_ones_profile_as_others_do() {
    let mut rig = Rig::connected_to(CAPS, &[]);
    let settings = AccountSettings {
        privacy: Privacy {
            receipts: false,
            typing: Circle::Nobody,
            presence: Circle::Everyone,
            last_seen: Circle::Contacts,
        },
        ..AccountSettings::default()
    };
    let status = Status {
        text: "On the train".to_owned(),
        emoji: String::new(),
    };
    let choice = Choice {
        mode: Mode::Dnd,
        status: status.clone(),
        ..Choice::default()
    };
    rig.server(ServerFrame::Account(Account {
        settings,
        choice,
        ..Account::default()
    }));
    rig.server(ServerFrame::Profiles {
        users: vec![pictured(profile(MARY), Some(PICTURE))],
    });
    let contact = seen(&rig, Viewer::Contact);
    assert_eq!(contact.picture, Some(PICTURE));
    assert_eq!(
        (contact.presence, &contact.status),
        (Presence::Dnd, &status)
    );
    assert!(matches!(
        contact.gone,
        Presence::Offline { at: Some(_), .. }
    ));
    assert!(!contact.typing && !contact.receipts);
    let accepted = seen(&rig, Viewer::Accepted);
    assert_eq!(accepted.picture, Some(PICTURE));
    assert_eq!(accepted.presence, Presence::Dnd);
    assert_eq!(
        accepted.gone,
        Presence::Offline {
            seen: Seen::Recently,
            at: None
        }
    );
    for stranger in [Viewer::Asking, Viewer::Blocked] {
        let stranger = seen(&rig, stranger);
        assert_eq!(stranger.picture, None);
        assert_eq!(stranger.presence, Presence::Unknown);
        assert!(stranger.status.is_empty() && stranger.gone == Presence::Unknown);
        assert!(!stranger.typing && !stranger.receipts);
    }
}

#[test]
fn an_invisible_person_looks_offline_and_gives_no_sign() {
    let mut rig = Rig::connected_to(CAPS, &[]);
    rig.server(ServerFrame::Account(Account {
        choice: invisible(None),
        ..Account::default()
    }));
    for viewer in [Viewer::Contact, Viewer::Accepted] {
        let seen = seen(&rig, viewer);
        assert!(matches!(seen.presence, Presence::Offline { .. }));
        assert!(!seen.typing && !seen.receipts);
    }
}

#[test]
fn one_who_asks_sees_nothing_whatever_the_settings() {
    let rig = Rig::connected_to(CAPS, &[]);
    let seen = seen(&rig, Viewer::Asking);
    assert_eq!(seen.presence, Presence::Unknown);
    assert!(!seen.typing && !seen.receipts);
}
