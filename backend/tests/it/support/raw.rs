//! HTTP by hand, so that a test can send what no client library would.

use std::{io::Cursor, net::SocketAddr};

use image::{ImageFormat, Rgb, RgbImage};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};

use super::app::PATIENCE;

/// A request, as it is written down.
#[derive(Clone)]
pub(crate) struct Ask {
    to: SocketAddr,
    method: String,
    path: String,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

/// What came back.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: String,
    /// The body, when it is no text.
    pub(crate) file: Vec<u8>,
}

impl Ask {
    pub(crate) fn new(to: SocketAddr, method: &str, path: &str) -> Self {
        Self {
            to,
            method: method.to_owned(),
            path: path.to_owned(),
            headers: Vec::new(),
            body: Vec::new(),
        }
    }

    /// Adds a header.
    pub(crate) fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Takes a header away.
    pub(crate) fn without(mut self, name: &str) -> Self {
        self.headers
            .retain(|(own, _)| !own.eq_ignore_ascii_case(name));
        self
    }

    /// With this body, as JSON.
    pub(crate) fn json(self, body: &str) -> Self {
        self.header("Content-Type", "application/json").body(body)
    }

    /// With this body, whatever it is.
    pub(crate) fn body(self, body: &str) -> Self {
        self.bytes(body.as_bytes())
    }

    /// With these bytes.
    pub(crate) fn bytes(mut self, bytes: &[u8]) -> Self {
        bytes.clone_into(&mut self.body);
        self
    }

    /// Sends it over a connection of its own.
    pub(crate) async fn send(self) -> Answer {
        let Self {
            to,
            method,
            path,
            headers,
            body,
        } = self;
        let mut text = format!("{method} {path} HTTP/1.1\r\nHost: {to}\r\nConnection: close\r\n");
        for (name, value) in headers {
            text = format!("{text}{name}: {value}\r\n");
        }
        if !body.is_empty() || method == "POST" {
            text = format!("{text}Content-Length: {}\r\n", body.len());
        }
        text += "\r\n";
        let mut request = text.into_bytes();
        request.extend_from_slice(&body);
        let exchange = async {
            let mut stream = TcpStream::connect(to).await.expect("the server listens");
            // What is refused unread may be cut off while it is sent.
            let _ = stream.write_all(&request).await;
            let mut answer = Vec::new();
            let _ = stream.read_to_end(&mut answer).await;
            answer
        };
        let bytes = timeout(PATIENCE, exchange)
            .await
            .expect("it answers in time");
        Answer::parse(&bytes)
    }
}

impl Answer {
    fn parse(bytes: &[u8]) -> Self {
        let end = bytes.windows(4).position(|four| four == b"\r\n\r\n");
        let (head, file) = bytes.split_at(end.expect("a head and a body") + 4);
        let (head, body) = (String::from_utf8_lossy(head), String::from_utf8_lossy(file));
        let mut lines = head.lines();
        let status = lines
            .next()
            .and_then(|line| line.split(' ').nth(1))
            .and_then(|status| status.parse().ok())
            .expect("a status");
        let headers = lines
            .filter_map(|line| line.split_once(": "))
            .map(|(name, value)| (name.to_lowercase(), value.to_owned()))
            .collect();
        Self {
            status,
            headers,
            body: body.into_owned(),
            file: file.to_owned(),
        }
    }

    /// A header's value.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(own, _)| own == name);
        found.map(|(_, value)| value.as_str())
    }

    /// The session cookie that came, as it is sent back.
    pub(crate) fn cookie(&self) -> Option<String> {
        let cookie = self.header("set-cookie")?.split(';').next()?;
        Some(cookie.to_owned())
    }
}

/// A picture of this size, as a file: no two of its pixels are alike.
pub(crate) fn png(width: u32, height: u32) -> Vec<u8> {
    let colour = |at: u32| u8::try_from(at % 251).unwrap_or_default();
    let image = RgbImage::from_fn(width, height, |x, y| Rgb([colour(x), colour(y), 200]));
    let mut file = Cursor::new(Vec::new());
    let written = image.write_to(&mut file, ImageFormat::Png);
    written.expect("a picture");
    file.into_inner()
}
