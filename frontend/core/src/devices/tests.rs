//! The devices on which the person is signed in, the password and the recovery codes.

use common::{protocol::v1::ApiError, time::Timestamp};

use super::*;
use crate::select::Field;

fn device(n: u8) -> Device {
    Device {
        id: DeviceId::from_bytes([n; 16]),
        name: "Firefox on Linux".to_owned(),
        ip: None,
        created: Timestamp::from_millis(1),
        last_seen: Timestamp::from_millis(2),
        current: n == 1,
    }
}

fn list(devices: &[u8]) -> Answer {
    let devices = devices.iter().map(|n| device(*n)).collect();
    Answer::List(Ok(DeviceList { devices }))
}

fn page() -> Devices {
    let mut page = Devices {
        password_chars: 8,
        ..Devices::default()
    };
    assert_eq!(page.wished(Wish::Look), Some(Request::List));
    assert_eq!(page.list, Listed::Asked);
    assert_eq!(page.answered(list(&[1, 2])), None);
    page
}

fn refused(code: ErrorCode) -> HttpError {
    HttpError::Refused(ApiError::never(code, "no"))
}

#[test]
fn a_device_is_signed_out_and_gone_from_the_list() {
    let mut page = page();
    let other = device(2).id;
    let asked = Request::SignOut(SignOutDevice { device: other });
    let one = Ending::One(other);
    assert_eq!(page.wished(Wish::End(one)), Some(asked));
    assert_eq!(
        page.wished(Wish::End(Ending::Others)),
        None,
        "one at a time"
    );
    assert_eq!(page.ending, Some(one));
    assert_eq!(page.answered(Answer::Ended(Ok(()))), Some(Request::List));
    page.answered(list(&[1]));
    assert_eq!(page.list, Listed::Known(vec![device(1)]));
    assert_eq!(page.ending, None);

    let others = page.wished(Wish::End(Ending::Others));
    assert_eq!(others, Some(Request::SignOutOthers));
    page.answered(Answer::Ended(Err(HttpError::Unreachable)));
    let error = page.error.take();
    assert_eq!(error.unwrap().code, ErrorCode::Unavailable);
    page.wished(Wish::End(one));
    page.answered(Answer::Ended(Err(refused(ErrorCode::NotFound))));
    assert_eq!(page.error, None, "what was wanted is so");
}

#[test]
fn a_list_that_does_not_come_can_be_asked_for_again() {
    let mut page = Devices::default();
    page.wished(Wish::Look);
    page.answered(Answer::List(Err(HttpError::Unreachable)));
    assert_eq!(page.list, Listed::Failed);
    assert_eq!(page.wished(Wish::Look), Some(Request::List));
    page.answered(list(&[1]));
    page.answered(Answer::List(Err(HttpError::Unreachable)));
    assert_eq!(page.list, Listed::Known(vec![device(1)]));
}

#[test]
fn another_password_is_judged_here_and_then_by_the_server() {
    let mut page = page();
    let form = |new: &str| ChangePassword {
        current: "the present one".to_owned(),
        new: new.to_owned(),
    };
    assert_eq!(page.wished(Wish::ChangePassword(form("short"))), None);
    let error = page.password.error.clone().unwrap();
    assert_eq!((error.field, error.attempt), (Some(Field::Password), 1));
    let right = form("a long enough one");
    let wish = || Wish::ChangePassword(form("a long enough one"));
    assert_eq!(page.wished(wish()), Some(Request::ChangePassword(right)));
    assert_eq!(page.wished(wish()), None, "one is on its way");
    assert!(page.password.busy);
    let wrong = refused(ErrorCode::WrongCredentials);
    page.answered(Answer::PasswordChanged(Err(wrong)));
    let error = page.password.error.clone().unwrap();
    assert_eq!(
        (error.code, error.field, error.attempt),
        (ErrorCode::WrongCredentials, None, 2)
    );
    page.wished(wish());
    page.answered(Answer::PasswordChanged(Ok(())));
    let form = page.password;
    assert_eq!((form.busy, form.error, form.done), (false, None, 1));
}

#[test]
fn codes_are_shown_until_they_are_kept_and_never_printed() {
    let codes = || RecoveryCodes {
        codes: vec!["k7dq".to_owned(), "93mx".to_owned()],
    };
    let confirm = || Confirm {
        password: "the present one".to_owned(),
    };
    let mut page = page();
    let asked = page.wished(Wish::MakeCodes(confirm()));
    assert_eq!(asked, Some(Request::MakeCodes(confirm())));
    let made = || Answer::CodesMade(Ok(codes()));
    page.answered(made());
    assert_eq!(page.shown, Some(codes()));
    assert_eq!(page.codes.done, 1);
    page.wished(Wish::HideCodes);
    assert_eq!(page.shown, None);
    assert!(!format!("{:?}", made()).contains("k7dq"));
    page.answered(made());
    assert!(!format!("{page:?}").contains("k7dq"));
}
