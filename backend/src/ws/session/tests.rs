//! What an idle connection holds on to. (What a session does is tested over real sockets, in `tests/it`.)

use tokio::net::TcpStream;
use tokio_tungstenite::WebSocketStream;

use super::{super::stall::StallLimit, Session};

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
