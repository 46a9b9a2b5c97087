//! Why a measurement or a client could not go on.

use std::io;

use tokio_tungstenite::tungstenite;

/// What went wrong, in words for whoever runs the tool.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The system refused something: a socket, a file, a process.
    #[error("{doing}: {reason}")]
    System {
        /// What was being done.
        doing: String,
        /// What the system says.
        reason: io::Error,
    },
    /// The WebSocket broke, or could not be opened.
    #[error("WebSocket: {0}")]
    Socket(#[from] Box<tungstenite::Error>),
    /// The server answered something else than was needed.
    #[error("{0}")]
    Unexpected(String),
}

impl Failure {
    /// For `map_err`: names what was being done.
    pub fn while_doing(doing: impl Into<String>) -> impl FnOnce(io::Error) -> Self {
        let doing = doing.into();
        move |reason| Self::System { doing, reason }
    }
}

impl From<tungstenite::Error> for Failure {
    fn from(error: tungstenite::Error) -> Self {
        Self::Socket(Box::new(error))
    }
}

impl From<Failure> for io::Error {
    fn from(failure: Failure) -> Self {
        Self::other(failure)
    }
}
