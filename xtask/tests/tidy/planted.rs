//! Planted faults: for each rule a small tree that breaks it, and the line that must come. A rule that has never fired
//! proves nothing.

use std::collections::BTreeMap;

use crate::{
    confined, files, layers, manifests, metrics, page, protocol,
    sources::Sources,
    table::{Crate, Module},
};

fn tree(files: &[(&str, &str)]) -> Sources {
    Sources(
        files
            .iter()
            .map(|(path, text)| ((*path).to_owned(), (*text).to_owned()))
            .collect::<BTreeMap<_, _>>(),
    )
}

/// The rule says exactly one thing, and it contains `expected`.
#[track_caller]
fn fires(rule: fn(&Sources) -> Vec<String>, planted: &[(&str, &str)], expected: &str) {
    let wrong = rule(&tree(planted));
    assert!(
        wrong.len() == 1 && wrong[0].contains(expected),
        "expected one line with {expected:?}, got {wrong:#?}"
    );
}

#[track_caller]
fn is_silent(rule: fn(&Sources) -> Vec<String>, sound: &[(&str, &str)]) {
    assert_eq!(rule(&tree(sound)), Vec::<String>::new());
}

#[test]
fn layers_fire() {
    for (path, text, expected) in [
        (
            "backend/src/domain/account.rs",
            "use crate::store::Store;",
            "`domain` may not import `store`",
        ),
        (
            "backend/src/bus.rs",
            "use super::hub::Hub;",
            "`bus` may not import `hub`",
        ),
        (
            "backend/src/service/sync.rs",
            "fn f() { super::super::ws::x() }",
            "`service` may not import `ws`",
        ),
        (
            "backend/src/http/assets.rs",
            "use crate::{service, store::Store};",
            "`http` may not import `store`",
        ),
        (
            "backend/src/domain.rs",
            "use common::protocol::v1;",
            "`domain` may not import `common::protocol`",
        ),
        (
            "backend/src/store/user.rs",
            "use common::{model, protocol};",
            "`store` may not import `common::protocol`",
        ),
        (
            "backend/src/domain/x.rs",
            "async fn f() { tokio::time::sleep(x).await }",
            "`domain` must not know `tokio`",
        ),
        (
            "backend/src/cache.rs",
            "",
            "module `cache` is not in the layer table",
        ),
        (
            "frontend/core/src/select/sidebar.rs",
            "use crate::reduce::f;",
            "`select` may not import `reduce`",
        ),
        (
            "frontend/core/src/link.rs",
            "use web_sys::Window;",
            "`link` must not know `web_sys`",
        ),
        (
            "frontend/src/features/composer/view.rs",
            "use crate::services::http;",
            "`features` may not import `services`",
        ),
        (
            "frontend/src/features/x.rs",
            "use client_core::model::Model;",
            "`features` may not import `client_core::model`",
        ),
        (
            "frontend/src/ui/button.rs",
            "use crate::store::Store;",
            "`ui` may not import `store`",
        ),
        (
            "common/src/seq.rs",
            "use crate::model::Event;",
            "`seq` may not import `model`",
        ),
        (
            "common/src/fold/apply.rs",
            "use crate::protocol::codec;",
            "`fold` may not import `protocol`",
        ),
    ] {
        fires(layers::check, &[(path, text)], expected);
    }
}

#[test]
fn layers_let_pass_what_they_allow() {
    is_silent(
        layers::check,
        &[
            (
                "backend/src/service/messages.rs",
                "use crate::{bus, clock::Clock, store::Store}; // crate::ws is only named",
            ),
            (
                "backend/src/store/sqlite/rows.rs",
                "use super::super::StoreError; const X: &str = \"crate::http\";",
            ),
            ("backend/src/store/tests.rs", "use crate::app;"),
            (
                "frontend/src/store/rows.rs",
                "use client_core::{model::Model, reduce::reduce};",
            ),
        ],
    );
}

#[test]
fn a_cycle_in_the_table_fires() {
    let module = |name, may| Module {
        name,
        may,
        ours: &[],
        never: &[],
    };
    let modules = [module("a", &["b"] as &[_]), module("b", &["a"])];
    let crates = [Crate {
        src: "x/src/",
        modules: Box::leak(Box::new(modules)),
    }];
    let wrong = layers::check_table(&crates, &tree(&[]));
    assert!(
        wrong.len() == 1 && wrong[0].contains("cycle at `a`"),
        "{wrong:?}"
    );
}

#[test]
fn confinement_fires() {
    for (path, text, expected) in [
        (
            "backend/src/service/messages.rs",
            "use rusqlite::Connection;",
            "`rusqlite` belongs only under",
        ),
        (
            "frontend/src/features/x.rs",
            "leptos::web_sys::window()",
            "`web_sys` belongs only under",
        ),
        (
            "frontend/core/src/model.rs",
            "use leptos::prelude::*;",
            "`leptos` belongs only under",
        ),
        (
            "common/src/protocol/v1/client.rs",
            "serde_json::to_string(x)",
            "`serde_json` belongs only under",
        ),
        (
            "frontend/src/store/mod.rs",
            "use serde_json as json;",
            "`serde_json` belongs only under",
        ),
        (
            "backend/src/service/x.rs",
            "rand::random()",
            "`rand` belongs only under",
        ),
        (
            "frontend/src/features/y.rs",
            "view! { <p inner_html=x></p> }",
            "`inner_html` turns text into code",
        ),
        (
            "frontend/src/services/z.rs",
            "element.outer_html()",
            "`outer_html` turns text into code",
        ),
        (
            "frontend/src/services/w.rs",
            "js_sys::eval(\"1\")",
            "`eval(` turns text into code",
        ),
    ] {
        fires(confined::check, &[(path, text)], expected);
    }
    is_silent(
        confined::check,
        &[
            (
                "backend/src/store/sqlite/writer.rs",
                "use rusqlite::Connection;",
            ),
            (
                "frontend/src/services/socket.rs",
                "//! The only `web_sys::` there is.\nuse web_sys::Window;",
            ),
            (
                "backend/tests/it/limits.rs",
                "use tokio_tungstenite::connect_async;",
            ),
        ],
    );
}

#[test]
fn size_opening_comment_and_names_fire() {
    let long = format!("//! x\n{}", "fn f() {}\n".repeat(400));
    fires(
        files::check,
        &[("backend/src/x.rs", &long)],
        "401 lines, the limit is 400",
    );
    fires(
        files::check,
        &[("e2e/specs/x.spec.ts", &"a();\n".repeat(401))],
        "401 lines",
    );
    fires(
        files::check,
        &[("common/src/x.rs", "use a;\n")],
        "the first line must be a `//!` comment",
    );
    fires(
        files::check,
        &[("backend/src/store/utils.rs", "//! x")],
        "`utils` names nothing",
    );
    fires(
        files::check,
        &[("frontend/src/helpers/a.rs", "//! x")],
        "`helpers` names nothing",
    );
    fires(
        files::check,
        &[("common/src/x.rs", "//! x\n// TODO: later\n")],
        "`TODO`; finish it",
    );
    is_silent(
        files::check,
        &[
            ("backend/src/x/tests.rs", &long),
            ("common/src/model.rs", "//! x"),
            ("README.md", &long),
        ],
    );
}

#[test]
fn manifests_fire() {
    let bare = "[workspace.dependencies]\n# --- a heading\nserde = \"1\"\n";
    fires(
        manifests::check,
        &[("Cargo.toml", bare)],
        "`serde` needs a comment line above it",
    );
    let own = "[dependencies]\nserde = \"1\"\n";
    fires(
        manifests::check,
        &[("common/Cargo.toml", own)],
        "`serde` must be declared in the workspace",
    );
    is_silent(
        manifests::check,
        &[
            (
                "Cargo.toml",
                "[workspace.dependencies]\n# Derives the wire.\nserde = \"1\"\n\n[profile.dev]\ndebug = 1\n",
            ),
            (
                "common/Cargo.toml",
                "[package]\nname = \"x\"\n[dependencies]\nserde.workspace = true\n",
            ),
        ],
    );
}

#[test]
fn the_protocol_page_is_tied_to_its_source() {
    let frames = ("common/src/protocol/v1/client.rs", "pub struct Hello;");
    let hash = protocol::hash(&tree(&[frames]));
    let page = format!("# Protocol\n<!-- protocol-hash: {hash} -->\n");
    is_silent(protocol::check, &[frames, ("docs/PROTOCOL.md", &page)]);
    is_silent(
        protocol::check,
        &[
            frames,
            ("docs/PROTOCOL.md", &page),
            ("common/src/protocol/v1/tests.rs", "fn t() {}"),
        ],
    );
    let changed = (
        "common/src/protocol/v1/client.rs",
        "pub struct Hello { since: u64 }",
    );
    fires(
        protocol::check,
        &[changed, ("docs/PROTOCOL.md", &page)],
        &format!("describes the frames of {hash}"),
    );
    fires(protocol::check, &[frames], "must describe every frame");
}

#[test]
fn the_page_holds_nothing_inline() {
    for (text, expected) in [
        ("<body><script>go()</script></body>", "inline script"),
        ("<style>p { color: red }</style>", "inline style"),
        ("<p class=\"a b\" style=\"color: red\">", "inline style"),
        ("<body class=x ONLOAD=\"go()\">", "inline handler `onload`"),
        (
            "<link data-trunk rel=\"inline\" href=\"a.js\">",
            "rel=\"inline\"",
        ),
    ] {
        fires(page::check, &[("index.html", text)], expected);
    }
    is_silent(
        page::check,
        &[(
            "index.html",
            "<!-- <style> --><script type=\"module\" src=\"a.js\"></script><p title=\"one = style\">on</p>",
        )],
    );
}

#[test]
fn metrics_fire() {
    const SOURCE: &str = "backend/src/hub.rs";
    const PAGE: &str = "docs/METRICS.md";
    let counted =
        "fn f() { metrics::counter!(\"confab_seen_total\", \"code\" => code).increment(1) }";
    let row = "| `confab_seen_total` | counter, by `code` | things | what was seen |";
    is_silent(metrics::check, &[(SOURCE, counted), (PAGE, row)]);
    fires(
        metrics::check,
        &[(SOURCE, counted)],
        "`confab_seen_total` has no row",
    );
    fires(
        metrics::check,
        &[(PAGE, row)],
        "nothing in the source counts `confab_seen_total`",
    );
    let other = row.replace("counter", "gauge");
    fires(
        metrics::check,
        &[(SOURCE, counted), (PAGE, &other)],
        "is a counter, not a gauge",
    );
}
