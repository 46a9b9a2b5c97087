//! News to outboxes.
//!
//! - `state`: that of which only the latest value counts.

mod state;

use std::{
    cell::LazyCell,
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use bytes::Bytes;
use common::{
    ids::{ConnectionId, ConversationId, DeviceId, UserId},
    limits,
    model::SignedOutBecause,
    protocol::{codec, v1::ServerFrame},
    seq::{Rev, UserRev},
};
use tokio::time::timeout;

use super::{
    heads::{Heads, StateHeads},
    outbox::{Ended, Outbox, OutboxLimits},
    pace::Pace,
    parted::{Part, Parted},
    registry::{Entry, Registry},
    signs,
};
use crate::{
    bus::{Envelope, News, Payload, Subscription},
    clock::Clock,
};

/// The least time over which clients come back, in milliseconds: what they would draw anyway after a lost connection.
const LEAST_RETURN_MS: u32 = 500;

/// What one returning client is given of a new server's time, in milliseconds: two handshakes, a session and a catch-up, with room.
const RETURN_MS: u32 = 10;

/// The connections of this server. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Hub(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    state: Mutex<State>,
    limits: OutboxLimits,
    per_user: usize,
    /// Touched by every message, looked up once.
    deliveries: metrics::Counter,
}

#[derive(Debug, Default)]
struct State {
    registry: Registry,
    heads: Heads,
    user_heads: Parted<UserId, UserRev>,
    numbers: StateHeads,
    pace: Pace,
    stopping: bool,
}

/// The person has as many connections as anyone may have, or the server stops.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("Too many connections. Close other tabs or devices.")]
pub struct Full;

/// One connection's place in the hub; dropping it leaves.
#[derive(Debug)]
pub struct Connection {
    hub: Hub,
    user: UserId,
    conn: ConnectionId,
    outbox: Arc<Outbox>,
}

impl Hub {
    /// A hub without connections. Nobody gets more than `per_user` of them.
    pub fn new(limits: OutboxLimits, per_user: usize) -> Self {
        Self(Arc::new(Inner {
            state: Mutex::default(),
            limits,
            per_user,
            deliveries: metrics::counter!("confab_deliveries_total"),
        }))
    }

    /// Enters a connection: from now on news for `user` waits in its outbox.
    pub fn connect(
        &self,
        user: UserId,
        device: DeviceId,
        conn: ConnectionId,
    ) -> Result<Connection, Full> {
        let outbox = Arc::<Outbox>::default();
        let entry = Entry {
            conn,
            device,
            outbox: Arc::clone(&outbox),
        };
        let mut state = self.lock();
        if state.stopping || !state.registry.add(user, entry, self.0.per_user) {
            return Err(Full);
        }
        report_connections(&state.registry);
        Ok(Connection {
            hub: self.clone(),
            user,
            conn,
            outbox,
        })
    }

    /// Passes news on until the bus is gone. `on_loss` is called when the bus says that it lost some.
    pub async fn run(
        &self,
        mut news: Box<dyn Subscription>,
        clock: &dyn Clock,
        on_loss: impl Fn(),
    ) {
        loop {
            let next = match self.deliver_due(clock.monotonic()) {
                Some(due) => timeout(due.saturating_sub(clock.monotonic()), news.next()).await,
                None => Ok(news.next().await),
            };
            match next {
                Ok(Some(News::Envelope(envelope))) => self.deliver(&envelope, clock.monotonic()),
                Ok(Some(News::Lost(count))) => {
                    metrics::counter!("confab_bus_lost_total").increment(count);
                    on_loss();
                }
                Ok(None) => return,
                // Something is due.
                Err(_) => {}
            }
        }
    }

    /// Passes one piece of news on, at once or when it may be told.
    pub fn deliver(&self, envelope: &Envelope, now: Duration) {
        let mut guard = self.lock();
        let state = &mut *guard;
        let hearers = state.numbers.tell(&envelope.audience, &envelope.numbers);
        match &envelope.payload {
            Payload::Conversation { conv, logged } => {
                let frame = || ServerFrame::Delta {
                    conv: *conv,
                    from: logged.rev.prev(),
                    events: vec![logged.clone()],
                };
                if self.fan_out(&state.registry, &envelope.audience, frame) {
                    state.heads.told(*conv, logged.rev, &envelope.audience);
                }
            }
            Payload::User { user, logged } => {
                let frame = || ServerFrame::UserDelta {
                    from: logged.urev.prev(),
                    events: vec![logged.clone()],
                };
                if self.fan_out(&state.registry, &[*user], frame) {
                    let told = state.user_heads.of_mut(*user).entry(*user).or_default();
                    *told = (*told).max(logged.urev);
                }
            }
            Payload::Cursor { conv, cursor } => {
                self.tell_cursor(&state.registry, &hearers, *conv, *cursor);
            }
            Payload::Receipt { conv, receipt } => {
                self.offer_receipt(state, *conv, (*receipt, hearers.into_owned()), now);
            }
            Payload::Account(_) | Payload::Profile(_) | Payload::Standings(_) => {
                self.tell_people(state, &hearers, &envelope.payload);
            }
            Payload::SessionEnded {
                user,
                device,
                because,
            } => end(&state.registry, *user, *device, Ended::SignedOut(*because)),
            Payload::SessionRenewed { user, device } => {
                end(&state.registry, *user, *device, Ended::Renewed);
            }
            Payload::Signs { typing, presence } => {
                signs::deliver(&state.registry, typing, presence, self.0.limits);
            }
        }
    }

    /// Ends the connections of a device that is signed in no longer.
    pub fn sign_out(&self, user: UserId, device: DeviceId, because: SignedOutBecause) {
        end(
            &self.lock().registry,
            user,
            device,
            Ended::SignedOut(because),
        );
    }

    /// The devices that are connected, and whose they are.
    pub fn devices(&self) -> HashMap<DeviceId, UserId> {
        self.lock().registry.devices().collect()
    }

    /// Puts a frame into the outboxes of these people, encoded at the first of them; `false` if none of them is connected.
    fn fan_out(
        &self,
        registry: &Registry,
        audience: &[UserId],
        frame: impl FnOnce() -> ServerFrame,
    ) -> bool {
        let deliveries = fan_out_by(registry, audience, frame, |outbox, frame| {
            outbox.push_durable(frame, self.0.limits);
        });
        self.0.deliveries.increment(deliveries);
        deliveries > 0
    }

    /// Tells one person something that they missed.
    pub fn tell(&self, user: UserId, frame: ServerFrame) {
        let state = self.lock();
        self.fan_out(&state.registry, &[user], || frame);
    }

    /// Ends a person's connections as too far behind: they come again and catch up.
    pub fn lag(&self, user: UserId) {
        for entry in self.lock().registry.of(user) {
            entry.outbox.end(Ended::Lagged);
        }
    }

    /// Notes how far everyone who is connected was told of a conversation by other ways than the bus.
    pub fn told(&self, conv: ConversationId, rev: Rev) {
        self.lock().heads.told(conv, rev, &[]);
    }

    /// Notes how far one connection of a person read a conversation for itself.
    pub fn caught_up(&self, user: UserId, conv: ConversationId, rev: Rev) {
        let mut guard = self.lock();
        let State {
            registry, heads, ..
        } = &mut *guard;
        heads.caught_up(conv, rev, user, |user| registry.of(user).len());
    }

    /// Notes how far one connection of a person read that person's own state for itself; what the others were told stays noted.
    pub fn caught_up_user(&self, user: UserId, urev: UserRev) {
        let mut guard = self.lock();
        let State {
            registry,
            user_heads,
            ..
        } = &mut *guard;
        let told = user_heads.of_mut(user).entry(user).or_insert(urev);
        if registry.of(user).len() <= 1 {
            *told = (*told).max(urev);
        }
    }

    /// Notes how far every connection of a person was told of that person's own state by other ways than the bus.
    pub fn told_user(&self, user: UserId, urev: UserRev) {
        let mut state = self.lock();
        let told = state.user_heads.of_mut(user).entry(user).or_default();
        *told = (*told).max(urev);
    }

    /// How far each conversation of this part and of those connected was told.
    pub fn heads(&self, part: Part) -> Vec<(ConversationId, Rev)> {
        let mut guard = self.lock();
        let State {
            registry, heads, ..
        } = &mut *guard;
        heads.list(part, |user| !registry.of(user).is_empty())
    }

    /// How far each person of this part who is connected was told of their own state.
    pub fn user_heads(&self, part: Part) -> Vec<(UserId, UserRev)> {
        let mut guard = self.lock();
        let State {
            registry,
            user_heads,
            ..
        } = &mut *guard;
        let is_here = |user: &UserId, _: &_| !registry.of(*user).is_empty();
        user_heads.list(part, is_here, |urev| *urev)
    }

    /// Those of a conversation's people who are connected.
    pub fn connected_of(&self, conv: ConversationId) -> Vec<UserId> {
        let state = self.lock();
        let audience = state.heads.audience(conv);
        audience
            .iter()
            .flat_map(|users| users.iter().copied())
            .filter(|user| !state.registry.of(*user).is_empty())
            .collect()
    }

    /// How many connections a person has here.
    pub fn connections_of(&self, user: UserId) -> usize {
        self.lock().registry.of(user).len()
    }

    /// Takes no more connections, and asks each to say `go_away` and to end. The more there are, the longer the time over which they may come
    /// back, so that whoever takes them is not overrun; a few come back at once.
    pub fn stop(&self) {
        let mut state = self.lock();
        state.stopping = true;
        let connections = u32::try_from(state.registry.len()).unwrap_or(u32::MAX);
        let within_ms = connections
            .saturating_mul(RETURN_MS)
            .clamp(LEAST_RETURN_MS, limits::GO_AWAY_MS);
        let go_away = codec::encode_server(&ServerFrame::GoAway { within_ms });
        let go_away = Bytes::from(go_away);
        for entry in state.registry.all() {
            entry.outbox.push_durable(go_away.clone(), self.0.limits);
            entry.outbox.end(Ended::Stopping);
        }
    }

    fn leave(&self, user: UserId, conn: ConnectionId) {
        let mut state = self.lock();
        state.registry.remove(user, conn);
        report_connections(&state.registry);
    }

    /// Held for the time of a look-up and a few pushes, never across an await. A delivery to ten thousand connections holds it for about a
    /// millisecond.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What must always hold; each violation in words.
    #[cfg(test)]
    pub(super) fn check_invariants(&self) -> Vec<String> {
        self.lock().registry.check_invariants()
    }
}

/// Gives a frame to each connection of these people, encoded at the first of them; to how many.
fn fan_out_by(
    registry: &Registry,
    audience: &[UserId],
    frame: impl FnOnce() -> ServerFrame,
    push: impl Fn(&Outbox, Bytes),
) -> u64 {
    let encoded = LazyCell::new(|| Bytes::from(codec::encode_server(&frame())));
    let mut given = 0;
    for entry in audience.iter().flat_map(|user| registry.of(*user)) {
        push(&entry.outbox, encoded.clone());
        given += 1;
    }
    given
}

fn end(registry: &Registry, user: UserId, device: DeviceId, ended: Ended) {
    let entries = registry.of(user).iter();
    for entry in entries.filter(|entry| entry.device == device) {
        entry.outbox.end(ended);
    }
}

#[expect(
    clippy::cast_precision_loss,
    reason = "a gauge of sockets stays far below 2^52"
)]
fn report_connections(registry: &Registry) {
    metrics::gauge!("confab_connections").set(registry.len() as f64);
}

impl Connection {
    /// What waits for this connection.
    pub fn outbox(&self) -> &Outbox {
        &self.outbox
    }

    /// Whose it is.
    pub fn user(&self) -> UserId {
        self.user
    }

    /// Its name.
    pub fn id(&self) -> ConnectionId {
        self.conn
    }

    /// The hub that it is in.
    pub fn hub(&self) -> &Hub {
        &self.hub
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.hub.leave(self.user, self.conn);
    }
}
