//! Programs that come from the system's package manager.

use std::{env, fmt::Write as _, path::PathBuf, process::Stdio};

use crate::{failure::Failure, process, say};

/// A program, the names it goes by, and the packages that bring it.
#[derive(Debug)]
pub(crate) struct Program {
    /// What a person calls it.
    what: &'static str,
    /// Any of these on the PATH will do.
    names: &'static [&'static str],
    /// Packages by manager, in the order of [`MANAGERS`]; empty where the manager has none.
    packages: [&'static str; 4],
    /// Only Linux has it; the tests that use it are skipped elsewhere.
    linux_only: bool,
}

/// Manager, and the command in front of the packages.
const MANAGERS: [(&str, &str); 4] = [
    ("apt-get", "apt-get install -y --no-install-recommends"),
    ("dnf", "dnf install -y"),
    ("pacman", "pacman -S --needed --noconfirm"),
    ("brew", "brew install"),
];

/// SQLite and brotli's friends are C.
pub(crate) const C_COMPILER: Program = Program {
    what: "a C compiler",
    names: &["cc"],
    packages: ["build-essential", "gcc", "base-devel", "gcc"],
    linux_only: false,
};
/// wasm-opt and Playwright run on it.
pub(crate) const NODE: Program = Program {
    what: "Node.js",
    names: &["npm"],
    packages: ["nodejs npm", "nodejs npm", "nodejs npm", "node"],
    linux_only: false,
};
/// The browser of the end-to-end tests: the system's, because not every machine may fetch Playwright's own.
pub(crate) const CHROMIUM: Program = Program {
    what: "Chromium",
    names: &[
        "chromium",
        "chromium-browser",
        "google-chrome",
        "google-chrome-stable",
    ],
    packages: ["chromium", "chromium", "chromium", "--cask chromium"],
    linux_only: false,
};
/// Makes fsync fail in the tests of a failing disk.
pub(crate) const STRACE: Program = Program {
    what: "strace",
    names: &["strace"],
    packages: ["strace", "strace", "strace", ""],
    linux_only: true,
};
/// Gives the test of a full disk a small one. (With `mkfs.ext4` and as root that is ext4, else memory; neither is asked for.)
pub(crate) const MOUNT: Program = Program {
    what: "mount",
    names: &["mount"],
    packages: ["mount", "util-linux", "util-linux", ""],
    linux_only: true,
};
/// Lets that test mount although whoever runs it may not.
pub(crate) const UNSHARE: Program = Program {
    what: "unshare",
    names: &["unshare"],
    packages: ["util-linux", "util-linux", "util-linux", ""],
    linux_only: true,
};
/// Asks the server to stop in the tests of a stop.
pub(crate) const KILL: Program = Program {
    what: "kill",
    names: &["kill"],
    packages: ["procps", "procps-ng", "util-linux", ""],
    linux_only: true,
};

/// Playwright 1.65 wants at least this.
const OLDEST_NODE: u32 = 20;

/// Where Chrome is on a Mac: never on the PATH.
const MAC_CHROME: [&str; 2] = [
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

/// Installs those of `programs` that are missing, or says which one command a person has to run.
pub(crate) fn ensure(programs: &[&Program]) -> Result<(), Failure> {
    let missing: Vec<_> = programs
        .iter()
        .filter(|program| !program.is_here())
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    let what = missing
        .iter()
        .map(|program| program.what)
        .collect::<Vec<_>>()
        .join(", ");
    let Some(manager) = MANAGERS
        .iter()
        .position(|(name, _)| process::find(name).is_some())
    else {
        return Err(Failure::NeedsHand {
            missing: what,
            command: "your package manager, for each of these".to_owned(),
        });
    };
    let packages: Vec<_> = missing
        .iter()
        .flat_map(|program| program.packages[manager].split(' '))
        .collect();
    match MANAGERS[manager].0 {
        "apt-get" => {
            apt(&what, &packages)?;
            let absent = missing.iter().find(|program| !program.is_here());
            absent.map_or(Ok(()), |program| {
                Err(Failure::Step(format!(
                    "apt installed {what}, but {} is still not on the PATH",
                    program.what
                )))
            })
        }
        "brew" => Err(Failure::NeedsHand {
            missing: what,
            command: format!("{} {}", MANAGERS[manager].1, packages.join(" ")),
        }),
        _ => Err(Failure::NeedsHand {
            missing: what,
            command: format!("sudo {} {}", MANAGERS[manager].1, packages.join(" ")),
        }),
    }
}

impl Program {
    fn is_here(&self) -> bool {
        (self.linux_only && env::consts::OS != "linux")
            || (self.what == CHROMIUM.what && chromium().is_some())
            || self.names.iter().any(|name| process::find(name).is_some())
    }
}

/// The browser: `CONFAB_CHROMIUM` where set, else the first that is found.
pub(crate) fn chromium() -> Option<PathBuf> {
    let named = env::var_os("CONFAB_CHROMIUM").map(PathBuf::from);
    let on_path = || CHROMIUM.names.iter().find_map(|name| process::find(name));
    let on_a_mac = || {
        MAC_CHROME
            .iter()
            .map(PathBuf::from)
            .find(|path| path.is_file())
    };
    named.or_else(on_path).or_else(on_a_mac)
}

/// Fails where Node is too old to run Playwright: a distribution's own often is, and replacing it is the person's choice.
pub(crate) fn ensure_node_is_new_enough() -> Result<(), Failure> {
    let version = process::capture(process::command("node").arg("--version")).unwrap_or_default();
    if OLDEST_NODE <= major(&version) {
        return Ok(());
    }
    Err(Failure::NeedsHand {
        missing: format!("Node.js {OLDEST_NODE} or newer (this is {version})"),
        command: "https://nodejs.org/en/download names the way for each system".to_owned(),
    })
}

fn major(version: &str) -> u32 {
    version
        .trim_start_matches('v')
        .split('.')
        .next()
        .and_then(|major| major.parse().ok())
        .unwrap_or(0)
}

/// Installs Debian packages, as root or by a sudo that asks nothing.
pub(super) fn apt(what: &str, packages: &[&str]) -> Result<(), Failure> {
    let install = MANAGERS[0].1;
    let Some(privilege) = privilege() else {
        let mut command = "sudo apt-get update".to_owned();
        let _ = write!(command, " && sudo {install} {}", packages.join(" "));
        return Err(Failure::NeedsHand {
            missing: what.to_owned(),
            command,
        });
    };
    say::step(
        &format!("installing {what} by apt ({})", packages.join(" ")),
        || {
            apt_get(privilege, &["update"])?;
            let (_, arguments) = install.split_once(' ').unwrap_or_default();
            apt_get(
                privilege,
                &arguments
                    .split(' ')
                    .chain(packages.iter().copied())
                    .collect::<Vec<_>>(),
            )
        },
    )
}

/// Whether Debian's manager knows a package of this name, as far as its lists reach.
pub(super) fn apt_knows(package: &str) -> bool {
    process::capture(process::command("apt-cache").args(["--no-all-versions", "show", package]))
        .is_some_and(|found| !found.is_empty())
}

fn apt_get(privilege: &[&str], arguments: &[&str]) -> Result<(), Failure> {
    let words: Vec<_> = privilege
        .iter()
        .chain(&["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq"])
        .collect();
    // Its output is long and says little; its errors go to standard error and are seen.
    process::show(
        process::command(words[0])
            .args(&words[1..])
            .args(arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::null()),
    )
}

/// The words to put in front of a command that needs root; `None` when we cannot become it without asking.
fn privilege() -> Option<&'static [&'static str]> {
    if process::capture(process::command("id").arg("-u")).as_deref() == Some("0") {
        return Some(&[]);
    }
    process::capture(process::command("sudo").args(["-n", "true"]))
        .map(|_| &["sudo", "-n"] as &[_])
}

#[cfg(test)]
mod tests;
