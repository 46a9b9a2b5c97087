//! One conversation in the list.

use client_core::{
    input::Route,
    select::{Delivery, SidebarRow},
};
use common::ids::ConversationId;
use leptos::prelude::*;

use crate::{
    store::use_store,
    text::{presence as presence_word, refusal, text},
    ui::{
        avatar::Avatar,
        badge::Badge,
        icon::{Icon, IconKind},
        presence::PresenceWords,
    },
};

/// A link to a conversation. Its name begins with the conversation's and ends with what is unread.
#[component]
pub(super) fn ConversationLink(
    /// Which one.
    conv: ConversationId,
    /// What to show of it.
    row: Memo<Option<SidebarRow>>,
) -> impl IntoView {
    let store = use_store();
    let words = &text().sidebar;
    // In a direct conversation the other person's colour, which is theirs beside their messages too.
    let face = Memo::new(move |_| {
        row.with(|row| {
            let row = row.as_ref()?;
            Some((row.title.clone(), row.partner, row.picture))
        })
        .unwrap_or_default()
    });
    let avatar = move || {
        let (name, partner, picture) = face.get();
        let seed = partner.map_or_else(|| conv.to_string(), |partner| partner.to_string());
        view! { <Avatar name seed picture /> }
    };
    let title = move || face.with(|(title, ..)| title.clone());
    let current = move || {
        row.with(|row| row.as_ref().is_some_and(|row| row.active))
            .then_some("page")
    };
    let time = move || {
        row.with(|row| {
            let last = row.as_ref()?.last.as_ref()?;
            Some(store.write_time_briefly(last.at))
        })
    };
    let presence = Memo::new(move |_| row.with(|row| row.as_ref().and_then(|row| row.presence)));
    let muted = Memo::new(move |_| row.with(|row| row.as_ref().is_some_and(|row| row.muted)));
    let unread = Memo::new(move |_| {
        row.with(|row| {
            row.as_ref()
                .map_or((0, false), |row| (row.unread, row.marked))
        })
    });
    let tick = Memo::new(move |_| row.with(|row| tick(row.as_ref()?)));
    view! {
        <a class="sidebar-link" href=Route::Conversation(conv).path() aria-current=current>
            {avatar}
            <span class="sidebar-lines">
                <span class="sidebar-line">
                    <span class="sidebar-name" dir="auto">{title}</span>
                    {move || presence.get().map(|presence| view! {
                        <PresenceWords presence words=presence_word(presence) />
                    })}
                    {move || muted.get().then(|| view! {
                        <span class="sidebar-muted">
                            <Icon kind=IconKind::BellOff size=14 />
                            <span class="unseen">{text().notifications.muted}</span>
                        </span>
                    })}
                    <span class="sidebar-time">{time}</span>
                </span>
                <span class="sidebar-line">
                    {move || tick.get().map(|(icon, state, read)| view! {
                        <span class="sidebar-tick" data-read=read.then_some("true")>
                            <Icon kind=icon size=14 /><span class="unseen">{state}</span>
                        </span>
                    })}
                    <span class=move || preview_class(row.get().as_ref()) dir="auto">
                        {move || row.with(|row| row.as_ref().map(preview))}
                    </span>
                    {move || match unread.get() {
                        (0, false) => None,
                        (0, true) => Some((String::new(), words.marked.to_owned())),
                        (count, _) => Some(((words.unread_short)(count), (words.unread)(count))),
                    }.map(|(short, long)| view! { <Badge text=short /><span class="unseen">{long}</span> })}
                </span>
            </span>
        </a>
    }
}

/// Why the last message is not sent, if it is not.
fn not_sent(row: &SidebarRow) -> Option<String> {
    let words = text().sidebar.not_sent;
    match &row.last.as_ref()?.delivery {
        Delivery::Asking => Some(words.to_owned()),
        Delivery::Failed { code, message } => Some(format!("{words}. {}", refusal(*code, message))),
        _ => None,
    }
}

fn preview_class(row: Option<&SidebarRow>) -> &'static str {
    if row.is_some_and(|row| not_sent(row).is_some()) {
        "sidebar-preview sidebar-trouble"
    } else if row.is_some_and(|row| row.typing.count > 0) {
        "sidebar-preview sidebar-typing"
    } else {
        "sidebar-preview"
    }
}

/// How far the last message has got, where it is one's own and is what the second line shows.
fn tick(row: &SidebarRow) -> Option<(IconKind, &'static str, bool)> {
    let words = &text().conversation;
    let plain = row.draft.is_none() && row.typing.count == 0;
    let last = row.last.as_ref().filter(|_| plain)?;
    match last.delivery {
        Delivery::Sending => Some((IconKind::Clock, words.sending, false)),
        Delivery::Sent => Some((IconKind::Check, words.sent, false)),
        Delivery::Delivered(_) => Some((IconKind::Checks, words.delivered, false)),
        Delivery::Read(_) => Some((IconKind::Checks, words.read, true)),
        Delivery::Received | Delivery::Asking | Delivery::Failed { .. } => None,
    }
}

/// The second line: trouble before who types before a draft before the last message.
fn preview(row: &SidebarRow) -> String {
    let words = &text().sidebar;
    if let Some(why) = not_sent(row) {
        return why;
    }
    let typing = &row.typing;
    if typing.count > 0 {
        return (text().typing)(&typing.names, typing.count, typing.kind);
    }
    if let Some(draft) = &row.draft {
        return (words.draft)(draft);
    }
    let Some(last) = &row.last else {
        return String::new();
    };
    let said = last.text.as_deref().unwrap_or(words.no_text);
    if last.delivery == Delivery::Received {
        said.to_owned()
    } else {
        (words.you)(said)
    }
}
