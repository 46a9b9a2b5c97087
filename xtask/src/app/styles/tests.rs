//! Several sheets become one.

use super::*;

#[test]
fn sheets_are_joined_in_the_order_of_the_page() {
    let dist = workspace::target().join("styles-test");
    let _ = fs::remove_dir_all(&dist);
    fs::create_dir_all(&dist).unwrap();
    fs::write(dist.join("z.css"), "a{}").unwrap();
    fs::write(dist.join("b.css"), "b{}").unwrap();
    let page = format!("<head>{LINK}z.css\" integrity=\"x\"/>\n{LINK}b.css\"/></head>");
    fs::write(dist.join("index.html"), page).unwrap();
    join(&dist).unwrap();
    let page = fs::read_to_string(dist.join("index.html")).unwrap();
    let name = format!("styles-{}.css", piece::hash(&[b"a{}\nb{}\n"]));
    assert_eq!(page.matches(LINK).count(), 1, "{page}");
    assert!(
        page.contains(&name) && page.contains(&integrity(b"a{}\nb{}\n")),
        "{page}"
    );
    assert_eq!(fs::read_to_string(dist.join(&name)).unwrap(), "a{}\nb{}\n");
    assert!(!dist.join("z.css").exists() && !dist.join("b.css").exists());
    assert!(join(&dist.join("nowhere")).is_err());
    fs::remove_dir_all(&dist).unwrap();
}
