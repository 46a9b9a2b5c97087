//! Why something is shown as it is: all but the times of a message's receipts is known here, and those the server is asked for.

use common::{
    ids::ConversationId,
    protocol::v1::{ClientBody, RequestId, caps},
};

use super::turn::Turn;
use crate::{
    input::{Matter, Mono},
    model::{
        Model,
        inquiry::{Inquiry, Traces},
        requests::Asked,
    },
    slice::Slice,
};

/// The person asks about something, or no longer.
pub(super) fn ask_about(model: &mut Model, turn: &mut Turn, about: Option<Matter>) {
    if model.inquiry.is_none() && about.is_none() {
        return;
    }
    // An answer about what was asked before is not waited for.
    model.requests.settle(Asked::Why);
    model.inquiry = about.map(|about| Inquiry {
        about,
        traces: None,
        due: matches!(about, Matter::Message { .. }).then(Mono::default),
    });
    turn.touch(Slice::Why);
}

/// How far someone has got in a conversation changed: what was said of its messages may be old.
pub(super) fn moved(model: &mut Model, conv: ConversationId) {
    if let Some(inquiry) = &mut model.inquiry
        && matches!(inquiry.about, Matter::Message { conv: of, .. } if of == conv)
    {
        inquiry.due = Some(Mono::default());
    }
}

/// The connection is gone, and with it every answer.
pub(super) fn disconnected(model: &mut Model) {
    if let Some(Inquiry {
        about: Matter::Message { conv, .. },
        ..
    }) = model.inquiry
    {
        moved(model, conv);
    }
}

/// Asks the server, as soon as the message has a place.
pub(super) fn ask(model: &mut Model, turn: &mut Turn) {
    let due = model.inquiry.as_ref().and_then(|inquiry| inquiry.due);
    let now = due.is_some_and(|at| at <= model.now);
    if !now || !model.offers(caps::RECEIPTS) || model.requests.is_open(Asked::Why) {
        return;
    }
    let Some((conv, seq)) = model.asked_place() else {
        return;
    };
    turn.ask(model, Asked::Why, ClientBody::Why { conv, seq });
    if let Some(inquiry) = &mut model.inquiry {
        inquiry.due = None;
    }
}

/// The server says what it knows.
pub(super) fn told(model: &mut Model, turn: &mut Turn, id: RequestId, traces: Traces) {
    if model.requests.answered(id) == Some(Asked::Why)
        && let Some(inquiry) = &mut model.inquiry
    {
        inquiry.traces = Some(traces);
        turn.touch(Slice::Why);
    }
}

/// It does not: it is asked again then, or not.
pub(super) fn refused(model: &mut Model, turn: &mut Turn, again: Option<Mono>) {
    if let Some(inquiry) = &mut model.inquiry {
        inquiry.due = again;
        turn.touch(Slice::Why);
    }
}

/// Whatever looks different now may have another reason.
pub(super) fn refresh(model: &Model, turn: &mut Turn) {
    if model.inquiry.is_some() && turn.touches_any() {
        turn.touch(Slice::Why);
    }
}
