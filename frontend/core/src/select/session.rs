//! Who is signed in, or the forms that change it.

use common::{
    model::{Profile, SignedOutBecause},
    protocol::v1::{ErrorCode, http::Registration},
};

use crate::{
    input::Route,
    model::{
        Model,
        session::{Leaving, Refusal, Session},
    },
};

/// What the whole window shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SessionView {
    /// It is not known yet who is signed in.
    Loading {
        /// The server does not answer; it is asked again and again.
        unreachable: bool,
    },
    /// Nobody: the forms.
    SignedOut(FormView),
    /// Someone.
    SignedIn {
        /// Who.
        me: Profile,
        /// How far signing out has got.
        sign_out: SignOutView,
    },
}

/// The forms to sign in and to register.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormView {
    /// Who may make an account.
    pub registration: Registration,
    /// The least length of a new password, in characters.
    pub password_chars: usize,
    /// People of the demo, to be signed in by one click.
    pub demo: Vec<Profile>,
    /// A request is on its way: the buttons rest.
    pub busy: bool,
    /// Why the last request failed.
    pub error: Option<FormError>,
    /// The session was not ended here, and why it was; drafts and outbox survive.
    pub ended: Option<SignedOutBecause>,
}

/// Why a form was refused, and where to show it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormError {
    /// Which failure this is: the same mistake made again is another one.
    pub attempt: u32,
    /// The field it concerns; none: the whole form.
    pub field: Option<Field>,
    /// For the app's own words. [`ErrorCode::Unavailable`] also stands for a server that does not answer.
    pub code: ErrorCode,
    /// The server's or the validation's words, in English, for codes that the app has no words for. Empty if there are none.
    pub message: String,
}

/// A field of a form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// "Username".
    Username,
    /// "Display name".
    Name,
    /// "Password".
    Password,
}

/// How far signing out has got.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignOutView {
    /// Not asked for.
    Idle,
    /// Some messages are not sent yet: sign out anyway?
    Asking {
        /// How many.
        unsent: usize,
    },
    /// On its way.
    Busy,
}

/// Who is signed in, or the forms.
pub fn session(model: &Model) -> SessionView {
    match &model.session {
        Session::Unknown { tries, .. } => SessionView::Loading {
            unreachable: *tries > 0,
        },
        Session::Out(door) => SessionView::SignedOut(FormView {
            registration: door.info.registration,
            password_chars: door.info.password_chars,
            demo: door.info.demo.clone(),
            busy: door.busy,
            error: door
                .refusal
                .as_ref()
                .map(|refusal| FormError::of(refusal, door.refusals)),
            ended: door.ended,
        }),
        Session::In { me, leaving, .. } => SessionView::SignedIn {
            me: me.clone(),
            sign_out: match leaving {
                Leaving::No => SignOutView::Idle,
                Leaving::Asked => SignOutView::Asking {
                    unsent: model.unsent(),
                },
                Leaving::Busy => SignOutView::Busy,
            },
        },
    }
}

impl FormError {
    /// What is to be shown of the failure of this attempt.
    pub(crate) fn of(refusal: &Refusal, attempt: u32) -> Self {
        Self {
            attempt,
            field: match refusal.code {
                ErrorCode::InvalidUsername | ErrorCode::UsernameTaken => Some(Field::Username),
                ErrorCode::InvalidName => Some(Field::Name),
                ErrorCode::InvalidPassword => Some(Field::Password),
                _ => None,
            },
            code: refusal.code,
            message: refusal.message.clone(),
        }
    }
}

/// Whoever is signed in is one of the demo, whom anybody becomes by one click: they have no password.
pub fn is_demo(model: &Model) -> bool {
    match &model.session {
        Session::In { me, info, .. } => info.demo.iter().any(|one| one.id == me.id),
        Session::Unknown { .. } | Session::Out(_) => false,
    }
}

/// The least length of a new password, in characters, for someone who is signed in.
pub fn password_chars(model: &Model) -> usize {
    match &model.session {
        Session::In { info, .. } => info.password_chars,
        Session::Unknown { .. } | Session::Out(_) => 0,
    }
}

/// The page.
pub fn route(model: &Model) -> Route {
    model.route
}
