//! Places, badges, ticks, dots: what is state must be right when the world has come to rest, on every device.

use client_core::select::{self, Delivery, Row};
use common::{
    fold::{self, presence::Whereabouts},
    ids::ConversationId,
    model::{Choice, ConversationSettings, Entry, Presence, Receipt, Standing, presence::Mode},
    seq::Seq,
    time::Timestamp,
};

use super::Logs;
use crate::{browser::Browser, world::World};

/// Judges what is state.
pub(super) fn judge(world: &World, logs: &Logs) -> Result<(), String> {
    for (number, browser) in world.browsers.iter().enumerate() {
        if browser.gone {
            continue;
        }
        let said = |wrong: String| format!("browser {number}, of {}: {wrong}", browser.profile.id);
        for conv in browser.model.known() {
            let (rev, log) = &logs[&conv];
            let held = browser.model.conversation(conv).map(|body| body.rev);
            if held != Some(*rev) {
                return Err(said(format!(
                    "I7: {conv} is held at {held:?}, the log is at {rev}"
                )));
            }
            stands(world, browser, conv, log).map_err(said)?;
            ticks(world, browser, conv).map_err(said)?;
        }
        account(world, browser).map_err(said)?;
        signs(world, browser).map_err(said)?;
    }
    Ok(())
}

/// What the server says of where someone stands.
fn standing(world: &World, browser: &Browser, conv: ConversationId) -> Result<Standing, String> {
    let server = world.server.as_ref().ok_or("the server does not run")?;
    let standing = server.services.receipts.standing(browser.profile.id, conv);
    let standing = world.runtime.block_on(standing);
    standing.map_err(|error| error.to_string())
}

/// The cursor is the server's, on every device, and the badge follows from it and the log.
fn stands(
    world: &World,
    browser: &Browser,
    conv: ConversationId,
    log: &[Entry],
) -> Result<(), String> {
    let me = browser.profile.id;
    let stored = standing(world, browser, conv)?;
    let held = browser.model.standing(conv);
    let held = held.ok_or(format!("cursor: not known of {conv}"))?;
    // A request is decided, not read: until then each device keeps for itself what was looked at.
    let accepted = world.ledger.is_accepted(conv);
    let (read, on_server) = (held.cursor.read_seq, stored.cursor.read_seq);
    if read < on_server || (accepted && read != on_server) {
        return Err(format!(
            "cursor: {conv} is read to {read}, on the server to {on_server}"
        ));
    }
    let truth = world.ledger.truth.get(&(me, conv)).copied();
    if read > truth.unwrap_or_default().read {
        return Err(format!(
            "cursor: {conv} is read to {read}, by eyes to {truth:?}"
        ));
    }
    let due = world.ledger.due.get(&(me, conv)).copied();
    if due.is_some_and(|due| accepted && due > read) {
        return Err(format!(
            "cursor: {conv} is read to {read}, by eyes to {due:?}"
        ));
    }
    for cursor in [held.cursor, stored.cursor] {
        let counted = log.iter().filter(|entry| entry.seq <= cursor.counted_to);
        let unread = fold::unread(counted, me, cursor.read_seq);
        if cursor.unread != unread {
            return Err(format!(
                "I4: {} of {conv} are said to be unread up to {}, and {unread} are",
                cursor.unread, cursor.counted_to
            ));
        }
    }
    let unread = fold::unread(log, me, read);
    if browser.model.unread(conv) != Some(unread) {
        return Err(format!(
            "badge: {conv} shows {:?}, and {unread} are unread",
            browser.model.unread(conv)
        ));
    }
    let decided = world.ledger.settings((me, conv));
    // A device knows by the log that whoever wants to talk declines no more.
    let device = ConversationSettings {
        declined: held.settings.declined && !world.ledger.consents((me, conv)),
        ..held.settings
    };
    for (whose, settings) in [("server", stored.settings), ("device", device)] {
        if settings != decided {
            return Err(format!(
                "settings: by the {whose} those of {conv} are {settings:?}, and were decided as {decided:?}"
            ));
        }
    }
    let listed = select::sidebar(&browser.model).listed;
    let found = listed.iter().find(|listed| listed.conv == conv);
    let row = match found.and_then(|_| select::sidebar_row(&browser.model, conv)) {
        Some(row) => row,
        None if decided.declined => return Ok(()),
        None => return Err(format!("badge: {conv} is not in the list")),
    };
    if row.unread != unread && !(row.active && row.unread == 0) {
        return Err(format!(
            "badge: {conv} shows {}, and {unread} are unread",
            row.unread
        ));
    }
    if row.marked != stored.cursor.marked_unread {
        return Err(format!(
            "mark: {conv} is marked: {}, on the server the other way",
            row.marked
        ));
    }
    Ok(())
}

/// Every device shows what its person decided.
fn account(world: &World, browser: &Browser) -> Result<(), String> {
    let me = browser.profile.id;
    let shown = select::account(&browser.model);
    let (settings, mode) = (world.ledger.account(me), world.ledger.mode(me));
    if (shown.settings, shown.choice.mode) == (settings, mode) {
        Ok(())
    } else {
        Err(format!(
            "settings: shown as {:?} and {:?}, and decided as {settings:?} and {mode:?}",
            shown.settings, shown.choice.mode
        ))
    }
}

/// What others reached is what may be known of it, on the server and on the device, in numbers and as ticks.
fn ticks(world: &World, browser: &Browser, conv: ConversationId) -> Result<(), String> {
    let me = browser.profile.id;
    let Some(partner) = world.ledger.partner((me, conv)) else {
        return Ok(());
    };
    let may = world.ledger.known(me, (partner, conv));
    let known = may.unwrap_or_default();
    let known = (known.recv, known.read);
    let stored = standing(world, browser, conv)?;
    let held = browser.model.standing(conv);
    let held = held.ok_or(format!("cursor: not known of {conv}"))?;
    let of = |receipts: &[Receipt]| {
        let receipt = receipts.iter().find(|receipt| receipt.user == partner);
        receipt.map_or((Seq::ZERO, Seq::ZERO), |it| (it.recv_seq, it.shown_seq))
    };
    // What a device was told before its person stopped giving receipts, it does not show.
    let device = may.map_or(known, |_| of(&held.receipts));
    for (whose, told) in [("server", of(&stored.receipts)), ("device", device)] {
        if told != known {
            return Err(format!(
                "receipts: by the {whose} {partner} got to {told:?} in {conv}, of which {known:?} is known"
            ));
        }
    }
    let rows = select::timeline(&browser.model, conv, &|_: Timestamp| 0).rows;
    for row in rows {
        let Row::Message(message) = row else { continue };
        let Some(seq) = message.seq.filter(|_| message.own) else {
            continue;
        };
        let right = match message.delivery {
            Delivery::Read(_) => seq <= known.1,
            Delivery::Delivered(_) => seq <= known.0 && seq > known.1,
            _ => seq > known.0,
        };
        if !right {
            return Err(format!(
                "ticks: {seq} of {conv} shows {:?}, and {known:?} is known",
                message.delivery
            ));
        }
    }
    Ok(())
}

/// Nobody types, and whoever may be seen is seen as they are.
fn signs(world: &World, browser: &Browser) -> Result<(), String> {
    let me = browser.profile.id;
    let listed = select::sidebar(&browser.model).listed.into_iter();
    for row in listed.filter_map(|listed| select::sidebar_row(&browser.model, listed.conv)) {
        if row.typing.count > 0 {
            return Err(format!(
                "T1: {} type in {} for ever",
                row.typing.count, row.conv
            ));
        }
        let Some((partner, presence)) = row.partner.zip(row.presence) else {
            continue;
        };
        let theirs = world.browsers.iter();
        let mut theirs = theirs
            .filter(|it| it.profile.id == partner && !it.gone)
            .peekable();
        let place = Whereabouts {
            connected: theirs.peek().is_some(),
            active: theirs.any(|it| it.eyes.is_active(world.now)),
            last_seen: Timestamp::default(),
        };
        let choice = Choice {
            mode: world.ledger.mode(partner),
            ..Choice::default()
        };
        let (truth, _) = world.ledger.between(me, partner, |between| {
            fold::presence::shown(place, &choice, between, Timestamp::default())
        });
        let alike = match (presence, truth) {
            (Presence::Offline { .. }, Presence::Offline { .. }) => true,
            (shown, truth) => shown == truth,
        };
        if !alike {
            let p2 = place.connected && choice.mode != Mode::Invisible;
            let law = if p2 && matches!(presence, Presence::Offline { .. }) {
                "P2"
            } else {
                "presence"
            };
            return Err(format!(
                "{law}: {partner} is shown as {presence:?}, and is {truth:?}"
            ));
        }
    }
    Ok(())
}

/// A fresh device is told what the others hold.
pub(super) fn alike(
    world: &World,
    conv: ConversationId,
    one: &Browser,
    fresh: &Browser,
) -> Result<(), String> {
    let digest = |browser: &Browser| {
        let standing = browser.model.standing(conv)?;
        let places = standing
            .receipts
            .iter()
            .map(|it| (it.user, it.recv_seq, it.shown_seq));
        let mut places: Vec<_> = places.filter(|(_, recv, _)| *recv > Seq::ZERO).collect();
        places.sort_unstable();
        let cursor = standing.cursor;
        let read = cursor.read_seq;
        let place = (read, browser.model.unread(conv));
        Some((
            (
                world.ledger.is_accepted(conv).then_some(place),
                cursor.marked_unread,
            ),
            places,
            ConversationSettings {
                declined: standing.settings.declined
                    && !world.ledger.consents((browser.profile.id, conv)),
                ..standing.settings
            },
        ))
    };
    let (one, fresh) = (digest(one), digest(fresh));
    if one.as_ref().map(|it| it.0) != fresh.as_ref().map(|it| it.0) {
        Err(format!(
            "cursor: of {conv} a device holds {one:?}, a fresh one {fresh:?}"
        ))
    } else if one == fresh {
        Ok(())
    } else {
        Err(format!(
            "I7: of {conv} a device holds {one:?}, a fresh one {fresh:?}"
        ))
    }
}
