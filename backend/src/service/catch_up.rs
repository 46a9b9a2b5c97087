//! One device's catch-up, item by item, within the budgets of `common::limits`.
//!
//! The conversation on screen comes first, then the most recently active. What the device holds is brought up to date by events or, where
//! that is more than a snapshot, from scratch; what it does not hold comes from scratch. When [`CATCH_UP_BYTES`] are spent the rest comes
//! as outlines, so that the list is right at once and bodies follow when a conversation is opened.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use common::{
    ids::{ConversationId, UserId},
    limits::{CATCH_UP_BYTES, DELTA_EVENTS, SNAPSHOT_ENTRIES},
    model::Profile,
    seq::{Epoch, Rev, StateVer, UserRev},
};

use super::{
    Rim, ServiceError,
    sync::{Item, pull, weight, weight_of, whole},
};

/// Conversations that are read at once: a read has its price, however little is read.
const AT_ONCE: usize = 16;

/// What a device holds, by its own account. All of it is taken with doubt.
#[derive(Clone, Debug, Default)]
pub struct Held {
    /// The history of the database that the rest belongs to.
    pub epoch: Option<Epoch>,
    /// The version of the private state.
    pub urev: UserRev,
    /// The last number of state that it knows.
    pub state: Option<StateVer>,
    /// The versions of the conversations.
    pub heads: Vec<(ConversationId, Rev)>,
    /// The conversation on screen.
    pub viewing: Option<ConversationId>,
}

/// A catch-up under way. A few items are read from the store when the next one is asked for, so a slow device costs little memory.
pub struct CatchUp {
    rim: Rim,
    me: UserId,
    /// Who it is, for the greeting.
    pub profile: Profile,
    /// The history that the versions belong to.
    pub epoch: Epoch,
    /// The version of the private state that this catch-up brings the device to.
    pub urev: UserRev,
    /// The number of state that this catch-up brings the device to.
    pub state: StateVer,
    ready: VecDeque<Item>,
    queue: VecDeque<Step>,
    /// Conversations where the person may stand elsewhere than the device knows, and no item has said so yet.
    standings: BTreeSet<ConversationId>,
    spent: usize,
}

/// A conversation still to be caught up.
struct Step {
    conv: ConversationId,
    /// The version that the device holds; zero for none.
    from: Rev,
}

impl CatchUp {
    pub(super) async fn begin(rim: Rim, me: UserId, held: Held) -> Result<Self, ServiceError> {
        let epoch = rim.store.epoch();
        let state = rim
            .store
            .user_state(me)
            .await?
            .ok_or(ServiceError::NotFound)?;
        let same = held.epoch == Some(epoch);
        let mut ready = VecDeque::new();
        if same && UserRev::ZERO < held.urev && held.urev < state.urev {
            let events = rim.store.user_since(me, held.urev, DELTA_EVENTS).await?;
            ready.extend(events.map(|events| Item::UserDelta {
                from: held.urev,
                events,
            }));
        }
        // A number of another history, or one that this history has not reached, means nothing here: then it may be any of them.
        let known = held.state.filter(|known| same && *known <= state.state);
        let standings = match known {
            Some(known) if known == state.state => BTreeSet::new(),
            Some(known) => {
                let changed = rim.store.standings_since(me, known).await?;
                changed.into_iter().collect()
            }
            None => state.lines.iter().map(|line| line.conv).collect(),
        };
        if known != Some(state.state) {
            let from = known.unwrap_or(StateVer::ZERO);
            let news = rim.store.people_since(me, from).await?;
            // To whoever knows nothing, the people come with the conversations that they are in.
            if known.is_some() && !news.profiles.is_empty() {
                ready.push_back(Item::Profiles(news.profiles));
            }
            let account = match (known, news.account) {
                (None, None) => rim.store.own_account(me).await?,
                (_, account) => account,
            };
            ready.extend(account.map(|account| Item::Account(Box::new(account))));
        }
        let mut heads: BTreeMap<_, _> = held.heads.into_iter().collect();
        let mut queue = VecDeque::new();
        for line in &state.lines {
            // A version of another history, or one that this history has not reached, means nothing here.
            let from = heads
                .remove(&line.conv)
                .filter(|rev| same && *rev <= line.rev)
                .unwrap_or(Rev::ZERO);
            if from == line.rev {
                continue;
            }
            let step = Step {
                conv: line.conv,
                from,
            };
            if held.viewing == Some(line.conv) {
                queue.push_front(step);
            } else {
                queue.push_back(step);
            }
        }
        // What is left is held but not the person's.
        ready.extend(heads.into_keys().map(|conv| Item::Gone { conv }));
        Ok(Self {
            rim,
            me,
            profile: state.profile,
            epoch,
            urev: state.urev,
            state: state.state,
            ready,
            queue,
            standings,
            spent: 0,
        })
    }

    /// The next item; `None` when the device is caught up.
    pub async fn next(&mut self) -> Result<Option<Item>, ServiceError> {
        while self.ready.is_empty() {
            match self.queue.front() {
                Some(Step { conv, from }) if *from > Rev::ZERO && !self.is_spent() => {
                    let item = pull(&self.rim, self.me, *conv, *from).await?;
                    // What cannot be afforded comes in outline.
                    if self.affords(&item) {
                        self.queue.pop_front();
                        self.give(item);
                    }
                }
                Some(_) => self.read_whole().await?,
                None => return self.next_standing().await,
            }
        }
        Ok(self.ready.pop_front())
    }

    /// Reads the next few conversations from scratch, or in outline.
    async fn read_whole(&mut self) -> Result<(), ServiceError> {
        let spent = self.is_spent();
        let steps = self.queue.iter().take(AT_ONCE);
        let steps = steps.take_while(|step| spent || step.from == Rev::ZERO);
        let convs = steps.map(|step| step.conv).collect();
        let (entries, now) = (
            if spent { 1 } else { SNAPSHOT_ENTRIES },
            self.rim.clock.now(),
        );
        let store = &self.rim.store;
        let found = store.snapshots(convs, self.me, entries, now).await?;
        for snapshot in found {
            let Some(Step { conv, .. }) = self.queue.pop_front() else {
                break;
            };
            let item = whole(self.me, conv, snapshot);
            let item = if !spent && self.affords(&item) {
                item
            } else {
                outline(item)
            };
            self.give(item);
        }
        Ok(())
    }

    fn give(&mut self, item: Item) {
        if let Item::Reset { conv, .. } | Item::Head { conv, .. } | Item::Gone { conv } = &item {
            // It says by itself where the person stands, or that it is not theirs.
            self.standings.remove(conv);
        }
        self.ready.push_back(item);
    }

    /// The rest comes in outline.
    fn is_spent(&self) -> bool {
        self.spent >= CATCH_UP_BYTES
    }

    /// Pays for an item, unless it costs more than is left; then the rest comes in outline.
    fn affords(&mut self, item: &Item) -> bool {
        let cost = match item {
            Item::Delta { events, .. } => events.iter().map(weight).sum(),
            Item::Reset { snapshot, .. } => snapshot.entries.iter().map(weight_of).sum(),
            _ => 0,
        };
        let affords = self.spent + cost <= CATCH_UP_BYTES;
        self.spent = if affords {
            self.spent + cost
        } else {
            CATCH_UP_BYTES
        };
        affords
    }

    async fn next_standing(&mut self) -> Result<Option<Item>, ServiceError> {
        while let Some(conv) = self.standings.pop_first() {
            let now = self.rim.clock.now();
            if let Some(standing) = self.rim.store.standing(conv, self.me, now).await? {
                return Ok(Some(Item::Standing { conv, standing }));
            }
        }
        Ok(None)
    }
}

/// An item with no more of a conversation than its line in a list.
fn outline(item: Item) -> Item {
    match item {
        Item::Reset {
            conv,
            people,
            mut snapshot,
            standing,
        } => {
            snapshot
                .entries
                .drain(..snapshot.entries.len().saturating_sub(1));
            Item::Head {
                conv,
                people,
                snapshot,
                standing,
            }
        }
        other => other,
    }
}
