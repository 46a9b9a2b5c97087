//! What the bus loses arrives all the same.

use std::{
    sync::{Arc, Mutex, MutexGuard},
    time::Duration,
};

use backend::{
    bus::{Bus, Envelope, LocalBus, Subscription},
    hub::Part,
    ws::Untold,
};
use common::{
    ids::ConversationId,
    model::{AccountSettings, Privacy, settings::Circle},
    protocol::v1::{ClientBody, ServerFrame},
    seq::{Rev, Seq},
};

use crate::support::{App, Client, Setup};

const NEVER: Duration = Duration::from_hours(1);

/// A bus that loses everything from when it is told to until it finds it again.
#[derive(Default)]
struct LossyBus {
    inner: LocalBus,
    lost: Mutex<Option<Vec<Envelope>>>,
}

impl LossyBus {
    fn lost(&self) -> MutexGuard<'_, Option<Vec<Envelope>>> {
        self.lost.lock().expect("nobody panicked with it")
    }

    fn lose(&self) {
        *self.lost() = Some(Vec::new());
    }

    /// Loses no more; what it lost stays so.
    fn recover(&self) {
        *self.lost() = None;
    }

    /// Loses no more, and what it lost was only late.
    fn find_again(&self) {
        let late = self.lost().take();
        for envelope in late.into_iter().flatten() {
            self.inner.publish(envelope);
        }
    }
}

impl Bus for LossyBus {
    fn publish(&self, envelope: Envelope) {
        match &mut *self.lost() {
            Some(lost) => lost.push(envelope),
            None => self.inner.publish(envelope),
        }
    }

    fn subscribe(&self) -> Box<dyn Subscription> {
        self.inner.subscribe()
    }
}

/// A server whose bus can lose everything, and that compares heads so often.
async fn with_a_lossy_bus(compare_heads: Duration) -> (App, Arc<LossyBus>) {
    let bus = Arc::<LossyBus>::default();
    let setup = Setup {
        bus: bus.clone(),
        ..Setup::default()
    };
    let setup = setup.with(|config| config.timing.compare_heads = compare_heads);
    (setup.start().await, bus)
}

/// Mary and John, who both have heard what she said in their conversation.
async fn talking(app: &App) -> (Client, Client, ConversationId) {
    let (mut mary, mut john) = (app.register("mary").await, app.register("john").await);
    mary.connect().await;
    john.connect().await;
    let conv = mary.meet(&john).await;
    mary.post(conv, "heard").await;
    assert_eq!(john.hear(conv).await, "heard");
    (mary, john, conv)
}

/// What is just on its way when heads are compared is not told twice: a busy server would be busy with that alone.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_only_late_is_told_once() {
    let (app, bus) = with_a_lossy_bus(NEVER).await;
    let (mut mary, mut john, conv) = talking(&app).await;
    bus.lose();
    mary.post(conv, "late").await;
    let (hub, services) = (&app.parts.hub, &app.parts.services);
    let untold = Untold::find(hub, services, Part::All).await;
    bus.find_again();
    assert_eq!(john.hear(conv).await, "late");
    untold.tell(hub, services).await;
    mary.post(conv, "after").await;
    assert_eq!(john.hear(conv).await, "after");
    app.stop().await;
}

/// The sender comes back and reads the message from the log before heads are compared: the other one is told of it all the same.
#[tokio::test(flavor = "multi_thread")]
async fn who_reads_a_lost_event_for_themselves_hides_it_from_nobody() {
    let (app, bus) = with_a_lossy_bus(Duration::from_secs(1)).await;
    let (mut mary, mut john, conv) = talking(&app).await;
    bus.lose();
    mary.post(conv, "lost").await;
    mary.hang_up();
    mary.connect().await;
    assert_eq!(john.hear(conv).await, "lost");
    app.stop().await;
}

/// The last change has no next one that would show the gap: the server compares what it told with the log.
#[tokio::test(flavor = "multi_thread")]
async fn a_last_event_that_the_bus_lost_arrives_all_the_same() {
    let (app, bus) = with_a_lossy_bus(Duration::from_millis(50)).await;
    let (mut mary, mut john) = (app.register("mary").await, app.register("john").await);
    mary.connect().await;
    john.connect().await;
    bus.lose();
    // Of the new conversation, too, nobody is told but who opened it.
    let conv = mary.meet(&john).await;
    john.find(|frame| matches!(frame, ServerFrame::UserDelta { .. }).then_some(()))
        .await;
    john.tell(ClientBody::Pull {
        conv,
        from: Rev::ZERO,
    })
    .await;
    bus.recover();
    mary.post(conv, "heard").await;
    assert_eq!(john.hear(conv).await, "heard");
    bus.lose();
    mary.post(conv, "lost").await;
    assert_eq!(john.hear(conv).await, "lost");
    app.stop().await;
}

/// State has no log, but its numbers show that some was lost.
#[tokio::test(flavor = "multi_thread")]
async fn state_that_the_bus_lost_arrives_all_the_same() {
    let (app, bus) = with_a_lossy_bus(Duration::from_millis(50)).await;
    let (mut mary, mut john) = (app.register("mary").await, app.register("john").await);
    mary.connect().await;
    john.connect().await;
    let conv = mary.meet(&john).await;
    mary.post(conv, "tea?").await;
    john.post(conv, "yes").await;
    let mut phone = app.sign_in("john").await;
    phone.connect().await;
    bus.lose();
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
