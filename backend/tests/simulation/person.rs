//! What the people do.

use client_core::{
    input::{Attention, Input, Intent, Route},
    select::{self, Delivery, Row},
};
use common::{
    ids::ConversationId,
    model::{
        AccountSettings, Choice, ConversationSettings, Privacy, presence::Mode, settings::Circle,
    },
    protocol::v1::ClientBody,
    seq::Seq,
    time::Timestamp,
};

use crate::world::{World, Written};

/// Someone does something.
pub(crate) fn act(world: &mut World, browser: usize) {
    let known: Vec<_> = world.browsers[browser].model.known().collect();
    let conv = world.rng.choice(known);
    match (world.rng.u8(..100), conv) {
        (0..40, Some(conv)) => say(world, browser, conv),
        (40..52, Some(conv)) => {
            let text = format!("unsaid {}", world.rng.u32(..));
            ui(world, browser, Intent::EditDraft { conv, text });
        }
        (52..68, Some(conv)) => look(world, browser, conv),
        (68..72, Some(conv)) => ui(world, browser, Intent::MarkUnread(conv)),
        (72..74, _) => ui(world, browser, Intent::MarkAllRead),
        (74..81, Some(conv)) if world.kind.forgetful => decide(world, browser, conv),
        (81..84, Some(conv)) => ui(world, browser, Intent::LoadOlder(conv)),
        (84..86, _) => ui(world, browser, Intent::ReconnectNow),
        (86..88, _) => {
            ui(world, browser, Intent::OpenNewConversation);
            ui(world, browser, Intent::FindPeople("m".to_owned()));
        }
        (88..90, _) => ui(world, browser, Intent::Visit(Route::Home)),
        _ => {
            let others: Vec<_> = world
                .browsers
                .iter()
                .map(|other| other.profile.id)
                .collect();
            let other = world
                .rng
                .choice(others)
                .filter(|other| *other != world.browsers[browser].profile.id);
            if let Some(other) = other {
                ui(world, browser, Intent::OpenDirect(other));
            }
        }
    }
}

fn ui(world: &mut World, browser: usize, intent: Intent) {
    world.input(browser, Input::Ui(intent));
}

/// Writes something that nobody has written before, and sends it.
fn say(world: &mut World, browser: usize, conv: ConversationId) {
    let number = u64::try_from(world.written.len()).unwrap_or(u64::MAX);
    let text = format!("word {number} of {browser}");
    let written = Written {
        browser,
        conv,
        number,
        stored: false,
    };
    world.written.insert(text.clone(), written);
    ui(world, browser, Intent::EditDraft { conv, text });
    ui(world, browser, Intent::Send(conv));
}

/// Opens a conversation, with some part of what is held of it in view.
fn look(world: &mut World, browser: usize, conv: ConversationId) {
    ui(world, browser, Intent::Visit(Route::Conversation(conv)));
    let Some(body) = world.browsers[browser].model.conversation(conv) else {
        return;
    };
    let (first, last) = (body.first_held(), body.last_seq);
    if first > last {
        return;
    }
    let upto = match world.rng.u8(..3) {
        0 => Seq::new(world.rng.u64(first.get()..=last.get())),
        _ => last,
    };
    let at_end = upto == last;
    ui(world, browser, Intent::Follow { conv, at_end });
    ui(world, browser, Intent::InView { conv, upto });
}

/// At the end: looks at some conversation, or at none.
pub(crate) fn look_somewhere(world: &mut World, browser: usize) {
    let known: Vec<_> = world.browsers[browser].model.known().collect();
    match world.rng.choice(known) {
        Some(conv) if world.rng.u8(..3) > 0 => look(world, browser, conv),
        _ => ui(world, browser, Intent::Visit(Route::Home)),
    }
}

/// At the end: begins to write and never finishes.
pub(crate) fn begin_to_type(world: &mut World, browser: usize) {
    let known: Vec<_> = world.browsers[browser].model.known().collect();
    if let Some(conv) = world.rng.choice(known) {
        let text = "never said".to_owned();
        ui(world, browser, Intent::EditDraft { conv, text });
    }
}

/// Moves, or goes on dozing.
pub(crate) fn stir(world: &mut World, browser: usize) {
    if world.rng.bool() {
        world.input(browser, Input::Attention(Attention::Moved));
    }
}

/// Decides something about what others learn: in the app, or where the app has no switch for it, on a device that has.
fn decide(world: &mut World, browser: usize, conv: ConversationId) {
    let me = world.browsers[browser].profile.id;
    let Some(other) = world.ledger.partner((me, conv)) else {
        return;
    };
    let on = world.rng.bool();
    let here = world.ledger.settings((me, conv));
    let settings = world.ledger.account(me);
    let set = |privacy| {
        Intent::SetSettings(AccountSettings {
            privacy,
            ..settings
        })
    };
    match world.rng.u8(..10) {
        0 => {
            let receipts = on;
            ui(
                world,
                browser,
                set(Privacy {
                    receipts,
                    ..settings.privacy
                }),
            );
        }
        1 => {
            let circles = [
                Circle::Everyone,
                Circle::Everyone,
                Circle::Contacts,
                Circle::Nobody,
            ];
            let mut circle = || world.rng.choice(circles).unwrap_or(Circle::Everyone);
            let privacy = Privacy {
                typing: circle(),
                presence: circle(),
                ..settings.privacy
            };
            ui(world, browser, set(privacy));
        }
        2 | 3 => {
            let modes = [Mode::Auto, Mode::Away, Mode::Dnd, Mode::Invisible];
            let mode = world.rng.choice(modes).unwrap_or_default();
            let choice = Choice {
                mode,
                ..Choice::default()
            };
            ui(world, browser, Intent::Choose(choice));
        }
        4 => {
            let receipts = world.rng.choice([None, Some(true), Some(false)]).flatten();
            let settings = ConversationSettings { receipts, ..here };
            world.wish(browser, ClientBody::SetConversation { conv, settings });
        }
        5 => {
            let typing = world.rng.choice([None, Some(false)]).flatten();
            let settings = ConversationSettings { typing, ..here };
            world.wish(browser, ClientBody::SetConversation { conv, settings });
        }
        6 => world.wish(browser, ClientBody::Contact { user: other, on }),
        7 => ui(world, browser, Intent::Accept(conv)),
        8 if !world.ledger.consents((me, conv)) => ui(world, browser, Intent::Decline(conv)),
        // A block is lifted sooner than it is made, or nothing would be left to say.
        _ => {
            let on = on && world.rng.bool();
            ui(world, browser, Intent::Block { user: other, on });
        }
    }
}

/// A last word everywhere, and yes to whatever waits for one. Some of those who are asked by a stranger leave it at that.
pub(crate) fn last_words(world: &mut World, browser: usize) {
    insist(world, browser);
    let me = world.browsers[browser].profile.id;
    let known: Vec<_> = world.browsers[browser].model.known().collect();
    for conv in known {
        let is_asked = world.kind.strangers && !world.ledger.consents((me, conv));
        if !is_asked || world.rng.u8(..3) > 0 {
            say(world, browser, conv);
        }
    }
}

/// Says yes to whatever waits for one, and tries again what was refused.
pub(crate) fn insist(world: &mut World, browser: usize) {
    let known: Vec<_> = world.browsers[browser].model.known().collect();
    for conv in known {
        let timeline = select::timeline(&world.browsers[browser].model, conv, &|_: Timestamp| 0);
        for row in timeline.rows {
            if let Row::Message(message) = row
                && matches!(message.delivery, Delivery::Asking | Delivery::Failed { .. })
            {
                ui(world, browser, Intent::Retry(message.cid));
            }
        }
    }
}
