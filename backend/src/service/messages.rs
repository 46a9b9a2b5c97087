//! Sending and reading back.
//!
//! Next stop on a message's way: `store::message`, then `bus`.

use std::num::NonZeroU32;

use common::{
    ids::{ConversationId, UserId},
    limits::{HISTORY_BYTES, HISTORY_ENTRIES},
    model::{Draft, Entry, Event, Logged, Message},
    seq::Seq,
};
use sha2::{Digest, Sha256};

use super::{Rim, ServiceError, Settings, buckets::Buckets, profiles, receipts, sync::weight_of};
use crate::{
    bus::{Envelope, Payload},
    domain::{Denied, audience, message::Postable},
    store::message::{Appended, BodyHash, FirstWord, NewMessage, Place},
};

/// Sending and reading back.
pub struct Messages {
    rim: Rim,
    pace: Buckets<UserId>,
}

/// A message is in the log, durably.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sent {
    /// Where it is: the same for every repeat.
    pub place: Place,
    /// It had been there already.
    pub dup: bool,
}

/// A page of older entries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct History {
    /// The entries, in order.
    pub entries: Vec<Entry>,
    /// The first of them is the first that the person may see.
    pub start: bool,
}

impl Messages {
    pub(super) fn new(rim: Rim, settings: &Settings) -> Self {
        let limits = settings.limits;
        let period = std::time::Duration::from_secs(1) / limits.messages_per_second.get();
        let burst: NonZeroU32 = limits.message_burst;
        Self {
            pace: Buckets::new(rim.clock.clone(), period, burst),
            rim,
        }
    }

    /// Appends a message and tells everyone who may hear of it; `read_upto` is what the sender had read when pressing send. Returns once it is
    /// durable. Repeating the call with the same draft changes nothing and returns the same place, however often and however long after.
    pub async fn send(
        &self,
        me: UserId,
        conv: ConversationId,
        draft: &Draft,
        read_upto: Option<Seq>,
    ) -> Result<Sent, ServiceError> {
        let postable = Postable::parse(draft)?;
        let hash = digest(&postable.fingerprint(conv));
        if let Err(limited) = self.pace.take(&me) {
            // A repeat of what was accepted is no new message, so the pace does not hold it up.
            return match self.rim.store.find_message(me, draft.cid).await? {
                Some((place, said)) if said == hash => Ok(Sent { place, dup: true }),
                Some(_) => Err(ServiceError::CidReused),
                None => Err(limited),
            };
        }
        let new = NewMessage {
            conv,
            author: me,
            draft: postable.into_draft(),
            hash,
            at: self.rim.clock.now(),
            read_upto,
        };
        let message = Message {
            author: me,
            at: new.at,
            edited: None,
            draft: new.draft.clone(),
        };
        #[cfg(feature = "planted-faults")]
        super::plant::broadcast_before_commit(&self.rim, conv, &message).await;
        let appended = self.rim.store.append_message(new).await?;
        let (sent, first) = self.tell(conv, message, appended);
        if let Some(first) = first
            && let Err(error) = Box::pin(self.tell_first(me, conv, *first)).await
        {
            // The message is sent; what was not told is found by its number.
            tracing::debug!(%error, "could not tell what a first message changed");
        }
        Ok(sent)
    }

    /// Tells what a person's first message has changed besides.
    async fn tell_first(
        &self,
        me: UserId,
        conv: ConversationId,
        first: FirstWord,
    ) -> Result<(), ServiceError> {
        if let Some(ver) = first.undeclined {
            receipts::tell_standing(&self.rim, me, conv, ver).await?;
        }
        profiles::tell_sights(&self.rim, first.sights).await
    }

    /// Tells everyone who may hear of it what is durable now, and returns what else is to be told.
    fn tell(
        &self,
        conv: ConversationId,
        message: Message,
        appended: Appended,
    ) -> (Sent, Option<Box<FirstWord>>) {
        match appended {
            Appended::Repeated(place) => (Sent { place, dup: true }, None),
            Appended::New {
                place,
                members,
                moved,
                first,
            } => {
                let author = message.author;
                let event = Event::Posted(Entry {
                    seq: place.seq,
                    message,
                });
                tracing::debug!(%conv, seq = %place.seq, rev = %place.rev, "message stored");
                self.rim.signs.posted(conv, author, &members);
                self.rim.bus.publish(Envelope::new(
                    audience::hearers(&members, &event),
                    Payload::Conversation {
                        conv,
                        logged: Logged {
                            rev: place.rev,
                            event,
                        },
                    },
                ));
                receipts::publish(&self.rim, author, conv, moved);
                (Sent { place, dup: false }, first)
            }
        }
    }

    /// At most `limit` entries before the place `before`, from the end, as far as they are this person's to see.
    pub async fn history(
        &self,
        me: UserId,
        conv: ConversationId,
        before: Seq,
        limit: usize,
    ) -> Result<History, ServiceError> {
        let outline = self
            .rim
            .store
            .outline(conv)
            .await?
            .filter(|outline| audience::is_in(&outline.members, me))
            .ok_or(Denied::NotFound)?;
        let first = audience::first_visible(&outline.members, me).ok_or(Denied::NotFound)?;
        if before < first || before > outline.last_seq.next() {
            return Err(ServiceError::BadCursor);
        }
        let limit = limit.clamp(1, HISTORY_ENTRIES);
        let found = self.rim.store.entries(conv, first, before, limit).await?;
        let mut entries = audience::visible_end(&outline.members, me, found);
        entries.drain(..beyond(&entries));
        let start = entries.first().map_or(before, |entry| entry.seq) <= first;
        Ok(History { entries, start })
    }
}

/// How many of these entries, from the beginning, are more than a page may weigh; the last one never is.
fn beyond(entries: &[Entry]) -> usize {
    let mut weight = 0;
    let fit = entries.iter().rev().take_while(|entry| {
        let first = weight == 0;
        weight += weight_of(entry);
        first || weight <= HISTORY_BYTES
    });
    entries.len() - fit.count()
}

/// Identifies what is said.
pub(super) fn digest(fingerprint: &[u8]) -> BodyHash {
    let mut hash = [0; 16];
    let digest: [u8; 32] = Sha256::digest(fingerprint).into();
    hash.copy_from_slice(&digest[..16]);
    BodyHash(hash)
}
