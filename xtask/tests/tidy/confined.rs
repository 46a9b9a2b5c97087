//! Crates and calls that have one home each.

use crate::{
    code,
    sources::{Sources, is_test},
};

/// A crate, and the only places that may name it.
const CONFINED: &[(&str, &[&str])] = &[
    ("rusqlite", &["backend/src/store/sqlite", "loadtest/"]),
    ("refinery", &["backend/src/store/sqlite"]),
    ("tokio_postgres", &["backend/src/store/postgres"]),
    ("async_nats", &["backend/src/bus/nats"]),
    ("tokio_tungstenite", &["backend/src/ws/", "loadtest/"]),
    ("argon2", &["backend/src/service/"]),
    ("image", &["backend/src/service/pictures"]),
    ("rand", &["backend/src/clock"]),
    ("leptos", &["frontend/src/"]),
    ("web_sys", &["frontend/src/services"]),
    ("js_sys", &["frontend/src/services"]),
    ("gloo_net", &["frontend/src/services"]),
    ("gloo_timers", &["frontend/src/services"]),
    ("idb", &["frontend/src/services"]),
    // What is said is JSON in one place; the codec takes envelopes apart. The server also keeps events as JSON, and answers HTTP with it.
    (
        "serde_json",
        &[
            "common/src/json",
            "common/src/protocol/codec",
            "backend/src/store/sqlite",
            "backend/src/http",
            "loadtest/",
        ],
    ),
];

/// What must not be written at all: each turns text into code.
const FORBIDDEN: &[&str] = &[
    "inner_html",
    "set_inner_html",
    "outer_html",
    "insert_adjacent_html",
    "eval(",
    "Function::new",
];

/// Confined crates outside their home, and forbidden calls anywhere.
pub(crate) fn check(sources: &Sources) -> Vec<String> {
    let mut wrong = Vec::new();
    for (path, text) in sources
        .rust("")
        .filter(|(path, _)| !path.starts_with("xtask/"))
    {
        let code = code::without_comments_and_literals(text);
        for (name, homes) in CONFINED {
            let at_home = homes.iter().any(|home| path.starts_with(home)) || is_test(path);
            if !at_home && code::names_crate(&code, name) {
                wrong.push(format!(
                    "{path}: `{name}` belongs only under {}",
                    homes.join(", ")
                ));
            }
        }
        for call in FORBIDDEN {
            if code.contains(call) {
                wrong.push(format!(
                    "{path}: `{call}` turns text into code; build nodes instead"
                ));
            }
        }
    }
    wrong
}
