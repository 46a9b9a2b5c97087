//! The floor's protocol.

use std::net::{Ipv4Addr, SocketAddr};

use futures_util::SinkExt as _;
use tokio_tungstenite::tungstenite::Message;

use super::{Adapter, BODY_BYTES, BODY_DIGITS, Seen, body, hexadecimal, template::Template};
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

    fn messages(&self, pair: usize) -> Result<Template, Failure> {
        let text = wire::send(0, number(2 * pair + 1), &body(0));
        let body_at = text.len() - BODY_BYTES;
        Template::new(&text, &[1..1 + INDEX, body_at..body_at + BODY_DIGITS])
    }

    fn read(&self, frame: &[u8]) -> Seen {
        // A delivery says the index in its own right; the body repeats it.
        match (frame.first(), hexadecimal(frame.get(1..=INDEX))) {
            (Some(b'a'), Some(index)) => Seen::Ack(index),
            (Some(b'd'), Some(index)) => Seen::Delivery(index),
            _ => Seen::Other,
        }
    }

    fn pong(&self) -> String {
        String::new()
    }
}

/// Nobody runs four billion people on one machine.
fn number(person: usize) -> Person {
    Person::try_from(person).unwrap_or(Person::MAX)
}
