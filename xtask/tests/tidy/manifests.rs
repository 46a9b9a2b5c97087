//! Every dependency says what it is for, once, in the workspace's manifest.

use crate::sources::Sources;

/// Uncommented dependencies of the workspace, and crates that name a version of their own.
pub(crate) fn check(sources: &Sources) -> Vec<String> {
    let mut wrong = Vec::new();
    for (path, text) in sources
        .0
        .iter()
        .filter(|(path, _)| *path == "Cargo.toml" || path.ends_with("/Cargo.toml"))
    {
        let mut section = "";
        let mut before = "";
        for line in text.lines().map(str::trim) {
            if let Some(name) = line.strip_prefix('[') {
                section = name.trim_end_matches(']');
            } else if let Some(name) = dependency(line) {
                let commented = before.starts_with("# ") && !before.starts_with("# ---");
                if section == "workspace.dependencies" && !commented {
                    wrong.push(format!(
                        "{path}: `{name}` needs a comment line above it that says what it is for"
                    ));
                }
                let inherits = line.contains("workspace = true");
                if section.ends_with("dependencies")
                    && section != "workspace.dependencies"
                    && !inherits
                {
                    wrong.push(format!("{path}: `{name}` must be declared in the workspace and inherited from there"));
                }
            }
            before = line;
        }
    }
    wrong
}

fn dependency(line: &str) -> Option<&str> {
    let (name, _) = line.split_once('=')?;
    let name = name.trim().trim_end_matches(".workspace");
    name.chars()
        .all(|c| c.is_alphanumeric() || c == '-' || c == '_')
        .then_some(name)
}
