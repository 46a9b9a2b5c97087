//! Who is there, over real sockets. The server's clock is the test's: minutes pass at once.

use std::{sync::Arc, time::Duration};

use backend::clock::FakeClock;
use common::{
    ids::{ConversationId, UserId},
    limits::{OFFLINE_GRACE_MS, PRESENCE_EVERY_MS, PRESENCE_WARM_UP_MS},
    model::Presence,
    protocol::v1::{ClientBody, ServerFrame},
};

use crate::support::{App, Client, Setup};

struct Two {
    app: App,
    clock: Arc<FakeClock>,
    mary: Client,
    john: Client,
    conv: ConversationId,
}

impl Two {
    /// Mary and John talk with each other; John is connected and watches her.
    async fn new() -> Self {
        let clock = Arc::new(FakeClock::default());
        let setup = Setup {
            clock: clock.clone(),
            ..Setup::default()
        };
        let app = setup.start().await;
        let (mut mary, mut john) = (app.register("mary").await, app.register("john").await);
        mary.connect().await;
        john.connect().await;
        let conv = mary.open_direct(john.me.id).await;
        mary.post(conv, "Tea?").await;
        john.post(conv, "Yes.").await;
        let mut two = Self {
            app,
            clock,
            mary,
            john,
            conv,
        };
        two.pass(PRESENCE_WARM_UP_MS).await;
        two.watch(two.mary.me.id).await;
        two
    }

    async fn watch(&mut self, who: UserId) {
        self.john.tell(ClientBody::Watch { users: vec![who] }).await;
    }

    /// Lets time pass and has the server do what is due.
    async fn pass(&self, millis: u64) {
        for _ in 0..millis.div_ceil(500) {
            self.clock.advance(Duration::from_millis(500));
            self.app.parts.services.signs.work().await;
        }
    }

    /// The next that John is told of her.
    async fn shown(&mut self) -> Presence {
        let her = self.mary.me.id;
        let found = self.john.find(|frame| match frame {
            ServerFrame::Presence { users } => {
                let hers = users.into_iter().find(|it| it.user == her);
                hers.map(|it| it.presence)
            }
            _ => None,
        });
        found.await
    }

    /// What John is told of presence until a message that is sent now arrives.
    async fn shown_until_now(&mut self, from: &mut Client) -> Vec<Presence> {
        from.post(self.conv, "Marker").await;
        let mut shown = Vec::new();
        loop {
            match self.john.frame().await {
                ServerFrame::Presence { users } => {
                    shown.extend(users.into_iter().map(|it| it.presence));
                }
                ServerFrame::Delta { .. } => return shown,
                _ => {}
            }
        }
    }
}

fn is_offline(shown: Presence) -> bool {
    matches!(shown, Presence::Offline { .. })
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_watched_is_online_idle_and_gone() {
    let mut two = Two::new().await;
    assert_eq!(two.shown().await, Presence::Online);
    two.mary.tell(ClientBody::Activity { active: false }).await;
    // It is read before this is answered.
    two.mary.tell(ClientBody::Ping).await;
    two.mary
        .find(|frame| (frame == ServerFrame::Pong).then_some(()))
        .await;
    two.pass(PRESENCE_EVERY_MS).await;
    assert_eq!(two.shown().await, Presence::Away);
    two.mary.hang_up();
    crate::support::until("she is gone", async || {
        (two.app.parts.hub.connections_of(two.mary.me.id) == 0).then_some(())
    })
    .await;
    two.pass(OFFLINE_GRACE_MS + 1_000).await;
    assert!(is_offline(two.shown().await));
    two.mary.connect().await;
    two.pass(2_000).await;
    assert_eq!(two.shown().await, Presence::Online);
    two.app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn p2_a_tab_that_closes_is_not_seen_while_another_lives() {
    let mut two = Two::new().await;
    assert_eq!(two.shown().await, Presence::Online);
    let mut phone = two.app.sign_in("mary").await;
    phone.connect().await;
    two.mary.hang_up();
    crate::support::until("the tab is gone", async || {
        (two.app.parts.hub.connections_of(two.mary.me.id) == 1).then_some(())
    })
    .await;
    two.pass(2 * OFFLINE_GRACE_MS).await;
    let told = two.shown_until_now(&mut phone).await;
    assert_eq!(told, []);
    two.app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sign_out_is_seen_at_once() {
    let mut two = Two::new().await;
    assert_eq!(two.shown().await, Presence::Online);
    let answer = two.mary.ask("POST", "/api/sign-out").send().await;
    assert_eq!(answer.status, 204);
    // The clock stands still: no grace has passed. (A second, for the last batch.)
    two.pass(1_000).await;
    assert!(is_offline(two.shown().await));
    two.app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_a_stranger_nothing_is_known() {
    let mut two = Two::new().await;
    assert_eq!(two.shown().await, Presence::Online);
    two.pass(2_000).await;
    let mut mike = two.app.register("mike").await;
    mike.connect().await;
    mike.tell(ClientBody::Watch {
        users: vec![two.mary.me.id],
    })
    .await;
    let shown = mike.find(|frame| match frame {
        ServerFrame::Presence { users } => Some(users),
        _ => None,
    });
    let shown = shown.await;
    assert_eq!(shown.len(), 1);
    assert_eq!(shown[0].presence, Presence::Unknown);
    two.app.stop().await;
}
