//! Finds changes that the bus lost and nothing followed.
//!
//! A client finds a gap by the next change; after the last one there is no next. So every few seconds, and at once when the bus says that
//! it lost something, what was told is compared with the log, and whoever is behind is told what is missing, read in their own name. A
//! change that is just on its way may be told twice: clients drop what they have.
//!
//! State has no log. But whatever changes it has the next number of everyone who hears of it, so a number that was not told shows what was lost.

use std::{sync::Arc, time::Duration};

use common::{
    ids::{ConversationId, UserId},
    seq::{Rev, StateVer, UserRev},
};
use tokio::{sync::Notify, time::timeout};

use super::request::frame;
use crate::{
    hub::Hub,
    service::{ServiceError, Services},
};

/// Versions asked for at once: some milliseconds of one reader.
const BATCH: usize = 500;

/// Compares every `every`, and whenever `lost` is notified, for ever.
pub async fn compare_heads(hub: Hub, services: Services, every: Duration, lost: Arc<Notify>) {
    loop {
        // Either is a reason to compare.
        let _ = timeout(every, lost.notified()).await;
        if let Err(error) = compare(&hub, &services).await {
            tracing::warn!(%error, "could not compare what was told with the log");
        }
    }
}

/// Compares once: tells everyone connected what the log has and they were not told.
pub async fn compare(hub: &Hub, services: &Services) -> Result<(), ServiceError> {
    for told in hub.heads().chunks(BATCH) {
        let convs = told.iter().map(|(conv, _)| *conv).collect();
        let heads = services.sync.heads(convs).await?;
        for (conv, head) in heads {
            let told = told.iter().find(|(other, _)| *other == conv);
            if let Some((_, told)) = told.filter(|(_, told)| *told < head) {
                catch_up(hub, services, conv, *told, head).await?;
            }
        }
    }
    for told in hub.user_heads().chunks(BATCH) {
        let users = told.iter().map(|(user, _)| *user).collect();
        let heads = services.sync.user_heads(users).await?;
        for (user, head) in heads {
            let told = told.iter().find(|(other, _)| *other == user);
            if let Some((_, told)) = told.filter(|(_, told)| *told < head) {
                catch_up_user(hub, services, user, *told, head).await?;
            }
        }
    }
    for told in hub.state_heads().chunks(BATCH) {
        let users = told.iter().map(|(user, _)| *user).collect();
        let heads = services.sync.state_heads(users).await?;
        for (user, head) in heads {
            let told = told.iter().find(|(other, _)| *other == user);
            if let Some((_, told)) = told.filter(|(_, told)| *told < head) {
                catch_up_state(hub, services, user, *told).await?;
            }
        }
    }
    Ok(())
}

/// What was read may be overtaken by what is told meanwhile, and of state the last word counts: so it is read until nothing came in between.
async fn catch_up_state(
    hub: &Hub,
    services: &Services,
    user: UserId,
    told: StateVer,
) -> Result<(), ServiceError> {
    let mut told = told;
    loop {
        let (head, items) = services.sync.state_since(user, told).await?;
        for item in items {
            hub.tell_state(user, frame(item));
        }
        hub.told_state(user, head);
        metrics::counter!("confab_heads_repaired_total").increment(1);
        let heads = services.sync.state_heads(vec![user]).await?;
        if heads.iter().all(|(_, last)| *last <= head) {
            return Ok(());
        }
        told = head;
    }
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
