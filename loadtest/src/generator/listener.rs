//! One thread that reads whatever comes on all connections of one server, and notes it.
//!
//! Readiness, a read into one buffer for all, and the few bytes of a frame that say what it is: a task, a buffer and a decoder for each
//! connection would cost more than the bare floor does, and then the generator would be what is measured.

use std::{
    io::{self, Cursor, ErrorKind, Read as _},
    sync::Arc,
    thread::{self, JoinHandle},
};

use mio::{Events, Poll, Token, Waker};
use tokio::time::Instant;
use tokio_tungstenite::tungstenite::protocol::frame::{
    FrameHeader,
    coding::{Control, OpCode},
};

use super::{board::Board, peer::Peer};
use crate::{
    adapter::{Adapter, Seen, template},
    failure::Failure,
};

/// Connections that are looked at after one call of the system.
const EVENTS: usize = 1_024;
/// Bytes read at once.
const BUFFER: usize = 64 * 1024;
/// What wakes the thread to end it.
const END: Token = Token(usize::MAX);

/// The thread; dropping it ends it.
#[derive(Debug)]
pub(super) struct Listener {
    end: Waker,
    thread: Option<JoinHandle<()>>,
}

impl Listener {
    /// Listens to these peers, which are registered by their numbers. Those with even numbers send, the others receive.
    pub(super) fn start<A: Adapter>(
        poll: Poll,
        peers: Arc<[Peer]>,
        adapter: Arc<A>,
        board: Arc<Board>,
    ) -> Result<Self, Failure> {
        let trouble = |error| Failure::while_doing("starting the listener")(error);
        let end = Waker::new(poll.registry(), END).map_err(trouble)?;
        let listening = Listening {
            rests: vec![Vec::new(); peers.len()],
            pong: template::client_frame(&adapter.pong())?,
            peers,
            adapter,
            board,
        };
        let thread = thread::Builder::new()
            .name("listener".to_owned())
            .spawn(move || listening.listen(poll))
            .map_err(trouble)?;
        Ok(Self {
            end,
            thread: Some(thread),
        })
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        if self.end.wake().is_ok()
            && let Some(thread) = self.thread.take()
        {
            // A thread that panicked has said so.
            thread.join().ok();
        }
    }
}

struct Listening<A> {
    peers: Arc<[Peer]>,
    adapter: Arc<A>,
    board: Arc<Board>,
    /// The beginnings of frames whose ends have not come yet.
    rests: Vec<Vec<u8>>,
    pong: Vec<u8>,
}

impl<A: Adapter> Listening<A> {
    fn listen(mut self, mut poll: Poll) {
        let mut events = Events::with_capacity(EVENTS);
        let mut buffer = vec![0; BUFFER];
        loop {
            match poll.poll(&mut events, None) {
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                Err(_) => return self.board.lost(),
                Ok(()) => {}
            }
            for event in &events {
                let Token(number) = event.token();
                if event.token() == END {
                    return;
                }
                let flushed = match self.peers.get(number) {
                    Some(peer) if event.is_writable() => peer.flush(),
                    _ => Ok(()),
                };
                if flushed
                    .and_then(|()| self.read(number, &mut buffer))
                    .is_err()
                {
                    self.board.lost();
                }
            }
        }
    }

    /// Reads what has come for a peer. A read that does not fill the buffer has emptied the socket; what comes later is another event.
    fn read(&mut self, number: usize, buffer: &mut [u8]) -> io::Result<()> {
        loop {
            let Some(peer) = self.peers.get(number) else {
                return Ok(());
            };
            let read = match (&peer.stream).read(buffer) {
                Ok(0) => return Err(ErrorKind::UnexpectedEof.into()),
                Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(()),
                read => read?,
            };
            let now = Instant::now();
            let new = buffer.get(..read).unwrap_or_default();
            let mut rest = self
                .rests
                .get_mut(number)
                .map(std::mem::take)
                .unwrap_or_default();
            if rest.is_empty() {
                let taken = self.frames(number, new, now)?;
                rest.extend_from_slice(new.get(taken..).unwrap_or_default());
            } else {
                rest.extend_from_slice(new);
                let taken = self.frames(number, &rest, now)?;
                rest.drain(..taken);
            }
            if let Some(place) = self.rests.get_mut(number) {
                *place = rest;
            }
            if read < buffer.len() {
                return Ok(());
            }
        }
    }

    /// Hears every whole frame in these bytes; says how many bytes they are.
    fn frames(&self, number: usize, bytes: &[u8], now: Instant) -> io::Result<usize> {
        let mut taken = 0;
        loop {
            let left = bytes.get(taken..).unwrap_or_default();
            let mut cursor = Cursor::new(left);
            let Some((header, length)) =
                FrameHeader::parse(&mut cursor).map_err(io::Error::other)?
            else {
                return Ok(taken);
            };
            let start = header.len(length);
            let end = usize::try_from(length).map_or(usize::MAX, |length| start + length);
            let Some(payload) = left.get(start..end) else {
                return Ok(taken);
            };
            if header.opcode == OpCode::Control(Control::Close) {
                return Err(ErrorKind::ConnectionAborted.into());
            }
            self.hear(number, payload, now)?;
            taken += end;
        }
    }

    fn hear(&self, number: usize, payload: &[u8], now: Instant) -> io::Result<()> {
        let sends = number.is_multiple_of(2);
        match self.adapter.read(payload) {
            Seen::Ack(index) if sends => {
                if let Some(next) = self.board.acked(index, now)
                    && let Some(peer) = self.peers.get(number)
                {
                    peer.send(next)?;
                }
            }
            Seen::Delivery(index) if !sends => self.board.delivered(index, now),
            Seen::Refusal => self.board.refused(),
            Seen::Typing => self.board.told(|measured| measured.typing += 1),
            Seen::Presence => self.board.told(|measured| measured.presence += 1),
            Seen::Ping => {
                if let Some(peer) = self.peers.get(number) {
                    peer.say(&self.pong)?;
                }
            }
            // A sender's own message comes back to it: that is neither an acknowledgement nor a delivery.
            Seen::Ack(_) | Seen::Delivery(_) | Seen::Other => {}
        }
        Ok(())
    }
}
