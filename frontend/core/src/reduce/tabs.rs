//! The other tabs of this browser: what they say, and what they are told.

use super::{place, turn::Turn};
use crate::{
    effect::Effect,
    input::Tabs,
    link::Phase,
    model::{Model, outbox::State},
};

/// Something about the other tabs. What one has left behind is in the storage.
pub(super) fn said(model: &mut Model, turn: &mut Turn, event: Tabs) {
    match event {
        Tabs::Leads => {
            for cid in model.tabs.lead() {
                if let Some(item) = model.outbox.get_mut(cid)
                    && matches!(item.state, State::NotBefore(_))
                {
                    item.state = State::Ready;
                }
            }
        }
        Tabs::Ended(tab) => model.tabs.watches(tab, None),
        Tabs::Watches(tab, conv) => {
            model.tabs.watches(tab, conv);
            return;
        }
    }
    turn.effect(Effect::LoadRecords);
}

/// Asks to lead where there is somebody to lead for, and leaves it to another tab where there is not; tells the others where the person looks.
pub(super) fn due(model: &mut Model, turn: &mut Turn) {
    // One that may not connect hears of nothing that there is to tell.
    let asks = model.me().is_some() && model.link.phase != Phase::OutOfDate;
    if model.tabs.asks != asks {
        model.tabs.asks = asks;
        model.tabs.leads &= asks;
        turn.effect(Effect::Lead(asks));
    }
    let watched = place::open(model).filter(|conv| model.is_facing(*conv));
    if model.tabs.told != watched {
        model.tabs.told = watched;
        turn.effect(Effect::TellTabs(watched));
    }
}
