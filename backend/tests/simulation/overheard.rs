//! What the server tells, held against the ledger the moment it is told: nothing is told by a right that is not there, and what is told ends when
//! it must.

use std::collections::{BTreeMap, BTreeSet};

use backend::bus::{Envelope, Payload, PresenceBatch, TypingSet};
use common::{
    ids::{ConnectionId, ConversationId, UserId},
    limits::{OFFLINE_GRACE_MS, PRESENCE_BATCH_MS, PRESENCE_WARM_UP_MS, TYPING_TTL_MS},
    model::{
        Event, Presence, Receipt,
        presence::{Mode, Status},
    },
};

use crate::ledger::Ledger;

/// The server works once a second here, and tells of what changed within a second: so much later at the most it must have been told.
const LATE_MS: u64 = 2_000;

/// A viewer is told of more who type at most so often.
const EVERY_MS: u64 = 1_000;

/// What one life of the server told of what it never stores.
#[derive(Debug, Default)]
pub(crate) struct Overheard {
    /// Who types, as each viewer was told last.
    told: BTreeMap<(UserId, ConversationId), BTreeSet<UserId>>,
    /// Until when what each connection said of typing lives.
    typing: BTreeMap<(u64, ConversationId), (UserId, u64)>,
    /// When the last connection of those who are not there was found gone.
    left: BTreeMap<UserId, u64>,
    /// Since when everyone who is there has been found there.
    live: BTreeMap<UserId, u64>,
    /// When each viewer was last told of somebody more who types.
    added: BTreeMap<(UserId, ConversationId), u64>,
    /// Where somebody was told sooner than that, which only a message excuses that comes at the same moment.
    hasty: BTreeMap<ConversationId, UserId>,
    /// When each connection was last told who is there.
    batched: BTreeMap<ConnectionId, u64>,
    /// As what each connection was told that the people whom it watches are there.
    shown: BTreeMap<(ConnectionId, UserId), (Presence, Status)>,
    /// When this life began.
    started: u64,
}

impl Overheard {
    /// A server starts.
    pub(crate) fn new(now: u64) -> Self {
        Self {
            started: now,
            ..Self::default()
        }
    }

    /// A connection said that its person types, or no longer.
    pub(crate) fn typing(
        &mut self,
        connection: u64,
        (user, conv): (UserId, ConversationId),
        on: bool,
        now: u64,
    ) {
        let until = if on { now + TYPING_TTL_MS } else { now };
        self.typing.insert((connection, conv), (user, until));
    }

    /// A connection watches these people from now on. Whom it watches anew it is told anew.
    pub(crate) fn watches(&mut self, conn: ConnectionId, users: &[UserId]) {
        self.shown
            .retain(|(of, user), _| *of != conn || users.contains(user));
    }

    /// What was told of who is there may have been lost, which the server knows.
    pub(crate) fn lost(&mut self) {
        self.shown.clear();
    }

    /// These connections live, of these people. A moment later nobody else may be said to type.
    pub(crate) fn look(&mut self, live: &BTreeMap<u64, UserId>, now: u64) -> Result<(), String> {
        for ((connection, _), (_, until)) in &mut self.typing {
            if !live.contains_key(connection) {
                *until = now.min(*until);
            }
        }
        let there: BTreeSet<UserId> = live.values().copied().collect();
        let left = self.live.extract_if(.., |user, _| !there.contains(user));
        self.left.extend(left.map(|(user, _)| (user, now)));
        for user in there {
            self.live.entry(user).or_insert(now);
        }
        self.t1_typing_ends_with_what_said_so(now)?;
        self.t3_typing_is_told_once_a_second()
    }

    /// T1: whoever is said to type said so, on a connection that lives, within the time to live.
    fn t1_typing_ends_with_what_said_so(&self, now: u64) -> Result<(), String> {
        for ((viewer, conv), users) in &self.told {
            for user in users {
                let mine = self
                    .typing
                    .iter()
                    .filter(|((_, there), (by, _))| there == conv && by == user);
                let until = mine.map(|(_, (_, until))| *until).max().unwrap_or_default();
                if until + LATE_MS < now {
                    return Err(format!(
                        "T1: {viewer} is still told that {user} types in {conv}, {} ms after it ended",
                        now - until
                    ));
                }
            }
        }
        Ok(())
    }

    /// T2: when a message is told of, nobody is told any more that its author types.
    fn t2_typing_ends_before_its_message(
        &self,
        conv: ConversationId,
        author: UserId,
    ) -> Result<(), String> {
        let mut told = self.told.iter();
        let late = told.find(|((_, there), users)| *there == conv && users.contains(&author));
        late.map_or(Ok(()), |((viewer, _), _)| {
            Err(format!(
                "T2: {viewer} hears of what {author} wrote in {conv} and is still told that they type"
            ))
        })
    }

    /// T3: a viewer is told of more who type at most once a second and message, however many there are.
    fn t3_typing_is_told_once_a_second(&self) -> Result<(), String> {
        let hasty = self.hasty.first_key_value();
        hasty.map_or(Ok(()), |(conv, viewer)| {
            Err(format!(
                "T3: {viewer} is told twice within a second of who types in {conv}"
            ))
        })
    }

    /// A viewer is told who types.
    fn tell(&mut self, place: (UserId, ConversationId), users: BTreeSet<UserId>, now: u64) {
        let before = self.told.get(&place);
        let more = !before.is_some_and(|before| before.is_superset(&users)) && !users.is_empty();
        self.told.insert(place, users);
        if more
            && let Some(last) = self.added.insert(place, now)
            && now - last < EVERY_MS
        {
            self.hasty.insert(place.1, place.0);
        }
    }

    /// P1: a server that has just started calls nobody offline: they may be on their way back.
    fn p1_a_new_server_calls_nobody_offline(&self, user: UserId, now: u64) -> Result<(), String> {
        if now - self.started < PRESENCE_WARM_UP_MS {
            return Err(format!(
                "P1: {user} is called offline by a server that has just started"
            ));
        }
        Ok(())
    }

    /// P2: nobody is called offline while a connection of theirs lives, or within the grace after the last.
    fn p2_nobody_is_offline_who_is_there(
        &self,
        user: UserId,
        there: &BTreeSet<UserId>,
        now: u64,
    ) -> Result<(), String> {
        if there.contains(&user) {
            // Coming may wait a second, for the client to say whether it is active.
            let since = self.live.get(&user);
            if since.is_some_and(|since| now - since >= LATE_MS) {
                return Err(format!(
                    "P2: {user} is called offline while a connection lives"
                ));
            }
            return Ok(());
        }
        // Found gone up to a second late.
        let left = self.left.get(&user);
        if left.is_some_and(|left| now - left < OFFLINE_GRACE_MS - LATE_MS) {
            return Err(format!("P2: {user} is called offline within the grace"));
        }
        Ok(())
    }

    /// P3: a connection is told of all it watches in one piece, at most once a second, and of nobody what it was told last: however many come
    /// back, and however often, each is told of once.
    fn p3_what_is_known_is_not_told_again(
        &mut self,
        batch: &PresenceBatch,
        now: u64,
    ) -> Result<(), String> {
        let (viewer, conn) = (batch.viewer, batch.conn);
        let last = self.batched.insert(conn, now);
        if last.is_some_and(|last| now - last < PRESENCE_BATCH_MS) {
            return Err(format!(
                "P3: {viewer} is told twice within a second who is there"
            ));
        }
        for (user, shown, status) in &batch.people {
            let fresh = (*shown, status.clone());
            let known = self.shown.insert((conn, *user), fresh.clone());
            if known == Some(fresh) {
                return Err(format!(
                    "P3: {viewer} is told again that {user} is {shown:?}"
                ));
            }
        }
        Ok(())
    }

    /// The server publishes something, while these people have a connection.
    pub(crate) fn published(
        &mut self,
        envelope: &Envelope,
        ledger: &Ledger,
        there: &BTreeSet<UserId>,
        now: u64,
    ) -> Result<(), String> {
        match &envelope.payload {
            Payload::Receipt { conv, receipt } => {
                for viewer in &envelope.audience {
                    if !ledger.shows((receipt.user, *conv)) {
                        return Err(format!(
                            "receipts: {viewer} is told of {} who hides",
                            receipt.user
                        ));
                    }
                    may_know(ledger, *viewer, *conv, receipt)?;
                }
                Ok(())
            }
            Payload::Standings(standings) => {
                for viewer in &envelope.audience {
                    for (conv, standing) in standings {
                        for receipt in &standing.receipts {
                            may_know(ledger, *viewer, *conv, receipt)?;
                        }
                    }
                }
                Ok(())
            }
            Payload::Conversation { conv, logged } => {
                let Event::Posted(entry) = &logged.event else {
                    return Ok(());
                };
                self.hasty.remove(conv);
                self.t2_typing_ends_before_its_message(*conv, entry.message.author)
            }
            Payload::Signs { typing, presence } => {
                for set in typing {
                    self.types(set, ledger, now)?;
                }
                for batch in presence {
                    self.p3_what_is_known_is_not_told_again(batch, now)?;
                    for (user, shown, _) in &batch.people {
                        self.is_there(ledger, (batch.viewer, *user), *shown, there, now)?;
                    }
                }
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn types(&mut self, set: &TypingSet, ledger: &Ledger, now: u64) -> Result<(), String> {
        for viewer in &set.viewers {
            let users: BTreeSet<UserId> = set.users.iter().map(|typist| typist.user).collect();
            for user in &users {
                if ledger.mode(*user) == Mode::Invisible {
                    return Err(format!(
                        "typing: {viewer} is told that {user}, who is invisible, types"
                    ));
                }
                let here = ledger.settings((*user, set.conv)).typing != Some(false);
                let may = ledger.between(*viewer, *user, |between| here && between.typing());
                if !may {
                    return Err(format!("typing: {viewer} may not see that {user} types"));
                }
            }
            self.tell((*viewer, set.conv), users, now);
        }
        Ok(())
    }

    fn is_there(
        &self,
        ledger: &Ledger,
        (viewer, user): (UserId, UserId),
        shown: Presence,
        there: &BTreeSet<UserId>,
        now: u64,
    ) -> Result<(), String> {
        let hidden = ledger.between(viewer, user, |between| !between.presence());
        let invisible = ledger.mode(user) == Mode::Invisible;
        match shown {
            Presence::Unknown => Ok(()),
            _ if hidden => Err(format!(
                "presence: {viewer} may not know of {user}, and is told {shown:?}"
            )),
            Presence::Offline { .. } if invisible => Ok(()),
            Presence::Offline { .. } => {
                self.p1_a_new_server_calls_nobody_offline(user, now)?;
                self.p2_nobody_is_offline_who_is_there(user, there, now)
            }
            _ if invisible => Err(format!(
                "presence: {user} is invisible, and {viewer} is told {shown:?}"
            )),
            _ => Ok(()),
        }
    }
}

/// A viewer is told of a receipt now: they may know of it, and it is true.
fn may_know(
    ledger: &Ledger,
    viewer: UserId,
    conv: ConversationId,
    receipt: &Receipt,
) -> Result<(), String> {
    if ledger.known(viewer, (receipt.user, conv)).is_none() {
        return Err(format!(
            "receipts: {viewer} may know nothing of {} in {conv}",
            receipt.user
        ));
    }
    is_true(ledger, viewer, conv, receipt)
}

/// A viewer is told of a receipt, maybe a while after it was made out: it says no more than was ever shown, and than ever was.
pub(crate) fn is_true(
    ledger: &Ledger,
    viewer: UserId,
    conv: ConversationId,
    receipt: &Receipt,
) -> Result<(), String> {
    let seat = (receipt.user, conv);
    let told = (receipt.recv_seq, receipt.shown_seq);
    let shown = ledger.shown(seat);
    let truth = ledger.truth.get(&seat).copied().unwrap_or_default();
    for (limit, of_it) in [(shown, "may be known"), (truth, "is true")] {
        if told.0 > limit.recv || told.1 > limit.read {
            return Err(format!(
                "receipts: {viewer} is told {told:?} of {} in {conv}, of which {limit:?} {of_it}",
                receipt.user
            ));
        }
    }
    Ok(())
}
