//! What an administrator does from a terminal.

use tempfile::TempDir;

use super::{CONFAB, command};

#[test]
fn accounts_are_kept_from_the_command_line() {
    let data = TempDir::new().expect("a folder");
    let run = |words: &[&str], input: &str| {
        let ran = command(data.path(), words, input);
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        (ran.status.success(), text(&ran.stdout), text(&ran.stderr))
    };
    assert!(run(&["migrate"], "").0);
    assert!(
        run(
            &["user", "add", "mary", "--name", "Mary"],
            "correct horse\n"
        )
        .0
    );
    let (fine, _, why) = run(&["user", "add", "Mary"], "correct horse\n");
    assert!(!fine && why.contains("taken"), "{why}");
    let (fine, _, why) = run(&["user", "add", "john"], "short\n");
    assert!(!fine && why.contains("at least 8"), "{why}");
    assert!(run(&["user", "reset-password", "mary"], "another horse\n").0);
    assert!(run(&["user", "disable", "mary"], "").0);
    assert!(
        run(&["user", "list"], "")
            .1
            .contains("\tmary\tdisabled\tMary")
    );
    assert!(run(&["user", "enable", "mary"], "").0);
    let (_, listed, _) = run(&["user", "list"], "");
    assert!(listed.contains("\tmary\tactive\tMary"), "{listed}");
    assert!(
        listed.starts_with("id\tusername\tstate\tname\n"),
        "{listed}"
    );
    assert!(!run(&["user", "disable", "nobody"], "").0);
}

/// A mistyped folder: what is to be looked at or changed is not there, and nothing is made there in its place.
#[test]
fn a_command_says_that_there_is_no_database_and_makes_none() {
    let data = TempDir::new().expect("a folder");
    let wrong = data.path().join("not-there");
    let commands: [(&[&str], &str); 8] = [
        (&["user", "list"], ""),
        (&["user", "add", "mary"], "correct horse\n"),
        (&["user", "disable", "mary"], ""),
        (&["user", "enable", "mary"], ""),
        (&["user", "reset-password", "mary"], "another horse\n"),
        (&["reports"], ""),
        (&["check"], ""),
        (&["backup", "copy.db"], ""),
    ];
    for (words, input) in commands {
        let ran = command(&wrong, words, input);
        let why = String::from_utf8_lossy(&ran.stderr).into_owned();
        assert!(!ran.status.success(), "{words:?}: {ran:?}");
        for said in [
            "no database of Confab",
            "not-there",
            "--data-dir",
            "confab migrate",
        ] {
            assert!(why.contains(said), "{words:?} does not say {said}: {why}");
        }
        assert!(!wrong.exists(), "{words:?} made something");
    }
    assert!(command(&wrong, &["migrate"], "").status.success());
    let ran = command(&wrong, &["user", "list"], "");
    assert_eq!(
        String::from_utf8_lossy(&ran.stdout),
        "id\tusername\tstate\tname\n"
    );
    let ran = command(&wrong, &["reports"], "");
    let listed = String::from_utf8_lossy(&ran.stdout).into_owned();
    assert_eq!(listed, "when\treason\tby\tabout\twords\tmessage\n");
}

#[test]
fn what_it_must_not_run_with_is_refused_by_what_is_allowed() {
    let refused: [(&[&str], &str); 9] = [
        (&["--listen", "0.0.0.0:8080"], "--insecure-http"),
        (
            &["--listen", "0.0.0.0:8080", "--demo", "--insecure-http"],
            "127.0.0.1",
        ),
        (
            &["--listen", "0.0.0.0:8080", "--insecure-http"],
            "--public-url",
        ),
        (&["--public-url", "chat.example.org"], "https://"),
        (
            &["--public-url", "https://a.example,http://b.example"],
            "either all",
        ),
        (&["--trusted-proxy", "10.0.0.0/33"], "10.0.0.0/8"),
        (&["--registration", "invite"], "“open” or “closed”"),
        (&["--password-chars", "7"], "8 to 64"),
        (&["--frames-per-second", "0"], "at least 1"),
    ];
    for (words, allowed) in refused {
        let ran = std::process::Command::new(CONFAB)
            .arg("check-config")
            .args(words)
            .output()
            .expect("the program starts");
        let why = String::from_utf8_lossy(&ran.stderr).into_owned();
        assert!(!ran.status.success(), "{words:?}");
        assert!(why.contains(allowed), "{words:?}: {why}");
    }
}

#[test]
fn a_flag_beats_the_environment_beats_the_file() {
    let folder = TempDir::new().expect("a folder");
    let file = folder.path().join("confab.toml");
    std::fs::write(
        &file,
        "listen = \"127.0.0.1:1001\"\nadmin-listen = \"127.0.0.1:1002\"\nmax-connections = 1003\n",
    )
    .expect("a file");
    let show = |words: &[&str]| {
        let ran = std::process::Command::new(CONFAB)
            .arg("check-config")
            .args(words)
            .env("CONFAB_CONFIG", &file)
            .env("CONFAB_ADMIN_LISTEN", "127.0.0.1:2002")
            .env("CONFAB_LISTEN", "127.0.0.1:2001")
            .output()
            .expect("the program starts");
        (
            ran.status.success(),
            String::from_utf8_lossy(&[ran.stdout, ran.stderr].concat()).into_owned(),
        )
    };
    let (sound, shown) = show(&["--listen", "127.0.0.1:3001"]);
    assert!(sound, "{shown}");
    for line in [
        "listen = \"127.0.0.1:3001\"",
        "admin-listen = \"127.0.0.1:2002\"",
        "max-connections = 1003",
        "registration = \"closed\"",
    ] {
        assert!(shown.lines().any(|own| own == line), "{line} in:\n{shown}");
    }
    // What it prints is a file that means the same.
    std::fs::write(&file, &shown).expect("a file");
    assert_eq!(show(&["--listen", "127.0.0.1:3001"]), (true, shown));
    std::fs::write(&file, "lisen = \"127.0.0.1:1\"\n").expect("a file");
    let (sound, why) = show(&[]);
    assert!(
        !sound && why.contains("lisen") && why.contains("admin-listen"),
        "{why}"
    );
}
