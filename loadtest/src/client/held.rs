//! What a client holds of each conversation, by the gap rule: the next change is applied, an old one dropped, and one after a gap makes
//! the client pull what is missing.

use std::collections::BTreeMap;

use common::{
    ids::ConversationId,
    model::{Conversation, Event, Logged},
    protocol::v1::ConversationHead,
    seq::{Arrival, Rev},
};

use crate::checker::history::{Client, Holding, Line, Log};

/// One conversation's copy.
#[derive(Clone, Debug, Default)]
struct Copy {
    rev: Rev,
    lines: Vec<Line>,
}

/// All copies.
#[derive(Debug, Default)]
pub struct Held {
    copies: BTreeMap<ConversationId, Copy>,
    ignores_gaps: bool,
}

impl Held {
    /// Nothing. With `ignores_gaps`, a flaw: changes are applied whatever is missing before them.
    pub fn new(ignores_gaps: bool) -> Self {
        Self {
            copies: BTreeMap::new(),
            ignores_gaps,
        }
    }

    /// How far each copy is.
    pub fn heads(&self) -> Vec<ConversationHead> {
        self.copies
            .iter()
            .map(|(conv, copy)| ConversationHead {
                conv: *conv,
                rev: copy.rev,
            })
            .collect()
    }

    /// How far the copy of one conversation is.
    pub fn rev(&self, conv: ConversationId) -> Rev {
        self.copies.get(&conv).map_or(Rev::ZERO, |copy| copy.rev)
    }

    /// Takes changes. `Some` is the version from which to pull, because changes are missing before these.
    #[must_use]
    pub fn take(&mut self, conv: ConversationId, events: &[Logged]) -> Option<Rev> {
        let copy = self.copies.entry(conv).or_default();
        for logged in events {
            match copy.rev.judge(logged.rev) {
                Arrival::Old => {}
                Arrival::Gap if !self.ignores_gaps => return Some(copy.rev),
                Arrival::Next | Arrival::Gap => {
                    copy.rev = logged.rev;
                    if let Event::Posted(entry) = &logged.event {
                        copy.lines.push(Line::of(entry));
                    }
                }
            }
        }
        None
    }

    /// Replaces a copy by a snapshot, unless it is older than what is held.
    pub fn replace(&mut self, conv: ConversationId, snapshot: &Conversation) {
        let copy = self.copies.entry(conv).or_default();
        if snapshot.rev > copy.rev || copy.rev == Rev::ZERO {
            copy.rev = snapshot.rev;
            copy.lines = snapshot.entries.iter().map(Line::of).collect();
        }
    }

    /// Forgets everything: it belongs to another epoch.
    pub fn forget(&mut self) {
        self.copies.clear();
    }

    /// Every copy is at the version of the log, as far as it is this client's to see.
    pub fn has(&self, log: &Log) -> bool {
        self.behind(log).is_empty()
    }

    /// The conversations whose copies are not at the log's version, with the version that is held.
    pub fn behind(&self, log: &Log) -> Vec<(ConversationId, Rev)> {
        self.copies
            .iter()
            .filter(|(conv, copy)| {
                log.get(conv)
                    .is_some_and(|timeline| timeline.rev > copy.rev)
            })
            .map(|(conv, copy)| (*conv, copy.rev))
            .collect()
    }

    /// What a person would see.
    pub fn holdings(self, client: Client) -> Vec<Holding> {
        self.copies
            .into_iter()
            .map(|(conv, copy)| Holding {
                client,
                conv,
                rev: copy.rev,
                lines: copy.lines,
            })
            .collect()
    }
}
