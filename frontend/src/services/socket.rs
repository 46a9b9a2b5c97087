//! The WebSocket: one task per socket, which alone touches it.
//!
//! A socket lives as long as the sender of its queue: letting go of it ends the task, and the task closes the socket. What the browser says
//! about a failure is an error, then a close with a code, then nothing; only the close is reported, once.

use std::{
    cell::{Cell, RefCell},
    pin::Pin,
    rc::Rc,
};

use client_core::input::{Input, LinkEvent, SocketId};
use common::protocol::{
    codec,
    v1::{ClientFrame, SUBPROTOCOL},
};
use futures_channel::mpsc::{UnboundedReceiver, UnboundedSender, unbounded};
use futures_util::{FutureExt, Sink, SinkExt, StreamExt, future::poll_fn, select_biased};
use gloo_net::websocket::{Message, State, WebSocketError, futures::WebSocket};
use wasm_bindgen_futures::spawn_local;

use super::{Report, crash, window};

/// The close code of a socket that ended without one (RFC 6455 §7.1.5).
const ABNORMAL: u16 = 1006;
/// The close code of an end that was wished for (RFC 6455 §7.4.1).
const NORMAL: u16 = 1000;

/// The one socket that is wanted at a time.
pub(crate) struct Socket {
    queue: RefCell<Option<UnboundedSender<String>>>,
    /// The browser's end of it, which a task that has died does not close.
    latest: Rc<Cell<Option<web_sys::WebSocket>>>,
}

impl Default for Socket {
    fn default() -> Self {
        let latest = Rc::<Cell<Option<web_sys::WebSocket>>>::default();
        let last = latest.clone();
        crash::at_the_end(move || {
            if let Some(socket) = last.take() {
                let _ = socket.close();
            }
        });
        Self {
            queue: RefCell::default(),
            latest,
        }
    }
}

impl Socket {
    /// Opens a socket and lets go of the one before.
    pub(crate) fn open(&self, id: SocketId, report: &Report) {
        let (queue, frames) = unbounded();
        self.queue.replace(Some(queue));
        let report = report.clone();
        // In a debug build the offer is Trunk's to make (`Trunk.toml`): its proxy does not pass the server's answer on, and a browser
        // gives up a socket whose offer is not answered.
        let opened = if cfg!(debug_assertions) {
            web_sys::WebSocket::new(&address())
        } else {
            web_sys::WebSocket::new_with_str(&address(), SUBPROTOCOL)
        };
        self.latest.set(opened.as_ref().ok().cloned());
        match opened.map(WebSocket::try_from) {
            Ok(Ok(socket)) => spawn_local(async move {
                if let Some(code) = drive(socket, frames, id, &report).await {
                    report(Input::Link(LinkEvent::Closed { socket: id, code }));
                }
            }),
            _ => report(Input::Link(LinkEvent::Closed {
                socket: id,
                code: ABNORMAL,
            })),
        }
    }

    /// Sends a frame, if there is a socket.
    pub(crate) fn send(&self, frame: &ClientFrame) {
        if let Some(queue) = self.queue.borrow().as_ref() {
            // The task may have ended a moment ago; its close is on its way to the core, which sends again whatever matters.
            let _ = queue.unbounded_send(codec::encode_client(frame));
        }
    }

    /// Lets go of the socket.
    pub(crate) fn close(&self) {
        self.queue.replace(None);
    }
}

/// Lives through one socket. Gives its close code, or nothing if it was let go of.
async fn drive(
    mut socket: WebSocket,
    mut frames: UnboundedReceiver<String>,
    id: SocketId,
    report: &Report,
) -> Option<u16> {
    let opened = select_biased! {
        ready = poll_fn(|cx| Pin::new(&mut socket).poll_ready(cx)).fuse() => ready.is_ok(),
        // Nothing is sent before `Opened` was reported, so this is the sender being dropped.
        _ = frames.next() => false,
    };
    if opened && matches!(socket.state(), State::Open) {
        report(Input::Link(LinkEvent::Opened(id)));
    } else if !opened {
        let _ = socket.close(None, None);
        return None;
    }
    loop {
        select_biased! {
            incoming = socket.next().fuse() => match incoming {
                Some(Ok(Message::Text(text))) => {
                    if let Some(frame) = codec::decode_server(&text) {
                        report(Input::Server { socket: id, frame });
                    }
                }
                Some(Ok(Message::Bytes(_)) | Err(WebSocketError::ConnectionError | WebSocketError::MessageSendError(_))) => {}
                Some(Err(WebSocketError::ConnectionClose(close))) => return Some(close.code),
                Some(Err(_)) | None => return Some(ABNORMAL),
            },
            outgoing = frames.next() => {
                let Some(text) = outgoing else {
                    let _ = socket.close(Some(NORMAL), None);
                    return None;
                };
                // A frame that cannot be sent belongs to a socket that is closing; its close follows.
                let _ = socket.send(Message::Text(text)).await;
            }
        }
    }
}

/// Where the server is: where the app came from.
fn address() -> String {
    let location = window::get().location();
    let secure = location
        .protocol()
        .is_ok_and(|protocol| protocol == "https:");
    let scheme = if secure { "wss" } else { "ws" };
    format!("{scheme}://{}/ws", location.host().unwrap_or_default())
}
