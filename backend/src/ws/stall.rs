//! A stream whose writes may not stand still for long.
//!
//! A client that stops reading holds a full outbox and full system buffers for as long as its TCP connection lives, and it may go on saying
//! that it is there. Progress is counted in bytes and not in frames: whoever reads a large frame slowly is served slowly.

use std::{
    error::Error,
    io,
    pin::Pin,
    task::{Context, Poll, ready},
    time::Duration,
};

use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    time::{Sleep, sleep},
};

/// Fails a write with [`Stalled`] when not a byte was taken for `longest`.
pub(super) struct StallLimit<S> {
    stream: S,
    longest: Duration,
    /// Since the last byte that was taken; while nothing waits there is none, and an idle connection pays a pointer.
    patience: Option<Pin<Box<Sleep>>>,
}

/// Nothing was taken for too long.
#[derive(Debug, thiserror::Error)]
#[error("the other end takes nothing")]
pub(super) struct Stalled;

impl Stalled {
    /// Whether this is why a socket failed.
    pub(super) fn is_behind(error: &io::Error) -> bool {
        error
            .get_ref()
            .is_some_and(<dyn Error + Send + Sync>::is::<Self>)
    }
}

impl<S> StallLimit<S> {
    pub(super) fn new(stream: S, longest: Duration) -> Self {
        Self {
            stream,
            longest,
            patience: None,
        }
    }

    /// Nothing was taken just now.
    fn wait(&mut self, cx: &mut Context<'_>) -> Poll<io::Error> {
        let longest = self.longest;
        let patience = self
            .patience
            .get_or_insert_with(|| Box::pin(sleep(longest)));
        ready!(patience.as_mut().poll(cx));
        // Anew for the goodbye, which has a limit of its own.
        self.patience = None;
        Poll::Ready(io::Error::other(Stalled))
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for StallLimit<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(cx, bytes);
        if written.is_pending() {
            return self.wait(cx).map(Err);
        }
        self.patience = None;
        written
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for StallLimit<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        into: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(cx, into)
    }
}

#[cfg(test)]
mod tests;
