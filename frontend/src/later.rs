//! Parts of the app that come when they are first shown, so that they do not weigh on the first load.
//!
//! # How to load a part later
//! Two lines: declare it beside its component, then show it by its name.
//! ```ignore
//! later!(pub(crate) key_list() => view! { <KeyList /> });
//!
//! view! { <Later part=key_list /> }
//! ```
//! Everything that only this part reaches (its views, its code, its words if they have a catalogue of their own) goes into a file that is
//! fetched once. A part may have arguments, `later!(why(message: Seq) => …)` and `part=move || why(message)`; nothing else may name its
//! component, or the component is loaded first after all. `cargo xtask test` prints what is loaded first and what later.
//!
//! The file is cut from the compiled app by `xtask/src/app/split.rs` (feature `split`); where nobody cuts, as under `trunk serve`, a
//! part is there at once.

use std::{future::Future, pin::Pin, sync::Arc};

use client_core::input::Intent;
use leptos::{prelude::*, task::spawn_local};

use crate::{
    store::use_store,
    text::text,
    ui::button::{Button, Weight},
};

/// A part on its way.
pub(crate) type Part = Pin<Box<dyn Future<Output = Result<Build, NotLoaded>>>>;
/// Builds the view of a part that is here.
pub(crate) type Build = Arc<dyn Fn() -> AnyView + Send + Sync>;

/// The part did not come: the network, or a server that has become another build and no longer holds it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct NotLoaded;

#[cfg(feature = "split")]
impl From<leptos::wasm_split::SplitLoaderError> for NotLoaded {
    fn from(_: leptos::wasm_split::SplitLoaderError) -> Self {
        Self
    }
}

/// Declares a part that is loaded later; see the module's documentation.
macro_rules! later {
    ($(#[$doc:meta])* $visibility:vis $name:ident($($argument:ident: $kind:ty),*) => $view:expr) => {
        $(#[$doc])*
        $visibility fn $name($($argument: $kind),*) -> $crate::later::Part {
            #[cfg_attr(
                feature = "split",
                leptos::wasm_split::wasm_split($name, fallible, wasm_split_path = ::leptos::wasm_split)
            )]
            fn $name($($argument: $kind),*) -> Result<$crate::later::Build, $crate::later::NotLoaded> {
                Ok(std::sync::Arc::new(move || {
                    leptos::prelude::IntoAny::into_any($view)
                }))
            }
            $crate::later::on_its_way($name($($argument),*))
        }
    };
}
pub(crate) use later;

/// Where the app is split, the function of a part is a future that loads it first.
#[cfg(feature = "split")]
pub(crate) fn on_its_way(part: impl Future<Output = Result<Build, NotLoaded>> + 'static) -> Part {
    Box::pin(part)
}

/// Where it is not, the part is here.
#[cfg(not(feature = "split"))]
pub(crate) fn on_its_way(part: Result<Build, NotLoaded>) -> Part {
    Box::pin(std::future::ready(part))
}

/// How far a part has come.
#[derive(Clone)]
enum Progress {
    Loading,
    Failed,
    Here(Build),
}

/// Shows a part as soon as it is here, and says so if it does not come.
#[component]
pub(crate) fn Later<F>(
    /// The part, as [`later!`] declares it.
    part: F,
) -> impl IntoView
where
    F: Fn() -> Part + Send + Sync + 'static,
{
    coming(Arc::new(part))
}

/// Apart from the component, which is compiled for each part.
fn coming(part: Arc<dyn Fn() -> Part + Send + Sync>) -> AnyView {
    let progress = RwSignal::new(Progress::Loading);
    let load = Callback::new(move |()| {
        progress.set(Progress::Loading);
        let part = part();
        spawn_local(async move {
            let came = part.await.map_or(Progress::Failed, Progress::Here);
            // Whoever asked for it may have closed it in the meantime.
            let _ = progress.try_set(came);
        });
    });
    load.run(());
    (move || shown(progress.get(), load)).into_any()
}

fn shown(progress: Progress, load: Callback<()>) -> AnyView {
    let words = &text().later;
    match progress {
        Progress::Loading => {
            view! { <p class="empty later-wait" role="status">{words.loading}</p> }.into_any()
        }
        Progress::Failed => {
            let store = use_store();
            view! {
                <div class="empty" role="alert">
                    <p>{words.failed}</p>
                    <p class="later-choice">
                        <Button weight=Weight::Edged on_press=move |_| load.run(())>{words.again}</Button>
                        <Button weight=Weight::Small on_press=move |_| store.intend(Intent::Reload)>{text().reload}</Button>
                    </p>
                </div>
            }
            .into_any()
        }
        Progress::Here(build) => build(),
    }
}
