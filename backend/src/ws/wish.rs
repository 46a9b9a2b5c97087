//! What a person wants of other people, or of their own account.
//!
//! Its answers are `done` and `standing`; a refusal is an `error`, like any other.

use common::protocol::v1::{ClientBody, RequestId, ServerFrame};

use super::request::{Answer, refused};
use crate::service::{ServiceError, Services, accounts::Identity};

/// Asks the service.
pub(super) async fn grant(
    services: &Services,
    who: Identity,
    id: RequestId,
    wish: ClientBody,
) -> Answer {
    let (people, me) = (&services.people, who.user);
    let done = match wish {
        ClientBody::Accept { conv } => people.accept(me, conv).await,
        ClientBody::Contact { user, on } => people.set_contact(me, user, on).await,
        ClientBody::Block { user, on } => people.set_block(me, user, on).await,
        ClientBody::Report {
            conv,
            seq,
            reason,
            note,
        } => people.report(me, conv, seq, reason, note).await,
        ClientBody::SetName { name } => people.set_name(me, &name).await,
        ClientBody::SetSettings { settings } => people.set_settings(me, settings).await,
        ClientBody::SetConversation { conv, settings } => {
            people.set_conversation(me, conv, settings).await
        }
        ClientBody::SetChoice { choice } => people.set_choice(me, choice).await,
        ClientBody::SaveDraft {
            conv,
            text,
            reply_to,
            base,
            replaces,
        } => {
            let saved = people.save_draft(who, conv, text, reply_to, (base, replaces));
            let saved = saved.await;
            return match saved {
                Ok(standing) => Answer::say(&ServerFrame::Standing { conv, standing }),
                Err(error) => refused(id, &error),
            };
        }
        // The machine takes no other frame for a wish.
        _ => Err(ServiceError::Unsupported),
    };
    answered(id, done)
}

fn answered(id: RequestId, done: Result<(), ServiceError>) -> Answer {
    match done {
        Ok(()) => Answer::say(&ServerFrame::Done { id }),
        Err(error) => refused(id, &error),
    }
}
