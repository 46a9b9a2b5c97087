//! Finds changes that the bus lost and nothing followed.
//!
//! A client finds a gap by the next change; after the last one there is no next. So what was told is compared with the log, a part of it
//! every second, so that no moment bears the reading for all, and all of it at the next step when the bus says that it lost something. What is
//! missing may be just on its way, and the busier the server, the more of it is: so it is looked at again a step later, and whoever is still
//! behind what the log had *then* is told what is missing, read in their own name. A change that takes longer may be told twice: clients drop
//! what they have.
//!
//! State has no log. But whatever changes it has the next number of everyone who hears of it, so a number that was not told shows what was lost.

use std::{collections::HashMap, hash::Hash, sync::Arc, time::Duration};

use common::{
    ids::{ConversationId, UserId},
    seq::{Rev, StateVer, UserRev},
};
use futures_util::FutureExt;
use tokio::{sync::Notify, time::sleep};

use super::request::frame;
use crate::{
    hub::{Hub, Part},
    service::{ServiceError, Services},
};

/// Versions asked for at once: some milliseconds of one reader.
const BATCH: usize = 500;

/// How often one person's state is read at once, where each time something came in between. Whoever changes it all the time is not to keep
/// others from being told.
const ROUNDS: usize = 3;

/// Compares all about once in `every`, a part in each step, and all in one step when `lost` was notified, for ever.
pub async fn compare_heads(hub: Hub, services: Services, every: Duration, lost: Arc<Notify>) {
    let step = every / u32::from(Part::COUNT);
    for nth in (0..Part::COUNT).cycle() {
        let part = match lost.notified().now_or_never() {
            Some(()) => Part::All,
            None => Part::Nth(nth),
        };
        let untold = Untold::find(&hub, &services, part).await;
        sleep(step).await;
        untold.tell(&hub, &services).await;
    }
}

/// What the log had when it was looked at and those connected had not been told: the last version of each. What cannot be read is left for the
/// next time, and keeps nothing else from being found or told.
#[derive(Debug)]
pub struct Untold {
    part: Part,
    conversations: Vec<(ConversationId, Rev)>,
    users: Vec<(UserId, UserRev)>,
    states: Vec<(UserId, StateVer)>,
}

impl Untold {
    /// Compares what was told of this part with the log.
    pub async fn find(hub: &Hub, services: &Services, part: Part) -> Self {
        let log = &services.sync;
        let (conversations, users, states) =
            (hub.heads(part), hub.user_heads(part), hub.state_heads(part));
        Self {
            part,
            conversations: ahead(conversations, |convs| log.heads(convs)).await,
            users: ahead(users, |users| log.user_heads(users)).await,
            states: ahead(states, |users| log.state_heads(users)).await,
        }
    }

    /// Tells everyone connected what of it they have not been told meanwhile.
    pub async fn tell(self, hub: &Hub, services: &Services) {
        let part = self.part;
        for (conv, told, head) in still(self.conversations, || hub.heads(part)) {
            done(catch_up(hub, services, conv, told, head).await);
        }
        for (user, told, head) in still(self.users, || hub.user_heads(part)) {
            done(catch_up_user(hub, services, user, told, head).await);
        }
        for (user, told, _) in still(self.states, || hub.state_heads(part)) {
            done(catch_up_state(hub, services, user, told).await);
        }
    }
}

/// What there is if it was done; what was not is found again.
fn done<T>(result: Result<T, ServiceError>) -> Option<T> {
    result
        .inspect_err(|error| {
            tracing::warn!(%error, "could not compare what was told with the log");
        })
        .ok()
}

/// The heads of the log that are ahead of what was told.
async fn ahead<K: Copy + Eq + Hash, V: Copy + Ord, Heads>(
    told: Vec<(K, V)>,
    heads: impl Fn(Vec<K>) -> Heads,
) -> Vec<(K, V)>
where
    Heads: Future<Output = Result<Vec<(K, V)>, ServiceError>>,
{
    let mut ahead = Vec::new();
    for told in told.chunks(BATCH) {
        let told: HashMap<K, V> = told.iter().copied().collect();
        let heads = done(heads(told.keys().copied().collect()).await);
        let missing = |(key, head): &(K, V)| told.get(key).is_some_and(|told| told < head);
        ahead.extend(heads.into_iter().flatten().filter(missing));
    }
    ahead
}

/// Of these heads those that are still ahead of what was told, each as key, what was told, head.
fn still<K: Copy + Eq + Hash, V: Copy + Ord>(
    ahead: Vec<(K, V)>,
    told: impl FnOnce() -> Vec<(K, V)>,
) -> impl Iterator<Item = (K, V, V)> {
    // On a quiet server nothing is, and the list of what was told is long.
    let told = if ahead.is_empty() { Vec::new() } else { told() };
    let told: HashMap<K, V> = told.into_iter().collect();
    ahead.into_iter().filter_map(move |(key, head)| {
        let told = *told.get(&key)?;
        (told < head).then_some((key, told, head))
    })
}

async fn catch_up_state(
    hub: &Hub,
    services: &Services,
    user: UserId,
    told: StateVer,
) -> Result<(), ServiceError> {
    let log = &services.sync;
    let tell = |from| async move {
        let (head, items) = log.state_since(user, from).await?;
        for item in items {
            hub.tell_state(user, frame(item));
        }
        metrics::counter!("confab_heads_repaired_total").increment(1);
        Ok(head)
    };
    let last = || async move {
        let heads = log.state_heads(vec![user]).await?;
        Ok(heads
            .into_iter()
            .map(|(_, head)| head)
            .max()
            .unwrap_or_default())
    };
    if let Some(head) = until_still(told, tell, last).await? {
        // Not before: what fails on the way has to be found again.
        hub.told_state(user, head);
    }
    Ok(())
}

/// What was read may be overtaken by what is told meanwhile, and of state the last word counts: so it is told until nothing came in between.
/// Gives the head that was told then; `None` if something came each time: then the next comparison finds it, and nobody waits for that.
async fn until_still<V: Copy + Ord, Tell, Last>(
    told: V,
    tell: impl Fn(V) -> Tell,
    last: impl Fn() -> Last,
) -> Result<Option<V>, ServiceError>
where
    Tell: Future<Output = Result<V, ServiceError>>,
    Last: Future<Output = Result<V, ServiceError>>,
{
    let mut told = told;
    for _ in 0..ROUNDS {
        told = tell(told).await?;
        if last().await? <= told {
            return Ok(Some(told));
        }
    }
    Ok(None)
}

async fn catch_up(
    hub: &Hub,
    services: &Services,
    conv: ConversationId,
    told: Rev,
    head: Rev,
) -> Result<(), ServiceError> {
    for user in hub.connected_of(conv) {
        let item = services.sync.pull(user, conv, told).await?;
        hub.tell(user, frame(item));
        metrics::counter!("confab_heads_repaired_total").increment(1);
    }
    hub.told(conv, head);
    Ok(())
}

async fn catch_up_user(
    hub: &Hub,
    services: &Services,
    user: UserId,
    told: UserRev,
    head: UserRev,
) -> Result<(), ServiceError> {
    match services.sync.pull_user(user, told).await? {
        Some(item) => hub.tell(user, frame(item)),
        // Too far for events: saying hello again brings everything.
        None => hub.lag(user),
    }
    metrics::counter!("confab_heads_repaired_total").increment(1);
    hub.told_user(user, head);
    Ok(())
}

#[cfg(test)]
mod tests;
