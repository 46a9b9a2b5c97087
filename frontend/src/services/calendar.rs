//! Days, dates and times in the reader's zone and language, written by the browser's own `Intl`.

use std::cell::{Cell, OnceCell};

use common::time::Timestamp;
use js_sys::{Array, Date, Function, Object, Reflect};
use wasm_bindgen::JsValue;

const MINUTE_MS: i64 = 60_000;
const DAY_MS: i64 = 24 * 60 * MINUTE_MS;
/// Every zone's offset from UTC has changed only at quarters of an hour.
const STEADY_MS: i64 = 15 * MINUTE_MS;

/// How a moment is written.
#[derive(Clone, Copy)]
pub(crate) enum Style {
    /// `14:03`.
    Time,
    /// `Friday, 20 November 2026`.
    Day,
    /// `20 Nov`.
    ShortDay,
    /// `Fri`.
    Weekday,
    /// `20 Nov, 14:03`.
    ShortExact,
    /// `20 Nov 2026, 14:03:27`.
    Exact,
}

/// How many styles there are.
const STYLES: usize = 6;

/// The reader's calendar. A formatter is made once, when it is first used: making one costs more than a hundred uses.
#[derive(Default)]
pub(crate) struct Calendar {
    /// In the order of the styles.
    formatters: [OnceCell<Function>; STYLES],
    /// The last stretch of time asked about, and its offset from UTC: neighbouring messages share it.
    offset: Cell<Option<(i64, i64)>>,
}

impl Calendar {
    /// The number of the day on which a moment falls; it grows by one a day.
    pub(crate) fn day_of(&self, at: Timestamp) -> i32 {
        let millis = i64::try_from(at.as_millis()).unwrap_or(i64::MAX);
        let local = millis.saturating_add(self.offset_at(millis));
        i32::try_from(local.div_euclid(DAY_MS)).unwrap_or(i32::MAX)
    }

    /// A moment in words.
    pub(crate) fn write(&self, at: Timestamp, style: Style) -> String {
        let formatter = self.formatters[style as usize].get_or_init(|| formatter(options(style)));
        let written = formatter.call1(&JsValue::UNDEFINED, &date(at));
        written
            .ok()
            .and_then(|text| text.as_string())
            .unwrap_or_default()
    }

    /// A moment as a list shows it: the time today, the weekday within the last week, else the date.
    pub(crate) fn write_briefly(&self, at: Timestamp, now: Timestamp) -> String {
        let days = self.day_of(now).saturating_sub(self.day_of(at));
        let style = match days {
            ..=0 => Style::Time,
            1..=6 => Style::Weekday,
            _ => Style::ShortDay,
        };
        self.write(at, style)
    }

    fn offset_at(&self, millis: i64) -> i64 {
        let stretch = millis.div_euclid(STEADY_MS);
        if let Some((known, offset)) = self.offset.get()
            && known == stretch
        {
            return offset;
        }
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_precision_loss,
            reason = "minutes of a day, and milliseconds below 2^53"
        )]
        let minutes = Date::new(&JsValue::from_f64(millis as f64)).get_timezone_offset() as i64;
        let offset = -minutes * MINUTE_MS;
        self.offset.set(Some((stretch, offset)));
        offset
    }
}

/// The first moment of the next day, in the reader's zone.
pub(crate) fn end_of_day(now: Timestamp) -> Timestamp {
    let date = date(now);
    date.set_hours(24);
    date.set_minutes(0);
    date.set_seconds(0);
    date.set_milliseconds(0);
    Timestamp::from_millis(super::clock::whole(date.get_time()))
}

/// What is asked of the browser for a style.
fn options(style: Style) -> &'static [(&'static str, &'static str)] {
    match style {
        Style::Time => &[("timeStyle", "short")],
        Style::Day => &[("dateStyle", "full")],
        Style::ShortDay => &[("day", "numeric"), ("month", "short")],
        Style::Weekday => &[("weekday", "short")],
        Style::ShortExact => &[
            ("day", "numeric"),
            ("month", "short"),
            ("hour", "numeric"),
            ("minute", "2-digit"),
        ],
        Style::Exact => &[("dateStyle", "medium"), ("timeStyle", "medium")],
    }
}

/// The bound `format` of an `Intl.DateTimeFormat`, in the browser's own language.
fn formatter(options: &[(&str, &str)]) -> Function {
    let bag = Object::new();
    for (name, value) in options {
        // Setting a field of a fresh object cannot fail.
        let _ = Reflect::set(&bag, &JsValue::from_str(name), &JsValue::from_str(value));
    }
    js_sys::Intl::DateTimeFormat::new(&Array::new(), &bag).format()
}

/// The browser's own kind of moment. Times beyond what it can hold do not come from a server.
#[expect(
    clippy::cast_precision_loss,
    reason = "milliseconds below 2^53 are exact"
)]
fn date(at: Timestamp) -> Date {
    Date::new(&JsValue::from_f64(at.as_millis() as f64))
}
