//! What is written into the ledger, and what is held against it.

use backend::{
    bus::{Envelope, Payload},
    clock::Clock,
    ws::Request,
};
use client_core::input::{Input, Intent};
use common::{
    fold,
    ids::{ConversationId, IdempotencyKey, UserId},
    model::{Event, Standing, UserEvent, presence::Mode},
    protocol::{
        codec,
        v1::{ClientBody, ErrorCode, ServerFrame},
    },
    seq::Seq,
};

use super::{Mutant, World};
use crate::{
    ledger::Ledger,
    overheard,
    server::{Deed, Server},
};

impl World {
    /// Something did not hold.
    pub(super) fn hold(&mut self, outcome: Result<(), String>) {
        if let Err(wrong) = outcome {
            self.wrong.push(format!("at {} ms: {wrong}", self.now));
        }
    }

    /// What a browser holds, and so its person has received.
    pub(super) fn note_held(&mut self, browser: usize) {
        let it = &self.browsers[browser];
        let me = it.profile.id;
        for conv in it.model.known() {
            if let Some(body) = it.model.conversation(conv) {
                let truth = self.ledger.truth.entry((me, conv)).or_default();
                truth.recv = truth.recv.max(body.last_seq);
            }
        }
    }

    /// What the person at a browser has read, as this happens.
    pub(super) fn note_read(&mut self, browser: usize, input: &Input) {
        let it = &self.browsers[browser];
        let me = it.profile.id;
        let held = it.model.known().filter_map(|conv| {
            let body = it.model.conversation(conv)?;
            Some((conv, body.last_seq))
        });
        let all = matches!(input, Input::Ui(Intent::MarkAllRead));
        for (conv, last) in held.filter(|_| all) {
            let truth = self.ledger.truth.entry((me, conv)).or_default();
            truth.read = truth.read.max(last);
        }
        if let Some((conv, upto)) = it.eyes.read(self.now) {
            let truth = self.ledger.truth.entry((me, conv)).or_default();
            truth.read = truth.read.max(upto);
            if self.settled {
                let due = self.ledger.due.entry((me, conv)).or_default();
                *due = (*due).max(upto);
            }
        }
    }

    /// Another device of someone asks for something, out of all weather, on a server that runs.
    pub(crate) fn wish(&mut self, browser: usize, wish: ClientBody) {
        let it = &self.browsers[browser];
        let (me, token) = (it.profile.id, it.token.clone());
        if self.server.is_none() || self.withholds(me, &wish) {
            return;
        }
        let request = Request::Wish { id: 0, wish };
        self.serve_noting(me, &request, |server, request| server.ask(&token, request));
    }

    /// A planted fault keeps a wish from the server, or from those parts of it that should heed it.
    pub(super) fn withholds(&mut self, user: UserId, wish: &ClientBody) -> bool {
        let hidden = match (self.mutant, wish) {
            (Mutant::SwitchUnheard, ClientBody::SetSettings { settings }) => {
                !settings.privacy.receipts
            }
            (Mutant::SwitchUnheard, ClientBody::SetConversation { settings, .. }) => {
                settings.receipts == Some(false)
            }
            (Mutant::InvisibilityUnheard, ClientBody::SetChoice { choice }) => {
                choice.mode == Mode::Invisible
            }
            (Mutant::RightsAreKept, ClientBody::Block { user: other, on }) => {
                let at = self.clock.now();
                let kept = self.store.set_block(user, *other, *on, at);
                drop(self.runtime.block_on(kept));
                true
            }
            _ => false,
        };
        if hidden {
            self.ledger.granted(user, wish);
        }
        hidden
    }

    /// The server publishes something.
    pub(super) fn overhear(&mut self, envelope: &Envelope) {
        let Some(server) = &self.server else { return };
        let there = server.live().into_values().collect();
        let outcome = self
            .overheard
            .published(envelope, &self.ledger, &there, self.now);
        self.hold(outcome);
    }

    /// A second has passed: what was told must be so, or have been taken back.
    pub(super) fn look_round(&mut self) {
        let live = self.server.as_ref().map(Server::live).unwrap_or_default();
        let outcome = self.overheard.look(&live, self.now);
        self.hold(outcome);
    }

    /// The server says where someone stands: nothing that was not shown, and nothing that is not so.
    pub(super) fn hear_standing(&mut self, connection: u64, text: &str) {
        if !text.contains("\"shown_seq\"") {
            return;
        }
        let said: Option<(_, Standing)> = match codec::decode_server(text) {
            Some(ServerFrame::Standing { conv, standing }) => Some((conv, standing)),
            Some(ServerFrame::Conversation(catch) | ServerFrame::Opened { catch, .. }) => {
                catch.standing.map(|standing| (catch.conv, standing))
            }
            _ => None,
        };
        let viewer = self.wires.get(&connection).map(|wire| wire.browser);
        let (Some((conv, standing)), Some(viewer)) = (said, viewer) else {
            return;
        };
        let viewer = self.browsers[viewer].profile.id;
        for receipt in &standing.receipts {
            let outcome = overheard::is_true(&self.ledger, viewer, conv, receipt);
            self.hold(outcome);
        }
    }

    /// Whatever place was told last.
    pub(super) fn note_last_read(&mut self, connection: u64, text: &str) {
        let user = self
            .server
            .as_ref()
            .and_then(|server| server.user(connection));
        if let (Some(user), Ok(frame)) = (user, codec::decode_client(text))
            && let ClientBody::Read { conv, upto } = frame.body
        {
            self.last_read.insert((user, conv), upto);
        }
    }

    /// A planted fault changes what a browser is told of its person's place.
    pub(super) fn misplace(&mut self, browser: usize, frame: &mut ServerFrame) {
        let me = self.browsers[browser].profile.id;
        let (conv, cursor) = match frame {
            ServerFrame::Cursor { conv, cursor } => (*conv, cursor),
            ServerFrame::Standing { conv, standing } => (*conv, &mut standing.cursor),
            ServerFrame::Conversation(catch) | ServerFrame::Opened { catch, .. } => {
                let Some(standing) = &mut catch.standing else {
                    return;
                };
                (catch.conv, &mut standing.cursor)
            }
            _ => return,
        };
        match self.mutant {
            Mutant::CursorGoesBack => {
                if let Some(last) = self.last_read.get(&(me, conv)) {
                    cursor.read_seq = *last;
                }
            }
            Mutant::OwnMessagesCount => {
                let held = self.browsers[browser].model.conversation(conv);
                let entries = held.map_or(&[][..], |body| &body.entries);
                let own = entries.iter().filter(|entry| {
                    entry.seq > cursor.read_seq
                        && entry.seq <= cursor.counted_to
                        && !fold::counts(entry, me, cursor.read_seq)
                });
                cursor.unread += u32::try_from(own.count()).unwrap_or(u32::MAX);
            }
            _ => {}
        }
    }
}

/// Notes what the server was asked, and did. What it refuses it must refuse, and what it must refuse it refuses.
pub(super) fn note(
    ledger: &mut Ledger,
    user: UserId,
    request: &Request,
    deeds: &[Deed],
) -> Result<(), String> {
    let mut posted: Option<Seq> = None;
    let before = match request {
        Request::Send { conv, .. } => ledger.refuses((user, *conv)),
        _ => None,
    };
    for deed in deeds {
        let Deed::Publish(envelope) = deed else {
            continue;
        };
        match &envelope.payload {
            Payload::User { user, logged } => {
                if let UserEvent::Joined { conv } = logged.event {
                    ledger.joined(*user, conv);
                }
            }
            Payload::Conversation { conv, logged } => {
                if let Event::Posted(entry) = &logged.event {
                    ledger.posted((entry.message.author, *conv));
                    posted = Some(entry.seq);
                }
            }
            _ => {}
        }
    }
    let said = deeds.iter().find_map(|deed| match deed {
        Deed::Say(_, _, text) => Some(text),
        _ => None,
    });
    match request {
        Request::Send {
            conv,
            read_upto,
            draft,
        } => {
            let answer = said.and_then(|text| codec::decode_server(text));
            may_write(before, draft.cid, *conv, answer)?;
            // A repetition reads nothing.
            if let (Some(seq), Some(upto)) = (posted, read_upto) {
                ledger.read((user, *conv), (*upto).min(seq.prev()));
            }
        }
        Request::Received { conv, upto, .. } if said.is_none() => {
            ledger.received((user, *conv), *upto);
        }
        Request::Read { conv, upto, .. } if said.is_none() => ledger.read((user, *conv), *upto),
        Request::ReadMany { marks, .. } if said.is_none() => {
            for (conv, upto) in marks {
                ledger.read((user, *conv), *upto);
            }
        }
        Request::Wish { wish, .. } => {
            let answer = said.and_then(|text| codec::decode_server(text));
            if matches!(answer, Some(ServerFrame::Done { .. })) {
                ledger.granted(user, wish);
            }
        }
        _ => {}
    }
    Ok(())
}

/// Consent and blocks: who may not write is refused at the very next message, for the right reason, and nobody else is.
fn may_write(
    refuses: Option<ErrorCode>,
    cid: IdempotencyKey,
    conv: ConversationId,
    answer: Option<ServerFrame>,
) -> Result<(), String> {
    match (answer, refuses) {
        (Some(ServerFrame::Sent { dup: false, .. }), Some(code)) => Err(format!(
            "consent: {cid} was taken in {conv}, and is to be refused: {code:?}"
        )),
        (Some(ServerFrame::SendErr { error, .. }), refuses) => {
            let consent = matches!(error.code, ErrorCode::Blocked | ErrorCode::NotAccepting);
            if consent && refuses != Some(error.code) {
                return Err(format!(
                    "consent: {cid} was refused in {conv} as {:?}, and is to be: {refuses:?}",
                    error.code
                ));
            }
            Ok(())
        }
        _ => Ok(()),
    }
}
