//! Text from outside becomes a newtype, or an error that says what is allowed.
//!
//! The composer and the forms call these for an instant answer, the server calls the same functions for the truth. To add a kind of text:
//! add a file with the newtype, its `parse`, its error, and tests that name each thing it refuses.

mod display_name;
mod message_text;
mod password;
mod people_query;
mod status;
mod username;

pub use display_name::{DisplayName, InvalidDisplayName};
pub use message_text::{InvalidMessageText, MessageText};
pub use password::{InvalidPassword, Password};
pub use people_query::PeopleQuery;
pub use status::{InvalidStatus, status};
pub use username::{InvalidUsername, Username};

/// Derives what every validated text shares: reading its content.
macro_rules! validated_text {
    ($name:ident, $error:ident) => {
        impl $name {
            /// The text itself.
            pub fn as_str(&self) -> &str {
                &self.0
            }

            /// The text itself, owned.
            pub fn into_string(self) -> String {
                self.0
            }
        }

        impl core::str::FromStr for $name {
            type Err = $error;

            fn from_str(text: &str) -> Result<Self, $error> {
                Self::parse(text)
            }
        }

        impl core::fmt::Display for $name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}
use validated_text;

/// Derives what a text needs that is kept after it was judged: it is read as it is (with `Read`), from a database or from a server. To judge
/// it again would forbid a rule ever to become stricter, since whoever has a name keeps it.
macro_rules! kept_text {
    ($name:ident) => {
        impl $name {
            /// A text that was judged when it came in. For what is one's own; what comes from outside is parsed.
            pub fn kept(text: String) -> Self {
                Self(text)
            }
        }
    };
}
use kept_text;

/// Characters that reorder or hide the text around them: the bidirectional overrides, embeddings and isolates (Unicode TR 9), and
/// zero-width characters. Harmless inside a message, where each one is isolated; in a name they make one person look like another.
fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{00AD}' | '\u{061C}' | '\u{115F}' | '\u{1160}' | '\u{180E}'
        | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}'
        | '\u{3164}' | '\u{FEFF}' | '\u{FFA0}' | '\u{FFF9}'..='\u{FFFB}' | '\u{E0000}'..='\u{E007F}')
}

/// Shows nothing: white space, or a character that is never drawn.
fn is_blank(c: char) -> bool {
    c.is_whitespace() || is_invisible(c)
}

#[cfg(test)]
mod tests;
