//! What people are to each other.

use std::sync::Arc;

use async_trait::async_trait;
use common::{
    ids::{ConversationId, UserId},
    model::{Account, AccountSettings, Choice, ConversationSettings},
    seq::StateVer,
    time::Timestamp,
    validate::DisplayName,
};

use super::{SqliteStore, picture::watched};
use crate::{
    domain::Denied,
    store::{
        PeopleStore, Refusal, StoreError,
        people::{Consented, NewDraft, PeopleNews, Related, Report, Reported, Settled, Tie},
    },
};

mod consent;
mod drafts;
mod lists;
mod own;
mod reports;
mod ties;

use self::ties::blockers;
pub(super) use self::{
    consent::set_consent,
    own::fellows,
    ties::{is_contact, terms},
};

#[async_trait]
impl PeopleStore for SqliteStore {
    async fn between(&self, viewer: UserId, people: Vec<UserId>) -> Result<Vec<Tie>, StoreError> {
        self.read(move |connection| ties::ties(connection, viewer, &people))
            .await
    }

    async fn consent(
        &self,
        conv: ConversationId,
        user: UserId,
        at: Timestamp,
    ) -> Result<Option<Consented>, Refusal> {
        self.write(move |connection| {
            let other = consent::other_of(connection, conv, user)?.ok_or(Denied::NotFound)?;
            if blockers(connection, user, other)?.contains(&user) {
                return Err(Denied::Blocked.into());
            }
            let (consented, sights) = watched(connection, [user, other], || {
                consent::consent(connection, conv, user, at)
            })?;
            Ok(consented.map(|consented| Consented {
                sights,
                ..consented
            }))
        })
        .await
    }

    async fn set_contact(
        &self,
        user: UserId,
        other: UserId,
        on: bool,
        at: Timestamp,
    ) -> Result<Related, Refusal> {
        self.write(move |connection| {
            let (related, sights) = watched(connection, [user, other], || {
                if on {
                    lists::add_contact(connection, user, other, at)
                } else {
                    Ok(lists::remove_contact(connection, user, other)?)
                }
            })?;
            Ok(Related { sights, ..related })
        })
        .await
    }

    async fn set_block(
        &self,
        user: UserId,
        other: UserId,
        on: bool,
        at: Timestamp,
    ) -> Result<Related, Refusal> {
        #[cfg(feature = "planted-faults")]
        let ends = Arc::clone(&self.ends);
        self.write(move |connection| {
            let related = watched(connection, [user, other], || {
                if on {
                    lists::block(connection, user, other, at)
                } else {
                    Ok(lists::unblock(connection, user, other)?)
                }
            });
            #[cfg(feature = "planted-faults")]
            ends.overlook_block(connection);
            let (related, sights) = related?;
            Ok(Related { sights, ..related })
        })
        .await
    }

    async fn report(&self, report: Report) -> Result<(), Refusal> {
        self.write(move |connection| reports::keep(connection, &report))
            .await
    }

    async fn reports(&self) -> Result<Vec<Reported>, StoreError> {
        self.read(reports::all).await
    }

    async fn set_name(
        &self,
        user: UserId,
        name: DisplayName,
    ) -> Result<Option<Vec<(UserId, StateVer)>>, Refusal> {
        self.write(move |connection| own::set_name(connection, user, &name))
            .await
    }

    async fn set_settings(
        &self,
        user: UserId,
        settings: AccountSettings,
    ) -> Result<Option<Settled>, StoreError> {
        self.write_unruled(move |connection| own::set_settings(connection, user, settings))
            .await
    }

    async fn set_choice(
        &self,
        user: UserId,
        choice: Choice,
    ) -> Result<Option<StateVer>, StoreError> {
        self.write_unruled(move |connection| own::set_choice(connection, user, &choice))
            .await
    }

    async fn choice(&self, user: UserId) -> Result<Choice, StoreError> {
        self.read(move |connection| own::choice(connection, user))
            .await
    }

    async fn set_conversation(
        &self,
        user: UserId,
        conv: ConversationId,
        settings: ConversationSettings,
    ) -> Result<Option<StateVer>, Refusal> {
        self.write(move |connection| own::set_conversation(connection, user, conv, settings))
            .await
    }

    async fn save_draft(&self, draft: NewDraft) -> Result<StateVer, Refusal> {
        // Typing must not make the writer forget where the conversations end.
        let ends = Arc::clone(&self.ends);
        self.write(move |connection| ends.beside(connection, || drafts::save(connection, &draft)))
            .await
    }

    async fn own_account(&self, user: UserId) -> Result<Option<Account>, StoreError> {
        self.read(move |connection| Ok(own::account(connection, user)?.map(|(account, _)| account)))
            .await
    }

    async fn fellows(&self, user: UserId) -> Result<Vec<UserId>, StoreError> {
        self.read(move |connection| own::fellows(connection, user))
            .await
    }

    async fn people_since(&self, user: UserId, from: StateVer) -> Result<PeopleNews, StoreError> {
        self.read(move |connection| own::since(connection, user, from))
            .await
    }
}
