//! The layer table: for each crate its modules, and all that each may import. What is not listed is forbidden; a module
//! that is missing here fails until somebody decides where it belongs.

/// One crate whose modules have layers.
pub(crate) struct Crate {
    /// The folder of its sources, ending in `/`.
    pub(crate) src: &'static str,
    /// Its modules. `(root)` is `lib.rs` and `main.rs`.
    pub(crate) modules: &'static [Module],
}

/// One module at the top of its crate.
pub(crate) struct Module {
    /// Its name.
    pub(crate) name: &'static str,
    /// Modules of the same crate that it may import.
    pub(crate) may: &'static [&'static str],
    /// What it may import of another crate of ours, as (crate, its modules).
    pub(crate) ours: &'static [(&'static str, &'static [&'static str])],
    /// Crates of others that it must never name.
    pub(crate) never: &'static [&'static str],
}

/// Any module of that crate.
pub(crate) const ALL: &[&str] = &["*"];

const IO: &[&str] = &[
    "axum",
    "hyper",
    "rusqlite",
    "tokio",
    "tower",
    "tower_http",
    "tracing",
    "rand",
    "serde",
];
const BROWSER: &[&str] = &[
    "leptos",
    "web_sys",
    "js_sys",
    "wasm_bindgen",
    "gloo_net",
    "gloo_timers",
    "idb",
    "tokio",
];
const NETWORK: &[&str] = &[
    "axum",
    "hyper",
    "hyper_util",
    "tower",
    "tower_http",
    "tokio_tungstenite",
];
const NONE: &[&str] = &[];

const fn module(name: &'static str, may: &'static [&'static str]) -> Module {
    Module {
        name,
        may,
        ours: &[],
        never: NONE,
    }
}

/// Where every module of the workspace stands.
pub(crate) const CRATES: &[Crate] = &[
    Crate {
        src: "common/src/",
        modules: &[
            module("json", &[]),
            module("time", &["json"]),
            module("seq", &["json"]),
            module("limits", &[]),
            module("ids", &["json", "time"]),
            module("address", &["ids"]),
            module("validate", &["json", "limits"]),
            module("model", &["json", "ids", "seq", "time", "validate"]),
            module(
                "fold",
                &["ids", "limits", "seq", "time", "validate", "model"],
            ),
            module(
                "protocol",
                &[
                    "json", "ids", "seq", "time", "limits", "validate", "model", "fold",
                ],
            ),
            module(
                "(root)",
                &[
                    "json", "ids", "address", "seq", "time", "limits", "validate", "model", "fold",
                    "protocol",
                ],
            ),
        ],
    },
    Crate {
        src: "frontend/core/src/",
        modules: &[
            core("input", &[]),
            core("effect", &["input"]),
            core("slice", &[]),
            core("showing", &["effect", "input", "slice"]),
            core("sorted_map", &[]),
            core("link", &["input"]),
            core("model", &["input", "link", "sorted_map"]),
            core("persist", &["input", "model"]),
            core("select", &["input", "link", "model"]),
            core("devices", &["input", "model", "select"]),
            core("picture", &["input", "model", "select"]),
            core(
                "reduce",
                &["model", "link", "input", "effect", "slice", "persist"],
            ),
            core(
                "(root)",
                &[
                    "input",
                    "effect",
                    "slice",
                    "showing",
                    "sorted_map",
                    "model",
                    "persist",
                    "link",
                    "select",
                    "reduce",
                    "devices",
                    "picture",
                ],
            ),
        ],
    },
    Crate {
        src: "backend/src/",
        modules: &[
            Module {
                name: "domain",
                may: &[],
                ours: &[(
                    "common",
                    &["ids", "seq", "time", "limits", "validate", "model", "fold"],
                )],
                never: IO,
            },
            Module {
                name: "clock",
                may: &[],
                ours: &[("common", &["ids", "time"])],
                never: &["axum", "rusqlite", "tracing"],
            },
            Module {
                name: "store",
                may: &["domain"],
                ours: &[(
                    "common",
                    &[
                        "json", "ids", "seq", "time", "limits", "validate", "model", "fold",
                    ],
                )],
                never: NETWORK,
            },
            Module {
                name: "bus",
                may: &[],
                ours: &[("common", &["ids", "seq", "time", "limits", "model"])],
                never: &["axum", "hyper", "rusqlite"],
            },
            Module {
                name: "service",
                may: &["domain", "store", "bus", "clock"],
                ours: &[(
                    "common",
                    &["ids", "seq", "time", "limits", "validate", "model", "fold"],
                )],
                never: &[
                    "axum",
                    "hyper",
                    "hyper_util",
                    "rusqlite",
                    "tokio_tungstenite",
                    "tower",
                    "tower_http",
                ],
            },
            Module {
                name: "hub",
                may: &["bus", "clock"],
                ours: &[("common", ALL)],
                never: &["axum", "hyper", "rusqlite", "argon2"],
            },
            Module {
                name: "ws",
                may: &["service", "hub", "clock", "edge", "config", "lifecycle"],
                ours: &[("common", ALL)],
                never: &["rusqlite", "argon2"],
            },
            Module {
                name: "http",
                may: &["service", "clock", "edge", "config", "lifecycle"],
                ours: &[("common", ALL)],
                never: &["rusqlite", "argon2"],
            },
            // What both rims share: which site this is, who may speak to it, how the service's refusals are put.
            Module {
                name: "edge",
                may: &["config", "service"],
                ours: &[("common", ALL)],
                never: &["rusqlite", "argon2", "tokio"],
            },
            Module {
                name: "config",
                may: &[],
                ours: &[("common", &["limits", "protocol"])],
                never: &["axum", "tokio", "rusqlite"],
            },
            module("telemetry", &[]),
            module("lifecycle", &[]),
            Module {
                name: "app",
                may: SERVER,
                ours: &[("common", ALL)],
                never: NONE,
            },
            Module {
                name: "(root)",
                may: SERVER_AND_APP,
                ours: &[("common", ALL)],
                never: NONE,
            },
        ],
    },
    Crate {
        src: "frontend/src/",
        modules: &[
            // What it shows are the contract's values.
            Module {
                name: "ui",
                may: &[],
                ours: &[("common", &["ids", "model"])],
                never: &["web_sys", "gloo_net", "idb"],
            },
            // Every word that a person reads; the codes of errors are the protocol's.
            Module {
                name: "text",
                may: &[],
                ours: &[("common", ALL)],
                never: &["leptos", "web_sys"],
            },
            Module {
                name: "services",
                may: &[],
                ours: &[
                    ("common", ALL),
                    (
                        "client_core",
                        &["input", "effect", "persist", "devices", "picture"],
                    ),
                ],
                never: NONE,
            },
            Module {
                name: "store",
                may: &["services"],
                ours: &[("common", ALL), ("client_core", ALL)],
                never: &["web_sys", "gloo_net", "idb"],
            },
            Module {
                name: "later",
                may: &["store", "ui", "text"],
                ours: &[("client_core", &["input"])],
                never: &["web_sys", "gloo_net", "idb"],
            },
            Module {
                name: "features",
                may: &["store", "ui", "text", "later"],
                ours: &[
                    (
                        "common",
                        &["ids", "seq", "time", "limits", "validate", "model"],
                    ),
                    ("client_core", &["select", "input", "devices", "picture"]),
                ],
                never: &["web_sys", "gloo_net", "idb"],
            },
            Module {
                name: "pages",
                may: &["features", "later", "ui", "store", "text"],
                ours: &[
                    ("common", &["ids", "limits", "validate", "model"]),
                    ("client_core", &["select", "input"]),
                ],
                never: &["web_sys", "gloo_net", "idb"],
            },
            Module {
                name: "app",
                may: &["pages", "store", "text"],
                ours: &[("client_core", &["select", "input"])],
                never: &["web_sys", "gloo_net", "idb"],
            },
            module(
                "(root)",
                &[
                    "app", "pages", "features", "later", "store", "services", "ui", "text",
                ],
            ),
        ],
    },
];

const SERVER: &[&str] = &[
    "domain",
    "clock",
    "store",
    "bus",
    "service",
    "hub",
    "ws",
    "http",
    "edge",
    "config",
    "telemetry",
    "lifecycle",
];
const SERVER_AND_APP: &[&str] = &[
    "domain",
    "clock",
    "store",
    "bus",
    "service",
    "hub",
    "ws",
    "http",
    "edge",
    "config",
    "telemetry",
    "lifecycle",
    "app",
];

/// A module of the client without a browser.
const fn core(name: &'static str, may: &'static [&'static str]) -> Module {
    Module {
        name,
        may,
        ours: &[("common", ALL)],
        never: BROWSER,
    }
}
