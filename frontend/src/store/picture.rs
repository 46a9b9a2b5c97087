//! The person's own picture on the page of their profile, as long as that is open: its machine in one signal, as with the devices. Only what
//! is loaded later reaches this.

use std::{future::Future, pin::Pin};

use client_core::{
    input::{HttpAnswer, Input},
    picture::{Deed, Failure, Picture},
};
use common::protocol::v1::http::SignedIn;
use leptos::{prelude::*, task::spawn_local};

use super::Store;
use crate::services::{
    http::picture as server,
    picture::{File, Preview, fetch, scaled},
};

/// What is asked of the server.
type Ask = Pin<Box<dyn Future<Output = Result<SignedIn, Failure>>>>;

/// The picture on the page; a copy costs nothing.
#[derive(Clone, Copy)]
pub(crate) struct PicturePage {
    store: Store,
    state: RwSignal<Picture>,
    preview: RwSignal<Option<Preview>>,
}

impl PicturePage {
    /// Opens the page.
    pub(crate) fn open(store: Store) -> Self {
        Self {
            store,
            state: RwSignal::default(),
            preview: RwSignal::new(None),
        }
    }

    /// What it shows.
    pub(crate) fn state(self) -> Signal<Picture> {
        self.state.into()
    }

    /// The address of the picture that is on its way.
    pub(crate) fn preview(self) -> Signal<Option<String>> {
        let preview = self.preview;
        Signal::derive(move || preview.with(|preview| preview.as_ref().map(Preview::address)))
    }

    /// The person wants to have this picture.
    pub(crate) fn set(self, file: File) {
        let ask = async move {
            let picture = scaled(&file).await.ok_or(Failure::Unreadable)?;
            let _ = self.preview.try_set(picture.preview());
            Ok(server::set(&picture).await?)
        };
        self.begin(Deed::Set, Box::pin(ask));
    }

    /// The person wants to have none.
    pub(crate) fn remove(self) {
        let ask = async { Ok(server::remove().await?) };
        self.begin(Deed::Remove, Box::pin(ask));
    }

    fn begin(self, deed: Deed, ask: Ask) {
        if self.state.try_update(|page| page.begin(deed)) != Some(true) {
            return;
        }
        spawn_local(async move {
            let answer = ask.await;
            if let Ok(SignedIn { me }) = &answer {
                let (user, picture) = (me.id, me.picture);
                self.store
                    .dispatch(Input::Http(HttpAnswer::Became(me.clone())));
                // Until it is here, what is shown of it is the one that was sent.
                if let Some(picture) = picture {
                    fetch(user, picture).await;
                }
            }
            // The page may have been left in the meantime; what was begun there is done all the same.
            let _ = self.state.try_update(|page| page.end(answer.map(drop)));
            let _ = self.preview.try_set(None);
        });
    }
}
