//! N19, from seeds: tabs of one browser write, freeze and are killed at any moment, and nothing that was written down is lost or doubled.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use common::{
    ids::IdempotencyKey,
    model::Conversation,
    protocol::v1::{ClientBody, ServerFrame},
    seq::Rev,
};

use super::rig::{MARY, Rig, conv, entry, posted, sent, snapshot};
use crate::{
    effect::Effect,
    input::{Input, Intent, Record, Route, TabId, Tabs},
    select::Delivery,
};

const SEEDS: u64 = 500;
const STEPS: u64 = 120;
/// More would only be slower: the fifth does what the others do.
const MOST_TABS: usize = 5;

/// Xorshift: the same seed, the same run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % sides as u64).unwrap()
    }
}

struct Tab {
    number: u64,
    rig: Rig,
    /// What the browser has not told it yet.
    news: VecDeque<Tabs>,
    /// How often it waits for the storage to be read.
    reads: usize,
    /// Frames on their way to the server, and from it.
    up: VecDeque<ClientBody>,
    down: VecDeque<ServerFrame>,
    frozen: bool,
}

impl Tab {
    /// Something happened in it: what it asks of the world is on its way.
    fn after(&mut self) {
        for effect in self.rig.take() {
            match effect {
                Effect::Send(frame) => self.up.push_back(frame.body),
                Effect::LoadRecords => self.reads += 1,
                _ => {}
            }
        }
    }
}

/// A browser and the server.
struct World {
    dice: Dice,
    tabs: Vec<Tab>,
    opened: u64,
    leader: Option<u64>,
    disk: BTreeMap<String, String>,
    log: Vec<(IdempotencyKey, String)>,
    said: u64,
    /// What was written down at any time.
    kept: BTreeSet<String>,
}

impl World {
    fn new(seed: u64) -> Self {
        Self {
            // A multiple of an odd number: neighbouring seeds roll nothing alike.
            dice: Dice((seed + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15)),
            tabs: Vec::new(),
            opened: 0,
            leader: None,
            disk: BTreeMap::new(),
            log: Vec::new(),
            said: 0,
            kept: BTreeSet::new(),
        }
    }

    /// The conversation as it is in the log: John wrote once, before all.
    fn snapshot(&self) -> Conversation {
        let mut conversation = snapshot(1, 1);
        for (cid, text) in &self.log {
            let seq = conversation.last_seq.next();
            let posted = entry(seq.get(), MARY, *cid, text);
            conversation.entries.push(posted);
            conversation.last_seq = seq;
            conversation.rev = Rev::new(seq.get() + 1);
        }
        conversation
    }

    fn open(&mut self) {
        let mut rig = Rig::start_following(Route::Home, self.disk.clone());
        rig.salt = Some(u8::try_from(self.opened % 256).unwrap());
        rig.sign_in(MARY);
        rig.connect(&[(conv(1), self.snapshot())]);
        let mut tab = Tab {
            number: self.opened,
            rig,
            news: VecDeque::new(),
            reads: 0,
            up: VecDeque::new(),
            down: VecDeque::new(),
            frozen: false,
        };
        // The storage that it asked for at its start has been read.
        tab.after();
        tab.reads = 0;
        self.opened += 1;
        self.tabs.push(tab);
        self.elect();
    }

    /// The browser gives the lock to whichever waits for it.
    fn elect(&mut self) {
        if self.leader.is_none() && !self.tabs.is_empty() {
            let at = self.dice.roll(self.tabs.len());
            self.leader = Some(self.tabs[at].number);
            self.tabs[at].news.push_back(Tabs::Leads);
        }
    }

    /// Without a word: what it asked of the storage and of the server may have got there, or not.
    fn kill(&mut self, at: usize) {
        self.deliver_some(at);
        let tab = self.tabs.remove(at);
        if self.leader == Some(tab.number) {
            self.leader = None;
            self.elect();
        } else if let Some(leader) = self
            .tabs
            .iter_mut()
            .find(|it| Some(it.number) == self.leader)
        {
            leader.news.push_back(Tabs::Ended(TabId(tab.number)));
        }
    }

    fn deliver_some(&mut self, at: usize) {
        let upto = self.dice.roll(self.tabs[at].up.len() + 1);
        for _ in 0..upto {
            self.deliver_up(at);
        }
    }

    fn lose_connection(&mut self, at: usize) {
        self.deliver_some(at);
        self.tabs[at].rig.close(1006);
        self.reconnect(at);
    }

    fn reconnect(&mut self, at: usize) {
        let snapshot = self.snapshot();
        let tab = &mut self.tabs[at];
        tab.rig.pass(30_000);
        tab.after();
        tab.up.clear();
        tab.down.clear();
        tab.rig.connect(&[(conv(1), snapshot)]);
        tab.after();
    }

    fn deliver_up(&mut self, at: usize) {
        let Some(ClientBody::Send { draft, .. }) = self.tabs[at].up.pop_front() else {
            return;
        };
        let text = draft.body.as_text().unwrap().to_owned();
        let there = self.log.iter().position(|(cid, _)| *cid == draft.cid);
        let index = there.unwrap_or(self.log.len());
        let seq = index as u64 + 2;
        if there.is_none() {
            self.log.push((draft.cid, text.clone()));
            for tab in &mut self.tabs {
                let entry = entry(seq, MARY, draft.cid, &text);
                tab.down.push_back(posted(conv(1), entry));
            }
        }
        let answer = sent(draft.cid, conv(1), seq);
        self.tabs[at].down.push_back(answer);
    }

    fn write(&mut self, at: usize) {
        let tab = &mut self.tabs[at];
        tab.rig.records = std::mem::take(&mut self.disk);
        tab.rig.write();
        self.disk = std::mem::take(&mut tab.rig.records);
        tab.after();
        for said in 0..self.said {
            let text = format!("said {said} ");
            if self.disk.values().any(|value| value.contains(&text)) {
                self.kept.insert(text.trim_end().to_owned());
            }
        }
    }

    fn read(&mut self, at: usize) {
        let tab = &mut self.tabs[at];
        if tab.reads == 0 {
            return;
        }
        tab.reads -= 1;
        let records = self.disk.iter().map(|(key, value)| Record {
            key: key.clone(),
            value: value.clone(),
        });
        tab.rig.input(Input::Restored(Some(records.collect())));
        tab.after();
    }

    /// One of the things that may happen in a tab that is not frozen.
    fn go_on(&mut self, at: usize, what: usize) {
        match what {
            0 => {
                // Which tab it was written in is said, so that its order can be judged.
                let text = format!("said {} in {}", self.said, self.tabs[at].number);
                self.said += 1;
                self.tabs[at].rig.type_in(conv(1), &text);
                self.tabs[at].rig.ui(Intent::Send(conv(1)));
            }
            1 => return self.write(at),
            2 => return self.read(at),
            3 => return self.deliver_up(at),
            4 => {
                if let Some(frame) = self.tabs[at].down.pop_front() {
                    self.tabs[at].rig.server(frame);
                }
            }
            5 => {
                if let Some(news) = self.tabs[at].news.pop_front() {
                    self.tabs[at].rig.input(Input::Tabs(news));
                }
            }
            _ => {
                self.tabs[at].rig.pass(1_500);
                // An answer has not come for too long.
                if !self.tabs[at].rig.model.is_connected() {
                    self.reconnect(at);
                }
            }
        }
        self.tabs[at].after();
    }

    fn step(&mut self) {
        if self.tabs.is_empty() {
            return self.open();
        }
        let at = self.dice.roll(self.tabs.len());
        match self.dice.roll(40) {
            0 => self.kill(at),
            1 | 2 if self.tabs.len() < MOST_TABS => self.open(),
            3 if !self.tabs[at].frozen => self.lose_connection(at),
            4 => self.tabs[at].frozen ^= true,
            what if !self.tabs[at].frozen => self.go_on(at, what % 7),
            _ => {}
        }
    }

    /// Whatever is under way arrives.
    fn settle(&mut self) {
        if self.tabs.is_empty() {
            self.open();
        }
        for _ in 0..60 {
            for at in 0..self.tabs.len() {
                self.tabs[at].frozen = false;
                for what in 1..7 {
                    self.go_on(at, what);
                }
            }
        }
    }

    fn judge(&self, seed: u64) {
        let texts: Vec<&str> = self.log.iter().map(|(_, text)| text.as_str()).collect();
        let once: BTreeSet<&str> = texts.iter().copied().collect();
        assert_eq!(once.len(), texts.len(), "seed {seed}: doubled: {texts:?}");
        for kept in &self.kept {
            let there = texts
                .iter()
                .any(|text| text.starts_with(&format!("{kept} ")));
            assert!(there, "seed {seed}: lost: {kept}");
        }
        for number in 0..self.opened {
            let end = format!(" in {number}");
            let said: Vec<u64> = texts
                .iter()
                .filter(|text| text.ends_with(&end))
                .filter_map(|text| text.split(' ').nth(1)?.parse().ok())
                .collect();
            assert!(said.is_sorted(), "seed {seed}: out of order: {said:?}");
        }
        let left = self.disk.keys().filter(|key| key.starts_with("outbox/"));
        assert_eq!(left.count(), 0, "seed {seed}: not struck off");
        for tab in &self.tabs {
            let shown = tab.rig.shown(conv(1)).into_iter().skip(1);
            let shown: Vec<(String, Delivery)> = shown.collect();
            let log = texts
                .iter()
                .map(|text| ((*text).to_owned(), Delivery::Sent));
            assert_eq!(shown, log.collect::<Vec<_>>(), "seed {seed}: on screen");
        }
    }
}

#[test]
fn n19_whichever_tab_is_killed_when_nothing_that_was_written_down_is_lost_or_doubled() {
    let (mut written, mut killed) = (0, 0);
    for seed in 0..SEEDS {
        let mut world = World::new(seed);
        for _ in 0..STEPS {
            world.step();
        }
        killed += world.opened - world.tabs.len() as u64;
        world.settle();
        world.judge(seed);
        written += world.kept.len() as u64;
    }
    // A world in which nothing happens would prove nothing.
    assert!(
        written > SEEDS && killed > SEEDS,
        "{written} written, {killed} killed"
    );
}
