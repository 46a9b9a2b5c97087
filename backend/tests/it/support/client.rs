//! A client that is signed in: as simple as one can be that keeps the rules.

use std::net::SocketAddr;

use common::{
    ids::{ConversationId, IdempotencyKey, UserId},
    model::{Body, Draft, Event, Profile},
    protocol::{
        codec,
        v1::{
            ApiError, ClientBody, ClientFrame, Hello, SUBPROTOCOL, ServerFrame, SignedOutBecause,
            caps,
        },
    },
    seq::{Rev, Seq, StateVer},
};
use futures_util::{SinkExt, StreamExt};
use tokio::{
    net::{TcpSocket, TcpStream},
    time::timeout,
};
use tokio_tungstenite::{
    WebSocketStream, client_async_with_config,
    tungstenite::{
        self, Message,
        client::IntoClientRequest,
        http::{Request, header},
        protocol::{CloseFrame, WebSocketConfig},
    },
};

use super::{
    app::{EPOCH, PATIENCE},
    raw::Ask,
};

/// Someone with a cookie; connected or not.
pub(crate) struct Client {
    pub(crate) address: SocketAddr,
    pub(crate) me: Profile,
    pub(crate) cookie: String,
    /// Its system holds little that it has not read.
    pub(crate) narrow: bool,
    /// What it was sent, as it was written, if that is wanted.
    pub(crate) heard: Option<Vec<String>>,
    socket: Option<WebSocketStream<TcpStream>>,
    next_id: u32,
}

/// What a client reads.
#[derive(Debug)]
pub(crate) enum Got {
    Frame(Box<ServerFrame>),
    /// The server closed, with this code.
    Closed(Option<u16>),
}

/// A draft of this text, under a new key.
pub(crate) fn say(text: &str) -> Draft {
    Draft {
        cid: IdempotencyKey::from_bytes(std::array::from_fn(|_| fastrand::u8(..))),
        body: Body::Text {
            text: text.to_owned(),
        },
        reply_to: None,
        files: Vec::new(),
        mentions: Vec::new(),
    }
}

impl Client {
    pub(crate) fn new(address: SocketAddr, me: Profile, cookie: String) -> Self {
        Self {
            address,
            me,
            cookie,
            narrow: false,
            heard: None,
            socket: None,
            next_id: 1,
        }
    }

    /// A handshake as one of the server's own pages would begin it.
    pub(crate) fn handshake(&self) -> Request<()> {
        let mut request = format!("ws://{}/ws", self.address)
            .into_client_request()
            .expect("an address");
        let headers = request.headers_mut();
        let mut set = |name, value: &str| headers.insert(name, value.parse().expect("a header"));
        set(header::ORIGIN, &format!("http://{}", self.address));
        set(header::SEC_WEBSOCKET_PROTOCOL, SUBPROTOCOL);
        set(header::COOKIE, &self.cookie);
        request
    }

    /// Opens a socket with this handshake; the error is the status of the refusal.
    pub(crate) async fn open_with(&mut self, request: Request<()>) -> Result<(), u16> {
        let endpoint = TcpSocket::new_v4().expect("a socket");
        if self.narrow {
            endpoint
                .set_recv_buffer_size(8 * 1024)
                .expect("a small buffer");
        }
        let stream = endpoint.connect(self.address).await.expect("it listens");
        let config = WebSocketConfig::default().read_buffer_size(4 * 1024);
        let shaken = client_async_with_config(request, stream, Some(config));
        match timeout(PATIENCE, shaken).await.expect("it answers") {
            Ok((socket, _)) => {
                self.socket = Some(socket);
                Ok(())
            }
            Err(tungstenite::Error::Http(response)) => Err(response.status().as_u16()),
            Err(error) => panic!("the handshake failed: {error}"),
        }
    }

    /// Opens a socket, and says nothing yet.
    pub(crate) async fn open(&mut self) {
        let request = self.handshake();
        self.open_with(request).await.expect("a socket");
    }

    /// Opens a socket and says hello from scratch; gives what came before `caught_up`.
    pub(crate) async fn connect(&mut self) -> Vec<ServerFrame> {
        self.resume(from_scratch(&[1])).await
    }

    /// Says hello from scratch, in these versions; waits for no answer.
    pub(crate) async fn hello(&mut self, versions: &[u16]) {
        self.tell(ClientBody::Hello(from_scratch(versions))).await;
    }

    /// Opens a socket and says this hello; gives what came before `caught_up`.
    pub(crate) async fn resume(&mut self, hello: Hello) -> Vec<ServerFrame> {
        self.open().await;
        self.tell(ClientBody::Hello(hello)).await;
        let mut came = Vec::new();
        loop {
            match self.frame().await {
                ServerFrame::CaughtUp => return came,
                frame => came.push(frame),
            }
        }
    }

    /// Comes again, from this state on. Gives what came, and the state that it brought.
    pub(crate) async fn come_again(
        &mut self,
        state: Option<StateVer>,
    ) -> (Vec<ServerFrame>, StateVer) {
        self.hang_up();
        let hello = Hello {
            versions: vec![1],
            epoch: Some(EPOCH),
            state,
            ..Hello::default()
        };
        let mut came = self.resume(hello).await;
        let ServerFrame::Welcome(welcome) = came.remove(0) else {
            panic!("it begins with welcome");
        };
        assert!(welcome.caps.iter().any(|cap| cap == caps::PEOPLE));
        (came, welcome.state)
    }

    /// Nothing came but what was asked for: the next frame answers a ping.
    pub(crate) async fn hears_nothing(&mut self) {
        self.tell(ClientBody::Ping).await;
        assert_eq!(self.frame().await, ServerFrame::Pong);
    }

    /// Says something; gives the request's number.
    pub(crate) async fn tell(&mut self, body: ClientBody) -> u32 {
        self.try_tell(body).await.expect("it reads")
    }

    /// Says something, to a server that may have closed.
    pub(crate) async fn try_tell(&mut self, body: ClientBody) -> Result<u32, tungstenite::Error> {
        let id = self.next_id;
        self.next_id += 1;
        let text = codec::encode_client(&ClientFrame { id, body });
        self.try_write(Message::text(text)).await.map(|()| id)
    }

    /// Says hello from scratch and something else in the same breath: both come in one piece.
    pub(crate) async fn burst_in(&mut self, body: ClientBody) {
        let hello = ClientBody::Hello(from_scratch(&[1]));
        let socket = self.socket.as_mut().expect("a socket");
        for (id, body) in (self.next_id..).zip([hello, body]) {
            let text = codec::encode_client(&ClientFrame { id, body });
            socket
                .feed(Message::text(text))
                .await
                .expect("there is room");
        }
        self.next_id += 2;
        socket.flush().await.expect("it reads");
    }

    /// Writes a frame of any kind.
    pub(crate) async fn write(&mut self, message: Message) {
        self.try_write(message).await.expect("it reads");
    }

    /// Writes a frame of any kind, to a server that may have closed.
    pub(crate) async fn try_write(&mut self, message: Message) -> Result<(), tungstenite::Error> {
        let socket = self.socket.as_mut().expect("a socket");
        timeout(PATIENCE, socket.send(message))
            .await
            .expect("it reads in time")
    }

    /// Whatever comes next, pings too; nothing is answered.
    pub(crate) async fn next_with_pings(&mut self) -> Got {
        loop {
            let socket = self.socket.as_mut().expect("a socket");
            let next = timeout(PATIENCE, socket.next());
            match next.await.expect("something comes") {
                Some(Ok(Message::Text(text))) => {
                    if let Some(heard) = &mut self.heard {
                        heard.push(text.to_string());
                    }
                    let frame = codec::decode_server(&text);
                    return Got::Frame(Box::new(frame.expect("a frame of the protocol")));
                }
                Some(Ok(Message::Close(frame))) => {
                    return Got::Closed(frame.map(|CloseFrame { code, .. }| code.into()));
                }
                Some(Ok(_)) => {}
                Some(Err(_)) | None => return Got::Closed(None),
            }
        }
    }

    /// Whatever comes next. Pings are answered and not told.
    pub(crate) async fn got(&mut self) -> Got {
        loop {
            match self.next_with_pings().await {
                Got::Frame(frame) if *frame == ServerFrame::Ping => {
                    // It may have closed behind the ping.
                    let _ = self.try_tell(ClientBody::Pong).await;
                }
                got => return got,
            }
        }
    }

    /// The code with which the server closed a client that was frozen.
    pub(crate) async fn raw_close_code(&mut self) -> Option<u16> {
        loop {
            if let Got::Closed(code) = self.next_with_pings().await {
                return code;
            }
        }
    }

    /// The next frame.
    pub(crate) async fn frame(&mut self) -> ServerFrame {
        match self.got().await {
            Got::Frame(frame) => *frame,
            Got::Closed(code) => panic!("closed with {code:?} instead of a frame"),
        }
    }

    /// The next frame of a kind; others are passed over.
    pub(crate) async fn find<T>(&mut self, mut pick: impl FnMut(ServerFrame) -> Option<T>) -> T {
        let finding = async {
            loop {
                if let Some(found) = pick(self.frame().await) {
                    return found;
                }
            }
        };
        // One deadline for all of it: whatever else comes, pings above all, must not renew it.
        timeout(PATIENCE, finding).await.expect("it comes in time")
    }

    /// The code with which the server closes; frames before that are passed over.
    pub(crate) async fn close_code(&mut self) -> Option<u16> {
        let closing = async {
            loop {
                if let Got::Closed(code) = self.got().await {
                    return code;
                }
            }
        };
        timeout(PATIENCE, closing).await.expect("it closes in time")
    }

    /// Why the server ended the session, as its last words say, and the code with which it closed.
    pub(crate) async fn last_words(&mut self) -> (Option<SignedOutBecause>, Option<u16>) {
        let mut last = None;
        let closing = async {
            loop {
                match self.got().await {
                    Got::Closed(code) => return code,
                    Got::Frame(frame) => last = Some(*frame),
                }
            }
        };
        let code = timeout(PATIENCE, closing).await.expect("it closes in time");
        match last {
            Some(ServerFrame::SignedOut { because }) => (Some(because), code),
            _ => (None, code),
        }
    }

    /// Drops the socket without a word.
    pub(crate) fn hang_up(&mut self) {
        self.socket = None;
    }

    /// Opens the private conversation with someone.
    pub(crate) async fn open_direct(&mut self, with: UserId) -> ConversationId {
        let asked = self.tell(ClientBody::OpenDirect { user: with }).await;
        self.find(|frame| match frame {
            ServerFrame::Opened { id, catch } if id == asked => Some(catch.conv),
            _ => None,
        })
        .await
    }

    /// Has someone as a contact, said on a socket of its own.
    pub(crate) async fn befriend(&self, user: UserId) {
        let mut tab = Self::new(self.address, self.me.clone(), self.cookie.clone());
        tab.connect().await;
        tab.ask_for(ClientBody::Contact { user, on: true }).await;
    }

    /// Opens the private conversation with someone, in which both want to talk.
    pub(crate) async fn meet(&mut self, other: &Self) -> ConversationId {
        self.befriend(other.me.id).await;
        other.befriend(self.me.id).await;
        self.open_direct(other.me.id).await
    }

    /// Asks for something that is answered by `done`.
    pub(crate) async fn ask_for(&mut self, body: ClientBody) {
        if let Err(error) = self.wish(body).await {
            panic!("it was refused: {error:?}");
        }
    }

    /// Asks for something that is answered by `done`, or refused.
    pub(crate) async fn wish(&mut self, body: ClientBody) -> Result<(), ApiError> {
        let asked = self.tell(body).await;
        self.find(|frame| match frame {
            ServerFrame::Done { id } if id == asked => Some(Ok(())),
            ServerFrame::Error { id, error } if id == Some(asked) => Some(Err(error)),
            _ => None,
        })
        .await
    }

    /// Sends a draft and waits for its answer.
    pub(crate) async fn send(&mut self, conv: ConversationId, draft: &Draft) -> ServerFrame {
        self.tell(ClientBody::Send {
            conv,
            draft: draft.clone(),
            read_upto: None,
        })
        .await;
        let cid = draft.cid;
        self.find(|frame| match &frame {
            ServerFrame::Sent { cid: answered, .. }
            | ServerFrame::SendErr { cid: answered, .. }
                if *answered == cid =>
            {
                Some(frame)
            }
            _ => None,
        })
        .await
    }

    /// Sends a text and gives its place.
    pub(crate) async fn post(&mut self, conv: ConversationId, text: &str) -> (Seq, Rev) {
        match self.send(conv, &say(text)).await {
            ServerFrame::Sent { seq, rev, .. } => (seq, rev),
            other => panic!("{text:.40} was not stored: {other:?}"),
        }
    }

    /// The next text that comes live in a conversation.
    pub(crate) async fn hear(&mut self, conv: ConversationId) -> String {
        self.find(|frame| match frame {
            ServerFrame::Delta {
                conv: other,
                events,
                ..
            } if other == conv => events.into_iter().find_map(|logged| match logged.event {
                Event::Posted(entry) => entry.message.draft.body.as_text().map(str::to_owned),
                _ => None,
            }),
            _ => None,
        })
        .await
    }

    /// A request with this client's cookie, as one of the server's own pages would make it.
    pub(crate) fn ask(&self, method: &str, path: &str) -> Ask {
        Ask::new(self.address, method, path)
            .header("Sec-Fetch-Site", "same-origin")
            .header("Origin", &format!("http://{}", self.address))
            .header("X-Confab", "1")
            .header("Cookie", &self.cookie)
    }
}

/// The hello of a device that holds nothing.
fn from_scratch(versions: &[u16]) -> Hello {
    Hello {
        versions: versions.to_vec(),
        ..Hello::default()
    }
}
