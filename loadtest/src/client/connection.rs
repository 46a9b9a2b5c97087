//! One connection: `hello` with what is held, after `welcome` everything that waits, then whatever comes.

use std::{net::Ipv4Addr, time::Duration};

use common::{
    ids::ConversationId,
    model::{Body, Draft, Event, Logged},
    protocol::{
        codec,
        v1::{Catch, CatchUp, ClientBody, ClientFrame, Hello, Retry, ServerFrame, VERSION},
    },
    seq::Rev,
};
use futures_util::{SinkExt as _, StreamExt as _};
use tokio::{
    sync::watch,
    time::{Instant, MissedTickBehavior, interval, timeout},
};
use tokio_tungstenite::tungstenite::Message;

use super::{ANSWER, Client, Flaw, Phase, broken};
use crate::{
    checker::history::{Happening, Line, Log},
    failure::Failure,
    socket::Socket,
};

/// The longest that a client waits when it is told to; a test has no time for more.
const PATIENCE: Duration = Duration::from_secs(1);

impl Client {
    /// Works on one connection until everything is answered that is to be. An error is the end of the connection.
    pub(super) async fn connected(
        &mut self,
        phase: &mut watch::Receiver<Phase>,
    ) -> Result<(), Failure> {
        self.outbox.disconnected();
        let mut socket = self.greet().await?;
        let mut pace = interval(self.habits.pace);
        pace.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut welcome = false;
        let mut hold_until = Instant::now();
        let mut heard = Instant::now();
        loop {
            let enough = self.has_pressed_enough(*phase.borrow());
            if enough && self.outbox.is_empty() {
                return Ok(());
            }
            if welcome && Instant::now() >= hold_until {
                self.send_what_is_due(&mut socket).await?;
            }
            tokio::select! {
                frame = socket.next() => {
                    heard = Instant::now();
                    let frame = read(frame)?;
                    welcome |= matches!(frame, ServerFrame::Welcome(_));
                    if let Some(wait) = self.take(&mut socket, frame).await? {
                        hold_until = Instant::now() + wait.min(PATIENCE);
                    }
                }
                _ = pace.tick() => {
                    if !enough {
                        self.press();
                    }
                    if heard.elapsed() > ANSWER && !self.outbox.is_empty() {
                        return Err(broken("no answer"));
                    }
                }
            }
        }
    }

    /// Connects, catches up, and pulls what it was not given, until it is at the versions of `log`.
    pub(super) async fn catch_up(&mut self, log: &Log) -> Result<(), Failure> {
        let mut socket = self.greet().await?;
        let mut caught_up = false;
        while !(caught_up && self.held.has(log)) {
            let frame = read(socket.next().await)?;
            if frame == ServerFrame::CaughtUp {
                caught_up = true;
                for (conv, from) in self.held.behind(log) {
                    pull(&mut socket, conv, from).await?;
                }
            }
            self.take(&mut socket, frame).await?;
        }
        Ok(())
    }

    async fn greet(&mut self) -> Result<Socket, Failure> {
        let opening = self.account.open(self.server, Ipv4Addr::LOCALHOST);
        let mut socket = timeout(ANSWER, opening)
            .await
            .map_err(|_| broken("no answer to the handshake"))??;
        let hello = Hello {
            versions: vec![VERSION],
            epoch: self.epoch,
            heads: self.held.heads(),
            ..Hello::default()
        };
        say(&mut socket, 1, ClientBody::Hello(hello)).await?;
        Ok(socket)
    }

    async fn send_what_is_due(&mut self, socket: &mut Socket) -> Result<(), Failure> {
        let random = &mut self.random;
        let flawed = self.habits.flaw == Some(Flaw::NewKeyOnRetry);
        let due = self.outbox.due(self.habits.window, || {
            flawed.then(|| common::ids::IdempotencyKey::from_bytes(random.u128(..).to_be_bytes()))
        });
        for pending in due {
            // Noted before it leaves: from here on it may be stored.
            self.note(Happening::Sent {
                press: pending.press,
                cid: pending.cid,
                conv: pending.conv,
                author: self.account.user,
                text: pending.text.clone(),
            });
            let frame = ClientFrame {
                id: pending.press.number,
                body: ClientBody::Send {
                    conv: pending.conv,
                    draft: Draft {
                        cid: pending.cid,
                        body: Body::Text { text: pending.text },
                        reply_to: None,
                        files: Vec::new(),
                        mentions: Vec::new(),
                    },
                    read_upto: None,
                },
            };
            let text = codec::encode_client(&frame);
            for _ in 0..self.habits.copies {
                socket.feed(Message::text(text.clone())).await?;
            }
        }
        socket.flush().await?;
        Ok(())
    }

    /// Takes a frame. `Some` is how long the server asks to wait before anything is sent again.
    async fn take(
        &mut self,
        socket: &mut Socket,
        frame: ServerFrame,
    ) -> Result<Option<Duration>, Failure> {
        match frame {
            ServerFrame::Welcome(welcome) => {
                if self.epoch.is_some_and(|epoch| epoch != welcome.epoch) {
                    self.held.forget();
                }
                self.epoch = Some(welcome.epoch);
            }
            ServerFrame::Delta { conv, events, .. } => {
                self.take_changes(socket, conv, &events).await?;
            }
            ServerFrame::Conversation(Catch { conv, state, .. }) => match state {
                CatchUp::Reset { snapshot } => {
                    for entry in &snapshot.entries {
                        self.note(Happening::Delivered {
                            conv,
                            rev: snapshot.rev,
                            line: Line::of(entry),
                        });
                    }
                    self.held.replace(conv, &snapshot);
                }
                _ => pull(socket, conv, self.held.rev(conv)).await?,
            },
            ServerFrame::Sent {
                cid,
                conv,
                seq,
                rev,
                ..
            } => {
                self.note(Happening::Acked {
                    cid,
                    conv,
                    seq,
                    rev,
                });
                self.outbox.acked(cid);
            }
            ServerFrame::SendErr { cid, error } => {
                let wait = match error.retry {
                    Retry::SameKey { after_ms } => Some(Duration::from_millis(after_ms.into())),
                    _ => None,
                };
                self.note(Happening::Refused {
                    cid,
                    code: error.code,
                    for_good: wait.is_none(),
                });
                match wait {
                    Some(_) => self.outbox.refused_for_now(cid),
                    None => self.outbox.refused_for_good(cid),
                }
                return Ok(wait);
            }
            ServerFrame::Ping => say(socket, 0, ClientBody::Pong).await?,
            _ => {}
        }
        Ok(None)
    }

    async fn take_changes(
        &mut self,
        socket: &mut Socket,
        conv: ConversationId,
        events: &[Logged],
    ) -> Result<(), Failure> {
        let live = events.len() == 1;
        if live && self.random.f64() < self.habits.loss {
            return Ok(());
        }
        for logged in events {
            if let Event::Posted(entry) = &logged.event {
                self.note(Happening::Delivered {
                    conv,
                    rev: logged.rev,
                    line: Line::of(entry),
                });
            }
        }
        match self.held.take(conv, events) {
            Some(from) => pull(socket, conv, from).await,
            None => Ok(()),
        }
    }
}

/// The next frame; an error if there is none.
pub(super) fn read(
    message: Option<Result<Message, tokio_tungstenite::tungstenite::Error>>,
) -> Result<ServerFrame, Failure> {
    match message {
        Some(Ok(Message::Text(text))) => codec::decode_server(&text)
            .ok_or_else(|| Failure::Unexpected(format!("no frame of the protocol: {text}"))),
        Some(Ok(Message::Close(_))) | None => Err(broken("closed")),
        Some(Ok(_)) => Ok(ServerFrame::Unknown),
        Some(Err(error)) => Err(error.into()),
    }
}

/// Writes a frame.
pub(super) async fn say(socket: &mut Socket, id: u32, body: ClientBody) -> Result<(), Failure> {
    let text = codec::encode_client(&ClientFrame { id, body });
    socket.send(Message::text(text)).await?;
    Ok(())
}

async fn pull(socket: &mut Socket, conv: ConversationId, from: Rev) -> Result<(), Failure> {
    say(socket, 2, ClientBody::Pull { conv, from }).await
}
