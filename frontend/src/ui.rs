//! What the features are put together from: values in, callbacks out. Nothing here knows what Confab does.
//!
//! - [`avatar`]: the picture of someone.
//! - [`badge`]: a count.
//! - [`button`]: the kinds of button, and what every one of them has.
//! - [`composing`]: whether a key is an input method's.
//! - [`dialog`]: a modal dialog that gives the focus back.
//! - [`empty`]: a place without content says what to do first.
//! - [`field`]: a labelled text field with its rule and its error.
//! - [`icon`]: the icons.
//! - [`menu`]: a few things to do, behind one button.
//! - [`presence`]: whether someone is there.
//! - [`scroller`]: a long list that stays where it is being read.
//! - [`setting`]: one thing to decide.

pub(crate) mod avatar;
pub(crate) mod badge;
pub(crate) mod button;
pub(crate) mod composing;
pub(crate) mod dialog;
pub(crate) mod empty;
pub(crate) mod field;
pub(crate) mod icon;
pub(crate) mod menu;
pub(crate) mod presence;
pub(crate) mod scroller;
pub(crate) mod setting;
