//! The server's side: what it does because of something, and what becomes of that.

use std::sync::Arc;

use backend::{clock::Clock, ws::Request};
use common::{
    protocol::{codec, v1::ServerFrame},
    seq::{Rev, Seq},
};

use super::{Mutant, What, World};
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
            Deed::Publish(envelope) => {
                let envelope = Arc::new(envelope);
                let life = self.life;
                let (copies, late) = match self.rng.u8(..100) {
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

    pub(super) fn work(&mut self, connection: u64, request: Request) {
        if let (Mutant::AcknowledgedBeforeStored, Request::Send { conv, draft, .. }) =
            (self.mutant, &request)
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
        self.serve(|server| server.work(connection, request));
    }
}
