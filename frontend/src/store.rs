//! The one place where anything changes: an input goes in, the slices that look different come out, and what is asked of the browser is done.
//!
//! `dispatch(input)`: take the time once → `client_core::reduce` → set the signals of the slices that are to be shown → run the effects. No component
//! writes shared state. An input that arrives meanwhile is queued, never nested.
//!
//! - [`dispatch`]: one input after the other.
//! - [`slices`]: the signals, one view model each.
//! - [`rows`]: the timeline's rows, one signal each, under keys that stay.
//! - [`effects`]: does what the core asks for.
//! - [`devices`]: the page of devices, as long as it is open.
//! - [`picture`]: the person's own picture, likewise.

mod devices;
mod dispatch;
mod effects;
mod picture;
mod rows;
mod slices;

use std::{
    cell::{Cell, RefCell},
    collections::VecDeque,
    rc::Rc,
    sync::Arc,
};

use client_core::{
    input::{Attention, Input, Intent, LinkEvent, Route},
    model::Model,
    select::{
        self, AccountView, Banner, Bars, ChosenView, ContactsView, FormView, HereView,
        NewConversationView, RowKey, SessionView, SidebarRow, SidebarView, Toast, WhyView,
    },
    showing::Showing,
};
use common::{
    ids::{ConversationId, UserId},
    protocol::v1::http::{Register, Registration, SignIn},
    time::Timestamp,
};
use leptos::prelude::*;

pub(crate) use self::{
    devices::DevicesPage, picture::PicturePage, rows::TimelineFrame, slices::OpenConversation,
};
use self::{effects::Effects, slices::Slices};
use crate::services::{
    Report, address,
    calendar::{self, Calendar},
    clock, entropy, window,
};
pub(crate) use crate::services::{
    calendar::Style,
    crash::has_stopped,
    theme::{THEMES, get as theme, set as set_theme},
};

/// The build of this app, as the server's build script names its own.
const BUILD: &str = match option_env!("CONFAB_BUILD") {
    Some(mark) => mark,
    None => env!("CARGO_PKG_VERSION"),
};

/// The handle that components hold; a copy costs nothing.
#[derive(Clone, Copy)]
pub(crate) struct Store(StoredValue<Rc<Inner>, LocalStorage>);

struct Inner {
    model: RefCell<Model>,
    waiting: RefCell<VecDeque<Input>>,
    busy: Cell<bool>,
    slices: Slices,
    showing: RefCell<Showing>,
    effects: Effects,
    calendar: Rc<Calendar>,
    /// At most one for each conversation.
    places: RefCell<Vec<(ConversationId, Place)>>,
}

/// Where a timeline was left: the first row that was in view, and its distance from the upper edge in CSS pixels. Being at the end is no
/// place: it moves with what is written.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Place {
    /// The row.
    pub(crate) row: RowKey,
    /// Its upper edge, below the timeline's own.
    pub(crate) offset: f64,
}

/// The store, from anywhere below the app.
pub(crate) fn use_store() -> Store {
    expect_context()
}

impl Store {
    /// Makes the store, listens to the browser and starts the client. Called once, by the app.
    pub(crate) fn start(
        // What a notification says that is not to say what it is about.
        something: &'static str,
    ) -> Self {
        let calendar = Rc::new(Calendar::default());
        let inner = Rc::new(Inner {
            model: RefCell::default(),
            waiting: RefCell::default(),
            busy: Cell::new(false),
            slices: Slices::new(calendar.clone()),
            showing: RefCell::default(),
            effects: Effects::new(something),
            calendar,
            places: RefCell::default(),
        });
        let store = Self(StoredValue::new_local(inner.clone()));
        let report: Report = Rc::new(move |input| inner.dispatch(input));
        store.inner().effects.report_to(report.clone());
        let wanted = store.inner().effects.composer_wanted();
        address::watch(&report, move || wanted.set(true));
        window::watch(&report);
        report(Input::Started {
            build: BUILD.to_owned(),
            route: address::current(),
            online: window::online(),
        });
        if !window::visible() {
            report(Input::Link(LinkEvent::Hidden));
        }
        store.inner().effects.watch(&report);
        if !window::focused() {
            report(Input::Attention(Attention::Blurred));
        }
        store
    }

    fn inner(&self) -> Rc<Inner> {
        self.0.get_value()
    }

    fn dispatch(&self, input: Input) {
        self.inner().dispatch(input);
    }

    /// The person wants something.
    pub(crate) fn intend(&self, intent: Intent) {
        self.dispatch(Input::Ui(intent));
    }

    /// The person wants something by a button that may be gone then, and the focus with it: one goes on to write.
    pub(crate) fn intend_and_leave(&self, intent: Intent) {
        self.intend(intent);
        self.composer_wanted().set(true);
    }

    /// Goes to another page, as a link would.
    pub(crate) fn visit(&self, route: Route) {
        address::show(route, false);
        self.intend(Intent::Visit(route));
    }

    /// Signs in.
    pub(crate) fn sign_in(&self, username: String, password: String) {
        self.intend(Intent::SignIn(SignIn { username, password }));
    }

    /// Makes an account.
    pub(crate) fn register(&self, username: String, name: String, password: String) {
        self.intend(Intent::Register(Register {
            username,
            name,
            password,
        }));
    }

    /// Who is signed in, or the forms.
    pub(crate) fn session(&self) -> Signal<SessionView> {
        self.inner().slices.session.read_only().into()
    }

    /// The page.
    pub(crate) fn route(&self) -> Signal<Route> {
        self.inner().slices.route.read_only().into()
    }

    /// The state of the connection.
    pub(crate) fn banner(&self) -> Signal<Option<Banner>> {
        self.inner().slices.banner.read_only().into()
    }

    /// What stands over the app, apart from the connection.
    pub(crate) fn bars(&self) -> Signal<Bars> {
        self.inner().slices.bars.read_only().into()
    }

    /// The list of conversations.
    pub(crate) fn sidebar(&self) -> Signal<SidebarView> {
        self.inner().slices.sidebar.read_only().into()
    }

    /// A line of it, now and whenever it changes.
    pub(crate) fn sidebar_row(&self, conv: ConversationId) -> Option<SidebarRow> {
        self.inner().slices.rows.track();
        self.read(|model| select::sidebar_row(model, conv))
    }

    /// The dialog that begins a conversation.
    pub(crate) fn new_conversation(&self) -> Signal<NewConversationView> {
        self.inner().slices.new_conversation.read_only().into()
    }

    /// What the person chose to be shown as.
    pub(crate) fn chosen(&self) -> Signal<ChosenView> {
        self.inner().slices.chosen.read_only().into()
    }

    /// The person's own account. How it is read is loaded with what shows it.
    pub(crate) fn account(&self) -> Signal<AccountView> {
        let (store, changed) = (*self, self.inner().slices.account.clone());
        let account = Memo::new(move |_| {
            changed.track();
            store.read(select::account)
        });
        account.into()
    }

    /// The people with whom something is settled, or not yet; likewise.
    pub(crate) fn contacts(&self) -> Signal<ContactsView> {
        let (store, changed) = (*self, self.inner().slices.account.clone());
        let rows = self.inner().slices.rows.clone();
        let contacts = Memo::new(move |_| {
            changed.track();
            rows.track();
            store.read(select::contacts)
        });
        contacts.into()
    }

    /// Someone is a contact; likewise.
    pub(crate) fn is_contact(&self, user: UserId) -> Signal<bool> {
        let (store, changed) = (*self, self.inner().slices.account.clone());
        let contact = Memo::new(move |_| {
            changed.track();
            store.read(|model| select::is_contact(model, user))
        });
        contact.into()
    }

    /// What the person shows in a conversation, now; likewise.
    pub(crate) fn here(&self, conv: ConversationId) -> HereView {
        self.read(|model| select::here(model, conv))
    }

    /// Looks at the model without following it.
    fn read<T>(&self, select: impl FnOnce(&Model) -> T) -> T {
        select(&self.inner().model.borrow())
    }

    /// What is said in passing.
    pub(crate) fn toasts(&self) -> Signal<Vec<Toast>> {
        self.inner().slices.toasts.read_only().into()
    }

    /// Why something is shown as it is, is asked.
    pub(crate) fn asks_why(&self) -> Signal<bool> {
        self.inner().slices.asks_why.read_only().into()
    }

    /// Why something is shown as it is. How it is read is loaded with what shows it.
    pub(crate) fn why(&self) -> Signal<Option<WhyView>> {
        let (store, changed) = (*self, self.inner().slices.why.clone());
        let why = Memo::new(move |_| {
            changed.track();
            store.read(select::why)
        });
        why.into()
    }

    /// The conversation on screen.
    pub(crate) fn open(&self) -> Signal<Option<Arc<OpenConversation>>> {
        self.inner().slices.open.read_only().into()
    }

    /// The composer is asked to take the keyboard. It answers by setting this to false.
    pub(crate) fn composer_wanted(&self) -> RwSignal<bool> {
        self.inner().effects.composer_wanted().into()
    }

    /// Where a timeline was left.
    pub(crate) fn place(&self, conv: ConversationId) -> Option<Place> {
        let inner = self.inner();
        let places = inner.places.borrow();
        let of_conv = places.iter().find(|(of, _)| *of == conv);
        of_conv.map(|(_, place)| *place)
    }

    /// Remembers where a timeline is, for a return; `None` is the end.
    pub(crate) fn set_place(&self, conv: ConversationId, place: Option<Place>) {
        let inner = self.inner();
        let mut places = inner.places.borrow_mut();
        places.retain(|(of, _)| *of != conv);
        places.extend(place.map(|place| (conv, place)));
    }

    /// A moment in the reader's words.
    pub(crate) fn write_time(&self, at: Timestamp, style: Style) -> String {
        self.inner().calendar.write(at, style)
    }

    /// A moment as a list shows it.
    pub(crate) fn write_time_briefly(&self, at: Timestamp) -> String {
        self.inner().calendar.write_briefly(at, clock::wall())
    }
}

/// This moment, by this device's clock.
pub(crate) fn now() -> Timestamp {
    clock::wall()
}

/// The end of the day, in the reader's zone.
pub(crate) fn end_of_today() -> Timestamp {
    calendar::end_of_day(clock::wall())
}

/// Fresh random bytes.
pub(crate) fn random<const N: usize>() -> [u8; N] {
    entropy::bytes()
}

/// Puts a text on the clipboard.
pub(crate) fn copy(text: &str) {
    window::copy(text);
}

/// Names the window.
pub(crate) fn set_title(title: &str) {
    if !has_stopped() {
        window::set_title(title);
    }
}

/// Shows on the icon how much is unread.
pub(crate) fn set_badge(unread: u32) {
    if !has_stopped() {
        window::set_badge(unread);
    }
}

/// Whether a dialog is open, which has all keys for itself.
pub(crate) fn is_modal() -> bool {
    window::is_modal()
}

/// Whether anyone may make an account.
pub(crate) fn may_register(form: &FormView) -> bool {
    form.registration == Registration::Open
}
