//! The names go, and nothing else.

use super::removed;

const HEAD: &[u8] = b"\0asm\x01\0\0\0";

fn section(kind: u8, body: &[u8]) -> Vec<u8> {
    let length = body.len();
    let low = u8::try_from(length % 128).expect("seven bits");
    let high = u8::try_from(length / 128).expect("a short body");
    let mut section = vec![kind, low | 0x80, high];
    section.extend_from_slice(body);
    section
}

#[test]
fn the_names_are_taken_out_wherever_they_stand() {
    let (types, names) = (section(1, &[0x60; 200]), section(0, b"\x04name\x03\x02ab"));
    let other = section(0, b"\x05named");
    let whole = [HEAD, &names, &types, &names, &other].concat();
    let wanted = [HEAD, &types, &other].concat();
    assert_eq!(removed(&whole).expect("a module"), wanted);
    assert_eq!(removed(&wanted).expect("a module"), wanted);
}

#[test]
fn what_is_no_module_is_refused() {
    let cut = [HEAD, &section(1, &[0; 9])[..5]].concat();
    for bytes in [
        &b"\0asm"[..],
        &cut,
        &[HEAD, &[1, 0x80, 0x80, 0x80, 0x80, 0x80]].concat(),
    ] {
        assert!(removed(bytes).is_err(), "{bytes:?}");
    }
}
