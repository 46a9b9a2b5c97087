//! The weather: whatever may befall a network, a server, a browser and their clocks.

use std::collections::BTreeSet;

use client_core::input::{Attention, Input, Intent, LinkEvent};
use common::{protocol::v1::close, time::Timestamp};

use super::{CALM_MS, DOZE_MS, EPOCH_MS, Mutant, What, World, record::note};
use crate::{overheard::Overheard, server::Server};

impl World {
    pub(super) fn weather(&mut self) {
        let browser = self.rng.usize(..self.browsers.len());
        match self.rng.u8(..100) {
            0..25 => self.cut(browser),
            25..40 => self.crash(),
            40..45 => {
                self.serve(Server::stop);
                let life = self.life;
                self.plan(1_000, What::Stopped { life });
            }
            45..65 => self.load(browser),
            65..75 => self.input(browser, Input::Link(LinkEvent::Offline)),
            75..85 => self.input(browser, Input::Link(LinkEvent::Online)),
            85..90 => self.input(browser, Input::Link(LinkEvent::Hidden)),
            90..92 => self.input(browser, Input::Link(LinkEvent::Visible)),
            92..94 => {
                let attention = [Attention::Focused, Attention::Blurred, Attention::Moved];
                let attention = self.rng.choice(attention).unwrap_or(Attention::Moved);
                self.input(browser, Input::Attention(attention));
            }
            94..97 => self.browsers[browser].wall_off = self.rng.i64(-400_000_000..400_000_000),
            _ => {
                let off = self.rng.u64(0..7_200_000);
                let wall =
                    Timestamp::from_millis((EPOCH_MS + self.now + off).saturating_sub(3_600_000));
                self.clock.set_wall(wall);
            }
        }
    }

    /// A connection breaks. What is under way is lost; each end may hear of it, or not.
    pub(super) fn cut(&mut self, browser: usize) {
        for connection in self.wires_of(browser) {
            if let Some(wire) = self.wires.get_mut(&connection) {
                wire.sound = false;
            }
            if self.rng.bool() {
                let soon = self.rng.u64(0..300);
                self.plan(soon, What::HungUp { connection });
            }
            if self.rng.u8(..3) > 0 {
                let soon = self.rng.u64(0..300);
                self.plan(
                    soon,
                    What::Closed {
                        connection,
                        code: 1006,
                    },
                );
            }
        }
    }

    /// The server dies. What it was asked it has done, or not; either way nobody is answered.
    pub(super) fn crash(&mut self) {
        let Some(mut server) = self.server.take() else {
            return;
        };
        // Whoever was told anything is told anew by the next life.
        self.overheard = Overheard::default();
        let asked: Vec<_> = self
            .queue
            .iter()
            .filter(|(_, what)| matches!(what, What::Work { life, .. } if *life == self.life))
            .map(|(key, _)| *key)
            .collect();
        for key in asked {
            if let Some(What::Work {
                connection,
                request,
                ..
            }) = self.queue.remove(&key)
                && self.rng.bool()
                && self.mutant != Mutant::AcknowledgedBeforeStored
                && let Some(user) = server.user(connection)
            {
                let deeds = server.work(connection, request.clone());
                let noted = note(&mut self.ledger, user, &request, &deeds);
                self.hold(noted);
            }
        }
        drop(server);
        let connections: BTreeSet<u64> = self.wires.keys().copied().collect();
        for connection in connections {
            if let Some(wire) = self.wires.get_mut(&connection) {
                wire.sound = false;
            }
            if self.rng.u8(..5) > 0 {
                let soon = self.rng.u64(0..300);
                self.plan(
                    soon,
                    What::Closed {
                        connection,
                        code: close::GOING_AWAY,
                    },
                );
            }
        }
        let down = self.rng.u64(50..3_000);
        self.plan(down, What::ServerStarts);
    }

    /// The weather clears: from here on nothing is lost, and everyone says a last word in every conversation, so that whoever missed the end of
    /// one hears that there is more.
    pub(super) fn calm_down(&mut self) {
        self.rough = false;
        if self.server.is_none() {
            self.start_server();
        }
        for browser in 0..self.browsers.len() {
            self.input(browser, Input::Link(LinkEvent::Online));
            self.input(browser, Input::Link(LinkEvent::Visible));
            self.input(browser, Input::Attention(Attention::Focused));
            self.plan(78_000, What::LastWords(browser));
            self.plan(85_000, What::OnceMore(browser));
            for visit in [90_000, 92_000, 94_000] {
                let moment = visit + self.rng.u64(..1_000);
                self.plan(moment, What::Look(browser));
            }
            // Away from everyone on the list and back, twice: the server heeds at most one list a second.
            let mut moment = 95_000;
            for row in [50, 0, 50, 0] {
                let input = Box::new(Input::Ui(Intent::ListScrolled(row)));
                let page = self.browsers[browser].page;
                let scroll = What::Input {
                    browser,
                    page,
                    input,
                };
                self.plan(moment, scroll);
                moment += self.rng.u64(..650);
            }
            self.plan(97_000, What::Type(browser));
            self.plan(98_000, What::Leave(browser));
            self.plan(100_000, What::NextVisit(browser));
            self.plan(CALM_MS + DOZE_MS / 10, What::Stir(browser));
        }
        self.plan(90_000, What::Settled);
    }

    /// A record whose removal failed is found by the next visit, which sends it once more, under the same key, and is told where it is.
    pub(super) fn next_visit(&mut self, browser: usize) {
        let storage = &self.browsers[browser].storage;
        if storage.keys().any(|key| key.starts_with("outbox/")) {
            self.load(browser);
        }
    }
}
