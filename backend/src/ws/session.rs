//! Drives the [`Machine`] over a socket: the only `select!` of a connection, and its only task.
//!
//! Nothing here waits for the socket to take a frame: what the socket does not take now stays in the outbox, which is bounded, while the
//! session goes on hearing its client, its timer and its end. Frames are fed as many as there are and flushed once.

use std::{collections::VecDeque, num::NonZeroU32, pin::pin, sync::Arc, time::Duration};

use common::{
    ids::ConnectionId,
    protocol::{
        codec,
        v1::{ServerFrame, close},
    },
};
use futures_util::{Sink, SinkExt, Stream, StreamExt, future::BoxFuture, stream::FuturesUnordered};
use tokio::{
    task::yield_now,
    time::{Instant, Sleep, sleep_until, timeout},
};
use tokio_tungstenite::tungstenite::{
    Error as SocketError, Message, Utf8Bytes,
    protocol::{CloseFrame, frame::coding::CloseCode},
};

use super::{
    closing::Closing,
    exchange::{Heard, Wish, exchange},
    greeting::{Beginning, Greeting},
    machine::{Machine, Step},
    rate_limit::FrameRate,
    request::{Answer, answer},
    revocation::{Looks, still_signed_in},
    upgrade::{Sockets, Waiting},
};
use crate::{
    hub::{Connection, Ended},
    service::{accounts::Identity, signs::Here},
};

/// Requests of one connection that are worked on, or whose answers the socket has not taken yet; the next frame is read when there are
/// fewer. Enough to fill a group commit.
const IN_WORK: usize = 32;

/// Bytes of answers that the socket has not taken yet; the next frame is read when there are fewer. With [`Request::is_large`] this is what
/// bounds a client that asks and does not read: this much, and one large answer.
const UNREAD_BYTES: usize = 64 * 1024;

/// One connection, from the handshake to the close.
pub(super) struct Session<S> {
    socket: S,
    sockets: Arc<Sockets>,
    who: Identity,
    token: Arc<str>,
    conn: ConnectionId,
    started: Instant,
    machine: Machine,
    rate: FrameRate,
    looks: Looks,
    /// Leave to read the next frame; `Err` is when to ask again, because the client is too fast.
    leave: Result<(), Duration>,
    /// Counts among those that have not said `hello`, until it does.
    waiting: Option<Waiting>,
    /// Its place in the hub, once it has.
    place: Option<Connection>,
    /// Its say in who types and who is there, likewise.
    here: Option<Here>,
    greeting: Option<Box<Greeting>>,
    in_work: FuturesUnordered<BoxFuture<'static, Answer>>,
    /// The last request that was read has a large answer, which is not there yet.
    large_in_work: bool,
    replies: VecDeque<Utf8Bytes>,
    unflushed: bool,
}

/// Why a session ends.
pub(super) enum End {
    /// The client's socket is gone.
    Lost,
    /// The client closed; its close frame is to be answered.
    Left,
    /// The client sent what cannot be read: its bytes may still be under way.
    Unreadable,
    /// The server closed; the client saw the close or had its time to.
    Closed,
}

impl<S> Session<S>
where
    S: Stream<Item = Result<Message, SocketError>> + Sink<Message, Error = SocketError> + Unpin,
{
    pub(super) fn new(
        socket: S,
        sockets: Arc<Sockets>,
        who: Identity,
        token: Arc<str>,
        conn: ConnectionId,
        waiting: Waiting,
    ) -> Self {
        let per_second = sockets.limits.frames_per_second;
        Self {
            rate: FrameRate::new(NonZeroU32::new(per_second).unwrap_or(NonZeroU32::MIN)),
            socket,
            sockets,
            who,
            token,
            conn,
            started: Instant::now(),
            // The end of an id is random.
            machine: Machine::new(conn.as_bytes()[15]),
            looks: Looks::default(),
            leave: Ok(()),
            waiting: Some(waiting),
            place: None,
            here: None,
            greeting: None,
            in_work: FuturesUnordered::new(),
            large_in_work: false,
            replies: VecDeque::new(),
            unflushed: false,
        }
    }

    /// Runs until either end closes. By reference: a session that were moved into this future would take its size twice.
    pub(super) async fn run(&mut self) -> End {
        let mut timer = pin!(sleep_until(self.started));
        // An answer has come, and what came with it may be about to.
        let mut answered = false;
        let end = loop {
            self.arm(timer.as_mut());
            let busy = !self.in_work.is_empty();
            let admitted = self.greeting.as_ref().is_none_or(|it| it.is_answered());
            let may_read = admitted && self.leave.is_ok() && self.has_room();
            // News waits while the client catches up: what comes twice it drops, but what comes early it would ask for again. Its end
            // does not wait: a client that reads slowly could put it off for as long as it likes.
            let greeted = self.greeting.is_none();
            let outbox = self.place.as_ref().map(Connection::outbox);
            let closing = tokio::select! {
                biased;
                Some(answer) = self.in_work.next(), if busy => {
                    answered = true;
                    // Nothing was read after a large one, so when all are done it is.
                    self.large_in_work &= !self.in_work.is_empty();
                    self.answered(answer)
                }
                // The hub learns of a message when its author's session does. Giving way once lets it put the author's own copy into the
                // outbox first, and both leave in one write to the socket: a system call saved per message.
                () = yield_now(), if answered => {
                    answered = false;
                    None
                }
                answer = Greeting::next_of(&mut self.greeting), if !greeted && self.has_room() => self.greeted(answer),
                heard = exchange(
                    &mut self.socket,
                    &mut self.replies,
                    &mut self.unflushed,
                    Wish { outbox, news: greeted, read: may_read, know_when_written: !greeted || !may_read },
                ), if !answered => match heard {
                    Heard::Written => None,
                    Heard::Frame(message) => match self.hear(message) {
                        Ok(closing) => closing,
                        Err(end) => break end,
                    },
                    Heard::Ended(ended) => Some(self.last_words(ended)),
                    Heard::Failed(Some(error)) => match Closing::after(&error) {
                        Some(closing) if closing.code == close::STALLED => {
                            // It took nothing: a goodbye is tried, all else is in the log.
                            self.replies.clear();
                            Some(closing)
                        }
                        Some(closing) => {
                            Box::pin(self.close(closing)).await;
                            break End::Unreadable;
                        }
                        None => break End::Lost,
                    },
                    Heard::Failed(None) => break End::Lost,
                },
                () = timer.as_mut() => self.tick(),
            };
            if let Some(closing) = closing {
                Box::pin(self.close(closing)).await;
                break End::Closed;
            }
        };
        self.here = None;
        if matches!(end, End::Left) {
            // The answer to a close frame is queued by the library and wants flushing.
            let flush = Box::pin(self.socket.flush());
            let _ = timeout(self.sockets.timing.close, flush).await;
        }
        // What was begun is seen through although nobody waits for its answer: whoever drops a message between its commit and its
        // publication keeps it from those who are to hear it.
        while self.in_work.next().await.is_some() {}
        end
    }

    /// The socket, so that what lies under it can be ended properly.
    pub(super) fn into_socket(self) -> S {
        self.socket
    }

    /// What is asked next can be worked on and its answer held, or the next item of a catch-up: those that are read together leave together.
    fn has_room(&self) -> bool {
        let unread = self.replies.iter().map(|text| text.len()).sum::<usize>();
        let work = self.in_work.len() + self.replies.len();
        !self.large_in_work && work < IN_WORK && unread < UNREAD_BYTES
    }

    /// Sets the timer to the next thing that time brings, if that is sooner than what it is set to, or it has fired.
    fn arm(&self, mut timer: std::pin::Pin<&mut Sleep>) {
        let next = self.machine.deadline(&self.sockets.timing);
        let next = match (next, self.leave) {
            (Some(one), Err(other)) => one.min(other),
            (None, Err(other)) => other,
            (one, Ok(())) => one.unwrap_or(self.sockets.timing.silence),
        };
        let at = self.started + next;
        if timer.is_elapsed() || at < timer.deadline() {
            timer.as_mut().reset(at);
        }
    }

    fn now(&self) -> Duration {
        self.started.elapsed()
    }

    fn hear(&mut self, message: Message) -> Result<Option<Closing>, End> {
        let now = self.now();
        self.sockets.meters.frames_in.increment(1);
        self.leave = self.rate.take(now);
        let step = match message {
            Message::Text(text) => self.machine.hear(&text, now),
            Message::Binary(_) => self.machine.hear_binary(now),
            Message::Close(_) => return Err(End::Left),
            Message::Ping(_) | Message::Pong(_) | Message::Frame(_) => {
                self.machine.alive(now);
                Step::Rest
            }
        };
        Ok(self.take(step))
    }

    fn tick(&mut self) -> Option<Closing> {
        let now = self.now();
        if self.leave.is_err_and(|again| again <= now) {
            self.leave = self.rate.take(now);
        }
        let step = self.machine.tick(now, &self.sockets.timing);
        if step == Step::Say(ServerFrame::Ping) && self.looks.is_due() {
            self.in_work.push(Box::pin(still_signed_in(
                Arc::clone(&self.sockets),
                self.who,
                Arc::clone(&self.token),
            )));
        }
        self.take(step)
    }

    fn take(&mut self, step: Step) -> Option<Closing> {
        match step {
            Step::Rest => None,
            Step::Say(frame) => {
                self.say(&frame);
                None
            }
            Step::Greet(hello) => {
                self.waiting = None;
                let entered = self
                    .sockets
                    .hub
                    .connect(self.who.user, self.who.device, self.conn);
                match entered {
                    Ok(place) => {
                        self.place = Some(place);
                        let signs = &self.sockets.services.signs;
                        self.here = Some(signs.enter(self.who.user, self.who.device, self.conn));
                        self.greeting = Some(Box::new(Greeting::new(Beginning {
                            sockets: Arc::clone(&self.sockets),
                            who: self.who,
                            token: Arc::clone(&self.token),
                            conn: self.conn,
                            hello,
                        })));
                        None
                    }
                    Err(_) => Some(Closing {
                        code: close::GOING_AWAY,
                        reason: "too many connections of one person, or the server stops",
                    }),
                }
            }
            Step::Ask(request) => {
                self.large_in_work = request.is_large();
                let work = answer(Arc::clone(&self.sockets), self.who, request);
                self.in_work.push(Box::pin(work));
                None
            }
            Step::Note(sign) => {
                if let Some(here) = &self.here {
                    here.note(sign);
                }
                None
            }
            Step::Close {
                code,
                reason,
                after,
            } => {
                if let Some(frame) = after {
                    self.say(&frame);
                }
                Some(Closing { code, reason })
            }
        }
    }

    /// The greeting said something, or was over.
    fn greeted(&mut self, answer: Option<Answer>) -> Option<Closing> {
        if answer.is_none() {
            self.greeting = None;
        }
        answer.and_then(|answer| self.answered(answer))
    }

    fn answered(&mut self, answer: Answer) -> Option<Closing> {
        match answer {
            Answer::Say(text) => {
                self.replies.push_back(text);
                None
            }
            Answer::Nothing => None,
            Answer::End(ended) => Some(self.last_words(ended)),
            Answer::Close { code, reason } => Some(Closing { code, reason }),
        }
    }

    fn say(&mut self, frame: &ServerFrame) {
        self.replies
            .push_back(Utf8Bytes::from(codec::encode_server(frame)));
    }

    /// The hub wants the connection to end: with what is queued, if that is still worth something.
    fn last_words(&mut self, ended: Ended) -> Closing {
        if ended.after_queued() {
            while let Some(frame) = self.place.as_ref().and_then(|place| place.outbox().pop()) {
                self.replies.extend(Utf8Bytes::try_from(frame));
            }
        } else {
            self.replies.clear();
        }
        if let Ended::SignedOut(because) = ended {
            self.say(&ServerFrame::SignedOut { because });
        }
        Closing::of(ended)
    }

    /// Says what is left to say and closes, within the time for that.
    async fn close(&mut self, closing: Closing) {
        // Leaves the hub first: nothing more is queued, and the person's place is free.
        self.place = None;
        if closing.code == close::SIGNED_OUT {
            self.here.iter().for_each(Here::sign_out);
        }
        self.here = None;
        self.greeting = None;
        metrics::counter!("confab_closes_total", "code" => closing.code.to_string()).increment(1);
        let frame = CloseFrame {
            code: CloseCode::from(closing.code),
            reason: Utf8Bytes::from_static(closing.reason),
        };
        let goodbye = async {
            // Acknowledgements of what is committed already belong to the goodbye.
            while let Some(answer) = self.in_work.next().await {
                if let Answer::Say(text) = answer {
                    self.replies.push_back(text);
                }
            }
            while let Some(text) = self.replies.pop_front() {
                self.socket.feed(Message::Text(text)).await?;
            }
            self.socket.send(Message::Close(Some(frame))).await?;
            // Until the client has answered: cutting before that could take the close frame away from it.
            while let Some(Ok(_)) = self.socket.next().await {}
            Ok::<(), SocketError>(())
        };
        let _ = timeout(self.sockets.timing.close, goodbye).await;
    }
}

#[cfg(test)]
mod tests;
