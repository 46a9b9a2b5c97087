//! Telling who people are now: names, and pictures to those who may see them.
//!
//! One is told at a time, and what is told is read when it is, so that of two changes the later one is told last.

use common::{ids::UserId, model::Profile};

use super::{Rim, ServiceError};
use crate::{
    bus::{Envelope, Payload},
    store::picture::{Faces, Sight},
};

/// Tells everyone who hears of the person what they are called now. Gives the profile as the person sees it.
pub(super) async fn tell_name(rim: &Rim, person: UserId) -> Result<Profile, ServiceError> {
    let _turn = rim.telling.lock().await;
    let Faces {
        profile,
        seeing,
        others,
    } = faces(rim, person).await?;
    let without = Profile {
        picture: None,
        ..profile.clone()
    };
    publish(rim, seeing, profile.clone());
    publish(rim, others, without);
    Ok(profile)
}

/// Tells everyone who sees the person's picture which one it is now; to the others nothing has changed. Gives the profile as the person sees it.
pub(super) async fn tell_picture(rim: &Rim, person: UserId) -> Result<Profile, ServiceError> {
    let _turn = rim.telling.lock().await;
    let Faces {
        profile, seeing, ..
    } = faces(rim, person).await?;
    publish(rim, seeing, profile.clone());
    Ok(profile)
}

/// Tells those who see a picture from now on, or no longer.
pub(super) async fn tell_sights(rim: &Rim, sights: Vec<Sight>) -> Result<(), ServiceError> {
    for sight in sights {
        let _turn = rim.telling.lock().await;
        if let Some(profile) = rim.store.face(sight).await? {
            publish(rim, vec![sight.viewer], profile);
        }
    }
    Ok(())
}

async fn faces(rim: &Rim, person: UserId) -> Result<Faces, ServiceError> {
    let faces = rim.store.faces(person).await?;
    faces.ok_or(ServiceError::NotFound)
}

fn publish(rim: &Rim, audience: Vec<UserId>, profile: Profile) {
    if !audience.is_empty() {
        rim.bus.publish(Envelope {
            audience,
            payload: Payload::Profile(profile),
        });
    }
}
