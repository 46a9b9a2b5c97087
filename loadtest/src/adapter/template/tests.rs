//! What is written is a frame of the protocol, and the index stands where it should.

use tokio_tungstenite::tungstenite::{
    Message,
    protocol::{Role, WebSocket},
};

use super::{Template, client_frame};

/// What a server makes of these bytes.
fn read(bytes: &[u8]) -> String {
    let stream = std::io::Cursor::new(bytes.to_vec());
    let mut server = WebSocket::from_raw_socket(stream, Role::Server, None);
    match server.read().unwrap() {
        Message::Text(text) => text.as_str().to_owned(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_server_reads_the_payload_with_the_index_in_its_places() {
    let long = "-".repeat(200);
    let mut template = Template::new(&format!("id=____ again=__{long}"), &[3..7, 14..16]).unwrap();
    assert_eq!(
        read(template.with(0x1a2b)),
        format!("id=1a2b again=2b{long}")
    );
    assert_eq!(read(template.with(9)), format!("id=0009 again=09{long}"));
    assert_eq!(read(&client_frame("short").unwrap()), "short");
}

#[test]
fn a_place_that_is_not_there_is_an_error() {
    assert!(Template::new("four", &[0..2, 2..5]).is_err());
}
