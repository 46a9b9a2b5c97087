//! Does what the core asks for, in the order given.

use std::{cell::OnceCell, rc::Rc};

use client_core::{
    effect::Effect,
    input::{Input, Mono},
};
use leptos::{prelude::*, task::spawn_local};

use crate::services::{
    Report, address,
    clock::Alarm,
    http,
    leader::Leader,
    notifier::{self, Notifier},
    socket::Socket,
    storage::Storage,
    window,
};

/// The services that hold something, and where they report.
pub(super) struct Effects {
    storage: Rc<Storage>,
    socket: Socket,
    alarm: Alarm,
    /// For what the shell itself is to come back to.
    showing: Alarm,
    leader: Rc<Leader>,
    notifier: Notifier,
    something: &'static str,
    composer_wanted: ArcRwSignal<bool>,
    report: OnceCell<Report>,
}

impl Effects {
    /// The services, before anything was asked of them. A notification that is not to say what it is about says `something`.
    pub(super) fn new(something: &'static str) -> Self {
        Self {
            storage: Rc::default(),
            socket: Socket::default(),
            alarm: Alarm::default(),
            showing: Alarm::default(),
            leader: Rc::default(),
            notifier: Notifier::default(),
            something,
            composer_wanted: ArcRwSignal::default(),
            report: OnceCell::new(),
        }
    }

    /// Listens to the other tabs, and to what the browser lets us do.
    pub(super) fn watch(&self, report: &Report) {
        self.leader.watch(report);
        notifier::watch(report);
    }

    /// Names where the services report. Before that nothing is run, and nothing is lost: the first input comes after.
    pub(super) fn report_to(&self, report: Report) {
        let _ = self.report.set(report);
    }

    /// Reports a tick at this moment, by which what is due is shown.
    pub(super) fn show_at(&self, at: Mono) {
        if let Some(report) = self.report.get() {
            self.showing.set(at, report);
        }
    }

    /// See [`super::Store::composer_wanted`].
    pub(super) fn composer_wanted(&self) -> ArcRwSignal<bool> {
        self.composer_wanted.clone()
    }

    pub(super) fn run(&self, effect: Effect) {
        let Some(report) = self.report.get() else {
            return;
        };
        match effect {
            Effect::LoadRecords => {
                let (storage, report) = (self.storage.clone(), report.clone());
                spawn_local(async move { report(Input::Restored(storage.load().await)) });
            }
            Effect::Store { ticket, writes } => {
                let (storage, report) = (self.storage.clone(), report.clone());
                spawn_local(async move {
                    report(if storage.write(writes).await {
                        Input::Stored(ticket)
                    } else {
                        Input::StoreFailed(ticket)
                    });
                });
            }
            Effect::Http(request) => {
                let report = report.clone();
                spawn_local(async move { report(Input::Http(http::ask(request).await)) });
            }
            Effect::OpenSocket(id) => self.socket.open(id, report),
            Effect::CloseSocket => self.socket.close(),
            Effect::Send(frame) => self.socket.send(&frame),
            Effect::Navigate { route, replace } => address::show(route, replace),
            Effect::FocusComposer => self.composer_wanted.set(true),
            Effect::Copy(text) => window::copy(&text),
            Effect::WakeAt(at) => self.alarm.set(at, report),
            Effect::Notify { tag, words, silent } => {
                let words = words.as_ref();
                let words = words.map_or((self.something, ""), |words| {
                    (words.title.as_str(), words.body.as_str())
                });
                self.notifier.show(tag, words, silent, report);
            }
            Effect::CloseNotification { tag } => self.notifier.close(tag),
            Effect::AskPermission => notifier::ask(report),
            Effect::Lead(on) => self.leader.lead(on, report),
            Effect::TellTabs(watched) => self.leader.tell(watched),
            Effect::Reload => window::reload(),
        }
    }
}
