//! Whether a refused sign-in tells by its time if there is such an account (U3): wrong passwords of people who are there and of names that nobody
//! has, by turns in an order that chance decides, one at a time. What else the machine does falls on both alike.

use std::{net::SocketAddr, time::Duration};

use common::protocol::{codec, v1::http::SignIn};
use tokio::time::Instant;

use super::{Depth, Setting, town::Town};
use crate::{
    failure::Failure,
    http::{self, Response},
    report::{self, Figure, Sense},
};

/// Refusals of either kind: enough to tell an AUC of 0.55 from chance by five standard deviations.
const SAMPLES: usize = 2_000;
/// Refusals before it counts.
const WARM: usize = 20;
/// Wrong passwords that the server takes for one name before it slows down.
const TRIES: usize = 4;
/// The budgets of U3.
const MEDIANS_MS: f64 = 2.0;
const AUC: f64 = 0.55;

pub(super) async fn measure(setting: &Setting, town: &Town) -> Result<[Figure; 2], Failure> {
    let samples = match setting.depth {
        Depth::Quick => SAMPLES / 4,
        Depth::Full => SAMPLES,
    };
    report::say(format_args!("refused sign-ins ({samples} of either kind)"));
    let server = town.how.start(&setting.cores.before_server()).await?;
    let known: Vec<_> = town.adapter.usernames().collect();
    if known.len() * TRIES < samples + WARM {
        return Err(Failure::Unexpected("there are too few people".to_owned()));
    }
    let mut times = [Vec::with_capacity(samples), Vec::with_capacity(samples)];
    let mut chance = fastrand::Rng::with_seed(1);
    let mut refusal: Option<Response> = None;
    for round in 0..samples + WARM {
        let name = known.get(round % known.len()).copied().unwrap_or_default();
        // Nobody's, and as long.
        let nobody = name.replace('l', "g");
        let first = chance.usize(..2);
        for kind in [first, 1 - first] {
            let name = if kind == 0 { name } else { &nobody };
            let (time, answer) = refuse(town.how.listen, name).await?;
            let like = refusal.get_or_insert_with(|| answer.clone());
            if (answer.status, &answer.body) != (401, &like.body) {
                return Err(Failure::Unexpected(format!(
                    "signing in as {name} was answered with {}: {}",
                    answer.status, answer.body
                )));
            }
            if round >= WARM
                && let Some(times) = times.get_mut(kind)
            {
                times.push(time.as_secs_f64() * 1_000.0);
            }
        }
    }
    drop(server);
    let [there, nobodys] = times;
    let (one, other) = (median(&there), median(&nobodys));
    let auc = auc(&there, &nobodys);
    report::say(format_args!(
        "  median of a wrong password {one:.2} ms, of an unknown name {other:.2} ms, AUC {auc:.3}"
    ));
    Ok([
        Figure {
            name: "refused sign-in, unknown or wrong: Δ median",
            value: (one - other).abs(),
            unit: "ms",
            budget: MEDIANS_MS,
            sense: Sense::AtMost,
        },
        Figure {
            name: "refused sign-in, unknown or wrong: AUC",
            value: auc.max(1.0 - auc),
            unit: "ratio",
            budget: AUC,
            sense: Sense::AtMost,
        },
    ])
}

async fn refuse(server: SocketAddr, username: &str) -> Result<(Duration, Response), Failure> {
    let body = codec::encode(&SignIn {
        username: username.to_owned(),
        password: "not the password".to_owned(),
    });
    let start = Instant::now();
    let answer = http::post(server, "/api/sign-in", &body).await?;
    Ok((start.elapsed(), answer))
}

/// The middle one; of two the upper.
pub(super) fn median(values: &[f64]) -> f64 {
    let mut values = values.to_vec();
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

/// How often one of the first is greater than one of the second, equal ones counting half: 0.5 if nobody can tell them apart.
pub(super) fn auc(first: &[f64], second: &[f64]) -> f64 {
    let mut second = second.to_vec();
    second.sort_by(f64::total_cmp);
    let count = |number: usize| f64::from(u32::try_from(number).unwrap_or(u32::MAX));
    let wins = first.iter().map(|value| {
        let below = second.partition_point(|other| other < value);
        let up_to = second.partition_point(|other| other <= value);
        f64::midpoint(count(below), count(up_to))
    });
    wins.sum::<f64>() / (count(first.len()) * count(second.len()))
}
