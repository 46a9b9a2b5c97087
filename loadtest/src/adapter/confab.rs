//! Confab's protocol. Frames are made once per pair from the contract's own types; for each message only the digits of its key and of its
//! text are written, and only those are read from an answer: the generator must not be what is measured. The tests hold these short
//! cuts to the contract.

use std::net::{Ipv4Addr, SocketAddr};

use common::{
    ids::{ConversationId, IdempotencyKey},
    model::{Body, Draft, ephemeral::TypingKind},
    protocol::{
        codec,
        v1::{ClientBody, ClientFrame, Hello, ServerFrame, VERSION},
    },
};
use futures_util::{SinkExt as _, StreamExt as _};
use tokio::task::JoinSet;
use tokio_tungstenite::tungstenite::Message;

use super::{
    Adapter, BODY_DIGITS, Seen, body, hexadecimal,
    template::{Template, client_frame},
};
use crate::{
    account::Account, client::reader, failure::Failure, generator::Chorus, socket::Socket,
};

/// Hexadecimal digits at the end of a key that carry the index: the last group of a UUID.
const KEY_DIGITS: usize = 12;
/// Registrations at once: hashing a password keeps a core busy.
const HASHERS: usize = 4;
/// Characters of a UUID.
const KEY_CHARS: usize = 36;

/// A Confab with people in it, and a conversation for each pair.
#[derive(Clone, Debug)]
pub struct Confab {
    server: SocketAddr,
    people: Vec<Account>,
    convs: Vec<ConversationId>,
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
            convs: Vec::new(),
        };
        for pair in 0..people / 2 {
            let (one, other) = (confab.account(2 * pair)?, confab.account(2 * pair + 1)?);
            let conv = reader::meet(server, one, other).await?;
            confab.convs.push(conv);
        }
        Ok(confab)
    }

    /// What people give away besides their messages.
    pub fn chorus(&self) -> Result<Chorus, Failure> {
        let typing = self.convs.iter().map(|conv| {
            say(ClientBody::Typing {
                conv: *conv,
                kind: TypingKind::Text,
                on: true,
            })
        });
        Ok(Chorus {
            typing: typing.collect::<Result<_, _>>()?,
            away: say(ClientBody::Activity { active: false })?,
            back: say(ClientBody::Activity { active: true })?,
        })
    }

    /// The frame with which a person watches the other one of the pair.
    pub fn watch(&self, person: usize) -> Result<Vec<u8>, Failure> {
        let other = self.account(person ^ 1)?.user;
        say(ClientBody::Watch { users: vec![other] })
    }

    /// What everyone signs in as.
    pub fn usernames(&self) -> impl Iterator<Item = &str> {
        self.people.iter().map(|account| account.username.as_str())
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

    fn messages(&self, pair: usize) -> Result<Template, Failure> {
        let conv = self
            .convs
            .get(pair)
            .ok_or_else(|| Failure::Unexpected(format!("there is no pair {pair}")))?;
        messages(*conv)
    }

    fn read(&self, frame: &[u8]) -> Seen {
        read(frame)
    }

    fn pong(&self) -> String {
        codec::encode_client(&ClientFrame {
            id: 3,
            body: ClientBody::Pong,
        })
    }
}

fn say(body: ClientBody) -> Result<Vec<u8>, Failure> {
    client_frame(&codec::encode_client(&ClientFrame { id: 2, body }))
}

/// The messages in a conversation: the index is in their key and at the beginning of their text.
fn messages(conv: ConversationId) -> Result<Template, Failure> {
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
    let find = |what: &str| text.find(what).unwrap_or(text.len());
    let key_at = find(&cid.to_string()) + KEY_CHARS - KEY_DIGITS;
    let body_at = find(&body(0));
    let places = [key_at..key_at + KEY_DIGITS, body_at..body_at + BODY_DIGITS];
    Template::new(&text, &places)
}

/// Before a message's text in a delta, and where it stands at the earliest: behind two ids, the key and the names of the fields.
const TEXT: &[u8] = b"\"text\":\"";
const TEXT_AT: usize = 220;

fn read(frame: &[u8]) -> Seen {
    let Some(rest) = frame.strip_prefix(b"{\"t\":\"") else {
        return Seen::Other;
    };
    let found = if let Some(rest) = rest.strip_prefix(b"sent\",\"cid\":\"") {
        hexadecimal(rest.get(KEY_CHARS - KEY_DIGITS..KEY_CHARS)).map(Seen::Ack)
    } else if rest.starts_with(b"delta\"") {
        text(frame)
            .and_then(|text| hexadecimal(text.get(..BODY_DIGITS)))
            .map(Seen::Delivery)
    } else if rest.starts_with(b"ping\"") {
        Some(Seen::Ping)
    } else if rest.starts_with(b"typing_set\"") {
        Some(Seen::Typing)
    } else if rest.starts_with(b"presence\"") {
        Some(Seen::Presence)
    } else if rest.starts_with(b"send_err\"") || rest.starts_with(b"error\"") {
        Some(Seen::Refusal)
    } else {
        None
    };
    found.unwrap_or(Seen::Other)
}

/// What follows the name of a delta's text.
fn text(delta: &[u8]) -> Option<&[u8]> {
    let late = delta.get(TEXT_AT..)?;
    let at = late.windows(TEXT.len()).position(|here| here == TEXT)?;
    late.get(at + TEXT.len()..)
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
