//! How fast anyone may go, by the monotonic clock.

use std::{net::IpAddr, time::Duration};

use common::{limits::READ_MANY, seq::Seq};

use super::*;

fn strict() -> World {
    world_with(Settings {
        limits: RateLimits::default(),
        ..quick()
    })
}

fn after(refused: ServiceError) -> Duration {
    match refused {
        ServiceError::RateLimited { after_ms } => Duration::from_millis(after_ms.into()),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn thirty_messages_at_once_then_five_a_second() {
    let world = strict();
    let (john, mary) = (world.person("john").await, world.person("mary").await);
    let conv = world.direct(john, mary).await;
    for n in 0..30 {
        world.say(john, conv, n, "x").await.unwrap();
    }
    let wait = after(world.say(john, conv, 30, "x").await.unwrap_err());
    assert!(wait <= Duration::from_millis(201), "{wait:?}");
    assert!(
        world.say(mary, conv, 1, "y").await.is_ok(),
        "each person for themselves"
    );
    world.clock.advance(wait);
    assert!(
        world.say(john, conv, 30, "x").await.is_ok(),
        "what was told holds"
    );
    assert!(world.say(john, conv, 31, "x").await.is_err());
}

#[tokio::test]
async fn ten_searches_at_once_then_three_a_second() {
    let world = strict();
    let (john, mary) = (world.person("john").await, world.person("mary").await);
    let conversations = &world.services.conversations;
    for _ in 0..10 {
        conversations.find_people(john, "ma").await.unwrap();
    }
    let wait = after(conversations.find_people(john, "mar").await.unwrap_err());
    assert!(wait <= Duration::from_millis(335), "{wait:?}");
    assert_eq!(
        conversations.find_people(john, " ").await,
        Ok(vec![]),
        "nothing is searched for"
    );
    assert!(conversations.find_people(mary, "jo").await.is_ok());
    world.clock.advance(wait);
    assert!(conversations.find_people(john, "mar").await.is_ok());
    assert!(conversations.find_people(john, "mary").await.is_err());
}

#[tokio::test]
async fn twenty_conversations_at_once_then_two_a_second() {
    let world = strict();
    let (john, mary) = (world.person("john").await, world.person("mary").await);
    let conversations = &world.services.conversations;
    for _ in 0..20 {
        conversations.open_direct(john, mary).await.unwrap();
    }
    let wait = after(conversations.open_direct(john, mary).await.unwrap_err());
    assert!(wait <= Duration::from_millis(501), "{wait:?}");
    assert!(conversations.open_direct(mary, john).await.is_ok());
    world.clock.advance(wait);
    assert!(conversations.open_direct(john, mary).await.is_ok());
    assert!(conversations.open_direct(john, mary).await.is_err());
}

/// “All read” in two thousand conversations passes at once; whoever goes on like that leaves the writer to others.
#[tokio::test]
async fn five_thousand_marks_at_once_then_two_hundred_a_second() {
    let world = strict();
    let (john, mary) = (world.person("john").await, world.person("mary").await);
    let receipts = &world.services.receipts;
    // Of a conversation that is not there: that is asked of the store all the same.
    let place = (ConversationId::from_bytes([9; 16]), Seq::new(1));
    let marks = |count| vec![place; count];
    for _ in 0..5_000 / READ_MANY {
        receipts.read_many(john, marks(READ_MANY)).await.unwrap();
    }
    let wait = after(
        receipts
            .read_many(john, marks(READ_MANY))
            .await
            .unwrap_err(),
    );
    assert!(wait <= Duration::from_millis(2_501), "{wait:?}");
    assert_eq!(receipts.read_many(mary, marks(READ_MANY)).await, Ok(()));
    world.clock.advance(wait);
    assert_eq!(receipts.read_many(john, marks(READ_MANY)).await, Ok(()));
    assert!(receipts.read_many(john, marks(1)).await.is_err());
}

/// What was accepted before is no new message, so a repeat passes however fast.
#[tokio::test]
async fn a_repeat_is_never_too_fast() {
    let world = strict();
    let (john, mary) = (world.person("john").await, world.person("mary").await);
    let conv = world.direct(john, mary).await;
    for n in 0..30 {
        world.say(john, conv, n, "x").await.unwrap();
    }
    for n in 0..30 {
        assert!(world.say(john, conv, n, "x").await.unwrap().dup);
    }
    assert_eq!(
        world.say(john, conv, 7, "other").await,
        Err(ServiceError::CidReused)
    );
    after(world.say(john, conv, 99, "new").await.unwrap_err());
}

#[tokio::test]
async fn a_jump_of_the_wall_clock_does_not_lift_or_lengthen_a_limit() {
    let world = strict();
    let (john, mary) = (world.person("john").await, world.person("mary").await);
    let conv = world.direct(john, mary).await;
    for n in 0..30 {
        world.say(john, conv, n, "x").await.unwrap();
    }
    for millis in [0, 4_294_967_296_000, u64::MAX] {
        world
            .clock
            .set_wall(common::time::Timestamp::from_millis(millis));
        let wait = after(world.say(john, conv, 30, "x").await.unwrap_err());
        assert!(wait <= Duration::from_millis(201));
    }
}

/// U1: five wrong passwords are a person who forgot; then each further one costs twice the time, for a name that exists and for one that
/// does not alike.
#[tokio::test]
async fn u1_guessing_is_slowed_down_whether_the_account_exists_or_not() {
    let world = strict();
    world.person("mary").await;
    for name in ["mary", "nobody"] {
        for _ in 0..5 {
            let wrong = world.sign_in(name, "wrong").await.unwrap_err();
            assert_eq!(wrong, ServiceError::WrongCredentials, "{name}");
        }
        for expected in [30, 60, 120, 240, 480, 900, 900] {
            let wait = after(world.sign_in(name, PASSWORD).await.unwrap_err());
            assert_eq!(wait.as_secs(), expected, "{name}");
            world.clock.advance(wait);
            if expected == 900 {
                break; // a quarter of an hour of silence is forgiven
            }
            let wrong = world.sign_in(name, "wrong").await.unwrap_err();
            assert_eq!(wrong, ServiceError::WrongCredentials);
        }
    }
    assert!(world.sign_in("mary", PASSWORD).await.is_ok());
    let wrong = world.sign_in("mary", "wrong").await.unwrap_err();
    assert_eq!(
        wrong,
        ServiceError::WrongCredentials,
        "and all is forgotten"
    );
}

/// Guessing at once gains nothing over guessing in turn.
#[tokio::test]
async fn u1_guesses_at_once_are_slowed_down_as_guesses_in_turn() {
    let world = strict();
    world.person("mary").await;
    for name in ["mary", "nobody"] {
        let guesses = (0..40).map(|_| world.sign_in(name, "wrong"));
        let answers = futures_util::future::join_all(guesses).await;
        let compared = answers
            .iter()
            .filter(|answer| matches!(answer, Err(ServiceError::WrongCredentials)));
        assert_eq!(compared.count(), 5, "{name}");
        let wait = after(world.sign_in(name, PASSWORD).await.unwrap_err());
        assert_eq!(wait.as_secs(), 30, "{name}");
    }
}

/// Devices that sign in at once with the right password wait for one another, not for what guessing costs.
#[tokio::test]
async fn the_right_password_is_not_slowed_down() {
    let world = strict();
    world.person("mary").await;
    let devices = (0..10).map(|_| world.sign_in("mary", PASSWORD));
    for answer in futures_util::future::join_all(devices).await {
        if let Err(refused) = answer {
            assert_eq!(after(refused), Duration::from_secs(1));
        }
    }
    assert!(world.sign_in("mary", PASSWORD).await.is_ok());
}

#[tokio::test]
async fn an_address_tries_twenty_times_a_minute() {
    let world = strict();
    let from = |ip: &str| Origin {
        ip: Some(ip.parse::<IpAddr>().unwrap()),
        user_agent: None,
    };
    let try_from = async |ip: &str, n: u32| {
        let name = format!("somebody{n}");
        world
            .services
            .accounts
            .sign_in(&name, "wrong", from(ip))
            .await
            .unwrap_err()
    };
    for n in 0..20 {
        assert_eq!(
            try_from("2001:db8::1", n).await,
            ServiceError::WrongCredentials
        );
    }
    after(try_from("2001:db8::1", 20).await);
    after(try_from("2001:db8::ffff", 21).await); // the same /64
    assert_eq!(
        try_from("2001:db8:0:1::1", 22).await,
        ServiceError::WrongCredentials
    );
    assert_eq!(
        try_from("192.0.2.1", 23).await,
        ServiceError::WrongCredentials
    );
    world.clock.advance(Duration::from_secs(3));
    assert_eq!(
        try_from("2001:db8::1", 24).await,
        ServiceError::WrongCredentials
    );
}

#[tokio::test]
async fn an_address_makes_so_many_accounts_an_hour() {
    let mut settings = quick();
    settings.limits.sign_ups_per_hour = NonZeroU32::new(2);
    let world = world_with(settings);
    let register = async |name: &str| {
        let from = Origin {
            ip: Some([192, 0, 2, 1].into()),
            user_agent: None,
        };
        world
            .services
            .accounts
            .register(name, name, PASSWORD, from)
            .await
    };
    register("anna").await.unwrap();
    register("bert").await.unwrap();
    let wait = after(register("carl").await.unwrap_err());
    assert!(wait <= Duration::from_mins(30) + Duration::from_millis(1));
    world.clock.advance(wait);
    register("carl").await.unwrap();
}
