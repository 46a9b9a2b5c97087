//! One conversation: what is held of it, and the gap rule.

use common::{
    fold::{self, Refused},
    ids::UserId,
    limits::GAP_BUFFER_EVENTS,
    model::{Conversation, ConversationKind, Entry, Event, Logged, Member, Preview},
    protocol::v1::RequestId,
    seq::{Rev, Seq},
};

use super::Place;
use crate::{input::Mono, sorted_map::SortedMap};

/// How long an acknowledgement may be ahead of the event that it acknowledges, before that event counts as lost.
const ECHO_GRACE_MS: u64 = 1_000;

/// What is held of a conversation.
#[derive(Clone, Debug, Default)]
pub struct Held {
    /// Its state with the end of its timeline.
    pub body: Option<Conversation>,
    /// The line for the list, where the body is older or not there.
    pub outline: Option<Outline>,
    /// Changes that came ahead of a gap, at most [`GAP_BUFFER_EVENTS`].
    ahead: SortedMap<Rev, Event>,
    /// The latest version that the log is known to have.
    acknowledged: Rev,
    /// The body contradicted an event: only a snapshot helps.
    distrusted: bool,
    /// What is missing, and since when it is to be pulled.
    pub want: Want,
    /// How far the fetching of older entries has got.
    pub paging: Paging,
    /// The first entry held is the first that there is for this person.
    start: bool,
    /// Changes to entries that are not held, while a page of older entries is on its way: the page may have been read before them.
    late: Vec<Event>,
    /// The end of the timeline is out of view.
    pub scrolled_up: bool,
    /// The last entry that was there when the end was last in view.
    pub seen: Seq,
    /// Where the person stands in it.
    pub place: Place,
}

/// A conversation in outline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outline {
    /// What kind.
    pub kind: ConversationKind,
    /// Who is in it.
    pub members: Vec<Member>,
    /// Its version.
    pub rev: Rev,
    /// Its last entry.
    pub preview: Option<Preview>,
}

/// Whether changes are missing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Want {
    /// Nothing that is known to be needed.
    #[default]
    Nothing,
    /// They are to be pulled from this moment on, unless they come by themselves before.
    From(Mono),
    /// They were pulled.
    Pulled,
}

/// How far the fetching of older entries has got.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Paging {
    /// Not wanted.
    #[default]
    Idle,
    /// Wanted from this moment on.
    From(Mono),
    /// Asked for by this request.
    Asked(RequestId),
}

impl Held {
    /// What kind it is.
    pub fn kind(&self) -> Option<ConversationKind> {
        let body = self.body.as_ref().map(|body| body.kind);
        body.or_else(|| self.outline.as_ref().map(|outline| outline.kind))
    }

    /// Who is in it.
    pub fn members(&self) -> &[Member] {
        match (&self.outline, &self.body) {
            (Some(outline), _) => &outline.members,
            (None, Some(body)) => &body.members,
            (None, None) => &[],
        }
    }

    /// Its last entry, as far as it is known.
    pub fn last(&self) -> Option<&Entry> {
        let outline = self.outline.as_ref().and_then(|line| line.preview.as_ref());
        let body = self.body.as_ref().and_then(|body| body.entries.last());
        outline.map(|preview| &preview.entry).or(body)
    }

    /// The place of its last entry, as far as it is known.
    pub fn last_seq(&self) -> Seq {
        let body = self.body.as_ref().map(|body| body.last_seq);
        let last = self.last().map(|entry| entry.seq);
        body.max(last).unwrap_or_default()
    }

    /// The version of the body; zero where there is none, or none to be trusted.
    pub fn rev(&self) -> Rev {
        match &self.body {
            Some(body) if !self.distrusted => body.rev,
            _ => Rev::ZERO,
        }
    }

    /// The version to state in `hello`; none where there is nothing that changes could be applied to.
    pub fn stated_rev(&self) -> Option<Rev> {
        (self.rev() > Rev::ZERO).then(|| self.rev())
    }

    /// Changes came, live or asked for. Returns whether the body changed.
    pub fn hear(&mut self, from: Rev, events: Vec<Logged>, now: Mono) -> bool {
        let before = self.rev();
        let answered = self.is_pulled() && from <= before;
        for logged in events {
            self.ahead.insert(logged.rev, logged.event);
        }
        self.drain();
        while self.ahead.len() > GAP_BUFFER_EVENTS {
            self.ahead.pop_last();
        }
        let changed = self.rev() != before;
        if answered {
            self.want = Want::Nothing;
        }
        if answered && !changed {
            // The server has no more to say just now: it is not asked again at once.
            self.acknowledged = self.acknowledged.min(before);
            if self.has_gap() {
                self.want_at(now.plus(ECHO_GRACE_MS));
            }
        } else if self.has_gap() {
            if !self.is_pulled() {
                self.want_at(now);
            }
        } else if self.acknowledged > self.rev() {
            self.acknowledged(self.acknowledged, now);
        } else if !self.is_pulled() && self.outline.is_none() {
            self.want = Want::Nothing;
        }
        changed
    }

    /// An answer to a pull is awaited.
    pub fn is_pulled(&self) -> bool {
        self.want == Want::Pulled
    }

    /// Something came that cannot be applied for want of what is before it.
    fn has_gap(&self) -> bool {
        self.distrusted || !self.ahead.is_empty()
    }

    /// Applies what follows without a gap.
    fn drain(&mut self) {
        let Some(body) = self.body.as_mut().filter(|_| !self.distrusted) else {
            return;
        };
        let mut deleted = Vec::new();
        while let Some((rev, event)) = self.ahead.pop_first() {
            let logged = Logged { rev, event };
            if let Event::Deleted { seq } = logged.event {
                deleted.push(seq);
            }
            match fold::apply(body, &logged) {
                Ok(()) if self.paging != Paging::Idle => self.late.push(logged.event),
                Ok(()) | Err(Refused::Old) => {}
                Err(Refused::Gap) => {
                    self.ahead.insert(logged.rev, logged.event);
                    break;
                }
                Err(Refused::Contradiction) => {
                    self.distrusted = true;
                    self.ahead.clear();
                    break;
                }
            }
        }
        if self
            .outline
            .as_ref()
            .is_some_and(|line| line.rev <= body.rev)
        {
            self.outline = None;
        }
        for seq in deleted {
            self.deleted(seq);
        }
    }

    /// A snapshot came. `asked` is one that the server made because of what `hello` stated: it replaces even what looks newer, which must
    /// then be of a history that no longer exists. Any other is dropped if it is older than what is held. Returns whether the body changed.
    pub fn reset(&mut self, snapshot: Conversation, asked: bool, now: Mono) -> bool {
        let held = self.rev();
        let void = asked && snapshot.rev < held;
        if self.is_pulled() {
            self.want = Want::Nothing;
        }
        let news = self.body.is_none() || self.distrusted || snapshot.rev > held;
        if !news && !void {
            if self.has_gap() {
                // It was no answer to what is missing.
                self.want_at(now.plus(ECHO_GRACE_MS));
            }
            return false;
        }
        let doubtful = snapshot.rev < held;
        if doubtful {
            // What is held came after, or never happened. The log knows.
            self.ahead.clear();
            self.acknowledged = Rev::ZERO;
        }
        self.distrusted = false;
        self.start = false;
        self.late.clear();
        self.paging = Paging::Idle;
        self.body = Some(snapshot);
        self.drain();
        self.want = Want::Nothing;
        if doubtful || self.has_gap() {
            self.want_at(now);
        } else {
            self.acknowledged(self.acknowledged, now);
        }
        true
    }

    /// The line for the list came. Returns whether it is news.
    pub fn outline(&mut self, outline: Outline) -> bool {
        if self.is_pulled() {
            self.want = Want::Nothing;
        }
        if self.body.is_some() && outline.rev <= self.rev() {
            return false;
        }
        let news = self.outline.as_ref() != Some(&outline);
        self.outline = Some(outline);
        news
    }

    /// The log is known to hold this version. Its event is on its way; if it does not come it is pulled.
    pub fn acknowledged(&mut self, rev: Rev, now: Mono) {
        self.acknowledged = self.acknowledged.max(rev);
        if rev > self.rev() && self.want == Want::Nothing {
            self.want = Want::From(now.plus(ECHO_GRACE_MS));
        }
    }

    /// The body is needed now: it is on screen.
    pub fn view(&mut self, now: Mono) {
        if !self.is_pulled() && (self.body.is_none() || self.outline.is_some()) {
            self.want_at(now);
        }
    }

    /// The end of the timeline came into view, or left it. What is there while it is in view counts as seen.
    pub fn follow(&mut self, at_end: bool) {
        self.scrolled_up = !at_end;
        if let (true, Some(body)) = (at_end, &self.body) {
            self.seen = body.last_seq;
        }
    }

    /// A pull was refused: what is missing is asked for again then, or stays missing until there is another reason to ask.
    pub fn refused(&mut self, again: Option<Mono>) {
        if self.is_pulled() {
            self.want = again.map_or(Want::Nothing, Want::From);
        }
    }

    /// What is missing is to be pulled from this moment on.
    pub fn want_at(&mut self, at: Mono) {
        self.want = match self.want {
            Want::From(before) => Want::From(before.min(at)),
            Want::Nothing | Want::Pulled => Want::From(at),
        };
    }

    /// The connection is gone: what was asked is wanted again.
    pub fn disconnected(&mut self) {
        if self.is_pulled() {
            self.want = Want::From(Mono::default());
        }
        if matches!(self.paging, Paging::Asked(_)) {
            self.paging = Paging::From(Mono::default());
        }
    }

    /// The first entry held is the first that there is for this person.
    pub fn is_at_start(&self, me: UserId) -> bool {
        let Some(body) = &self.body else { return false };
        let first = body.first_held();
        let mine = body
            .member(me)
            .map_or(Seq::new(1), |member| member.join_seq);
        self.start || first <= mine.max(Seq::new(1))
    }

    /// A page of older entries came. It is put before what is held if it ends there; returns whether it did.
    pub fn page(&mut self, entries: Vec<Entry>, start: bool) -> bool {
        self.paging = Paging::Idle;
        let late = std::mem::take(&mut self.late);
        let Some(body) = &mut self.body else {
            return false;
        };
        let first = body.first_held();
        let contiguous = entries
            .iter()
            .zip(entries.iter().skip(1))
            .all(|(a, b)| a.seq.next() == b.seq);
        match entries.last() {
            None => self.start |= start,
            Some(last) if contiguous && last.seq.next() == first => {
                body.entries.splice(0..0, entries);
                self.start |= start;
                for event in late {
                    // Changing an entry twice gives what changing it once gives; only the version must not move.
                    let again = Logged {
                        rev: body.rev.next(),
                        event,
                    };
                    if matches!(again.event, Event::Edited { .. } | Event::Deleted { .. })
                        && fold::apply(body, &again).is_ok()
                    {
                        body.rev = body.rev.prev();
                    }
                }
            }
            Some(_) => return false,
        }
        true
    }
}
