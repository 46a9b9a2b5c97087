//! Everything that the client may ask of the world. The core never does it itself; the shell does, in the order given.

use common::{
    ids::{ConversationId, UserId},
    protocol::v1::{
        ClientFrame,
        http::{Recover, Register, SignIn},
    },
};

use crate::input::{Mono, Record, Route, SocketId, Ticket};

/// One thing to do.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Read all records of the local storage; answered by [`crate::input::Input::Restored`]. Asked again when another tab may have left
    /// something behind, or done away with something.
    LoadRecords,
    /// Change the local storage, all or nothing; answered by [`crate::input::Input::Stored`] or [`crate::input::Input::StoreFailed`].
    Store {
        /// Names it in the answer.
        ticket: Ticket,
        /// The changes.
        writes: Vec<Write>,
    },
    /// Ask the server over HTTP; answered by [`crate::input::Input::Http`].
    Http(HttpRequest),
    /// Open a socket; answered by [`crate::input::LinkEvent::Opened`] or [`crate::input::LinkEvent::Closed`] with this name. A socket that is
    /// still there is closed first.
    OpenSocket(SocketId),
    /// Close the socket. Nothing that it says afterwards is of interest.
    CloseSocket,
    /// Send a frame over the open socket. If there is none it is dropped: whatever matters is sent again.
    Send(ClientFrame),
    /// Show another page and put it into the address.
    Navigate {
        /// Which page.
        route: Route,
        /// In place of the current one: "back" must not lead to a page that leads straight here again.
        replace: bool,
    },
    /// Put the keyboard into the composer.
    FocusComposer,
    /// Put a text on the clipboard.
    Copy(String),
    /// Give [`crate::input::Input::Tick`] at this moment or soon after. It replaces the moment asked for before.
    WakeAt(Mono),
    /// Load the app anew.
    Reload,
    /// Tell the person something outside the window, in place of what was told of this conversation before.
    Notify {
        /// Of which conversation.
        tag: ConversationId,
        /// What; none: only that there is something.
        words: Option<Words>,
        /// Without a sound.
        silent: bool,
    },
    /// Take back what was told of this conversation, if it is still shown.
    CloseNotification {
        /// Which conversation.
        tag: ConversationId,
    },
    /// Ask the person whether they want to be told; answered by [`crate::input::Input::Permission`]. Browsers show the question only right after
    /// a press.
    AskPermission,
    /// Come to lead the tabs of this browser as soon as no other does, answered by [`crate::input::Tabs::Leads`]; or no longer, and leave it to
    /// another.
    Lead(bool),
    /// Tell the other tabs that the person looks at the end of this conversation here, or no longer at any; they hear
    /// [`crate::input::Tabs::Watches`].
    TellTabs(Option<ConversationId>),
}

/// What a notification says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words {
    /// Who.
    pub title: String,
    /// What.
    pub body: String,
}

/// One change of the local storage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Write {
    /// Set a record.
    Put(Record),
    /// Remove the record with this key, if there is one.
    Delete(String),
}

/// A request over HTTP; see [`common::protocol::v1::http`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HttpRequest {
    /// Who am I?
    Session,
    /// Make an account and sign in.
    Register(Register),
    /// Sign in.
    SignIn(SignIn),
    /// Sign in as one of the demo's people.
    SignInAs(UserId),
    /// Sign out.
    SignOut,
    /// Come in by a recovery code.
    Recover(Recover),
}
