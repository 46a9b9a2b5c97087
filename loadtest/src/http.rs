//! Enough HTTP/1.1 to sign in and to ask whether a server is ready: one request per connection, read to its end.

use std::net::SocketAddr;

use common::protocol::v1::http::REQUEST_HEADER;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

use crate::failure::Failure;

/// An answer.
#[derive(Clone, Debug)]
pub struct Response {
    /// The status, such as 200.
    pub status: u16,
    /// The first `Set-Cookie` without its attributes, ready to be a `Cookie`.
    pub cookie: Option<String>,
    /// The body.
    pub body: String,
}

/// The origin that a browser would state for this server's pages.
pub fn origin(server: SocketAddr) -> String {
    format!("http://{server}")
}

/// `GET`.
pub async fn get(server: SocketAddr, path: &str) -> Result<Response, Failure> {
    exchange(
        server,
        format!("GET {path} HTTP/1.1\r\nHost: {server}\r\nConnection: close\r\n\r\n"),
    )
    .await
}

/// `POST` of JSON, as the app's own pages would send it.
pub async fn post(server: SocketAddr, path: &str, json: &str) -> Result<Response, Failure> {
    let (name, value) = REQUEST_HEADER;
    let origin = origin(server);
    let length = json.len();
    let request = format!(
        "POST {path} HTTP/1.1\r\nHost: {server}\r\nConnection: close\r\nOrigin: {origin}\r\n{name}: {value}\r\n\
         Content-Type: application/json\r\nContent-Length: {length}\r\n\r\n{json}"
    );
    exchange(server, request).await
}

async fn exchange(server: SocketAddr, request: String) -> Result<Response, Failure> {
    let mut answer = Vec::new();
    let talk = async {
        let mut stream = TcpStream::connect(server).await?;
        stream.write_all(request.as_bytes()).await?;
        stream.read_to_end(&mut answer).await
    };
    talk.await
        .map_err(Failure::while_doing(format!("talking HTTP to {server}")))?;
    read(&String::from_utf8_lossy(&answer))
        .ok_or_else(|| Failure::Unexpected(format!("{server} does not answer in HTTP")))
}

fn read(answer: &str) -> Option<Response> {
    let (head, body) = answer.split_once("\r\n\r\n")?;
    let mut lines = head.lines();
    let status = lines.next()?.split(' ').nth(1)?.parse().ok()?;
    let cookie = lines
        .filter_map(|line| line.split_once(':'))
        .find(|(name, _)| name.eq_ignore_ascii_case("set-cookie"))
        .and_then(|(_, value)| value.split(';').next())
        .map(|pair| pair.trim().to_owned());
    Some(Response {
        status,
        cookie,
        body: body.to_owned(),
    })
}

#[cfg(test)]
mod tests;
