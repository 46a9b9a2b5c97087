//! Finding people and opening *the* conversation with one.

use common::{
    model::Profile,
    protocol::v1::{ApiError, Catch, CatchUp, ClientBody, ErrorCode, ServerFrame},
};

use super::rig::{JOHN, MIKE, Rig, conv, profile, snapshot};
use crate::{
    effect::Effect,
    input::{Intent, Route},
    select::{People, new_conversation, toasts},
};

fn searches(rig: &mut Rig) -> Vec<(u32, String)> {
    let frames = rig.sent_frames().into_iter();
    frames
        .filter_map(|frame| match frame.body {
            ClientBody::FindPeople { query } => Some((frame.id, query)),
            _ => None,
        })
        .collect()
}

fn find(rig: &mut Rig, query: &str) {
    rig.ui(Intent::FindPeople(query.to_owned()));
}

fn found(rig: &Rig) -> People {
    new_conversation(&rig.model).people
}

fn opened(id: u32, n: u8) -> ServerFrame {
    ServerFrame::Opened {
        id,
        catch: Catch {
            standing: None,
            conv: conv(n),
            people: vec![profile(JOHN)],
            state: CatchUp::Reset {
                snapshot: snapshot(0, 0),
            },
        },
    }
}

#[test]
fn a_search_waits_for_a_pause_and_only_the_last_answer_counts() {
    let mut rig = Rig::connected(&[]);
    rig.ui(Intent::OpenNewConversation);
    for query in ["j", "jo", "joh"] {
        find(&mut rig, query);
        rig.pass(150);
    }
    assert!(searches(&mut rig).is_empty());
    rig.pass(50);
    let first = searches(&mut rig);
    assert_eq!(first[0].1, "joh");
    find(&mut rig, "mik");
    rig.pass(200);
    let second = searches(&mut rig);
    let answer = |id: u32, users: Vec<Profile>| ServerFrame::People { id, users };
    rig.server(answer(first[0].0, vec![profile(JOHN)]));
    assert_eq!(found(&rig), People::Searching, "overtaken");
    rig.server(answer(second[0].0, vec![profile(MIKE)]));
    assert_eq!(found(&rig), People::Found(vec![profile(MIKE)]));
    find(&mut rig, "  ");
    assert_eq!(found(&rig), People::Idle);
    rig.ui(Intent::CloseNewConversation);
    assert!(!new_conversation(&rig.model).open);
}

#[test]
fn a_search_survives_the_loss_of_its_connection() {
    let mut rig = Rig::connected(&[]);
    find(&mut rig, "john");
    rig.pass(200);
    assert_eq!(searches(&mut rig).len(), 1);
    rig.close(1006);
    rig.pass(30_000);
    rig.connect(&[]);
    assert_eq!(searches(&mut rig).len(), 1);
}

#[test]
fn a_search_that_is_too_fast_waits_and_one_that_fails_says_so() {
    let mut rig = Rig::connected(&[]);
    find(&mut rig, "john");
    rig.pass(200);
    let id = searches(&mut rig)[0].0;
    let error = ApiError::later(ErrorCode::RateLimited, "slow", 700);
    rig.server(ServerFrame::Error {
        id: Some(id),
        error,
    });
    rig.pass(699);
    assert!(searches(&mut rig).is_empty());
    rig.pass(1);
    let id = searches(&mut rig)[0].0;
    let error = ApiError::never(ErrorCode::Malformed, "no");
    rig.server(ServerFrame::Error {
        id: Some(id),
        error,
    });
    assert_eq!(found(&rig), People::Failed(ErrorCode::Malformed));
}

#[test]
fn opening_leads_to_the_conversation_and_into_its_composer() {
    let mut rig = Rig::connected(&[]);
    rig.ui(Intent::OpenNewConversation);
    rig.ui(Intent::OpenDirect(JOHN));
    assert_eq!(new_conversation(&rig.model).opening, Some(JOHN));
    let id = rig.request(|body| *body == ClientBody::OpenDirect { user: JOHN });
    rig.server(opened(id, 1));
    assert!(!new_conversation(&rig.model).open);
    let effects = rig.take();
    let there = Route::Conversation(conv(1));
    assert!(effects.contains(&Effect::Navigate {
        route: there,
        replace: false
    }));
    assert!(effects.contains(&Effect::FocusComposer));
    assert!(rig.composer(conv(1)).enabled);
}

#[test]
fn opening_survives_the_loss_of_its_connection() {
    let mut rig = Rig::connected(&[]);
    rig.ui(Intent::OpenDirect(JOHN));
    rig.take();
    rig.close(1006);
    rig.pass(30_000);
    rig.connect(&[]);
    rig.request(|body| *body == ClientBody::OpenDirect { user: JOHN });
}

#[test]
fn a_conversation_that_is_known_opens_without_asking_the_server() {
    let mut rig = Rig::connected(&[(conv(1), snapshot(1, 1))]);
    rig.close(1006);
    rig.take();
    rig.ui(Intent::OpenDirect(JOHN));
    let there = Route::Conversation(conv(1));
    assert!(rig.take().contains(&Effect::Navigate {
        route: there,
        replace: false
    }));
}

#[test]
fn a_person_who_is_not_there_is_said_to_be_not_there() {
    let mut rig = Rig::connected(&[]);
    rig.ui(Intent::OpenDirect(JOHN));
    let id = rig.request(|body| *body == ClientBody::OpenDirect { user: JOHN });
    let error = ApiError::never(ErrorCode::NotFound, "nobody");
    rig.server(ServerFrame::Error {
        id: Some(id),
        error,
    });
    assert_eq!(new_conversation(&rig.model).opening, None);
    assert_eq!(toasts(&rig.model).len(), 1);
}
