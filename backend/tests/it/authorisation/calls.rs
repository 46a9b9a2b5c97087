//! Every call over HTTP.

use std::collections::BTreeSet;

use backend::{http::CALLS, service::pictures::Claim};
use common::{
    ids::{DeviceId, PictureId, UserId},
    protocol::{
        codec,
        v1::{ApiError, http::Devices},
    },
};

use crate::support::{Answer, App, Ask, Client, png};

/// A status, and the error's code if there is one.
type Expected = (u16, &'static str);

/// What a call may name.
struct Named {
    username: String,
    device: DeviceId,
    user: UserId,
    picture: PictureId,
}

struct Row {
    call: (&'static str, &'static str),
    body: fn(&Named) -> String,
    /// Nobody is signed in.
    anonymous: Expected,
    /// Somebody else, who names what is not theirs.
    other: Expected,
    /// Whose it is.
    own: Expected,
}

const OK: Expected = (200, "");
const DONE: Expected = (204, "");
const SIGNED_OUT: Expected = (401, "signed_out");
const WRONG: Expected = (401, "wrong_credentials");
const NOT_FOUND: Expected = (404, "not_found");
const CROSS_SITE: Expected = (403, "cross_site");

const fn row(
    call: (&'static str, &'static str),
    body: fn(&Named) -> String,
    [anonymous, other, own]: [Expected; 3],
) -> Row {
    Row {
        call,
        body,
        anonymous,
        other,
        own,
    }
}

const ROWS: [Row; 15] = [
    row(("get", "/api/session"), |_| String::new(), [OK, OK, OK]),
    row(
        ("post", "/api/register"),
        |named| {
            let name = &named.username;
            format!(r#"{{"username":"{name}","name":"Mary","password":"correct horse"}}"#)
        },
        [(409, "username_taken"); 3],
    ),
    row(
        ("post", "/api/sign-in"),
        |named| {
            let name = &named.username;
            format!(r#"{{"username":"{name}","password":"a wrong guess"}}"#)
        },
        [WRONG; 3],
    ),
    row(
        ("post", "/api/demo"),
        |_| r#"{"user":"c04fab00-0000-8000-8000-000000000001"}"#.to_owned(),
        [NOT_FOUND; 3],
    ),
    row(("post", "/api/sign-out"), |_| String::new(), [DONE; 3]),
    row(
        ("get", "/api/devices"),
        |_| String::new(),
        [SIGNED_OUT, OK, OK],
    ),
    row(
        ("post", "/api/devices/sign-out"),
        |named| format!(r#"{{"device":"{}"}}"#, named.device),
        [SIGNED_OUT, NOT_FOUND, DONE],
    ),
    row(
        ("post", "/api/devices/sign-out-others"),
        |_| String::new(),
        [SIGNED_OUT, DONE, DONE],
    ),
    row(
        ("post", "/api/password"),
        |_| r#"{"current":"correct horse","new":"another horse"}"#.to_owned(),
        [SIGNED_OUT, OK, OK],
    ),
    row(
        ("post", "/api/recovery-codes"),
        |_| r#"{"password":"correct horse"}"#.to_owned(),
        [SIGNED_OUT, OK, OK],
    ),
    row(
        ("post", "/api/recover"),
        |named| {
            let name = &named.username;
            format!(r#"{{"username":"{name}","code":"no code","password":"another horse"}}"#)
        },
        [WRONG; 3],
    ),
    // It comes as far as the decoder: who asks is known, and no picture is nobody's.
    row(
        ("post", "/api/picture"),
        |_| "no picture".to_owned(),
        [
            SIGNED_OUT,
            (422, "invalid_picture"),
            (422, "invalid_picture"),
        ],
    ),
    row(
        ("post", "/api/picture/remove"),
        |_| String::new(),
        [SIGNED_OUT, OK, OK],
    ),
    row(
        ("get", "/api/picture/{user}/{picture}"),
        |_| String::new(),
        [SIGNED_OUT, NOT_FOUND, OK],
    ),
    row(
        ("post", "/api/csp-report"),
        |_| r#"{"csp-report":{"effective-directive":"script-src"}}"#.to_owned(),
        [DONE; 3],
    ),
];

/// A request of our own pages, with this cookie.
fn ask(app: &App, row: &Row, cookie: Option<&str>, named: &Named) -> Ask {
    let (method, path) = row.call;
    let body = (row.body)(named);
    let named = path
        .replace("{user}", &named.user.to_string())
        .replace("{picture}", &named.picture.to_string());
    let ask = app.ask(&method.to_uppercase(), &named);
    let ask = match cookie {
        Some(cookie) => ask.header("Cookie", cookie),
        None => ask,
    };
    match (&*body, path) {
        ("", _) => ask,
        (_, "/api/csp-report") => ask
            .header("Content-Type", "application/csp-report")
            .body(&body),
        (_, "/api/picture") => ask.header("Content-Type", "image/png").body(&body),
        _ => ask.json(&body),
    }
}

/// Compares an answer with what is expected. A16: whatever it is, nothing on the way may keep it, and no other site's script may read it.
fn check(answer: &Answer, expected: Expected, what: &str) {
    let code = codec::decode::<ApiError>(&answer.body).map(|error| codec::encode(&error.code));
    let code = code.unwrap_or_default();
    assert_eq!(
        (answer.status, code.trim_matches('"')),
        expected,
        "{what}: {}",
        answer.body
    );
    let kept = match answer.header("content-type") {
        // Under this address there will never be another one.
        Some("image/jpeg") => "private, max-age=31536000, immutable",
        _ => "no-store",
    };
    assert_eq!(answer.header("cache-control"), Some(kept), "{what}");
    let shared = "access-control-allow-origin";
    assert_eq!(answer.header(shared), None, "{what}");
}

async fn devices(client: &Client) -> (u16, String) {
    let answer = client.ask("GET", "/api/devices").send().await;
    (answer.status, answer.body)
}

/// A picture of this person.
async fn picture(app: &App, client: &Client) -> PictureId {
    let pictures = &app.parts.services.pictures;
    let turn = pictures.turn(client.me.id).expect("the first one");
    let made = pictures.set(turn, Claim::Png, png(9, 9).into()).await;
    made.expect("a picture").picture.expect("its id")
}

/// An answer without the time at which it was given.
fn undated(answer: &Answer) -> Answer {
    let mut answer = answer.clone();
    answer.headers.retain(|(name, _)| name != "date");
    answer
}

async fn device(client: &Client) -> DeviceId {
    let (_, body) = devices(client).await;
    let Devices { devices } = codec::decode(&body).expect("devices");
    devices[0].id
}

/// The router is made from the list; what is routed beside it is the socket, and what answers where nothing is.
#[test]
fn every_call_has_its_row() {
    let listed: BTreeSet<_> = CALLS.iter().copied().collect();
    let rows: BTreeSet<_> = ROWS.iter().map(|row| row.call).collect();
    assert_eq!(listed, rows);
    assert_eq!(CALLS.len(), ROWS.len());
    let routed = |source: &str| source.matches(".route(").count();
    assert_eq!(routed(include_str!("../../../src/http/router.rs")), 3);
    assert_eq!(routed(include_str!("../../../src/app.rs")), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_call_is_answered_by_who_asks() {
    let app = App::usual().await;
    for (n, row) in ROWS.iter().enumerate() {
        let what = format!("{} {}", row.call.0, row.call.1);
        let username = format!("mary{n}");
        let mary = app.register(&username).await;
        let phone = app.sign_in(&username).await;
        let john = app.register(&format!("john{n}")).await;
        let named = Named {
            device: device(&phone).await,
            username,
            user: mary.me.id,
            picture: picture(&app, &mary).await,
        };
        let was = devices(&mary).await;

        let answer = ask(&app, row, None, &named).send().await;
        check(&answer, row.anonymous, &format!("{what}, anonymous"));

        // Another site's page, with her own cookie.
        let forged = ask(&app, row, Some(&mary.cookie), &named)
            .without("Origin")
            .without("Sec-Fetch-Site")
            .header("Origin", "https://evil.example")
            .header("Sec-Fetch-Site", "cross-site");
        let expected = match row.call {
            // Browsers send reports by themselves; they are counted.
            (_, "/api/csp-report") => DONE,
            ("post", _) => CROSS_SITE,
            // What changes nothing is answered, to who cannot read it.
            _ => row.own,
        };
        let answer = forged.send().await;
        check(&answer, expected, &format!("{what}, another site"));

        // What is another's answers like what does not exist.
        let foreign = ask(&app, row, Some(&john.cookie), &named).send().await;
        check(&foreign, row.other, &format!("{what}, another person"));
        if row.other == NOT_FOUND {
            let nowhere = Named {
                device: DeviceId::from_bytes([7; 16]),
                username: named.username.clone(),
                user: UserId::from_bytes([7; 16]),
                picture: PictureId::from_bytes([7; 16]),
            };
            let missing = ask(&app, row, Some(&john.cookie), &nowhere);
            let missing = missing.send().await;
            assert_eq!(undated(&foreign), undated(&missing), "{what}");
        }
        assert_eq!(
            devices(&mary).await,
            was,
            "{what}: nothing has changed for her"
        );

        let answer = ask(&app, row, Some(&mary.cookie), &named).send().await;
        check(&answer, row.own, &format!("{what}, her own"));

        // A session that has ended is nobody's.
        let accounts = &app.parts.services.accounts;
        let token = john.cookie.split('=').nth(1).expect("a token");
        accounts.sign_out(token).await.expect("an end");
        let answer = ask(&app, row, Some(&john.cookie), &named).send().await;
        check(&answer, row.anonymous, &format!("{what}, ended"));
    }
    app.stop().await;
}
