//! Durability seen from the system calls: an acknowledgement may only leave after a successful sync of the log that follows the write
//! holding its message. SIGKILL cannot show this, because what the kernel was given survives it; a power cut would. `strace` shows the
//! order, and can make a sync fail.
//!
//! The records are those of `strace -f -y -s …`, one file for all threads; what is split into `<unfinished ...>` and `resumed` is put
//! together again. A call's begin and end are line numbers: strace writes lines in the order in which things happened.

use std::collections::HashMap;

/// The calls that the checks need to see.
pub const CALLS: &str = "trace=openat,write,writev,pwrite64,pwritev,sendto,sendmsg,fsync,fdatasync";

/// One system call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    /// Its name.
    pub name: String,
    /// Its arguments as strace writes them, without the escapes of quotation marks.
    pub arguments: String,
    /// The line on which it began.
    pub begun: usize,
    /// The line on which it ended; none if it never did.
    pub ended: Option<usize>,
    /// What it returned; none if that is not known.
    pub result: Option<i64>,
}

impl Call {
    fn is_sync_of_log(&self) -> bool {
        matches!(self.name.as_str(), "fsync" | "fdatasync") && self.arguments.contains("-wal>")
    }

    fn writes_log(&self, text: &str) -> bool {
        matches!(
            self.name.as_str(),
            "write" | "writev" | "pwrite64" | "pwritev"
        ) && self.arguments.contains("-wal>")
            && self.arguments.contains(text)
    }

    fn acknowledges(&self, cid: &str) -> bool {
        matches!(
            self.name.as_str(),
            "write" | "writev" | "sendto" | "sendmsg"
        ) && !self.arguments.contains("-wal>")
            && self
                .arguments
                .contains(&format!("{{\"t\":\"sent\",\"cid\":\"{cid}\""))
    }

    fn opens_log(&self) -> bool {
        self.name == "openat" && self.arguments.contains("-wal\"")
    }
}

/// Reads strace's records.
pub fn read(records: &str) -> Vec<Call> {
    let mut calls: Vec<Call> = Vec::new();
    let mut unfinished = HashMap::<&str, usize>::new();
    for (at, line) in records.lines().enumerate() {
        let Some((thread, what)) = line.split_once(' ') else {
            continue;
        };
        let what = what.trim_start();
        if what.starts_with("<... ") {
            if let Some(call) = unfinished.remove(thread).and_then(|at| calls.get_mut(at)) {
                call.ended = Some(at);
                call.result = result(what);
            }
            continue;
        }
        let Some((name, rest)) = what.split_once('(') else {
            continue;
        };
        if !name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
        {
            continue;
        }
        let split = rest.ends_with("<unfinished ...>");
        if split {
            unfinished.insert(thread, calls.len());
        }
        calls.push(Call {
            name: name.to_owned(),
            arguments: rest.replace("\\\"", "\""),
            begun: at,
            ended: (!split).then_some(at),
            result: if split { None } else { result(rest) },
        });
    }
    calls
}

/// What stands behind the last ` = `, which strace aligns with spaces: a number, and perhaps what it means.
fn result(line: &str) -> Option<i64> {
    let (_, result) = line.rsplit_once(" = ")?;
    let end = result.find(|c: char| c != '-' && !c.is_ascii_digit());
    result.get(..end.unwrap_or(result.len()))?.parse().ok()
}

/// An acknowledgement that left too early.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TooEarly {
    /// Nothing of the message had been written to the log.
    #[error("{cid} was acknowledged (line {ack}) before it was written to the log")]
    NotWritten {
        /// The message's key.
        cid: String,
        /// Where.
        ack: usize,
    },
    /// It was written, but not synced.
    #[error(
        "{cid} was written (line {write}) and acknowledged (line {ack}) without a sync of the log in between"
    )]
    NotSynced {
        /// The message's key.
        cid: String,
        /// Where it was written.
        write: usize,
        /// Where it was acknowledged.
        ack: usize,
    },
    /// The sync failed, and it was acknowledged all the same.
    #[error(
        "{cid} was acknowledged (line {ack}) although the sync of its write failed (line {sync})"
    )]
    SyncFailed {
        /// The message's key.
        cid: String,
        /// Where the sync failed.
        sync: usize,
        /// Where it was acknowledged.
        ack: usize,
    },
}

/// How many of these messages were acknowledged, and which of them too early. Each message is its key and a text that nothing else
/// contains.
pub fn judge(calls: &[Call], messages: &[(String, String)]) -> (usize, Vec<TooEarly>) {
    let mut acknowledged = 0;
    let mut found = Vec::new();
    for (cid, text) in messages {
        if let Some(ack) = calls.iter().find(|call| call.acknowledges(cid)) {
            acknowledged += 1;
            found.extend(judge_one(calls, cid, text, ack.begun));
        }
    }
    (acknowledged, found)
}

/// The first write counts: later ones of the same page show the message again, but belong to later groups. So does the first sync after
/// it: a later one may fail without harm to this message, and one that is tried again proves nothing. Only reading the log anew, which
/// opening it does, begins a new story.
fn judge_one(calls: &[Call], cid: &str, text: &str, ack: usize) -> Option<TooEarly> {
    let cid = cid.to_owned();
    let before = || calls.iter().filter(|call| call.begun < ack);
    let failed = before().find(|call| call.is_sync_of_log() && call.result == Some(-1));
    let anew = failed
        .and_then(|failed| before().rfind(|call| call.begun > failed.begun && call.opens_log()));
    let since = || before().filter(|call| anew.is_none_or(|anew| call.begun > anew.begun));
    let Some(write) = since().find(|call| call.writes_log(text)) else {
        return Some(TooEarly::NotWritten { cid, ack });
    };
    let write = write.begun;
    let sync = since().find(|call| call.begun > write && call.is_sync_of_log());
    match sync.map(|sync| (sync.begun, sync.result, sync.ended)) {
        Some((_, Some(0), Some(ended))) if ended < ack => None,
        Some((sync, Some(-1), _)) => Some(TooEarly::SyncFailed { cid, sync, ack }),
        _ => Some(TooEarly::NotSynced { cid, write, ack }),
    }
}

/// The first sync of any file that failed in these records.
pub fn failed_sync(calls: &[Call]) -> Option<&Call> {
    calls
        .iter()
        .find(|call| matches!(call.name.as_str(), "fsync" | "fdatasync") && call.result == Some(-1))
}

#[cfg(test)]
mod tests;
