//! Several tabs over one storage (N19).

use std::collections::BTreeMap;

use common::protocol::v1::close;

use super::rig::{JOHN, MARY, Rig, conv, entry, key, posted, sent, snapshot};
use crate::{
    effect::Effect,
    input::{Input, Intent, Record, Route, TabId, Tabs},
    select::Delivery,
};

/// A tab that another one leads, with what the storage holds when it opens.
fn follower(records: &BTreeMap<String, String>) -> Rig {
    let mut tab = Rig::start_following(Route::Home, records.clone());
    tab.sign_in(MARY);
    tab.connect(&[(conv(1), snapshot(1, 1))]);
    tab
}

/// The tab that leads is told to look into the storage, and does.
fn looks(tab: &mut Rig, why: Tabs, records: &BTreeMap<String, String>) {
    tab.take();
    tab.input(Input::Tabs(why));
    assert!(tab.take().contains(&Effect::LoadRecords));
    let records = records.iter().map(|(key, value)| Record {
        key: key.clone(),
        value: value.clone(),
    });
    tab.input(Input::Restored(Some(records.collect())));
}

fn delivery(tab: &Rig, text: &str) -> Vec<Delivery> {
    let shown = tab.shown(conv(1)).into_iter();
    shown
        .filter(|(said, _)| said == text)
        .map(|(_, delivery)| delivery)
        .collect()
}

#[test]
fn of_five_tabs_the_one_that_leads_sends_what_a_killed_one_left_behind() {
    let mut tabs: Vec<Rig> = (0..5).map(|_| follower(&BTreeMap::new())).collect();
    looks(&mut tabs[0], Tabs::Leads, &BTreeMap::new());
    // Killed when it had sent the first of two: nobody knows whether that arrived.
    let mut killed = tabs.pop().unwrap();
    killed.say(conv(1), "one");
    killed.say(conv(1), "two");
    let left = killed.sends();
    assert_eq!(left.len(), 1);
    let records = killed.records;

    looks(&mut tabs[0], Tabs::Ended(TabId(9)), &records);
    let again = tabs[0].sends();
    assert_eq!(again, left, "the same key, and the second waits for it");
    tabs[0].server(sent(again[0].1, conv(1), 2));
    let second = tabs[0].sends();
    assert_eq!(second.len(), 1);
    assert_eq!(second[0].2, "two");
    for tab in &mut tabs[1..] {
        assert_eq!(tab.sends(), [], "no other sends anything");
    }
    // The storage is told that the first is done.
    tabs[0].records = records;
    tabs[0].write();
    assert_eq!(tabs[0].records.len(), 1);
}

#[test]
fn a_tab_that_comes_to_lead_sends_what_the_one_before_left_behind() {
    let mut leader = follower(&BTreeMap::new());
    let mut next = follower(&BTreeMap::new());
    looks(&mut leader, Tabs::Leads, &BTreeMap::new());
    leader.say(conv(1), "one");
    let left = leader.sends();
    looks(&mut next, Tabs::Leads, &leader.records);
    assert_eq!(next.sends(), left);
}

#[test]
fn what_is_read_back_is_left_to_the_leader_first_and_sent_in_order_if_it_sleeps() {
    let mut killed = follower(&BTreeMap::new());
    killed.say(conv(1), "one");
    let left = killed.sends();

    let mut tab = follower(&killed.records);
    assert_eq!(delivery(&tab, "one"), [Delivery::Sending], "it is shown");
    tab.say(conv(1), "two");
    tab.pass(9_999);
    assert_eq!(tab.sends(), []);
    tab.pass(1);
    assert_eq!(tab.sends(), left, "before what was written after it");
}

#[test]
fn a_tab_that_comes_to_lead_waits_no_longer() {
    let mut killed = follower(&BTreeMap::new());
    killed.say(conv(1), "one");
    let left = killed.sends();
    let mut tab = follower(&killed.records);
    tab.input(Input::Tabs(Tabs::Leads));
    assert_eq!(tab.sends(), left);
}

/// What the shell was asked to do about leading since the last look.
fn asked(tab: &mut Rig) -> Vec<bool> {
    let effects = tab.take().into_iter();
    effects
        .filter_map(|effect| match effect {
            Effect::Lead(on) => Some(on),
            _ => None,
        })
        .collect()
}

#[test]
fn a_tab_leads_only_while_somebody_is_signed_in_who_can_be_told() {
    let mut tab = Rig::start_following(Route::Home, BTreeMap::new());
    assert_eq!(asked(&mut tab), [true; 0], "nobody is known yet");
    tab.sign_in(MARY);
    assert_eq!(asked(&mut tab), [true]);
    tab.connect(&[(conv(1), snapshot(1, 1))]);
    tab.input(Input::Tabs(Tabs::Leads));
    tab.close(1006);
    assert_eq!(
        asked(&mut tab),
        [true; 0],
        "the next connection is on its way"
    );
    tab.pass(30_000);
    tab.open();
    tab.close(close::SIGNED_OUT);
    assert_eq!(asked(&mut tab), [false], "the sign-in page");
    assert!(!tab.model.tabs.leads);

    let mut tab = follower(&BTreeMap::new());
    tab.input(Input::Tabs(Tabs::Leads));
    tab.take();
    tab.close(close::VERSION);
    assert_eq!(asked(&mut tab), [false], "out of date");
    assert!(!tab.model.tabs.leads);
}

#[test]
fn what_the_leader_sent_is_done_in_every_tab_and_shown_once() {
    let mut killed = follower(&BTreeMap::new());
    killed.say(conv(1), "one");
    let (_, cid, _) = killed.sends().remove(0);
    let mut tab = follower(&killed.records);
    tab.server(posted(conv(1), entry(2, MARY, cid, "one")));
    assert_eq!(delivery(&tab, "one"), [Delivery::Sent]);
    tab.pass(60_000);
    assert_eq!(tab.sends(), []);

    // Read again before the record was struck off, it is still done.
    let records = killed.records;
    looks(&mut tab, Tabs::Leads, &records);
    assert_eq!(delivery(&tab, "one"), [Delivery::Sent]);
    assert_eq!(tab.sends(), []);
}

#[test]
fn an_own_message_in_flight_is_not_overtaken_by_one_left_behind() {
    let mut killed = follower(&BTreeMap::new());
    killed.say(conv(1), "left");
    let mut leader = follower(&BTreeMap::new());
    looks(&mut leader, Tabs::Leads, &BTreeMap::new());
    leader.say(conv(1), "own");
    let own = leader.sends();
    looks(&mut leader, Tabs::Ended(TabId(9)), &killed.records);
    assert_eq!(leader.sends(), [], "one of a conversation at a time");
    leader.server(sent(own[0].1, conv(1), 2));
    assert_eq!(leader.sends()[0].2, "left");
}

#[test]
fn a_message_older_than_a_day_asks_first_in_a_tab_that_waited_too() {
    let mut killed = follower(&BTreeMap::new());
    killed.say(conv(1), "one");
    let mut tab = follower(&killed.records);
    tab.close(1006);
    tab.pass(25 * 60 * 60 * 1_000);
    tab.connect(&[(conv(1), snapshot(1, 1))]);
    assert_eq!(tab.sends(), []);
    assert_eq!(delivery(&tab, "one"), [Delivery::Asking]);
    tab.server(posted(conv(1), entry(2, JOHN, key(2), "hello")));
    tab.ui(Intent::Visit(Route::Conversation(conv(1))));
    assert_eq!(tab.sends(), []);
}
