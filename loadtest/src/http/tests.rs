//! Answers as a server writes them.

use super::read;

#[test]
fn an_answer_is_read_with_its_cookie_and_without_the_cookies_attributes() {
    let answer = "HTTP/1.1 201 Created\r\ncontent-type: application/json\r\n\
                  set-cookie: __Host-confab=abc; Path=/; HttpOnly\r\n\r\n{\"me\":1}";
    let response = read(answer).unwrap();
    assert_eq!(response.status, 201);
    assert_eq!(response.cookie.as_deref(), Some("__Host-confab=abc"));
    assert_eq!(response.body, "{\"me\":1}");
}

#[test]
fn what_is_no_answer_is_none() {
    for text in ["", "HTTP/1.1 200 OK\r\n", "garbage\r\n\r\n"] {
        assert!(read(text).is_none(), "{text:?}");
    }
}
