//! What waits to be written to one connection: bounded in frames and bytes, and never blocking whoever puts something in.
//!
//! Three classes of frames are told apart by what may happen to them when there is no room. *Durable* ones are never dropped: no room ends
//! the connection with [`close::LAGGED`], and the client fetches what it missed from the log, which has it. (*State*, where only the latest
//! value counts, and *ephemeral*, which goes first, come with the capabilities that need them: a key to replace by, and a mark at half of
//! the room.)

use std::{
    collections::VecDeque,
    sync::{Mutex, MutexGuard, PoisonError},
    task::{Context, Poll},
};

use bytes::Bytes;
use common::{limits, protocol::v1::close};
use futures_util::task::AtomicWaker;

/// The room in an outbox.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OutboxLimits {
    /// Frames.
    pub frames: usize,
    /// Their bytes together.
    pub bytes: usize,
}

impl Default for OutboxLimits {
    fn default() -> Self {
        Self {
            frames: limits::OUTBOX_FRAMES,
            bytes: limits::OUTBOX_BYTES,
        }
    }
}

/// Why a connection has to end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ended {
    /// The code to close with; see [`close`].
    pub code: u16,
    /// What has been queued is still worth sending.
    pub after_queued: bool,
}

/// The queue of one connection. A plain ring under a lock that is held for a push or a pop only: an idle connection costs it no memory,
/// where a channel would keep a block of slots.
#[derive(Debug, Default)]
pub struct Outbox {
    queue: Mutex<Queue>,
    reader: AtomicWaker,
}

#[derive(Debug, Default)]
struct Queue {
    frames: VecDeque<Bytes>,
    bytes: usize,
    ended: Option<Ended>,
}

/// Slots that a drained queue keeps; more are given back, so that one burst does not cost its memory for ever.
const KEPT_SLOTS: usize = 8;

impl Outbox {
    /// Queues a frame that must not be lost. If there is no room the connection ends and what is queued is dropped: the client asks the log
    /// for all of it.
    pub(super) fn push_durable(&self, frame: Bytes, limits: OutboxLimits) {
        let mut queue = self.lock();
        if queue.ended.is_some() {
            return;
        }
        queue.bytes += frame.len();
        queue.frames.push_back(frame);
        if queue.frames.len() > limits.frames || queue.bytes > limits.bytes {
            metrics::counter!("confab_outbox_overflows_total").increment(1);
            queue.frames = VecDeque::new();
            queue.bytes = 0;
            queue.ended = Some(Ended {
                code: close::LAGGED,
                after_queued: false,
            });
        }
        drop(queue);
        self.reader.wake();
    }

    /// Asks the connection to end. The first reason counts.
    pub fn end(&self, ended: Ended) {
        self.lock().ended.get_or_insert(ended);
        self.reader.wake();
    }

    /// The next frame to write, if there is one.
    pub fn pop(&self) -> Option<Bytes> {
        let mut queue = self.lock();
        let frame = queue.frames.pop_front()?;
        queue.bytes -= frame.len();
        if queue.frames.is_empty() && queue.frames.capacity() > KEPT_SLOTS {
            queue.frames.shrink_to(KEPT_SLOTS);
        }
        Some(frame)
    }

    /// Why the connection has to end, once it has to.
    pub fn ended(&self) -> Option<Ended> {
        self.lock().ended
    }

    /// Ready when there is a frame or a reason to end. One task may wait.
    pub fn poll_news(&self, cx: &mut Context<'_>) -> Poll<()> {
        self.reader.register(cx.waker());
        let queue = self.lock();
        if queue.frames.is_empty() && queue.ended.is_none() {
            Poll::Pending
        } else {
            Poll::Ready(())
        }
    }

    /// Nothing panics while it holds the lock; if something ever did, the queue would still be a queue.
    fn lock(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
