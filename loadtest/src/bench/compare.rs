//! Two builds of Confab on the same data, in the order ABBA: what a change saves. The fewer messages are on their way at once, the more of
//! what each costs is waking up; the more, the closer to what it costs at the end of a core.

use std::{path::Path, time::Duration};

use super::{
    Setting, cost,
    servers::{self, Side},
    town::{PAIRS, Town},
};
use crate::{
    failure::Failure,
    generator::{Pace, Pairs, Plan},
    process::Confab,
    report,
};

pub(super) async fn measure(setting: &Setting, town: &Town, other: &Path) -> Result<(), Failure> {
    let paces = [
        Pace::Open(f64::from(setting.rate)),
        Pace::Closed(1),
        Pace::Closed(4),
        Pace::Closed(12),
    ];
    let mut next = 0;
    for binary in [&*setting.confab, other, other, &*setting.confab] {
        report::say(binary.display());
        let how = Confab {
            binary: binary.to_owned(),
            ..town.how.clone()
        };
        let server = how.start(&setting.cores.before_server()).await?;
        let mut pairs = Pairs::connect_again(town.adapter.clone(), PAIRS, next).await?;
        for pace in paces {
            let plan = Plan {
                pace,
                lead: Duration::from_secs(1),
                lasting: Duration::from_secs(3),
            };
            let run = servers::run(&server, &mut pairs, plan, None).await?;
            cost::say(Side::Confab, &run);
        }
        next = pairs.next();
    }
    Ok(())
}
