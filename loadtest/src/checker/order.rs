//! What stands before what: I5 and I6.

use std::collections::{BTreeMap, BTreeSet};

use common::{ids::IdempotencyKey, seq::Seq};

use super::{
    Evidence,
    history::{Happening, Moment, Press},
    index::Index,
    violation::Violation,
};

/// I5: the messages of one device in one conversation stand in the order in which they were first sent.
pub(super) fn devices_are_first_in_first_out(index: &Index<'_>, found: &mut Vec<Violation>) {
    let mut last = BTreeMap::<_, (Press, Seq)>::new();
    for (press, keys) in &index.presses {
        let Some((conv, seq)) = index.places_of(keys).first().copied() else {
            continue;
        };
        if let Some((earlier, earlier_seq)) = last.insert((press.client, conv), (*press, seq))
            && seq < earlier_seq
        {
            found.push(Violation::Overtaken {
                conv,
                earlier,
                earlier_seq,
                later: *press,
                later_seq: seq,
            });
        }
    }
}

/// I6: what was first sent after somebody had been told of #n stands after #n.
pub(super) fn acknowledged_comes_before_sent_later(
    evidence: &Evidence,
    index: &Index<'_>,
    found: &mut Vec<Violation>,
) {
    let mut highest = BTreeMap::<_, Seq>::new();
    let mut seen = BTreeSet::<IdempotencyKey>::new();
    for Moment { what, .. } in &evidence.history {
        match what {
            Happening::Acked { conv, seq, .. } => {
                let highest = highest.entry(*conv).or_default();
                *highest = (*highest).max(*seq);
            }
            Happening::Sent { cid, conv, .. } if seen.insert(*cid) => {
                let acked = highest.get(conv).copied().unwrap_or_default();
                for (_, seq) in index.logged.get(cid).into_iter().flatten() {
                    if *seq <= acked {
                        found.push(Violation::OrderLost {
                            conv: *conv,
                            cid: *cid,
                            acked,
                            seq: *seq,
                        });
                    }
                }
            }
            Happening::Sent { .. } | Happening::Refused { .. } | Happening::Delivered { .. } => {}
        }
    }
}
