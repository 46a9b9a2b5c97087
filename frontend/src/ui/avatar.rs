//! The picture of someone, or one made of initials, in a colour that stays the name's own.

use common::ids::PictureId;
use leptos::prelude::*;

/// How many colours there are; see `--hue-0` and on in the styles.
const HUES: u32 = 8;

/// How large a picture is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Size {
    /// Beside a message.
    Small,
    /// In a list.
    Medium,
    /// Alone.
    Large,
}

/// The picture of someone. It says nothing to a screen reader: the name stands beside it. The initials are under the picture, and seen until it is there.
#[component]
pub(crate) fn Avatar(
    /// The name to take the initials from.
    name: String,
    /// What the colour is taken from: something that does not change when the name does. Of a person, the id.
    seed: String,
    /// The person's picture.
    picture: Option<PictureId>,
    /// How large.
    #[prop(default = Size::Medium)]
    size: Size,
) -> AnyView {
    let size = match size {
        Size::Small => "avatar-small",
        Size::Medium => "",
        Size::Large => "avatar-large",
    };
    let picture = picture.map(|picture| {
        let address = format!("/api/picture/{seed}/{picture}");
        view! { <img class="avatar-picture" alt="" loading="lazy" src=address /> }
    });
    view! {
        <span class=format!("avatar {size} avatar-{}", hue(&seed)) aria-hidden="true">
            {initials(&name)}
            {picture}
        </span>
    }
    // It is drawn in so many places that each would hold the code of it.
    .into_any()
}

/// The first letters of the first and the last word.
fn initials(name: &str) -> String {
    let mut words = name.split_whitespace();
    let first = words.next().and_then(|word| word.chars().next());
    let last = words.next_back().and_then(|word| word.chars().next());
    first
        .into_iter()
        .chain(last)
        .flat_map(char::to_uppercase)
        .collect()
}

/// FNV-1a: small, and spreads short names well.
fn hue(seed: &str) -> u32 {
    let hash = seed.bytes().fold(0x811c_9dc5_u32, |hash, byte| {
        (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    });
    // Seeds that differ in their last letter alone differ only in FNV's low bits: they are folded over all of them.
    let mixed = (hash ^ (hash >> 15)).wrapping_mul(0x2c1b_3c6d);
    (mixed ^ (mixed >> 12)) % HUES
}

#[cfg(test)]
mod tests;
