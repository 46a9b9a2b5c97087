//! What stands over the app until it is no longer so, apart from the connection.

use crate::{
    input::Permission,
    model::{Model, notifications::Offer},
};

/// What stands over the app.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Bars {
    /// This browser keeps nothing for us: drafts and unsent messages do not survive closing the tab.
    pub unkept: bool,
    /// The person is asked whether they want to be told of new messages.
    pub offer: bool,
    /// Whether the browser lets us tell them.
    pub permission: Permission,
}

/// What stands over the app.
pub fn bars(model: &Model) -> Bars {
    let notifications = &model.notifications;
    let asked = matches!(
        notifications.permission,
        Permission::Unasked | Permission::Denied
    );
    Bars {
        unkept: model.storage.broken,
        offer: asked && notifications.offer == Offer::Made && model.me().is_some(),
        permission: notifications.permission,
    }
}
