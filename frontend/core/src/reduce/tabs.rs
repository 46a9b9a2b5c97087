//! The other tabs of this browser: what they say, and what they are told.

use super::{place, turn::Turn};
use crate::{
    effect::Effect,
    input::Tabs,
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
        // It may have been the one that said so.
        Tabs::Ended => model.tabs.elsewhere = None,
        Tabs::Watches(conv) => {
            model.tabs.elsewhere = conv;
            return;
        }
    }
    turn.effect(Effect::LoadRecords);
}

/// Tells the others where the person looks.
pub(super) fn due(model: &mut Model, turn: &mut Turn) {
    let watched = place::open(model).filter(|conv| model.is_facing(*conv));
    if model.tabs.told != watched {
        model.tabs.told = watched;
        turn.effect(Effect::TellTabs(watched));
    }
}
