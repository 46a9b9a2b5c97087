//! What a digest notices.

use super::*;

#[test]
fn a_digest_follows_names_contents_and_facts() {
    let folder = std::env::temp_dir().join(format!("confab-stamp-{}", std::process::id()));
    let write = |name: &str, text: &str| workspace::write(&folder.join(name), text).unwrap();
    let read = |facts: &[&str]| digest(std::slice::from_ref(&folder), facts).unwrap();
    write("deep/a", "one");
    let first = read(&[]);
    assert_eq!(first, read(&[]), "the same files, the same digest");
    assert_ne!(first, read(&["rustc 2"]), "facts count");
    write("deep/a", "two");
    let second = read(&[]);
    assert_ne!(first, second, "contents count");
    fs::rename(folder.join("deep/a"), folder.join("deep/b")).unwrap();
    assert_ne!(second, read(&[]), "names count");
    fs::remove_dir_all(&folder).unwrap();
}
