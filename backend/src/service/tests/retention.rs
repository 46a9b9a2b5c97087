//! What a server forgets by itself, by a clock that a test moves.

use std::time::Duration;

use super::*;

const DAY: Duration = Duration::from_hours(24);

#[tokio::test]
async fn a_session_is_forgotten_a_week_after_it_has_ended_by_age() {
    let world = world();
    let lost = world.register("mary").await.unwrap();
    let used = world.sign_in("mary", PASSWORD).await.unwrap();
    let devices = || vec![lost.device, used.device];
    for (days, left) in [(29, 2), (7, 2), (2, 1)] {
        world.clock.advance(DAY * days);
        let accounts = &world.services.accounts;
        accounts.authenticate(used.token.as_str()).await.unwrap();
        world.services.retention.walk().await.unwrap();
        let found = world.store.signed_in(devices()).await.unwrap();
        assert_eq!(found.len(), left, "after {days} more days");
    }
    // However much it is used, it ends after ninety days.
    world.clock.advance(DAY * 20);
    for _ in 0..2 {
        let accounts = &world.services.accounts;
        accounts.authenticate(used.token.as_str()).await.unwrap();
        world.clock.advance(DAY * 20);
    }
    world.services.retention.walk().await.unwrap();
    assert_eq!(world.store.signed_in(devices()).await.unwrap(), []);
}
