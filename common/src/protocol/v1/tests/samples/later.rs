//! Frames that came after version 1 was fixed: a reader of that day knows none of them and takes each for `unknown`.

use super::{AT, cid, conv, cursor, john, profile, status};
use crate::{
    ids::{DeviceId, PictureId},
    model::{
        AccountSettings, Choice, ConversationSettings, Profile, Receipt, SavedDraft, Standing,
        presence::Mode,
        settings::{Circle, Notify, Privacy, ReportReason},
    },
    protocol::v1::*,
    seq::{Rev, Seq},
    time::Timestamp,
};

fn settings() -> AccountSettings {
    AccountSettings {
        privacy: Privacy {
            typing: Circle::Contacts,
            ..Privacy::default()
        },
        ..AccountSettings::default()
    }
}

fn choice() -> Choice {
    Choice {
        mode: Mode::Dnd,
        status: status(),
        since: AT,
        until: Some(Timestamp::from_millis(1_795_000_900_000)),
        kept: None,
    }
}

fn standing() -> Standing {
    Standing {
        cursor: cursor(),
        receipts: vec![Receipt {
            user: john(),
            recv_seq: Seq::new(3),
            shown_seq: Seq::new(2),
            recv_at: Some(AT),
            shown_at: Some(AT),
        }],
        settings: ConversationSettings {
            notify: Notify::Mentions,
            muted_until: Some(AT),
            ..ConversationSettings::default()
        },
        drafts: vec![SavedDraft {
            device: DeviceId::new(AT, [7; 10]),
            device_name: "Firefox on Linux".to_owned(),
            text: "Tea at".to_owned(),
            reply_to: None,
            ver: 4,
            at: AT,
        }],
    }
}

fn with_picture() -> Profile {
    Profile {
        picture: Some(PictureId::new(AT, [8; 10])),
        ..profile(john(), "john", "John")
    }
}

pub(in super::super) fn later_client_frames() -> Vec<(&'static str, ClientBody)> {
    let conv = conv();
    let user = john();
    vec![
        (
            "read_many",
            ClientBody::ReadMany {
                marks: vec![ReadMark {
                    conv,
                    upto: Seq::new(3),
                }],
            },
        ),
        ("standing", ClientBody::Standing { conv }),
        (
            "why",
            ClientBody::Why {
                conv,
                seq: Seq::new(3),
            },
        ),
        ("accept", ClientBody::Accept { conv }),
        ("contact", ClientBody::Contact { user, on: true }),
        ("block", ClientBody::Block { user, on: true }),
        (
            "report",
            ClientBody::Report {
                conv,
                seq: Some(Seq::new(3)),
                reason: ReportReason::Spam,
                note: "The same to everyone.".to_owned(),
            },
        ),
        (
            "set_name",
            ClientBody::SetName {
                name: "Mary".to_owned(),
            },
        ),
        (
            "set_settings",
            ClientBody::SetSettings {
                settings: settings(),
            },
        ),
        (
            "set_conversation",
            ClientBody::SetConversation {
                conv,
                settings: standing().settings,
            },
        ),
        ("set_choice", ClientBody::SetChoice { choice: choice() }),
        (
            "save_draft",
            ClientBody::SaveDraft {
                replaces: Some(2),
                conv,
                text: "Tea at".to_owned(),
                reply_to: None,
                base: 3,
            },
        ),
    ]
}

pub(in super::super) fn later_server_frames() -> Vec<(&'static str, ServerFrame)> {
    let witness = Witness {
        user: john(),
        at: AT,
    };
    vec![
        (
            "standing",
            ServerFrame::Standing {
                conv: conv(),
                standing: standing(),
            },
        ),
        (
            "account",
            ServerFrame::Account(Account {
                settings: settings(),
                choice: choice(),
                contacts: vec![with_picture()],
                blocked: vec![],
            }),
        ),
        (
            "profiles",
            ServerFrame::Profiles {
                users: vec![with_picture()],
            },
        ),
        (
            "why",
            ServerFrame::Why {
                id: 7,
                conv: conv(),
                seq: Seq::new(3),
                rev: Rev::new(4),
                cid: cid(),
                at: AT,
                received: vec![witness],
                read: vec![witness],
            },
        ),
        ("done", ServerFrame::Done { id: 7 }),
        (
            "signed_out",
            ServerFrame::SignedOut {
                because: SignedOutBecause::Revoked,
            },
        ),
    ]
}
