//! Why someone is shown as they are.

use client_core::select::{PresenceWhy, UnknownBecause};
use common::model::Presence;
use leptos::prelude::*;

use crate::{
    store::{Store, Style},
    text::{presence_in_full, text, why::why},
    ui::presence::PresenceWords,
};

pub(super) fn explain(answer: &PresenceWhy, store: Store) -> impl IntoView + use<> {
    let name = match answer.name.as_str() {
        "" => text().conversation.someone.to_owned(),
        name => name.to_owned(),
    };
    let verdict = answer.presence.map(|presence| {
        let words = presence_in_full(presence, |at| store.write_time(at, Style::ShortExact));
        view! { <p class="why-verdict"><PresenceWords presence words /></p> }
    });
    let status = (!answer.status.is_empty()).then(|| {
        let status = &answer.status;
        let words = [status.emoji.clone(), status.text.clone()].join(" ");
        view! { <p class="why-aside" dir="auto">{words}</p> }
    });
    let because = because(answer, &name);
    view! {
        <p class="why-quote" dir="auto">{name}</p>
        {verdict}
        {status}
        <p>{because}</p>
    }
}

fn because(answer: &PresenceWhy, name: &str) -> String {
    let words = why();
    let say = match (answer.presence, answer.unknown) {
        (None, _) => return words.presence_not_offered.to_owned(),
        (Some(Presence::Online), _) => words.online,
        (Some(Presence::Away), _) => words.away,
        (Some(Presence::Dnd), _) => words.dnd,
        (Some(Presence::Offline { .. }), _) => words.offline,
        (_, Some(UnknownBecause::NoConnection)) => words.unknown_no_connection,
        (_, Some(UnknownBecause::Blocked)) => words.unknown_blocked,
        (_, Some(UnknownBecause::NotAccepted)) => words.unknown_not_accepted,
        (_, Some(UnknownBecause::OwnSetting)) => words.unknown_own_setting,
        _ => words.unknown_not_said,
    };
    say(name)
}
