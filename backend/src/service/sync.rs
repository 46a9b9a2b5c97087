//! Catching up: what a device missed, and whether it missed anything.

use common::{
    ids::{ConversationId, UserId},
    limits::{DELTA_BYTES, DELTA_EVENTS, SNAPSHOT_ENTRIES},
    model::{Account, Body, Conversation, Entry, Event, Logged, LoggedForUser, Profile, Standing},
    seq::{Epoch, Rev, StateVer, UserRev},
};

use super::{
    Rim, ServiceError,
    catch_up::{CatchUp, Held},
};
use crate::{domain::audience, store::conversation::Snapshot};

/// Catching up.
pub struct Sync {
    pub(super) rim: Rim,
}

/// What is said about one conversation, or about the person's private state, in a catch-up or as the answer to a pull.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Item {
    /// Every change after `from`.
    Delta {
        /// Which conversation.
        conv: ConversationId,
        /// The version before the first of `events`.
        from: Rev,
        /// The changes, in order, without a gap.
        events: Vec<Logged>,
    },
    /// All that is needed to show it: replaces what is held.
    Reset {
        /// Which conversation.
        conv: ConversationId,
        /// The people in it.
        people: Vec<Profile>,
        /// The state, with the end of its timeline.
        snapshot: Conversation,
        /// Where the person stands in it.
        standing: Standing,
    },
    /// The line for the list only.
    Head {
        /// Which conversation.
        conv: ConversationId,
        /// The people in it.
        people: Vec<Profile>,
        /// The state, with the last entry of its timeline at most.
        snapshot: Conversation,
        /// Where the person stands in it.
        standing: Standing,
    },
    /// Where the person stands in a conversation of which nothing else is new.
    Standing {
        /// Which conversation.
        conv: ConversationId,
        /// Where.
        standing: Standing,
    },
    /// The person's own account.
    Account(Box<Account>),
    /// People who have another name than the device knows.
    Profiles(Vec<Profile>),
    /// It is not, or no longer, the person's.
    Gone {
        /// Which conversation.
        conv: ConversationId,
    },
    /// Every change of the private state after `from`.
    UserDelta {
        /// The version before the first of `events`.
        from: UserRev,
        /// The changes, in order, without a gap.
        events: Vec<LoggedForUser>,
    },
}

impl Sync {
    pub(super) fn new(rim: Rim) -> Self {
        Self { rim }
    }

    /// The name of this history of the database.
    pub fn epoch(&self) -> Epoch {
        self.rim.store.epoch()
    }

    /// Begins a catch-up from what a device holds. Subscribe to the bus before, so that nothing falls in between.
    pub async fn catch_up(&self, me: UserId, held: Held) -> Result<CatchUp, ServiceError> {
        CatchUp::begin(self.rim.clone(), me, held).await
    }

    /// The changes of a conversation after `from`, or all of it where that is shorter or `from` means nothing here, or [`Item::Gone`].
    pub async fn pull(
        &self,
        me: UserId,
        conv: ConversationId,
        from: Rev,
    ) -> Result<Item, ServiceError> {
        pull(&self.rim, me, conv, from).await
    }

    /// The changes of the person's private state after `from`; where they are too many or `from` means nothing here, `None`: the list must be
    /// caught up anew.
    pub async fn pull_user(&self, me: UserId, from: UserRev) -> Result<Option<Item>, ServiceError> {
        let events = self.rim.store.user_since(me, from, DELTA_EVENTS).await?;
        Ok(events.map(|events| Item::UserDelta { from, events }))
    }

    /// The versions of these conversations, for comparison with what was delivered. Not for people: it asks nobody's right.
    pub async fn heads(
        &self,
        convs: Vec<ConversationId>,
    ) -> Result<Vec<(ConversationId, Rev)>, ServiceError> {
        Ok(self.rim.store.heads(convs).await?)
    }

    /// The versions of these people's private states, likewise.
    pub async fn user_heads(
        &self,
        users: Vec<UserId>,
    ) -> Result<Vec<(UserId, UserRev)>, ServiceError> {
        Ok(self.rim.store.user_heads(users).await?)
    }

    /// The last numbers of state of these people, likewise.
    pub async fn state_heads(
        &self,
        users: Vec<UserId>,
    ) -> Result<Vec<(UserId, StateVer)>, ServiceError> {
        Ok(self.rim.store.state_heads(users).await?)
    }

    /// What of the person's state has changed after this number, and the number that it brings to.
    pub async fn state_since(
        &self,
        me: UserId,
        from: StateVer,
    ) -> Result<(StateVer, Vec<Item>), ServiceError> {
        let store = &self.rim.store;
        // Read before what it stands for.
        let head = store.state_heads(vec![me]).await?.pop();
        let head = head.map_or(from, |(_, head)| head);
        let mut items = Vec::new();
        for conv in store.standings_since(me, from).await? {
            let standing = store.standing(conv, me, self.rim.clock.now()).await?;
            items.extend(standing.map(|standing| Item::Standing { conv, standing }));
        }
        let news = store.people_since(me, from).await?;
        items.extend(news.account.map(|account| Item::Account(Box::new(account))));
        if !news.profiles.is_empty() {
            items.push(Item::Profiles(news.profiles));
        }
        Ok((head, items))
    }

    /// Whether the store takes writes; `false` for ever after a failed write to the disk.
    pub fn is_writable(&self) -> bool {
        self.rim.store.is_writable()
    }
}

/// See [`Sync::pull`].
pub(super) async fn pull(
    rim: &Rim,
    me: UserId,
    conv: ConversationId,
    from: Rev,
) -> Result<Item, ServiceError> {
    let gone = Ok(Item::Gone { conv });
    if from > Rev::ZERO {
        let Some(since) = rim.store.since(conv, from, DELTA_EVENTS).await? else {
            return gone;
        };
        if !audience::is_in(&since.members, me) {
            return gone;
        }
        if let Some(events) = since.events {
            let events: Vec<Logged> = events
                .into_iter()
                .map(|logged| audience::as_seen_by(&since.members, me, logged))
                .collect();
            if events.iter().map(weight).sum::<usize>() <= DELTA_BYTES {
                return Ok(Item::Delta { conv, from, events });
            }
        }
    }
    let now = rim.clock.now();
    let found = rim.store.snapshot(conv, me, SNAPSHOT_ENTRIES, now).await?;
    Ok(whole(me, conv, found))
}

/// All of a conversation that is this person's to see, or [`Item::Gone`].
pub(super) fn whole(me: UserId, conv: ConversationId, found: Option<Snapshot>) -> Item {
    match found {
        Some(Snapshot {
            mut state,
            people,
            standing: Some(standing),
        }) if audience::is_in(&state.members, me) => {
            state.entries = audience::visible_end(&state.members, me, state.entries);
            Item::Reset {
                conv,
                people,
                snapshot: state,
                standing,
            }
        }
        _ => Item::Gone { conv },
    }
}

/// What an event's frame around the text weighs, in bytes: ids, keys and quotes.
const ENVELOPE_BYTES: usize = 320;

/// Roughly the bytes of a change on the wire. Escapes may add to it; the budgets have room for that.
pub(super) fn weight(logged: &Logged) -> usize {
    match &logged.event {
        Event::Posted(entry) => weight_of(entry),
        Event::Edited { body, .. } => ENVELOPE_BYTES + text_bytes(body),
        _ => ENVELOPE_BYTES,
    }
}

/// Roughly the bytes of an entry on the wire.
pub(super) fn weight_of(entry: &Entry) -> usize {
    ENVELOPE_BYTES + text_bytes(&entry.message.draft.body)
}

fn text_bytes(body: &Body) -> usize {
    body.as_text().map_or(0, str::len)
}
