//! The floor's connections, and who is connected.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError, mpsc},
};

use futures_util::{SinkExt as _, StreamExt as _};
use tokio::{
    net::TcpStream,
    sync::mpsc::{self as channel, UnboundedSender},
};
use tokio_tungstenite::tungstenite::{Message, Utf8Bytes, protocol::WebSocketConfig};

use super::{
    wire::{self, Person, Request},
    writer::Job,
};

/// Who is connected. A plain lock: it is held for a look-up, never across an await, and there is one network thread.
#[derive(Clone, Debug, Default)]
pub struct Switchboard(Arc<Mutex<HashMap<Person, UnboundedSender<Utf8Bytes>>>>);

impl Switchboard {
    fn connect(&self, person: Person, outlet: UnboundedSender<Utf8Bytes>) {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(person, outlet);
    }

    /// Acknowledges and delivers what was committed.
    pub fn announce(&self, group: Vec<Job>) {
        let people = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let tell = |person, frame| {
            if let Some(outlet) = people.get(&person) {
                // Somebody who has just left is told nothing.
                outlet.send(frame).ok();
            }
        };
        for job in group {
            if let Some(Request::Send { index, to, body }) = wire::read(&job.frame) {
                tell(job.from, wire::ack(index));
                tell(to, wire::delivery(index, body));
            }
        }
    }
}

/// Small buffers, because most connections are idle; limits as a public server would have them.
fn buffers() -> WebSocketConfig {
    WebSocketConfig::default()
        .read_buffer_size(4 * 1024)
        .write_buffer_size(4 * 1024)
        .max_write_buffer_size(1024 * 1024)
        .max_message_size(Some(64 * 1024))
        .max_frame_size(Some(64 * 1024))
}

/// One connection, from its handshake to its end.
pub async fn run(stream: TcpStream, switchboard: Switchboard, jobs: mpsc::Sender<Job>) {
    let Ok(mut socket) = tokio_tungstenite::accept_async_with_config(stream, Some(buffers())).await
    else {
        return;
    };
    let (outlet, mut inbox) = channel::unbounded_channel();
    let mut me = None;
    loop {
        tokio::select! {
            frame = socket.next() => {
                let Some(Ok(Message::Text(frame))) = frame else { return };
                match (wire::read(&frame), me) {
                    (Some(Request::Hello(person)), _) => {
                        switchboard.connect(person, outlet.clone());
                        me = Some(person);
                    }
                    (Some(Request::Send { .. }), Some(from)) => {
                        if jobs.send(Job { from, frame }).is_err() {
                            return;
                        }
                    }
                    _ => return,
                }
            }
            Some(first) = inbox.recv() => {
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
