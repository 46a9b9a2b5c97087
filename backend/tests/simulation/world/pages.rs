//! The browsers' side: what happens to a page, and what becomes of what it asks for.

use std::hash::Hash;

use client_core::{
    effect::Write,
    input::{Input, LinkEvent, Ticket},
};

use super::{Mutant, What, World};
use crate::browser::Wish;

impl World {
    /// A page is loaded, again.
    pub(crate) fn load(&mut self, browser: usize) {
        if self.browsers[browser].gone {
            return;
        }
        let random = self.random();
        // The old page's socket goes with it; the server hears of it, or not.
        self.hang_up(browser);
        let wishes = self.browsers[browser].load(self.now, random);
        self.grant(browser, wishes);
    }

    /// Something happens to a page, unless it is gone.
    pub(super) fn on_page(&mut self, browser: usize, page: u32, input: Input) {
        if self.browsers[browser].page == page {
            self.input(browser, input);
        }
    }

    /// Something happens to a core.
    pub(crate) fn input(&mut self, browser: usize, input: Input) {
        (self.now, browser).hash(&mut self.trace);
        let random = self.random();
        if self.browsers[browser].gone {
            return;
        }
        let from_server = matches!(input, Input::Server { .. });
        self.note_read(browser, &input);
        let before = self.browsers[browser].badges();
        let wishes = self.browsers[browser].input(self.now, random, input);
        if from_server && let Err(wrong) = self.browsers[browser].check() {
            self.wrong
                .push(format!("at {} ms, browser {browser}: {wrong}", self.now));
        }
        self.note_held(browser);
        let badges = self.browsers[browser].check_badges(&before);
        self.hold(badges.map_err(|wrong| format!("browser {browser}: {wrong}")));
        self.grant(browser, wishes);
    }

    /// A page is closed for good, unless something of it is not on the server yet.
    pub(super) fn leave(&mut self, browser: usize) {
        let waits = self.browsers[browser].model.unsent() > 0
            || self.browsers[browser]
                .storage
                .keys()
                .any(|key| key.starts_with("outbox/"));
        if waits || self.rng.u8(..3) > 0 {
            return;
        }
        self.input(browser, Input::Link(LinkEvent::Hidden));
        self.hang_up(browser);
        self.browsers[browser].page += 1;
        self.browsers[browser].gone = true;
    }

    pub(super) fn grant(&mut self, browser: usize, wishes: Vec<Wish>) {
        let page = self.browsers[browser].page;
        for wish in wishes {
            let soon = self.rng.u64(1..20);
            match wish {
                Wish::Open(socket) => {
                    self.hang_up(browser);
                    self.plan(
                        soon,
                        What::Open {
                            browser,
                            page,
                            socket,
                        },
                    );
                }
                Wish::Close => self.hang_up(browser),
                Wish::Send(frame) => self.transmit(browser, frame),
                Wish::Store(ticket, writes) => {
                    let fails = self.rough && self.rng.u8(..50) == 0;
                    self.plan(
                        soon,
                        What::Store {
                            browser,
                            page,
                            ticket,
                            writes,
                            fails,
                        },
                    );
                }
                Wish::Load => {
                    let records = self.browsers[browser].records();
                    let input = Box::new(Input::Restored(Some(records)));
                    self.plan(
                        soon,
                        What::Input {
                            browser,
                            page,
                            input,
                        },
                    );
                }
                Wish::Session => {
                    let answer = self.browsers[browser].session(self.server.is_some());
                    let input = Box::new(Input::Http(answer));
                    self.plan(
                        soon,
                        What::Input {
                            browser,
                            page,
                            input,
                        },
                    );
                }
                Wish::Wake(at) => {
                    self.browsers[browser].wake = Some(at);
                    let moment = self.browsers[browser].world_time(at);
                    self.plan_at(moment, What::Wake { browser, page, at });
                }
            }
        }
    }

    pub(super) fn store(
        &mut self,
        browser: usize,
        page: u32,
        ticket: Ticket,
        writes: Vec<Write>,
        fails: bool,
    ) {
        if self.browsers[browser].page != page {
            return;
        }
        if fails {
            return self.input(browser, Input::StoreFailed(ticket));
        }
        if self.mutant != Mutant::NothingWrittenDown {
            self.browsers[browser].write(writes.clone());
        }
        for write in writes {
            if let Write::Put(record) = write
                && record.key.starts_with("outbox/")
            {
                let mine = self
                    .written
                    .iter_mut()
                    .find(|(text, _)| record.value.contains(&format!("\"{text}\"")));
                if let Some((_, written)) = mine {
                    written.stored = true;
                }
            }
        }
        self.input(browser, Input::Stored(ticket));
    }
}
