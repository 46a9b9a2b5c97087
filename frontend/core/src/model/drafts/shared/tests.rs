//! Two tabs write at the same time, on two devices or on one, and nothing that was written is lost.

use std::collections::{BTreeSet, VecDeque};

use common::{
    ids::DeviceId,
    limits::{DRAFT_SYNC_MS, DRAFTS},
    model::SavedDraft,
    time::Timestamp,
};
use proptest::prelude::*;

use super::*;

/// The rules of the server, as `backend/src/store/sqlite/people/drafts.rs` has them.
#[derive(Default)]
struct Server {
    rows: Vec<SavedDraft>,
}

impl Server {
    fn save(&mut self, given: Given) {
        let last = self.rows.iter().map(|row| row.ver).max().unwrap_or(0);
        if given.base == last {
            self.rows.clear();
        }
        self.rows
            .retain(|row| !row.text.is_empty() && given.replaces != Some(row.ver));
        self.rows.push(SavedDraft {
            device: DeviceId::from_bytes([1; 16]),
            device_name: "Firefox".to_owned(),
            text: given.text,
            reply_to: None,
            ver: last + 1,
            at: Timestamp::default(),
        });
        let surplus = self.rows.len().saturating_sub(DRAFTS);
        self.rows.drain(..surplus);
    }
}

/// One tab and its connection.
#[derive(Default)]
struct Device {
    draft: Draft,
    in_use: bool,
    connected: bool,
    /// What is on its way to the server.
    asked: Option<Given>,
    /// It was asked and has not answered.
    open: bool,
    incoming: VecDeque<Vec<SavedDraft>>,
    known: Vec<SavedDraft>,
}

impl Device {
    fn latest(&self) -> u64 {
        self.known.iter().map(|row| row.ver).max().unwrap_or(0)
    }

    fn hear(&mut self) {
        let before = self.draft.text.clone();
        if self.draft.hear(&self.known, self.in_use) {
            self.open = false;
        }
        if self.in_use {
            assert_eq!(
                self.draft.text, before,
                "what is in use is changed by its person only"
            );
        }
    }
}

/// A person with two tabs. Every word is written once, so that one can say where it went.
struct Desk {
    now: u64,
    server: Server,
    devices: [Device; 2],
    words: u32,
    written: BTreeSet<String>,
    /// Sent, or dropped by the person.
    gone: BTreeSet<String>,
}

fn words(text: &str) -> impl Iterator<Item = String> {
    text.split_whitespace().map(str::to_owned)
}

impl Desk {
    fn new() -> Self {
        let mut devices = [Device::default(), Device::default()];
        for device in &mut devices {
            device.connected = true;
        }
        Self {
            now: 1_000_000,
            server: Server::default(),
            devices,
            words: 0,
            written: BTreeSet::new(),
            gone: BTreeSet::new(),
        }
    }

    fn mono(&self) -> Mono {
        Mono::from_millis(self.now)
    }

    fn step(&mut self, which: usize, what: u8) {
        let now = self.mono();
        let device = &mut self.devices[which];
        match what {
            0..=2 => {
                self.words += 1;
                let word = format!("w{}", self.words);
                device.in_use = true;
                device.draft.text.push(' ');
                device.draft.text.push_str(&word);
                device.draft.typed(now);
                self.written.insert(word);
            }
            3 => device.in_use = true,
            4 => {
                device.in_use = false;
                device.hear();
            }
            5 => {
                self.gone.extend(words(&device.draft.text));
                device.draft.text.clear();
                device.draft.shared.due = Some(now);
            }
            6 | 7 => {
                let first = device.draft.offers(&device.known).next().cloned();
                if let Some(offer) = first {
                    if what == 6 {
                        device.draft.take_over(offer.ver, &device.known, now);
                    } else {
                        self.gone.extend(words(&offer.text));
                        device.draft.drop_offer(offer.ver, &device.known, now);
                    }
                }
            }
            8 => self.now += DRAFT_SYNC_MS,
            9 => self.ask(which),
            10 => self.answer(which),
            11 => self.receive(which),
            12 => {
                device.connected = false;
                device.asked = None;
                device.open = false;
                device.incoming.clear();
                device.draft.disconnected();
            }
            _ => self.connect(which),
        }
    }

    fn ask(&mut self, which: usize) {
        let now = self.mono();
        let device = &mut self.devices[which];
        if device.connected && !device.open {
            let latest = device.latest();
            device.asked = device.draft.save(now, latest);
            device.open = device.asked.is_some();
        }
    }

    fn answer(&mut self, which: usize) {
        if let Some(given) = self.devices[which].asked.take() {
            self.server.save(given);
            for device in self.devices.iter_mut().filter(|device| device.connected) {
                device.incoming.push_back(self.server.rows.clone());
            }
        }
    }

    fn receive(&mut self, which: usize) {
        let device = &mut self.devices[which];
        if let Some(rows) = device.incoming.pop_front() {
            device.known = rows;
            device.hear();
        }
    }

    fn connect(&mut self, which: usize) {
        let device = &mut self.devices[which];
        if !device.connected {
            device.connected = true;
            device.incoming.push_back(self.server.rows.clone());
            self.receive(which);
        }
    }

    /// Everyone is connected, has said what there is to say, and is left alone.
    fn rest(&mut self) {
        for which in [0, 1] {
            self.connect(which);
        }
        for _ in 0..8 {
            self.now += DRAFT_SYNC_MS;
            for which in [0, 1] {
                self.ask(which);
                self.answer(which);
            }
            for which in [0, 1, 0, 1, 0, 1, 0, 1] {
                self.receive(which);
            }
        }
        for device in &mut self.devices {
            device.in_use = false;
            device.hear();
        }
        for _ in 0..4 {
            self.now += DRAFT_SYNC_MS;
            for which in [0, 1] {
                self.ask(which);
                self.answer(which);
            }
            for which in [0, 1, 0, 1, 0, 1, 0, 1] {
                self.receive(which);
            }
        }
    }

    fn check(&self) {
        let kept: BTreeSet<String> = self
            .server
            .rows
            .iter()
            .flat_map(|row| words(&row.text))
            .collect();
        for word in self.written.difference(&self.gone) {
            assert!(
                kept.contains(word),
                "{word} is lost: {:?}",
                self.server.rows
            );
        }
        let [one, other] = &self.devices;
        let undecided = self
            .devices
            .iter()
            .any(|device| device.draft.offers(&device.known).next().is_some());
        if !undecided {
            assert_eq!(one.draft.text, other.draft.text, "{:?}", self.server.rows);
        }
        for device in &self.devices {
            assert!(device.incoming.is_empty() && device.asked.is_none());
            let text = &device.draft.text;
            let there = self.server.rows.iter().any(|row| row.text == *text);
            assert!(text.is_empty() || there, "{text} is on one device only");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    /// Section 6: whatever two tabs write, and however their words and the server's cross, every word is still there unless the person sent
    /// or dropped it; what is in use is changed by its person only; and where nothing is left to be decided both show the same.
    #[test]
    fn two_tabs_lose_nothing(steps in prop::collection::vec((0..2_usize, 0..14_u8), 1..80)) {
        let mut desk = Desk::new();
        for (which, what) in steps {
            desk.step(which, what);
        }
        desk.rest();
        desk.check();
    }
}
