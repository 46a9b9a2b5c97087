//! What the page of devices asks, and the answers: loaded with the page.

use client_core::devices::{Answer, Request};
use common::protocol::codec;

use super::{NOTHING, done, get, post, read};

/// Asks the server.
pub(crate) async fn ask(request: Request) -> Answer {
    match request {
        Request::List => Answer::List(read(get("/api/devices").await).await),
        Request::SignOut(asked) => {
            Answer::Ended(done("/api/devices/sign-out", codec::encode(&asked)).await)
        }
        Request::SignOutOthers => {
            Answer::Ended(done("/api/devices/sign-out-others", NOTHING.to_owned()).await)
        }
        Request::ChangePassword(form) => {
            Answer::PasswordChanged(done("/api/password", codec::encode(&form)).await)
        }
        Request::MakeCodes(form) => {
            let body = codec::encode(&form);
            Answer::CodesMade(read(post("/api/recovery-codes", body).await).await)
        }
    }
}
