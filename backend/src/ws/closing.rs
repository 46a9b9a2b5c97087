//! With which code, and with which words for whoever debugs a client, a connection is closed.

use common::protocol::v1::close;
use tokio_tungstenite::tungstenite::Error as SocketError;

use super::stall::Stalled;
use crate::hub::Ended;

/// How to close.
pub(super) struct Closing {
    pub(super) code: u16,
    pub(super) reason: &'static str,
}

impl Closing {
    /// Because the hub wants it.
    pub(super) fn of(ended: Ended) -> Self {
        let reason = match ended {
            Ended::SignedOut(_) => "the session has ended",
            Ended::Lagged => "read too slowly: resume from what you have",
            Ended::Renewed => "the session has a new token: come again with it",
            Ended::Stopping => "the server stops",
        };
        Self {
            code: ended.code(),
            reason,
        }
    }

    /// After the socket has failed, if the client can still be told something.
    pub(super) fn after(error: &SocketError) -> Option<Self> {
        let (code, reason) = match error {
            SocketError::Capacity(_) => (close::TOO_BIG, "a frame has at most 65,536 bytes"),
            SocketError::Utf8(_) => (1007, "text frames are UTF-8"),
            SocketError::Protocol(_) => (1002, "not a WebSocket frame"),
            SocketError::Io(error) if Stalled::is_behind(error) => (
                close::STALLED,
                "nothing was read for too long: resume from what you have",
            ),
            _ => return None,
        };
        Some(Self { code, reason })
    }
}
