//! Everything that can happen to the client, in one closed enum, and the names that it shares with [`crate::effect`].
//!
//! The shell turns the browser's events into these and hands each to [`crate::reduce::reduce`], with the time and some randomness: the
//! core has neither. To add something that can happen: a variant here, its arm in `reduce`, a test that begins with it.

mod intent;

use common::{
    ids::ConversationId,
    model::Profile,
    protocol::v1::{
        ApiError, ServerFrame,
        http::{SessionInfo, SignedIn},
    },
    time::Timestamp,
};

pub use self::intent::{Intent, Matter};
/// The pages.
pub use common::address::{Route, Section};
/// What the forms are filled into.
pub use common::protocol::v1::http::{Recover, Register, SignIn};

/// What the shell brings along with every input: the only clock and the only randomness that the core ever sees.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Context {
    /// The monotonic clock (`performance.now()`): deadlines are judged by it, so that setting the wall clock changes nothing.
    pub mono: Mono,
    /// The wall clock: shown to people and written beside what waits in the outbox; never order.
    pub wall: Timestamp,
    /// Sixteen fresh random bytes. One input makes at most one key and draws at most one delay, from different bytes.
    pub random: [u8; 16],
}

/// A moment of the monotonic clock, in milliseconds since the page was loaded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mono(u64);

impl Mono {
    /// The moment this many milliseconds after the page was loaded.
    pub const fn from_millis(millis: u64) -> Self {
        Self(millis)
    }

    /// Milliseconds since the page was loaded.
    pub const fn as_millis(self) -> u64 {
        self.0
    }

    /// The moment this many milliseconds later.
    #[must_use]
    pub const fn plus(self, millis: u64) -> Self {
        Self(self.0.saturating_add(millis))
    }

    /// Milliseconds from `earlier` until this moment; 0 if it is later.
    pub const fn since(self, earlier: Self) -> u64 {
        self.0.saturating_sub(earlier.0)
    }
}

/// Names one socket, so that the last words of an old one are not taken for the new one's.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct SocketId(pub u32);

/// Names one tab of this browser.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct TabId(pub u64);

/// Names one write to the local storage, so that its outcome can be told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Ticket(pub u64);

/// One record of the local storage: a key and a text. What they mean is [`crate::persist`]'s affair; the shell stores them as they are.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Record {
    /// The key; unique in the storage.
    pub key: String,
    /// The text.
    pub value: String,
}

/// Everything that can happen to the client.
#[derive(Clone, Debug)]
#[cfg_attr(
    not(target_arch = "wasm32"),
    expect(
        clippy::large_enum_variant,
        reason = "an input is handed over once and never kept: a box would cost more than the copy"
    )
)]
pub enum Input {
    /// The app was mounted. Comes first and once.
    Started {
        /// The app's own build, to be compared with the server's.
        build: String,
        /// The page that the address names.
        route: Route,
        /// Whether the browser believes that it has a network.
        online: bool,
    },
    /// The answer to [`crate::effect::Effect::LoadRecords`]: all records, or `None` if the storage could not be read.
    Restored(Option<Vec<Record>>),
    /// A write is durable.
    Stored(Ticket),
    /// A write failed (private mode, full disk, denied).
    StoreFailed(Ticket),
    /// Something about the network or the page's visibility.
    Link(LinkEvent),
    /// The person looks, or looks away.
    Attention(Attention),
    /// Something about the tabs that share this browser.
    Tabs(Tabs),
    /// Whether the browser lets us tell the person something outside the window.
    Permission(Permission),
    /// A frame from the server.
    Server {
        /// The socket that it came on.
        socket: SocketId,
        /// The frame.
        frame: ServerFrame,
    },
    /// An answer over HTTP.
    Http(HttpAnswer),
    /// The person did something.
    Ui(Intent),
    /// A moment asked for by [`crate::effect::Effect::WakeAt`] has come. A tick too many does no harm.
    Tick,
}

/// Something about the network or the page's visibility.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkEvent {
    /// The socket is open.
    Opened(SocketId),
    /// The socket is closed, or could not be opened.
    Closed {
        /// Which one.
        socket: SocketId,
        /// The close code; 1006 if there was none.
        code: u16,
    },
    /// The browser believes that it has a network.
    Online,
    /// The browser believes that it has none.
    Offline,
    /// The page is on screen again (or was thawed).
    Visible,
    /// The page is no longer on screen and may be frozen or killed without another word: what is unsaved is saved now.
    Hidden,
}

/// Whether the browser lets us tell the person something outside the window.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Permission {
    /// It cannot, or only over HTTPS.
    #[default]
    Missing,
    /// The person was not asked yet.
    Unasked,
    /// It does.
    Granted,
    /// It does not; only the person can change that, in the browser's settings.
    Denied,
}

/// Something about the tabs that share this browser.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tabs {
    /// This one leads from now on, until it is closed or leaves it to another. Where the browser cannot say which one leads, each believes that it does.
    Leads,
    /// Another one was closed, or killed. Only the one that leads needs to hear it.
    Ended(TabId),
    /// In another one the person looks at the end of this conversation now, or no longer at any.
    Watches(TabId, Option<ConversationId>),
}

/// What tells whether the person is looking, beside the page's visibility.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Attention {
    /// The window has the keyboard.
    Focused,
    /// Another window has it.
    Blurred,
    /// A key, the mouse or a finger moved. Every few seconds is often enough.
    Moved,
}

/// Why a request over HTTP has no good answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HttpError {
    /// The server refused it.
    Refused(ApiError),
    /// There was no answer, or not one of ours.
    Unreachable,
}

/// An answer over HTTP.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HttpAnswer {
    /// To [`crate::effect::HttpRequest::Session`].
    Session(Result<SessionInfo, HttpError>),
    /// To a registration or a sign-in of either kind.
    SignedIn(Result<SignedIn, HttpError>),
    /// To a sign-out.
    SignedOut(Result<(), HttpError>),
    /// To a change of the picture: who the person is now.
    Became(Profile),
}
