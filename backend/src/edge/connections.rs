//! How many connections there may be: in all, and from one address.

use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{Arc, Mutex, PoisonError},
};

use super::Site;
use crate::service::guard::neighbourhood;

/// Counts connections. Cheap to clone.
#[derive(Clone, Debug)]
pub struct ConnectionCaps(Arc<Caps>);

#[derive(Debug)]
struct Caps {
    site: Arc<Site>,
    in_all: usize,
    per_address: usize,
    open: Mutex<Open>,
}

#[derive(Debug, Default)]
struct Open {
    in_all: usize,
    per_address: HashMap<IpAddr, usize>,
}

/// A connection that counts until the last copy of this is gone.
#[derive(Clone, Debug)]
pub struct ConnectionGuard(Arc<Counted>);

#[derive(Debug)]
struct Counted {
    caps: ConnectionCaps,
    peer: IpAddr,
    /// The address that it counts for; none for a proxy, which speaks for many.
    address: Option<IpAddr>,
    /// It counts as one more socket.
    socket: bool,
}

impl ConnectionCaps {
    /// At most `in_all` connections, and `per_address` from one address that is no trusted proxy.
    pub fn new(site: Arc<Site>, in_all: usize, per_address: usize) -> Self {
        Self(Arc::new(Caps {
            site,
            in_all,
            per_address,
            open: Mutex::default(),
        }))
    }

    /// Counts a new connection from `peer`; `None` if there are too many.
    pub fn admit(&self, peer: IpAddr) -> Option<ConnectionGuard> {
        let proxy = self.0.site.is_trusted_proxy(peer);
        self.count(peer, (!proxy).then(|| neighbourhood(peer)), true)
    }

    fn count(
        &self,
        peer: IpAddr,
        address: Option<IpAddr>,
        socket: bool,
    ) -> Option<ConnectionGuard> {
        let mut open = self.0.open.lock().unwrap_or_else(PoisonError::into_inner);
        if socket && open.in_all >= self.0.in_all {
            return None;
        }
        if let Some(address) = address {
            let from_there = open.per_address.entry(address).or_default();
            if *from_there >= self.0.per_address {
                return None;
            }
            *from_there += 1;
        }
        open.in_all += usize::from(socket);
        Some(ConnectionGuard(Arc::new(Counted {
            caps: self.clone(),
            peer,
            address,
            socket,
        })))
    }

    /// Connections that count now.
    pub fn open(&self) -> usize {
        let open = self.0.open.lock().unwrap_or_else(PoisonError::into_inner);
        open.in_all
    }
}

impl ConnectionGuard {
    /// Who is at the other end of the wire: a client or a proxy.
    pub fn peer(&self) -> IpAddr {
        self.0.peer
    }

    /// Counts a long-lived connection for the client that a proxy speaks for; `None` if that client has too many. For a client without a
    /// proxy it counts already.
    pub fn on_behalf_of(&self, client: IpAddr) -> Option<Self> {
        match self.0.address {
            Some(_) => Some(self.clone()),
            None => self
                .0
                .caps
                .count(self.0.peer, Some(neighbourhood(client)), false),
        }
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        let caps = &self.caps.0;
        let mut open = caps.open.lock().unwrap_or_else(PoisonError::into_inner);
        open.in_all -= usize::from(self.socket);
        if let Some(address) = self.address
            && let Some(from_there) = open.per_address.get_mut(&address)
        {
            *from_there -= 1;
            if *from_there == 0 {
                open.per_address.remove(&address);
            }
        }
    }
}
