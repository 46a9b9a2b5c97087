//! The page of devices, as long as it is open: its machine in one signal, beside everything else. Only what is loaded later reaches this.

use client_core::{
    devices::{Devices, Wish},
    select,
};
use leptos::{prelude::*, task::spawn_local};

use super::Store;
use crate::services::http;

/// The page of devices; a copy costs nothing.
#[derive(Clone, Copy)]
pub(crate) struct DevicesPage(RwSignal<Devices>);

impl DevicesPage {
    /// Opens the page. Whoever opens it owns it: what is shown once is gone with it.
    pub(crate) fn open(store: Store) -> Self {
        let page = Self(RwSignal::new(Devices {
            password_chars: store.read(select::password_chars),
            ..Devices::default()
        }));
        page.wish(Wish::Look);
        page
    }

    /// Whoever is signed in has no password. Read once: it does not change while one is signed in.
    pub(crate) fn without_password(store: Store) -> bool {
        store.read(select::is_demo)
    }

    /// A part of what it shows.
    pub(crate) fn part<T: PartialEq + Send + Sync + 'static>(
        self,
        part: fn(&Devices) -> T,
    ) -> Signal<T> {
        Memo::new(move |_| self.0.with(part)).into()
    }

    /// The person wants something.
    pub(crate) fn wish(self, wish: Wish) {
        let mut next = self.0.try_update(|page| page.wished(wish)).flatten();
        spawn_local(async move {
            while let Some(request) = next {
                let answer = http::devices::ask(request).await;
                // The page may have been left in the meantime.
                next = self.0.try_update(|page| page.answered(answer)).flatten();
            }
        });
    }
}
