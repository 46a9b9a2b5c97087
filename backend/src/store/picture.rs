//! People's pictures: one each, and who is shown it.
//!
//! A picture is state of its person, like the name, but fewer people may see it: whoever does not is not told that it changed either.

use async_trait::async_trait;
use bytes::Bytes;
use common::{
    ids::{PictureId, UserId},
    model::Profile,
    seq::StateVer,
};

use super::{Refusal, StoreError};

/// What a picture is encoded as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PictureKind {
    /// Without transparency.
    Jpeg,
    /// With it.
    WebP,
}

/// A picture as it is stored and shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// What it is encoded as.
    pub kind: PictureKind,
    /// The whole file.
    pub bytes: Bytes,
}

/// From now on a viewer sees a person's picture, or no longer does. What the person looks like to them is read when they are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sight {
    /// Who sees it.
    pub viewer: UserId,
    /// Whose picture.
    pub person: UserId,
}

/// Who sees a picture from now on, or no longer, and the number of state that each viewer has with it.
pub type Sights = Vec<(Sight, StateVer)>;

/// A person's profile, and who is shown the whole of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Faces {
    /// The profile, with the picture if there is one.
    pub profile: Profile,
    /// Those of [`super::PeopleStore::fellows`] who see the picture, or would: the person, first of all.
    pub seeing: Vec<UserId>,
}

/// Pictures.
#[async_trait]
pub trait PictureStore: Send + Sync {
    /// Puts a picture, or none, in the place of the one there was, which is gone with the same transaction. Gives those who see it, and the number
    /// of state that each has with it; `None` if there was none and there is to be none. [`crate::domain::Denied::NotFound`] if there is no such person.
    async fn set_picture(
        &self,
        user: UserId,
        picture: Option<(PictureId, Picture)>,
    ) -> Result<Option<Vec<(UserId, StateVer)>>, Refusal>;

    /// A picture, if it is the person's present one and the viewer may see it.
    async fn picture(
        &self,
        viewer: UserId,
        person: UserId,
        picture: PictureId,
    ) -> Result<Option<Picture>, StoreError>;

    /// A person's profile, and who is shown the whole of it.
    async fn faces(&self, person: UserId) -> Result<Option<Faces>, StoreError>;

    /// Who a person is to a viewer. To who was cut off from the person it is who they were then.
    async fn face(&self, sight: Sight) -> Result<Option<Profile>, StoreError>;
}
