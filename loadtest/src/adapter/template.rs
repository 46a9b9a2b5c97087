//! A message of a pair as it goes over the wire, made once: to send it, the digits of its index are written where they belong. Nothing is
//! allocated, encoded or copied for a message.

use std::ops::Range;

use tokio_tungstenite::tungstenite::protocol::frame::{
    FrameHeader,
    coding::{Data, OpCode},
};

use crate::failure::Failure;

/// A WebSocket frame with places for an index.
#[derive(Clone, Debug)]
pub struct Template {
    frame: Vec<u8>,
    places: Vec<Range<usize>>,
}

impl Template {
    /// The frame with this payload, and the places in the payload that take the index: as many of its last hexadecimal digits as there is
    /// room for. A place that does not lie in the payload is an error.
    pub fn new(payload: &str, places: &[Range<usize>]) -> Result<Self, Failure> {
        if places
            .iter()
            .any(|place| payload.get(place.clone()).is_none())
        {
            return Err(Failure::Unexpected(
                "there is no place for the index in a message".to_owned(),
            ));
        }
        let frame = client_frame(payload)?;
        let header = frame.len() - payload.len();
        let places = places
            .iter()
            .map(|place| header + place.start..header + place.end);
        Ok(Self {
            places: places.collect(),
            frame,
        })
    }

    /// The frame of message `index`.
    pub fn with(&mut self, index: u64) -> &[u8] {
        for place in &self.places {
            let digits = self.frame.get_mut(place.clone()).unwrap_or_default();
            let mut rest = index;
            for digit in digits.iter_mut().rev() {
                *digit = HEXADECIMAL[usize::from(rest.to_le_bytes()[0] & 0xf)];
                rest >>= 4;
            }
        }
        &self.frame
    }
}

const HEXADECIMAL: &[u8; 16] = b"0123456789abcdef";

/// A text frame from a client. Clients mask what they send; this mask leaves the payload as it is, and the server undoes it like any other.
pub fn client_frame(payload: &str) -> Result<Vec<u8>, Failure> {
    let header = FrameHeader {
        opcode: OpCode::Data(Data::Text),
        mask: Some([0; 4]),
        ..FrameHeader::default()
    };
    let mut frame = Vec::new();
    header.format(payload.len() as u64, &mut frame)?;
    frame.extend_from_slice(payload.as_bytes());
    Ok(frame)
}

#[cfg(test)]
mod tests;
