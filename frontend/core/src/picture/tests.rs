//! Setting and removing one's picture.

use common::protocol::v1::ApiError;

use super::*;

fn refused(code: ErrorCode) -> Failure {
    HttpError::Refused(ApiError::never(code, "no")).into()
}

#[test]
fn what_is_under_way_and_then_done_is_said() {
    let mut page = Picture::default();
    for deed in [Deed::Set, Deed::Remove] {
        assert!(page.begin(deed));
        assert_eq!((page.doing, page.done), (Some(deed), None));
        page.end(Ok(()));
        assert_eq!((page.doing, page.done), (None, Some(deed)));
        assert_eq!(page.error, None);
    }
}

#[test]
fn one_thing_is_done_at_a_time() {
    let mut page = Picture::default();
    assert!(page.begin(Deed::Set));
    assert!(!page.begin(Deed::Set) && !page.begin(Deed::Remove));
    assert_eq!(page.doing, Some(Deed::Set));
    page.end(Ok(()));
    assert!(page.begin(Deed::Remove));
}

#[test]
fn a_file_that_is_no_picture_is_refused_as_by_the_server() {
    let codes = [Failure::Unreadable, refused(ErrorCode::InvalidPicture)].map(|failure| {
        let mut page = Picture::default();
        page.begin(Deed::Set);
        page.end(Err(failure));
        assert_eq!((page.doing, page.done), (None, None));
        page.error.expect("it is said").code
    });
    assert_eq!(codes, [ErrorCode::InvalidPicture; 2]);
}

#[test]
fn each_failure_is_another_one_and_the_next_attempt_says_nothing_of_it() {
    let mut page = Picture::default();
    for attempt in 1..=2 {
        page.begin(Deed::Set);
        assert_eq!(page.error, None, "while it is tried");
        page.end(Err(refused(ErrorCode::RateLimited)));
        let error = page.error.clone().expect("it is said");
        assert_eq!(
            (error.attempt, error.code),
            (attempt, ErrorCode::RateLimited)
        );
    }
}

#[test]
fn a_server_that_does_not_answer_is_said_to() {
    let mut page = Picture::default();
    page.begin(Deed::Remove);
    page.end(Err(HttpError::Unreachable.into()));
    assert_eq!(page.error.unwrap().code, ErrorCode::Unavailable);
}
