//! Requests over HTTP and their answers.

pub(crate) mod devices;
pub(crate) mod picture;

use client_core::{
    effect::HttpRequest,
    input::{HttpAnswer, HttpError},
};
use common::{
    json::Read,
    protocol::{
        codec,
        v1::http::{DemoSignIn, REQUEST_HEADER},
    },
};
use gloo_net::http::{Request, Response};
use wasm_bindgen::JsValue;

/// Asks the server.
pub(crate) async fn ask(request: HttpRequest) -> HttpAnswer {
    match request {
        HttpRequest::Session => HttpAnswer::Session(read(get("/api/session").await).await),
        HttpRequest::Register(form) => {
            let body = codec::encode(&form);
            HttpAnswer::SignedIn(read(post("/api/register", body).await).await)
        }
        HttpRequest::SignIn(form) => {
            let body = codec::encode(&form);
            HttpAnswer::SignedIn(read(post("/api/sign-in", body).await).await)
        }
        HttpRequest::SignInAs(user) => {
            let body = codec::encode(&DemoSignIn { user });
            HttpAnswer::SignedIn(read(post("/api/demo", body).await).await)
        }
        HttpRequest::SignOut => {
            HttpAnswer::SignedOut(done("/api/sign-out", NOTHING.to_owned()).await)
        }
        HttpRequest::Recover(form) => {
            let body = codec::encode(&form);
            HttpAnswer::SignedIn(read(post("/api/recover", body).await).await)
        }
    }
}

/// The body of a request that has nothing to say.
const NOTHING: &str = "{}";

/// Asks for something whose answer says no more than that it is done.
async fn done(path: &str, body: String) -> Result<(), HttpError> {
    let response = post(path, body).await?;
    if response.ok() {
        Ok(())
    } else {
        Err(refusal(response).await)
    }
}

async fn get(path: &str) -> Result<Response, HttpError> {
    let sent = Request::get(path).send().await;
    sent.map_err(|_| HttpError::Unreachable)
}

async fn post(path: &str, body: String) -> Result<Response, HttpError> {
    send(path, "application/json", &body.into()).await
}

/// Posts a body of any kind.
async fn send(path: &str, kind: &str, body: &JsValue) -> Result<Response, HttpError> {
    let (name, value) = REQUEST_HEADER;
    let request = Request::post(path)
        .header(name, value)
        .header("content-type", kind)
        .body(body)
        .map_err(|_| HttpError::Unreachable)?;
    request.send().await.map_err(|_| HttpError::Unreachable)
}

/// Reads an answer. One that is not of the contract comes from something in between, such as a proxy without its server.
async fn read<T: Read>(response: Result<Response, HttpError>) -> Result<T, HttpError> {
    let response = response?;
    if !response.ok() {
        return Err(refusal(response).await);
    }
    let text = response.text().await.map_err(|_| HttpError::Unreachable)?;
    codec::decode(&text).ok_or(HttpError::Unreachable)
}

async fn refusal(response: Response) -> HttpError {
    let text = response.text().await.unwrap_or_default();
    codec::decode(&text).map_or(HttpError::Unreachable, HttpError::Refused)
}
