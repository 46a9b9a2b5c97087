//! Why a message is shown as it is.

use client_core::select::{
    Because, Counted, Delivery, MessageRow, MessageWhy, PersonWhy, Reached, RowBody, Told,
};
use common::time::Timestamp;
use leptos::prelude::*;

use crate::{
    store::{Store, Style},
    text::{text, why::why},
    ui::{
        avatar::{Avatar, Size},
        icon::{Icon, IconKind},
    },
};

/// Characters of the message that say which one it is.
const QUOTED_CHARS: usize = 160;

pub(super) fn explain(answer: &MessageWhy, store: Store) -> impl IntoView + use<> {
    let words = why();
    let exact = move |at: Timestamp| store.write_time(at, Style::Exact);
    let row = &answer.row;
    let verdict = verdict(row).map(|(icon, state)| {
        view! { <p class="why-verdict"><Icon kind=icon size=18 />{state}</p> }
    });
    let people = answer
        .people
        .iter()
        .map(|person| with(person, answer.told, store));
    let people = people.collect_view();
    let times = match answer.told {
        _ if answer.people.is_empty() => None,
        Told::Awaited => Some(words.times_awaited),
        Told::NoConnection => Some(words.times_offline),
        Told::Here | Told::Nothing => None,
    };
    let stored = match row.delivery {
        Delivery::Sending | Delivery::Asking | Delivery::Failed { .. } => words.written,
        _ => words.committed,
    };
    let place = row
        .seq
        .map_or_else(|| words.place_none.to_owned(), |seq| seq.get().to_string());
    let facts = [
        Some((words.place, place)),
        answer.rev.map(|rev| (words.change, rev.get().to_string())),
        Some((stored, exact(row.at))),
        answer.edited_at.map(|at| (words.edited, exact(at))),
        Some((words.key, row.cid.to_string())),
    ];
    let facts = facts.into_iter().flatten().map(|(name, value)| {
        view! { <div class="why-fact"><dt>{name}</dt><dd>{value}</dd></div> }
    });
    let facts = facts.collect_view();
    let any = !answer.people.is_empty();
    view! {
        <blockquote class="why-quote" dir="auto">{quote(row)}</blockquote>
        {verdict}
        <p>{because(answer)}</p>
        {any.then(|| view! {
            <h3 class="why-head">{words.people}</h3>
            <ul class="why-people">{people}</ul>
            {times.map(|times| view! { <p class="why-aside">{times}</p> })}
        })}
        {counted(answer).map(|counted| view! { <p>{counted}</p> })}
        <h3 class="why-head">{words.facts}</h3>
        <dl class="why-facts">{facts}</dl>
    }
}

/// What the tick says.
fn verdict(row: &MessageRow) -> Option<(IconKind, &'static str)> {
    let words = &text().conversation;
    Some(match row.delivery {
        Delivery::Received => return None,
        Delivery::Sending => (IconKind::Clock, words.sending),
        Delivery::Sent => (IconKind::Check, words.sent),
        Delivery::Delivered(_) => (IconKind::Checks, words.delivered),
        Delivery::Read(_) => (IconKind::Checks, words.read),
        Delivery::Asking | Delivery::Failed { .. } => (IconKind::Alert, words.not_sent),
    })
}

fn because(answer: &MessageWhy) -> String {
    let words = why();
    let reason = match answer.because {
        Because::Theirs => {
            let name = &answer.row.author_name;
            let known = !name.is_empty();
            return (words.theirs)(if known {
                name
            } else {
                text().conversation.someone
            });
        }
        Because::WritingDown => words.writing_down,
        Because::NoConnection => words.no_connection,
        Because::InLine => words.in_line,
        Because::Unanswered => words.unanswered,
        Because::ToldToWait => words.told_to_wait,
        Because::Asking => words.asking,
        Because::Refused => words.refused,
        Because::Alone => words.alone,
        Because::NotOffered => words.not_offered,
        Because::Hidden => words.hidden,
        Because::Blocked => words.blocked,
        Because::NotAccepted => words.not_accepted,
        Because::Crowd => words.crowd,
        Because::Others => match answer.row.delivery {
            Delivery::Read(_) => words.eyes,
            Delivery::Delivered(_) => words.devices,
            _ => words.log,
        },
    };
    reason.to_owned()
}

/// How far it has got with one person.
fn with(person: &PersonWhy, told: Told, store: Store) -> impl IntoView + use<> {
    let words = why();
    let name = match person.name.as_str() {
        "" => text().conversation.someone.to_owned(),
        name => name.to_owned(),
    };
    let reached = match person.reached {
        Reached::Log => words.reached[0],
        Reached::Devices => words.reached[1],
        Reached::Eyes => words.reached[2],
    };
    let step = |at: Option<Timestamp>, got_there: bool, say: fn(&str) -> String, lost| match at {
        Some(at) => Some(say(&store.write_time(at, Style::Exact))),
        None if got_there && told == Told::Here => Some(str::to_owned(lost)),
        None => None,
    };
    let steps = [
        step(
            person.received_at,
            person.reached >= Reached::Devices,
            words.received,
            words.received_at_unknown,
        ),
        step(
            person.read_at,
            person.reached >= Reached::Eyes,
            words.read,
            words.read_at_unknown,
        ),
    ];
    let steps = steps.into_iter().flatten().map(|step| {
        view! { <span class="why-aside">{step}</span> }
    });
    view! {
        <li class="why-person">
            <Avatar name=name.clone() seed=person.user.to_string() picture=person.picture size=Size::Small />
            <span class="why-person-lines">
                <span><bdi class="why-name">{name}</bdi>" "{reached}</span>
                {steps.collect_view()}
            </span>
        </li>
    }
}

/// Whether it counts as unread.
fn counted(answer: &MessageWhy) -> Option<String> {
    let words = why();
    let (counted, read) = answer.counted.zip(answer.read_seq)?;
    Some(match counted {
        Counted::Unread => (words.counts)(read.get()),
        Counted::Read if answer.row.own => words.counts_not_own.to_owned(),
        Counted::Read => (words.counts_not_read)(read.get()),
        Counted::Own => words.counts_not_own.to_owned(),
        Counted::Deleted => words.counts_not_deleted.to_owned(),
    })
}

fn quote(row: &MessageRow) -> String {
    let words = &text().conversation;
    let said = match &row.body {
        RowBody::Text(text) => text,
        RowBody::Deleted => return words.deleted.to_owned(),
        RowBody::Unknown => return words.unknown.to_owned(),
    };
    match said.char_indices().nth(QUOTED_CHARS) {
        Some((at, _)) => format!("{}…", &said[..at]),
        None => said.clone(),
    }
}
