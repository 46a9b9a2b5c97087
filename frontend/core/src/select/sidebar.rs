//! The list of conversations.

use common::{ids::ConversationId, time::Timestamp};

use super::timeline::Delivery;
use crate::model::Model;

/// The list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SidebarView {
    /// The conversations, the one with the latest message first.
    pub rows: Vec<SidebarRow>,
    /// The list is not known yet: an empty one says nothing.
    pub loading: bool,
}

/// One conversation in the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SidebarRow {
    /// Which one.
    pub conv: ConversationId,
    /// Its name.
    pub title: String,
    /// Its last message.
    pub last: Option<Line>,
    /// It is the one on screen.
    pub active: bool,
    /// What the composer holds there, unless it is the one on screen. Cut to what a list shows.
    pub draft: Option<String>,
    /// Messages unread; 0 until the server offers receipts.
    pub unread: u32,
}

/// The last message of a conversation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Its text, cut to what a list shows; `None` for a deleted message, or one that this version cannot show.
    pub text: Option<String>,
    /// When it was committed; when it was written, for one that was not sent yet.
    pub at: Timestamp,
    /// What became of it.
    pub delivery: Delivery,
}

/// The list of conversations.
pub fn sidebar(_model: &Model) -> SidebarView {
    SidebarView::default()
}
