//! What one begins to write, from device to device. That nothing is lost whatever crosses is the law of `model::drafts::shared`.

use common::{
    ids::{ConversationId, DeviceId},
    limits::{DRAFT_KEEP_MS, DRAFT_SYNC_MS},
    model::{SavedDraft, Standing},
    protocol::v1::{ApiError, ClientBody, ErrorCode, Retry, ServerFrame, caps},
    time::Timestamp,
};

use super::rig::{JOHN, MARY, Rig, accepted, conv, read_to};
use crate::{
    input::{Input, Intent, LinkEvent, Record, Route, Tabs},
    persist,
    slice::Slice,
};

const CAPS: &[&str] = &[caps::RECEIPTS, caps::PEOPLE, caps::DRAFTS];

fn saved(device: u8, text: &str, ver: u64) -> SavedDraft {
    SavedDraft {
        device: DeviceId::from_bytes([device; 16]),
        device_name: format!("Device {device}"),
        text: text.to_owned(),
        reply_to: None,
        ver,
        at: Timestamp::default(),
    }
}

fn stands(drafts: Vec<SavedDraft>) -> ServerFrame {
    ServerFrame::Standing {
        conv: conv(1),
        standing: Standing {
            drafts,
            ..read_to(1)
        },
    }
}

/// Mary's browser, with a conversation with John on screen and the keyboard in its composer.
fn rig() -> Rig {
    let mut rig = Rig::offered(CAPS, &[(conv(1), accepted(JOHN, 1), read_to(1))]);
    rig.ui(Intent::Visit(Route::Conversation(conv(1))));
    use_composer(&mut rig, true);
    rig.take();
    rig
}

fn use_composer(rig: &mut Rig, on: bool) {
    let conv = conv(1);
    rig.ui(Intent::UseComposer { conv, on });
}

/// The drafts that the server was given since the last look, each with what it was written knowing of.
fn given(rig: &mut Rig) -> Vec<(ConversationId, String, u64)> {
    let frames = rig.sent_frames().into_iter();
    let drafts = frames.filter_map(|frame| match frame.body {
        ClientBody::SaveDraft {
            conv, text, base, ..
        } => Some((conv, text, base)),
        _ => None,
    });
    drafts.collect()
}

fn text(rig: &Rig) -> String {
    rig.composer(conv(1)).text
}

#[test]
fn a_draft_is_given_to_the_other_devices_after_a_pause() {
    let mut rig = rig();
    rig.type_in(conv(1), "Tea");
    rig.pass(DRAFT_SYNC_MS - 1);
    rig.type_in(conv(1), "Tea at");
    rig.pass(DRAFT_SYNC_MS - 1);
    assert!(given(&mut rig).is_empty(), "there was no pause");
    rig.pass(1);
    assert_eq!(given(&mut rig), [(conv(1), "Tea at".to_owned(), 0)]);
    rig.server(stands(vec![saved(1, "Tea at", 1)]));
    rig.type_in(conv(1), "Tea at four");
    rig.pass(DRAFT_SYNC_MS);
    assert_eq!(given(&mut rig), [(conv(1), "Tea at four".to_owned(), 1)]);
}

#[test]
fn nothing_is_given_to_a_server_that_keeps_no_drafts() {
    let caps = &[caps::RECEIPTS, caps::PEOPLE];
    let mut rig = Rig::offered(caps, &[(conv(1), accepted(JOHN, 1), read_to(1))]);
    rig.type_in(conv(1), "Tea");
    rig.pass(DRAFT_SYNC_MS);
    assert!(given(&mut rig).is_empty());
}

#[test]
fn what_another_device_wrote_is_shown_where_nobody_writes() {
    let mut rig = rig();
    use_composer(&mut rig, false);
    rig.server(stands(vec![saved(2, "Tea", 1)]));
    assert_eq!(text(&rig), "Tea");
    rig.server(stands(vec![saved(2, "Tea at four", 2)]));
    assert_eq!(text(&rig), "Tea at four");
    rig.server(stands(vec![saved(2, "", 3)]));
    assert_eq!(text(&rig), "", "it was sent there");
    rig.pass(DRAFT_SYNC_MS);
    assert!(given(&mut rig).is_empty(), "there is nothing to say");
}

#[test]
fn what_is_being_written_is_not_touched_and_the_other_is_offered() {
    let mut rig = rig();
    rig.type_in(conv(1), "Coffee");
    rig.server(stands(vec![saved(2, "Tea", 1)]));
    assert_eq!(text(&rig), "Coffee");
    let offers = rig.composer(conv(1)).offers;
    let offered = |offers: &[crate::select::Offer]| {
        let each = offers.iter();
        each.map(|offer| (offer.device.clone(), offer.text.clone()))
            .collect::<Vec<_>>()
    };
    assert_eq!(
        offered(&offers),
        [("Device 2".to_owned(), "Tea".to_owned())]
    );
    rig.pass(DRAFT_SYNC_MS);
    assert_eq!(
        given(&mut rig),
        [(conv(1), "Coffee".to_owned(), 0)],
        "not knowing of it, so that both are kept"
    );
    rig.server(stands(vec![saved(2, "Tea", 1), saved(1, "Coffee", 2)]));
    assert_eq!(offered(&rig.composer(conv(1)).offers).len(), 1);
    let ver = offers[0].ver;
    rig.ui(Intent::TakeDraft { conv: conv(1), ver });
    assert_eq!(text(&rig), "Coffee\nTea", "nothing is lost");
    assert!(rig.composer(conv(1)).offers.is_empty());
    assert_eq!(
        given(&mut rig),
        [(conv(1), "Coffee\nTea".to_owned(), 2)],
        "in place of both"
    );
}

#[test]
fn what_is_not_wanted_goes_from_all_devices() {
    let mut rig = rig();
    rig.type_in(conv(1), "Coffee");
    rig.pass(DRAFT_SYNC_MS);
    rig.take();
    rig.server(stands(vec![saved(2, "Tea", 1), saved(1, "Coffee", 2)]));
    rig.ui(Intent::DropDraft {
        conv: conv(1),
        ver: 1,
    });
    assert_eq!(text(&rig), "Coffee");
    assert_eq!(given(&mut rig), [(conv(1), "Coffee".to_owned(), 2)]);
}

#[test]
fn sending_clears_the_draft_everywhere_at_once() {
    let mut rig = rig();
    rig.type_in(conv(1), "Tea");
    rig.pass(DRAFT_SYNC_MS);
    rig.server(stands(vec![saved(1, "Tea", 1)]));
    rig.take();
    rig.ui(Intent::Send(conv(1)));
    assert!(given(&mut rig).is_empty(), "it is not written down yet");
    rig.write();
    assert_eq!(given(&mut rig), [(conv(1), String::new(), 1)]);
    rig.server(stands(vec![saved(1, "", 2)]));
    rig.pass(DRAFT_KEEP_MS);
    rig.write();
    let key = persist::draft_key(MARY, conv(1));
    assert!(!rig.records.contains_key(&key), "nor on this one");
}

#[test]
fn what_was_sent_does_not_come_back_after_a_crash() {
    let mut rig = rig();
    rig.type_in(conv(1), "Tea");
    rig.pass(DRAFT_SYNC_MS);
    rig.server(stands(vec![saved(1, "Tea", 1)]));
    rig.pass(DRAFT_KEEP_MS);
    rig.say(conv(1), "Tea");
    let mut again = Rig::start_with(Route::Conversation(conv(1)), rig.records);
    again.caps = rig.caps;
    again.sign_in(MARY);
    again.open();
    again.welcome(super::rig::EPOCH, 0);
    let standing = Standing {
        drafts: vec![saved(1, "Tea", 1)],
        ..read_to(1)
    };
    again.server(super::rig::standing_in(
        conv(1),
        accepted(JOHN, 1),
        standing,
    ));
    again.server(ServerFrame::CaughtUp);
    assert_eq!(text(&again), "");
    assert_eq!(given(&mut again), [(conv(1), String::new(), 1)]);
}

#[test]
fn what_was_on_its_way_on_a_lost_connection_is_given_again() {
    let mut rig = rig();
    rig.type_in(conv(1), "Tea");
    rig.pass(DRAFT_SYNC_MS);
    assert_eq!(given(&mut rig).len(), 1);
    rig.reconnect();
    assert_eq!(given(&mut rig), [(conv(1), "Tea".to_owned(), 0)]);
}

#[test]
fn a_refusal_that_passes_is_waited_for() {
    let mut rig = rig();
    rig.type_in(conv(1), "Tea");
    rig.pass(DRAFT_SYNC_MS);
    let id = rig.request(|body| matches!(body, ClientBody::SaveDraft { .. }));
    rig.server(ServerFrame::Error {
        id: Some(id),
        error: ApiError {
            code: ErrorCode::RateLimited,
            message: String::new(),
            retry: Retry::SameKey { after_ms: 700 },
        },
    });
    rig.pass(699);
    assert!(given(&mut rig).is_empty());
    rig.pass(1);
    assert_eq!(given(&mut rig), [(conv(1), "Tea".to_owned(), 0)]);
}

/// What a composer of another tab has saved is not this one's to replace.
#[test]
fn a_composer_names_the_draft_that_its_text_goes_on_from() {
    let mut rig = rig();
    let replaced = |rig: &mut Rig| {
        let frames = rig.sent_frames().into_iter();
        let named = frames.filter_map(|frame| match frame.body {
            ClientBody::SaveDraft { replaces, .. } => Some(replaces),
            _ => None,
        });
        named.collect::<Vec<_>>()
    };
    rig.type_in(conv(1), "Tea?");
    rig.pass(DRAFT_SYNC_MS);
    assert_eq!(replaced(&mut rig), [None]);
    rig.server(stands(vec![saved(1, "Coffee?", 1), saved(1, "Tea?", 2)]));
    let offers = rig.composer(conv(1)).offers.into_iter();
    assert_eq!(
        offers.map(|offer| offer.text).collect::<Vec<_>>(),
        ["Coffee?"]
    );
    rig.type_in(conv(1), "Tea? At four");
    rig.pass(DRAFT_SYNC_MS);
    assert_eq!(replaced(&mut rig), [Some(2)]);
}

#[test]
fn who_looks_away_gives_what_they_wrote_to_the_other_devices_at_once() {
    let mut rig = rig();
    rig.type_in(conv(1), "half a thought");
    rig.link(LinkEvent::Hidden);
    assert_eq!(given(&mut rig), [(conv(1), "half a thought".to_owned(), 0)]);
}

#[test]
fn what_a_tab_that_has_ended_wrote_is_in_the_composer_of_another() {
    let mut ended = rig();
    ended.close(1006);
    ended.type_in(conv(1), "half a thought");
    ended.link(LinkEvent::Hidden);
    ended.write();
    let left = |rig: &Rig| {
        let records = rig.records.iter().map(|(key, value)| Record {
            key: key.clone(),
            value: value.clone(),
        });
        Input::Restored(Some(records.collect()))
    };
    for (typed, shown) in [("", "half a thought"), ("something else", "something else")] {
        let mut other = rig();
        if !typed.is_empty() {
            other.type_in(conv(1), typed);
        }
        other.input(Input::Tabs(Tabs::Leads));
        let slices = other.changes(left(&ended));
        assert_eq!(text(&other), shown);
        assert_eq!(slices.contains(&Slice::Composer(conv(1))), typed.is_empty());
    }
}
