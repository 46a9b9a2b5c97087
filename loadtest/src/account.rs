//! People of a test: registered over HTTP like anyone, and signed in.

use std::net::{Ipv4Addr, SocketAddr};

use common::{
    ids::UserId,
    protocol::{
        codec,
        v1::{
            SUBPROTOCOL,
            http::{Register, SignedIn},
        },
    },
};

use crate::{
    failure::Failure,
    http,
    socket::{self, Socket},
};

/// Where the server offers the WebSocket.
const SOCKET_PATH: &str = "/ws";

/// A signed-in person.
#[derive(Clone, Debug)]
pub struct Account {
    /// Who.
    pub user: UserId,
    /// The unique name.
    pub username: String,
    /// The session's cookie.
    cookie: String,
}

impl Account {
    /// Registers someone.
    pub async fn register(server: SocketAddr, username: &str) -> Result<Self, Failure> {
        let body = Register {
            username: username.to_owned(),
            name: username.to_owned(),
            password: format!("{username} is a test account"),
        };
        let answer = http::post(server, "/api/register", &codec::encode(&body)).await?;
        let signed_in = codec::decode::<SignedIn>(&answer.body);
        match (answer.status, signed_in, answer.cookie) {
            (201, Some(SignedIn { me }), Some(cookie)) => Ok(Self {
                user: me.id,
                username: username.to_owned(),
                cookie,
            }),
            (status, ..) => Err(Failure::Unexpected(format!(
                "registering {username} was answered with {status}: {}",
                answer.body
            ))),
        }
    }

    /// Opens a WebSocket as this person, as a browser would.
    pub async fn open(&self, server: SocketAddr, from: Ipv4Addr) -> Result<Socket, Failure> {
        let headers = [
            ("origin", http::origin(server)),
            ("cookie", self.cookie.clone()),
            ("sec-websocket-protocol", SUBPROTOCOL.to_owned()),
        ];
        let headers: Vec<_> = headers
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        socket::open(server, SOCKET_PATH, &headers, from).await
    }
}
