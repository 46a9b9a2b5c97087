//! What is said in passing.

use common::protocol::v1::ErrorCode;

use crate::model::{Model, notices::Notice};

/// Something said in passing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Toast {
    /// Names it for [`crate::input::Intent::DismissToast`]; unique and growing.
    pub id: u64,
    /// What is said.
    pub kind: ToastKind,
}

/// What is said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ToastKind {
    /// This browser cannot store anything for us: messages are sent, but those that are not sent yet would not survive closing the window.
    StorageUnavailable,
    /// The server runs another build than this app: "Reload" when it suits.
    NewBuild,
    /// The server refused something that has no better place to be said.
    Refused {
        /// For the app's own words.
        code: ErrorCode,
        /// The server's words, in English.
        message: String,
    },
    /// Signing out did not work, because the server does not answer.
    SignOutFailed,
}

/// What is said in passing, oldest first.
pub fn toasts(model: &Model) -> Vec<Toast> {
    let shown = model.notices.shown.iter();
    shown
        .map(|(id, notice)| Toast {
            id: *id,
            kind: match notice {
                Notice::StorageUnavailable => ToastKind::StorageUnavailable,
                Notice::NewBuild => ToastKind::NewBuild,
                Notice::Refused { code, message } => ToastKind::Refused {
                    code: *code,
                    message: message.clone(),
                },
                Notice::SignOutFailed => ToastKind::SignOutFailed,
            },
        })
        .collect()
}
