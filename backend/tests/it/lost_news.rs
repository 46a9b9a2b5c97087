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
    model::{AccountSettings, Privacy, settings::Circle},
    protocol::v1::{ClientBody, ServerFrame},
    seq::{Rev, Seq},
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

/// State has no log, but its numbers show that some was lost.
#[tokio::test(flavor = "multi_thread")]
async fn state_that_the_bus_lost_arrives_all_the_same() {
    let (app, losing) = with_a_lossy_bus(Duration::from_millis(50)).await;
    let (mut mary, mut john) = (app.register("mary").await, app.register("john").await);
    mary.connect().await;
    john.connect().await;
    let conv = mary.meet(&john).await;
    mary.post(conv, "tea?").await;
    john.post(conv, "yes").await;
    let mut phone = app.sign_in("john").await;
    phone.connect().await;
    losing.store(true, Ordering::SeqCst);
    let upto = Seq::new(1);
    john.tell(ClientBody::Read { conv, upto }).await;
    let read = |frame| match frame {
        ServerFrame::Standing { standing, .. } => (standing.cursor.read_seq == upto).then_some(()),
        _ => None,
    };
    phone.find(read).await;
    let shown = |frame| match frame {
        ServerFrame::Standing { standing, .. } => {
            let mut receipts = standing.receipts.iter();
            receipts.any(|it| it.shown_seq == upto).then_some(())
        }
        _ => None,
    };
    mary.find(shown).await;
    let settings = AccountSettings {
        privacy: Privacy {
            typing: Circle::Nobody,
            ..Privacy::default()
        },
        ..AccountSettings::default()
    };
    john.ask_for(ClientBody::SetSettings { settings }).await;
    let set = |frame| match frame {
        ServerFrame::Account(account) => (account.settings == settings).then_some(()),
        _ => None,
    };
    phone.find(set).await;
    let name = "Maria".to_owned();
    mary.ask_for(ClientBody::SetName { name }).await;
    let called = |frame| match frame {
        ServerFrame::Profiles { users } => (users[0].name.as_str() == "Maria").then_some(()),
        _ => None,
    };
    phone.find(called).await;
    app.stop().await;
}
