//! Who people are.

use common::{
    model::Profile,
    protocol::v1::{Account, ServerFrame},
    validate::DisplayName,
};

use super::rig::{EPOCH, JOHN, MARY, Rig, conv, profile, snapshot};
use crate::{
    input::{HttpAnswer, Input, Intent, Route},
    select::{HeaderView, SessionView, header, session, sidebar},
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
    assert_eq!(sidebar(&rig.model).rows[0].title, "Johnny");
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
