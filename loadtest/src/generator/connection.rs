//! One connection of the generator.

use std::sync::Arc;

use futures_util::{SinkExt as _, StreamExt as _};
use tokio::{sync::mpsc::UnboundedReceiver, time::Instant};
use tokio_tungstenite::tungstenite::{Message, Utf8Bytes};

use super::board::Board;
use crate::{
    adapter::{Adapter, Seen},
    socket::Socket,
};

/// Which end of a pair a connection is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    /// Writes, and counts acknowledgements.
    Sender {
        /// Of which pair.
        pair: usize,
    },
    /// Counts deliveries.
    Recipient,
}

/// Drives a connection until the server closes it or the generator lets it go.
pub(super) async fn run<A: Adapter>(
    mut socket: Socket,
    end: End,
    adapter: Arc<A>,
    board: Arc<Board>,
    mut inbox: UnboundedReceiver<Utf8Bytes>,
) {
    loop {
        tokio::select! {
            message = socket.next() => {
                let Some(Ok(message)) = message else { return };
                let Ok(frame) = message.to_text() else { continue };
                let answer = match (adapter.read(frame), end) {
                    (Seen::Ack(index), End::Sender { pair }) => {
                        let goes_on = board.acked(index, Instant::now());
                        goes_on.then(|| next_message(&*adapter, &board, pair))
                    }
                    (Seen::Delivery(index), End::Recipient) => {
                        board.delivered(index, Instant::now());
                        None
                    }
                    (Seen::Ping, _) => Some(adapter.pong()),
                    (Seen::Refusal, _) => {
                        board.refused();
                        None
                    }
                    _ => None,
                };
                if let Some(answer) = answer
                    && socket.send(Message::Text(answer)).await.is_err()
                {
                    return;
                }
            }
            first = inbox.recv() => {
                let Some(first) = first else { return };
                let mut next = Some(first);
                while let Some(frame) = next {
                    if socket.feed(Message::Text(frame)).await.is_err() {
                        return;
                    }
                    next = inbox.try_recv().ok();
                }
                if socket.flush().await.is_err() {
                    return;
                }
            }
        }
    }
}

/// The next message of a pair in a closed loop.
pub(super) fn next_message<A: Adapter>(adapter: &A, board: &Board, pair: usize) -> Utf8Bytes {
    let index = board.next_index();
    board.offered(Instant::now());
    adapter.message(pair, index)
}
