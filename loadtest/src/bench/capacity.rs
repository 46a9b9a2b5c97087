//! The highest durable rate that is held: offered by schedule, and at least 99 % of it acknowledged and delivered in time. A closed loop
//! finds roughly where that is, then offers close in on it from both sides.

use std::time::Duration;

use super::{
    Depth, cost,
    servers::{Servers, Side},
};
use crate::{
    failure::Failure,
    generator::Plan,
    report::{self, Figure, Sense},
};

/// The share of what was offered that counts as held.
const HELD: f64 = 0.99;
/// Offers at most; each takes its time.
const OFFERS: usize = 7;
/// While only one side is known, the next offer is this much further on.
const WIDEN: f64 = 1.3;
/// What is held and what is not are this close when the search ends.
const CLOSE_ENOUGH: f64 = 1.08;
/// The budget of design and of `cargo xtask bench`.
const BUDGET: f64 = 0.6;

pub(super) async fn measure(servers: &mut Servers, depth: Depth) -> Result<Figure, Failure> {
    let lasting = Duration::from_secs(match depth {
        Depth::Quick => 4,
        Depth::Full => 15,
    });
    report::say(format_args!(
        "highest durable rate held ({} s each)",
        lasting.as_secs()
    ));
    let floor = highest(servers, Side::Floor, lasting).await?;
    let confab = highest(servers, Side::Confab, lasting).await?;
    report::say(format_args!("  floor {floor:.0}/s, confab {confab:.0}/s"));
    Ok(Figure {
        name: "highest durable rate held / floor",
        value: confab / floor,
        unit: "ratio",
        budget: BUDGET,
        sense: Sense::AtLeast,
    })
}

async fn highest(servers: &mut Servers, side: Side, lasting: Duration) -> Result<f64, Failure> {
    let closed = Plan::Closed { window: 1, lasting };
    let saturated = servers.run(side, closed).await?;
    cost::say(side, &saturated);
    let mut search = Search::around(saturated.measured.rate());
    for _ in 0..OFFERS {
        let Some(rate) = search.next() else { break };
        let run = servers.run(side, Plan::Open { rate, lasting }).await?;
        cost::say(side, &run);
        search.learn(rate, run.measured.held() >= HELD);
    }
    search
        .held
        .ok_or_else(|| Failure::Unexpected(format!("{} holds no rate at all", side.name())))
}

/// Closes in on the highest rate that is held.
#[derive(Clone, Copy, Debug)]
pub(super) struct Search {
    guess: f64,
    /// The highest rate that was held.
    pub(super) held: Option<f64>,
    /// The lowest rate that was not.
    missed: Option<f64>,
}

impl Search {
    pub(super) fn around(guess: f64) -> Self {
        Self {
            guess,
            held: None,
            missed: None,
        }
    }

    /// The rate to offer next; `None` when it is known well enough.
    pub(super) fn next(&self) -> Option<f64> {
        match (self.held, self.missed) {
            (Some(held), Some(missed)) if missed / held < CLOSE_ENOUGH => None,
            (Some(held), Some(missed)) => Some((held * missed).sqrt()),
            (Some(held), None) => Some(held * WIDEN),
            (None, Some(missed)) => Some(missed / WIDEN),
            (None, None) => Some(self.guess),
        }
    }

    /// Takes note of how an offer went.
    pub(super) fn learn(&mut self, rate: f64, held: bool) {
        if held {
            self.held = Some(rate);
        } else {
            self.missed = Some(rate);
        }
    }
}
