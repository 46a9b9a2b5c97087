//! From the model to what is on screen: one view model per slice, compared before it is shown, so that nothing moves that did not change.
//!
//! They hold values and states, never sentences: the words are in the app's catalogue. A function here reads the model and nothing else.

mod account;
mod banner;
mod bars;
mod composer;
mod contacts;
mod header;
mod here;
mod people;
mod session;
mod sidebar;
mod timeline;
mod toast;
mod typing;
mod why;

/// What the view models say in the contract's own terms.
pub use common::{
    fold::{Counted, Reckoning, receipts::Reached},
    protocol::v1::{ErrorCode, http::Registration},
};

/// What is said in passing is shown as it is kept.
pub use crate::model::notices::{Notice, Toast};

pub use account::{AccountView, ChosenView, Saving, SeenView, Viewer, account, chosen};
pub use banner::{Banner, banner};
pub use bars::{Bars, bars};
pub use composer::{ComposerNotice, ComposerView, Gate, Offer, composer};
pub use contacts::{ContactsView, RequestView, contacts, is_contact};
pub use header::{HeaderView, Muted, header};
pub use here::{HereView, here};
pub use people::{NewConversationView, People, new_conversation};
pub use session::{
    Field, FormError, FormView, SessionView, SignOutView, is_demo, password_chars, route, session,
};
pub use sidebar::{Line, Listed, SidebarRow, SidebarView, sidebar, sidebar_row};
pub use timeline::{
    Delivery, MessageRow, Older, Row, RowBody, RowKey, TimelineView, Times, timeline,
};
pub use toast::toasts;
pub use typing::{TypingView, typing};
pub use why::{
    Because, MessageWhy, PersonWhy, PresenceWhy, Told, UnknownBecause, UnreadWhy, WhyView,
    asks_why, why,
};
