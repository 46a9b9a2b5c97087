//! What the machines ask for, read from the store.

use std::{collections::BTreeMap, time::Duration};

use common::{fold::presence::Between, ids::UserId, model::presence::Mode};
use tokio::time::sleep;

use super::Signs;
#[cfg(any(test, feature = "planted-faults"))]
use crate::service::plant::Fault;
use crate::{
    domain::{
        presence::{self, Facts, Relations},
        typing::{self, Company, Typer, company},
    },
    store::{StoreError, people::Tie},
};

/// Before a question is asked again that the store could not answer.
const AGAIN: Duration = Duration::from_secs(1);

/// A question of one of the machines.
pub(super) enum Wanted {
    Typing(typing::Question),
    Presence(presence::Question),
}

impl Signs {
    /// Reads what is asked and hands it to who asks.
    pub(super) async fn read(&self, wanted: Wanted) {
        match wanted {
            Wanted::Typing(question) => {
                let company = self.company(question).await.ok();
                let now = self.now().mono;
                self.change(|machines| machines.typing.answer(question, company, now));
            }
            Wanted::Presence(presence::Question::Facts { user, stamp }) => {
                let facts = self.facts(user).await;
                let now = self.now();
                self.change(|machines| machines.presence.answer_facts(user, stamp, facts, now));
            }
            Wanted::Presence(presence::Question::Between {
                conn,
                viewer,
                people,
                stamp,
            }) => {
                let relations = self.relations(viewer, people).await;
                let now = self.now();
                self.change(|machines| {
                    let presence = &mut machines.presence;
                    presence.answer_between(conn, stamp, &relations, now);
                });
            }
        }
    }

    /// What is kept of someone. Who does not exist looks like one who was never there.
    async fn facts(&self, user: UserId) -> Facts {
        loop {
            match self.store.facts(user).await {
                Ok(found) => return found.unwrap_or_default(),
                Err(error) => wait_after(error).await,
            }
        }
    }

    /// What someone and these people are to each other.
    async fn relations(&self, viewer: UserId, people: Vec<UserId>) -> BTreeMap<UserId, Relations> {
        let relations = |tie: Tie| (tie.person, (tie.viewer_is, tie.person_is));
        loop {
            match self.store.between(viewer, people.clone()).await {
                Ok(ties) => return ties.into_iter().map(relations).collect(),
                Err(error) => wait_after(error).await,
            }
        }
    }

    /// Who may see that someone types.
    async fn company(&self, question: typing::Question) -> Result<Company, StoreError> {
        let typing::Question { conv, user, .. } = question;
        let Some(participants) = self.store.participants(conv).await? else {
            return Ok(Company::default());
        };
        let facts = self.store.facts(user).await?.unwrap_or_default();
        let everyone = participants.members.iter().map(|(member, _)| member.user);
        let ties = self.store.between(user, everyone.collect()).await?;
        let shows = |viewer: UserId| ties.iter().any(|tie| tie.person == viewer && shows(tie));
        let hides = facts.choice.as_of(self.clock.now()).mode == Mode::Invisible;
        #[cfg(any(test, feature = "planted-faults"))]
        let hides = hides && self.fault != Some(Fault::InvisibleTypes);
        let typer = Typer { user, hides };
        Ok(company(
            typer,
            participants.kind,
            &participants.members,
            shows,
        ))
    }
}

/// Whether the one who asked for the tie lets the other see typing. A tie is told from the side of who asked; here that is who is seen.
fn shows(tie: &Tie) -> bool {
    let seen = Between {
        viewer: tie.person_is,
        person: tie.viewer_is,
        privacy: &tie.viewer_privacy,
        viewer_privacy: &tie.privacy,
    };
    seen.typing()
}

/// Nothing is told as long as the store does not answer.
async fn wait_after(error: StoreError) {
    tracing::debug!(%error, "could not read what presence hangs on");
    sleep(AGAIN).await;
}
