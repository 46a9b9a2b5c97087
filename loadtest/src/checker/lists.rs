//! What is in the lists: I3 and I4.

use common::{ids::ConversationId, seq::Seq};

use super::{
    Evidence,
    history::{Happening, Holding, Line, Moment, Timeline},
    index::Index,
    violation::Violation,
};

/// I3: the log's places are 1, 2, 3, …
pub(super) fn log_has_no_hole(evidence: &Evidence, found: &mut Vec<Violation>) {
    for (conv, timeline) in &evidence.log {
        let mut before = Seq::ZERO;
        for line in &timeline.lines {
            if line.seq != before.next() {
                found.push(Violation::Hole {
                    conv: *conv,
                    before,
                    after: line.seq,
                });
            }
            before = line.seq;
        }
    }
}

/// I4: everything in the log and everything delivered was sent: there, by that person, in these words.
pub(super) fn nothing_invented(evidence: &Evidence, index: &Index<'_>, found: &mut Vec<Violation>) {
    for (conv, timeline) in &evidence.log {
        for line in &timeline.lines {
            judge(index, *conv, line, || "the log".to_owned(), found);
        }
    }
    for Moment { client, what, .. } in &evidence.history {
        if let Happening::Delivered { conv, line, .. } = what {
            judge(index, *conv, line, || client.to_string(), found);
        }
    }
}

fn judge(
    index: &Index<'_>,
    conv: ConversationId,
    line: &Line,
    whose: impl Fn() -> String,
    found: &mut Vec<Violation>,
) {
    match index.sent.get(&line.cid) {
        None => found.push(Violation::Invented {
            whose: whose(),
            conv,
            line: line.clone(),
        }),
        Some(original)
            if original.conv != conv
                || original.author != line.author
                || original.text != line.text =>
        {
            found.push(Violation::Altered {
                whose: whose(),
                cid: line.cid,
                sent_to: original.conv,
                author: original.author,
                sent: original.text.to_owned(),
                conv,
                line: line.clone(),
            });
        }
        Some(_) => {}
    }
}

/// I3: whatever a client was ever given stands in the log at that place. A broadcast before a commit that never came breaks it.
pub(super) fn deliveries_match_the_log(
    evidence: &Evidence,
    index: &Index<'_>,
    found: &mut Vec<Violation>,
) {
    for Moment { client, what, .. } in &evidence.history {
        let Happening::Delivered { conv, line, .. } = what else {
            continue;
        };
        let logged = index.places.get(&(*conv, line.seq)).copied();
        if logged != Some(line) {
            found.push(Violation::Phantom {
                client: *client,
                conv: *conv,
                given: line.clone(),
                logged: worded(logged),
            });
        }
    }
}

/// I3: what a client shows is the end of the log, whole and in its order, and its version is the log's.
pub(super) fn holdings_match_the_log(evidence: &Evidence, found: &mut Vec<Violation>) {
    let nothing = Timeline::default();
    for holding in &evidence.holdings {
        let timeline = evidence.log.get(&holding.conv).unwrap_or(&nothing);
        let begin = timeline.lines.len().saturating_sub(holding.lines.len());
        let end = timeline.lines.get(begin..).unwrap_or_default();
        if let Some((shown, logged)) = first_difference(holding, end) {
            found.push(Violation::Diverged {
                client: holding.client,
                conv: holding.conv,
                shown: worded(shown),
                logged: worded(logged),
                rev: holding.rev,
            });
        }
        if holding.rev != timeline.rev {
            found.push(Violation::Stale {
                client: holding.client,
                conv: holding.conv,
                held: holding.rev,
                head: timeline.rev,
            });
        }
    }
}

/// The last place where the two differ, compared from their ends, because a client may hold less of the beginning.
fn first_difference<'a>(
    holding: &'a Holding,
    end: &'a [Line],
) -> Option<(Option<&'a Line>, Option<&'a Line>)> {
    let longest = holding.lines.len().max(end.len());
    (1..=longest)
        .map(|back| {
            let from_end = |lines: &'a [Line]| lines.len().checked_sub(back).map(|at| &lines[at]);
            (from_end(&holding.lines), from_end(end))
        })
        .find(|(shown, logged)| shown != logged)
}

fn worded(line: Option<&Line>) -> String {
    line.map_or_else(|| "nothing".to_owned(), ToString::to_string)
}
