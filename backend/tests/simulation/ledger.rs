//! What people really did and decided, written down as it happens and derived from nothing that the system says of itself: what the server
//! tells and the browsers show is held against it.

use std::collections::{BTreeMap, BTreeSet};

use common::{
    fold::{
        presence::{Attitude, Between, Said},
        receipts::{gives_receipts, sees_receipts},
    },
    ids::{ConversationId, UserId},
    model::{AccountSettings, ConversationSettings, presence::Mode},
    protocol::v1::{ClientBody, ErrorCode},
    seq::Seq,
};

/// Someone in a conversation.
pub(crate) type Seat = (UserId, ConversationId);

/// How far someone got in a conversation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Reached {
    /// To a device of theirs.
    pub(crate) recv: Seq,
    /// Before their eyes.
    pub(crate) read: Seq,
}

/// The ledger.
#[derive(Debug, Default)]
pub(crate) struct Ledger {
    /// How far people got by what their pages held and they looked at.
    pub(crate) truth: BTreeMap<Seat, Reached>,
    /// How far they must have got at the end: what they looked at when nothing was in the way any more.
    pub(crate) due: BTreeMap<Seat, Seq>,
    /// How far they got by what the server was told.
    told: BTreeMap<Seat, Reached>,
    /// How much of that others may know.
    shown: BTreeMap<Seat, Reached>,
    pairs: BTreeMap<ConversationId, Vec<UserId>>,
    /// Conversations in which something was said.
    begun: BTreeSet<ConversationId>,
    /// Who wants to talk where.
    consents: BTreeSet<Seat>,
    settings: BTreeMap<UserId, AccountSettings>,
    modes: BTreeMap<UserId, Mode>,
    here: BTreeMap<Seat, ConversationSettings>,
    contacts: BTreeSet<(UserId, UserId)>,
    blocks: BTreeSet<(UserId, UserId)>,
}

impl Ledger {
    /// Two people are each other's contacts from the beginning.
    pub(crate) fn befriended(&mut self, one: UserId, other: UserId) {
        self.contacts.extend([(one, other), (other, one)]);
    }

    /// A conversation came to be in someone's list. Whoever has the other among the contacts wants to talk with them.
    pub(crate) fn joined(&mut self, user: UserId, conv: ConversationId) {
        let pair = self.pairs.entry(conv).or_default();
        pair.push(user);
        if let [one, other] = pair[..] {
            for (one, other) in [(one, other), (other, one)] {
                if self.contacts.contains(&(one, other)) {
                    self.consents.insert((one, conv));
                }
            }
        }
    }

    /// Someone said something: they want to talk.
    pub(crate) fn posted(&mut self, seat: Seat) {
        self.begun.insert(seat.1);
        self.consents.insert(seat);
    }

    /// Why someone may not write in a conversation now; `None`: they may.
    pub(crate) fn refuses(&self, seat: Seat) -> Option<ErrorCode> {
        let other = self.partner(seat)?;
        if self.blocks.contains(&(seat.0, other)) {
            Some(ErrorCode::Blocked)
        } else if self.blocks.contains(&(other, seat.0))
            || (self.begun.contains(&seat.1) && !self.consents.contains(&(other, seat.1)))
        {
            Some(ErrorCode::NotAccepting)
        } else {
            None
        }
    }

    /// The server was told that a device has everything up to there.
    pub(crate) fn received(&mut self, seat: Seat, upto: Seq) {
        let open = self.shows(seat);
        let told = self.told.entry(seat).or_default();
        if upto > told.recv {
            told.recv = upto;
            if open {
                self.shown.entry(seat).or_default().recv = upto;
            }
        }
    }

    /// The server was told that everything up to there was read.
    pub(crate) fn read(&mut self, seat: Seat, upto: Seq) {
        let open = self.shows(seat);
        let told = self.told.entry(seat).or_default();
        if upto > told.read {
            told.read = upto;
            if open {
                let shown = self.shown.entry(seat).or_default();
                shown.read = upto;
                shown.recv = shown.recv.max(upto);
            }
            self.received(seat, upto);
        }
    }

    /// What someone wanted was done.
    pub(crate) fn granted(&mut self, user: UserId, wish: &ClientBody) {
        match wish {
            ClientBody::Accept { conv } => drop(self.consents.insert((user, *conv))),
            ClientBody::SetSettings { settings } => drop(self.settings.insert(user, *settings)),
            ClientBody::SetConversation { conv, settings } => {
                // Whoever wants to talk does not decline.
                let declined = settings.declined && !self.consents.contains(&(user, *conv));
                let kept = ConversationSettings {
                    declined,
                    ..*settings
                };
                self.here.insert((user, *conv), kept);
            }
            ClientBody::SetChoice { choice } => drop(self.modes.insert(user, choice.mode)),
            ClientBody::Contact { user: other, on } => {
                if *on {
                    self.contacts.insert((user, *other));
                    let both = self.conversations(user).into_iter();
                    let both = both.filter(|conv| self.partner((user, *conv)) == Some(*other));
                    let seats: Vec<Seat> = both.map(|conv| (user, conv)).collect();
                    self.consents.extend(seats);
                } else {
                    self.contacts.remove(&(user, *other));
                }
            }
            ClientBody::Block { user: other, on } => {
                if *on {
                    // Whom one blocks is no contact.
                    self.contacts.remove(&(user, *other));
                    self.blocks.insert((user, *other));
                } else {
                    self.blocks.remove(&(user, *other));
                }
            }
            _ => {}
        }
    }

    /// The settings of someone's account.
    pub(crate) fn account(&self, user: UserId) -> AccountSettings {
        self.settings.get(&user).copied().unwrap_or_default()
    }

    /// The settings that someone has for a conversation.
    pub(crate) fn settings(&self, seat: Seat) -> ConversationSettings {
        let here = self.here.get(&seat).copied().unwrap_or_default();
        ConversationSettings {
            declined: here.declined && !self.consents.contains(&seat),
            ..here
        }
    }

    /// As what someone wants to be shown.
    pub(crate) fn mode(&self, user: UserId) -> Mode {
        self.modes.get(&user).copied().unwrap_or_default()
    }

    /// Both people of a conversation want to talk.
    pub(crate) fn is_accepted(&self, conv: ConversationId) -> bool {
        let pair = self.pairs.get(&conv);
        pair.is_some_and(|pair| {
            pair.iter()
                .all(|user| self.consents.contains(&(*user, conv)))
        })
    }

    /// Someone wants to talk in a conversation.
    pub(crate) fn consents(&self, seat: Seat) -> bool {
        self.consents.contains(&seat)
    }

    fn is_blocked(&self, one: UserId, other: UserId) -> bool {
        self.blocks.contains(&(one, other)) || self.blocks.contains(&(other, one))
    }

    fn gives(&self, seat: Seat) -> bool {
        gives_receipts(&self.account(seat.0).privacy, self.settings(seat).receipts)
    }

    /// Whether others may learn of what someone reaches in a conversation now.
    pub(crate) fn shows(&self, seat: Seat) -> bool {
        let (user, conv) = seat;
        let pair = self.pairs.get(&conv).into_iter().flatten();
        let cut_off = pair.into_iter().any(|other| self.is_blocked(user, *other));
        self.is_accepted(conv) && !cut_off && self.gives(seat) && self.mode(user) != Mode::Invisible
    }

    /// What a viewer may know of how far someone got in a conversation; `None`: nothing.
    pub(crate) fn known(&self, viewer: UserId, seat: Seat) -> Option<Reached> {
        let conv = seat.1;
        // What was made known before the person hid, or a block fell between the two, is known still.
        let sees = sees_receipts(true, self.gives((viewer, conv)));
        let may = self.is_accepted(conv) && sees;
        may.then(|| self.shown(seat))
    }

    /// How far someone ever let it be known that they got.
    pub(crate) fn shown(&self, seat: Seat) -> Reached {
        self.shown.get(&seat).copied().unwrap_or_default()
    }

    /// The two people of a conversation, but for one.
    pub(crate) fn partner(&self, (me, conv): Seat) -> Option<UserId> {
        let mut pair = self.pairs.get(&conv)?.iter();
        pair.find(|user| **user != me).copied()
    }

    /// The conversations of someone.
    pub(crate) fn conversations(&self, user: UserId) -> Vec<ConversationId> {
        let pairs = self.pairs.iter();
        let theirs = pairs.filter(|(_, pair)| pair.contains(&user));
        theirs.map(|(conv, _)| *conv).collect()
    }

    /// What `viewer` may know of a person.
    pub(crate) fn between<R>(
        &self,
        viewer: UserId,
        person: UserId,
        ask: impl FnOnce(&Between<'_>) -> R,
    ) -> R {
        let said = Said {
            blocked: self.is_blocked(viewer, person),
            person: self.attitude(person, viewer),
            other: self.attitude(viewer, person),
        };
        ask(&Between {
            viewer: said.relation(),
            person: said.reversed().relation(),
            privacy: &self.account(person).privacy,
            viewer_privacy: &self.account(viewer).privacy,
        })
    }

    fn attitude(&self, of: UserId, to: UserId) -> Attitude {
        let shared =
            |conv: &ConversationId| self.pairs.get(conv).is_some_and(|pair| pair.contains(&to));
        let mut consents = self.consents.iter().filter(|(user, _)| *user == of);
        if self.contacts.contains(&(of, to)) {
            Attitude::Contact
        } else if consents.any(|(_, conv)| shared(conv)) {
            Attitude::Consents
        } else {
            Attitude::Silent
        }
    }
}
