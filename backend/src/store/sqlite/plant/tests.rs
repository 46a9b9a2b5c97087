//! The list of faults that the laws of cursors, receipts and consent catch, each planted in a process of its own.
//!
//! `cargo test -p backend --lib --features planted-faults planted`

use std::process::{Command, Output};

/// Each fault, and the law that catches it.
const FAULTS: [(&str, &str); 7] = [
    (
        "cursor-goes-back",
        "store::sqlite::tests::memory::places_never_go_back_and_old_news_says_nothing",
    ),
    (
        "own-messages-count",
        "store::sqlite::tests::memory::i4_unread_is_what_the_fold_counts",
    ),
    (
        "receipts-while-off",
        "store::sqlite::receipts::tests::hiding_freezes_what_others_know_and_showing_again_reveals_nothing",
    ),
    (
        "receipts-to-whom-gives-none",
        "store::sqlite::receipts::tests::only_who_gives_sees",
    ),
    (
        "first-never-received",
        "store::sqlite::receipts::tests::a_new_members_first_message_is_received_and_read",
    ),
    (
        "time-as-cursor",
        "store::sqlite::tests::memory::r10_reading_does_not_depend_on_the_clock",
    ),
    (
        "membership-cached-after-a-block",
        "store::sqlite::tests::memory::a_block_is_seen_by_the_next_message_of_either",
    ),
];

fn run(law: &str, fault: &str) -> Output {
    Command::new(std::env::current_exe().unwrap())
        .args([law, "--exact"])
        .env("CONFAB_PLANT", fault)
        .output()
        .unwrap()
}

#[test]
fn every_planted_fault_fails_its_law() {
    for (fault, law) in FAULTS {
        let sound = run(law, "");
        let said = String::from_utf8_lossy(&sound.stdout).into_owned();
        assert!(
            sound.status.success() && said.contains("1 passed"),
            "{law}: {said}"
        );
        let faulty = run(law, fault);
        assert!(!faulty.status.success(), "{law} passes with {fault}");
    }
}
