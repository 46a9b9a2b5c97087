//! What is said over HTTP.

use super::{AT, mary, profile};
use crate::protocol::{codec, v1::*};

pub(in super::super) fn http_bodies() -> Vec<(&'static str, String)> {
    use crate::{
        ids::DeviceId,
        protocol::v1::http::{
            ChangePassword, Confirm, DemoSignIn, Device, Devices, Recover, RecoveryCodes, Register,
            Registration, SessionInfo, SignIn, SignOutDevice, SignedIn,
        },
    };
    let me = profile(mary(), "mary", "Mary");
    let password = "correct horse battery".to_owned();
    vec![
        (
            "session",
            codec::encode(&SessionInfo {
                me: Some(me.clone()),
                registration: Registration::Open,
                password_chars: 15,
                demo: vec![],
                build: "0.1.0".to_owned(),
            }),
        ),
        (
            "register",
            codec::encode(&Register {
                username: "mary".to_owned(),
                name: "Mary".to_owned(),
                password: password.clone(),
            }),
        ),
        (
            "sign_in",
            codec::encode(&SignIn {
                username: "mary".to_owned(),
                password: password.clone(),
            }),
        ),
        (
            "devices",
            codec::encode(&Devices {
                devices: vec![Device {
                    id: DeviceId::new(AT, [7; 10]),
                    name: "Firefox on Linux".to_owned(),
                    ip: Some("192.0.2.7".to_owned()),
                    created: AT,
                    last_seen: AT,
                    current: true,
                }],
            }),
        ),
        (
            "sign_out_device",
            codec::encode(&SignOutDevice {
                device: DeviceId::new(AT, [7; 10]),
            }),
        ),
        (
            "change_password",
            codec::encode(&ChangePassword {
                current: password.clone(),
                new: "a longer horse battery".to_owned(),
            }),
        ),
        (
            "confirm",
            codec::encode(&Confirm {
                password: password.clone(),
            }),
        ),
        (
            "recovery_codes",
            codec::encode(&RecoveryCodes {
                codes: vec!["k7dq-93mx-t2vw-8rhc-n5ya-4bz0".to_owned()],
            }),
        ),
        (
            "recover",
            codec::encode(&Recover {
                username: "mary".to_owned(),
                code: "k7dq-93mx-t2vw-8rhc-n5ya-4bz0".to_owned(),
                password,
            }),
        ),
        ("demo", codec::encode(&DemoSignIn { user: mary() })),
        ("signed_in", codec::encode(&SignedIn { me })),
        (
            "error",
            codec::encode(&ApiError::never(
                ErrorCode::WrongCredentials,
                "The username or the password is wrong.",
            )),
        ),
    ]
}
