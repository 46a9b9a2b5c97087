//! What a client can make the server hold, and what malformed input gets: a typed answer, then the door.

use std::time::Duration;

use common::{
    limits,
    protocol::v1::{ClientBody, ErrorCode, ServerFrame, close},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};
use tokio_tungstenite::tungstenite::Message;

use crate::support::{App, Got, PATIENCE, Setup, until};

/// N15: whatever is not a frame is answered with what a frame is, and the connection lives.
#[tokio::test(flavor = "multi_thread")]
async fn n15_malformed_frames_are_answered_and_survived() {
    let deep = format!("{}{}", "[".repeat(30_000), "]".repeat(30_000));
    let wide = format!(
        r#"{{"id":1,"body":{{"t":"hello","versions":[{}1]}}}}"#,
        "1,".repeat(20_000)
    );
    let corpus = [
        "",
        "null",
        "{",
        "{}",
        "[]",
        "\"hello\"",
        "\0",
        r#"{"id":-1,"body":{"t":"ping"}}"#,
        r#"{"id":1e999999,"body":{"t":"ping"}}"#,
        r#"{"id":NaN,"body":{"t":"ping"}}"#,
        r#"{"id":4294967296,"body":{"t":"ping"}}"#,
        r#"{"id":1,"id":2,"body":{"t":"ping"}}"#,
        r#"{"id":1,"body":{"t":"find_people","query":"\ud800"}}"#,
        r#"{"id":1,"body":{"t":"find_people","query":7}}"#,
        r#"{"id":1,"body":{"t":"pull","conv":"not-an-id","from":0}}"#,
        r#"{"id":1,"body":{"t":"history","conv":"01936f7e-5d3c-7a10-8c1f-2b7e4d9a6c55","before":-1,"limit":1}}"#,
        r#"{"id":1,"body":7}"#,
        r#"{"id":1}"#,
        r#"{"id":1,"body":{"t":"send"}} trailing"#,
        deep.as_str(),
    ];
    let app = App::usual().await;
    for bad in corpus {
        let mut mary = app.register(&format!("mary{}", fastrand::u32(..))).await;
        mary.connect().await;
        mary.write(Message::text(bad)).await;
        let error = mary
            .find(|frame| match frame {
                ServerFrame::Error { error, .. } => Some(error),
                _ => None,
            })
            .await;
        assert_eq!(error.code, ErrorCode::Malformed, "{bad:.60}");
        assert!(error.message.len() > 20, "says what is allowed: {error}");
        mary.tell(ClientBody::Ping).await;
        assert_eq!(mary.frame().await, ServerFrame::Pong, "{bad:.60}");
    }
    // Wide is not malformed: forty kilobytes of version numbers are just a second hello.
    let mut mary = app.register("mary").await;
    mary.connect().await;
    mary.write(Message::text(wide)).await;
    assert!(
        matches!(mary.frame().await, ServerFrame::Error { error, .. } if error.code == ErrorCode::OutOfOrder)
    );
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn n15_the_eleventh_malformed_frame_closes_with_1008() {
    let app = App::usual().await;
    let mut mary = app.register("mary").await;
    mary.connect().await;
    for count in 0..=limits::MALFORMED_FRAMES {
        let text = count % 2 == 0;
        mary.write(if text {
            Message::text("{")
        } else {
            Message::binary(vec![1, 2, 3])
        })
        .await;
        assert!(matches!(mary.frame().await, ServerFrame::Error { .. }));
    }
    assert_eq!(mary.close_code().await, Some(close::POLICY));
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn commands_before_hello_are_out_of_order() {
    let app = App::usual().await;
    let mut mary = app.register("mary").await;
    mary.open().await;
    let asked = mary.tell(ClientBody::Ping).await;
    match mary.frame().await {
        ServerFrame::Error { id, error } => {
            assert_eq!((id, error.code), (Some(asked), ErrorCode::OutOfOrder));
        }
        other => panic!("{other:?}"),
    }
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn no_version_in_common_closes_with_4406() {
    let app = App::usual().await;
    let mut mary = app.register("mary").await;
    mary.open().await;
    mary.hello(&[2, 3]).await;
    assert_eq!(mary.close_code().await, Some(close::VERSION));
    app.stop().await;
}

/// N13: a frame that is too large is refused by its header, before its content is read; also in pieces.
#[tokio::test(flavor = "multi_thread")]
async fn n13_an_oversized_frame_closes_with_1009() {
    let app = App::usual().await;
    let mut mary = app.register("mary").await;
    mary.connect().await;
    let largest = format!(
        r#"{{"id":1,"body":{{"t":"find_people","query":"{}"}}}}"#,
        "x".repeat(limits::INBOUND_FRAME_BYTES - 50)
    );
    mary.write(Message::text(largest)).await;
    assert!(matches!(mary.frame().await, ServerFrame::People { .. }));
    let _ = mary
        .try_write(Message::text("x".repeat(limits::INBOUND_FRAME_BYTES + 1)))
        .await;
    assert_eq!(mary.close_code().await, Some(close::TOO_BIG));
    app.stop().await;
}

/// Speaks WebSocket by hand after the handshake, and gives the code of the close frame that comes back.
async fn close_code_after(app: &App, cookie: &str, bytes: Vec<u8>) -> u16 {
    let mut stream = TcpStream::connect(app.address).await.expect("it listens");
    let request = format!(
        "GET /ws HTTP/1.1\r\nHost: {host}\r\nOrigin: http://{host}\r\nCookie: {cookie}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
         Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: confab.v1.json\r\n\r\n",
        host = app.address
    );
    let talk = async {
        stream
            .write_all(request.as_bytes())
            .await
            .expect("it reads");
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            head.push(stream.read_u8().await.expect("a head"));
        }
        assert!(
            head.starts_with(b"HTTP/1.1 101"),
            "{}",
            String::from_utf8_lossy(&head)
        );
        let (mut from, mut to) = stream.into_split();
        let writing = tokio::task::spawn(async move {
            // It may stop reading at any point.
            let _ = to.write_all(&bytes).await;
            to
        });
        let mut answer = Vec::new();
        let _ = from.read_to_end(&mut answer).await;
        drop(writing.await);
        answer
    };
    let answer = timeout(PATIENCE, talk).await.expect("it closes");
    // Pongs to its pings may come before.
    let mut answer = answer.as_slice();
    while let [0x8A, 0, rest @ ..] = answer {
        answer = rest;
    }
    match answer {
        [0x88, _, high, low, ..] => u16::from_be_bytes([*high, *low]),
        other => panic!("no close frame but {other:?}"),
    }
}

/// A masked frame: first byte, declared length in 64 bits, and as much content as given.
fn frame(first: u8, declared: u64, content: &[u8]) -> Vec<u8> {
    let mut bytes = vec![first, 0x80 | 127];
    bytes.extend(declared.to_be_bytes());
    bytes.extend([0, 0, 0, 0]);
    bytes.extend(content);
    bytes
}

#[tokio::test(flavor = "multi_thread")]
async fn n13_a_declared_gigabyte_and_endless_pieces_close_with_1009() {
    let app = App::usual().await;
    let mary = app.register("mary").await;
    let gigabyte = frame(0x81, 1 << 30, b"the beginning");
    assert_eq!(
        close_code_after(&app, &mary.cookie, gigabyte).await,
        close::TOO_BIG
    );

    let piece = vec![b'x'; 1_024];
    let mut pieces = frame(0x01, 1_024, &piece);
    for _ in 0..100 {
        pieces.extend(frame(0x00, 1_024, &piece));
        pieces.extend(frame(0x89, 0, b""));
    }
    assert_eq!(
        close_code_after(&app, &mary.cookie, pieces).await,
        close::TOO_BIG
    );
    app.stop().await;
}

/// N14: what is no WebSocket frame at all ends with the code that says so.
#[tokio::test(flavor = "multi_thread")]
async fn n14_broken_frames_close_with_their_code() {
    let app = App::usual().await;
    let mary = app.register("mary").await;
    let cases = [
        ("reserved bits", frame(0xC1, 2, b"{}"), 1002),
        ("a reserved opcode", frame(0x83, 0, b""), 1002),
        ("no mask", vec![0x81, 2, b'{', b'}'], 1002),
        ("a continuation of nothing", frame(0x80, 2, b"{}"), 1002),
        ("not UTF-8", frame(0x81, 2, &[0xC3, 0x28]), 1007),
    ];
    for (what, bytes, code) in cases {
        assert_eq!(
            close_code_after(&app, &mary.cookie, bytes).await,
            code,
            "{what}"
        );
    }
    app.stop().await;
}

/// N12: a socket that never says hello is closed with 4408.
#[tokio::test(flavor = "multi_thread")]
async fn n12_no_hello_in_time_closes_with_4408() {
    let app = Setup::default()
        .with(|config| config.timing.hello = Duration::from_millis(200))
        .start()
        .await;
    let mut mary = app.register("mary").await;
    mary.open().await;
    assert_eq!(mary.close_code().await, Some(close::TIMED_OUT));
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn n12_only_so_many_may_wait_with_their_hello() {
    let app = Setup::default()
        .with(|config| config.limits.waiting_for_hello = 3)
        .start()
        .await;
    let mut waiting = Vec::new();
    for n in 0..3 {
        let mut client = app.register(&format!("waiting{n}")).await;
        client.open().await;
        waiting.push(client);
    }
    let mut mary = app.register("mary").await;
    let request = mary.handshake();
    assert_eq!(mary.open_with(request).await, Err(503));
    // Whoever says hello makes room.
    waiting[0].hello(&[1]).await;
    waiting[0]
        .find(|frame| (frame == ServerFrame::CaughtUp).then_some(()))
        .await;
    mary.connect().await;
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_person_has_so_many_connections_and_no_more() {
    let app = Setup::default()
        .with(|config| config.limits.connections_per_user = 2)
        .start()
        .await;
    let mut first = app.register("mary").await;
    first.connect().await;
    let mut second = app.sign_in("mary").await;
    second.connect().await;
    let mut third = app.sign_in("mary").await;
    third.open().await;
    third.hello(&[1]).await;
    assert_eq!(third.close_code().await, Some(close::GOING_AWAY));
    // A tab that is closed makes room.
    first.hang_up();
    until("there is room again", async || {
        third.open().await;
        third.hello(&[1]).await;
        match third.got().await {
            Got::Frame(frame) if matches!(*frame, ServerFrame::Welcome(_)) => Some(()),
            _ => None,
        }
    })
    .await;
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_address_has_so_many_connections_and_no_more() {
    let app = Setup::default()
        .with(|config| config.limits.connections_per_ip = 3)
        .start()
        .await;
    let mut open = Vec::new();
    for _ in 0..3 {
        let mut stream = TcpStream::connect(app.address).await.expect("it listens");
        // Answered: so it was let in.
        stream
            .write_all(b"GET /api/session HTTP/1.1\r\nHost: x\r\n\r\n")
            .await
            .expect("it reads");
        stream.read_u8().await.expect("an answer");
        open.push(stream);
    }
    let mut refused = TcpStream::connect(app.address)
        .await
        .expect("the system takes it");
    let mut nothing = Vec::new();
    let read = timeout(PATIENCE, refused.read_to_end(&mut nothing)).await;
    assert!(read.expect("it is closed").is_ok_and(|bytes| bytes == 0) || nothing.is_empty());
    drop(open);
    until("there is room again", async || {
        let mut stream = TcpStream::connect(app.address).await.ok()?;
        stream
            .write_all(b"GET /api/session HTTP/1.1\r\nHost: x\r\n\r\n")
            .await
            .ok()?;
        stream.read_u8().await.ok()
    })
    .await;
    app.stop().await;
}

/// N11: a request's head must be stated in time.
#[tokio::test(flavor = "multi_thread")]
async fn n11_a_request_that_dribbles_is_cut() {
    let app = Setup::default()
        .with(|config| config.timing.request_head = Duration::from_millis(200))
        .start()
        .await;
    let mut stream = TcpStream::connect(app.address).await.expect("it listens");
    stream
        .write_all(b"GET / HTTP/1.1\r\nHost:")
        .await
        .expect("it reads");
    let mut answer = Vec::new();
    timeout(PATIENCE, stream.read_to_end(&mut answer))
        .await
        .expect("it is cut")
        .expect("and closed");
    app.stop().await;
}

/// A client that is too fast is read more slowly; nothing that it sent is lost.
#[tokio::test(flavor = "multi_thread")]
async fn who_is_too_fast_is_slowed_down_and_loses_nothing() {
    let app = Setup::default()
        .with(|config| config.limits.frames_per_second = 100)
        .start()
        .await;
    let mut mary = app.register("mary").await;
    mary.connect().await;
    let begun = tokio::time::Instant::now();
    for _ in 0..180 {
        mary.tell(ClientBody::Ping).await;
    }
    for _ in 0..180 {
        assert_eq!(mary.frame().await, ServerFrame::Pong);
    }
    // 100 at once, the rest at 100 a second.
    assert!(
        begun.elapsed() >= Duration::from_millis(700),
        "{:?}",
        begun.elapsed()
    );
    app.stop().await;
}
