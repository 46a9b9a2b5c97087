//! Requests, contacts, blocks, names, settings and drafts, as people meet them.

mod own;

use common::{
    ids::{ConversationId, UserId},
    model::{
        Account, AccountSettings, ConversationSettings, Event, Profile, Standing,
        settings::ReportReason,
    },
    protocol::v1::{ClientBody, ErrorCode, ServerFrame},
};
use tokio_tungstenite::tungstenite::Message;

use crate::{
    ending::unhurried,
    support::{App, Client, Setup, say},
};

/// John and Mary, connected, who have not met.
async fn strangers(app: &App) -> (Client, Client) {
    let (mut john, mut mary) = (app.register("john").await, app.register("mary").await);
    john.connect().await;
    mary.connect().await;
    (john, mary)
}

async fn account(client: &mut Client) -> Account {
    client
        .find(|frame| match frame {
            ServerFrame::Account(account) => Some(account),
            _ => None,
        })
        .await
}

/// A server on which nothing looks for what its clients were not told.
async fn unrepaired() -> App {
    Setup::default()
        .with(|config| config.timing = unhurried())
        .start()
        .await
}

async fn profile(client: &mut Client) -> Profile {
    client
        .find(|frame| match frame {
            ServerFrame::Profiles { mut users } => users.pop(),
            _ => None,
        })
        .await
}

async fn standing(client: &mut Client, of: ConversationId) -> Standing {
    client
        .find(|frame| match frame {
            ServerFrame::Standing { conv, standing } if conv == of => Some(standing),
            _ => None,
        })
        .await
}

fn block(user: UserId, on: bool) -> ClientBody {
    ClientBody::Block { user, on }
}

fn set_name(name: &str) -> ClientBody {
    ClientBody::SetName {
        name: name.to_owned(),
    }
}

fn profiles_in(came: &[ServerFrame]) -> Vec<&str> {
    came.iter()
        .filter_map(|frame| match frame {
            ServerFrame::Profiles { users } => Some(users),
            _ => None,
        })
        .flatten()
        .map(|user| user.name.as_str())
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn one_message_asks_and_an_answer_opens_the_conversation() {
    let app = App::usual().await;
    let (mut john, mut mary) = strangers(&app).await;
    let conv = john.open_direct(mary.me.id).await;
    john.post(conv, "May I?").await;
    // Not answered, declined and blocked: the same bytes, and a repeat of what was accepted still is.
    let more = say("Well?");
    let not_accepting = john.send(conv, &more).await;
    let ServerFrame::SendErr { error, .. } = &not_accepting else {
        panic!("{not_accepting:?}");
    };
    assert_eq!(error.code, ErrorCode::NotAccepting);
    let settings = ConversationSettings {
        declined: true,
        ..ConversationSettings::default()
    };
    mary.ask_for(ClientBody::SetConversation { conv, settings })
        .await;
    assert_eq!(john.send(conv, &more).await, not_accepting);
    mary.ask_for(block(john.me.id, true)).await;
    assert_eq!(john.send(conv, &more).await, not_accepting);
    john.hears_nothing().await;
    mary.ask_for(block(john.me.id, false)).await;

    mary.ask_for(ClientBody::Accept { conv }).await;
    mary.ask_for(ClientBody::Accept { conv }).await;
    let consented = john
        .find(|frame| match frame {
            ServerFrame::Delta { events, .. } => events.into_iter().next(),
            _ => None,
        })
        .await;
    assert_eq!(consented.event, Event::Consented { user: mary.me.id });
    assert!(matches!(
        john.send(conv, &more).await,
        ServerFrame::Sent { dup: false, .. }
    ));
    john.post(conv, "Good.").await;
    app.stop().await;
}

/// A14, A6: whoever is blocked reaches nobody, is told nothing, and can tell no difference by asking.
#[tokio::test(flavor = "multi_thread")]
async fn a14_who_is_blocked_reaches_nobody_and_learns_nothing() {
    let app = App::usual().await;
    let (mut john, mut mary) = strangers(&app).await;
    let conv = john.meet(&mary).await;
    john.post(conv, "one").await;
    mary.post(conv, "two").await;
    john.hear(conv).await;
    let marys = mary.me.id;
    let asked = async |john: &mut Client| {
        john.tell(ClientBody::FindPeople {
            query: "mary".to_owned(),
        })
        .await;
        let found = john
            .find(|frame| match frame {
                ServerFrame::People { users, .. } => Some(users),
                _ => None,
            })
            .await;
        john.tell(ClientBody::OpenDirect { user: marys }).await;
        let opened = john
            .find(|frame| match frame {
                ServerFrame::Opened { catch, .. } => Some((catch.people, catch.state)),
                _ => None,
            })
            .await;
        (found, opened)
    };
    let before = asked(&mut john).await;
    let (_, state) = john.come_again(None).await;

    mary.ask_for(block(john.me.id, true)).await;
    assert_eq!(asked(&mut john).await, before, "asking tells no difference");
    let refused = john.send(conv, &say("three")).await;
    assert!(
        matches!(&refused, ServerFrame::SendErr { error, .. } if error.code == ErrorCode::NotAccepting),
        "{refused:?}"
    );
    let refused = mary.send(conv, &say("three")).await;
    assert!(
        matches!(&refused, ServerFrame::SendErr { error, .. } if error.code == ErrorCode::Blocked),
        "{refused:?}"
    );
    // Live, on return, and in both directions.
    mary.ask_for(set_name("Maria")).await;
    john.hears_nothing().await;
    let (came, _) = john.come_again(Some(state)).await;
    assert_eq!(profiles_in(&came), [""; 0]);
    assert!(
        !came
            .iter()
            .any(|frame| matches!(frame, ServerFrame::Account(_))),
        "nothing of John's own has changed"
    );
    john.ask_for(set_name("Jonathan")).await;
    mary.tell(ClientBody::Ping).await;
    let heard = mary
        .find(|frame| match frame {
            ServerFrame::Profiles { users } => Some(users),
            ServerFrame::Pong => Some(Vec::new()),
            _ => None,
        })
        .await;
    assert!(heard.iter().all(|user| user.id == mary.me.id), "{heard:?}");

    mary.tell(block(john.me.id, false)).await;
    assert_eq!(profile(&mut mary).await.name.as_str(), "Jonathan");
    let (came, _) = john.come_again(Some(state)).await;
    assert!(profiles_in(&came).contains(&"Maria"));
    john.post(conv, "three").await;
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_runs_the_server_hears_of_a_report() {
    let app = App::usual().await;
    let (mut john, mut mary) = strangers(&app).await;
    let conv = john.open_direct(mary.me.id).await;
    let (seq, _) = john.post(conv, "Buy now!").await;
    let report = |seq, note: &str| ClientBody::Report {
        conv,
        seq,
        reason: ReportReason::Spam,
        note: note.to_owned(),
    };
    mary.ask_for(report(Some(seq), "The same to everyone."))
        .await;
    for (wrong, code) in [
        (report(Some(seq.next()), ""), ErrorCode::NotFound),
        (report(None, "a\0b"), ErrorCode::InvalidText),
        (report(None, &"x".repeat(1_001)), ErrorCode::InvalidText),
    ] {
        let refused = mary.wish(wrong).await;
        assert_eq!(refused.unwrap_err().code, code);
    }
    john.tell(ClientBody::Ping).await;
    let told = john
        .find(|frame| match frame {
            ServerFrame::Delta { .. } => None,
            other => Some(other),
        })
        .await;
    assert_eq!(told, ServerFrame::Pong, "who is reported is not told");
    let kept = app.parts.services.people.list_reports().await.unwrap();
    assert_eq!(kept.len(), 1);
    assert_eq!(kept[0].by.id, mary.me.id);
    assert_eq!(kept[0].text.as_deref(), Some("Buy now!"));
    let mut refused = None;
    for _ in 0..20 {
        if let Err(error) = mary.wish(report(None, "again")).await {
            refused = Some(error.code);
            break;
        }
    }
    assert_eq!(refused, Some(ErrorCode::RateLimited), "people read them");
    app.stop().await;
}

/// A7, A12: who acts is who is signed in, and fields that a frame does not have do nothing. They are tolerated, because a newer client may
/// send them.
#[tokio::test(flavor = "multi_thread")]
async fn a12_nothing_is_done_in_someone_elses_name() {
    let app = App::usual().await;
    let (mut john, mut mary) = strangers(&app).await;
    let conv = john.meet(&mary).await;
    let marys = mary.me.id;
    let cid = say("").cid;
    for body in [
        format!(
            r#"{{"t":"set_name","name":"Changed","user":"{marys}","id":"{marys}","me":"{marys}"}}"#
        ),
        format!(
            r#"{{"t":"send","conv":"{conv}","cid":"{cid}","body":{{"t":"text","text":"mine"}},"author":"{marys}","seq":99,"at":0}}"#
        ),
        format!(
            r#"{{"t":"set_settings","settings":{{"role":"owner","privacy":{{"receipts":false}}}},"user":"{marys}"}}"#
        ),
        format!(
            r#"{{"t":"block","user":"{}","on":true,"by":"{marys}"}}"#,
            app.register("mike").await.me.id
        ),
    ] {
        john.write(Message::text(format!(
            r#"{{"id":1,"body":{body},"user":"{marys}"}}"#
        )))
        .await;
        john.find(|frame| {
            matches!(frame, ServerFrame::Done { .. } | ServerFrame::Sent { .. }).then_some(())
        })
        .await;
    }
    let author = mary
        .find(|frame| match frame {
            ServerFrame::Delta { events, .. } => {
                events.into_iter().find_map(|one| match one.event {
                    Event::Posted(entry) => Some((entry.message.author, entry.seq.get())),
                    _ => None,
                })
            }
            _ => None,
        })
        .await;
    assert_eq!(author, (john.me.id, 1));
    let (came, _) = mary.come_again(None).await;
    let own = came.iter().find_map(|frame| match frame {
        ServerFrame::Account(account) => Some(account),
        _ => None,
    });
    let own = own.expect("her account");
    assert_eq!(own.settings, AccountSettings::default());
    assert_eq!(own.blocked, []);
    let names = app.parts.services.accounts.list().await.unwrap();
    let hers = names.iter().find(|account| account.profile.id == marys);
    assert_eq!(hers.unwrap().profile.name, mary.me.name);
    app.stop().await;
}

/// Nothing looks for what was lost: what two hear of each other again is told when the block is lifted.
#[tokio::test(flavor = "multi_thread")]
async fn who_is_let_in_again_learns_at_once_what_the_other_is_called_now() {
    let app = unrepaired().await;
    let (mut john, mut mary) = strangers(&app).await;
    let conv = john.meet(&mary).await;
    john.post(conv, "one").await;
    mary.post(conv, "two").await;
    mary.ask_for(block(john.me.id, true)).await;
    mary.ask_for(set_name("Maria")).await;
    john.ask_for(set_name("Johnny")).await;
    mary.ask_for(block(john.me.id, false)).await;
    let named = |name| {
        move |frame| match frame {
            ServerFrame::Profiles { users } => (users[0].name.as_str() == name).then_some(()),
            _ => None,
        }
    };
    john.find(named("Maria")).await;
    let mut phone = app.sign_in("mary").await;
    phone.connect().await;
    mary.ask_for(block(john.me.id, true)).await;
    john.ask_for(set_name("John again")).await;
    mary.ask_for(block(john.me.id, false)).await;
    phone.find(named("John again")).await;
    app.stop().await;
}

/// Likewise of a request that was declined and is answered all the same.
#[tokio::test(flavor = "multi_thread")]
async fn whoever_answers_what_they_declined_has_it_back_on_every_device() {
    let app = unrepaired().await;
    let (mut john, mut mary) = strangers(&app).await;
    let conv = john.open_direct(mary.me.id).await;
    john.post(conv, "May I?").await;
    let mut phone = app.sign_in("mary").await;
    phone.connect().await;
    let settings = ConversationSettings {
        declined: true,
        ..ConversationSettings::default()
    };
    mary.ask_for(ClientBody::SetConversation { conv, settings })
        .await;
    assert!(standing(&mut phone, conv).await.settings.declined);
    mary.post(conv, "After all.").await;
    assert!(!standing(&mut phone, conv).await.settings.declined);
    app.stop().await;
}
