//! What is a person's own: a name, settings, drafts.

use common::{
    limits::DRAFTS,
    model::{
        Account, AccountSettings, Choice, Privacy, Standing,
        presence::{Mode, Status},
        settings::Circle,
    },
    protocol::v1::{ClientBody, ErrorCode, ServerFrame},
    seq::StateVer,
};

use super::{account, block, profile, profiles_in, set_name, standing, strangers};
use crate::support::{App, Client};

#[tokio::test(flavor = "multi_thread")]
async fn a_new_name_is_everywhere_at_once_and_on_return() {
    let app = App::usual().await;
    let (mut john, mut mary) = strangers(&app).await;
    let mut tab = app.sign_in("john").await;
    tab.connect().await;
    let mut mike = app.register("mike").await;
    mike.connect().await;
    let conv = mary.open_direct(john.me.id).await;
    let (_, state) = john.come_again(None).await;
    mary.tell(set_name("Mary Bennet")).await;
    for client in [&mut mary, &mut john, &mut tab] {
        let profile = profile(client).await;
        assert_eq!(profile.name.as_str(), "Mary Bennet");
    }
    mike.hears_nothing().await;
    let (came, later) = john.come_again(Some(state)).await;
    assert_eq!(profiles_in(&came), ["Mary Bennet"]);
    let (came, _) = john.come_again(Some(later)).await;
    assert_eq!(profiles_in(&came), [""; 0]);
    let opened = john.tell(ClientBody::OpenDirect { user: mary.me.id }).await;
    let people = john
        .find(|frame| match frame {
            ServerFrame::Opened { id, catch } if id == opened && catch.conv == conv => {
                Some(catch.people)
            }
            _ => None,
        })
        .await;
    assert!(people.iter().any(|one| one.name.as_str() == "Mary Bennet"));
    for wrong in ["", "\u{202E}", &"x".repeat(65)] {
        let refused = mary.wish(set_name(wrong)).await;
        assert_eq!(refused.unwrap_err().code, ErrorCode::InvalidName);
    }
    app.stop().await;
}

/// Settings, choice and lists reach every device of the person, live and on return, and nobody else.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_ones_own_is_on_every_device_and_nowhere_else() {
    let app = App::usual().await;
    let (mut john, mut mary) = strangers(&app).await;
    let mut phone = app.sign_in("mary").await;
    let came = phone.connect().await;
    assert!(
        came.contains(&ServerFrame::Account(Account::default())),
        "whoever knows nothing is told: {came:?}"
    );
    mary.open_direct(john.me.id).await;
    let (_, state) = john.come_again(None).await;
    let settings = AccountSettings {
        privacy: Privacy {
            presence: Circle::Nobody,
            ..Privacy::default()
        },
        ..AccountSettings::default()
    };
    mary.ask_for(ClientBody::SetSettings { settings }).await;
    assert_eq!(account(&mut phone).await.settings, settings);
    let choice = Choice {
        mode: Mode::Dnd,
        status: Status {
            text: "On the train".to_owned(),
            emoji: "🚆".to_owned(),
        },
        ..Choice::default()
    };
    let set_choice = |choice: &Choice| ClientBody::SetChoice {
        choice: choice.clone(),
    };
    mary.ask_for(set_choice(&choice)).await;
    let shown = account(&mut phone).await.choice;
    assert_eq!((shown.mode, &shown.status), (Mode::Dnd, &choice.status));
    assert!(shown.since > choice.since, "the server's clock");
    mary.ask_for(ClientBody::Contact {
        user: john.me.id,
        on: true,
    })
    .await;
    let own = account(&mut phone).await;
    assert_eq!(own.contacts, std::slice::from_ref(&john.me));
    mary.ask_for(block(john.me.id, true)).await;
    let own = account(&mut phone).await;
    assert_eq!((own.contacts.len(), own.blocked.len()), (0, 1));
    let (came, _) = phone.come_again(Some(state)).await;
    assert!(came.contains(&ServerFrame::Account(own)), "{came:?}");

    let mut wrong = choice;
    wrong.status.emoji = "not one".to_owned();
    let refused = mary.wish(set_choice(&wrong)).await;
    assert_eq!(refused.unwrap_err().code, ErrorCode::InvalidStatus);
    let (came, _) = john.come_again(Some(state)).await;
    let told = |frame: &ServerFrame| {
        matches!(
            frame,
            ServerFrame::Account(_) | ServerFrame::Profiles { .. }
        )
    };
    assert!(!came.iter().any(told), "{came:?}");
    app.stop().await;
}

/// A draft that was written knowing of all others replaces them; one that was not stands beside them.
#[tokio::test(flavor = "multi_thread")]
async fn drafts_follow_and_never_overwrite_each_other() {
    let app = App::usual().await;
    let (mut john, mut desk) = strangers(&app).await;
    let mut phone = app.sign_in("mary").await;
    phone.connect().await;
    let conv = desk.meet(&john).await;
    let save = |text: &str, base| ClientBody::SaveDraft {
        conv,
        text: text.to_owned(),
        reply_to: None,
        base,
        replaces: None,
    };
    let said = |standing: &Standing| -> Vec<(u64, String)> {
        let drafts = standing.drafts.iter();
        drafts
            .map(|draft| (draft.ver, draft.text.clone()))
            .collect()
    };
    let one = |ver: u64, text: &str| (ver, text.to_owned());
    let until = async |client: &mut Client, ver: u64| loop {
        // A device hears of its own, too: as the answer, and like the others.
        let stands = standing(client, conv).await;
        if stands.drafts.last().is_some_and(|draft| draft.ver == ver) {
            return stands;
        }
    };
    desk.tell(save("Dear", 0)).await;
    for client in [&mut desk, &mut phone] {
        assert_eq!(said(&until(client, 1).await), [one(1, "Dear")]);
    }
    phone.tell(save("Dear John", 1)).await;
    assert_eq!(said(&until(&mut phone, 2).await), [one(2, "Dear John")]);
    // The desk did not know: both stay, and the latest is last.
    desk.tell(save("Dear Mike", 1)).await;
    let both = [one(2, "Dear John"), one(3, "Dear Mike")];
    let stands = until(&mut desk, 3).await;
    assert_eq!(said(&stands), both);
    assert_ne!(stands.drafts[0].device, stands.drafts[1].device);
    let (came, _) = phone.come_again(Some(StateVer::ZERO)).await;
    let on_return = came.iter().find_map(|frame| match frame {
        ServerFrame::Conversation(catch) if catch.conv == conv => catch.standing.as_ref(),
        _ => None,
    });
    assert_eq!(said(on_return.expect("a standing")), both);
    // What is sent clears everything, and the numbers go on.
    phone.tell(save("", 3)).await;
    assert_eq!(said(&until(&mut phone, 4).await), [one(4, "")]);
    phone.tell(save("x", 4)).await;
    assert_eq!(said(&until(&mut phone, 5).await), [one(5, "x")]);
    // So many devices and no more.
    let mut last = 5;
    for _ in 0..DRAFTS {
        let mut device = app.sign_in("mary").await;
        device.connect().await;
        device.tell(save("again", 0)).await;
        last += 1;
        let kept = until(&mut device, last).await.drafts;
        assert!(kept.len() <= DRAFTS, "{kept:?}");
    }
    let refused = phone
        .wish(save(&"x".repeat(common::limits::MESSAGE_BYTES + 1), last))
        .await;
    assert_eq!(refused.unwrap_err().code, ErrorCode::InvalidText);
    // They are nobody else's.
    john.tell(ClientBody::Standing { conv }).await;
    assert_eq!(standing(&mut john, conv).await.drafts, []);
    let mut mike = app.register("mike").await;
    mike.connect().await;
    let refused = mike.wish(save("x", 0)).await;
    assert_eq!(refused.unwrap_err().code, ErrorCode::NotFound);
    app.stop().await;
}
