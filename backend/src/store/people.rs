//! What people are to each other, and what a person decides for themselves.
//!
//! Contacts, blocks, names and settings are state: each change takes the next [`StateVer`] of everyone who may know. Consent is a durable event of the conversation.

use async_trait::async_trait;
use common::{
    fold::presence::{Between, Relation},
    ids::{ConversationId, DeviceId, UserId},
    model::{
        Account, AccountSettings, Choice, ConversationSettings, Logged, Member, Privacy, Profile,
        settings::ReportReason,
    },
    seq::{Seq, StateVer},
    time::Timestamp,
    validate::DisplayName,
};

use super::{Refusal, StoreError, picture::Sights};

/// What a viewer and a person are to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tie {
    /// The person.
    pub person: UserId,
    /// What the viewer is to the person, who decides what the viewer sees.
    pub viewer_is: Relation,
    /// What the person is to the viewer.
    pub person_is: Relation,
    /// Who learns what about the person.
    pub privacy: Privacy,
    /// Who learns what about the viewer.
    pub viewer_privacy: Privacy,
    /// One of the two has blocked the other.
    pub blocked: bool,
}

impl Tie {
    /// The same, as the rules of presence ask for it.
    pub fn between(&self) -> Between<'_> {
        Between {
            viewer: self.viewer_is,
            person: self.person_is,
            privacy: &self.privacy,
            viewer_privacy: &self.viewer_privacy,
        }
    }
}

/// Someone consented in a conversation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Consented {
    /// In which.
    pub conv: ConversationId,
    /// The event.
    pub logged: Logged,
    /// The conversation's members as of it.
    pub members: Vec<Member>,
    /// The person had declined before, and no longer does: the settings for the conversation changed, with this number.
    pub undeclined: Option<StateVer>,
    /// Whose pictures are seen by whom because of it.
    pub sights: Sights,
}

/// What came of a wish about another person.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Related {
    /// The person's own account changed, with this number.
    pub changed: Option<StateVer>,
    /// Where the person consented by it.
    pub consented: Option<Consented>,
    /// Who is to hear anew what the other is called: a block is lifted.
    pub named: Sights,
    /// Whose pictures are seen by whom because of it, or no longer.
    pub sights: Sights,
}

/// Other settings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settled {
    /// The number of state that the person has with them.
    pub account: StateVer,
    /// What the person may know of others has changed in every conversation, with this number.
    pub standings: Option<StateVer>,
}

/// A wish for someone to look at something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// Its id.
    pub id: [u8; 16],
    /// Who asks.
    pub user: UserId,
    /// In which conversation.
    pub conv: ConversationId,
    /// At which entry, if at one in particular.
    pub seq: Option<Seq>,
    /// Why.
    pub reason: ReportReason,
    /// In words.
    pub note: String,
    /// When it was asked.
    pub at: Timestamp,
}

/// A report with the names that whoever runs the server knows people by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reported {
    /// The report.
    pub report: Report,
    /// Who asks.
    pub by: Profile,
    /// The others in the conversation.
    pub others: Vec<Profile>,
    /// What the entry says now, if it is about one that still says something.
    pub text: Option<String>,
    /// When it was asked, in UTC, as people write it.
    pub when: String,
}

/// What one composer holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewDraft {
    /// Whose.
    pub user: UserId,
    /// Of which conversation.
    pub conv: ConversationId,
    /// On which device.
    pub device: DeviceId,
    /// The text; empty where what was begun has been sent or deleted.
    pub text: String,
    /// The entry it answers.
    pub reply_to: Option<Seq>,
    /// The latest number known when it was written.
    pub base: u64,
    /// The number of the draft that it goes on from, and whose place it takes.
    pub replaces: Option<u64>,
    /// When.
    pub at: Timestamp,
}

/// What changed about people since a version of the state.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PeopleNews {
    /// The person's own account, if it changed.
    pub account: Option<Account>,
    /// Those whose name or picture changed, of everyone the person hears of.
    pub profiles: Vec<Profile>,
}

/// People to each other and to themselves.
#[async_trait]
pub trait PeopleStore: Send + Sync {
    /// What the viewer and each of these people are to each other, in any order. People who do not exist are left out, and so is the viewer.
    async fn between(&self, viewer: UserId, people: Vec<UserId>) -> Result<Vec<Tie>, StoreError>;

    /// The person wants to talk with the other in a direct conversation: the event, or `None` if they did already.
    /// [`crate::domain::Denied::NotFound`] if it is no direct conversation of theirs, [`crate::domain::Denied::Blocked`] if they have blocked the other.
    async fn consent(
        &self,
        conv: ConversationId,
        user: UserId,
        at: Timestamp,
    ) -> Result<Option<Consented>, Refusal>;

    /// `other` is among the contacts of `user`, or no longer. Whoever is a contact may write: that is consent in the conversation of the two, if
    /// there is one. Nobody has more than [`common::limits::CONTACTS`].
    async fn set_contact(
        &self,
        user: UserId,
        other: UserId,
        on: bool,
        at: Timestamp,
    ) -> Result<Related, Refusal>;

    /// `user` blocks `other`, or no longer. Whom one blocks is no contact. Nobody blocks more than [`common::limits::BLOCKED`].
    async fn set_block(
        &self,
        user: UserId,
        other: UserId,
        on: bool,
        at: Timestamp,
    ) -> Result<Related, Refusal>;

    /// Keeps a report. [`crate::domain::Denied::NotFound`] unless the asker is in the conversation and may see the entry.
    async fn report(&self, report: Report) -> Result<(), Refusal>;

    /// Every report, the latest first. For administration.
    async fn reports(&self) -> Result<Vec<Reported>, StoreError>;

    /// Sets the display name, by which the person is found from then on. Gives those who hear of it, as [`PeopleStore::fellows`] says, and the
    /// number of state that each has with it; `None` if it was that already.
    async fn set_name(
        &self,
        user: UserId,
        name: DisplayName,
    ) -> Result<Option<Vec<(UserId, StateVer)>>, Refusal>;

    /// Sets the account's settings. `None` if they were so already.
    async fn set_settings(
        &self,
        user: UserId,
        settings: AccountSettings,
    ) -> Result<Option<Settled>, StoreError>;

    /// Sets what the person wants to be shown as, [`Choice::after`] what it was. The number of state that the person has with it; `None` if there
    /// is no such account.
    async fn set_choice(
        &self,
        user: UserId,
        choice: Choice,
    ) -> Result<Option<StateVer>, StoreError>;

    /// What the person wants to be shown as; the default if nothing was ever chosen.
    async fn choice(&self, user: UserId) -> Result<Choice, StoreError>;

    /// Sets a member's own settings for a conversation. Nobody declines what they agreed to. The number of state that the person has with them;
    /// `None` if there is nothing to tell: they are what was asked for, and were so already.
    async fn set_conversation(
        &self,
        user: UserId,
        conv: ConversationId,
        settings: ConversationSettings,
    ) -> Result<Option<StateVer>, Refusal>;

    /// Keeps a draft. If it was written knowing of all others it replaces them; otherwise all are kept, the latest
    /// [`common::limits::DRAFTS`] of them, one per device. Its number is one more than the greatest there was, also when it is empty.
    /// Returns the number of state that the person has with it.
    async fn save_draft(&self, draft: NewDraft) -> Result<StateVer, Refusal>;

    /// The person's own account; `None` if there is none.
    async fn own_account(&self, user: UserId) -> Result<Option<Account>, StoreError>;

    /// Those who hear of a change of the person's profile: the person, and everyone who shares a conversation with them or has them as a contact,
    /// but nobody who blocked the person or was blocked.
    async fn fellows(&self, user: UserId) -> Result<Vec<UserId>, StoreError>;

    /// What changed for a person after this version of the state, as [`Self::fellows`] says who hears of whom. Of a picture hears who sees it, or
    /// did until a [`super::picture::Sight`] ended.
    async fn people_since(&self, user: UserId, from: StateVer) -> Result<PeopleNews, StoreError>;
}
