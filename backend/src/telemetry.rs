//! Where logs and metrics go.
//!
//! docs/LOGGING.md says what is never logged. Libraries that would write whole frames or headers at their lowest levels are held at `info`
//! here, whatever the filter says.

use std::{io::IsTerminal as _, sync::OnceLock, time::Duration};

use metrics_exporter_prometheus::PrometheusBuilder;
pub use metrics_exporter_prometheus::PrometheusHandle as Metrics;
use tracing_subscriber::{EnvFilter, fmt, layer::SubscriberExt, util::SubscriberInitExt};

/// The log filter is no filter.
#[derive(Debug, thiserror::Error)]
#[error(
    "the log filter “{filter}” is not understood: it is a level (error, warn, info, debug, trace) or pairs such as info,backend=debug"
)]
pub struct InvalidFilter {
    filter: String,
}

/// Libraries that log what people write, or their cookies, if they are let.
const HELD: [&str; 5] = [
    "tungstenite=info",
    "tokio_tungstenite=info",
    "hyper=info",
    "hyper_util=info",
    "rusqlite=info",
];

/// Libraries that list what is served at every start.
const QUIET: [&str; 1] = ["memory_serve=warn"];

/// Starts logging to standard error.
pub fn start_logging(filter: &str, json: bool) -> Result<(), InvalidFilter> {
    let invalid = || InvalidFilter {
        filter: filter.to_owned(),
    };
    let mut parsed = EnvFilter::try_new(filter).map_err(|_| invalid())?;
    for held in HELD.into_iter().chain(QUIET) {
        parsed = parsed.add_directive(held.parse().map_err(|_| invalid())?);
    }
    let registry = tracing_subscriber::registry().with(parsed);
    let lines = fmt::layer()
        .with_ansi(std::io::stderr().is_terminal())
        .with_writer(std::io::stderr);
    // A second call, by a second server in one process, leaves the first in place.
    let _ = if json {
        registry.with(lines.json()).try_init()
    } else {
        registry.with(lines).try_init()
    };
    Ok(())
}

/// The metrics of this process, in Prometheus' text format. Counting starts with the first call.
pub fn metrics() -> Option<&'static Metrics> {
    static HANDLE: OnceLock<Option<Metrics>> = OnceLock::new();
    HANDLE
        .get_or_init(|| {
            let recorder = PrometheusBuilder::new().build_recorder();
            let handle = recorder.handle();
            metrics::set_global_recorder(recorder).ok().map(|()| handle)
        })
        .as_ref()
}

/// How often samples are folded into their summaries: between scrapes they would pile up.
const UPKEEP: Duration = Duration::from_secs(5);

/// Keeps the metrics small, for ever.
pub async fn tend_metrics() {
    let Some(all) = metrics() else { return };
    let mut every = tokio::time::interval(UPKEEP);
    loop {
        every.tick().await;
        all.run_upkeep();
    }
}
