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
use tokio_tungstenite::tungstenite::{Message, Utf8Bytes};

use super::{Adapter, Seen, body};
use crate::{account::Account, failure::Failure, socket::Socket};

/// Hexadecimal digits at the end of a key that carry the index: the last group of a UUID.
const KEY_DIGITS: usize = 12;
/// Hexadecimal digits at the beginning of a body that carry it.
const BODY_DIGITS: usize = 16;
/// Characters of a UUID.
const KEY_CHARS: usize = 36;

/// A Confab with people in it, and a conversation for each pair.
#[derive(Debug)]
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
    /// Registers `people` people.
    pub async fn with_people(server: SocketAddr, people: usize) -> Result<Self, Failure> {
        let mut accounts = Vec::with_capacity(people);
        for number in 0..people {
            accounts.push(Account::register(server, &format!("load{number:05}")).await?);
        }
        Ok(Self {
            server,
            people: accounts,
            frames: Vec::new(),
        })
    }

    /// The same people on another server process with the same data.
    #[must_use]
    pub fn moved_to(self, server: SocketAddr) -> Self {
        Self { server, ..self }
    }

    /// Opens the conversations of the first `pairs` pairs.
    pub async fn open_pairs(&mut self, pairs: usize) -> Result<(), Failure> {
        for pair in 0..pairs {
            let other = self.account(2 * pair + 1)?.user;
            let mut socket = self.connect(2 * pair, Ipv4Addr::LOCALHOST).await?;
            let ask = ClientFrame {
                id: 2,
                body: ClientBody::OpenDirect { user: other },
            };
            socket
                .send(Message::text(codec::encode_client(&ask)))
                .await?;
            let conv = wait_for(&mut socket, |frame| match frame {
                ServerFrame::Opened { catch, .. } => Some(Ok(catch.conv)),
                ServerFrame::Error { error, .. } => {
                    Some(Err(Failure::Unexpected(error.to_string())))
                }
                _ => None,
            })
            .await??;
            self.frames.push(Template::new(conv));
        }
        Ok(())
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
        wait_for(&mut socket, |frame| {
            matches!(frame, ServerFrame::CaughtUp).then_some(())
        })
        .await?;
        Ok(socket)
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

/// Reads frames until one is what is waited for.
async fn wait_for<T>(
    socket: &mut Socket,
    wanted: impl Fn(ServerFrame) -> Option<T>,
) -> Result<T, Failure> {
    while let Some(message) = socket.next().await {
        let found = message?
            .to_text()
            .ok()
            .and_then(codec::decode_server)
            .and_then(&wanted);
        if let Some(found) = found {
            return Ok(found);
        }
    }
    Err(Failure::Unexpected(
        "the server closed the connection while it was being set up".to_owned(),
    ))
}

#[cfg(test)]
mod tests;
