//! Texts as the kernel writes them, and this process.

use super::{busy_ticks, core_in, cpu, open_files, private_bytes, private_memory, steal, ticks};

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
fn a_core_is_busy_when_it_neither_idles_nor_waits() {
    let stat = "cpu  9 9 9 9 9 9 9 9 9 9\ncpu1 1 1 1 1\ncpu11 10 1 5 100 2 0 1 7 3 3\n";
    assert_eq!(busy_ticks(stat, 11), Some(24));
    assert_eq!(busy_ticks(stat, 2), None);
}

#[test]
fn a_process_has_a_core_of_its_own_if_it_may_use_no_other() {
    assert_eq!(
        core_in("Cpus_allowed:\t1\nCpus_allowed_list:\t3\n"),
        Some(3)
    );
    assert_eq!(core_in("Cpus_allowed_list:\t0-1\n"), None);
}

#[test]
#[cfg(target_os = "linux")]
fn this_process_can_be_read() {
    let pid = std::process::id();
    assert!(private_memory(pid).unwrap() > 0);
    assert!(open_files(pid).unwrap() > 0);
    cpu(pid).unwrap();
}
