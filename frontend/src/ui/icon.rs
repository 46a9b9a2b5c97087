//! The icons: outlines on a grid of 24, drawn in the colour of the text around them.

use leptos::prelude::*;

/// An icon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum IconKind {
    /// Begin something.
    Plus,
    /// Send.
    Send,
    /// Back.
    Back,
    /// Close.
    Close,
    /// Under way.
    Clock,
    /// Done.
    Check,
    /// Done, and arrived.
    Checks,
    /// Trouble.
    Alert,
    /// Leave.
    Leave,
    /// Settings.
    Sliders,
    /// Downwards.
    Down,
    /// More to do.
    More,
    /// Why it is so.
    Why,
    /// One is not told.
    BellOff,
}

impl IconKind {
    const fn path(self) -> &'static str {
        match self {
            Self::Plus => "M12 5v14M5 12h14",
            Self::Send => "M12 19V5M5.500 11.500 12 5l6.500 6.500",
            Self::Back => "M19 12H5m7-7-7 7 7 7",
            Self::Close => "M6 6l12 12M18 6 6 18",
            Self::Clock => "M12 7v5l3 2M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18",
            Self::Check => "m5 12.500 4.500 4.500L19 7.500",
            Self::Checks => "m2 12.500 4.500 4.500L16 7.500m-4.500 9.500L21 7.500",
            Self::Alert => "M12 8v5m0 3.200v.1M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18",
            Self::Leave => "M10 4H6a2 2 0 0 0-2 2v12a2 2 0 0 0 2 2h4m5-4 4-4-4-4m4 4H10",
            Self::More => "M5 12h.01M12 12h.01M19 12h.01",
            Self::Sliders => "M4 7h9m5 0h2M4 17h2m5 0h9M15.500 4.500v5M8.500 14.500v5",
            Self::Why => {
                "M9.500 9.500a2.500 2.500 0 1 1 3.600 2.200c-.7.4-1.100.9-1.100 1.800m0 3v.01M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18"
            }
            Self::BellOff => {
                "M13.700 20a2 2 0 0 1-3.400 0M6.300 7A6 6 0 0 0 6 8.500c0 6-2.500 8-2.500 8h13M18.200 12a16 16 0 0 1-.200-3.500A6 6 0 0 0 9 3.300M3.500 3l17.500 17.500"
            }
            Self::Down => "M12 5v14m6.500-6.500L12 19l-6.500-6.500",
        }
    }
}

/// Draws an icon. It says nothing to a screen reader: whatever it stands in has a name of its own.
#[component]
pub(crate) fn Icon(
    /// Which one.
    kind: IconKind,
    /// Its side, in CSS pixels.
    #[prop(default = 20)]
    size: u8,
) -> impl IntoView {
    view! {
        <svg
            viewBox="0 0 24 24"
            width=size.to_string()
            height=size.to_string()
            fill="none"
            stroke="currentColor"
            stroke-width="2"
            stroke-linecap="round"
            stroke-linejoin="round"
            aria-hidden="true"
        >
            <path d=kind.path() />
        </svg>
    }
}
