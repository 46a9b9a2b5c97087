//! R5: the disk fills up under load. Sends are refused with a typed error, reading goes on, and when there is space again the server goes
//! on by itself; nothing acknowledged is lost.

use std::{
    env,
    fs::{self, File},
    io::Write as _,
    path::{Path, PathBuf},
    process::Command,
    sync::Arc,
    time::Duration,
};

use common::protocol::v1::ErrorCode;
use loadtest::{
    checker::history::Happening,
    client::{Habits, journal::Journal, reader},
};
use rusqlite::{Connection, OpenFlags};
use tempfile::TempDir;
use tokio::time::{Instant, sleep};

use crate::{
    binaries,
    town::{Crowd, Town, assert_kept, entries},
};

/// A small file system of its own.
struct SmallDisk {
    folder: TempDir,
}

impl SmallDisk {
    /// 32 MB of ext4 in a file, or of memory where loop devices cannot be had. `None` without the right to mount.
    fn mount() -> Option<Self> {
        let folder = TempDir::new().unwrap();
        let image = folder.path().join("image");
        let at = folder.path().join("disk");
        fs::create_dir(&at).unwrap();
        File::create(&image).unwrap().set_len(32 << 20).unwrap();
        let (image, at) = (image.to_str().unwrap(), at.to_str().unwrap());
        let ext4 =
            runs("mkfs.ext4", &["-q", "-F", image]) && runs("mount", &["-o", "loop", image, at]);
        let memory = || runs("mount", &["-t", "tmpfs", "-o", "size=32m", "tmpfs", at]);
        let used = match (ext4, ext4 || memory()) {
            (true, _) => "ext4 in a file",
            (false, true) => "memory (tmpfs), since a loop device could not be mounted",
            (false, false) => return None,
        };
        println!("the small disk is {used}");
        Some(Self { folder })
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("disk")
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        // Lazily, because a server that a failing test leaves behind may still be ending.
        runs("umount", &["-l", self.path().to_str().unwrap()]);
    }
}

/// Set for the run inside the namespace.
const INSIDE: &str = "CONFAB_TEST_MAY_MOUNT";

/// Runs one test of this binary as the root of a namespace of its own, where whoever may not mount on this machine may.
fn as_root_of_a_namespace(test: &str) {
    const WHY: &str = "this test mounts a small disk. Run it as root, or where `unshare --user --map-root-user --mount true` works";
    assert!(env::var_os(INSIDE).is_none(), "{WHY}");
    let ran = Command::new("unshare")
        .args(["--user", "--map-root-user", "--mount", "--"])
        .arg(env::current_exe().unwrap())
        .args(["--exact", test, "--nocapture"])
        .env(INSIDE, "1")
        .output();
    let ran = ran.unwrap_or_else(|error| panic!("unshare: {error}. {WHY}"));
    let (out, err) = (
        String::from_utf8_lossy(&ran.stdout),
        String::from_utf8_lossy(&ran.stderr),
    );
    println!("inside a namespace:\n{out}");
    assert!(
        ran.status.success() && out.contains("1 passed"),
        "{err}\n{WHY}"
    );
}

fn runs(program: &str, arguments: &[&str]) -> bool {
    let ran = Command::new(program).args(arguments).output();
    ran.is_ok_and(|output| output.status.success())
}

/// Fills a disk but for `left` bytes.
fn fill(file: &Path, left: u64) {
    let mut ballast = File::create(file).unwrap();
    let block = vec![1; 64 * 1024];
    while ballast.write_all(&block).is_ok() {}
    let length = ballast.metadata().unwrap().len();
    ballast.set_len(length.saturating_sub(left)).unwrap();
}

async fn wait_for(what: &str, longest: Duration, mut come: impl FnMut() -> bool) -> Duration {
    let start = Instant::now();
    while !come() {
        assert!(
            start.elapsed() < longest,
            "{what} did not come within {longest:?}"
        );
        sleep(Duration::from_millis(10)).await;
    }
    start.elapsed()
}

fn refusals(journal: &Journal) -> Vec<(ErrorCode, bool)> {
    let history = journal.history();
    let refused = history.iter().filter_map(|moment| match moment.what {
        Happening::Refused { code, for_good, .. } => Some((code, for_good)),
        _ => None,
    });
    refused.collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r5_a_full_disk_refuses_loses_nothing_and_recovers_by_itself() {
    match SmallDisk::mount() {
        Some(disk) => fill_up_under_load(disk).await,
        None => as_root_of_a_namespace(
            "disk::r5_a_full_disk_refuses_loses_nothing_and_recovers_by_itself",
        ),
    }
}

async fn fill_up_under_load(disk: SmallDisk) {
    let data = disk.path().join("data");
    let (town, mut server) = Town::found(&binaries::confab(), 2, Some(&data)).await;
    let journal = Arc::new(Journal::begin());
    let habits = Habits {
        window: 1,
        text_bytes: 2_000,
        ..Habits::default()
    };
    let crowd = Crowd::start(town.clients(0, &habits, &journal));
    wait_for("a first acknowledgement", Duration::from_secs(5), || {
        journal.acknowledgements() > 20
    })
    .await;

    let ballast = disk.path().join("ballast");
    fill(&ballast, 512 * 1024);
    wait_for("a refusal", Duration::from_secs(30), || {
        !refusals(&journal).is_empty()
    })
    .await;
    let seen = reader::log(town.how.listen, &town.people[0]).await.unwrap();
    assert!(
        entries(&seen) > 20,
        "reading goes on while the disk is full"
    );
    sleep(Duration::from_secs(1)).await;
    assert!(server.ended().is_none(), "a full disk is no reason to end");

    fs::remove_file(&ballast).unwrap();
    let before = journal.acknowledgements();
    wait_for(
        "an acknowledgement after there was space again",
        Duration::from_secs(30),
        || journal.acknowledgements() > before,
    )
    .await;
    let clients = crowd.finish().await;
    let evidence = town.evidence(&journal, clients).await;
    assert_kept(&evidence);
    for refusal in refusals(&journal) {
        assert_eq!(refusal, (ErrorCode::StorageFull, false));
    }
    server.kill();
    integrity(&data);
}

/// Asks SQLite whether the files that the server left are sound.
fn integrity(data: &Path) {
    let databases: Vec<_> = fs::read_dir(data)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "db"))
        .collect();
    assert_eq!(databases.len(), 1, "{databases:?}");
    let database =
        Connection::open_with_flags(&databases[0], OpenFlags::SQLITE_OPEN_READ_WRITE).unwrap();
    let verdict: String = database
        .query_one("PRAGMA integrity_check", [], |row| row.get(0))
        .unwrap();
    assert_eq!(verdict, "ok");
}
