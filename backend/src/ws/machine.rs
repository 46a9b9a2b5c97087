//! What a frame means where it stands: text in, [`Step`] out.
//!
//! No socket, no task, no clock: the time since the connection began is an argument, so that a day passes in a test as fast as it is counted,
//! and the whole system runs in a simulation from a seed. `AwaitingHello → Ready → Closing`; the table is in `docs/connection.md`.
//!
//! Next stop on a message's way: [`super::request`].

mod heartbeat;

use std::time::Duration;

use common::{
    ids::{ConversationId, UserId},
    limits,
    model::Draft,
    protocol::{
        codec::{self, BadFrame},
        v1::{
            ApiError, ClientBody, ErrorCode, Hello, ReadMark, RequestId, ServerFrame, VERSION,
            close,
        },
    },
    seq::{Rev, Seq, UserRev},
};

use self::heartbeat::Heartbeat;
use crate::{config::Timing, service::signs::Sign};

/// One connection's place in the protocol.
#[derive(Debug)]
pub struct Machine {
    state: State,
    heard: Duration,
    heartbeat: Heartbeat,
    malformed: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    AwaitingHello,
    Ready,
    Closing,
}

/// What is to be done next.
#[derive(Debug, PartialEq)]
pub enum Step {
    /// Nothing.
    Rest,
    /// Say this.
    Say(ServerFrame),
    /// Welcome the client and catch it up.
    Greet(Hello),
    /// Ask the service, and say what it answers.
    Ask(Request),
    /// Note a sign of life, at once and in its order; there is no answer.
    Note(Sign),
    /// Say this if it is something, then close.
    Close {
        /// The code to close with.
        code: u16,
        /// The reason, for whoever debugs a client.
        reason: &'static str,
        /// A last word.
        after: Option<ServerFrame>,
    },
}

/// What a client may ask of the service.
#[derive(Clone, Debug, PartialEq)]
pub enum Request {
    /// Append a message.
    Send {
        /// Where to.
        conv: ConversationId,
        /// What, under which key.
        draft: Draft,
        /// What the sender had read.
        read_upto: Option<Seq>,
    },
    /// Changes of a conversation.
    Pull {
        /// The request's number.
        id: RequestId,
        /// Which one.
        conv: ConversationId,
        /// After this version.
        from: Rev,
    },
    /// Changes of the person's own state.
    PullUser {
        /// The request's number.
        id: RequestId,
        /// After this version.
        from: UserRev,
    },
    /// Older entries.
    History {
        /// The request's number.
        id: RequestId,
        /// Of which conversation.
        conv: ConversationId,
        /// Before this place.
        before: Seq,
        /// At most so many.
        limit: u16,
    },
    /// The private conversation with someone.
    OpenDirect {
        /// The request's number.
        id: RequestId,
        /// With whom.
        user: UserId,
    },
    /// A device has everything up to there.
    Received {
        /// The request's number.
        id: RequestId,
        /// In which conversation.
        conv: ConversationId,
        /// The last entry.
        upto: Seq,
    },
    /// Everything up to there was read.
    Read {
        /// The request's number.
        id: RequestId,
        /// In which conversation.
        conv: ConversationId,
        /// The last entry.
        upto: Seq,
    },
    /// Likewise in many conversations.
    ReadMany {
        /// The request's number.
        id: RequestId,
        /// Which, and how far.
        marks: Vec<(ConversationId, Seq)>,
    },
    /// Show a conversation as unread, or no longer.
    MarkUnread {
        /// The request's number.
        id: RequestId,
        /// Which one.
        conv: ConversationId,
        /// Unread or not.
        on: bool,
    },
    /// Where the person stands in a conversation.
    Standing {
        /// The request's number.
        id: RequestId,
        /// Which one.
        conv: ConversationId,
    },
    /// What is known about an entry.
    Why {
        /// The request's number.
        id: RequestId,
        /// Of which conversation.
        conv: ConversationId,
        /// Which one.
        seq: Seq,
    },
    /// People by name.
    FindPeople {
        /// The request's number.
        id: RequestId,
        /// What was typed.
        query: String,
    },
    /// Something about other people, or the person's own account.
    Wish {
        /// The request's number.
        id: RequestId,
        /// What: one of those that [`Machine`] names.
        wish: ClientBody,
    },
}

impl Request {
    /// The answer is a page: hundreds of kilobytes, maybe; or the work is that of hundreds. Of those a connection has one at a time.
    pub(super) fn is_large(&self) -> bool {
        match self {
            Self::Pull { .. }
            | Self::PullUser { .. }
            | Self::History { .. }
            | Self::OpenDirect { .. }
            | Self::ReadMany { .. } => true,
            Self::Send { .. }
            | Self::Received { .. }
            | Self::Read { .. }
            | Self::MarkUnread { .. }
            | Self::Standing { .. }
            | Self::Why { .. }
            | Self::FindPeople { .. }
            | Self::Wish { .. } => false,
        }
    }
}

impl Machine {
    /// A connection at its beginning; `spread` is random, and spreads the heartbeats of those who come at once.
    pub fn new(spread: u8) -> Self {
        Self {
            state: State::AwaitingHello,
            heard: Duration::ZERO,
            heartbeat: Heartbeat::new(spread),
            malformed: 0,
        }
    }

    /// A text frame came in.
    pub fn hear(&mut self, text: &str, now: Duration) -> Step {
        self.alive(now);
        if self.state == State::Closing {
            return Step::Rest;
        }
        match codec::decode_client(text) {
            Ok(frame) => self.take(frame.id, frame.body, now),
            Err(bad) => self.refuse(&bad),
        }
    }

    /// Something came in that says nothing but that the client is there.
    pub fn alive(&mut self, now: Duration) {
        self.heard = self.heard.max(now);
    }

    /// A binary frame came in; this protocol has none.
    pub fn hear_binary(&mut self, now: Duration) -> Step {
        self.alive(now);
        self.malformed(
            None,
            "This protocol speaks JSON in text frames, not binary ones.",
        )
    }

    /// Time passed.
    pub fn tick(&mut self, now: Duration, timing: &Timing) -> Step {
        match self.state {
            State::AwaitingHello if now >= timing.hello => {
                self.close(close::TIMED_OUT, "no hello in time", None)
            }
            State::Ready if now >= self.heard + timing.silence => {
                self.close(close::TIMED_OUT, "silence", None)
            }
            State::Ready if now >= self.heartbeat.due(timing.ping) => {
                self.heartbeat.sent(now);
                Step::Say(ServerFrame::Ping)
            }
            State::AwaitingHello | State::Ready | State::Closing => Step::Rest,
        }
    }

    /// When [`Self::tick`] has something to do, if nothing else happens before; `None`: never.
    pub fn deadline(&self, timing: &Timing) -> Option<Duration> {
        match self.state {
            State::AwaitingHello => Some(timing.hello),
            State::Ready => Some(
                self.heartbeat
                    .due(timing.ping)
                    .min(self.heard + timing.silence),
            ),
            State::Closing => None,
        }
    }

    fn take(&mut self, id: RequestId, body: ClientBody, now: Duration) -> Step {
        match (self.state, body) {
            (State::AwaitingHello, ClientBody::Hello(hello)) => self.greet(hello, now),
            (_, ClientBody::Hello(_)) => out_of_order(id, "“hello” comes once, first."),
            (State::AwaitingHello, _) => out_of_order(id, "The first frame is “hello”."),
            (
                _,
                ClientBody::Send {
                    conv,
                    draft,
                    read_upto,
                },
            ) => Step::Ask(Request::Send {
                conv,
                draft,
                read_upto,
            }),
            (_, ClientBody::Pull { conv, from }) => Step::Ask(Request::Pull { id, conv, from }),
            (_, ClientBody::PullUser { from }) => Step::Ask(Request::PullUser { id, from }),
            (
                _,
                ClientBody::History {
                    conv,
                    before,
                    limit,
                },
            ) => Step::Ask(Request::History {
                id,
                conv,
                before,
                limit,
            }),
            (_, ClientBody::OpenDirect { user }) => Step::Ask(Request::OpenDirect { id, user }),
            (_, ClientBody::FindPeople { query }) => Step::Ask(Request::FindPeople { id, query }),
            (_, ClientBody::Recv { conv, upto }) => Step::Ask(Request::Received { id, conv, upto }),
            (_, ClientBody::Read { conv, upto }) => Step::Ask(Request::Read { id, conv, upto }),
            (_, ClientBody::ReadMany { marks }) => read_many(id, &marks),
            (_, ClientBody::MarkUnread { conv, on }) => {
                Step::Ask(Request::MarkUnread { id, conv, on })
            }
            (_, ClientBody::Standing { conv }) => Step::Ask(Request::Standing { id, conv }),
            (_, ClientBody::Why { conv, seq }) => Step::Ask(Request::Why { id, conv, seq }),
            (_, ClientBody::Typing { conv, kind, on }) => {
                Step::Note(Sign::Typing { conv, kind, on })
            }
            (_, ClientBody::Activity { active }) => Step::Note(Sign::Activity { active }),
            (_, ClientBody::Watch { users }) => Step::Note(Sign::Watch { users }),
            (_, ClientBody::Ping) => Step::Say(ServerFrame::Pong),
            (_, ClientBody::Pong) => Step::Rest,
            (
                _,
                wish @ (ClientBody::Accept { .. }
                | ClientBody::Contact { .. }
                | ClientBody::Block { .. }
                | ClientBody::Report { .. }
                | ClientBody::SetName { .. }
                | ClientBody::SetSettings { .. }
                | ClientBody::SetConversation { .. }
                | ClientBody::SetChoice { .. }
                | ClientBody::SaveDraft { .. }),
            ) => Step::Ask(Request::Wish { id, wish }),
            // Those of capabilities that `welcome` did not offer, and those of newer clients.
            _ => say_error(
                Some(id),
                ErrorCode::Unsupported,
                "This server does not offer that; “welcome” lists what it offers.",
            ),
        }
    }

    fn greet(&mut self, mut hello: Hello, now: Duration) -> Step {
        if !hello.versions.contains(&VERSION) {
            return self.close(close::VERSION, "this server speaks version 1", None);
        }
        self.state = State::Ready;
        self.heartbeat.begin(now);
        // What is not named comes as it does to a device that holds nothing, so nothing is lost by not reading on.
        hello.heads.truncate(limits::HELLO_HEADS);
        Step::Greet(hello)
    }

    fn refuse(&mut self, bad: &BadFrame) -> Step {
        self.malformed(bad.id, &bad.reason.to_string())
    }

    fn malformed(&mut self, id: Option<RequestId>, allowed: &str) -> Step {
        metrics::counter!("confab_rejected_total", "code" => "Malformed").increment(1);
        self.malformed += 1;
        let error = ServerFrame::Error {
            id,
            error: ApiError::never(ErrorCode::Malformed, allowed),
        };
        if self.malformed > limits::MALFORMED_FRAMES {
            self.close(close::POLICY, "too many malformed frames", Some(error))
        } else {
            Step::Say(error)
        }
    }

    fn close(&mut self, code: u16, reason: &'static str, after: Option<ServerFrame>) -> Step {
        self.state = State::Closing;
        Step::Close {
            code,
            reason,
            after,
        }
    }
}

fn read_many(id: RequestId, marks: &[ReadMark]) -> Step {
    if marks.len() > limits::READ_MANY {
        let allowed = format!("At most {} at once.", limits::READ_MANY);
        return say_error(Some(id), ErrorCode::TooMany, &allowed);
    }
    let marks = marks.iter().map(|mark| (mark.conv, mark.upto)).collect();
    Step::Ask(Request::ReadMany { id, marks })
}

fn out_of_order(id: RequestId, allowed: &str) -> Step {
    say_error(Some(id), ErrorCode::OutOfOrder, allowed)
}

fn say_error(id: Option<RequestId>, code: ErrorCode, allowed: &str) -> Step {
    Step::Say(ServerFrame::Error {
        id,
        error: ApiError::never(code, allowed),
    })
}

#[cfg(test)]
mod tests;
