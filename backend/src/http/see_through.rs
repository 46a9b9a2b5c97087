//! Calls that are done to their end although whoever asked has left.
//!
//! A handler is dropped with the connection that asked for it. What it gave the store to write is written all the same, but the word of it, which comes
//! after, would never be said: a session would be over, and its sockets open until they are looked at again.

use axum::{Extension, extract::Request, middleware::Next, response::Response};
use tokio::sync::oneshot;

use super::router::panicked;
use crate::lifecycle::Lifecycle;

/// Answers by a task of its own, which a stop waits for.
pub(super) async fn see_through(
    Extension(life): Extension<Lifecycle>,
    request: Request,
    next: Next,
) -> Response {
    let (told, answer) = oneshot::channel();
    life.spawn(async move {
        let response = next.run(request).await;
        // Whoever asked may have left.
        let _ = told.send(response);
    });
    // There is none if the task panicked, or was cut when the server stopped.
    answer.await.unwrap_or_else(|cut| panicked(Box::new(cut)))
}

#[cfg(test)]
mod tests;
