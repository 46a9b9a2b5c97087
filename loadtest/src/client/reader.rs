//! Reads everything that someone may see, as a fresh client: the list, then each conversation back to its beginning.

use std::{
    net::{Ipv4Addr, SocketAddr},
    time::Duration,
};

use common::{
    ids::ConversationId,
    limits::HISTORY_ENTRIES,
    protocol::v1::{Catch, CatchUp, ClientBody, Hello, ServerFrame, VERSION},
    seq::{Rev, Seq},
};
use futures_util::StreamExt as _;
use tokio::time::timeout;

use super::connection::{read, say};
use crate::{
    account::Account,
    checker::history::{Line, Log, Timeline},
    failure::Failure,
    socket::Socket,
};

/// A whole log of a test is read well within this.
const READ: Duration = Duration::from_mins(1);

/// Reads the log as this person sees it.
pub async fn log(server: SocketAddr, account: &Account) -> Result<Log, Failure> {
    timeout(READ, read_all(server, account))
        .await
        .map_err(|_| Failure::Unexpected("the log could not be read in time".to_owned()))?
}

async fn read_all(server: SocketAddr, account: &Account) -> Result<Log, Failure> {
    let mut socket = greeted(server, account).await?;
    let mut heads = Vec::new();
    loop {
        match read(socket.next().await)? {
            ServerFrame::Conversation(Catch { conv, state, .. }) => match state {
                CatchUp::Reset { snapshot } => heads.push((conv, snapshot.rev, snapshot.last_seq)),
                CatchUp::Head { rev, last_seq, .. } => heads.push((conv, rev, last_seq)),
                _ => {}
            },
            ServerFrame::CaughtUp => break,
            _ => {}
        }
    }
    let mut log = Log::new();
    for (conv, rev, last_seq) in heads {
        let timeline = timeline(&mut socket, conv, rev, last_seq).await?;
        log.insert(conv, timeline);
    }
    Ok(log)
}

async fn greeted(server: SocketAddr, account: &Account) -> Result<Socket, Failure> {
    let mut socket = account.open(server, Ipv4Addr::LOCALHOST).await?;
    let hello = Hello {
        versions: vec![VERSION],
        ..Hello::default()
    };
    say(&mut socket, 1, ClientBody::Hello(hello)).await?;
    Ok(socket)
}

async fn timeline(
    socket: &mut Socket,
    conv: ConversationId,
    rev: Rev,
    last_seq: Seq,
) -> Result<Timeline, Failure> {
    let limit = u16::try_from(HISTORY_ENTRIES).unwrap_or(u16::MAX);
    let mut before = last_seq.next();
    let mut pages = Vec::new();
    loop {
        let ask = ClientBody::History {
            conv,
            before,
            limit,
        };
        say(socket, 2, ask).await?;
        let (page, start) = loop {
            match read(socket.next().await)? {
                ServerFrame::History { entries, start, .. } => break (entries, start),
                ServerFrame::Error { error, .. } => {
                    return Err(Failure::Unexpected(error.to_string()));
                }
                _ => {}
            }
        };
        let Some(first) = page.first() else { break };
        before = first.seq;
        pages.push(page);
        if start {
            break;
        }
    }
    let lines = pages.iter().rev().flatten().map(Line::of).collect();
    Ok(Timeline { rev, lines })
}

/// Opens the private conversation of two people who are each other's contacts, so that either may write without an answer.
pub async fn meet(
    server: SocketAddr,
    one: &Account,
    other: &Account,
) -> Result<ConversationId, Failure> {
    let contact = |user| ClientBody::Contact { user, on: true };
    let mut socket = greeted(server, other).await?;
    say(&mut socket, 2, contact(one.user)).await?;
    answer(&mut socket, |frame| {
        matches!(frame, ServerFrame::Done { .. }).then_some(())
    })
    .await?;
    let mut socket = greeted(server, one).await?;
    say(&mut socket, 2, contact(other.user)).await?;
    answer(&mut socket, |frame| {
        matches!(frame, ServerFrame::Done { .. }).then_some(())
    })
    .await?;
    say(&mut socket, 3, ClientBody::OpenDirect { user: other.user }).await?;
    answer(&mut socket, |frame| match frame {
        ServerFrame::Opened { catch, .. } => Some(catch.conv),
        _ => None,
    })
    .await
}

/// The first frame that is wanted; others are passed over.
async fn answer<T>(
    socket: &mut Socket,
    wanted: impl Fn(ServerFrame) -> Option<T>,
) -> Result<T, Failure> {
    loop {
        match read(socket.next().await)? {
            ServerFrame::Error { error, .. } => {
                return Err(Failure::Unexpected(error.to_string()));
            }
            frame => {
                if let Some(found) = wanted(frame) {
                    return Ok(found);
                }
            }
        }
    }
}
