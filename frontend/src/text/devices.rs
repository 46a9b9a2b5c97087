//! The words of the page of devices and of the form for a lost password: a catalogue of their own, so that they come with these.

use super::english;

/// What is said about devices, passwords and recovery codes.
pub(crate) struct Devices {
    pub(crate) list: &'static str,
    pub(crate) list_more: &'static str,
    pub(crate) loading: &'static str,
    pub(crate) failed: &'static str,
    pub(crate) unknown: &'static str,
    pub(crate) this: &'static str,
    pub(crate) active_now: &'static str,
    pub(crate) seen: fn(&str) -> String,
    pub(crate) opened: fn(&str, Option<&str>) -> String,
    pub(crate) sign_out_named: fn(&str) -> String,
    pub(crate) sign_out_others: &'static str,
    pub(crate) sure: &'static str,
    pub(crate) sure_one: &'static str,
    pub(crate) sure_others: &'static str,
    pub(crate) keep: &'static str,
    pub(crate) password: &'static str,
    pub(crate) password_more: &'static str,
    pub(crate) demo: &'static str,
    pub(crate) current: &'static str,
    pub(crate) new: &'static str,
    pub(crate) change: &'static str,
    pub(crate) changed: &'static str,
    pub(crate) wrong_password: &'static str,
    pub(crate) codes: &'static str,
    pub(crate) codes_more: &'static str,
    pub(crate) confirm: &'static str,
    pub(crate) make: &'static str,
    pub(crate) once: &'static str,
    pub(crate) copy: &'static str,
    pub(crate) written_down: &'static str,
    pub(crate) recover_title: &'static str,
    pub(crate) recover_more: &'static str,
    pub(crate) code: &'static str,
    pub(crate) code_rule: &'static str,
    pub(crate) recover: &'static str,
    pub(crate) wrong_code: &'static str,
}

/// The catalogue in the reader's language.
pub(crate) fn devices() -> &'static Devices {
    &english::DEVICES
}
