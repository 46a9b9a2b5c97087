//! Confab's protocol. Frames are made once per pair from the contract's own types; for each message only the digits of its key and its
//! index are written, and only those are read from an answer: the generator must not be what is measured. The tests hold these short
//! cuts to the contract.

use std::net::{Ipv4Addr, SocketAddr};

use common::{
    ids::{ConversationId, IdempotencyKey},
    model::{Body, Draft},
    protocol::{
        codec,
        v1::{ClientBody, ClientFrame, Hello, ServerFrame, VERSION},
    },
};
use futures_util::{SinkExt as _, StreamExt as _};
use tokio::task::JoinSet;
use tokio_tungstenite::tungstenite::{Message, Utf8Bytes};

use super::{Adapter, Seen, body};
use crate::{account::Account, client::reader, failure::Failure, socket::Socket};

/// Hexadecimal digits at the end of a key that carry the index: the last group of a UUID.
const KEY_DIGITS: usize = 12;
/// Hexadecimal digits at the beginning of a body that carry it.
const BODY_DIGITS: usize = 16;
/// Registrations at once: hashing a password keeps a core busy.
const HASHERS: usize = 4;
/// Characters of a UUID.
const KEY_CHARS: usize = 36;

/// A Confab with people in it, and a conversation for each pair.
#[derive(Clone, Debug)]
pub struct Confab {
    server: SocketAddr,
    people: Vec<Account>,
    frames: Vec<Template>,
}

/// A frame, and where in it the index is written.
#[derive(Clone, Debug)]
struct Template {
    text: Vec<u8>,
    key_at: usize,
    body_at: usize,
}

impl Template {
    fn new(conv: ConversationId) -> Self {
        let cid = IdempotencyKey::from_bytes(*b"load\0\0\x70\0\x80\0\0\0\0\0\0\0");
        let text = codec::encode_client(&ClientFrame {
            id: 1,
            body: ClientBody::Send {
                conv,
                draft: Draft {
                    cid,
                    body: Body::Text { text: body(0) },
                    reply_to: None,
                    files: Vec::new(),
                    mentions: Vec::new(),
                },
                read_upto: None,
            },
        });
        let find = |what: &str| text.find(what).unwrap_or_default();
        Self {
            key_at: find(&cid.to_string()) + KEY_CHARS - KEY_DIGITS,
            body_at: find(&body(0)),
            text: text.into_bytes(),
        }
    }

    fn with(&self, index: u64) -> Utf8Bytes {
        let mut text = self.text.clone();
        let digits = format!("{index:016x}");
        for (at, digits) in [
            (self.key_at, &digits[BODY_DIGITS - KEY_DIGITS..]),
            (self.body_at, &digits),
        ] {
            if let Some(place) = text.get_mut(at..at + digits.len()) {
                place.copy_from_slice(digits.as_bytes());
            }
        }
        // Digits were written over digits, so it is still UTF-8; if it were not, the server would refuse it and the run be void.
        Utf8Bytes::try_from(text).unwrap_or_default()
    }
}

impl Confab {
    /// Registers `people` people, and opens the conversations of all pairs of them.
    pub async fn with_people(server: SocketAddr, people: usize) -> Result<Self, Failure> {
        let mut registering = JoinSet::new();
        let mut accounts = Vec::with_capacity(people);
        for number in 0..people {
            if registering.len() >= HASHERS {
                accounts.extend(joined(&mut registering).await?);
            }
            registering
                .spawn(async move { Account::register(server, &format!("load{number:05}")).await });
        }
        while !registering.is_empty() {
            accounts.extend(joined(&mut registering).await?);
        }
        let mut confab = Self {
            server,
            people: accounts,
            frames: Vec::new(),
        };
        for pair in 0..people / 2 {
            let other = confab.account(2 * pair + 1)?.user;
            let conv = reader::open_direct(server, confab.account(2 * pair)?, other).await?;
            confab.frames.push(Template::new(conv));
        }
        Ok(confab)
    }

    fn account(&self, person: usize) -> Result<&Account, Failure> {
        // More connections than people: the first ones have a second device.
        self.people
            .get(person % self.people.len().max(1))
            .ok_or_else(|| Failure::Unexpected("there are no people".to_owned()))
    }
}

impl Adapter for Confab {
    async fn connect(&self, person: usize, from: Ipv4Addr) -> Result<Socket, Failure> {
        let mut socket = self.account(person)?.open(self.server, from).await?;
        let hello = ClientFrame {
            id: 1,
            body: ClientBody::Hello(Hello {
                versions: vec![VERSION],
                ..Hello::default()
            }),
        };
        socket
            .send(Message::text(codec::encode_client(&hello)))
            .await?;
        while let Some(message) = socket.next().await {
            let frame = message?.to_text().ok().and_then(codec::decode_server);
            if frame == Some(ServerFrame::CaughtUp) {
                return Ok(socket);
            }
        }
        Err(Failure::Unexpected(
            "the server closed the connection before it had caught up".to_owned(),
        ))
    }

    fn message(&self, pair: usize, index: u64) -> Utf8Bytes {
        self.frames
            .get(pair)
            .map(|frame| frame.with(index))
            .unwrap_or_default()
    }

    fn read(&self, frame: &str) -> Seen {
        read(frame)
    }

    fn pong(&self) -> Utf8Bytes {
        let pong = ClientFrame {
            id: 3,
            body: ClientBody::Pong,
        };
        codec::encode_client(&pong).into()
    }
}

fn read(frame: &str) -> Seen {
    let Some(rest) = frame.strip_prefix("{\"t\":\"") else {
        return Seen::Other;
    };
    let found = if let Some(rest) = rest.strip_prefix("sent\",\"cid\":\"") {
        hexadecimal(rest.get(KEY_CHARS - KEY_DIGITS..KEY_CHARS)).map(Seen::Ack)
    } else if rest.starts_with("delta\"") {
        rest.split_once("\"text\":\"")
            .and_then(|(_, text)| hexadecimal(text.get(..BODY_DIGITS)))
            .map(Seen::Delivery)
    } else if rest.starts_with("ping\"") {
        Some(Seen::Ping)
    } else if rest.starts_with("send_err\"") || rest.starts_with("error\"") {
        Some(Seen::Refusal)
    } else {
        None
    };
    found.unwrap_or(Seen::Other)
}

fn hexadecimal(digits: Option<&str>) -> Option<u64> {
    u64::from_str_radix(digits?, 16).ok()
}

async fn joined(
    registering: &mut JoinSet<Result<Account, Failure>>,
) -> Result<Option<Account>, Failure> {
    match registering.join_next().await {
        None => Ok(None),
        Some(Ok(account)) => account.map(Some),
        Some(Err(error)) => Err(Failure::Unexpected(format!("registering: {error}"))),
    }
}

#[cfg(test)]
mod tests;
