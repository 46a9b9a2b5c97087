//! Reading: how far a person has got, and who hears of it.
//!
//! The person's own devices are told of every change, the one that reported it too: so it learns that its report has arrived.

use std::{num::NonZeroU32, time::Duration};

use common::{
    ids::{ConversationId, UserId},
    model::Standing,
    seq::{Seq, StateVer},
};
use futures_util::{StreamExt, stream};

use super::{Rim, ServiceError, Settings, buckets::Buckets};
use crate::{
    bus::{Envelope, Payload},
    store::receipts::{Advance, Mark, Moved},
};

pub use crate::store::receipts::Traces;

/// Marks of one request that are written at once: with company in one group commit, and room for others in the queue.
const AT_ONCE: usize = 32;

/// Reading.
pub struct Receipts {
    rim: Rim,
    marks: Buckets<UserId>,
}

impl Receipts {
    pub(super) fn new(rim: Rim, settings: &Settings) -> Self {
        let marks = settings.limits.marks;
        let period = Duration::from_secs(1) / marks.per_second.get();
        Self {
            marks: Buckets::new(rim.clock.clone(), period, marks.burst),
            rim,
        }
    }

    /// A device has everything up to there. The same news again changes nothing and is told to nobody.
    pub async fn received(
        &self,
        me: UserId,
        conv: ConversationId,
        upto: Seq,
    ) -> Result<(), ServiceError> {
        self.advance(me, conv, upto, false).await
    }

    /// The person has read everything up to there; likewise. It takes the mark as unread away.
    pub async fn read(
        &self,
        me: UserId,
        conv: ConversationId,
        upto: Seq,
    ) -> Result<(), ServiceError> {
        self.advance(me, conv, upto, true).await
    }

    /// The person has read all of these up to there. One that is not the person's, or not there, is passed over: what is left is still read.
    pub async fn read_many(
        &self,
        me: UserId,
        marks: Vec<(ConversationId, Seq)>,
    ) -> Result<(), ServiceError> {
        if let Some(count) = u32::try_from(marks.len()).ok().and_then(NonZeroU32::new) {
            self.marks.take_many(&me, count)?;
        }
        let mut reads = stream::iter(marks)
            .map(|(conv, upto)| self.read(me, conv, upto))
            .buffer_unordered(AT_ONCE);
        while let Some(read) = reads.next().await {
            match read {
                Ok(()) | Err(ServiceError::NotFound | ServiceError::BadCursor) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    async fn advance(
        &self,
        me: UserId,
        conv: ConversationId,
        upto: Seq,
        read: bool,
    ) -> Result<(), ServiceError> {
        let to = Advance {
            conv,
            user: me,
            upto,
            read,
            at: self.rim.clock.now(),
        };
        let moved = self.rim.store.advance(to).await?;
        publish(&self.rim, me, conv, moved);
        Ok(())
    }

    /// Shows a conversation as unread, or no longer. No place moves.
    pub async fn mark_unread(
        &self,
        me: UserId,
        conv: ConversationId,
        on: bool,
    ) -> Result<(), ServiceError> {
        let mark = Mark { conv, user: me, on };
        let moved = self.rim.store.mark_unread(mark).await?;
        publish(&self.rim, me, conv, moved);
        Ok(())
    }

    /// Where the person stands in a conversation.
    pub async fn standing(
        &self,
        me: UserId,
        conv: ConversationId,
    ) -> Result<Standing, ServiceError> {
        let now = self.rim.clock.now();
        let found = self.rim.store.standing(conv, me, now).await?;
        found.ok_or(ServiceError::NotFound)
    }

    /// What is known about an entry, as far as the person may know it.
    pub async fn why(
        &self,
        me: UserId,
        conv: ConversationId,
        seq: Seq,
    ) -> Result<Traces, ServiceError> {
        let now = self.rim.clock.now();
        Ok(self.rim.store.traces(conv, seq, me, now).await?)
    }
}

/// Tells of what moved those who are to hear it.
pub(super) fn publish(rim: &Rim, me: UserId, conv: ConversationId, moved: Moved) {
    let (own, others): (Vec<_>, Vec<_>) =
        moved.numbers.into_iter().partition(|(user, _)| *user == me);
    if let Some(cursor) = moved.cursor {
        let payload = Payload::Cursor { conv, cursor };
        rim.bus.publish(Envelope::of_state(own, payload));
    }
    if let Some((receipt, audience)) = moved.receipt {
        rim.bus.publish(Envelope {
            audience,
            payload: Payload::Receipt { conv, receipt },
            numbers: others,
        });
    }
}

/// Tells the person's devices where they stand in a conversation now, which has changed with this number.
pub(super) async fn tell_standing(
    rim: &Rim,
    me: UserId,
    conv: ConversationId,
    ver: StateVer,
) -> Result<Option<Standing>, ServiceError> {
    let _turn = rim.telling.of(me).await;
    let standing = rim.store.standing(conv, me, rim.clock.now()).await?;
    let all = standing.clone().map(|standing| (conv, standing));
    let payload = Payload::Standings(all.into_iter().collect());
    rim.bus
        .publish(Envelope::of_state(vec![(me, ver)], payload));
    Ok(standing)
}
