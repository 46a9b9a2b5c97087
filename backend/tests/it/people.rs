//! Accounts: who may have which name, and what a stranger learns of who is there.

use common::protocol::{
    codec,
    v1::{ApiError, ClientBody, ErrorCode, ServerFrame},
};

use crate::support::{App, Setup};

#[tokio::test(flavor = "multi_thread")]
async fn a_second_account_that_looks_alike_is_refused() {
    let app = App::usual().await;
    app.register("mary.jones").await;
    // Capitals, full width, Cyrillic "а" and "о", a dotless look, digits for letters where they look the same.
    for name in [
        "mary.jones",
        "Mary.Jones",
        "ｍary.jones",
        "m\u{430}ry.jones",
        "mary.j\u{43e}nes",
    ] {
        let body = format!(r#"{{"username":"{name}","name":"Mary","password":"correct horse"}}"#);
        let answer = app.ask("POST", "/api/register").json(&body).send().await;
        let error: ApiError = codec::decode(&answer.body).expect("an error");
        assert_eq!(
            (answer.status, error.code),
            (409, ErrorCode::UsernameTaken),
            "{name}"
        );
    }
    app.register("mary.jonas").await;
    app.stop().await;
}

/// U3: whether a name is taken cannot be told from a sign-in that fails: the same bytes for a wrong password, an unknown name and a disabled
/// account. (That the work is the same is counted in `program.rs`, in a process of its own.)
#[tokio::test(flavor = "multi_thread")]
async fn u3_a_failed_sign_in_tells_nothing() {
    let app = App::usual().await;
    app.register("mary").await;
    app.register("gone").await;
    app.parts
        .services
        .accounts
        .disable("gone")
        .await
        .expect("an account");
    let attempts = [
        ("mary", "wrong password"),
        ("nobody", "correct horse"),
        ("gone", "correct horse"),
        ("no such name!", "correct horse"),
        ("", ""),
    ];
    let mut answers = Vec::new();
    for (username, password) in attempts {
        let body = format!(r#"{{"username":"{username}","password":"{password}"}}"#);
        let mut answer = app.ask("POST", "/api/sign-in").json(&body).send().await;
        answer.headers.retain(|(name, _)| name != "date");
        assert_eq!(answer.status, 401, "{username}");
        answers.push(answer);
    }
    assert!(
        answers.windows(2).all(|pair| pair[0] == pair[1]),
        "{answers:?}"
    );
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_guesses_is_slowed_down_whether_the_name_exists_or_not() {
    let app = App::usual().await;
    app.register("mary").await;
    for name in ["mary", "nobody"] {
        let body = format!(r#"{{"username":"{name}","password":"a wrong guess"}}"#);
        let mut statuses = Vec::new();
        for _ in 0..8 {
            let answer = app.ask("POST", "/api/sign-in").json(&body).send().await;
            if answer.status == 429 {
                let seconds: u64 = answer
                    .header("retry-after")
                    .expect("a time")
                    .parse()
                    .expect("seconds");
                assert!(seconds >= 1);
            }
            statuses.push(answer.status);
        }
        assert_eq!(statuses, [401, 401, 401, 401, 401, 429, 429, 429], "{name}");
    }
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_address_tries_so_often_and_no_more() {
    let app = Setup::default()
        .with(|config| config.limits.sign_ins_per_minute = 3)
        .start()
        .await;
    let mut refused = 0;
    for n in 0..6 {
        // A forged X-Forwarded-For buys nothing: there is no trusted proxy.
        let body = format!(r#"{{"username":"someone{n}","password":"a wrong guess"}}"#);
        let ask = app
            .ask("POST", "/api/sign-in")
            .header("X-Forwarded-For", &format!("203.0.113.{n}"));
        refused += usize::from(ask.json(&body).send().await.status == 429);
    }
    assert_eq!(refused, 3);
    app.stop().await;

    let behind = Setup::default()
        .with(|config| {
            config.limits.sign_ins_per_minute = 3;
            config.trusted_proxies = vec!["127.0.0.0/8".parse().expect("a network")];
        })
        .start()
        .await;
    for n in 0..6 {
        let body = format!(r#"{{"username":"someone{n}","password":"a wrong guess"}}"#);
        let ask = behind
            .ask("POST", "/api/sign-in")
            .header("X-Forwarded-For", &format!("203.0.113.{n}"));
        assert_eq!(
            ask.json(&body).send().await.status,
            401,
            "each client has its own measure"
        );
    }
    behind.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn where_registration_is_closed_nobody_registers() {
    let app = Setup::default()
        .with(|config| config.registration = common::protocol::v1::http::Registration::Closed)
        .start()
        .await;
    let body = r#"{"username":"mary","name":"Mary","password":"correct horse"}"#;
    let answer = app.ask("POST", "/api/register").json(body).send().await;
    let error: ApiError = codec::decode(&answer.body).expect("an error");
    assert_eq!(
        (answer.status, error.code),
        (403, ErrorCode::RegistrationClosed)
    );
    app.parts
        .services
        .accounts
        .add("mary", "Mary", "correct horse")
        .await
        .expect("by hand");
    app.sign_in("mary").await.connect().await;
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn someone_is_found_by_name() {
    let app = App::usual().await;
    let mut mary = app.register("mary").await;
    let john = app.register("john").await;
    mary.connect().await;
    for query in ["joh", "JOHN", "john of"] {
        let asked = mary
            .tell(ClientBody::FindPeople {
                query: query.to_owned(),
            })
            .await;
        let found = mary
            .find(|frame| match frame {
                ServerFrame::People { id, users } if id == asked => Some(users),
                _ => None,
            })
            .await;
        assert_eq!(found, std::slice::from_ref(&john.me), "{query}");
    }
    app.stop().await;
}
