//! The person's own account: name, settings, and what they choose to be shown as. Each change holds here at once, and is kept until the
//! server has it.

use common::{
    model::{AccountSettings, Choice},
    protocol::v1::ClientBody,
    time::Timestamp,
    validate::DisplayName,
};

use super::turn::Turn;
use crate::{
    input::Mono,
    model::{Model, session::Session},
    slice::Slice,
};

/// The person is called something else.
pub(super) fn rename(model: &mut Model, turn: &mut Turn, name: &str) {
    if let Ok(name) = DisplayName::parse(name) {
        let name = name.into_string();
        wish(model, turn, ClientBody::SetName { name });
    }
}

/// The person's settings are these.
pub(super) fn set(model: &mut Model, turn: &mut Turn, settings: AccountSettings) {
    wish(model, turn, ClientBody::SetSettings { settings });
}

/// The person wants to be shown as this. It ends by this device's clock; the server is told by its own.
pub(super) fn choose(model: &mut Model, turn: &mut Turn, choice: Choice) {
    let until = choice.until.map(|until| model.by_server_clock(until));
    let choice = Choice { until, ..choice };
    wish(model, turn, ClientBody::SetChoice { choice });
}

fn wish(model: &mut Model, turn: &mut Turn, body: ClientBody) {
    model.wishes.set(body);
    model.saved = false;
    turn.touch(Slice::Account);
}

/// The server has it. The account that says so is on its way; until it comes, this is how it will be.
pub(super) fn done(model: &mut Model, turn: &mut Turn, body: ClientBody) {
    let now = model.by_server_clock(model.wall);
    let account = model.account.get_or_insert_default();
    match body {
        ClientBody::SetSettings { settings } => account.settings = settings,
        ClientBody::SetChoice { choice } => {
            let choice = Choice {
                since: now,
                ..choice
            };
            account.choice = choice.after(&account.choice);
        }
        ClientBody::SetName { name } => {
            if let Session::In { me, .. } = &mut model.session {
                me.name = DisplayName::kept(name);
                model.people.learn([me.clone()]);
                turn.touch_all(model);
            }
        }
        _ => {}
    }
}

/// What was chosen for a time ends with it.
pub(super) fn due(model: &mut Model, turn: &mut Turn) {
    let now = model.by_server_clock(model.wall);
    if let Some(account) = &mut model.account
        && ended(&account.choice, now)
    {
        account.choice = account.choice.as_of(now);
        turn.touch(Slice::Account);
    }
}

fn ended(choice: &Choice, now: Timestamp) -> bool {
    choice.until.is_some_and(|until| until <= now)
}

/// When something will be.
pub(super) fn next_due(model: &Model) -> Option<Mono> {
    let until = model.account.as_ref()?.choice.until?;
    let left = until.millis_since(model.by_server_clock(model.wall));
    Some(model.now.plus(left))
}
