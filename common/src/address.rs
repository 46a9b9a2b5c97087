//! The app's pages and their paths: the app shows the page that the address bar names, and the server answers no other path with the app.

use crate::ids::ConversationId;

/// The page that the address names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Route {
    /// `/`: the list.
    #[default]
    Home,
    /// `/sign-in`.
    SignIn,
    /// `/register`.
    Register,
    /// `/recover`.
    Recover,
    /// `/c/{id}`.
    Conversation(ConversationId),
    /// `/settings/{section}`.
    Settings(Section),
    /// Anything else.
    NotFound,
}

/// A part of the settings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Section {
    /// The name, and what others see.
    Profile,
    /// Who learns what.
    Privacy,
    /// Contacts, requests, and who is blocked.
    Contacts,
    /// What may disturb.
    Notifications,
    /// What the app looks like on this device.
    Appearance,
    /// Where one is signed in, the password and the recovery codes.
    Devices,
}

/// The parts of the settings, by the last step of their paths.
const SECTIONS: [(&str, Section); 6] = [
    ("profile", Section::Profile),
    ("privacy", Section::Privacy),
    ("contacts", Section::Contacts),
    ("notifications", Section::Notifications),
    ("appearance", Section::Appearance),
    ("devices", Section::Devices),
];

impl Route {
    /// The page that a path names.
    pub fn at(path: &str) -> Self {
        let known = match path.rsplit_once('/') {
            Some(("", "")) | None => Some(Self::Home),
            Some(("", "sign-in")) => Some(Self::SignIn),
            Some(("", "register")) => Some(Self::Register),
            Some(("", "recover")) => Some(Self::Recover),
            Some(("", "settings")) => Some(Self::Settings(Section::Profile)),
            Some(("/c", id)) => id.parse().ok().map(Self::Conversation),
            Some(("/settings", name)) => {
                let section = SECTIONS.iter().find(|(known, _)| *known == name);
                section.map(|(_, section)| Self::Settings(*section))
            }
            Some(_) => None,
        };
        known.unwrap_or(Self::NotFound)
    }

    /// The path that names a page. [`Self::NotFound`] has none of its own: it is shown where one already is.
    pub fn path(self) -> Option<String> {
        match self {
            Self::Home => Some("/".to_owned()),
            Self::SignIn => Some("/sign-in".to_owned()),
            Self::Register => Some("/register".to_owned()),
            Self::Recover => Some("/recover".to_owned()),
            Self::Conversation(conv) => Some(format!("/c/{conv}")),
            Self::Settings(section) => {
                let (name, _) = SECTIONS.iter().find(|(_, known)| *known == section)?;
                Some(format!("/settings/{name}"))
            }
            Self::NotFound => None,
        }
    }
}

#[cfg(test)]
mod tests;
