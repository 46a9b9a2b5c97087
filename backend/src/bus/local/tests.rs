//! What the ring owes a subscriber that has its turn.

use common::ids::{DeviceId, UserId};
use futures_util::FutureExt as _;

use super::*;
use crate::bus::Payload;

fn envelope() -> Envelope {
    Envelope::new(
        Vec::new(),
        Payload::SessionRenewed {
            user: UserId::from_bytes([1; 16]),
            device: DeviceId::from_bytes([2; 16]),
        },
    )
}

/// The runtime grants a task about a hundred steps a turn. A subscriber that got no further would lose news wherever many publish.
#[tokio::test]
async fn a_subscriber_takes_all_there_is_in_one_turn() {
    let bus = LocalBus::new(1_024);
    let mut subscription = bus.subscribe();
    for _ in 0..1_024 {
        bus.publish(envelope());
    }
    let all = async {
        for _ in 0..1_024 {
            assert!(matches!(subscription.next().await, Some(News::Envelope(_))));
        }
    };
    assert!(all.now_or_never().is_some(), "it was sent away half-way");
}
