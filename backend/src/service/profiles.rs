//! Telling who people are now: names, and pictures to those who may see them.
//!
//! Of one person one thing is told at a time, and what is told is read when it is, so that of two changes the later one is told last.

use common::{ids::UserId, model::Profile, seq::StateVer};

use super::{Rim, ServiceError};
use crate::{
    bus::{Envelope, Payload},
    store::picture::Sights,
};

/// Tells these people, who have these numbers with it, who the person is now: each with as much as they may see. Gives the profile as the
/// person sees it.
pub(super) async fn tell(
    rim: &Rim,
    person: UserId,
    numbers: Vec<(UserId, StateVer)>,
) -> Result<Profile, ServiceError> {
    let _turn = rim.telling.of(person).await;
    let faces = rim.store.faces(person).await?;
    let faces = faces.ok_or(ServiceError::NotFound)?;
    let (seeing, others): (Vec<_>, Vec<_>) = numbers
        .into_iter()
        .partition(|(viewer, _)| faces.seeing.contains(viewer));
    let without = Profile {
        picture: None,
        ..faces.profile.clone()
    };
    publish(rim, seeing, faces.profile.clone());
    publish(rim, others, without);
    Ok(faces.profile)
}

/// Tells those who see a picture from now on, or no longer.
pub(super) async fn tell_sights(rim: &Rim, sights: Sights) -> Result<(), ServiceError> {
    for (sight, ver) in sights {
        let _turn = rim.telling.of(sight.person).await;
        if let Some(profile) = rim.store.face(sight).await? {
            publish(rim, vec![(sight.viewer, ver)], profile);
        }
    }
    Ok(())
}

fn publish(rim: &Rim, numbers: Vec<(UserId, StateVer)>, profile: Profile) {
    if !numbers.is_empty() {
        rim.bus
            .publish(Envelope::of_state(numbers, Payload::Profile(profile)));
    }
}
