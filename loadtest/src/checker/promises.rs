//! What an answer promised: I1, I2, I9.

use std::collections::BTreeMap;

use super::{
    Evidence,
    history::{Happening, Moment},
    index::Index,
    violation::Violation,
};

/// I1: what was acknowledged is in the log, at the place that was said, every time the same.
pub(super) fn acknowledged_is_logged(
    evidence: &Evidence,
    index: &Index<'_>,
    found: &mut Vec<Violation>,
) {
    let mut said = BTreeMap::new();
    for Moment { client, what, .. } in &evidence.history {
        let Happening::Acked {
            cid,
            conv,
            seq,
            rev,
        } = what
        else {
            continue;
        };
        match said.insert(*cid, (*conv, *seq, *rev)) {
            Some(first) if first == (*conv, *seq, *rev) => continue,
            Some((_, first, first_rev)) => {
                found.push(Violation::AckChanged {
                    client: *client,
                    cid: *cid,
                    first,
                    first_rev,
                    later: *seq,
                    later_rev: *rev,
                });
            }
            None => {}
        }
        match index.logged.get(cid).map(Vec::as_slice) {
            None | Some([]) => found.push(Violation::Lost {
                client: *client,
                cid: *cid,
                conv: *conv,
                seq: *seq,
            }),
            Some(places) if places.contains(&(*conv, *seq)) => {}
            Some([(_, logged), ..]) => found.push(Violation::Moved {
                client: *client,
                cid: *cid,
                conv: *conv,
                acked: *seq,
                logged: *logged,
            }),
        }
    }
}

/// I2: whatever keys a press was sent under, it stands in the log at most once. (That it stands there at all when acknowledged is I1.)
pub(super) fn pressed_once_stands_once(index: &Index<'_>, found: &mut Vec<Violation>) {
    for (press, keys) in &index.presses {
        if let [(conv, _), _, ..] = index.places_of(keys).as_slice() {
            let places = index.places_of(keys);
            found.push(Violation::Duplicated {
                press: *press,
                conv: *conv,
                places: places.iter().map(|(_, seq)| seq.get()).collect(),
            });
        }
    }
}

/// I9: what was refused for good is not in the log.
pub(super) fn refused_is_not_logged(index: &Index<'_>, found: &mut Vec<Violation>) {
    for (cid, code) in &index.refused {
        for (conv, seq) in index.logged.get(cid).into_iter().flatten() {
            found.push(Violation::Undead {
                cid: *cid,
                code: *code,
                conv: *conv,
                seq: *seq,
            });
        }
    }
}
