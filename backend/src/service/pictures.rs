//! People's pictures: taken, made anew, shown to whom they are for.
//!
//! - [`encoding`]: what comes out of a file that somebody sent.

mod encoding;

use std::{num::NonZeroU32, sync::Arc, time::Duration};

use bytes::Bytes;
use common::{
    ids::{PictureId, UserId},
    model::Profile,
};
use tokio::sync::Semaphore;

pub use encoding::Claim;

use super::{Rim, ServiceError, buckets::Buckets, profiles};
use crate::store::picture::Sight;
pub use crate::store::picture::{Picture, PictureKind};

/// People's pictures.
pub struct Pictures {
    rim: Rim,
    pace: Buckets<UserId>,
    workers: Arc<Semaphore>,
}

/// A picture is told to everyone who sees it, and costs a decoder's time, so it does not change all the time.
const PERIOD: Duration = Duration::from_secs(20);
const AT_ONCE: NonZeroU32 = NonZeroU32::new(6).unwrap();
/// Pictures read at once: each may take [`encoding::MEMORY`], and a core.
const WORKERS: usize = 2;

/// The person may send a picture now.
#[must_use = "it was counted"]
pub struct Turn(UserId);

impl Pictures {
    pub(super) fn new(rim: Rim) -> Self {
        Self {
            pace: Buckets::new(rim.clock.clone(), PERIOD, AT_ONCE),
            workers: Arc::new(Semaphore::new(WORKERS)),
            rim,
        }
    }

    /// Whether the person may change the picture now. Asked before a file is read from the network.
    pub fn turn(&self, me: UserId) -> Result<Turn, ServiceError> {
        self.pace.take(&me)?;
        Ok(Turn(me))
    }

    /// Makes the file the person's picture and shows it to everyone who may see it. Gives the profile as the person sees it.
    /// [`ServiceError::InvalidPicture`] if it is not what it claims to be, or cannot be read within the limits.
    pub async fn set(
        &self,
        Turn(me): Turn,
        claim: Claim,
        file: Bytes,
    ) -> Result<Profile, ServiceError> {
        let picture = self.encode(move || encoding::encode(claim, &file)).await?;
        let id = PictureId::new(self.rim.clock.now(), self.rim.entropy.bytes());
        self.replace(me, Some((id, picture))).await
    }

    /// The person has no picture any more.
    pub async fn remove(&self, Turn(me): Turn) -> Result<Profile, ServiceError> {
        self.replace(me, None).await
    }

    /// A person's present picture, if the viewer may see it. One answer for another one, none, and none of the viewer's business.
    pub async fn get(
        &self,
        viewer: UserId,
        person: UserId,
        picture: PictureId,
    ) -> Result<Picture, ServiceError> {
        let found = self.rim.store.picture(viewer, person, picture).await?;
        found.ok_or(ServiceError::NotFound)
    }

    async fn replace(
        &self,
        me: UserId,
        picture: Option<(PictureId, Picture)>,
    ) -> Result<Profile, ServiceError> {
        if let Some(numbers) = self.rim.store.set_picture(me, picture).await? {
            return profiles::tell(&self.rim, me, numbers).await;
        }
        let (viewer, person) = (me, me);
        let own = self.rim.store.face(Sight { viewer, person }).await?;
        own.ok_or(ServiceError::NotFound)
    }

    /// Runs on a blocking thread, when a worker is free. A decoder that panics has read something that is no picture.
    async fn encode(
        &self,
        job: impl FnOnce() -> Option<Picture> + Send + 'static,
    ) -> Result<Picture, ServiceError> {
        let worker = self.workers.clone().acquire_owned().await;
        let worker = worker.map_err(|_| ServiceError::unavailable())?;
        let done = tokio::task::spawn_blocking(move || {
            let _worker = worker;
            job()
        });
        match done.await {
            Ok(encoded) => encoded.ok_or(ServiceError::InvalidPicture),
            Err(error) if error.is_panic() => {
                tracing::warn!("a picture's decoder panicked");
                Err(ServiceError::InvalidPicture)
            }
            Err(_) => Err(ServiceError::unavailable()),
        }
    }
}

#[cfg(test)]
mod tests;
