//! The floor's frames: text with fields of fixed width, so that reading one costs next to nothing.
//!
//! | frame | says |
//! |---|---|
//! | `h` person | I am this person (first frame) |
//! | `s` index person body | send this to that person |
//! | `a` index | it is committed |
//! | `d` index body | somebody sent you this |

use tokio_tungstenite::tungstenite::Utf8Bytes;

/// A person: a number of eight hexadecimal digits on the wire.
pub type Person = u32;

/// What a client says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Request<'a> {
    /// I am this person.
    Hello(Person),
    /// Send `body` to `to`; the acknowledgement carries `index`.
    Send {
        /// The sender's number for it, as it was written.
        index: &'a str,
        /// The recipient.
        to: Person,
        /// The text.
        body: &'a str,
    },
}

/// Digits of an index.
pub const INDEX: usize = 16;
const PERSON: usize = 8;

/// Reads a client's frame; `None` if it is not one.
pub fn read(text: &str) -> Option<Request<'_>> {
    let rest = text.get(1..)?;
    match text.as_bytes().first()? {
        b'h' => person(rest).map(Request::Hello),
        b's' => {
            let (index, rest) = rest.split_at_checked(INDEX)?;
            let (to, body) = rest.split_at_checked(PERSON)?;
            Some(Request::Send {
                index,
                to: person(to)?,
                body,
            })
        }
        _ => None,
    }
}

fn person(text: &str) -> Option<Person> {
    Person::from_str_radix(text, 16).ok()
}

/// The frame with which a client says who it is.
pub fn hello(person: Person) -> Utf8Bytes {
    format!("h{person:08x}").into()
}

/// The frame with which a client sends.
pub fn send(index: u64, to: Person, body: &str) -> Utf8Bytes {
    format!("s{index:016x}{to:08x}{body}").into()
}

/// The frame that acknowledges.
pub fn ack(index: &str) -> Utf8Bytes {
    format!("a{index}").into()
}

/// The frame that delivers.
pub fn delivery(index: &str, body: &str) -> Utf8Bytes {
    format!("d{index}{body}").into()
}
