//! Every frame, written down: a changed byte is a conscious decision.

mod decoding;
mod frozen;
mod samples;

use std::collections::BTreeSet;

use samples::{
    client_frames, http_bodies, later_client_frames, later_server_frames, server_frames,
};

use super::{ClientBody, ClientFrame, ServerFrame};
use crate::protocol::codec;

/// The wire name of each client frame. Exhaustive, so that a new frame does not compile without a sample.
fn client_name(body: &ClientBody) -> &'static str {
    match body {
        ClientBody::Hello(_) => "hello",
        ClientBody::Send { .. } => "send",
        ClientBody::Pull { .. } => "pull",
        ClientBody::PullUser { .. } => "pull_user",
        ClientBody::History { .. } => "history",
        ClientBody::OpenDirect { .. } => "open_direct",
        ClientBody::FindPeople { .. } => "find_people",
        ClientBody::Ping => "ping",
        ClientBody::Pong => "pong",
        ClientBody::Read { .. } => "read",
        ClientBody::Recv { .. } => "recv",
        ClientBody::MarkUnread { .. } => "mark_unread",
        ClientBody::Typing { .. } => "typing",
        ClientBody::Activity { .. } => "activity",
        ClientBody::Watch { .. } => "watch",
        ClientBody::ReadMany { .. } => "read_many",
        ClientBody::Standing { .. } => "standing",
        ClientBody::Why { .. } => "why",
        ClientBody::Accept { .. } => "accept",
        ClientBody::Contact { .. } => "contact",
        ClientBody::Block { .. } => "block",
        ClientBody::Report { .. } => "report",
        ClientBody::SetName { .. } => "set_name",
        ClientBody::SetSettings { .. } => "set_settings",
        ClientBody::SetConversation { .. } => "set_conversation",
        ClientBody::SetChoice { .. } => "set_choice",
        ClientBody::SaveDraft { .. } => "save_draft",
        ClientBody::Unknown => "unknown",
    }
}

/// The wire name of each server frame, likewise.
fn server_name(frame: &ServerFrame) -> &'static str {
    match frame {
        ServerFrame::Welcome(_) => "welcome",
        ServerFrame::Delta { .. } => "delta",
        ServerFrame::Conversation(_) => "conversation",
        ServerFrame::Gone { .. } => "gone",
        ServerFrame::UserDelta { .. } => "user_delta",
        ServerFrame::CaughtUp => "caught_up",
        ServerFrame::Sent { .. } => "sent",
        ServerFrame::SendErr { .. } => "send_err",
        ServerFrame::History { .. } => "history",
        ServerFrame::Opened { .. } => "opened",
        ServerFrame::People { .. } => "people",
        ServerFrame::Error { .. } => "error",
        ServerFrame::Ping => "ping",
        ServerFrame::Pong => "pong",
        ServerFrame::GoAway { .. } => "go_away",
        ServerFrame::Receipts { .. } => "receipts",
        ServerFrame::Cursor { .. } => "cursor",
        ServerFrame::TypingSet { .. } => "typing_set",
        ServerFrame::Presence { .. } => "presence",
        ServerFrame::Standing { .. } => "standing",
        ServerFrame::Account(_) => "account",
        ServerFrame::Profiles { .. } => "profiles",
        ServerFrame::Why { .. } => "why",
        ServerFrame::Done { .. } => "done",
        ServerFrame::SignedOut { .. } => "signed_out",
        ServerFrame::Unknown => "unknown",
    }
}

const CLIENT_FRAMES: usize = 28;
const SERVER_FRAMES: usize = 26;

fn all_client_frames() -> Vec<(&'static str, ClientBody)> {
    [client_frames(), later_client_frames()].concat()
}

fn all_server_frames() -> Vec<(&'static str, ServerFrame)> {
    [server_frames(), later_server_frames()].concat()
}

#[test]
fn every_client_frame_is_written_down() {
    for (name, body) in all_client_frames() {
        let frame = ClientFrame { id: 7, body };
        let text = codec::encode_client(&frame);
        assert_eq!(
            codec::decode_client(&text),
            Ok(frame),
            "{name} does not survive the wire"
        );
        insta::assert_snapshot!(format!("client_{name}"), text);
    }
    let names: BTreeSet<_> = all_client_frames()
        .iter()
        .map(|(_, body)| client_name(body))
        .collect();
    assert_eq!(
        names.len(),
        CLIENT_FRAMES,
        "each frame has a sample: {names:?}"
    );
}

#[test]
fn every_server_frame_is_written_down() {
    for (name, frame) in all_server_frames() {
        let text = codec::encode_server(&frame);
        assert!(
            text.contains(&format!(r#""t":"{}""#, server_name(&frame)))
                || frame == ServerFrame::Unknown,
            "{name}: {text}"
        );
        assert_eq!(
            codec::decode_server(&text),
            Some(frame),
            "{name} does not survive the wire"
        );
        insta::assert_snapshot!(format!("server_{name}"), text);
    }
    let names: BTreeSet<_> = all_server_frames()
        .iter()
        .map(|(_, frame)| server_name(frame))
        .collect();
    assert_eq!(
        names.len(),
        SERVER_FRAMES,
        "each frame has a sample: {names:?}"
    );
}

#[test]
fn every_http_body_is_written_down() {
    for (name, text) in http_bodies() {
        insta::assert_snapshot!(format!("http_{name}"), text);
    }
}

#[test]
fn passwords_are_not_printed() {
    let body = super::http::SignIn {
        username: "mary".to_owned(),
        password: "correct horse battery".to_owned(),
    };
    assert!(!format!("{body:?}").contains("horse"));
}

/// A reader from the day version 1 was fixed still understands what is written today.
#[test]
fn the_frozen_types_decode_todays_frames() {
    for (name, body) in client_frames() {
        let text = codec::encode_client(&ClientFrame { id: 7, body });
        frozen::check_client(&text)
            .unwrap_or_else(|error| panic!("client {name}: {error}\n{text}"));
    }
    for (name, frame) in server_frames() {
        let text = codec::encode_server(&frame);
        frozen::check_server(&text)
            .unwrap_or_else(|error| panic!("server {name}: {error}\n{text}"));
    }
}

/// The same reader takes every later frame for one that it does not know, and goes on.
#[test]
fn the_frozen_types_pass_over_later_frames() {
    for (name, body) in later_client_frames() {
        let text = codec::encode_client(&ClientFrame { id: 7, body });
        assert_eq!(
            frozen::check_client(&text).unwrap_err(),
            "decoded as unknown",
            "client {name}"
        );
    }
    for (name, frame) in later_server_frames() {
        let text = codec::encode_server(&frame);
        assert_eq!(
            frozen::check_server(&text).unwrap_err(),
            "decoded as unknown",
            "server {name}"
        );
    }
}

/// The test above can fail: a renamed field, a changed type and a removed one are each noticed.
#[test]
fn the_frozen_types_notice_a_change() {
    let sent = r#"{"t":"sent","cid":"c","conv":"v","seq":3,"rev":4,"server_ts":5,"dup":false}"#;
    assert_eq!(frozen::check_server(sent), Ok(()));
    for (from, to) in [
        (r#""seq":3"#, r#""place":3"#),
        (r#""rev":4"#, r#""rev":"4""#),
        (r#","dup":false"#, ""),
    ] {
        assert!(
            frozen::check_server(&sent.replace(from, to)).is_err(),
            "{from} → {to}"
        );
    }
}
