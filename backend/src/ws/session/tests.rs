//! What a connection holds on to. (What a session does is tested over real sockets, in `tests/it`.)

use std::sync::Arc;

use tokio::net::TcpStream;
use tokio_tungstenite::WebSocketStream;

use super::{
    super::{machine::Request, stall::StallLimit, upgrade::Sockets},
    Session, answer,
};
use crate::service::accounts::Identity;

type Real = Session<WebSocketStream<StallLimit<TcpStream>>>;

fn size_of_future<'a, F>(_: fn(&'a mut Real) -> F) -> usize {
    size_of::<F>()
}

/// Ten thousand connections hold these ten thousand times. A future that grows unseen (an argument captured twice, a cold path that is not
/// boxed) costs more than any buffer: it was 1,752 bytes before both were mended.
#[test]
fn an_idle_session_is_small() {
    let (state, future) = (size_of::<Real>(), size_of_future(Real::run));
    assert!(state <= 704, "a session's state has {state} bytes");
    assert!(future <= 512, "a session's future has {future} bytes");
}

fn size_of_answer<F>(_: fn(Arc<Sockets>, Identity, Request) -> F) -> usize {
    size_of::<F>()
}

/// On a busy server thousands of messages wait for their group's commit, each in one of these, which is put together and then moved to where it
/// waits: it was 2,640 bytes, and that was a tenth of what a message cost.
#[test]
fn a_message_that_waits_is_small() {
    let size = size_of_answer(answer);
    assert!(size <= 1024, "a request's future has {size} bytes");
}
