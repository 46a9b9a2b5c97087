//! What is stored locally, and what is believed of it when it is read back.
//!
//! Three kinds of records, each with a version in its value:
//!
//! | key | value |
//! |---|---|
//! | `outbox/{user}/{cid}` | a message that is not known to be in the log |
//! | `draft/{user}/{conversation}` | what a composer holds |
//! | `read/{user}/{conversation}` | how far a conversation was read, where the server is not known to have heard it |
//!
//! Nothing read back is trusted: it may be of an older build, of a newer one, or made by hand. What cannot be understood is left where it
//! is and ignored; a message that could be read but not be sent is shown as failed, so that its text can be copied.

use common::{
    ids::{ConversationId, IdempotencyKey, UserId},
    json::Read,
    limits::MESSAGE_BYTES,
    protocol::{codec, v1::ErrorCode},
    seq::{Epoch, Seq},
    time::Timestamp,
    validate::MessageText,
};
use serde::Serialize;

use crate::{
    input::Record,
    model::{
        drafts::Kept,
        outbox::{Item, State},
    },
};

/// The version of the values. Another one is ignored, not deleted: the build that wrote it may come back.
const VERSION: u32 = 1;

/// A stored text longer than this is not ours: the composer accepts more than a message may have, but nobody types this.
const TEXT_BYTES: usize = 64 * MESSAGE_BYTES;

/// The highest place in the queue that is believed; above it arithmetic would run out.
const ORDER_CAP: u64 = 1 << 53;

/// A stored message.
#[derive(Serialize, Read)]
struct StoredItem {
    v: u32,
    conv: ConversationId,
    text: String,
    created: Timestamp,
    order: u64,
    #[serde(default)]
    confirmed: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    failed: Option<StoredFailure>,
}

/// Why a stored message was refused.
#[derive(Serialize, Read)]
struct StoredFailure {
    code: ErrorCode,
    message: String,
}

/// A stored draft.
#[derive(Serialize, Read)]
struct StoredDraft {
    v: u32,
    text: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    told: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    saving: Option<String>,
    #[serde(default)]
    base: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    mine: Option<u64>,
}

/// A stored place.
#[derive(Serialize, Read)]
struct StoredRead {
    v: u32,
    epoch: Epoch,
    upto: Seq,
}

/// What was read back, as far as it makes sense.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Restored {
    /// Messages, in no order.
    pub items: Vec<Item>,
    /// Drafts: whose, where, what.
    pub drafts: Vec<(UserId, ConversationId, Kept)>,
    /// How far was read: who, where, in which history.
    pub reads: Vec<(UserId, ConversationId, Epoch, Seq)>,
}

/// The key of a message's record.
pub fn item_key(owner: UserId, cid: IdempotencyKey) -> String {
    format!("outbox/{owner}/{cid}")
}

/// The record of a message.
pub fn item(item: &Item) -> Record {
    let failed = match &item.state {
        State::Failed { code, message } => Some(StoredFailure {
            code: *code,
            message: message.clone(),
        }),
        _ => None,
    };
    Record {
        key: item_key(item.owner, item.cid),
        value: codec::encode(&StoredItem {
            v: VERSION,
            conv: item.conv,
            text: item.text.clone(),
            created: item.created,
            order: item.order,
            confirmed: item.confirmed,
            failed,
        }),
    }
}

/// The key of a draft's record.
pub fn draft_key(owner: UserId, conv: ConversationId) -> String {
    format!("draft/{owner}/{conv}")
}

/// The record of a draft.
pub fn draft(owner: UserId, conv: ConversationId, kept: Kept) -> Record {
    let Kept {
        text,
        told,
        saving,
        base,
        mine,
    } = kept;
    Record {
        key: draft_key(owner, conv),
        value: codec::encode(&StoredDraft {
            v: VERSION,
            text,
            told,
            saving,
            base,
            mine,
        }),
    }
}

/// The key of the record of how far someone has read.
pub fn read_key(owner: UserId, conv: ConversationId) -> String {
    format!("read/{owner}/{conv}")
}

/// The record of how far someone has read.
pub fn read(owner: UserId, conv: ConversationId, epoch: Epoch, upto: Seq) -> Record {
    Record {
        key: read_key(owner, conv),
        value: codec::encode(&StoredRead {
            v: VERSION,
            epoch,
            upto,
        }),
    }
}

/// Believes of the records what makes sense.
pub fn clean(records: &[Record]) -> Restored {
    let mut restored = Restored::default();
    for record in records {
        let mut parts = record.key.splitn(3, '/');
        match (parts.next(), parts.next(), parts.next()) {
            (Some("outbox"), Some(owner), Some(cid)) => {
                restored.items.extend(clean_item(owner, cid, &record.value));
            }
            (Some("draft"), Some(owner), Some(conv)) => {
                restored
                    .drafts
                    .extend(clean_draft(owner, conv, &record.value));
            }
            (Some("read"), Some(owner), Some(conv)) => {
                restored
                    .reads
                    .extend(clean_read(owner, conv, &record.value));
            }
            _ => {}
        }
    }
    restored
}

fn clean_item(owner: &str, cid: &str, value: &str) -> Option<Item> {
    let stored: StoredItem = codec::decode(value)?;
    if stored.v != VERSION || stored.text.len() > TEXT_BYTES || stored.order > ORDER_CAP {
        return None;
    }
    let (text, state) = match (MessageText::parse(&stored.text), stored.failed) {
        (_, Some(StoredFailure { code, message })) => {
            (stored.text, State::Failed { code, message })
        }
        (Ok(text), None) => (text.into_string(), State::Ready),
        (Err(invalid), None) => {
            let message = invalid.to_string();
            let code = ErrorCode::InvalidText;
            (stored.text, State::Failed { code, message })
        }
    };
    Some(Item {
        cid: cid.parse().ok()?,
        owner: owner.parse().ok()?,
        conv: stored.conv,
        text,
        created: stored.created,
        order: stored.order,
        confirmed: stored.confirmed,
        state,
    })
}

fn clean_draft(owner: &str, conv: &str, value: &str) -> Option<(UserId, ConversationId, Kept)> {
    let StoredDraft {
        v,
        text,
        told,
        saving,
        base,
        mine,
    } = codec::decode(value)?;
    let kept = Kept {
        text,
        told,
        saving,
        base,
        mine,
    };
    let short = |text: &String| text.len() <= TEXT_BYTES;
    let ours = short(&kept.text) && short(&kept.told) && kept.saving.as_ref().is_none_or(short);
    if v != VERSION || !ours || kept.is_idle() {
        return None;
    }
    Some((owner.parse().ok()?, conv.parse().ok()?, kept))
}

fn clean_read(
    owner: &str,
    conv: &str,
    value: &str,
) -> Option<(UserId, ConversationId, Epoch, Seq)> {
    let StoredRead { v, epoch, upto } = codec::decode(value)?;
    (v == VERSION).then_some((owner.parse().ok()?, conv.parse().ok()?, epoch, upto))
}

#[cfg(test)]
mod tests;
