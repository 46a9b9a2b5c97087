//! A server in this process, on a free port, with a data folder of its own.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use backend::{
    app::{self, Listeners, Parts},
    bus::{Bus, LocalBus},
    clock::{Clock, Entropy, SystemClock, SystemEntropy},
    config::{Config, HashCost, Layer},
    store::sqlite::{Sharing, SqliteStore},
};
use common::{
    protocol::{
        codec,
        v1::http::{Registration, SignedIn},
    },
    seq::Epoch,
};
use tempfile::TempDir;
use tokio::{sync::oneshot, task::JoinHandle};

use super::{Answer, Ask, Client};

/// The history that a server of these tests tells, unless it is set up otherwise.
pub(super) const EPOCH: Epoch = Epoch::new(7);

/// How long anything may take before a test gives up; only a failing test ever waits for it. One deadline
/// covers a whole search, so that no ping renews it.
pub(crate) const PATIENCE: Duration = Duration::from_mins(1);

/// What a test wants of its server.
pub(crate) struct Setup {
    pub(crate) config: Config,
    pub(crate) bus: Arc<dyn Bus>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) entropy: Arc<dyn Entropy>,
    pub(crate) epoch: Epoch,
}

impl Default for Setup {
    fn default() -> Self {
        let mut config = Config::from_layer(Layer::default()).expect("the defaults are sound");
        config.registration = Registration::Open;
        config.password_chars = 8;
        config.hash_cost = HashCost {
            memory_kib: 8,
            passes: 1,
        };
        config.timing.drain = Duration::from_millis(500);
        config.limits.messages_per_second = 100_000;
        config.limits.frames_per_second = 100_000;
        Self {
            config,
            bus: Arc::new(LocalBus::default()),
            clock: Arc::new(SystemClock::new()),
            entropy: Arc::new(SystemEntropy),
            epoch: EPOCH,
        }
    }
}

impl Setup {
    /// Changes the configuration.
    pub(crate) fn with(mut self, change: impl FnOnce(&mut Config)) -> Self {
        change(&mut self.config);
        self
    }

    /// Starts a server with this.
    pub(crate) async fn start(self) -> App {
        let folder = TempDir::new().expect("a temporary folder");
        App::start(self, Arc::new(folder)).await
    }
}

/// A running server.
pub(crate) struct App {
    pub(crate) address: SocketAddr,
    pub(crate) admin: SocketAddr,
    pub(crate) parts: Parts,
    config: Config,
    folder: Arc<TempDir>,
    stop: oneshot::Sender<()>,
    running: JoinHandle<()>,
}

impl App {
    /// A server with the usual settings.
    pub(crate) async fn usual() -> Self {
        Setup::default().start().await
    }

    async fn start(setup: Setup, folder: Arc<TempDir>) -> Self {
        let Setup {
            config,
            bus,
            clock,
            entropy,
            epoch,
        } = setup;
        let store = SqliteStore::open(folder.path(), Sharing::Server, epoch).expect("a database");
        let parts = Parts::new(&config, Arc::new(store), bus, clock, entropy);
        let any_port = SocketAddr::from(([127, 0, 0, 1], 0));
        let listeners = Listeners {
            public: app::bind(any_port).expect("a free port"),
            admin: app::bind(any_port).expect("a free port"),
        };
        let address = listeners.public.local_addr().expect("an address");
        let admin = listeners.admin.local_addr().expect("an address");
        let (stop, stopped) = oneshot::channel();
        let (ready, is_ready) = oneshot::channel();
        let (own, given) = (config.clone(), parts.clone());
        let running = tokio::task::spawn(async move {
            let stopped = async {
                let _ = stopped.await;
            };
            app::run(&own, given, listeners, stopped, |_| {
                let _ = ready.send(());
            })
            .await
            .expect("the server runs");
        });
        tokio::time::timeout(PATIENCE, is_ready)
            .await
            .expect("the server becomes ready")
            .expect("the server is ready");
        Self {
            address,
            admin,
            parts,
            config,
            folder,
            stop,
            running,
        }
    }

    /// Stops it gracefully and waits until it has ended.
    pub(crate) async fn stop(self) -> (Config, Arc<TempDir>) {
        let _ = self.stop.send(());
        self.running.await.expect("the server ends");
        (self.config, self.folder)
    }

    /// Stops it and starts another one on the same data.
    pub(crate) async fn restart(self) -> Self {
        let (config, folder) = self.stop().await;
        let setup = Setup {
            config,
            ..Setup::default()
        };
        Self::start(setup, folder).await
    }

    /// The same data, written to beside the server.
    pub(crate) fn store(&self) -> SqliteStore {
        let store = SqliteStore::open(self.folder.path(), Sharing::Command, Epoch::new(1));
        store.expect("a database")
    }

    /// The same data, as another process has it: its own connection to the database, and a bus that does not reach the server.
    pub(crate) fn other_process(&self) -> Parts {
        let store = SqliteStore::open(self.folder.path(), Sharing::Command, Epoch::new(1));
        Parts::new(
            &self.config,
            Arc::new(store.expect("a database")),
            Arc::new(LocalBus::default()),
            Arc::new(SystemClock::new()),
            Arc::new(SystemEntropy),
        )
    }

    /// The origin that its own pages have.
    pub(crate) fn origin(&self) -> String {
        format!("http://{}", self.address)
    }

    /// A request as one of its own pages would make it.
    pub(crate) fn ask(&self, method: &str, path: &str) -> Ask {
        Ask::new(self.address, method, path)
            .header("Sec-Fetch-Site", "same-origin")
            .header("Origin", &self.origin())
            .header("X-Confab", "1")
    }

    /// Makes an account, and a client that is signed in to it.
    pub(crate) async fn register(&self, username: &str) -> Client {
        let body = format!(
            r#"{{"username":"{username}","name":"{username} of the tests","password":"correct horse"}}"#
        );
        let answer = self.ask("POST", "/api/register").json(&body).send().await;
        assert_eq!(answer.status, 201, "{}", answer.body);
        Self::client_of(self.address, &answer)
    }

    /// Signs in: one more device.
    pub(crate) async fn sign_in(&self, username: &str) -> Client {
        let body = format!(r#"{{"username":"{username}","password":"correct horse"}}"#);
        let answer = self.ask("POST", "/api/sign-in").json(&body).send().await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        Self::client_of(self.address, &answer)
    }

    /// The client that this answer signed in.
    pub(crate) fn client_of(address: SocketAddr, answer: &Answer) -> Client {
        let signed_in: SignedIn = codec::decode(&answer.body).expect("who is signed in");
        Client::new(address, signed_in.me, answer.cookie().expect("a cookie"))
    }
}

/// Waits until something holds.
pub(crate) async fn until<T>(what: &str, mut look: impl AsyncFnMut() -> Option<T>) -> T {
    let looking = async {
        loop {
            if let Some(found) = look().await {
                return found;
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    let found = tokio::time::timeout(PATIENCE, looking).await;
    found.unwrap_or_else(|_| panic!("waited in vain until {what}"))
}
