//! Why so much is unread in a conversation.

use client_core::select::UnreadWhy;
use leptos::prelude::*;

use crate::{
    text::{text, why::why},
    ui::badge::Badge,
};

pub(super) fn explain(answer: &UnreadWhy) -> impl IntoView + use<> {
    let words = why();
    let sidebar = &text().sidebar;
    let (badge, verdict) = match (answer.badge, answer.marked) {
        (0, false) => (None, words.nothing_unread.to_owned()),
        (0, true) => (Some(String::new()), sidebar.marked.to_owned()),
        (count, _) => (Some((sidebar.unread_short)(count)), (sidebar.unread)(count)),
    };
    let made_of = answer.reckoning;
    let chain = match answer.read_seq {
        None => vec![words.read_unknown.to_owned()],
        Some(read) => {
            let mut chain = vec![(words.read_up_to)(read.get(), answer.last_seq.get())];
            let steps = [
                (made_of.before > 0)
                    .then(|| (words.counted_before)(made_of.before, made_of.after.get())),
                (made_of.unread > 0)
                    .then(|| (words.counted_here)(made_of.unread, made_of.after.get())),
                (made_of.own > 0).then(|| (words.own)(made_of.own)),
                (made_of.deleted > 0).then(|| (words.deleted)(made_of.deleted)),
            ];
            chain.extend(steps.into_iter().flatten());
            chain
        }
    };
    let besides = [
        answer.watching.then_some(words.watching),
        answer.marked.then_some(words.marked),
        answer.request.then_some(words.request),
    ];
    view! {
        <p class="why-quote" dir="auto">{answer.title.clone()}</p>
        <p class="why-verdict">{badge.map(|text| view! { <Badge text /> })}<span>{verdict}</span></p>
        <ul class="why-chain">
            {chain.into_iter().map(|step| view! { <li>{step}</li> }).collect_view()}
        </ul>
        {besides.into_iter().flatten().map(|besides| view! { <p>{besides}</p> }).collect_view()}
    }
}
