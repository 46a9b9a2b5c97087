//! What one chooses to be shown as, with which words, until when.

use client_core::input::Intent;
use common::{
    limits::STATUS_CHARS,
    model::{
        Choice,
        presence::{Mode, Status},
    },
    time::Timestamp,
};
use leptos::prelude::*;

use crate::{
    later::later,
    store::{end_of_today, now, use_store},
    text::settings::settings as words,
    ui::{button::SubmitButton, field::TextField, setting::Select},
};

later! {
    /// The form, and what to do when it is done.
    pub(super) choice(done: Callback<()>) => view! { <ChoiceForm done /> }
}

/// In the order in which they are offered.
const MODES: [Mode; 4] = [Mode::Auto, Mode::Away, Mode::Dnd, Mode::Invisible];
const EMOJI: [&str; 8] = ["", "💬", "🎧", "🍽️", "🚆", "🏖️", "🏠", "🤒"];
const MINUTE_MS: u64 = 60_000;

#[component]
fn ChoiceForm(done: Callback<()>) -> impl IntoView {
    let store = use_store();
    let chosen = store
        .account()
        .with_untracked(|account| account.choice.clone());
    let mode = RwSignal::new(
        MODES
            .iter()
            .position(|mode| *mode == chosen.mode)
            .unwrap_or(0),
    );
    let emoji = RwSignal::new(
        EMOJI
            .iter()
            .position(|one| *one == chosen.status.emoji)
            .unwrap_or(0),
    );
    let said = RwSignal::new(chosen.status.text);
    let lasting = RwSignal::new(0);
    let choose = move || {
        let text: String = said.get_untracked();
        store.intend(Intent::Choose(Choice {
            mode: MODES.get(mode.get_untracked()).copied().unwrap_or_default(),
            status: Status {
                text: text.trim().chars().take(STATUS_CHARS).collect(),
                emoji: EMOJI
                    .get(emoji.get_untracked())
                    .copied()
                    .unwrap_or_default()
                    .to_owned(),
            },
            since: Timestamp::default(),
            until: until(lasting.get_untracked()),
            kept: None,
        }));
        done.run(());
    };
    view! {
        <form
            class="choice"
            on:submit=move |event| {
                event.prevent_default();
                choose();
            }
        >
            <fieldset class="choice-modes">
                <legend class="unseen">{words().choice}</legend>
                {MODES.into_iter().enumerate().map(|(at, one)| view! {
                    <label class="choice-mode">
                        <input
                            type="radio"
                            name="mode"
                            aria-describedby=format!("mode-{at}")
                            prop:checked=move || mode.get() == at
                            on:change=move |_| mode.set(at)
                        />
                        <span class="field-label">{(words().mode)(one)}</span>
                        <span class="field-rule" id=format!("mode-{at}")>{(words().mode_more)(one)}</span>
                    </label>
                }).collect_view()}
            </fieldset>
            <TextField label=words().status id="status" value=said autocomplete="off" rule=words().status_rule />
            <div class="choice-pair">
                <Select
                    id="emoji"
                    label=words().emoji
                    options=EMOJI.map(|one| if one.is_empty() { words().no_emoji } else { one }).to_vec()
                    picked=emoji
                    on_pick=move |at| emoji.set(at)
                />
                <Select
                    id="lasting"
                    label=words().lasting
                    options=words().lastings.to_vec()
                    picked=lasting
                    on_pick=move |at| lasting.set(at)
                />
            </div>
            <SubmitButton resting=Signal::from(false)>{words().choose}</SubmitButton>
        </form>
    }
}

/// When the choice ends by itself, by this device's clock.
fn until(lasting: usize) -> Option<Timestamp> {
    let after = |minutes: u64| {
        Some(Timestamp::from_millis(
            now().as_millis() + minutes * MINUTE_MS,
        ))
    };
    match lasting {
        1 => after(30),
        2 => after(60),
        3 => Some(end_of_today()),
        _ => None,
    }
}
