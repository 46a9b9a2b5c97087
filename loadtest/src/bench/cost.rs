//! CPU time of the server per 1,000 durable one-to-one messages at 4,000 a second, against the floor's: blocks in the order ABBA, so
//! that a machine that gets slower or faster does so for both.

use std::time::Duration;

use hdrhistogram::Histogram;

use super::{
    Depth, Setting,
    servers::{Run, Servers, Side},
};
use crate::{
    failure::Failure,
    generator::{Pace, Plan},
    report::{self, Figure, Sense},
};

/// The rate at which costs are compared: a cost falls with the rate, so only the same rate is fair.
pub const RATE: u32 = 4_000;
/// The budget of design and of `cargo xtask bench`.
const BUDGET: f64 = 1.6;

pub(super) async fn measure(servers: &mut Servers, setting: &Setting) -> Result<Figure, Failure> {
    let (rounds, seconds) = match setting.depth {
        Depth::Quick => (1, 8),
        Depth::Full => (5, 20),
    };
    let open = |lasting| Plan {
        pace: Pace::Open(f64::from(setting.rate)),
        lead: Duration::ZERO,
        lasting,
    };
    report::say(format_args!(
        "CPU per 1,000 durable messages at {}/s ({rounds} × ABBA, {seconds} s each)",
        setting.rate
    ));
    for side in [Side::Confab, Side::Floor] {
        servers.run(side, open(Duration::from_secs(2))).await?;
    }
    let mut ratios = Vec::new();
    for _ in 0..rounds {
        let mut costs = Vec::new();
        for side in [Side::Confab, Side::Floor, Side::Floor, Side::Confab] {
            let run = servers
                .run(side, open(Duration::from_secs(seconds)))
                .await?;
            say(side, &run);
            if run.measured.refused > 0 {
                return Err(Failure::Unexpected(format!(
                    "{} refused {} messages",
                    side.name(),
                    run.measured.refused
                )));
            }
            costs.push(per_thousand(&run));
        }
        if let [first, second, third, fourth] = costs[..] {
            ratios.push(first / second);
            ratios.push(fourth / third);
        }
    }
    Ok(Figure {
        name: "CPU per 1,000 durable messages / floor",
        value: median_of_ratios(&ratios),
        unit: "ratio",
        budget: BUDGET,
        sense: Sense::AtMost,
    })
}

/// A share of the server's core that others take and that is worth saying: some of it is the kernel's work for the server itself.
const FOREIGN: f64 = 0.05;

/// CPU-seconds per 1,000 messages.
pub(super) fn per_thousand(run: &Run) -> f64 {
    let messages = u32::try_from(run.measured.delivered_in_all).unwrap_or(u32::MAX);
    run.cpu.as_secs_f64() * 1_000.0 / f64::from(messages.max(1))
}

/// The median of logarithms, back as a ratio: twice as much and half as much cancel out.
pub(super) fn median_of_ratios(ratios: &[f64]) -> f64 {
    let mut logarithms: Vec<f64> = ratios.iter().map(|ratio| ratio.ln()).collect();
    logarithms.sort_by(f64::total_cmp);
    let middle = logarithms.len() / 2;
    match (
        logarithms.get(middle.wrapping_sub(1)),
        logarithms.get(middle),
    ) {
        (Some(below), Some(above)) if logarithms.len().is_multiple_of(2) => {
            f64::midpoint(*below, *above)
        }
        (_, Some(exact)) => *exact,
        _ => f64::NAN,
    }
    .exp()
}

/// One line about a run.
pub(super) fn say(side: Side, run: &Run) {
    let measured = &run.measured;
    report::say(format_args!(
        "  {:<6} {:>7.0}/s held {:>5.1} %  CPU {:.4} s per 1,000  ack {}  delivery {}  server {:.0} %  generator {:.0} %{}{}{}{}",
        side.name(),
        measured.rate(),
        100.0 * measured.held(),
        per_thousand(run),
        latencies(&measured.ack),
        latencies(&measured.delivery),
        100.0 * run.server,
        100.0 * run.generator,
        if run.is_void() { " (too busy)" } else { "" },
        if measured.refused > 0 {
            format!("  refused {}", measured.refused)
        } else {
            String::new()
        },
        if run.others > FOREIGN {
            format!("  others {:.0} %", 100.0 * run.others)
        } else {
            String::new()
        },
        if run.stolen > 0.01 {
            format!("  stolen {:.1} %", 100.0 * run.stolen)
        } else {
            String::new()
        },
    ));
}

fn latencies(histogram: &Histogram<u64>) -> String {
    let at = |quantile| millis(histogram.value_at_quantile(quantile));
    format!("p50 {:.2} p99 {:.2} ms", at(0.5), at(0.99))
}

fn millis(micros: u64) -> f64 {
    Duration::from_micros(micros).as_secs_f64() * 1_000.0
}
