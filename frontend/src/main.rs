//! The app in the browser: what `client_core` decides, on screen.
//!
//! A click or a frame becomes an `Input`; [`store`] gives it to `client_core::reduce`, sets the signals that changed and does what is asked
//! for; views follow the signals. Coming from `client_core`, read on in [`store`]; what goes out leaves through `services::socket`.
//!
//! # Layout, from the rim to the middle
//! - [`app`]: the store, and which page is shown.
//! - [`pages`]: an address to features.
//! - [`features`]: the parts of the screen: slices in, intents out.
//! - [`later`]: how a feature is kept out of the first load.
//! - [`ui`]: buttons, fields, dialogs, the long list: what features are put together from.
//! - [`store`]: the one place where anything changes.
//! - [`services`]: the browser; the only place that knows `web_sys`.
//! - [`text`]: every word that a person reads.

#![expect(
    clippy::needless_pass_by_value,
    reason = "a component owns its properties: it outlives the call that made it"
)]
#![expect(
    unreachable_pub,
    reason = "leptos's `component` makes the builders of a component's properties `pub`, whatever the component is"
)]

mod app;
mod features;
mod later;
mod pages;
mod services;
mod store;
mod text;
mod ui;

use services::{
    crash::{self, LastWords},
    window,
};
use text::text;

fn main() {
    crash::cover_on_panic(LastWords {
        title: text().crash,
        more: text().crash_more,
        reload: text().reload,
    });
    leptos::mount::mount_to_body(app::App);
    window::remove_boot_frame();
}
