//! Hashes fit, queues end, and an unknown name costs as much as a known one.

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

/// U3: an unknown name costs the same work as a known one: one verification of a hash of the same cost. (That it is one, and that the
/// answer is the same to the byte, is counted over real sockets.)
#[tokio::test]
async fn u3_an_unknown_name_is_compared_with_a_hash_of_the_same_cost() {
    let cost = Cost {
        memory_kib: 2_048,
        passes: 2,
        lanes: 1,
    };
    let hasher = hasher(cost);
    let dummy = PasswordHash::new(&hasher.dummy).unwrap();
    assert!(same_cost(&Params::try_from(&dummy).unwrap(), &hasher.cost));
    let compared = hasher.compare(password("wrong"), None).await.unwrap();
    assert_eq!(compared, Comparison::Different);
}
