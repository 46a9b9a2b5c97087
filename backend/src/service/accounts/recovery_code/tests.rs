use std::collections::BTreeSet;

use super::*;
use crate::clock::FakeEntropy;

#[test]
fn a_code_is_found_however_it_is_typed() {
    let (codes, hashes) = draw(&FakeEntropy::new(3));
    assert_eq!(
        (codes.len(), hashes.len()),
        (RECOVERY_CODES, RECOVERY_CODES)
    );
    for (code, hash) in codes.iter().zip(&hashes) {
        assert_eq!(code.len(), 29, "{code}: six groups of four");
        let typed = [
            code.clone(),
            code.to_uppercase(),
            code.replace('-', ""),
            format!(" {} ", code.replace('-', " ")),
            code.replace('0', "O").replace('1', "l"),
        ];
        for typed in typed {
            assert_eq!(find(&typed).as_ref(), Some(hash), "{typed}");
        }
    }
}

#[test]
fn what_is_no_code_is_not_looked_for() {
    let (codes, _) = draw(&FakeEntropy::new(3));
    let code = &codes[0];
    for typed in [
        "",
        "k7dq",
        &code[1..],
        &format!("{code}0"),
        &code.replace('-', "é"),
        &"é".repeat(24),
        &"u".repeat(24),
    ] {
        assert_eq!(find(typed), None, "{typed}");
    }
}

#[test]
fn every_bit_counts() {
    let flipped = (0..BYTES * 8).map(|bit| {
        let mut bytes = [0; BYTES];
        bytes[bit / 8] = 1 << (bit % 8);
        written(bytes)
    });
    assert_eq!(flipped.collect::<BTreeSet<_>>().len(), BYTES * 8);
}
