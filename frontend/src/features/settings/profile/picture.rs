//! The picture: chosen from a file, sent at once, removed.

use client_core::{
    picture::Deed,
    select::{AccountView, ErrorCode},
};
use leptos::{html, prelude::*};

use super::face;
use crate::{
    features::settings::{Group, fixed},
    store::{PicturePage, use_store},
    text::{refusal, settings::settings},
    ui::{
        avatar::Size,
        button::{Button, Weight},
        icon::{Icon, IconKind},
    },
};

/// What is taken, for the browser's dialog.
const KINDS: &str = "image/png,image/jpeg,image/webp";

/// The picture.
#[component]
pub(super) fn OwnPicture(account: Signal<AccountView>) -> impl IntoView {
    let page = PicturePage::open(use_store());
    let words = &settings().picture;
    let (state, preview) = (page.state(), page.preview());
    let known = Memo::new(move |_| account.with(|account| account.picture));
    let resting =
        Signal::derive(move || fixed(account).get() || state.with(|state| state.doing.is_some()));
    let file = NodeRef::<html::Input>::new();
    let choose = move || {
        if let Some(file) = file.get_untracked() {
            file.click();
        }
    };
    let chosen = move || {
        if let Some(input) = file.get_untracked()
            && let Some(file) = input.files().and_then(|files| files.get(0))
        {
            // The same file again is a choice, too.
            input.set_value("");
            page.set(file);
        }
    };
    let said = move || {
        let (doing, done) = state.with(|state| (state.doing, state.done));
        match (doing, done) {
            (Some(Deed::Set), _) => words.setting,
            (Some(Deed::Remove), _) => words.removing,
            (None, Some(Deed::Set)) => words.set,
            (None, Some(Deed::Remove)) => words.removed,
            (None, None) => "",
        }
    };
    let trouble = move || {
        let error = state.with(|state| state.error.clone())?;
        Some(match error.code {
            ErrorCode::InvalidPicture => words.invalid.to_owned(),
            code => refusal(code, &error.message),
        })
    };
    view! {
        <Group id="picture" title=words.title more=words.more>
            <div class="picture">
                <div class="picture-shown">
                    {move || face(account, known.get(), Size::Large)}
                    {move || preview.get().map(|address| view! { <img class="avatar-picture" alt="" src=address /> })}
                </div>
                <div class="settings-choice">
                    // The button opens it: what a browser draws of it speaks the browser's language.
                    <input
                        node_ref=file
                        class="unseen"
                        type="file"
                        accept=KINDS
                        aria-label=words.file
                        tabindex="-1"
                        on:change=move |_| chosen()
                    />
                    <Button weight=Weight::Edged resting on_press=move |_| choose()>{words.choose}</Button>
                    <Button
                        weight=Weight::Small
                        resting=Signal::derive(move || resting.get() || known.get().is_none())
                        on_press=move |_| page.remove()
                    >
                        {words.remove}
                    </Button>
                </div>
            </div>
            <p class="field-rule">{words.rule}</p>
            <p class="field-rule" role="status">{said}</p>
            <div aria-live="polite">
                {move || trouble().map(|words| view! { <p class="field-error"><Icon kind=IconKind::Alert size=16 />{words}</p> })}
            </div>
        </Group>
    }
}
