//! Records as strace writes them: a good order, and each way to be too early.

use super::{TooEarly, failed_sync, judge, read};

const WRITE: &str = r#"7 pwrite64(9</d/confab.db-wal>, "\0\0one message\0", 4096, 56) = 4096"#;
const SYNC: &str = r"7 fdatasync(9</d/confab.db-wal>)        = 0";
const FAILED: &str = r"7 fdatasync(9</d/confab.db-wal>) = -1 EIO (Input/output error) (INJECTED)";
const ACK: &str = r#"5 sendto(12<TCP:[127.0.0.1:1->127.0.0.1:2]>, "\201\36{\"t\":\"sent\",\"cid\":\"c1\",\"seq\":1}", 32, MSG_NOSIGNAL, NULL, 0) = 32"#;
const OPEN: &str =
    r#"7 openat(AT_FDCWD, "/d/confab.db-wal", O_RDWR|O_CREAT, 0644) = 9</d/confab.db-wal>"#;

fn judged(lines: &[&str]) -> (usize, Vec<TooEarly>) {
    let messages = [("c1".to_owned(), "one message".to_owned())];
    judge(&read(&lines.join("\n")), &messages)
}

#[test]
fn written_synced_acknowledged_is_the_right_order() {
    assert_eq!(judged(&[WRITE, SYNC, ACK]), (1, vec![]));
    assert_eq!(judged(&[WRITE, SYNC]), (0, vec![]), "never acknowledged");
}

#[test]
fn a_split_call_ends_where_it_is_resumed() {
    let begun = "7 fdatasync(9</d/confab.db-wal> <unfinished ...>";
    let ended = "7 <... fdatasync resumed>)              = 0";
    assert_eq!(judged(&[WRITE, begun, ended, ACK]), (1, vec![]));
    let (_, found) = judged(&[WRITE, begun, ACK, ended]);
    assert!(
        matches!(found[..], [TooEarly::NotSynced { .. }]),
        "{found:?}"
    );
}

#[test]
fn an_acknowledgement_before_the_write_is_too_early() {
    let (_, found) = judged(&[ACK, WRITE, SYNC]);
    assert!(
        matches!(found[..], [TooEarly::NotWritten { .. }]),
        "{found:?}"
    );
}

#[test]
fn an_acknowledgement_without_a_sync_is_too_early() {
    for lines in [&[WRITE, ACK, SYNC][..], &[SYNC, WRITE, ACK], &[WRITE, ACK]] {
        let (_, found) = judged(lines);
        assert!(
            matches!(found[..], [TooEarly::NotSynced { .. }]),
            "{found:?}"
        );
    }
}

#[test]
fn a_sync_of_another_file_does_not_count() {
    let other = "7 fdatasync(8</d/confab.db>) = 0";
    let (_, found) = judged(&[WRITE, other, ACK]);
    assert!(
        matches!(found[..], [TooEarly::NotSynced { .. }]),
        "{found:?}"
    );
}

#[test]
fn a_failed_sync_is_not_mended_by_trying_it_again() {
    for lines in [&[WRITE, FAILED, ACK][..], &[WRITE, FAILED, SYNC, ACK]] {
        let (_, found) = judged(lines);
        assert!(
            matches!(found[..], [TooEarly::SyncFailed { .. }]),
            "{found:?}"
        );
        assert!(failed_sync(&read(&lines.join("\n"))).is_some());
    }
    let reopened = [WRITE, FAILED, OPEN, WRITE, SYNC, ACK];
    assert_eq!(judged(&reopened), (1, vec![]));
    assert_eq!(failed_sync(&read(&[WRITE, SYNC, ACK].join("\n"))), None);
}

#[test]
fn what_later_groups_do_is_no_matter_of_this_message() {
    let again = WRITE;
    assert_eq!(judged(&[WRITE, SYNC, again, ACK]), (1, vec![]));
    assert_eq!(judged(&[WRITE, SYNC, again, FAILED, ACK]), (1, vec![]));
}
