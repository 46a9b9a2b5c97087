//! The server under `strace`.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use loadtest::{
    checker::history::Happening,
    client::journal::Journal,
    trace::{self, Call},
};

/// A record of system calls, and how to start a server so that it is written.
pub(crate) struct Strace {
    file: PathBuf,
    inject: Option<String>,
}

impl Strace {
    /// Records into `folder`.
    pub(crate) fn into(folder: &Path) -> Self {
        let found = Command::new("strace").arg("-V").output();
        assert!(
            found.is_ok_and(|output| output.status.success()),
            "`strace` is missing: install it with the system's package manager"
        );
        Self {
            file: folder.join("strace.txt"),
            inject: None,
        }
    }

    /// Lets the `nth` sync fail, counted for each thread.
    pub(crate) fn failing_sync(mut self, nth: u32) -> Self {
        self.inject = Some(format!("inject=fsync,fdatasync:error=EIO:when={nth}"));
        self
    }

    /// The words before the server's own. With `-D` the server is the direct child, and a kill hits it and not the tracer.
    pub(crate) fn before(&self) -> Vec<&str> {
        let file = self.file.to_str().unwrap();
        let mut words = vec!["strace", "-D", "-f", "-y", "-s", "70000", "-o", file];
        words.extend(["-e", trace::CALLS]);
        if let Some(inject) = &self.inject {
            words.extend(["-e", inject]);
        }
        words
    }

    /// What was recorded so far.
    pub(crate) fn calls(&self) -> Vec<Call> {
        // Messages are text, but the database's pages around them are not, and strace escapes them: the file is ASCII.
        trace::read(&fs::read_to_string(&self.file).unwrap_or_default())
    }
}

/// The key and the text of every message that was sent.
pub(crate) fn messages(journal: &Journal) -> Vec<(String, String)> {
    let history = journal.history();
    let sent = history.into_iter().filter_map(|moment| match moment.what {
        Happening::Sent { cid, text, .. } => Some((cid.to_string(), text)),
        _ => None,
    });
    sent.collect()
}
