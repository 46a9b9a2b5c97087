//! The server's side: what it does because of something, and what becomes of that.

use std::sync::Arc;

use backend::{
    bus::{Envelope, Payload},
    clock::Clock,
    ws::Request,
};
use common::{
    ids::UserId,
    protocol::{codec, v1::ServerFrame},
    seq::{Rev, Seq},
};

use super::{Mutant, What, World, record::note};
use crate::{
    network::Kind,
    server::{Deed, Server},
};

impl World {
    pub(super) fn serve(&mut self, deed: impl FnOnce(&mut Server) -> Vec<Deed>) {
        let Some(server) = &mut self.server else {
            return;
        };
        for deed in deed(server) {
            self.carry_out(deed);
        }
    }

    pub(super) fn carry_out(&mut self, deed: Deed) {
        let soon = self.rng.u64(0..30);
        match deed {
            Deed::Say(connection, kind, text) => {
                self.hear_standing(connection, &text);
                let Some(wire) = self.wires.get_mut(&connection).filter(|wire| wire.sound) else {
                    return;
                };
                for at in wire.down(self.now, &mut self.rng, self.rough, kind) {
                    let text = text.clone();
                    self.plan_at(at, What::Down { connection, text });
                }
            }
            Deed::Close(connection, code) => self.plan(100, What::Closed { connection, code }),
            Deed::Work(connection, request) => {
                let life = self.life;
                self.plan(
                    soon,
                    What::Work {
                        connection,
                        life,
                        request,
                    },
                );
            }
            Deed::Greet(connection) => self.plan(soon, What::Greet { connection }),
            Deed::Typed(connection, seat, on) => {
                let now = self.now;
                self.overheard.typing(connection, seat, on, now);
            }
            Deed::Watched(conn, users) => self.overheard.watches(conn, &users),
            Deed::Publish(envelope) => {
                self.overhear(&envelope);
                let envelope = Arc::new(envelope);
                let life = self.life;
                if matches!(
                    envelope.payload,
                    Payload::Signs { .. }
                        | Payload::Account(_)
                        | Payload::Profile(_)
                        | Payload::Standings(_)
                ) {
                    return self.pass_in_order(envelope, soon);
                }
                let state = matches!(
                    envelope.payload,
                    Payload::Cursor { .. } | Payload::Receipt { .. }
                );
                let (copies, late) = match self.rng.u8(..100) {
                    0..10 if self.rough && state && !self.kind.forgetful => (1, 500),
                    0..10 if self.rough => (0, 0),
                    10..20 if self.rough => (2, 500),
                    20..30 if self.rough => (1, 500),
                    _ => (1, 0),
                };
                for _ in 0..copies {
                    let delay = soon + self.rng.u64(0..=late);
                    let envelope = Arc::clone(&envelope);
                    self.plan(delay, What::Deliver { life, envelope });
                }
            }
        }
    }

    /// Of what has no number the last word counts: it arrives in order, or not at all. Then the bus says so, where devices do not come back anyway.
    fn pass_in_order(&mut self, envelope: Arc<Envelope>, soon: u64) {
        let life = self.life;
        let signs = matches!(envelope.payload, Payload::Signs { .. });
        if self.rough && (signs || self.kind.forgetful) && self.rng.u8(..10) == 0 {
            if signs {
                self.plan(100, What::Lost { life });
            }
            return;
        }
        self.ordered_at = self.ordered_at.max(self.now + soon);
        self.plan_at(self.ordered_at, What::Deliver { life, envelope });
    }

    pub(super) fn work(&mut self, connection: u64, request: &Request) {
        if let (Mutant::AcknowledgedBeforeStored, Request::Send { conv, draft, .. }) =
            (self.mutant, request)
            && self.rng.u8(..20) == 0
        {
            let lie = ServerFrame::Sent {
                cid: draft.cid,
                conv: *conv,
                seq: Seq::new(1_000),
                rev: Rev::new(1_000),
                server_ts: self.clock.now(),
                dup: false,
            };
            let text = codec::encode_server(&lie);
            return self.carry_out(Deed::Say(connection, Kind::Single, text));
        }
        let user = self
            .server
            .as_ref()
            .and_then(|server| server.user(connection));
        let Some(user) = user else { return };
        if let Request::Wish { wish, .. } = request
            && self.withholds(user, wish)
        {
            return;
        }
        self.serve_noting(user, request, |server, request| {
            server.work(connection, request)
        });
    }

    /// The server does what it was asked, which is noted.
    pub(super) fn serve_noting(
        &mut self,
        user: UserId,
        request: &Request,
        deed: impl FnOnce(&mut Server, Request) -> Vec<Deed>,
    ) {
        let Some(server) = &mut self.server else {
            return;
        };
        let deeds = deed(server, request.clone());
        let noted = note(&mut self.ledger, user, request, &deeds);
        self.hold(noted);
        for deed in deeds {
            self.carry_out(deed);
        }
    }
}
