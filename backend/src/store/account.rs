//! Who there is.

use async_trait::async_trait;
use common::{
    ids::UserId,
    model::Profile,
    time::Timestamp,
    validate::{DisplayName, Username},
};

use super::StoreError;
use crate::domain::account::Skeleton;

/// An account to be made.
#[derive(Clone, Debug)]
pub struct NewAccount {
    /// Its id, for ever.
    pub id: UserId,
    /// The unique name as the person typed it; unique by its [`Skeleton`].
    pub username: Username,
    /// The name that others see.
    pub name: DisplayName,
    /// How the person proves who they are.
    pub credential: Credential,
    /// When it is made.
    pub at: Timestamp,
}

/// How a person proves who they are.
#[derive(Clone, PartialEq, Eq)]
pub enum Credential {
    /// A password, as the PHC string of its hash.
    Password(String),
    /// None: one of the demo's people, signed in by one click where there is a demo, and not at all elsewhere.
    Demo,
}

/// An account as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// Who it is, as the person sees it; without the picture in the list of all.
    pub profile: Profile,
    /// How the person proves who they are.
    pub credential: Credential,
    /// When it was disabled, if it is.
    pub disabled: Option<Timestamp>,
    /// When it was made.
    pub created: Timestamp,
}

/// Shows which kind, never the hash.
impl std::fmt::Debug for Credential {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Password(_) => "Password(…)",
            Self::Demo => "Demo",
        })
    }
}

/// Accounts.
#[async_trait]
pub trait AccountStore: Send + Sync {
    /// Makes an account. [`super::Constraint::Username`] if one exists that looks like it.
    async fn create_account(&self, new: NewAccount) -> Result<(), StoreError>;

    /// The account with this id.
    async fn account(&self, id: UserId) -> Result<Option<Account>, StoreError>;

    /// The account whose username looks like this.
    async fn account_named(&self, skeleton: Skeleton) -> Result<Option<Account>, StoreError>;

    /// Every account, in the order of usernames. For administration.
    async fn accounts(&self) -> Result<Vec<Account>, StoreError>;

    /// Sets another password hash and forgets the recovery codes. `false` if there is no such account.
    async fn set_password(&self, id: UserId, phc: String) -> Result<bool, StoreError>;

    /// Sets another hash of the *same* password: only if the hash is still `old`, so that a password set meanwhile stays. `false` if it is not.
    async fn replace_password(
        &self,
        id: UserId,
        old: String,
        new: String,
    ) -> Result<bool, StoreError>;

    /// Disables an account from `at` on, or enables it. `false` if there is no such account.
    async fn set_disabled(&self, id: UserId, at: Option<Timestamp>) -> Result<bool, StoreError>;

    /// Enabled accounts of which every one of these words begins a search word, without `asker`; whole words first, then by name. At most
    /// `limit`. No words find nobody.
    async fn find_people(
        &self,
        words: Vec<String>,
        asker: UserId,
        limit: usize,
    ) -> Result<Vec<Profile>, StoreError>;
}
