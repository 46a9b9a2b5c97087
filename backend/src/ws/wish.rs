//! What a person wants of other people, or of their own account.
//!
//! Its answers are `done` and `standing`; a refusal is an `error`, like any other.

use common::{
    ids::{ConversationId, UserId},
    model::{AccountSettings, Choice, ConversationSettings, settings::ReportReason},
    protocol::v1::{ClientBody, RequestId, ServerFrame},
    seq::Seq,
};

use super::request::{Answer, refused};
use crate::service::{ServiceError, Services, accounts::Identity};

/// A wish.
#[derive(Clone, Debug, PartialEq)]
pub enum Wish {
    /// To talk with whoever wrote first.
    Accept {
        /// In which conversation.
        conv: ConversationId,
    },
    /// To have someone as a contact, or no longer.
    Contact {
        /// Whom.
        user: UserId,
        /// Or no longer.
        on: bool,
    },
    /// To block someone, or no longer.
    Block {
        /// Whom.
        user: UserId,
        /// Or no longer.
        on: bool,
    },
    /// That somebody looks at something.
    Report {
        /// In which conversation.
        conv: ConversationId,
        /// At which entry.
        seq: Option<Seq>,
        /// Why.
        reason: ReportReason,
        /// In words.
        note: String,
    },
    /// To be called so.
    SetName {
        /// How.
        name: String,
    },
    /// To have these settings.
    SetSettings {
        /// All of them.
        settings: AccountSettings,
    },
    /// To have these settings for one conversation.
    SetConversation {
        /// Which one.
        conv: ConversationId,
        /// All of them.
        settings: ConversationSettings,
    },
    /// To be shown as this.
    SetChoice {
        /// As what.
        choice: Choice,
    },
    /// That other devices know what this one's composer holds.
    SaveDraft {
        /// Of which conversation.
        conv: ConversationId,
        /// The text.
        text: String,
        /// The entry it answers.
        reply_to: Option<Seq>,
        /// The latest number known when it was written.
        base: u64,
    },
}

impl Wish {
    /// The wish that a frame expresses, if it is one.
    pub(super) fn of(body: ClientBody) -> Option<Self> {
        Some(match body {
            ClientBody::Accept { conv } => Self::Accept { conv },
            ClientBody::Contact { user, on } => Self::Contact { user, on },
            ClientBody::Block { user, on } => Self::Block { user, on },
            ClientBody::Report {
                conv,
                seq,
                reason,
                note,
            } => Self::Report {
                conv,
                seq,
                reason,
                note,
            },
            ClientBody::SetName { name } => Self::SetName { name },
            ClientBody::SetSettings { settings } => Self::SetSettings { settings },
            ClientBody::SetConversation { conv, settings } => {
                Self::SetConversation { conv, settings }
            }
            ClientBody::SetChoice { choice } => Self::SetChoice { choice },
            ClientBody::SaveDraft {
                conv,
                text,
                reply_to,
                base,
            } => Self::SaveDraft {
                conv,
                text,
                reply_to,
                base,
            },
            _ => return None,
        })
    }
}

/// Asks the service.
pub(super) async fn grant(services: &Services, who: Identity, id: RequestId, wish: Wish) -> Answer {
    let (people, me) = (&services.people, who.user);
    let done = match wish {
        Wish::Accept { conv } => people.accept(me, conv).await,
        Wish::Contact { user, on } => people.set_contact(me, user, on).await,
        Wish::Block { user, on } => people.set_block(me, user, on).await,
        Wish::Report {
            conv,
            seq,
            reason,
            note,
        } => people.report(me, conv, seq, reason, note).await,
        Wish::SetName { name } => people.set_name(me, &name).await,
        Wish::SetSettings { settings } => people.set_settings(me, settings).await,
        Wish::SetConversation { conv, settings } => {
            people.set_conversation(me, conv, settings).await
        }
        Wish::SetChoice { choice } => people.set_choice(me, choice).await,
        Wish::SaveDraft {
            conv,
            text,
            reply_to,
            base,
        } => {
            let saved = people.save_draft(who, conv, text, reply_to, base).await;
            return match saved {
                Ok(standing) => Answer::say(&ServerFrame::Standing { conv, standing }),
                Err(error) => refused(id, &error),
            };
        }
    };
    answered(id, done)
}

fn answered(id: RequestId, done: Result<(), ServiceError>) -> Answer {
    match done {
        Ok(()) => Answer::say(&ServerFrame::Done { id }),
        Err(error) => refused(id, &error),
    }
}
