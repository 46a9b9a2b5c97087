//! What a client asks for, done by the service and put into frames.
//!
//! Next stop on a message's way: `service::messages`.

use std::sync::Arc;

use common::{
    ids::{ConversationId, IdempotencyKey, UserId},
    model::Preview,
    protocol::{
        codec,
        v1::{Catch, CatchUp, RequestId, ServerFrame, Witness, close},
    },
    seq::Seq,
    time::Timestamp,
};
use tokio_tungstenite::tungstenite::Utf8Bytes;

use super::{machine::Request, upgrade::Sockets, wish::grant};
use crate::{
    edge::refusal,
    hub::Ended,
    service::{ServiceError, accounts::Identity, messages::Sent, receipts::Traces, sync::Item},
};

/// What follows from a request.
#[derive(Debug)]
pub enum Answer {
    /// Say this: an encoded frame.
    Say(Utf8Bytes),
    /// There is nothing to say.
    Nothing,
    /// The connection ends as if the hub wanted it.
    End(Ended),
    /// The connection cannot go on.
    Close {
        /// The code to close with.
        code: u16,
        /// The reason, for whoever debugs a client.
        reason: &'static str,
    },
}

impl Answer {
    /// Says a frame.
    pub(super) fn say(frame: &ServerFrame) -> Self {
        Self::Say(Utf8Bytes::from(codec::encode_server(frame)))
    }
}

/// Asks the service, and puts what it says into a frame. Foreign and missing things are the same error, to the byte. Thousands of messages may be
/// waited for at once, so what needs more room than they is boxed.
pub async fn answer(sockets: Arc<Sockets>, who: Identity, request: Request) -> Answer {
    let (services, me) = (&sockets.services, who.user);
    match request {
        Request::Send {
            conv,
            draft,
            read_upto,
        } => {
            let done = services.messages.send(me, conv, &draft, read_upto).await;
            Answer::say(&sent(conv, draft.cid, done))
        }
        Request::Pull { id, conv, from } => {
            match Box::pin(services.sync.pull(me, conv, from)).await {
                Ok(item) => Answer::say(&frame(item)),
                Err(error) => refused(id, &error),
            }
        }
        Request::PullUser { id, from } => match services.sync.pull_user(me, from).await {
            Ok(Some(item)) => Answer::say(&frame(item)),
            Ok(None) => Answer::Close {
                code: close::LAGGED,
                reason: "too far behind: say hello again",
            },
            Err(error) => refused(id, &error),
        },
        Request::History {
            id,
            conv,
            before,
            limit,
        } => match services
            .messages
            .history(me, conv, before, usize::from(limit))
            .await
        {
            Ok(page) => Answer::say(&ServerFrame::History {
                id,
                conv,
                entries: page.entries,
                start: page.start,
            }),
            Err(error) => refused(id, &error),
        },
        Request::OpenDirect { id, user } => {
            match services.conversations.open_direct(me, user).await {
                Ok(open) => Answer::say(&ServerFrame::Opened {
                    id,
                    catch: Catch {
                        conv: open.conv,
                        people: open.snapshot.people,
                        standing: open.snapshot.standing,
                        state: CatchUp::Reset {
                            snapshot: open.snapshot.state,
                        },
                    },
                }),
                Err(error) => refused(id, &error),
            }
        }
        Request::Received { id, conv, upto } => {
            quietly(id, services.receipts.received(me, conv, upto).await)
        }
        Request::Read { id, conv, upto } => {
            quietly(id, services.receipts.read(me, conv, upto).await)
        }
        Request::ReadMany { id, marks } => {
            quietly(id, services.receipts.read_many(me, marks).await)
        }
        Request::MarkUnread { id, conv, on } => {
            quietly(id, services.receipts.mark_unread(me, conv, on).await)
        }
        Request::Standing { id, conv } => match services.receipts.standing(me, conv).await {
            Ok(standing) => Answer::say(&ServerFrame::Standing { conv, standing }),
            Err(error) => refused(id, &error),
        },
        Request::Why { id, conv, seq } => match services.receipts.why(me, conv, seq).await {
            Ok(traces) => Answer::say(&why(id, conv, seq, traces)),
            Err(error) => refused(id, &error),
        },
        Request::Wish { id, wish } => Box::pin(grant(services, who, id, wish)).await,
        Request::FindPeople { id, query } => {
            match services.conversations.find_people(me, &query).await {
                Ok(users) => Answer::say(&ServerFrame::People { id, users }),
                Err(error) => refused(id, &error),
            }
        }
    }
}

fn sent(
    conv: ConversationId,
    cid: IdempotencyKey,
    done: Result<Sent, ServiceError>,
) -> ServerFrame {
    match done {
        Ok(Sent { place, dup }) => ServerFrame::Sent {
            cid,
            conv,
            seq: place.seq,
            rev: place.rev,
            server_ts: place.at,
            dup,
        },
        Err(error) => ServerFrame::SendErr {
            cid,
            error: refusal(&error),
        },
    }
}

/// Nothing is said to what went well.
fn quietly(id: RequestId, done: Result<(), ServiceError>) -> Answer {
    match done {
        Ok(()) => Answer::Nothing,
        Err(error) => refused(id, &error),
    }
}

fn why(id: RequestId, conv: ConversationId, seq: Seq, traces: Traces) -> ServerFrame {
    let witnesses = |people: Vec<(UserId, Timestamp)>| {
        let witness = |(user, at)| Witness { user, at };
        people.into_iter().map(witness).collect()
    };
    ServerFrame::Why {
        id,
        conv,
        seq,
        rev: traces.rev,
        cid: traces.cid,
        at: traces.at,
        received: witnesses(traces.received),
        read: witnesses(traces.read),
    }
}

pub(super) fn refused(id: RequestId, error: &ServiceError) -> Answer {
    Answer::say(&ServerFrame::Error {
        id: Some(id),
        error: refusal(error),
    })
}

/// What the service says of a conversation or a person's state, as a frame.
pub(super) fn frame(item: Item) -> ServerFrame {
    match item {
        Item::Delta { conv, from, events } => ServerFrame::Delta { conv, from, events },
        Item::Reset {
            conv,
            people,
            snapshot,
            standing,
        } => ServerFrame::Conversation(Catch {
            conv,
            people,
            standing: Some(standing),
            state: CatchUp::Reset { snapshot },
        }),
        Item::Head {
            conv,
            people,
            snapshot,
            standing,
        } => ServerFrame::Conversation(Catch {
            conv,
            people,
            standing: Some(standing),
            state: CatchUp::Head {
                preview: snapshot.entries.last().map(Preview::of),
                kind: snapshot.kind,
                members: snapshot.members,
                rev: snapshot.rev,
                last_seq: snapshot.last_seq,
            },
        }),
        Item::Standing { conv, standing } => ServerFrame::Standing { conv, standing },
        Item::Account(account) => ServerFrame::Account(*account),
        Item::Profiles(users) => ServerFrame::Profiles { users },
        Item::Gone { conv } => ServerFrame::Gone { conv },
        Item::UserDelta { from, events } => ServerFrame::UserDelta { from, events },
    }
}
