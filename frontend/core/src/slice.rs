//! What changed: the shell refreshes exactly these signals, each from its function in [`crate::select`].

use common::ids::ConversationId;

/// A part of what is on screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Slice {
    /// [`crate::select::session`]: who is signed in, the sign-in form's state, the question before signing out.
    Session,
    /// [`crate::select::banner`]: the state of the connection.
    Link,
    /// [`crate::select::route`]: the page, and with it which conversation is open.
    Route,
    /// [`crate::select::sidebar`]: the list of conversations.
    Sidebar,
    /// [`crate::select::header`] of one conversation.
    Header(ConversationId),
    /// [`crate::select::typing`] of one conversation.
    Typing(ConversationId),
    /// [`crate::select::timeline`] of one conversation.
    Timeline(ConversationId),
    /// [`crate::select::composer`] of one conversation.
    Composer(ConversationId),
    /// [`crate::select::new_conversation`]: the dialog that begins one.
    NewConversation,
    /// [`crate::select::account`]: the person's own.
    Account,
    /// [`crate::select::why`]: why something is shown as it is.
    Why,
    /// [`crate::select::bars`]: what stands over the app, apart from the connection.
    Bars,
    /// [`crate::select::toasts`].
    Toasts,
}
