//! Registering, signing in, sessions under any clock.

use std::time::Duration;

use common::{model::SignedOutBecause, time::Timestamp};

use super::*;
use crate::{bus::Payload, service::demo};

const DAY: Duration = Duration::from_hours(24);

#[tokio::test]
async fn who_registers_is_signed_in_and_can_sign_in_again() {
    let world = world();
    let first = world.register("Mary").await.unwrap();
    let second = world.sign_in("mary", PASSWORD).await.unwrap();
    assert_eq!(second.profile, first.profile);
    assert_ne!(second.device, first.device, "each sign-in is a device");
    assert_ne!(second.token, first.token);
    for signed_in in [&first, &second] {
        let identity = world
            .services
            .accounts
            .authenticate(signed_in.token.as_str())
            .await;
        let identity = identity.unwrap().unwrap();
        assert_eq!(
            (identity.user, identity.device),
            (first.profile.id, signed_in.device)
        );
    }
    let profile = world
        .services
        .accounts
        .profile(first.profile.id)
        .await
        .unwrap();
    assert_eq!(profile, Some(first.profile));
}

#[tokio::test]
async fn registering_says_what_is_allowed() {
    let world = world();
    world.register("mary").await.unwrap();
    let register = async |username: &str, name: &str, password: &str| {
        let accounts = &world.services.accounts;
        accounts
            .register(username, name, password, Origin::default())
            .await
            .unwrap_err()
    };
    for taken in ["mary", "MARY", "rnary", "m\u{430}ry"] {
        assert_eq!(
            register(taken, "M", PASSWORD).await,
            ServiceError::UsernameTaken
        );
    }
    assert!(matches!(
        register("x", "M", PASSWORD).await,
        ServiceError::InvalidUsername(_)
    ));
    assert!(matches!(
        register("john", "\u{200b}", PASSWORD).await,
        ServiceError::InvalidName(_)
    ));
    let short = register("john", "J", "short").await;
    assert!(
        short.to_string().contains("at least 15 characters"),
        "{short}"
    );
    let closed = world_with(Settings {
        open_registration: false,
        ..quick()
    });
    assert_eq!(
        closed.register("mary").await.unwrap_err(),
        ServiceError::RegistrationClosed
    );
    closed
        .services
        .accounts
        .add("mary", "Mary", PASSWORD)
        .await
        .unwrap();
    assert!(closed.sign_in("mary", PASSWORD).await.is_ok());
}

/// U3: whoever asks learns nothing about which accounts there are.
#[tokio::test]
async fn u3_every_failed_sign_in_is_answered_alike() {
    let world = world();
    world.person("mary").await;
    world.person("gone").await;
    world.services.accounts.disable("gone").await.unwrap();
    demo::seed(&*world.store, Timestamp::from_millis(1))
        .await
        .unwrap();
    let long = "x".repeat(2_000);
    for (username, password) in [
        ("mary", "wrong password"),
        ("nobody", PASSWORD),
        ("gone", PASSWORD),
        ("john", ""), // of the demo: has no password
        ("x", PASSWORD),
        ("mary", long.as_str()),
    ] {
        let refused = world.sign_in(username, password).await.unwrap_err();
        assert_eq!(refused, ServiceError::WrongCredentials, "{username}");
    }
}

#[tokio::test]
async fn a_token_is_worth_nothing_after_signing_out() {
    let world = world();
    let (one, other) = (
        world.register("mary").await.unwrap(),
        world.sign_in("mary", PASSWORD).await.unwrap(),
    );
    let mut ear = world.listen();
    let accounts = &world.services.accounts;
    accounts.sign_out(one.token.as_str()).await.unwrap();
    accounts.sign_out(one.token.as_str()).await.unwrap();
    accounts.sign_out("no token").await.unwrap();
    assert_eq!(accounts.authenticate(one.token.as_str()).await, Ok(None));
    assert!(
        accounts
            .authenticate(other.token.as_str())
            .await
            .unwrap()
            .is_some()
    );
    let ended = Payload::SessionEnded {
        user: one.profile.id,
        device: one.device,
        because: SignedOutBecause::Ended,
    };
    let heard = ear.heard().await;
    assert_eq!(
        heard
            .iter()
            .map(|envelope| &envelope.payload)
            .collect::<Vec<_>>(),
        [&ended]
    );
    for forged in ["", "x", &"A".repeat(43), &"é".repeat(22)] {
        assert_eq!(accounts.authenticate(forged).await, Ok(None));
    }
}

#[tokio::test]
async fn disabling_and_a_new_password_end_every_session() {
    let world = world();
    let accounts = &world.services.accounts;
    let first = world.register("mary").await.unwrap();
    let mut ear = world.listen();
    accounts
        .reset_password("MARY", "another long password")
        .await
        .unwrap();
    assert_eq!(accounts.authenticate(first.token.as_str()).await, Ok(None));
    assert_eq!(ear.heard().await.len(), 1);
    assert_eq!(
        world.sign_in("mary", PASSWORD).await.unwrap_err(),
        ServiceError::WrongCredentials
    );
    let second = world
        .sign_in("mary", "another long password")
        .await
        .unwrap();
    accounts.disable("mary").await.unwrap();
    assert_eq!(accounts.authenticate(second.token.as_str()).await, Ok(None));
    accounts.enable("mary").await.unwrap();
    assert!(world.sign_in("mary", "another long password").await.is_ok());
    assert_eq!(
        accounts.disable("nobody").await,
        Err(ServiceError::NotFound)
    );
}

#[tokio::test]
async fn a_session_ends_after_30_days_unused_and_90_in_all() {
    let world = world();
    let accounts = &world.services.accounts;
    let mary = world.register("mary").await.unwrap();
    let token = mary.token.as_str();
    for _ in 0..4 {
        world.clock.advance(20 * DAY);
        assert!(
            accounts.authenticate(token).await.unwrap().is_some(),
            "used now and then"
        );
    }
    world.clock.advance(10 * DAY);
    assert_eq!(accounts.authenticate(token).await, Ok(None), "90 days");
    let again = world.sign_in("mary", PASSWORD).await.unwrap();
    world.clock.advance(29 * DAY);
    assert!(
        accounts
            .authenticate(again.token.as_str())
            .await
            .unwrap()
            .is_some()
    );
    world.clock.advance(30 * DAY);
    assert_eq!(
        accounts.authenticate(again.token.as_str()).await,
        Ok(None),
        "unused"
    );
}

/// R10: a clock that jumps changes a session's life by no more than the jump, and a jump that is taken back changes nothing.
#[tokio::test]
async fn r10_a_jumping_clock_ends_no_sessions_for_good() {
    let world = world();
    let accounts = &world.services.accounts;
    let mary = world.register("mary").await.unwrap();
    let token = mary.token.as_str();
    let now = crate::clock::Clock::now(&*world.clock);
    let day = u64::try_from(DAY.as_millis()).unwrap();
    let at = |millis| Timestamp::from_millis(millis);
    for (moment, valid) in [
        (at(now.as_millis() - day), true),
        (at(now.as_millis() + day), true),
        (at(0), true),
        (at(2_147_483_648_000), false),
        (at(4_294_967_296_000), false),
        (at(u64::MAX), false),
        (now, true),
    ] {
        world.clock.set_wall(moment);
        let identity = accounts.authenticate(token).await.unwrap();
        assert_eq!(identity.is_some(), valid, "{moment:?}");
    }
    world.clock.set_wall(at(now.as_millis() + 29 * day));
    assert!(
        accounts.authenticate(token).await.unwrap().is_some(),
        "the jumps cost at most a day"
    );
}

#[tokio::test]
async fn being_there_is_noted_once_a_minute() {
    let world = world();
    let mary = world.register("mary").await.unwrap();
    let token = mary.token.as_str();
    let hash = crate::store::session::TokenHash(
        sha2::Digest::finalize(sha2::Digest::chain_update(
            <sha2::Sha256 as sha2::Digest>::new(),
            token,
        ))
        .into(),
    );
    let last_seen = async || world.store.session(hash).await.unwrap().unwrap().last_seen;
    let opened = last_seen().await;
    for (seconds, moved) in [(49, false), (1, true), (30, false)] {
        let before = last_seen().await;
        world.clock.advance(Duration::from_secs(seconds));
        world
            .services
            .accounts
            .authenticate(token)
            .await
            .unwrap()
            .unwrap();
        assert_eq!(last_seen().await > before, moved, "after {seconds} s");
    }
    assert_eq!(last_seen().await, opened.plus_millis(50_000));
}

#[test]
fn no_secret_is_printed() {
    let entropy = FakeEntropy::new(1);
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    let signed_in = runtime.block_on(async { world().register("mary").await.unwrap() });
    assert!(!format!("{signed_in:?}").contains(signed_in.token.as_str()));
    let credential = crate::store::account::Credential::Password("$argon2id$canary".to_owned());
    assert!(!format!("{credential:?}").contains("canary"));
    drop(entropy);
}
