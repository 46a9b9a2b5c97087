//! A client's WebSocket, as a browser would open it.

use std::net::{Ipv4Addr, SocketAddr};

use tokio::net::{TcpSocket, TcpStream};
use tokio_tungstenite::{
    WebSocketStream,
    tungstenite::{
        client::IntoClientRequest as _,
        handshake::client::Request,
        http::{HeaderName, HeaderValue},
        protocol::WebSocketConfig,
    },
};

use crate::failure::Failure;

/// An open WebSocket.
pub type Socket = WebSocketStream<TcpStream>;

/// Opens a WebSocket at `path` with these headers, from the local address `from`. A port range belongs to a pair of addresses, so many
/// clients on one machine spread over 127.0.0.x.
pub async fn open(
    server: SocketAddr,
    path: &str,
    headers: &[(&'static str, &str)],
    from: Ipv4Addr,
) -> Result<Socket, Failure> {
    let request = request(server, path, headers)?;
    let connect = async {
        let socket = TcpSocket::new_v4()?;
        socket.bind(SocketAddr::from((from, 0)))?;
        let stream = socket.connect(server).await?;
        stream.set_nodelay(true)?;
        Ok(stream)
    };
    let stream = connect
        .await
        .map_err(Failure::while_doing(format!("connecting to {server}")))?;
    // tungstenite's own 128 KiB are allocated and zeroed for every socket; a generator opens ten thousand.
    let buffers = WebSocketConfig::default()
        .read_buffer_size(4 * 1024)
        .write_buffer_size(4 * 1024);
    let (socket, _) =
        tokio_tungstenite::client_async_with_config(request, stream, Some(buffers)).await?;
    Ok(socket)
}

fn request(
    server: SocketAddr,
    path: &str,
    headers: &[(&'static str, &str)],
) -> Result<Request, Failure> {
    let mut request = format!("ws://{server}{path}").into_client_request()?;
    for (name, value) in headers {
        let value = HeaderValue::from_str(value)
            .map_err(|_| Failure::Unexpected(format!("“{name}” cannot be a header")))?;
        request
            .headers_mut()
            .insert(HeaderName::from_static(name), value);
    }
    Ok(request)
}
