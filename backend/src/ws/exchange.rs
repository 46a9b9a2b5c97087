//! One look at a socket, both ways: write what there is, read what has come.
//!
//! Both directions in one poll and one task: splitting a socket costs a lock and a second waker for each connection.

use std::{collections::VecDeque, task::Poll};

use futures_util::{Sink, SinkExt, Stream, StreamExt, future::poll_fn};
use tokio_tungstenite::tungstenite::{Error as SocketError, Message, Utf8Bytes};

use crate::hub::{Ended, Outbox};

/// What an exchange with the socket brought.
pub(super) enum Heard {
    Frame(Message),
    /// The socket's stream has ended, or failed.
    Failed(Option<SocketError>),
    /// The hub wants the connection to end.
    Ended(Ended),
    /// Nothing, but what there was to say has been handed to the socket: the greeting may go on.
    Written,
}

/// What is wanted of an exchange.
pub(super) struct Wish<'a> {
    /// The connection's place in the hub, once it has one; heeded when it says that the connection is to end.
    pub(super) outbox: Option<&'a Outbox>,
    /// Write what waits there, too.
    pub(super) news: bool,
    /// Read a frame.
    pub(super) read: bool,
    /// Come back when everything that was to be said is with the socket.
    pub(super) know_when_written: bool,
}

/// Writes whatever can be written and flushes it, then reads a frame. Comes back with a frame, with the socket's end or with the hub's wish
/// to end; as long as none of these is there, it keeps writing what comes.
pub(super) async fn exchange<S>(
    socket: &mut S,
    replies: &mut VecDeque<Utf8Bytes>,
    unflushed: &mut bool,
    wish: Wish<'_>,
) -> Heard
where
    S: Stream<Item = Result<Message, SocketError>> + Sink<Message, Error = SocketError> + Unpin,
{
    let Wish {
        outbox,
        news,
        read,
        know_when_written,
    } = wish;
    let mut wrote = false;
    poll_fn(|cx| {
        // Before looking at what is there, so that whatever comes after the look wakes this task again.
        if let Some(outbox) = outbox
            && outbox.poll_news(cx).is_ready()
            && let Some(ended) = outbox.ended()
        {
            return Poll::Ready(Heard::Ended(ended));
        }
        loop {
            match socket.poll_ready_unpin(cx) {
                Poll::Ready(Ok(())) => {}
                Poll::Ready(Err(error)) => return Poll::Ready(Heard::Failed(Some(error))),
                Poll::Pending => break,
            }
            let next = replies.pop_front().or_else(|| {
                let frame = outbox.filter(|_| news)?.pop()?;
                // Our own encoder wrote it.
                Utf8Bytes::try_from(frame).ok()
            });
            let Some(text) = next else {
                if know_when_written && wrote {
                    return Poll::Ready(Heard::Written);
                }
                break;
            };
            if let Err(error) = socket.start_send_unpin(Message::Text(text)) {
                return Poll::Ready(Heard::Failed(Some(error)));
            }
            *unflushed = true;
            wrote = true;
        }
        if *unflushed {
            match socket.poll_flush_unpin(cx) {
                Poll::Ready(Ok(())) => *unflushed = false,
                Poll::Ready(Err(error)) => return Poll::Ready(Heard::Failed(Some(error))),
                Poll::Pending => {}
            }
        }
        if !read {
            return Poll::Pending;
        }
        match socket.poll_next_unpin(cx) {
            Poll::Ready(Some(Ok(message))) => Poll::Ready(Heard::Frame(message)),
            Poll::Ready(Some(Err(error))) => Poll::Ready(Heard::Failed(Some(error))),
            Poll::Ready(None) => Poll::Ready(Heard::Failed(None)),
            Poll::Pending => Poll::Pending,
        }
    })
    .await
}

#[cfg(test)]
mod tests;
