//! What the bus loses arrives all the same.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use async_trait::async_trait;
use backend::bus::{Bus, Envelope, LocalBus, News, Subscription};
use common::{
    protocol::v1::{ClientBody, ServerFrame},
    seq::Rev,
};

use crate::support::{App, Setup};

/// A bus that loses everything while it is told to.
struct LossyBus {
    inner: LocalBus,
    losing: Arc<AtomicBool>,
}

struct Lossy(Box<dyn Subscription>);

impl Bus for LossyBus {
    fn publish(&self, envelope: Envelope) {
        if !self.losing.load(Ordering::SeqCst) {
            self.inner.publish(envelope);
        }
    }

    fn subscribe(&self) -> Box<dyn Subscription> {
        Box::new(Lossy(self.inner.subscribe()))
    }
}

#[async_trait]
impl Subscription for Lossy {
    async fn next(&mut self) -> Option<News> {
        self.0.next().await
    }
}

/// A server whose bus loses everything while the switch is on, and that compares heads so often.
async fn with_a_lossy_bus(compare_heads: Duration) -> (App, Arc<AtomicBool>) {
    let losing = Arc::new(AtomicBool::new(false));
    let bus = LossyBus {
        inner: LocalBus::default(),
        losing: Arc::clone(&losing),
    };
    let setup = Setup {
        bus: Arc::new(bus),
        ..Setup::default()
    };
    let setup = setup.with(|config| config.timing.compare_heads = compare_heads);
    (setup.start().await, losing)
}

/// The sender comes back and reads the message from the log before heads are compared: the other one is told of it all the same.
#[tokio::test(flavor = "multi_thread")]
async fn who_reads_a_lost_event_for_themselves_hides_it_from_nobody() {
    let (app, losing) = with_a_lossy_bus(Duration::from_secs(1)).await;
    let (mut mary, mut john) = (app.register("mary").await, app.register("john").await);
    mary.connect().await;
    john.connect().await;
    let conv = mary.meet(&john).await;
    mary.post(conv, "heard").await;
    assert_eq!(john.hear(conv).await, "heard");
    losing.store(true, Ordering::SeqCst);
    mary.post(conv, "lost").await;
    mary.hang_up();
    mary.connect().await;
    assert_eq!(john.hear(conv).await, "lost");
    app.stop().await;
}

/// The last change has no next one that would show the gap: the server compares what it told with the log.
#[tokio::test(flavor = "multi_thread")]
async fn a_last_event_that_the_bus_lost_arrives_all_the_same() {
    let (app, losing) = with_a_lossy_bus(Duration::from_millis(50)).await;
    let (mut mary, mut john) = (app.register("mary").await, app.register("john").await);
    mary.connect().await;
    john.connect().await;
    losing.store(true, Ordering::SeqCst);
    // Of the new conversation, too, nobody is told but who opened it.
    let conv = mary.meet(&john).await;
    john.find(|frame| matches!(frame, ServerFrame::UserDelta { .. }).then_some(()))
        .await;
    john.tell(ClientBody::Pull {
        conv,
        from: Rev::ZERO,
    })
    .await;
    losing.store(false, Ordering::SeqCst);
    mary.post(conv, "heard").await;
    assert_eq!(john.hear(conv).await, "heard");
    losing.store(true, Ordering::SeqCst);
    mary.post(conv, "lost").await;
    assert_eq!(john.hear(conv).await, "lost");
    app.stop().await;
}
