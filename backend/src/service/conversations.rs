//! Finding people and opening conversations.

use std::time::Duration;

use common::{
    ids::{ConversationId, UserId},
    limits::{PEOPLE_FOUND, SNAPSHOT_ENTRIES},
    model::Profile,
    validate::PeopleQuery,
};

use super::{Pace, Rim, ServiceError, Settings, buckets::Buckets};
use crate::{
    bus::{Envelope, Payload},
    domain::{account, conversation::Pair},
    store::conversation::{NewDirect, Snapshot},
};

/// Finding people and opening conversations.
pub struct Conversations {
    rim: Rim,
    searches: Buckets<UserId>,
    opens: Buckets<UserId>,
}

/// A conversation, opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Open {
    /// Which one.
    pub conv: ConversationId,
    /// All that is needed to show it, and where the person stands in it.
    pub snapshot: Snapshot,
}

impl Conversations {
    pub(super) fn new(rim: Rim, settings: &Settings) -> Self {
        let buckets = |pace: Pace| {
            let period = Duration::from_secs(1) / pace.per_second.get();
            Buckets::new(rim.clock.clone(), period, pace.burst)
        };
        Self {
            searches: buckets(settings.limits.searches),
            opens: buckets(settings.limits.opens),
            rim,
        }
    }

    /// Opens *the* private conversation of these two, making it if need be; whoever of them asks first, and even if both do at once.
    /// [`ServiceError::NotFound`] if there is no such person, or it is oneself; [`ServiceError::RateLimited`] beyond the pace
    /// of the settings, whether the conversation is there or not.
    pub async fn open_direct(&self, me: UserId, other: UserId) -> Result<Open, ServiceError> {
        let pair = Pair::of(me, other)?;
        self.opens.take(&me)?;
        let at = self.rim.clock.now();
        let id = ConversationId::new(at, self.rim.entropy.bytes());
        let opened = self
            .rim
            .store
            .open_direct(NewDirect { id, pair, at })
            .await?;
        for (user, logged) in opened.joined {
            self.rim
                .bus
                .publish(Envelope::new(vec![user], Payload::User { user, logged }));
        }
        let now = self.rim.clock.now();
        let found = self
            .rim
            .store
            .snapshot(opened.conv, me, SNAPSHOT_ENTRIES, now)
            .await?;
        let snapshot = found.filter(|found| found.standing.is_some());
        Ok(Open {
            conv: opened.conv,
            snapshot: snapshot.ok_or(ServiceError::NotFound)?,
        })
    }

    /// People of whom every word of the query begins a word of the name or username; best first, without the asker. [`ServiceError::RateLimited`] beyond
    /// the pace of the settings.
    pub async fn find_people(&self, me: UserId, query: &str) -> Result<Vec<Profile>, ServiceError> {
        let words = account::query_words(&PeopleQuery::parse(query));
        if words.is_empty() {
            return Ok(Vec::new());
        }
        self.searches.take(&me)?;
        Ok(self.rim.store.find_people(words, me, PEOPLE_FOUND).await?)
    }
}
