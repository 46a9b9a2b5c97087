//! The highest durable rate that is held: offered by schedule, at least 99 % of it acknowledged and delivered, once what is on its way at any
//! moment is on its way, and half of it within a tenth of a second. A closed loop finds roughly where that is, then offers close in on it
//! from below.
//!
//! Without the bound on the time there would be no one such rate: a server that is late finds several messages of a person at once, each of them
//! costs less then, and so it may keep up again at twice the rate, as late as it is (seen with the floor: 37,000/s missed, 48,000/s kept up
//! with, a fifth of a second late). Nobody would call that holding it.
//!
//! A rate at which the generator is too busy proves nothing about the server, so it counts as not held, for both servers alike. Where that
//! is what ends the search, the result is the *last valid* rate: the server holds it, and perhaps more. If it is the floor's, there is
//! nothing to compare with: the figure is void, says so, and keeps no budget.

use std::{fmt, time::Duration};

use super::{
    Depth, cost,
    servers::{Servers, Side},
};
use crate::{
    failure::Failure,
    generator::{Pace, Plan},
    report::{self, Figure, Sense},
};

/// How long a rate is offered before it is counted: longer than anything stays on its way where the rate is held.
const LEAD: Duration = Duration::from_secs(1);
/// Messages of a pair that are unanswered in the closed loop.
const WINDOW: usize = 4;
/// A closed loop does about so much more than is held by schedule, because several messages of a person wait at once in it (measured: three to
/// four times with the floor, two to three times with Confab). So the first offer is one that is held: a server that was offered twice what it
/// holds costs a quarter more for some time after it, which says nothing about the rate that it holds.
const CLOSED: f64 = 4.0;
/// The share of what was offered that counts as held.
const HELD: f64 = 0.99;
/// What most people notice, in microseconds: half of the deliveries have to be faster.
const NOTICED: u64 = 100_000;
/// A machine that does something else for a moment can make a rate look missed, but none look held: so a miss is tried again.
const TRIES: usize = 2;
/// Offers at most; each takes its time.
const OFFERS: usize = 9;
/// While only one side is known, the next offer is this much further on.
const WIDEN: f64 = 1.4;
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
    report::say(format_args!("  floor {floor}, confab {confab}"));
    let (name, value) = if floor.last_valid {
        ("highest rate held / floor: VOID, generator busy", f64::NAN)
    } else {
        (
            "highest durable rate held / floor",
            confab.rate / floor.rate,
        )
    };
    Ok(Figure {
        name,
        value,
        unit: "ratio",
        budget: BUDGET,
        sense: Sense::AtLeast,
    })
}

/// What a server holds.
struct Highest {
    rate: f64,
    /// It may hold more than the generator can tell.
    last_valid: bool,
}

impl fmt::Display for Highest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rate = self.rate;
        if self.last_valid {
            write!(
                f,
                "at least {rate:.0}/s (above it the generator is too busy to tell)"
            )
        } else {
            write!(f, "{rate:.0}/s")
        }
    }
}

async fn highest(servers: &mut Servers, side: Side, lasting: Duration) -> Result<Highest, Failure> {
    let plan = |pace| Plan {
        pace,
        lead: LEAD,
        lasting,
    };
    let saturated = servers.run(side, plan(Pace::Closed(WINDOW))).await?;
    cost::say(side, &saturated);
    let mut search = Search::around(saturated.measured.rate() / CLOSED);
    // Whether the lowest rate that was not held proves nothing, because the generator was too busy.
    let mut last_valid = false;
    for _ in 0..OFFERS {
        let Some(rate) = search.next() else { break };
        let mut held = false;
        for _ in 0..TRIES {
            let run = servers.run(side, plan(Pace::Open(rate))).await?;
            cost::say(side, &run);
            let in_time = run.measured.delivery.value_at_quantile(0.5) <= NOTICED;
            held = run.measured.held() >= HELD && in_time && !run.is_void();
            if held {
                break;
            }
            last_valid = run.is_void();
        }
        search.learn(rate, held);
    }
    match search.held {
        Some(rate) => Ok(Highest { rate, last_valid }),
        None => Err(Failure::Unexpected(format!(
            "{} holds no rate at all, or the generator is always too busy",
            side.name()
        ))),
    }
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
