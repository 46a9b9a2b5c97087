//! What the person has seen, and what of it the server is still to be told.
//!
//! An entry is seen when its lower edge has been in view for half a second while the person was looking. Reading moves the cursor here at
//! once; the server is told at most once a second and conversation. What it has not confirmed is told again on every new connection: places
//! only go forward, so that a repetition says nothing. What could not be told is written down.

use std::collections::VecDeque;

use common::{
    ids::{ConversationId, UserId},
    limits::{READ_EVERY_MS, READ_VIEW_MS},
    protocol::v1::RequestId,
    seq::{Epoch, Seq},
};

use super::attention::Attention;
use crate::{input::Mono, sorted_map::SortedMap};

/// One thing received is told in this time, of all conversations together. The server listens to 50 frames a second, unless it is told to hear
/// fewer: whoever comes back to thousands of unread conversations has other things to say as well, which would stand in line behind these.
const RECV_MS: u64 = 50;

/// So much of it may be told ahead of its time.
const RECV_AHEAD_MS: u64 = 1_000;

/// What the person has seen, and what of it the server is still to be told.
#[derive(Clone, Debug, Default)]
pub struct Reading {
    /// Whether the person is looking.
    pub attention: Attention,
    /// The conversation on screen as it was found.
    pub visit: Option<Visit>,
    /// What of it is in view.
    pub view: Option<View>,
    /// What is to be told.
    pub tellings: SortedMap<ConversationId, Telling>,
    /// How fast it is told what this device has received.
    pub pace: Pace,
    /// Places that were written down and read back: they count once the conversation is known, in the history they were read in.
    pub claims: SortedMap<(UserId, ConversationId), (Epoch, Seq)>,
    /// Conversations of which the server is to be asked where the person stands, and from when on.
    pub unclear: SortedMap<ConversationId, Mono>,
}

/// A conversation as the person found it: the divider stands by it until they leave.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Visit {
    /// Which one.
    pub conv: ConversationId,
    /// How far it was read.
    pub read: Seq,
    /// Its last entry.
    pub last: Seq,
    /// What was unread begins before what is held: that is fetched before anything is shown, or the conversation would open behind it, and what
    /// was never on screen would count as read.
    pub seeks: bool,
}

/// What of a timeline is in view: everything up to these places, each since a moment.
#[derive(Clone, Debug)]
pub struct View {
    /// Which conversation.
    pub conv: ConversationId,
    /// Both grow from the front to the back.
    since: VecDeque<(Seq, Mono)>,
}

impl View {
    /// Nothing is in view yet.
    pub fn new(conv: ConversationId) -> Self {
        Self {
            conv,
            since: VecDeque::new(),
        }
    }

    /// The entry whose lower edge is the last in view is this one now. What left the view must come again and stay.
    pub fn show(&mut self, upto: Seq, now: Mono) {
        let mut earliest = now;
        while let Some((seq, since)) = self.since.back()
            && *seq >= upto
        {
            earliest = *since;
            self.since.pop_back();
        }
        self.since.push_back((upto, earliest));
    }

    /// The person looked away, or looks again: half a second begins now.
    pub fn restart(&mut self, now: Mono) {
        let last = self.since.back().copied();
        self.since.clear();
        self.since.extend(last.map(|(seq, _)| (seq, now)));
    }

    /// The last entry that has been in view for long enough.
    pub fn seen(&self, now: Mono) -> Option<Seq> {
        let ripe = |(_, since): &&(Seq, Mono)| now.since(*since) >= READ_VIEW_MS;
        let last = self.since.iter().take_while(ripe).last();
        last.map(|(seq, _)| *seq)
    }

    /// When the next entry will have been.
    pub fn next_seen(&self, now: Mono) -> Option<Mono> {
        let mut moments = self.since.iter().map(|(_, since)| since.plus(READ_VIEW_MS));
        moments.find(|at| *at > now)
    }
}

/// A place that only goes forward. It is told at once, and then at most once a second.
#[derive(Clone, Copy, Debug, Default)]
pub struct Forward {
    /// How far.
    pub wanted: Seq,
    told: Seq,
    not_before: Mono,
    /// The frame that told it last.
    by: RequestId,
}

impl Forward {
    /// It is here now, or further.
    pub fn raise(&mut self, to: Seq) {
        self.wanted = self.wanted.max(to);
    }

    /// When it is to be told, if it is.
    pub fn due(&self) -> Option<Mono> {
        (self.wanted > self.told).then_some(self.not_before)
    }

    /// It is told.
    pub fn tell(&mut self, now: Mono) -> Seq {
        self.told = self.wanted;
        self.not_before = now.plus(READ_EVERY_MS);
        self.wanted
    }

    /// The frame that tells it.
    pub const fn told_by(&mut self, frame: RequestId) {
        self.by = frame;
    }

    /// The server has no time for a frame before that moment: if it told this, it is told again then.
    fn refused(&mut self, frame: RequestId, until: Mono) {
        if self.by == frame {
            self.told = Seq::ZERO;
            self.not_before = self.not_before.max(until);
        }
    }
}

/// When the time of everything that was told has passed.
#[derive(Clone, Copy, Debug, Default)]
pub struct Pace(Mono);

impl Pace {
    /// From when on one more thing may be told.
    pub const fn free_at(self) -> Mono {
        Mono::from_millis(self.0.as_millis().saturating_sub(RECV_AHEAD_MS))
    }

    /// One is told.
    pub fn take(&mut self, now: Mono) {
        self.0 = self.0.max(now).plus(RECV_MS);
    }
}

/// What is to be told of one conversation.
#[derive(Clone, Copy, Debug, Default)]
pub struct Telling {
    /// How far the person has read.
    pub read: Forward,
    /// How far this device has received.
    pub recv: Forward,
    /// What the person marked it as, and whether that was told.
    pub mark: Option<(bool, bool)>,
    /// How far reading is written down.
    pub stored: Seq,
}

impl Telling {
    /// How far the person has read is told. What was read was received.
    pub fn tell_read(&mut self, now: Mono) -> Seq {
        let upto = self.read.tell(now);
        self.recv.told = self.recv.told.max(upto);
        upto
    }

    /// The connection is gone: what was said on it may not have been heard.
    fn disconnected(&mut self) {
        self.read.told = Seq::ZERO;
        self.recv.told = Seq::ZERO;
        if let Some((_, told)) = &mut self.mark {
            *told = false;
        }
    }

    /// There is nothing left that the server does not know, where it knows that the person has read up to here.
    fn is_done(&self, read: Seq) -> bool {
        self.read.wanted <= read && self.recv.wanted <= read && self.mark.is_none()
    }
}

impl Reading {
    /// The conversation is not shown yet: the first of what was unread is on its way.
    pub fn seeks(&self, conv: ConversationId) -> bool {
        self.visit
            .is_some_and(|visit| visit.conv == conv && visit.seeks)
    }

    /// What is to be told of one conversation, to be changed.
    pub fn telling(&mut self, conv: ConversationId) -> &mut Telling {
        self.tellings.get_or_insert_with(conv, Telling::default)
    }

    /// The connection is gone.
    pub fn disconnected(&mut self) {
        for telling in self.tellings.values_mut() {
            telling.disconnected();
        }
    }

    /// The server has no time for a frame before that moment: what it told is told again then.
    pub fn refused(&mut self, frame: RequestId, until: Mono) {
        for telling in self.tellings.values_mut() {
            telling.read.refused(frame, until);
            telling.recv.refused(frame, until);
        }
    }

    /// The server knows that the person has read up to here. Returns whether a place was written down that need not be any more.
    pub fn confirmed(&mut self, conv: ConversationId, read: Seq) -> bool {
        let Some(telling) = self.tellings.get_mut(&conv) else {
            return false;
        };
        let forget = telling.stored > Seq::ZERO && telling.read.wanted <= read;
        if forget {
            telling.stored = Seq::ZERO;
        }
        if telling.is_done(read) {
            self.tellings.remove(&conv);
        }
        forget
    }

    /// The conversations in which reading is further than what is written down.
    pub fn take_unwritten(&mut self) -> Vec<(ConversationId, Seq)> {
        let mut unwritten = Vec::new();
        for (conv, telling) in self.tellings.iter_mut() {
            if telling.read.wanted > telling.stored {
                telling.stored = telling.read.wanted;
                unwritten.push((*conv, telling.stored));
            }
        }
        unwritten
    }
}
