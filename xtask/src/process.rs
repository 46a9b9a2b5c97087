//! Starting programs: shown, captured, or read line by line while shown.

use std::{
    env,
    ffi::OsString,
    io::{BufRead as _, BufReader},
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use crate::{failure::Failure, say, workspace};

/// A program started in the repository's root.
pub(crate) fn command(program: &str) -> Command {
    let mut command = Command::new(program);
    command.current_dir(workspace::root());
    command
}

/// The cargo that started us, so that `cargo +beta xtask` stays with beta.
pub(crate) fn cargo() -> Command {
    let mut cargo = command(&env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned()));
    // What cargo sets for us is not meant for the cargo that we start: it would rebuild crates whose scripts read these.
    for (name, _) in env::vars_os() {
        let ours = name.to_string_lossy();
        if ours.starts_with("CARGO_PKG_") || ours.starts_with("CARGO_MANIFEST_") {
            cargo.env_remove(name);
        }
    }
    cargo
}

/// Runs it to its end, its output shown as it comes.
pub(crate) fn show(command: &mut Command) -> Result<(), Failure> {
    let status = command
        .status()
        .map_err(Failure::while_doing(format!("starting {}", name(command))))?;
    if status.success() {
        Ok(())
    } else {
        Err(Failure::Step(format!(
            "{} ended with {status}",
            name(command)
        )))
    }
}

/// Runs it quietly. Its standard output, or `None` when it is not there or fails.
pub(crate) fn capture(command: &mut Command) -> Option<String> {
    let output = command
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .output()
        .ok()?;
    output
        .status
        .success()
        .then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// Runs it, shows each line of its standard output and gives it to `read`. Whether it succeeded.
pub(crate) fn tee(command: &mut Command, mut read: impl FnMut(&str)) -> Result<bool, Failure> {
    let failed = || Failure::while_doing(format!("running {}", name(command)));
    let (starting, reading, waiting) = (failed(), failed(), failed());
    let mut child = command.stdout(Stdio::piped()).spawn().map_err(starting)?;
    if let Some(out) = child.stdout.take() {
        let mut out = BufReader::new(out);
        let mut line = Vec::new();
        let mut more = || -> std::io::Result<Option<String>> {
            line.clear();
            let length = out.read_until(b'\n', &mut line)?;
            // Bytes, not `lines()`: a test may print what is not UTF-8.
            Ok((length != 0).then(|| String::from_utf8_lossy(&line).trim_end().to_owned()))
        };
        let mut outcome = Ok(());
        loop {
            match more() {
                Ok(Some(line)) => {
                    say::echo(&line);
                    read(&line);
                }
                Ok(None) => break,
                Err(error) => {
                    outcome = Err(reading(error));
                    break;
                }
            }
        }
        outcome?;
    }
    Ok(child.wait().map_err(waiting)?.success())
}

/// Whether a program of this name is on the PATH.
pub(crate) fn find(program: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    env::split_paths(&path)
        .chain(cargo_bin())
        .map(|folder| folder.join(format!("{program}{}", env::consts::EXE_SUFFIX)))
        .find(|file| file.is_file())
}

/// Where `cargo install` puts programs; it need not be on the PATH.
fn cargo_bin() -> Option<PathBuf> {
    let root = env::var_os("CARGO_INSTALL_ROOT")
        .or_else(|| env::var_os("CARGO_HOME"))
        .map(PathBuf::from);
    let root = root.or_else(|| env::home_dir().map(|home| home.join(".cargo")))?;
    Some(root.join("bin"))
}

/// A PATH with `first` before everything and cargo's own programs after it.
pub(crate) fn path_with(first: &[&Path]) -> OsString {
    let path = env::var_os("PATH").unwrap_or_default();
    let folders = first
        .iter()
        .map(|folder| folder.to_path_buf())
        .chain(env::split_paths(&path))
        .chain(cargo_bin());
    env::join_paths(folders).unwrap_or(path)
}

fn name(command: &Command) -> String {
    let program = Path::new(command.get_program());
    let mut words = vec![
        program
            .file_name()
            .unwrap_or(program.as_os_str())
            .to_string_lossy()
            .into_owned(),
    ];
    words.extend(
        command
            .get_args()
            .take(3)
            .map(|word| word.to_string_lossy().into_owned()),
    );
    words.join(" ")
}
