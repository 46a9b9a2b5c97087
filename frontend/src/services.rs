//! The browser, behind plain functions: the only place that knows `web_sys`.
//!
//! Nothing here decides anything. A service is told what to do, and reports what happened to a callback that takes an
//! [`client_core::input::Input`]; what that means is the core's affair.
//!
//! - [`address`]: the address bar: a page to a path and back, "back" and links.
//! - [`calendar`]: days, dates and times in the reader's zone and language.
//! - [`clock`]: the two clocks, and one alarm.
//! - [`crash`]: what is left of the app after a panic.
//! - [`entropy`]: randomness, for keys and passphrases.
//! - [`http`]: requests and their answers.
//! - [`leader`]: which of this browser's tabs leads.
//! - [`notifier`]: what is told outside the window.
//! - [`picture`]: a file as a picture of oneself.
//! - [`socket`]: the WebSocket.
//! - [`storage`]: what survives closing the window.
//! - [`theme`]: light or dark, as chosen on this device.
//! - [`window`]: the network, visibility, the title, the clipboard.

pub(crate) mod address;
pub(crate) mod calendar;
pub(crate) mod clock;
pub(crate) mod crash;
pub(crate) mod entropy;
pub(crate) mod http;
pub(crate) mod leader;
pub(crate) mod notifier;
pub(crate) mod picture;
pub(crate) mod socket;
pub(crate) mod storage;
pub(crate) mod theme;
pub(crate) mod window;

use std::rc::Rc;

use client_core::input::Input;

/// Where a service reports what happened.
pub(crate) type Report = Rc<dyn Fn(Input)>;
