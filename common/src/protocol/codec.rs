//! Bytes to frames and back: the one door, so that the rules of size and depth hold everywhere.

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::v1::{ClientBody, ClientFrame, RequestId, ServerFrame};
use crate::{
    json::{self, Read},
    limits::{INBOUND_FRAME_BYTES, JSON_DEPTH},
};

/// Why bytes are no client frame. `id` is the request's number where it could be read, so that even a bad body gets its answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{reason}")]
pub struct BadFrame {
    /// The request's number, if it was legible.
    pub id: Option<RequestId>,
    /// What was wrong and what is allowed.
    pub reason: BadFrameReason,
}

/// What is wrong with a frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadFrameReason {
    /// Longer than [`INBOUND_FRAME_BYTES`].
    #[error("A frame has at most 65,536 bytes.")]
    TooLarge,
    /// Nested deeper than [`JSON_DEPTH`].
    #[error("A frame nests at most 32 levels deep.")]
    TooDeep,
    /// Not of the form `{"id": …, "body": {"t": …}}`.
    #[error(
        "A frame is a JSON object with a number “id” and an object “body” that has a string “t”."
    )]
    Envelope,
    /// The body's fields do not fit its type.
    #[error("The fields of “body” do not fit its type “t”; docs/PROTOCOL.md lists them.")]
    Body,
}

/// The part of a frame that is read before a body which may be bad.
#[derive(Deserialize)]
struct Envelope<'a> {
    id: RequestId,
    #[serde(borrow)]
    body: &'a RawValue,
}

/// Reads a client's frame. The size and depth are judged before anything is built from the bytes.
pub fn decode_client(text: &str) -> Result<ClientFrame, BadFrame> {
    let bad = |id, reason| BadFrame { id, reason };
    if text.len() > INBOUND_FRAME_BYTES {
        return Err(bad(None, BadFrameReason::TooLarge));
    }
    if depth(text) > JSON_DEPTH {
        return Err(bad(None, BadFrameReason::TooDeep));
    }
    if let Some(frame) = json::read(text) {
        return Ok(frame);
    }
    // A second look, for whoever is to be told what is wrong.
    let envelope: Envelope<'_> =
        serde_json::from_str(text).map_err(|_| bad(None, BadFrameReason::Envelope))?;
    let body: ClientBody = json::read(envelope.body.get())
        .ok_or_else(|| bad(Some(envelope.id), BadFrameReason::Body))?;
    Ok(ClientFrame {
        id: envelope.id,
        body,
    })
}

/// Reads a server's frame. Unknown types and fields are tolerated; `None` is a frame that no version of this protocol sends.
pub fn decode_server(text: &str) -> Option<ServerFrame> {
    json::read(text)
}

/// Writes a client's frame.
pub fn encode_client(frame: &ClientFrame) -> String {
    encode(frame)
}

/// Writes a server's frame.
pub fn encode_server(frame: &ServerFrame) -> String {
    encode(frame)
}

/// Writes any value of the contract, such as an HTTP body, or a body to be stored.
pub fn encode<T: Serialize + ?Sized>(value: &T) -> String {
    json::write(value)
}

/// Reads any value of the contract; `None` if the text is not one.
pub fn decode<T: Read>(text: &str) -> Option<T> {
    json::read(text)
}

/// How deep brackets nest outside of strings. One pass over the bytes, without memory; for text that is not JSON it is an upper bound of
/// what a parser would enter.
fn depth(text: &str) -> usize {
    let (mut depth, mut deepest, mut in_string, mut escaped) = (0_usize, 0_usize, false, false);
    for byte in text.bytes() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_string => escaped = true,
            b'"' => in_string = !in_string,
            b'{' | b'[' if !in_string => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            b'}' | b']' if !in_string => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    deepest
}

#[cfg(test)]
mod tests;
