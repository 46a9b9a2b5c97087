//! One WebSocket, from its handshake to its close.
//!
//! - [`upgrade`]: who may open one: the page's site, the session, the subprotocol, the limits.
//! - [`machine`]: what a frame means where it stands: frame in, step out, without sockets, clocks or tasks.
//! - [`session`]: drives the machine over a socket; the only `select!`.
//! - [`exchange`]: one look at the socket, both ways.
//! - [`stall`]: how long a socket may take nothing.
//! - [`closing`]: with which code and words a connection is closed.
//! - [`greeting`]: the answer to `hello`.
//! - [`request`]: what a client asks for, done by the service and put into frames.
//! - [`rate_limit`]: how fast a client is read.
//! - [`head_comparison`]: finds changes that the bus lost and nothing followed.
//! - [`revocation`]: finds sessions that another process has ended.
//!
//! Before this: `common::protocol::v1`, `client_core::reduce`. Next stop on a message's way: [`machine`], then `service::messages`.

mod closing;
mod exchange;
mod greeting;
mod head_comparison;
mod machine;
mod rate_limit;
mod request;
mod revocation;
mod session;
mod stall;
mod upgrade;
mod wish;

pub use greeting::{Beginning, greet};
pub use head_comparison::{Untold, compare_heads};
pub use machine::{Machine, Request, Step};
pub use request::{Answer, answer};
pub use revocation::watch_sessions;
pub use upgrade::{Meters, Sockets, upgrade};
