//! Keeps those who are connected up to date: by the bus, by comparing what they were told with the log, and by comparing who they are with the
//! sessions.

use std::{sync::Arc, time::Duration};

use tokio::sync::Notify;

use super::Parts;
use crate::{
    config::Timing,
    lifecycle::Lifecycle,
    ws::{compare_heads, watch_sessions},
};

/// Does so until the server stops.
pub(super) fn tend(life: &Lifecycle, parts: &Parts, timing: Timing) {
    tell(life, parts, timing.compare_heads);
    let (hub, services) = (parts.hub.clone(), parts.services.clone());
    life.spawn_service(watch_sessions(hub, services, timing.revocation));
}

/// Tells what the bus says, and what it lost: where it says that it lost something, all of it is looked for at the next step.
fn tell(life: &Lifecycle, parts: &Parts, every: Duration) {
    let lost = Arc::new(Notify::new());
    let news = parts.bus.subscribe();
    let deliver = {
        let (hub, lost) = (parts.hub.clone(), Arc::clone(&lost));
        let clock = Arc::clone(&parts.clock);
        let signs = Arc::clone(&parts.services.signs);
        let on_loss = move || {
            lost.notify_one();
            signs.tell_again();
        };
        async move { hub.run(news, &*clock, on_loss).await }
    };
    life.spawn_service(deliver);
    let (hub, services) = (parts.hub.clone(), parts.services.clone());
    life.spawn_service(compare_heads(hub, services, every, lost));
}

#[cfg(test)]
mod tests;
