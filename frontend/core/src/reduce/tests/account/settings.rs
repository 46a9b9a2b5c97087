//! What a person decides, until it is saved.

use common::{
    model::{AccountSettings, Privacy, settings::Circle},
    protocol::v1::{Account, ApiError, ClientBody, ErrorCode, Retry, ServerFrame},
};

use super::{CAPS, Rig};
use crate::{
    input::{Input, Intent, Route, Section},
    select::{Saving, account},
    slice::Slice,
};

fn with_typing(typing: Circle) -> AccountSettings {
    AccountSettings {
        privacy: Privacy {
            typing,
            ..Privacy::default()
        },
        ..AccountSettings::default()
    }
}

fn shown_typing(rig: &Rig) -> (Circle, Saving) {
    let view = account(&rig.model);
    (view.settings.privacy.typing, view.saving)
}

/// The settings that the server was asked for since the last look, and the number of the last request.
fn asked(rig: &mut Rig) -> (Vec<Circle>, u32) {
    let mut last = 0;
    let mut asked = Vec::new();
    for frame in rig.sent_frames() {
        if let ClientBody::SetSettings { settings } = frame.body {
            asked.push(settings.privacy.typing);
            last = frame.id;
        }
    }
    (asked, last)
}

#[test]
fn a_setting_holds_at_once_and_is_said_to_be_saved_when_it_is() {
    let mut rig = Rig::connected_to(CAPS, &[]);
    rig.ui(Intent::Visit(Route::Settings(Section::Privacy)));
    assert_eq!(shown_typing(&rig), (Circle::Everyone, Saving::Idle));
    rig.ui(Intent::SetSettings(with_typing(Circle::Nobody)));
    assert_eq!(shown_typing(&rig), (Circle::Nobody, Saving::Saving));
    let (circles, id) = asked(&mut rig);
    assert_eq!(circles, [Circle::Nobody]);
    rig.server(ServerFrame::Done { id });
    assert_eq!(shown_typing(&rig), (Circle::Nobody, Saving::Saved));
    rig.ui(Intent::Visit(Route::Home));
    assert_eq!(shown_typing(&rig), (Circle::Nobody, Saving::Idle));
}

#[test]
fn a_setting_made_without_a_connection_is_asked_for_once_there_is_one_and_only_the_last() {
    let mut rig = Rig::connected_to(CAPS, &[]);
    rig.close(1006);
    rig.ui(Intent::SetSettings(with_typing(Circle::Nobody)));
    rig.ui(Intent::SetSettings(with_typing(Circle::Contacts)));
    rig.pass(30_000);
    rig.connect(&[]);
    let (circles, id) = asked(&mut rig);
    assert_eq!(circles, [Circle::Contacts]);
    rig.server(ServerFrame::Done { id });
    assert_eq!(shown_typing(&rig), (Circle::Contacts, Saving::Saved));
}

#[test]
fn a_setting_that_was_asked_for_is_not_asked_for_again_after_a_later_one() {
    let mut rig = Rig::connected_to(CAPS, &[]);
    rig.ui(Intent::SetSettings(with_typing(Circle::Nobody)));
    let (_, first) = asked(&mut rig);
    rig.ui(Intent::SetSettings(with_typing(Circle::Contacts)));
    let (_, second) = asked(&mut rig);
    rig.server(ServerFrame::Error {
        id: Some(first),
        error: ApiError {
            code: ErrorCode::RateLimited,
            message: String::new(),
            retry: Retry::SameKey { after_ms: 1_000 },
        },
    });
    rig.server(ServerFrame::Done { id: second });
    rig.pass(2_000);
    assert_eq!(asked(&mut rig).0, []);
    assert_eq!(shown_typing(&rig), (Circle::Contacts, Saving::Saved));
}

#[test]
fn a_refused_setting_goes_back_to_what_the_server_has() {
    let mut rig = Rig::connected_to(CAPS, &[]);
    rig.server(ServerFrame::Account(Account {
        settings: with_typing(Circle::Contacts),
        ..Account::default()
    }));
    rig.ui(Intent::SetSettings(with_typing(Circle::Nobody)));
    let (_, id) = asked(&mut rig);
    rig.server(ServerFrame::Error {
        id: Some(id),
        error: ApiError {
            code: ErrorCode::Unavailable,
            message: String::new(),
            retry: Retry::Never,
        },
    });
    assert_eq!(shown_typing(&rig), (Circle::Contacts, Saving::Idle));
    assert_eq!(rig.model.notices.shown.len(), 1, "and the person is told");
}

#[test]
fn what_another_device_sets_shows_here() {
    let mut rig = Rig::connected_to(CAPS, &[]);
    let changed = rig.changes(Input::Server {
        socket: rig.socket(),
        frame: ServerFrame::Account(Account {
            settings: with_typing(Circle::Nobody),
            ..Account::default()
        }),
    });
    assert!(changed.contains(&Slice::Account));
    assert_eq!(shown_typing(&rig).0, Circle::Nobody);
}
