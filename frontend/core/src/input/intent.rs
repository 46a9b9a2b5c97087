//! What a person can ask for.

use common::{
    ids::{ConversationId, IdempotencyKey, UserId},
    model::{
        AccountSettings, Choice,
        settings::{Notify, ReportReason},
    },
    seq::Seq,
};

use super::{Recover, Register, Route, SignIn};

/// Of what a person may ask why it is shown as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Matter {
    /// A message and its tick.
    Message {
        /// Where.
        conv: ConversationId,
        /// Who wrote it.
        author: UserId,
        /// Its key among its author's.
        cid: IdempotencyKey,
    },
    /// What is unread in a conversation.
    Unread(ConversationId),
    /// Whether someone is there.
    Presence(UserId),
}

/// What a person can ask for.
#[derive(Clone, Debug)]
pub enum Intent {
    /// The address names another page.
    Visit(Route),
    /// Sign in with username and password.
    SignIn(SignIn),
    /// Make an account.
    Register(Register),
    /// Sign in as one of the demo's people.
    SignInAs(UserId),
    /// Come in by a recovery code, and set another password.
    Recover(Recover),
    /// Sign out. With messages that are not sent yet, this first asks: see [`crate::select::SignOutView`].
    SignOut,
    /// Sign out although messages are not sent yet. They stay on this device and are sent at the next sign-in.
    SignOutAnyway,
    /// Do not sign out after all.
    StaySignedIn,
    /// Show the dialog that begins a conversation.
    OpenNewConversation,
    /// Close that dialog.
    CloseNewConversation,
    /// The search for people says this now. The core waits for a pause in typing before it asks the server.
    FindPeople(String),
    /// Open *the* private conversation with someone, making it if need be.
    OpenDirect(UserId),
    /// The composer says this now.
    EditDraft {
        /// Whose composer.
        conv: ConversationId,
        /// The whole text.
        text: String,
    },
    /// The composer has the keyboard, or no longer.
    UseComposer {
        /// Whose composer.
        conv: ConversationId,
        /// It has.
        on: bool,
    },
    /// Take over what another device began to write.
    TakeDraft {
        /// Where.
        conv: ConversationId,
        /// Its number.
        ver: u64,
    },
    /// Drop it.
    DropDraft {
        /// Where.
        conv: ConversationId,
        /// Its number.
        ver: u64,
    },
    /// Send what the composer says.
    Send(ConversationId),
    /// Send a message again that was refused, or one that waits for a yes because it is older than a day.
    Retry(IdempotencyKey),
    /// Copy the text of a message that was not sent.
    Copy(IdempotencyKey),
    /// Delete a message that was not sent.
    Discard(IdempotencyKey),
    /// The start of what is held of a timeline comes into view: fetch what is before it.
    LoadOlder(ConversationId),
    /// The end of the timeline came into view, or left it.
    Follow {
        /// Which conversation.
        conv: ConversationId,
        /// The end is in view.
        at_end: bool,
    },
    /// The entry whose lower edge is the last in view is this one.
    InView {
        /// Which conversation.
        conv: ConversationId,
        /// The entry.
        upto: Seq,
    },
    /// Show why something is shown as it is.
    AskWhy(Matter),
    /// Close what says so.
    CloseWhy,
    /// Show a conversation as unread, and leave it.
    MarkUnread(ConversationId),
    /// Mark every conversation as read.
    MarkAllRead,
    /// Talk with whoever wrote here first.
    Accept(ConversationId),
    /// Do not: the conversation leaves the list. The other is not told.
    Decline(ConversationId),
    /// Want nothing from someone and show them nothing, or no longer so.
    Block {
        /// Who.
        user: UserId,
        /// Blocked or not.
        on: bool,
    },
    /// Have someone's messages looked at by whoever runs the server.
    Report {
        /// Which conversation.
        conv: ConversationId,
        /// Why.
        reason: ReportReason,
    },
    /// Someone is a contact, or no longer.
    Contact {
        /// Who.
        user: UserId,
        /// A contact or not.
        on: bool,
    },
    /// Others see in this conversation what was delivered and read, or not.
    ShowReceipts {
        /// Where.
        conv: ConversationId,
        /// Whether they do.
        on: bool,
    },
    /// Others see in this conversation that one types, or not.
    ShowTyping {
        /// Where.
        conv: ConversationId,
        /// Whether they do.
        on: bool,
    },
    /// Be called this.
    Rename(String),
    /// Have these settings.
    SetSettings(AccountSettings),
    /// Be shown as this. It ends by this device's clock.
    Choose(Choice),
    /// The person wants to be told of new messages outside the window.
    AllowNotifications,
    /// They do not want to be asked for that again.
    DeclineNotifications,
    /// Tell of these messages of a conversation.
    Notify {
        /// Which conversation.
        conv: ConversationId,
        /// Which messages.
        notify: Notify,
    },
    /// Tell nothing of a conversation for a while, or do again.
    Mute {
        /// Which conversation.
        conv: ConversationId,
        /// For how many milliseconds, if at all; [`u64::MAX`] is until the person says otherwise.
        millis: Option<u64>,
    },
    /// The list was scrolled: this is its first row in view.
    ListScrolled(usize),
    /// Connect now instead of waiting.
    ReconnectNow,
    /// Close a toast.
    DismissToast(u64),
    /// Load the app anew, because it is out of date. Drafts and outbox survive.
    Reload,
}
