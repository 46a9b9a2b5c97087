//! The floor's protocol.

use std::net::{Ipv4Addr, SocketAddr};

use futures_util::SinkExt as _;
use tokio_tungstenite::tungstenite::{Message, Utf8Bytes};

use super::{Adapter, Seen, body};
use crate::{
    failure::Failure,
    floor::wire::{self, INDEX, Person},
    socket::{self, Socket},
};

/// The bare floor at an address.
#[derive(Clone, Copy, Debug)]
pub struct Floor {
    /// Where it listens.
    pub server: SocketAddr,
}

impl Adapter for Floor {
    async fn connect(&self, person: usize, from: Ipv4Addr) -> Result<Socket, Failure> {
        let mut socket = socket::open(self.server, "/", &[], from).await?;
        socket
            .send(Message::Text(wire::hello(number(person))))
            .await?;
        Ok(socket)
    }

    fn message(&self, pair: usize, index: u64) -> Utf8Bytes {
        wire::send(index, number(2 * pair + 1), &body(index))
    }

    fn read(&self, frame: &str) -> Seen {
        let index = frame
            .get(1..=INDEX)
            .and_then(|digits| u64::from_str_radix(digits, 16).ok());
        match (frame.as_bytes().first(), index) {
            (Some(b'a'), Some(index)) => Seen::Ack(index),
            (Some(b'd'), Some(index)) => Seen::Delivery(index),
            _ => Seen::Other,
        }
    }

    fn pong(&self) -> Utf8Bytes {
        Utf8Bytes::default()
    }
}

/// Nobody runs four billion people on one machine.
fn number(person: usize) -> Person {
    Person::try_from(person).unwrap_or(Person::MAX)
}
