//! The highest durable rate that is held: offered by schedule, and at least 99 % of it acknowledged and delivered in time. A closed loop
//! finds roughly where that is, then rates are offered from above until one is held.

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
/// Each offer is this much below the one before.
const STEP: f64 = 0.93;
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
    let closed = Plan::Closed { window: 8, lasting };
    let saturated = servers.run(side, closed).await?;
    cost::say(side, &saturated);
    let mut rate = saturated.measured.rate();
    while rate > 100.0 {
        let run = servers.run(side, Plan::Open { rate, lasting }).await?;
        cost::say(side, &run);
        if run.measured.held() >= HELD {
            return Ok(rate);
        }
        rate *= STEP;
    }
    Err(Failure::Unexpected(format!(
        "{} holds no rate at all",
        side.name()
    )))
}
