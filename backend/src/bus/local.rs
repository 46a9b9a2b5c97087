//! The bus of a single server: a ring in memory.

use std::sync::Arc;

use async_trait::async_trait;
use common::limits::MESSAGE_BYTES;
use tokio::sync::broadcast::{
    self,
    error::{RecvError, TryRecvError},
};

use super::{Bus, Envelope, News, Subscription};

/// A ring that holds the latest envelopes for subscribers that are behind.
#[derive(Debug)]
pub struct LocalBus {
    ring: broadcast::Sender<Arc<Envelope>>,
}

const _: () = assert!(LocalBus::TEXT_BYTES <= 64 << 20, "the ring holds too much");

impl LocalBus {
    /// Envelopes that a subscriber may be behind before it loses some: a second at 4,000 messages a second.
    ///
    /// That is a few megabytes of what people write, and [`Self::TEXT_BYTES`] of text if every one of them is as long as it may be.
    pub const CAPACITY: usize = 4_096;
    /// The most text that a full ring holds: 64 MiB.
    pub const TEXT_BYTES: usize = Self::CAPACITY * MESSAGE_BYTES;

    /// A bus whose subscribers may be `capacity` envelopes behind (rounded up to a power of two, at least 1).
    pub fn new(capacity: usize) -> Self {
        Self {
            ring: broadcast::channel(capacity.max(1)).0,
        }
    }
}

impl Default for LocalBus {
    fn default() -> Self {
        Self::new(Self::CAPACITY)
    }
}

impl Bus for LocalBus {
    fn publish(&self, envelope: Envelope) {
        // An error means that nobody listens, which is nobody's loss: the log has it.
        let _ = self.ring.send(Arc::new(envelope));
    }

    fn subscribe(&self) -> Box<dyn Subscription> {
        Box::new(LocalSubscription(self.ring.subscribe()))
    }
}

struct LocalSubscription(broadcast::Receiver<Arc<Envelope>>);

#[async_trait]
impl Subscription for LocalSubscription {
    /// What is there already is taken without asking the runtime for leave: it lets a task take a hundred things before it sends it to the end of
    /// its queue, while each of the hundreds of tasks before it there may publish dozens.
    async fn next(&mut self) -> Option<News> {
        let next = match self.0.try_recv() {
            Err(TryRecvError::Empty) => self.0.recv().await,
            Err(TryRecvError::Lagged(lost)) => Err(RecvError::Lagged(lost)),
            Err(TryRecvError::Closed) => Err(RecvError::Closed),
            Ok(envelope) => Ok(envelope),
        };
        match next {
            Ok(envelope) => Some(News::Envelope(envelope)),
            Err(RecvError::Lagged(lost)) => Some(News::Lost(lost)),
            Err(RecvError::Closed) => None,
        }
    }
}

#[cfg(test)]
mod tests;
