//! Hashes fit, queues end, and an unknown name takes as long as a known one.

use std::time::Instant;

use super::*;
use crate::clock::FakeEntropy;

fn password(text: &str) -> Password {
    Password::given(text).unwrap()
}

fn hasher(cost: Cost) -> Passwords {
    Passwords::new(cost, NonZeroU32::MIN, &FakeEntropy::new(1))
}

#[tokio::test]
async fn a_hash_fits_its_password_and_no_other() {
    let hasher = hasher(Cost::LEAST);
    let phc = hasher.hash(password("right"), [7; 16]).await.unwrap();
    assert!(phc.starts_with("$argon2id$v=19$m=8,t=1,p=1$"), "{phc}");
    let compare = async |text, stored: &str| {
        hasher
            .compare(password(text), Some(stored.to_owned()))
            .await
            .unwrap()
    };
    assert_eq!(compare("right", &phc).await, Comparison::Same);
    assert_eq!(compare("wrong", &phc).await, Comparison::Different);
    assert_eq!(compare("right", "no hash").await, Comparison::Different);
    let nobody = hasher.compare(password("right"), None).await.unwrap();
    assert_eq!(nobody, Comparison::Different);
}

/// U2: one core's worth of work at a time, a queue of bounded length, and an honest answer to the rest.
#[tokio::test]
async fn u2_whoever_comes_too_many_is_told_to_come_back() {
    let slow = Cost {
        memory_kib: 4_096,
        passes: 4,
        lanes: 1,
    };
    let hasher = Arc::new(hasher(slow));
    let mut asking = tokio::task::JoinSet::new();
    for _ in 0..60 {
        let hasher = hasher.clone();
        asking.spawn(async move { hasher.compare(password("x"), None).await });
    }
    let answers = asking.join_all().await;
    let served = answers.iter().filter(|answer| answer.is_ok()).count();
    assert_eq!(served, 1 + WAITING, "one worker, and those who may wait");
    let later = hasher.compare(password("x"), None).await;
    assert_eq!(later, Ok(Comparison::Different), "places are given back");
}

/// U3: an unknown name costs the same work as a known one. Compared by medians of interleaved runs, with room for a busy machine; without
/// the dummy the ratio would be a thousand.
#[tokio::test]
async fn u3_an_unknown_name_takes_as_long_as_a_wrong_password() {
    let hasher = hasher(Cost {
        memory_kib: 2_048,
        passes: 2,
        lanes: 1,
    });
    let phc = hasher.hash(password("right"), [7; 16]).await.unwrap();
    let (mut known, mut unknown) = (Vec::new(), Vec::new());
    for _ in 0..60 {
        for (stored, times) in [(Some(phc.clone()), &mut known), (None, &mut unknown)] {
            #[expect(
                clippy::disallowed_methods,
                reason = "this test is about the time that passes"
            )]
            let began = Instant::now();
            let compared = hasher.compare(password("wrong"), stored).await.unwrap();
            times.push(began.elapsed());
            assert_eq!(compared, Comparison::Different);
        }
    }
    known.sort_unstable();
    unknown.sort_unstable();
    let ratio = known[30].as_secs_f64() / unknown[30].as_secs_f64();
    assert!((0.7..1.4).contains(&ratio), "{ratio}");
}
