//! What a connection hears of the hub while it waits for its client.

use std::{
    collections::VecDeque,
    pin::Pin,
    task::{Context, Poll},
};

use futures_util::{FutureExt, Sink, Stream};
use tokio_tungstenite::tungstenite::{Error as SocketError, Message, Utf8Bytes};

use super::{Heard, Wish, exchange};
use crate::hub::{Ended, Outbox};

/// The socket of a client that neither reads nor says anything.
struct Stuck;

impl Stream for Stuck {
    type Item = Result<Message, SocketError>;

    fn poll_next(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Pending
    }
}

impl Sink<Message> for Stuck {
    type Error = SocketError;

    fn poll_ready(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Result<(), SocketError>> {
        Poll::Pending
    }

    fn start_send(self: Pin<&mut Self>, _: Message) -> Result<(), SocketError> {
        unreachable!("it is never ready")
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Result<(), SocketError>> {
        Poll::Pending
    }

    fn poll_close(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Result<(), SocketError>> {
        Poll::Pending
    }
}

/// By not reading its catch-up a client cannot put off the end of its session.
#[test]
fn an_end_is_heard_while_the_client_catches_up_and_does_not_read() {
    let outbox = Outbox::default();
    let mut replies = VecDeque::from([Utf8Bytes::from_static("{}")]);
    let mut hear = || {
        let wish = Wish {
            outbox: Some(&outbox),
            news: false,
            read: true,
            know_when_written: true,
        };
        exchange(&mut Stuck, &mut replies, &mut false, wish).now_or_never()
    };
    assert!(hear().is_none(), "there is nothing to hear yet");
    let ended = Ended::Lagged;
    outbox.end(ended);
    assert!(matches!(hear(), Some(Heard::Ended(heard)) if heard == ended));
}
