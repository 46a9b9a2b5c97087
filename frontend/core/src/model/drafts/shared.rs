//! A draft between devices, and between the tabs of one: what the server keeps of it, and what others wrote without knowing of each other.
//!
//! Every save names the latest number that its text was written knowing of (`base`). Where that is the latest there is, the server keeps this
//! text alone; otherwise it keeps both, and here the other is offered. Of what it keeps, the text goes on from one (`mine`), whose place it takes in
//! any case. What is in a composer that is in use is changed by its person only.

use std::collections::BTreeSet;

use common::{
    limits::{DRAFT_SYNC_MS, MESSAGE_BYTES},
    model::SavedDraft,
};

use super::{Draft, Kept};
use crate::input::Mono;

/// What the server keeps of a composer's text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shared {
    /// The text that the server has from here, or that was taken over from it.
    pub told: String,
    /// The latest number that the composer's text was written knowing of.
    pub base: u64,
    /// The number of the draft at the server that the text goes on from.
    pub mine: Option<u64>,
    /// The text that is on its way, and the latest number that was known when it left.
    pub saving: Option<(String, u64)>,
    /// When the text is to be saved.
    pub due: Option<Mono>,
    /// It is to be saved although the server has it: so the others go.
    anew: bool,
    /// What of other devices the person has decided about.
    settled: BTreeSet<u64>,
}

impl Shared {
    /// What was so when the draft was written down. What the server may not have is given to it.
    pub(super) fn restored(kept: &Kept) -> Self {
        let doubtful = kept.text != kept.told || kept.saving.is_some();
        Self {
            told: kept.told.clone(),
            base: kept.base,
            mine: kept.mine,
            saving: kept.saving.clone().map(|text| (text, kept.base)),
            due: doubtful.then(Mono::default),
            ..Self::default()
        }
    }
}

/// What the server is given to keep.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Given {
    /// The text.
    pub text: String,
    /// The latest number that it was written knowing of.
    pub base: u64,
    /// The number of the draft that it takes the place of.
    pub replaces: Option<u64>,
}

impl Draft {
    /// The person changed the text; the other devices hear of it after a pause.
    pub fn typed(&mut self, now: Mono) {
        self.shared.due = Some(now.plus(DRAFT_SYNC_MS));
    }

    /// What waits for its pause need not wait any longer.
    pub fn hurry(&mut self, now: Mono) {
        self.shared.due = self.shared.due.map(|due| due.min(now));
    }

    /// What is to be saved now. `known` is the latest number there is.
    pub fn save(&mut self, now: Mono, known: u64) -> Option<Given> {
        if self.shared.due.is_none_or(|due| due > now) {
            return None;
        }
        self.shared.due = None;
        let text = self.remainder().to_owned();
        let anew = std::mem::take(&mut self.shared.anew);
        // One that is too long to be sent is kept on this device alone.
        if (text == self.shared.told && !anew) || text.len() > MESSAGE_BYTES {
            return None;
        }
        self.shared.saving = Some((text.clone(), known));
        Some(Given {
            text,
            base: self.shared.base,
            replaces: self.shared.mine,
        })
    }

    /// The server did not take it: it is given again then, or with the next change.
    pub fn refused(&mut self, again: Option<Mono>) {
        self.shared.saving = None;
        self.shared.due = self.shared.due.or(again);
    }

    /// The connection is gone: what was on its way may have arrived or not.
    pub fn disconnected(&mut self) {
        if self.shared.saving.is_some() {
            self.shared.due = Some(Mono::default());
        }
    }

    /// It is another history, or another database: the numbers mean nothing any more.
    pub fn void(&mut self) {
        self.shared = Shared {
            due: (!self.text.is_empty()).then(Mono::default),
            ..Shared::default()
        };
    }

    /// The server says what the person's devices hold. Returns whether what was on its way has arrived.
    pub fn hear(&mut self, drafts: &[SavedDraft], in_use: bool) -> bool {
        let answer = self.shared.saving.as_ref().and_then(|(text, known)| {
            // An empty one may have been swept away by one that came right after it.
            let mut news = drafts.iter().filter(|draft| draft.ver > *known);
            news.find(|draft| draft.text == *text || text.is_empty())
        });
        let answered = answer.is_some();
        if let Some(draft) = answer
            && let Some((text, _)) = self.shared.saving.take()
        {
            self.shared.mine = (draft.text == text).then_some(draft.ver);
            self.shared.told = text;
        }
        if !in_use && self.is_told() {
            self.follow(drafts);
        }
        self.settle(drafts, in_use);
        answered
    }

    /// The server has what is here.
    fn is_told(&self) -> bool {
        self.leaving.is_none() && self.shared.saving.is_none() && self.text == self.shared.told
    }

    /// Takes over what another device wrote knowing of what is here. Where two did not know of each other, that is for the person to decide.
    fn follow(&mut self, drafts: &[SavedDraft]) {
        let told = &self.shared.told;
        let kept = !told.is_empty() && drafts.iter().any(|draft| draft.text == *told);
        let strange: Vec<_> = self.strange(drafts).collect();
        let said = strange.iter().filter(|draft| !draft.text.is_empty());
        let said: Vec<_> = said.map(|draft| (Some(draft.ver), &draft.text)).collect();
        let (mine, text) = match said[..] {
            _ if kept || strange.is_empty() => return,
            [] => (None, String::new()),
            [(mine, text)] => (mine, text.clone()),
            _ => return,
        };
        self.shared.mine = mine;
        self.shared.told.clone_from(&text);
        self.text = text;
    }

    /// Where nothing is to be decided, everything is known.
    fn settle(&mut self, drafts: &[SavedDraft], in_use: bool) {
        let waits = in_use && self.is_told();
        let undecided = |draft: &SavedDraft| !draft.text.is_empty() || waits;
        if !self.strange(drafts).any(undecided) {
            self.shared.base = drafts.iter().map(|draft| draft.ver).max().unwrap_or(0);
            self.shared.settled.clear();
        }
    }

    /// What other devices hold of which what is here knows nothing.
    fn strange<'a>(&'a self, drafts: &'a [SavedDraft]) -> impl Iterator<Item = &'a SavedDraft> {
        let shared = &self.shared;
        drafts.iter().filter(move |draft| {
            let saving = shared.saving.as_ref().map(|(text, _)| text);
            draft.ver > shared.base
                && draft.text != shared.told
                && Some(&draft.text) != saving
                && !shared.settled.contains(&draft.ver)
        })
    }

    /// What other devices hold that the person may take over or drop.
    pub fn offers<'a>(&'a self, drafts: &'a [SavedDraft]) -> impl Iterator<Item = &'a SavedDraft> {
        let strange = self.strange(drafts);
        strange.filter(|draft| !draft.text.is_empty() && draft.text != self.text)
    }

    /// The person takes over what another device holds: after what is here, so that nothing is lost.
    pub fn take_over(&mut self, ver: u64, drafts: &[SavedDraft], now: Mono) {
        let Some(offer) = self.offers(drafts).find(|draft| draft.ver == ver) else {
            return;
        };
        let text = offer.text.clone();
        if !self.text.is_empty() {
            self.text.push('\n');
        }
        self.text.push_str(&text);
        self.decided(ver, drafts, now);
    }

    /// The person does not want what another device holds.
    pub fn drop_offer(&mut self, ver: u64, drafts: &[SavedDraft], now: Mono) {
        if self.offers(drafts).any(|draft| draft.ver == ver) {
            self.decided(ver, drafts, now);
        }
    }

    fn decided(&mut self, ver: u64, drafts: &[SavedDraft], now: Mono) {
        self.shared.settled.insert(ver);
        if self.offers(drafts).next().is_none() {
            self.shared.base = drafts.iter().map(|draft| draft.ver).max().unwrap_or(0);
            self.shared.settled.clear();
            self.shared.anew = true;
        }
        self.shared.due = Some(now);
    }
}

#[cfg(test)]
mod tests;
