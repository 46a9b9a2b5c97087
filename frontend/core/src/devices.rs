//! Where the person is signed in, the password and the recovery codes: a machine beside the client's, because it lives no longer than its
//! page and comes with it.
//!
//! What is wished and what is answered go in, the request that follows comes out, and the state is what is shown. That the session is over,
//! the connection says to the client itself.

use common::{
    ids::DeviceId,
    protocol::v1::{
        ErrorCode,
        http::{Devices as DeviceList, RecoveryCodes, SignOutDevice},
    },
    validate::Password,
};

pub use common::protocol::v1::http::{ChangePassword, Confirm, Device};

use crate::{input::HttpError, model::session::Refusal, select::FormError};

/// What the page knows.
#[derive(Clone, Debug, Default)]
pub struct Devices {
    /// The devices.
    pub list: Listed,
    /// Whose sessions are being ended.
    pub ending: Option<Ending>,
    /// Ending them failed.
    pub error: Option<FormError>,
    /// The form for another password.
    pub password: Form,
    /// The form for recovery codes.
    pub codes: Form,
    /// The codes, until they are written down: they are on this device's screen and nowhere else.
    pub shown: Option<RecoveryCodes>,
    /// The least length of a new password, in characters.
    pub password_chars: usize,
}

/// How far the list has come.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Listed {
    /// It is on its way.
    #[default]
    Asked,
    /// It did not come.
    Failed,
    /// It is here.
    Known(Vec<Device>),
}

/// Whose sessions are being ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// This one's.
    One(DeviceId),
    /// All but this device's.
    Others,
}

/// A form that asks the server for one thing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Form {
    /// A request is on its way.
    pub busy: bool,
    /// Why the last one failed.
    pub error: Option<FormError>,
    /// How many have failed.
    pub failures: u32,
    /// How many have succeeded: the form is empty again after each.
    pub done: u32,
}

/// What a person can ask for.
#[derive(Clone, Debug)]
pub enum Wish {
    /// Look, or look again.
    Look,
    /// End the session of another device, or all of them.
    End(Ending),
    /// Set another password.
    ChangePassword(ChangePassword),
    /// Make recovery codes, in place of earlier ones.
    MakeCodes(Confirm),
    /// The codes are written down: forget them.
    HideCodes,
}

/// What the server is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Request {
    /// On which devices is one signed in?
    List,
    /// End the session of one of them.
    SignOut(SignOutDevice),
    /// End every other session.
    SignOutOthers,
    /// Set another password.
    ChangePassword(ChangePassword),
    /// Make recovery codes.
    MakeCodes(Confirm),
}

/// What the server answers.
#[derive(Clone, Debug)]
pub enum Answer {
    /// To [`Request::List`].
    List(Result<DeviceList, HttpError>),
    /// To the end of others' sessions.
    Ended(Result<(), HttpError>),
    /// To [`Request::ChangePassword`].
    PasswordChanged(Result<(), HttpError>),
    /// To [`Request::MakeCodes`].
    CodesMade(Result<RecoveryCodes, HttpError>),
}

impl Devices {
    /// The person wants something.
    pub fn wished(&mut self, wish: Wish) -> Option<Request> {
        match wish {
            Wish::Look => {
                self.list = Listed::Asked;
                Some(Request::List)
            }
            Wish::End(_) if self.ending.is_some() => None,
            Wish::End(ending) => {
                self.ending = Some(ending);
                self.error = None;
                Some(match ending {
                    Ending::One(device) => Request::SignOut(SignOutDevice { device }),
                    Ending::Others => Request::SignOutOthers,
                })
            }
            Wish::ChangePassword(form) => {
                let valid = Password::parse(&form.new, self.password_chars);
                let valid = valid.map(|_| ()).map_err(|wrong| Refusal {
                    code: ErrorCode::InvalidPassword,
                    message: wrong.to_string(),
                });
                let begun = self.password.begin(valid);
                begun.then_some(Request::ChangePassword(form))
            }
            Wish::MakeCodes(form) => {
                let begun = self.codes.begin(Ok(()));
                begun.then_some(Request::MakeCodes(form))
            }
            Wish::HideCodes => {
                self.shown = None;
                None
            }
        }
    }

    /// The server answered, or it did not.
    pub fn answered(&mut self, answer: Answer) -> Option<Request> {
        match answer {
            Answer::List(Ok(answer)) => self.list = Listed::Known(answer.devices),
            // The list that is there is of more use than none.
            Answer::List(Err(_)) => {
                if self.list == Listed::Asked {
                    self.list = Listed::Failed;
                }
            }
            Answer::Ended(ended) => {
                self.ending = None;
                // That there is no such device any more is what was wanted.
                let refusal = ended.err().map(Refusal::from);
                self.error = refusal
                    .filter(|refusal| refusal.code != ErrorCode::NotFound)
                    .map(|refusal| FormError::of(&refusal, 0));
                return Some(Request::List);
            }
            Answer::PasswordChanged(changed) => {
                self.password.end(changed);
                return Some(Request::List);
            }
            Answer::CodesMade(made) => {
                let made = made.map(|codes| self.shown = Some(codes));
                self.codes.end(made);
            }
        }
        None
    }
}

impl Form {
    /// A request is about to leave, if it is valid and none is on its way already.
    fn begin(&mut self, valid: Result<(), Refusal>) -> bool {
        if self.busy {
            return false;
        }
        match valid {
            Ok(()) => {
                self.error = None;
                self.busy = true;
            }
            Err(refusal) => self.fail(&refusal),
        }
        self.busy
    }

    fn end(&mut self, outcome: Result<(), HttpError>) {
        self.busy = false;
        match outcome {
            Ok(()) => self.done += 1,
            Err(error) => self.fail(&error.into()),
        }
    }

    fn fail(&mut self, refusal: &Refusal) {
        self.failures += 1;
        self.error = Some(FormError::of(refusal, self.failures));
    }
}

#[cfg(test)]
mod tests;
