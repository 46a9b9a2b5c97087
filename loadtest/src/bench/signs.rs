//! What typing and presence cost a server with a thousand active conversations, as a share of what its messages cost: the same messages
//! without and with both, in the order ABBA.
//!
//! In each conversation there is a message every five seconds, and its author has typed for four of them: once a client says so, the other one
//! is told, and told that it is over when the message comes. Everyone watches the other one, and comes or goes every five minutes.

use std::{sync::Arc, time::Duration};

use super::{
    Depth, Setting,
    cost::{self, per_thousand},
    servers::{self, Side},
    town::Town,
};
use crate::{
    failure::Failure,
    generator::{Pace, Pairs, Plan},
    report::{self, Figure, Sense},
};

/// Conversations.
pub(super) const PAIRS: usize = 1_000;
/// Messages a second in all of them.
const RATE: f64 = 200.0;
/// The budget of `cargo xtask bench`.
const BUDGET: f64 = 0.1;

pub(super) async fn measure(setting: &Setting, town: &Town) -> Result<Figure, Failure> {
    let (rounds, seconds) = match setting.depth {
        Depth::Quick => (1, 10),
        Depth::Full => (4, 25),
    };
    report::say(format_args!(
        "typing and presence in {PAIRS} conversations ({rounds} × ABBA, {seconds} s each)"
    ));
    let server = town.how.start(&setting.cores.before_server()).await?;
    let mut pairs = Pairs::connect(town.adapter.clone(), PAIRS).await?;
    for person in 0..2 * PAIRS {
        pairs.say(person, &town.adapter.watch(person)?)?;
    }
    let chorus = Arc::new(town.adapter.chorus()?);
    let plan = |seconds| Plan {
        pace: Pace::Open(RATE),
        lead: Duration::ZERO,
        lasting: Duration::from_secs(seconds),
    };
    // Who may see whom is read once, and everyone is told of everyone.
    let warm = Some(Arc::clone(&chorus));
    servers::run(&server, &mut pairs, plan(6), warm).await?;
    let (mut without, mut with) = (0.0, 0.0);
    for _ in 0..rounds {
        for sings in [false, true, true, false] {
            let chorus = sings.then(|| Arc::clone(&chorus));
            let run = servers::run(&server, &mut pairs, plan(seconds), chorus).await?;
            cost::say(Side::Confab, &run);
            let (typing, presence) = (run.measured.typing, run.measured.presence);
            if sings {
                report::say(format_args!(
                    "    with {typing} of typing, {presence} of presence"
                ));
                with += per_thousand(&run);
            } else {
                without += per_thousand(&run);
            }
            if sings && typing < run.measured.delivered_in_all {
                return Err(Failure::Unexpected(
                    "people were not told that others type".to_owned(),
                ));
            }
        }
    }
    Ok(Figure {
        name: "CPU of typing and presence / of messages",
        value: with / without - 1.0,
        unit: "ratio",
        budget: BUDGET,
        sense: Sense::AtMost,
    })
}
