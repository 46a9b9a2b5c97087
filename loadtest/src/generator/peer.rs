//! One connection of the generator, as far as it is written to. Reading is [`super::listener`]'s.

use std::{
    io::{self, ErrorKind, Write as _},
    sync::{Mutex, MutexGuard, PoisonError},
};

use mio::net::TcpStream;

use crate::adapter::template::Template;

/// A connection. One thread keeps the schedule and writes to it, the other reads, answers pings and goes on with a closed loop: the lock is
/// for the moments in which both have something to say.
#[derive(Debug)]
pub(super) struct Peer {
    pub(super) stream: TcpStream,
    outlet: Mutex<Outlet>,
}

#[derive(Debug)]
struct Outlet {
    /// None for those who only receive.
    messages: Option<Template>,
    /// What the socket has not taken yet.
    waiting: Vec<u8>,
}

impl Peer {
    pub(super) fn new(stream: TcpStream, messages: Option<Template>) -> Self {
        let waiting = Vec::new();
        Self {
            stream,
            outlet: Mutex::new(Outlet { messages, waiting }),
        }
    }

    /// Sends message `index`, at once if the socket takes it.
    pub(super) fn send(&self, index: u64) -> io::Result<()> {
        let Outlet { messages, waiting } = &mut *self.lock();
        match messages {
            Some(messages) => write(&self.stream, waiting, messages.with(index)),
            None => Ok(()),
        }
    }

    /// Sends a frame.
    pub(super) fn say(&self, frame: &[u8]) -> io::Result<()> {
        write(&self.stream, &mut self.lock().waiting, frame)
    }

    /// Sends what waits: the socket takes some again.
    pub(super) fn flush(&self) -> io::Result<()> {
        flush(&self.stream, &mut self.lock().waiting)
    }

    fn lock(&self) -> MutexGuard<'_, Outlet> {
        self.outlet.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn write(mut stream: &TcpStream, waiting: &mut Vec<u8>, frame: &[u8]) -> io::Result<()> {
    if !waiting.is_empty() {
        waiting.extend_from_slice(frame);
        return flush(stream, waiting);
    }
    let taken = or_none(stream.write(frame))?;
    waiting.extend_from_slice(frame.get(taken..).unwrap_or_default());
    Ok(())
}

fn flush(mut stream: &TcpStream, waiting: &mut Vec<u8>) -> io::Result<()> {
    while !waiting.is_empty() {
        let taken = or_none(stream.write(waiting))?;
        if taken == 0 {
            break;
        }
        waiting.drain(..taken);
    }
    Ok(())
}

/// How many bytes went through; none if the socket is not ready, for then it says when it is.
pub(super) fn or_none(went: io::Result<usize>) -> io::Result<usize> {
    match went {
        Err(error) if error.kind() == ErrorKind::WouldBlock => Ok(0),
        went => went,
    }
}
