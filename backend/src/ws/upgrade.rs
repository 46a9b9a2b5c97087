//! Who may open a WebSocket, and with which limits.
//!
//! Browsers send the cookie with a WebSocket whatever page opens it, and no preflight asks before. So the handshake is answered only to a
//! page of this very site (exact `Origin`, `Sec-Fetch-Site` where it is sent), with a session, speaking our subprotocol.

use std::sync::Arc;

use axum::{
    body::Body,
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use common::{
    ids::ConnectionId,
    limits,
    protocol::{
        codec,
        v1::{ApiError, ErrorCode, SUBPROTOCOL},
    },
};
use hyper::upgrade::OnUpgrade;
use hyper_util::rt::TokioIo;
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    net::TcpStream,
    sync::{OwnedSemaphorePermit, Semaphore},
    time::{Duration, timeout},
};
use tokio_tungstenite::{
    WebSocketStream,
    tungstenite::{
        handshake::server::create_response_with_body,
        protocol::{Role, WebSocketConfig},
    },
};

use super::{
    session::{End, Session},
    stall::StallLimit,
};
use crate::{
    clock::{Clock, Entropy},
    config::{Limits, Timing},
    edge::{ConnectionGuard, Site, refusal},
    hub::Hub,
    lifecycle::Lifecycle,
    service::{Services, accounts::Identity},
};

/// What every WebSocket of this server shares.
pub struct Sockets {
    /// The use cases.
    pub services: Services,
    /// Where connections hear news.
    pub hub: Hub,
    /// The time, for `welcome`.
    pub clock: Arc<dyn Clock>,
    /// Where connections' names come from.
    pub entropy: Arc<dyn Entropy>,
    /// Which pages may open a socket.
    pub site: Arc<Site>,
    /// Heartbeats and time-outs.
    pub timing: Timing,
    /// Bounds on what a client may make the server hold.
    pub limits: Limits,
    /// A stop waits for them.
    pub life: Lifecycle,
    /// Room for those that have not said `hello`.
    pub waiting: Arc<Semaphore>,
    /// What is counted for every frame.
    pub meters: Meters,
}

/// Counters that are touched by every frame, looked up once.
pub struct Meters {
    /// Frames from clients.
    pub frames_in: metrics::Counter,
}

impl Default for Meters {
    fn default() -> Self {
        Self {
            frames_in: metrics::counter!("confab_frames_in_total"),
        }
    }
}

/// A place among those that have not said `hello`.
pub(super) type Waiting = OwnedSemaphorePermit;

/// The read buffer of a connection: some messages of the usual length. The library allocates it for each connection and zeroes it before each
/// read (128 KiB if it is not told otherwise), and makes room by itself for a frame that is larger.
const READ_BUFFER_BYTES: usize = 1024;

/// Bytes gathered before the socket is written to although nothing asked for it.
const WRITE_BUFFER_BYTES: usize = 8 * 1024;

/// Bytes that may wait inside the library: the largest frame that we send (a catch-up's delta of 256 KiB of text, escaped) and what was
/// gathered before it.
const WRITE_BUFFER_LIMIT_BYTES: usize = 4 * 1024 * 1024;

/// What is read and thrown away of a client that sent too much, so that it sees why before its connection is reset.
const LINGER_BYTES: usize = 4 * 1024 * 1024;
/// How long that may take.
const LINGER: Duration = Duration::from_secs(1);

/// `GET /ws`.
pub async fn upgrade(State(sockets): State<Arc<Sockets>>, mut request: Request) -> Response {
    let on_upgrade = hyper::upgrade::on(&mut request);
    let guard = request.extensions().get::<ConnectionGuard>().cloned();
    match admit(&sockets, request.headers(), guard).await {
        Ok(admitted) => accept(sockets, &request, on_upgrade, admitted),
        Err((status, error)) => refuse(status, &error),
    }
}

/// One who may open a WebSocket.
struct Admitted {
    who: Identity,
    token: Arc<str>,
    waiting: Waiting,
    guard: Option<ConnectionGuard>,
}

async fn admit(
    sockets: &Sockets,
    headers: &HeaderMap,
    guard: Option<ConnectionGuard>,
) -> Result<Admitted, (StatusCode, ApiError)> {
    sockets.site.judge_socket(headers).map_err(|cross_site| {
        let error = ApiError::never(ErrorCode::CrossSite, cross_site.to_string());
        (StatusCode::FORBIDDEN, error)
    })?;
    let signed_out = || {
        let error = ApiError::never(ErrorCode::SignedOut, "Sign in first.");
        (StatusCode::UNAUTHORIZED, error)
    };
    let token = sockets.site.token(headers).ok_or_else(signed_out)?;
    let who = sockets.services.accounts.authenticate(token).await;
    let who = who
        .map_err(|error| (StatusCode::SERVICE_UNAVAILABLE, refusal(&error)))?
        .ok_or_else(signed_out)?;
    if !offers_our_protocol(headers) {
        let error = ApiError::never(
            ErrorCode::Unsupported,
            format!("The subprotocol is {SUBPROTOCOL}."),
        );
        return Err((StatusCode::BAD_REQUEST, error));
    }
    let waiting = Arc::clone(&sockets.waiting).try_acquire_owned();
    let too_many = || {
        let error = ApiError::later(
            ErrorCode::Unavailable,
            "Too many connections are being opened at once. Try again in a moment.",
            1_000,
        );
        (StatusCode::SERVICE_UNAVAILABLE, error)
    };
    let waiting = waiting.map_err(|_| too_many())?;
    let guard = match guard {
        Some(guard) => {
            let client = sockets.site.client_address(guard.peer(), headers);
            Some(guard.on_behalf_of(client).ok_or_else(too_many)?)
        }
        None => None,
    };
    Ok(Admitted {
        who,
        token: Arc::from(token),
        waiting,
        guard,
    })
}

fn offers_our_protocol(headers: &HeaderMap) -> bool {
    headers
        .get_all(header::SEC_WEBSOCKET_PROTOCOL)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .any(|offered| offered.trim() == SUBPROTOCOL)
}

fn accept(
    sockets: Arc<Sockets>,
    request: &Request,
    on_upgrade: OnUpgrade,
    admitted: Admitted,
) -> Response {
    let Ok(mut response) = create_response_with_body(request, Body::empty) else {
        let error = ApiError::never(
            ErrorCode::Malformed,
            "This address speaks WebSocket, version 13 (RFC 6455).",
        );
        return refuse(StatusCode::BAD_REQUEST, &error);
    };
    response.headers_mut().insert(
        header::SEC_WEBSOCKET_PROTOCOL,
        HeaderValue::from_static(SUBPROTOCOL),
    );
    let conn = ConnectionId::new(sockets.clock.now(), sockets.entropy.bytes());
    let life = sockets.life.clone();
    life.spawn(async move {
        let Admitted {
            who,
            token,
            waiting,
            guard,
        } = admitted;
        let Some(socket) = Box::pin(open(on_upgrade, sockets.timing)).await else {
            return;
        };
        let session = Session::new(socket, sockets, who, token, conn, waiting);
        let mut session = Box::new(session);
        if matches!(session.run().await, End::Unreadable) {
            Box::pin(linger(session.into_socket().into_inner())).await;
        }
        drop(guard);
    });
    response
}

/// The socket, once the handshake's answer is written.
async fn open(
    on_upgrade: OnUpgrade,
    timing: Timing,
) -> Option<WebSocketStream<StallLimit<TcpStream>>> {
    let upgraded = timeout(timing.hello, on_upgrade).await.ok()?.ok()?;
    let parts = upgraded.downcast::<TokioIo<TcpStream>>().ok()?;
    let config = WebSocketConfig::default()
        .read_buffer_size(READ_BUFFER_BYTES)
        .write_buffer_size(WRITE_BUFFER_BYTES)
        .max_write_buffer_size(WRITE_BUFFER_LIMIT_BYTES)
        .max_message_size(Some(limits::INBOUND_FRAME_BYTES))
        .max_frame_size(Some(limits::INBOUND_FRAME_BYTES));
    let stream = StallLimit::new(parts.io.into_inner(), timing.stall);
    let early = parts.read_buf.to_vec();
    Some(WebSocketStream::from_partially_read(stream, early, Role::Server, Some(config)).await)
}

/// Reads on for a moment: closing a socket with unread bytes resets the connection, and a reset takes the close frame with it.
async fn linger(mut stream: impl AsyncRead + AsyncWrite + Unpin) {
    let drain = async {
        stream.shutdown().await?;
        let mut sink = [0; 1024];
        let mut left = LINGER_BYTES;
        while left > 0 {
            match stream.read(&mut sink).await? {
                0 => break,
                read => left = left.saturating_sub(read),
            }
        }
        Ok::<(), std::io::Error>(())
    };
    let _ = timeout(LINGER, drain).await;
}

fn refuse(status: StatusCode, error: &ApiError) -> Response {
    let headers = [(header::CONTENT_TYPE, "application/json")];
    let mut response = (status, headers, codec::encode(error)).into_response();
    if status == StatusCode::SERVICE_UNAVAILABLE {
        let soon = HeaderValue::from_static("1");
        response.headers_mut().insert(header::RETRY_AFTER, soon);
    }
    response
}
