//! What the people do.

use client_core::{
    input::{Input, Intent, Route},
    select::{self, Delivery, Row},
};
use common::{ids::ConversationId, time::Timestamp};

use crate::world::{World, Written};

/// Someone does something.
pub(crate) fn act(world: &mut World, browser: usize) {
    let known: Vec<_> = world.browsers[browser].model.known().collect();
    let conv = world.rng.choice(known);
    match (world.rng.u8(..100), conv) {
        (0..65, Some(conv)) => say(world, browser, conv),
        (65..73, Some(conv)) => {
            let text = format!("unsaid {}", world.rng.u32(..));
            ui(world, browser, Intent::EditDraft { conv, text });
        }
        (73..80, Some(conv)) => ui(world, browser, Intent::Visit(Route::Conversation(conv))),
        (80..84, Some(conv)) => ui(world, browser, Intent::LoadOlder(conv)),
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

/// Says yes to whatever is asked, and a last word everywhere.
pub(crate) fn last_words(world: &mut World, browser: usize) {
    let known: Vec<_> = world.browsers[browser].model.known().collect();
    for conv in known {
        let timeline = select::timeline(&world.browsers[browser].model, conv, &|_: Timestamp| 0);
        for row in timeline.rows {
            if let Row::Message(message) = row
                && message.delivery == Delivery::Asking
            {
                ui(world, browser, Intent::Retry(message.cid));
            }
        }
        say(world, browser, conv);
    }
}
