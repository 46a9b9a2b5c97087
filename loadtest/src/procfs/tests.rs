//! Texts as the kernel writes them, and this process.

use super::{cpu, open_files, private_bytes, private_memory, steal, ticks};

#[test]
fn cpu_time_is_counted_behind_a_name_with_brackets() {
    let stat = "71 (a ) b) S 1 71 71 0 -1 4194560 1 2 3 4 250 50 7 8 20 0 9 0 100 1 1";
    assert_eq!(ticks(stat), Some(300));
}

#[test]
fn private_memory_is_clean_and_dirty() {
    let rollup = "00400000-7fff [rollup]\nRss:  900 kB\nPrivate_Clean:       4 kB\nPrivate_Dirty:     12 kB\n";
    assert_eq!(private_bytes(rollup), Some(16 * 1024));
    assert_eq!(private_bytes("Rss: 1 kB\n"), None);
}

#[test]
fn stolen_time_is_the_eighth_field() {
    let stat = "cpu  10 1 5 100 2 0 1 7 3 3\ncpu0 1 1 1 1\n";
    assert_eq!(steal(stat), Some((7, 126)));
}

#[test]
#[cfg(target_os = "linux")]
fn this_process_can_be_read() {
    let pid = std::process::id();
    assert!(private_memory(pid).unwrap() > 0);
    assert!(open_files(pid).unwrap() > 0);
    cpu(pid).unwrap();
}
