//! What must be true when the world has come to rest.
//!
//! - [`state`]: places, badges, ticks, dots.

mod state;

use std::collections::{BTreeMap, BTreeSet};

use client_core::select::{self, Delivery, MessageRow, Row};
use common::{
    ids::{ConversationId, UserId},
    limits::{HISTORY_ENTRIES, SNAPSHOT_ENTRIES},
    model::Entry,
    seq::{Rev, Seq},
    time::Timestamp,
};

use crate::{
    browser::Browser,
    world::{World, Written},
};

/// Judges a world that has come to rest; what is wrong with it.
pub(crate) fn judge(world: &mut World) -> Result<(), String> {
    if let Some(wrong) = world.wrong.first() {
        return Err(wrong.clone());
    }
    at_rest(world)?;
    let logs = logs(world)?;
    everything_written_is_there_once(world, &logs)?;
    order_holds(world, &logs)?;
    state::judge(world, &logs)?;
    everyone_sees_the_same(world, &logs)
}

/// Everyone is connected, and nothing waits to be sent, in memory or in storage, but what may not be sent and is shown as refused.
fn at_rest(world: &World) -> Result<(), String> {
    for (number, browser) in world.browsers.iter().enumerate() {
        if browser.gone {
            continue;
        }
        if !browser.model.is_connected() {
            return Err(format!("browser {number} is not connected"));
        }
        let refused =
            refused(world, browser).map_err(|wrong| format!("browser {number} {wrong}"))?;
        if browser.model.unsent() != refused {
            return Err(format!(
                "browser {number} has {} messages left, of which {refused} are refused",
                browser.model.unsent()
            ));
        }
        let kept = browser.storage.keys();
        let kept = kept.filter(|key| key.starts_with("outbox/")).count();
        if kept != refused {
            return Err(format!(
                "browser {number} still stores {kept} messages, of which {refused} are refused"
            ));
        }
    }
    Ok(())
}

/// How many messages are shown as refused. Each must be: the person is told the reason that holds.
fn refused(world: &World, browser: &Browser) -> Result<usize, String> {
    let mut count = 0;
    for conv in browser.model.known() {
        let rows = select::timeline(&browser.model, conv, &|_: Timestamp| 0).rows;
        for row in rows {
            if let Row::Message(MessageRow {
                delivery: Delivery::Failed { code, .. },
                cid,
                ..
            }) = row
            {
                let right = world.ledger.refuses((browser.profile.id, conv));
                if right != Some(code) {
                    return Err(format!(
                        "consent: shows {cid} as refused by {code:?}, and is refused by {right:?}"
                    ));
                }
                count += 1;
            }
        }
    }
    Ok(count)
}

pub(super) type Logs = BTreeMap<ConversationId, (Rev, Vec<Entry>)>;

/// What the server holds, read by another way than the catch-up: page by page.
fn logs(world: &World) -> Result<Logs, String> {
    let server = world.server.as_ref().ok_or("the server does not run")?;
    let mut logs = Logs::new();
    for browser in &world.browsers {
        let me = browser.profile.id;
        for conv in browser.model.known() {
            let outline = world.runtime.block_on(world.store.outline(conv));
            let outline = outline.map_err(|error| error.to_string())?;
            let outline = outline.ok_or(format!("{conv} does not exist"))?;
            let mut entries: Vec<Entry> = Vec::new();
            let mut before = outline.last_seq.next();
            loop {
                let page = server
                    .services
                    .messages
                    .history(me, conv, before, HISTORY_ENTRIES);
                let page = world
                    .runtime
                    .block_on(page)
                    .map_err(|error| error.to_string())?;
                entries.splice(0..0, page.entries);
                match entries.first() {
                    Some(first) if !page.start => before = first.seq,
                    _ => break,
                }
            }
            logs.insert(conv, (outline.rev, entries));
        }
    }
    Ok(logs)
}

fn text(entry: &Entry) -> &str {
    entry.message.draft.body.as_text().unwrap_or_default()
}

/// I1, I2, I4, I9: what was acknowledged or written down is in the log once, anything else that was sent at most once, and nothing that was not.
fn everything_written_is_there_once(world: &World, logs: &Logs) -> Result<(), String> {
    let mut found: BTreeMap<&str, u32> = BTreeMap::new();
    for (conv, (_, entries)) in logs {
        for (entry, place) in entries.iter().zip(1..) {
            if entry.seq != Seq::new(place) {
                return Err(format!("I3: {conv} has {} at place {place}", entry.seq));
            }
            let Some(written) = world.written.get(text(entry)) else {
                return Err(format!("I4: nobody wrote “{}”", text(entry)));
            };
            let author = world.browsers[written.browser].profile.id;
            if written.conv != *conv || author != entry.message.author {
                return Err(format!(
                    "I4: “{}” is somewhere else, or somebody else's",
                    text(entry)
                ));
            }
            *found.entry(text(entry)).or_default() += 1;
        }
    }
    for (said, written) in &world.written {
        match found.get(said.as_str()) {
            None if written.stored && !kept(world, said, written) => {
                return Err(format!("I1: “{said}” was written down and is lost"));
            }
            Some(2..) => return Err(format!("I2: “{said}” is there more than once")),
            _ => {}
        }
    }
    for (cid, (conv, seq, _)) in &world.acknowledged {
        let entries = logs.get(conv).map(|(_, entries)| entries);
        let entry = entries.and_then(|entries| entries.iter().find(|entry| entry.seq == *seq));
        if entry.is_none_or(|entry| entry.message.draft.cid != *cid) {
            return Err(format!(
                "I1: {cid} was acknowledged at {seq} and is not there"
            ));
        }
    }
    Ok(())
}

/// The browser still has what was said there, refused.
fn kept(world: &World, said: &str, written: &Written) -> bool {
    let said = format!("\"{said}\"");
    let mut stored = world.browsers[written.browser].storage.values();
    stored.any(|record| record.contains(&said))
}

/// I5: what one device said in a conversation stands in the order of saying. I6: what was said after an acknowledgement stands after what was
/// acknowledged.
fn order_holds(world: &World, logs: &Logs) -> Result<(), String> {
    for (conv, (_, entries)) in logs {
        let mut last: BTreeMap<usize, u64> = BTreeMap::new();
        let mut acknowledged: Vec<(Seq, u64)> = Vec::new();
        let taken = |entry: &&Entry| !world.refused.contains(&entry.message.draft.cid);
        for entry in entries.iter().filter(taken) {
            let written = &world.written[text(entry)];
            let before = last.insert(written.browser, written.number);
            if before.is_some_and(|before| before > written.number) && !asked(world) {
                return Err(format!("I5: “{}” of {conv} was overtaken", text(entry)));
            }
            if let Some((_, seq, at)) = world.acknowledged.get(&entry.message.draft.cid) {
                acknowledged.push((*seq, *at));
            }
        }
        for entry in entries {
            let cid = entry.message.draft.cid;
            let browsers = world.browsers.iter();
            let sent = browsers
                .filter_map(|browser| browser.transmitted.get(&cid))
                .min();
            let Some(sent) = sent else { continue };
            if let Some((seq, _)) = acknowledged
                .iter()
                .find(|(seq, at)| at < sent && *seq > entry.seq)
            {
                return Err(format!(
                    "I6: {} of {conv} was sent after {seq} was acknowledged",
                    entry.seq
                ));
            }
        }
    }
    Ok(())
}

/// Some browser's clock jumped so far that messages waited for a yes; those are overtaken, on purpose.
fn asked(world: &World) -> bool {
    world.browsers.iter().any(|browser| browser.wall_off != 0)
}

/// I3 and I7: every browser holds what the log holds and what a fresh one is given.
fn everyone_sees_the_same(world: &mut World, logs: &Logs) -> Result<(), String> {
    let people: BTreeMap<UserId, String> = world
        .browsers
        .iter()
        .map(|browser| {
            (
                browser.profile.id,
                browser.profile.username.as_str().to_owned(),
            )
        })
        .collect();
    let old = world.browsers.len();
    for name in people.values() {
        let browser = world.sign_in(name);
        world.browsers.push(browser);
        world.load(world.browsers.len() - 1);
    }
    world.run_until(world.now + 5_000);
    if let Some(wrong) = world.wrong.first() {
        return Err(wrong.clone());
    }
    let fresh = world.browsers.split_off(old);
    for fresh in fresh {
        let lists: Vec<(usize, BTreeSet<ConversationId>)> = world
            .browsers
            .iter()
            .enumerate()
            .filter(|(_, browser)| browser.profile.id == fresh.profile.id && !browser.gone)
            .map(|(number, browser)| (number, browser.model.known().collect()))
            .collect();
        let list: BTreeSet<ConversationId> = fresh.model.known().collect();
        for (number, known) in lists {
            if known != list {
                return Err(format!(
                    "I7: browser {number} lists {known:?}, a fresh one {list:?}"
                ));
            }
            for conv in &list {
                holds(world, number, *conv, logs, fresh.model.conversation(*conv))?;
                state::alike(world, *conv, &world.browsers[number], &fresh)?;
            }
        }
    }
    Ok(())
}

fn holds(
    world: &World,
    number: usize,
    conv: ConversationId,
    logs: &Logs,
    fresh: Option<&common::model::Conversation>,
) -> Result<(), String> {
    let held = world.browsers[number].model.conversation(conv);
    let (held, fresh) = held
        .zip(fresh)
        .ok_or(format!("I7: browser {number} has no {conv}"))?;
    let (rev, log) = &logs[&conv];
    if held.rev != *rev || fresh.rev != *rev {
        return Err(format!(
            "I7: browser {number} holds {conv} at {}, the log is at {rev}",
            held.rev
        ));
    }
    if held.members != fresh.members || held.last_seq != fresh.last_seq {
        return Err(format!(
            "I7: browser {number} holds {conv} with other members or another end"
        ));
    }
    let enough = log.len().min(SNAPSHOT_ENTRIES);
    for state in [held, fresh] {
        if state.entries.len() < enough || !log.ends_with(&state.entries) {
            return Err(format!(
                "I7: browser {number} holds other entries of {conv} than the log"
            ));
        }
    }
    Ok(())
}
