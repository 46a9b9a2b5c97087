//! The signals: one view model each, set only when it differs.

use std::{collections::BTreeSet, rc::Rc, sync::Arc};

use client_core::{
    input::Route,
    model::Model,
    select::{
        self, Banner, Bars, ChosenView, ComposerView, HeaderView, NewConversationView, SessionView,
        SidebarView, Toast, TypingView,
    },
    slice::Slice,
};
use common::ids::ConversationId;
use leptos::prelude::*;

use super::rows::Rows;
use crate::services::calendar::Calendar;

/// What the window shows. `Arc` signals: they live as long as the store, not as long as the component that first looked.
pub(super) struct Slices {
    pub(super) session: ArcRwSignal<SessionView>,
    pub(super) route: ArcRwSignal<Route>,
    pub(super) banner: ArcRwSignal<Option<Banner>>,
    pub(super) bars: ArcRwSignal<Bars>,
    pub(super) sidebar: ArcRwSignal<SidebarView>,
    /// A line of the list may look different. It is read by what draws one.
    pub(super) rows: ArcTrigger,
    pub(super) new_conversation: ArcRwSignal<NewConversationView>,
    pub(super) chosen: ArcRwSignal<ChosenView>,
    /// The account may look different. It is read by what shows it, which is loaded later.
    pub(super) account: ArcTrigger,
    pub(super) toasts: ArcRwSignal<Vec<Toast>>,
    /// Why something is shown as it is, is asked.
    pub(super) asks_why: ArcRwSignal<bool>,
    /// The answer may be another one. Whoever shows it works it out: that is loaded later.
    pub(super) why: ArcTrigger,
    pub(super) open: ArcRwSignal<Option<Arc<OpenConversation>>>,
    calendar: Rc<Calendar>,
}

/// The signals of the conversation on screen. Others have none: they are read from the model when they are opened.
pub(crate) struct OpenConversation {
    /// Which one.
    pub(crate) conv: ConversationId,
    /// Its head.
    pub(crate) header: ArcRwSignal<HeaderView>,
    /// Its composer.
    pub(crate) composer: ArcRwSignal<ComposerView>,
    /// Who types there.
    pub(crate) typing: ArcRwSignal<TypingView>,
    /// Its timeline.
    pub(crate) rows: Rows,
    /// Goes up by one to call the timeline to its end.
    pub(crate) to_end: ArcRwSignal<u32>,
}

impl Slices {
    pub(super) fn new(calendar: Rc<Calendar>) -> Self {
        let model = Model::default();
        Self {
            session: ArcRwSignal::new(select::session(&model)),
            route: ArcRwSignal::new(select::route(&model)),
            banner: ArcRwSignal::new(select::banner(&model)),
            bars: ArcRwSignal::new(select::bars(&model)),
            sidebar: ArcRwSignal::new(select::sidebar(&model)),
            rows: ArcTrigger::new(),
            new_conversation: ArcRwSignal::new(select::new_conversation(&model)),
            chosen: ArcRwSignal::new(select::chosen(&model)),
            account: ArcTrigger::new(),
            toasts: ArcRwSignal::new(select::toasts(&model)),
            asks_why: ArcRwSignal::new(false),
            why: ArcTrigger::new(),
            open: ArcRwSignal::new(None),
            calendar,
        }
    }

    /// Brings the signals of these slices up to date.
    pub(super) fn refresh(&self, model: &Model, changed: &BTreeSet<Slice>) {
        for slice in changed {
            match slice {
                Slice::Session => set(&self.session, select::session(model)),
                Slice::Link => set(&self.banner, select::banner(model)),
                Slice::Route => self.turn_to(model, select::route(model)),
                Slice::Bars => set(&self.bars, select::bars(model)),
                Slice::Sidebar => {
                    set(&self.sidebar, select::sidebar(model));
                    self.rows.notify();
                }
                Slice::NewConversation => {
                    set(&self.new_conversation, select::new_conversation(model));
                }
                Slice::Account => {
                    set(&self.chosen, select::chosen(model));
                    self.account.notify();
                }
                Slice::Toasts => set(&self.toasts, select::toasts(model)),
                Slice::Why => {
                    set(&self.asks_why, select::asks_why(model));
                    self.why.notify();
                }
                Slice::Header(conv) => self.with_open(*conv, |open| {
                    set(&open.header, select::header(model, *conv));
                }),
                Slice::Composer(conv) => self.with_open(*conv, |open| {
                    set(&open.composer, select::composer(model, *conv));
                }),
                Slice::Typing(conv) => self.with_open(*conv, |open| {
                    set(&open.typing, select::typing(model, *conv));
                }),
                Slice::Timeline(conv) => self.with_open(*conv, |open| {
                    let day_of = |at| self.calendar.day_of(at);
                    open.rows.show(select::timeline(model, *conv, &day_of));
                }),
            }
        }
    }

    fn turn_to(&self, model: &Model, route: Route) {
        let wanted = match route {
            Route::Conversation(conv) => Some(conv),
            _ => None,
        };
        let shown = self
            .open
            .with_untracked(|open| open.as_ref().map(|open| open.conv));
        if wanted != shown {
            self.open.set(wanted.map(|conv| {
                let day_of = |at| self.calendar.day_of(at);
                Arc::new(OpenConversation {
                    conv,
                    header: ArcRwSignal::new(select::header(model, conv)),
                    composer: ArcRwSignal::new(select::composer(model, conv)),
                    typing: ArcRwSignal::new(select::typing(model, conv)),
                    rows: Rows::new(select::timeline(model, conv, &day_of)),
                    to_end: ArcRwSignal::default(),
                })
            }));
        }
        set(&self.route, route);
    }

    fn with_open(&self, conv: ConversationId, refresh: impl FnOnce(&OpenConversation)) {
        let open = self.open.get_untracked();
        if let Some(open) = open.filter(|open| open.conv == conv) {
            refresh(&open);
        }
    }
}

/// Sets a signal if the value is another one: whoever looks at it is not disturbed for nothing.
pub(super) fn set<T: PartialEq + Send + Sync + 'static>(signal: &ArcRwSignal<T>, value: T) {
    if signal.with_untracked(|old| *old != value) {
        signal.set(value);
    }
}
