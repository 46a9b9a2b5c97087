//! What every bus promises.

use common::ids::{DeviceId, UserId};

use super::*;

fn ended(n: u8) -> Envelope {
    let user = UserId::from_bytes([n; 16]);
    Envelope::new(
        vec![user],
        Payload::SessionEnded {
            user,
            device: DeviceId::from_bytes([n; 16]),
            because: common::model::SignedOutBecause::Revoked,
        },
    )
}

/// Every subscriber hears everything from its subscription on, in order, and nothing from before.
async fn in_order_from_the_subscription_on(bus: &dyn Bus) {
    bus.publish(ended(0));
    let mut first = bus.subscribe();
    bus.publish(ended(1));
    let mut second = bus.subscribe();
    bus.publish(ended(2));
    assert_eq!(first.next().await, Some(News::Envelope(ended(1).into())));
    assert_eq!(first.next().await, Some(News::Envelope(ended(2).into())));
    assert_eq!(second.next().await, Some(News::Envelope(ended(2).into())));
}

/// I3: a subscriber that was too slow is told so, then hears the rest; a publisher never waits for it.
async fn a_slow_subscriber_learns_that_it_lost_something(bus: &dyn Bus, capacity: u8) {
    let mut slow = bus.subscribe();
    for n in 0..=capacity {
        bus.publish(ended(n));
    }
    assert_eq!(slow.next().await, Some(News::Lost(1)));
    for n in 1..=capacity {
        assert_eq!(slow.next().await, Some(News::Envelope(ended(n).into())));
    }
}

/// Publishing to nobody is no error and is not kept.
async fn nobody_listening_is_nobodys_loss(bus: &dyn Bus) {
    drop(bus.subscribe());
    bus.publish(ended(1));
    let mut late = bus.subscribe();
    bus.publish(ended(2));
    assert_eq!(late.next().await, Some(News::Envelope(ended(2).into())));
}

/// Runs the suite; `$make` builds a fresh bus that holds `$capacity` envelopes for a slow subscriber.
macro_rules! bus_conformance {
    ($name:ident, $capacity:expr, $make:expr) => {
        mod $name {
            #[tokio::test]
            async fn in_order_from_the_subscription_on() {
                super::in_order_from_the_subscription_on(&$make).await;
            }

            #[tokio::test]
            async fn a_slow_subscriber_learns_that_it_lost_something() {
                super::a_slow_subscriber_learns_that_it_lost_something(&$make, $capacity).await;
            }

            #[tokio::test]
            async fn nobody_listening_is_nobodys_loss() {
                super::nobody_listening_is_nobodys_loss(&$make).await;
            }

            #[tokio::test]
            async fn a_subscription_ends_with_the_bus() {
                let mut subscription = {
                    let bus = $make;
                    crate::bus::Bus::subscribe(&bus)
                };
                assert_eq!(subscription.next().await, None);
            }
        }
    };
}

bus_conformance!(local, 8, crate::bus::LocalBus::new(8));
