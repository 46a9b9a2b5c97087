//! The evidence by key, so that every check is one pass.

use std::collections::BTreeMap;

use common::{
    ids::{ConversationId, IdempotencyKey, UserId},
    protocol::v1::ErrorCode,
    seq::Seq,
};

use super::{
    Evidence,
    history::{Happening, Line, Press},
};

/// A message as it was first sent under its key.
pub(super) struct Original<'a> {
    pub(super) conv: ConversationId,
    pub(super) author: UserId,
    pub(super) text: &'a str,
}

/// The evidence by key.
pub(super) struct Index<'a> {
    /// What was sent under each key.
    pub(super) sent: BTreeMap<IdempotencyKey, Original<'a>>,
    /// Presses in the order in which they were first sent, each with the keys that it was sent under.
    pub(super) presses: Vec<(Press, Vec<IdempotencyKey>)>,
    /// Where each key stands in the log; more than one place is a fault.
    pub(super) logged: BTreeMap<IdempotencyKey, Vec<(ConversationId, Seq)>>,
    /// What the log has at each place.
    pub(super) places: BTreeMap<(ConversationId, Seq), &'a Line>,
    /// Keys that were refused for good.
    pub(super) refused: BTreeMap<IdempotencyKey, ErrorCode>,
}

impl<'a> Index<'a> {
    pub(super) fn of(evidence: &'a Evidence) -> Self {
        let mut index = Self {
            sent: BTreeMap::new(),
            presses: Vec::new(),
            logged: BTreeMap::new(),
            places: BTreeMap::new(),
            refused: BTreeMap::new(),
        };
        let mut known = BTreeMap::new();
        for moment in &evidence.history {
            match &moment.what {
                Happening::Sent {
                    press,
                    cid,
                    conv,
                    author,
                    text,
                } => {
                    index.sent.entry(*cid).or_insert(Original {
                        conv: *conv,
                        author: *author,
                        text,
                    });
                    let at = *known.entry(*press).or_insert_with(|| {
                        index.presses.push((*press, Vec::new()));
                        index.presses.len() - 1
                    });
                    if let Some((_, keys)) = index.presses.get_mut(at)
                        && !keys.contains(cid)
                    {
                        keys.push(*cid);
                    }
                }
                Happening::Refused {
                    cid,
                    code,
                    for_good: true,
                } => {
                    index.refused.insert(*cid, *code);
                }
                Happening::Acked { .. }
                | Happening::Refused { .. }
                | Happening::Delivered { .. } => {}
            }
        }
        for (conv, timeline) in &evidence.log {
            for line in &timeline.lines {
                let places = index.logged.entry(line.cid).or_default();
                places.push((*conv, line.seq));
                index.places.insert((*conv, line.seq), line);
            }
        }
        index
    }

    /// Where a press stands in the log, under any of its keys.
    pub(super) fn places_of(&self, keys: &[IdempotencyKey]) -> Vec<(ConversationId, Seq)> {
        keys.iter()
            .filter_map(|cid| self.logged.get(cid))
            .flatten()
            .copied()
            .collect()
    }
}
