//! The other tabs of this browser, with which the local storage is shared.
//!
//! Each tab has its own connection and sends what was written in it. What a tab left behind that ended is sent by the one that leads; the
//! others send what they read back only after they have waited for it in vain, so that a leader whom the browser put to sleep holds nothing up. Should
//! two tabs send the same message, its key makes it one.

use common::ids::{ConversationId, IdempotencyKey};

use crate::{
    input::{Mono, TabId},
    sorted_map::SortedMap,
};

/// How long the leading tab is given for a message that every tab has read back.
const LEADER_MS: u64 = 10_000;

/// The tabs of this browser, as far as this one knows.
#[derive(Clone, Debug, Default)]
pub struct Tabs {
    /// This one leads: it sends what others left behind.
    pub leads: bool,
    /// The shell was asked to have it lead.
    pub asks: bool,
    /// The conversations whose ends the person looks at in others. A browser may have several windows, and in each a tab.
    elsewhere: SortedMap<TabId, ConversationId>,
    /// The one that the others were told of.
    pub told: Option<ConversationId>,
    /// Messages that were read back and left to the one that leads.
    left: Vec<IdempotencyKey>,
}

impl Tabs {
    /// A message was read back that may be sent. Returns from when on this tab sends it itself, if it is left to another.
    pub fn leave(&mut self, cid: IdempotencyKey, now: Mono) -> Option<Mono> {
        (!self.leads).then(|| {
            self.left.push(cid);
            now.plus(LEADER_MS)
        })
    }

    /// The person looks at the end of a conversation in another tab, or no longer at any there.
    pub fn watches(&mut self, tab: TabId, conv: Option<ConversationId>) {
        match conv {
            Some(conv) => drop(self.elsewhere.insert(tab, conv)),
            None => drop(self.elsewhere.remove(&tab)),
        }
    }

    /// The person looks at the end of this conversation in another tab.
    pub fn is_watched(&self, conv: ConversationId) -> bool {
        self.elsewhere.values().any(|watched| *watched == conv)
    }

    /// This tab leads from now on. What others watch they say anew: one may have ended without a word, which only the tab that leads hears. Returns the messages that it has left to another.
    pub fn lead(&mut self) -> Vec<IdempotencyKey> {
        self.leads = true;
        self.elsewhere = SortedMap::default();
        std::mem::take(&mut self.left)
    }
}
