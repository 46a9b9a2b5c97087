//! The program itself, in a process of its own: its commands, its signals, and what it never logs.

mod commands;

use std::{
    collections::BTreeSet,
    io::Write as _,
    net::SocketAddr,
    path::Path,
    process::{Output, Stdio},
};

use common::protocol::codec;
use common::protocol::v1::{ServerFrame, SignedOutBecause, close, http::RecoveryCodes};
use tempfile::TempDir;
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, BufReader},
    process::{Child, Command},
    time::timeout,
};

use crate::support::{App, Ask, Client, Got, PATIENCE, say};

const CONFAB: &str = env!("CARGO_BIN_EXE_confab");

/// `confab serve`, with everything logged.
struct Program {
    child: Child,
    address: SocketAddr,
    admin: SocketAddr,
}

impl Program {
    async fn start(data: &Path) -> Self {
        // Port 0 for the public side; the admin side is asked by number, so it gets one that was free a moment ago.
        let admin = std::net::TcpListener::bind("127.0.0.1:0")
            .and_then(|listener| listener.local_addr())
            .expect("a free port");
        let mut child = Command::new(CONFAB)
            .args(["serve", "--listen", "127.0.0.1:0", "--registration", "open"])
            .args(["--admin-listen", &admin.to_string()])
            .args(["--password-chars", "8", "--password-memory-mib", "19"])
            .arg("--data-dir")
            .arg(data)
            .env("CONFAB_LOG", "trace")
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .expect("the program starts");
        let mut lines = BufReader::new(child.stdout.take().expect("its output")).lines();
        let line = timeout(PATIENCE, lines.next_line())
            .await
            .expect("it says so in time");
        let line = line.expect("a line").expect("a line");
        let address = line
            .strip_prefix("Confab is ready at http://")
            .unwrap_or_else(|| panic!("it says {line}"));
        Self {
            address: address.parse().expect("an address"),
            child,
            admin,
        }
    }

    /// Asks it to stop, and gives everything that it logged.
    async fn stop(mut self) -> String {
        let mut log = String::new();
        let mut err = self.child.stderr.take().expect("its log");
        let reading = async {
            let id = self.child.id().expect("it runs").to_string();
            let asked = Command::new("kill").args(["-TERM", &id]).status().await;
            assert!(asked.expect("kill").success());
            err.read_to_string(&mut log).await.expect("text");
            self.child.wait().await.expect("it ends")
        };
        let status = timeout(PATIENCE, reading).await.expect("it ends in time");
        assert!(status.success(), "{status}");
        log
    }

    fn ask(&self, method: &str, path: &str) -> Ask {
        Ask::new(self.address, method, path)
            .header("Origin", &format!("http://{}", self.address))
            .header("X-Confab", "1")
    }

    async fn register(&self, username: &str, name: &str, password: &str) -> Client {
        let body =
            format!(r#"{{"username":"{username}","name":"{name}","password":"{password}"}}"#);
        let answer = self.ask("POST", "/api/register").json(&body).send().await;
        assert_eq!(answer.status, 201, "{}", answer.body);
        App::client_of(self.address, &answer)
    }

    /// A counter of `/metrics`.
    async fn metric(&self, name: &str) -> u64 {
        let answer = Ask::new(self.admin, "GET", "/metrics").send().await;
        let line = answer
            .body
            .lines()
            .find(|line| line.starts_with(&format!("{name} ")));
        line.and_then(|line| line.split(' ').nth(1)?.parse().ok())
            .unwrap_or(0)
    }
}

/// X11: passwords, tokens, texts, names and searches are in no log line, although everything logs.
#[tokio::test(flavor = "multi_thread")]
async fn x11_what_people_say_and_know_is_never_logged() {
    let data = TempDir::new().expect("a folder");
    let program = Program::start(data.path()).await;
    let mut mary = program
        .register("mary", "Canary Displayname", "canary-password-1")
        .await;
    let john = program.register("john", "John", "canary-password-2").await;
    let body = r#"{"username":"mary","password":"canary-wrong-password"}"#;
    assert_eq!(
        program
            .ask("POST", "/api/sign-in")
            .json(body)
            .send()
            .await
            .status,
        401
    );
    let report = r#"{"csp-report":{"effective-directive":"script-src","blocked-uri":"https://canary-uri.example"}}"#;
    let reported = program
        .ask("POST", "/api/csp-report")
        .header("Content-Type", "application/csp-report");
    assert_eq!(reported.body(report).send().await.status, 204);
    mary.connect().await;
    let conv = mary.meet(&john).await;
    mary.post(conv, "canary-text of a message").await;
    mary.send(conv, &say("canary-bad-text \u{7}")).await;
    mary.write(tokio_tungstenite::tungstenite::Message::text(
        "canary-malformed",
    ))
    .await;
    mary.tell(common::protocol::v1::ClientBody::FindPeople {
        query: "canary-query".to_owned(),
    })
    .await;
    mary.find(|frame| {
        matches!(frame, common::protocol::v1::ServerFrame::People { .. }).then_some(())
    })
    .await;
    let mut secrets = vec![mary.cookie.clone()];
    let post = async |client: &Client, path: &str, body: &str| {
        client.ask("POST", path).json(body).send().await
    };
    // A wrong password, a new one, codes, a wrong code and a right one.
    let wrong = r#"{"current":"canary-not-hers","new":"canary-password-3"}"#;
    assert_eq!(post(&mary, "/api/password", wrong).await.status, 401);
    let right = r#"{"current":"canary-password-1","new":"canary-password-3"}"#;
    let changed = post(&mary, "/api/password", right).await;
    mary.cookie = changed.cookie().expect("another cookie");
    secrets.push(mary.cookie.clone());
    let confirm = r#"{"password":"canary-password-3"}"#;
    let made = post(&mary, "/api/recovery-codes", confirm).await;
    let RecoveryCodes { codes } = codec::decode(&made.body).expect("codes");
    let recover = async |code: &str| {
        let body =
            format!(r#"{{"username":"mary","code":"{code}","password":"canary-password-4"}}"#);
        post(&mary, "/api/recover", &body).await
    };
    assert_eq!(recover("canary-code").await.status, 401);
    let recovered = recover(&codes[0]).await;
    assert_eq!(recovered.status, 200);
    secrets.extend(recovered.cookie());
    secrets.extend(codes.iter().cloned());
    secrets.extend(codes.iter().map(|code| code.replace('-', "")));
    assert_eq!(mary.ask("POST", "/api/sign-out").send().await.status, 204);
    let log = program.stop().await;
    assert!(
        log.contains("DEBUG") && log.contains("account made"),
        "it does log: {log}"
    );
    assert!(!log.to_lowercase().contains("canary"), "{log}");
    for secret in secrets {
        let secret = secret.trim_start_matches("sid=");
        assert!(!log.contains(secret), "a token or a code is in the log");
    }
    for event in [
        "password changed",
        "recovery codes made",
        "account recovered",
    ] {
        assert!(log.contains(event), "it does log that: {event}");
    }
    assert!(!log.contains("panicked"), "{log}");
}

/// U3: a wrong password and an unknown name cost the same work. Counted, not timed: a clock on a busy machine proves nothing.
#[tokio::test(flavor = "multi_thread")]
async fn u3_an_unknown_name_costs_as_much_as_a_wrong_password() {
    const HASHES: &str = "confab_password_hashes_total";
    let data = TempDir::new().expect("a folder");
    let program = Program::start(data.path()).await;
    program.register("mary", "Mary", "correct horse").await;
    let disabled = program.register("gone", "Gone", "correct horse").await;
    drop(disabled);
    let run = command(data.path(), &["user", "disable", "gone"], "");
    assert!(run.status.success(), "{run:?}");
    let (mut costs, mut answers) = (Vec::new(), BTreeSet::new());
    for name in ["mary", "nobody", "gone"] {
        let before = program.metric(HASHES).await;
        let body = format!(r#"{{"username":"{name}","password":"a wrong guess"}}"#);
        let answer = program.ask("POST", "/api/sign-in").json(&body).send().await;
        assert_eq!(answer.status, 401);
        answers.insert(answer.body);
        costs.push(program.metric(HASHES).await - before);
    }
    assert_eq!(costs, [1, 1, 1]);
    assert_eq!(answers.len(), 1, "the same answer: {answers:?}");
    program.stop().await;
}

fn command(data: &Path, words: &[&str], input: &str) -> Output {
    let mut child = std::process::Command::new(CONFAB)
        .args(words)
        .args([
            "--password-chars",
            "8",
            "--password-memory-mib",
            "19",
            "--data-dir",
        ])
        .arg(data)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut stdin = child.stdin.take().expect("its input");
    // A command that wants no input may have ended already.
    let _ = stdin.write_all(input.as_bytes());
    drop(stdin);
    child.wait_with_output().expect("it ends")
}

/// A3: who is shut out, or gets another password, is out long before the next heartbeat, which used to be what found it.
#[tokio::test(flavor = "multi_thread")]
async fn a3_the_command_line_closes_the_sockets_of_the_running_server() {
    let data = TempDir::new().expect("a folder");
    let program = Program::start(data.path()).await;
    let cases: [(&str, &[&str], &str, _); 2] = [
        (
            "mary",
            &["user", "disable", "mary"],
            "",
            SignedOutBecause::Disabled,
        ),
        (
            "john",
            &["user", "reset-password", "john"],
            "another horse\n",
            SignedOutBecause::PasswordChanged,
        ),
    ];
    for (name, words, input, because) in cases {
        let mut client = program.register(name, name, "correct horse").await;
        client.connect().await;
        let ran = command(data.path(), words, input);
        assert!(ran.status.success(), "{ran:?}");
        match client.next_with_pings().await {
            Got::Frame(frame) => assert_eq!(*frame, ServerFrame::SignedOut { because }),
            Got::Closed(code) => panic!("{name}: closed with {code:?} and no word"),
        }
        assert_eq!(client.close_code().await, Some(close::SIGNED_OUT));
    }
    program.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_healthcheck_is_right_about_the_server() {
    let data = TempDir::new().expect("a folder");
    let program = Program::start(data.path()).await;
    let admin = program.admin.to_string();
    let ask = || command(data.path(), &["healthcheck", "--admin-listen", &admin], "");
    assert!(ask().status.success());
    // A second server on the same data is kept out, and says why.
    let second = command(
        data.path(),
        &[
            "serve",
            "--listen",
            "127.0.0.1:0",
            "--admin-listen",
            "127.0.0.1:0",
        ],
        "",
    );
    assert!(!second.status.success());
    let why = String::from_utf8_lossy(&second.stderr).into_owned();
    assert!(why.contains("another server uses the data folder"), "{why}");
    assert!(command(data.path(), &["check"], "").status.success());
    program.stop().await;
    let ran = ask();
    assert!(!ran.status.success());
    let why = String::from_utf8_lossy(&ran.stderr).into_owned();
    assert!(why.contains(&admin), "it says whom it asked: {why}");
    let nothing = TempDir::new().expect("a folder");
    assert!(!command(nothing.path(), &["check"], "").status.success());
}
