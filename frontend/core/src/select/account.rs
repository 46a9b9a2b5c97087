//! The person's own account: name, settings, and what others see of it.

use common::{
    fold::{
        pictures::Eyes,
        presence::{Attitude, Between, Relation, Said, Whereabouts, shown},
        receipts::{gives_receipts, sees_receipts},
    },
    ids::{PictureId, UserId},
    model::{
        AccountSettings, Choice, Presence, Privacy,
        presence::{Mode, Status},
    },
    protocol::v1::{ClientBody, caps},
};

use crate::model::Model;

/// The account.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AccountView {
    /// The display name.
    pub name: String,
    /// The username.
    pub username: String,
    /// Who it is.
    pub me: Option<UserId>,
    /// The picture.
    pub picture: Option<PictureId>,
    /// The settings, as the person asked for them last.
    pub settings: AccountSettings,
    /// What they chose to be shown as, likewise.
    pub choice: Choice,
    /// Names and settings can be changed: the server offers it.
    pub settable: bool,
    /// They cannot be: it does not.
    pub missing: bool,
    /// How far the last change has got.
    pub saving: Saving,
    /// What others see.
    pub seen: Vec<SeenView>,
}

/// What the person chose to be shown as.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ChosenView {
    /// One can choose: the server offers it.
    pub choosable: bool,
    /// As what.
    pub mode: Mode,
    /// With which words.
    pub status: Status,
}

/// How far a change has got.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Saving {
    /// Nothing was changed.
    #[default]
    Idle,
    /// The server does not have it yet.
    Saving,
    /// It has.
    Saved,
}

/// Who looks at the profile.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Viewer {
    /// A contact.
    Contact,
    /// Someone with whom one talks.
    Accepted,
    /// Someone who has written and was not answered.
    Asking,
    /// Someone who is blocked.
    Blocked,
}

impl Viewer {
    /// In the order in which they are offered.
    pub const ALL: [Self; 4] = [Self::Contact, Self::Accepted, Self::Asking, Self::Blocked];

    /// What the two have said of each other, from the side of the person who is looked at.
    fn said(self) -> Said {
        Said {
            blocked: self == Self::Blocked,
            person: match self {
                Self::Contact => Attitude::Contact,
                Self::Accepted => Attitude::Consents,
                Self::Asking | Self::Blocked => Attitude::Silent,
            },
            other: Attitude::Consents,
        }
    }
}

/// The profile as somebody else sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeenView {
    /// Who looks.
    pub viewer: Viewer,
    /// The picture.
    pub picture: Option<PictureId>,
    /// Whether the person is there, while they are.
    pub presence: Presence,
    /// The words beside the name.
    pub status: Status,
    /// The same, when they have left a moment ago.
    pub gone: Presence,
    /// That they type.
    pub typing: bool,
    /// What was delivered and read.
    pub receipts: bool,
}

/// What the person chose to be shown as.
pub fn chosen(model: &Model) -> ChosenView {
    let Choice { mode, status, .. } = model.choice();
    ChosenView {
        choosable: model.offers(caps::PRESENCE),
        mode,
        status,
    }
}

/// The account.
pub fn account(model: &Model) -> AccountView {
    let Some(me) = model.session.me() else {
        return AccountView::default();
    };
    let changing = model.wishes.has(|wish| {
        matches!(
            wish,
            ClientBody::SetName { .. }
                | ClientBody::SetSettings { .. }
                | ClientBody::SetChoice { .. }
                | ClientBody::Contact { .. }
                | ClientBody::Block { .. }
                | ClientBody::Accept { .. }
        )
    });
    let (settings, choice) = (model.settings(), model.choice());
    AccountView {
        name: me.name.as_str().to_owned(),
        username: me.username.as_str().to_owned(),
        me: Some(me.id),
        picture: me.picture,
        settings,
        seen: Viewer::ALL
            .map(|viewer| seen(model, (me.picture, viewer), settings.privacy, &choice))
            .into(),
        choice,
        settable: model.offers(caps::PEOPLE),
        missing: model.lacks(caps::PEOPLE),
        saving: match (changing, model.saved) {
            (true, _) => Saving::Saving,
            (false, true) => Saving::Saved,
            (false, false) => Saving::Idle,
        },
    }
}

/// The same rules as the server's, for a viewer who hides nothing.
fn seen(
    model: &Model,
    (picture, viewer): (Option<PictureId>, Viewer),
    privacy: Privacy,
    choice: &Choice,
) -> SeenView {
    let said = viewer.said();
    let open = Privacy::default();
    let between = Between {
        viewer: said.relation(),
        person: said.reversed().relation(),
        privacy: &privacy,
        viewer_privacy: &open,
    };
    let talking = said.relation() >= Relation::Accepted;
    let given = gives_receipts(&privacy, None);
    let signs = !model.is_invisible();
    let now = model.by_server_clock(model.wall);
    let looked_at = |connected| {
        let place = Whereabouts {
            connected,
            active: true,
            last_seen: now,
        };
        shown(place, choice, &between, now)
    };
    let (presence, status) = looked_at(true);
    let (gone, _) = looked_at(false);
    SeenView {
        viewer,
        picture: picture.filter(|_| Eyes::from(said).see()),
        presence,
        status,
        gone,
        typing: signs && between.typing(),
        receipts: signs && talking && sees_receipts(given, gives_receipts(&open, None)),
    }
}
