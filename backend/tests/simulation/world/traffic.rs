//! The network: connections come and go, and frames arrive, or not.

use std::hash::Hash;

use client_core::input::{Input, LinkEvent, SocketId};
use common::{
    ids::IdempotencyKey,
    protocol::{
        codec,
        v1::{ClientBody, ClientFrame, ServerFrame},
    },
};

use super::{Mutant, What, World};
use crate::{
    network::{Kind, Wire},
    server::Server,
};

impl World {
    pub(super) fn open(&mut self, browser: usize, page: u32, socket: SocketId) {
        if self.browsers[browser].page != page {
            return;
        }
        self.counted += 1;
        let connection = self.counted;
        let refused = self.server.is_none() || (self.rough && self.rng.u8(..10) == 0);
        let token = self.browsers[browser].token.clone();
        let now = self.now;
        let accepted = !refused
            && self
                .server
                .as_mut()
                .is_some_and(|server| server.accept(connection, &token, now));
        let event = if accepted {
            self.wires
                .insert(connection, Wire::new(browser, page, socket));
            if self.mutant == Mutant::NewsToEveryone {
                self.serve(Server::lost);
            }
            LinkEvent::Opened(socket)
        } else {
            LinkEvent::Closed { socket, code: 1006 }
        };
        self.plan(
            5,
            What::Input {
                browser,
                page,
                input: Box::new(Input::Link(event)),
            },
        );
    }

    /// The wires of a browser that are still in use.
    pub(super) fn wires_of(&self, browser: usize) -> Vec<u64> {
        let wires = self.wires.iter();
        wires
            .filter(|(_, wire)| wire.browser == browser)
            .map(|(connection, _)| *connection)
            .collect()
    }

    /// A browser lets go of its socket. What it sent may still arrive; the server hears of the end soon, or only by silence.
    pub(super) fn hang_up(&mut self, browser: usize) {
        for connection in self.wires_of(browser) {
            self.wires.remove(&connection);
            if !self.rough || self.rng.u8(..4) > 0 {
                let soon = self.rng.u64(0..200);
                self.plan(soon, What::HungUp { connection });
            }
        }
    }

    pub(super) fn transmit(&mut self, browser: usize, mut frame: ClientFrame) {
        let Some(connection) = self.wires_of(browser).into_iter().next() else {
            return;
        };
        if let ClientBody::Send { draft, .. } = &mut frame.body {
            let again = self.browsers[browser]
                .transmitted
                .insert(draft.cid, self.now);
            if let Some(first) = again {
                self.browsers[browser].transmitted.insert(draft.cid, first);
                if self.mutant == Mutant::NewKeyOnRetry {
                    let fresh = IdempotencyKey::from_bytes(self.random());
                    self.replaced.insert(fresh, draft.cid);
                    draft.cid = fresh;
                }
            }
        }
        if let (Mutant::NoGapFetch, ClientBody::Pull { conv, from }) = (self.mutant, &frame.body) {
            let nothing = ServerFrame::Delta {
                conv: *conv,
                from: *from,
                events: Vec::new(),
            };
            let text = codec::encode_server(&nothing);
            return self.plan(10, What::Down { connection, text });
        }
        let text = codec::encode_client(&frame);
        text.hash(&mut self.trace);
        let kind = Kind::of_client(&frame.body);
        let Some(wire) = self.wires.get_mut(&connection).filter(|wire| wire.sound) else {
            return;
        };
        for at in wire.up(self.now, &mut self.rng, self.rough, kind) {
            let text = text.clone();
            self.plan_at(at, What::Up { connection, text });
        }
    }

    pub(super) fn up(&mut self, connection: u64, text: &str) {
        let now = self.now;
        if self.mutant == Mutant::CursorGoesBack {
            self.note_last_read(connection, text);
        }
        self.serve(|server| server.hear(connection, text, now));
    }

    pub(super) fn down(&mut self, connection: u64, text: &str) {
        let Some(wire) = self.wires.get(&connection).filter(|wire| wire.sound) else {
            return;
        };
        let (browser, page, socket) = (wire.browser, wire.page, wire.socket);
        text.hash(&mut self.trace);
        let Some(mut frame) = codec::decode_server(text) else {
            self.wrong
                .push(format!("the server said what no client reads: {text}"));
            return;
        };
        if let ServerFrame::Sent { cid, conv, seq, .. } = &mut frame {
            let now = self.now;
            let known = *self.acknowledged.entry(*cid).or_insert((*conv, *seq, now));
            if (known.0, known.1) != (*conv, *seq) && self.mutant == Mutant::None {
                self.wrong.push(format!(
                    "{cid} was acknowledged at {} and at {seq}",
                    known.1
                ));
            }
            if let Some(original) = self.replaced.get(cid) {
                *cid = *original;
            }
        }
        if let ServerFrame::SendErr { cid, .. } = &frame {
            self.refused.insert(*cid);
        }
        self.misplace(browser, &mut frame);
        self.on_page(browser, page, Input::Server { socket, frame });
    }

    pub(super) fn closed(&mut self, connection: u64, code: u16) {
        if let Some(wire) = self.wires.remove(&connection) {
            let event = LinkEvent::Closed {
                socket: wire.socket,
                code,
            };
            self.on_page(wire.browser, wire.page, Input::Link(event));
        }
    }
}
