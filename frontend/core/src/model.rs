//! Everything the client knows. Only [`crate::reduce`] changes it, only [`crate::select`] shows it.
//!
//! - [`session`]: who is signed in.
//! - [`attention`]: whether the person is looking.
//! - [`conversations`]: what is held of the conversations, by the gap rule.
//! - [`reading`]: what the person has seen, and what of it the server is still to be told.
//! - [`outbox`]: what is written and not in the log yet.
//! - [`drafts`]: what the composers hold.
//! - [`people`]: who is known, and the dialog that finds more.
//! - [`presence`]: who is there.
//! - [`tabs`]: the other tabs of this browser.
//! - [`typing`]: who types where.
//! - [`requests`]: what the server was asked and has not answered.
//! - [`wishes`]: what the person asked for that is kept until it is done.
//! - [`storage`]: what the local storage was asked and has not answered.
//! - [`notifications`]: what is told outside the window.
//! - [`notices`]: what is said in passing.
//! - [`inquiry`]: of what the person asks why it is shown as it is.

pub mod attention;
pub mod conversations;
pub mod drafts;
pub mod inquiry;
pub mod notices;
pub mod notifications;
pub mod outbox;
pub mod people;
pub mod presence;
pub mod reading;
pub mod requests;
pub mod session;
pub mod storage;
pub mod tabs;
pub mod typing;
pub mod wishes;

use common::{
    ids::{ConversationId, UserId},
    limits,
    model::{
        AccountSettings, Choice, Conversation, ConversationKind, Standing, conversation,
        presence::Mode,
    },
    protocol::v1::{Account, ClientBody, Config, caps},
    time::Timestamp,
};

use crate::{
    input::{Mono, Route},
    link::Link,
};

/// Everything the client knows.
#[derive(Clone, Debug, Default)]
pub struct Model {
    /// The monotonic clock, as of the last input.
    pub(crate) now: Mono,
    /// The wall clock, as of the last input.
    pub(crate) wall: Timestamp,
    /// How far the server's clock is ahead of this one's, in milliseconds, so that times are shown right where this clock is wrong.
    pub(crate) clock_ahead: i64,
    /// The app's own build.
    pub(crate) build: String,
    /// The page.
    pub(crate) route: Route,
    /// Who is signed in.
    pub(crate) session: session::Session,
    /// The connection.
    pub(crate) link: Link,
    /// The numbers that the server sets, as it said last.
    pub(crate) cfg: Config,
    /// The conversations.
    pub(crate) conversations: conversations::Conversations,
    /// What the person has seen, and what of it the server is still to be told.
    pub(crate) reading: reading::Reading,
    /// The person's own account, beyond their profile, as far as the server has said it.
    pub(crate) account: Option<Account>,
    /// The server has the last change that the person made to it.
    pub(crate) saved: bool,
    /// What is written and not in the log yet.
    pub(crate) outbox: outbox::Outbox,
    /// What the composers hold.
    pub(crate) drafts: drafts::Drafts,
    /// Who is known, and the dialog that finds more.
    pub(crate) people: people::People,
    /// Who is there.
    pub(crate) presence: presence::Presences,
    /// Who types where.
    pub(crate) typing: typing::Typing,
    /// What the server was asked and has not answered.
    pub(crate) requests: requests::Requests,
    /// What the person asked for that is kept until it is done.
    pub(crate) wishes: wishes::Wishes,
    /// What the local storage was asked and has not answered.
    pub(crate) storage: storage::Storage,
    /// The other tabs of this browser.
    pub(crate) tabs: tabs::Tabs,
    /// What is told outside the window.
    pub(crate) notifications: notifications::Notifications,
    /// What is said in passing.
    pub(crate) notices: notices::Notices,
    /// Of what the person asks why it is shown as it is.
    pub(crate) inquiry: Option<inquiry::Inquiry>,
    /// The moment at which the shell was last asked to tick, if it has not yet.
    pub(crate) wake: Option<Mono>,
}

impl Model {
    /// Who is signed in.
    pub fn me(&self) -> Option<UserId> {
        self.session.me().map(|me| me.id)
    }

    /// What is held of a conversation, if its bodies are.
    pub fn conversation(&self, conv: ConversationId) -> Option<&Conversation> {
        self.conversations.get(conv)?.body.as_ref()
    }

    /// Where the person stands in a conversation, if the server has said it.
    pub fn standing(&self, conv: ConversationId) -> Option<&Standing> {
        self.conversations.get(conv)?.place.standing()
    }

    /// How many entries of a conversation are unread, if the server has said where the person stands: looked at or not.
    pub fn unread(&self, conv: ConversationId) -> Option<u32> {
        let (me, held) = self.me().zip(self.conversations.get(conv))?;
        held.place.standing().map(|_| held.unread(me))
    }

    /// The conversations that are known.
    pub fn known(&self) -> impl Iterator<Item = ConversationId> {
        self.conversations.held.keys().copied()
    }

    /// The server offers this capability; see [`caps`].
    pub(crate) fn offers(&self, cap: &str) -> bool {
        self.link.caps.iter().any(|offered| offered == cap)
    }

    /// The server has said what it offers, and this is not among it.
    pub(crate) fn lacks(&self, cap: &str) -> bool {
        self.link.was_connected && !self.offers(cap)
    }

    /// Nothing stands between the people of a conversation, so that they may see signs of each other.
    pub(crate) fn is_accepted(&self, conv: ConversationId) -> bool {
        let held = self.conversations.get(conv);
        !self.offers(caps::PEOPLE)
            || held.is_some_and(|held| {
                let kind = held.kind().unwrap_or(ConversationKind::Unknown);
                conversation::is_accepted(kind, held.members())
            })
    }

    /// The person marked a conversation as unread.
    pub(crate) fn is_marked(&self, conv: ConversationId) -> bool {
        let asked = self
            .reading
            .tellings
            .get(&conv)
            .and_then(|telling| telling.mark);
        let held = self.conversations.get(conv);
        let said = held.and_then(|held| Some(held.place.standing()?.cursor.marked_unread));
        asked.map(|(on, _)| on).or(said).unwrap_or_default()
    }

    /// The person's settings, as they asked for them last.
    pub(crate) fn settings(&self) -> AccountSettings {
        let asked = self.wishes.last(|wish| match wish {
            ClientBody::SetSettings { settings } => Some(*settings),
            _ => None,
        });
        let said = self.account.as_ref().map(|account| account.settings);
        asked.or(said).unwrap_or_default()
    }

    /// What the person wants to be shown as, as they asked for it last.
    pub(crate) fn choice(&self) -> Choice {
        let asked = self.wishes.last(|wish| match wish {
            ClientBody::SetChoice { choice } => Some(choice.clone()),
            _ => None,
        });
        let said = self.account.as_ref().map(|account| account.choice.clone());
        let choice = asked.or(said).unwrap_or_default();
        choice.as_of(self.by_server_clock(self.wall))
    }

    /// The person wants to look as if they were not there.
    pub(crate) fn is_invisible(&self) -> bool {
        self.choice().mode == Mode::Invisible
    }

    /// The person has blocked someone, or asked to.
    pub(crate) fn blocks(&self, user: UserId) -> bool {
        let account = self.account.as_ref();
        let listed = account.is_some_and(|account| account.blocked.iter().any(|p| p.id == user));
        self.wishes.blocks(user).unwrap_or(listed)
    }

    /// The end of this conversation is on screen and being looked at: what comes there counts as read in a moment.
    pub(crate) fn is_watching(&self, conv: ConversationId) -> bool {
        let view = self.reading.view.as_ref();
        view.is_some_and(|view| view.conv == conv) && self.is_facing(conv)
    }

    /// The same, or the person has only just come there, or nothing is there yet: what comes needs no telling.
    pub(crate) fn is_facing(&self, conv: ConversationId) -> bool {
        self.route == Route::Conversation(conv)
            && self.reading.attention.is_there(self.now)
            && (self.conversations.get(conv)).is_some_and(|held| !held.scrolled_up)
    }

    /// Everything missed has arrived, and what comes is live.
    pub fn is_connected(&self) -> bool {
        self.link.is_live()
    }

    /// How many messages the person wrote that are not known to be in the log.
    pub fn unsent(&self) -> usize {
        self.me().map_or(0, |me| self.outbox.unsent(me))
    }

    /// This clock's moment as the server's clock would show it.
    pub(crate) fn by_server_clock(&self, local: Timestamp) -> Timestamp {
        Timestamp::from_millis(local.as_millis().saturating_add_signed(self.clock_ahead))
    }

    /// The message waits for the person to say that it should still be sent.
    pub(crate) fn is_asking(&self, item: &outbox::Item) -> bool {
        !item.confirmed
            && matches!(item.state, outbox::State::Ready)
            && self.wall.millis_since(item.created) > limits::OUTBOX_ASK_MS
    }

    /// The message is not sent, and what becomes of it is the person's to say.
    pub(crate) fn is_undecided(&self, item: &outbox::Item) -> bool {
        self.is_asking(item) || matches!(item.state, outbox::State::Failed { .. })
    }
}
