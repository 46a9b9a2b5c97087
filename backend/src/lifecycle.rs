//! How the server stops: softly, then hard.
//!
//! A soft stop takes no new connection, tells every client when to come back, writes out what is queued and ends. What has not ended by then
//! is cut. Nothing is lost either way: what was acknowledged is in the log.

use std::{pin::Pin, time::Duration};

use tokio::{signal, time::timeout};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

/// The two stages of stopping, and the tasks that have to hear of them.
#[derive(Clone, Debug, Default)]
pub struct Lifecycle {
    /// Take nothing new, come to an end.
    pub soft: CancellationToken,
    /// End now.
    hard: CancellationToken,
    /// Everything that serves someone.
    tasks: TaskTracker,
    /// Everything that serves those.
    services: TaskTracker,
}

impl Lifecycle {
    /// Runs a task that ends by itself at a soft stop; a hard stop drops it wherever it is.
    pub fn spawn<F>(&self, task: F)
    where
        F: Future<Output = ()> + Send + 'static,
    {
        self.tasks.spawn(until(self.hard.clone(), Box::pin(task)));
    }

    /// Runs a task that serves the others and ends only with them.
    pub fn spawn_service<F>(&self, task: F)
    where
        F: Future<Output = ()> + Send + 'static,
    {
        self.services
            .spawn(until(self.hard.clone(), Box::pin(task)));
    }

    /// Stops: softly, and hard once `drain` has passed. Returns when nothing runs any more; `false` if something had to be cut.
    pub async fn stop(&self, drain: Duration) -> bool {
        self.soft.cancel();
        self.tasks.close();
        let ended = timeout(drain, self.tasks.wait()).await.is_ok();
        self.hard.cancel();
        self.tasks.wait().await;
        self.services.close();
        self.services.wait().await;
        ended
    }
}

/// Runs a task until it ends or is cut. The task is boxed: as an argument it would take its size twice, once as captured and once as awaited,
/// for as long as the connection that it serves.
async fn until<F>(cut: CancellationToken, mut task: Pin<Box<F>>)
where
    F: Future<Output = ()>,
{
    tokio::select! {
        () = cut.cancelled() => {}
        () = task.as_mut() => {}
    }
}

/// Waits for whoever runs the server to end it: SIGTERM, or Ctrl-C.
pub async fn stop_signal() {
    #[cfg(unix)]
    {
        let Ok(mut terminate) = signal::unix::signal(signal::unix::SignalKind::terminate()) else {
            return wait_for_ctrl_c().await;
        };
        tokio::select! {
            _ = terminate.recv() => {}
            () = wait_for_ctrl_c() => {}
        }
    }
    #[cfg(not(unix))]
    wait_for_ctrl_c().await;
}

/// Where there is no such signal, the server runs until it is killed.
async fn wait_for_ctrl_c() {
    if signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}
