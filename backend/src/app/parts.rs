//! The parts that a server is made of, for real: the embedded store, the local bus, the machine's clock and randomness.

use std::{num::NonZeroU32, path::Path, sync::Arc};

use common::{protocol::v1::http::Registration, seq::Epoch};

use super::AppError;
use crate::{
    bus::{Bus, LocalBus},
    clock::{Clock, Entropy, SystemClock, SystemEntropy},
    config::Config,
    hub::{Hub, OutboxLimits},
    service::{RateLimits, Services, Settings, demo, passwords::Cost},
    store::{
        Store,
        sqlite::{Sharing, SqliteStore},
    },
};

/// What a server is made of. Tests put in a clock of their own, or a bus that loses things.
#[derive(Clone)]
pub struct Parts {
    /// The use cases, over the store.
    pub services: Services,
    /// How news travels.
    pub bus: Arc<dyn Bus>,
    /// Whom it reaches here.
    pub hub: Hub,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Randomness.
    pub entropy: Arc<dyn Entropy>,
}

impl Parts {
    /// The parts of a server with this configuration, and what its demo needs.
    pub async fn open(config: &Config, sharing: Sharing) -> Result<Self, AppError> {
        let store = Arc::new(open_store(&config.data_dir, sharing)?);
        let clock = SystemClock::new();
        if config.demo && sharing == Sharing::Server {
            demo::seed(&*store, clock.now()).await?;
        }
        let bus = Arc::new(LocalBus::default());
        let (clock, entropy) = (Arc::new(clock), Arc::new(SystemEntropy));
        Ok(Self::new(config, store, bus, clock, entropy))
    }

    /// The parts of a server over this rim.
    pub fn new(
        config: &Config,
        store: Arc<dyn Store>,
        bus: Arc<dyn Bus>,
        clock: Arc<dyn Clock>,
        entropy: Arc<dyn Entropy>,
    ) -> Self {
        let services = Services::new(
            store,
            Arc::clone(&bus),
            Arc::clone(&clock),
            Arc::clone(&entropy),
            settings(config),
        );
        Self {
            services,
            bus,
            hub: Hub::new(OutboxLimits::default(), config.limits.connections_per_user),
            clock,
            entropy,
        }
    }
}

/// Opens the database; a new one gets an epoch of its own.
pub(super) fn open_store(folder: &Path, sharing: Sharing) -> Result<SqliteStore, AppError> {
    Ok(SqliteStore::open(folder, sharing, fresh_epoch())?)
}

/// The name of a history that begins now.
pub(super) fn fresh_epoch() -> Epoch {
    let entropy: &dyn Entropy = &SystemEntropy;
    Epoch::new(u32::from_le_bytes(entropy.bytes()))
}

/// The configuration, as the use cases want it.
fn settings(config: &Config) -> Settings {
    let limits = &config.limits;
    let per_second = NonZeroU32::new(limits.messages_per_second).unwrap_or(NonZeroU32::MIN);
    Settings {
        open_registration: config.registration == Registration::Open,
        demo: config.demo,
        password_chars: config.password_chars,
        password_cost: Cost {
            memory_kib: config.hash_cost.memory_kib,
            passes: config.hash_cost.passes,
            lanes: 1,
        },
        limits: RateLimits {
            messages_per_second: per_second,
            // An outbox after a tunnel.
            message_burst: per_second.saturating_mul(SIX),
            sign_ins_per_minute: NonZeroU32::new(limits.sign_ins_per_minute),
            sign_ups_per_hour: NonZeroU32::new(limits.sign_ups_per_hour),
            ..RateLimits::default()
        },
        ..Settings::default()
    }
}

const SIX: NonZeroU32 = NonZeroU32::new(6).unwrap();
