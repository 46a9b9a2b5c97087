//! The answer to `hello`: `welcome`, the catch-up, `caught_up`.

use std::{collections::BTreeMap, sync::Arc};

use common::{
    ids::{ConnectionId, ConversationId},
    protocol::v1::{Config, Hello, ServerFrame, VERSION, Welcome, caps, close},
    seq::Rev,
};
use futures_util::{
    StreamExt,
    stream::{self, BoxStream},
};

use super::{
    request::{Answer, frame},
    upgrade::Sockets,
};
use crate::{
    edge::refusal,
    hub::{Ended, Hub},
    service::{
        ServiceError,
        accounts::{Identity, Standing},
        catch_up::{CatchUp, Held},
        sync::Item,
    },
};

/// Where a greeting stands.
enum Stage {
    Hello(Box<Beginning>),
    CatchingUp(Box<Progress>),
    Over,
}

/// What a greeting needs to know at its start.
pub struct Beginning {
    /// What every WebSocket shares.
    pub sockets: Arc<Sockets>,
    /// Whose connection it is.
    pub who: Identity,
    /// By which session.
    pub token: Arc<str>,
    /// The connection's name.
    pub conn: ConnectionId,
    /// What the client said.
    pub hello: Hello,
}

struct Progress {
    hub: Hub,
    who: Identity,
    catch_up: CatchUp,
    /// What the client holds and no item was about: it is up to date there.
    current: BTreeMap<ConversationId, Rev>,
}

/// The greeting, frame by frame, each read when it is asked for. The connection must be in the hub before: news that comes meanwhile waits
/// there, and what comes twice is dropped by its number.
pub fn greet(beginning: Beginning) -> BoxStream<'static, Answer> {
    stream::unfold(Stage::Hello(Box::new(beginning)), |stage| async {
        match stage {
            Stage::Hello(beginning) => Some(begin(*beginning).await),
            Stage::CatchingUp(progress) => Some(go_on(progress).await),
            Stage::Over => None,
        }
    })
    .boxed()
}

/// The greeting of a connection that reads its client meanwhile.
pub(super) struct Greeting {
    answers: BoxStream<'static, Answer>,
    answered: bool,
}

impl Greeting {
    pub(super) fn new(beginning: Beginning) -> Self {
        Self {
            answers: greet(beginning),
            answered: false,
        }
    }

    /// The next frame of the one that is under way, if one is.
    pub(super) async fn next_of(greeting: &mut Option<Box<Self>>) -> Option<Answer> {
        let greeting = greeting.as_mut()?;
        let answer = greeting.answers.next().await;
        greeting.answered = true;
        answer
    }

    /// `hello` is answered: by then the session was looked at again. What comes behind `hello` is not read before, for it may have ended.
    pub(super) const fn is_answered(&self) -> bool {
        self.answered
    }
}

async fn begin(beginning: Beginning) -> (Answer, Stage) {
    let Beginning {
        sockets,
        who,
        token,
        conn,
        hello,
    } = beginning;
    let accounts = &sockets.services.accounts;
    // Again: the session may have ended between the handshake and the moment from which the hub hears of it.
    match accounts.look_again(&token, who).await {
        Ok(Standing::SignedIn) => {}
        Ok(Standing::Renewed) => return (Answer::End(Ended::Renewed), Stage::Over),
        Ok(Standing::SignedOut(because)) => {
            return (Answer::End(Ended::SignedOut(because)), Stage::Over);
        }
        Err(error) => return failed(&error),
    }
    let heads: Vec<_> = hello
        .heads
        .iter()
        .map(|head| (head.conv, head.rev))
        .collect();
    let current = heads.iter().copied().collect();
    let held = Held {
        epoch: hello.epoch,
        urev: hello.urev,
        state: hello.state,
        heads,
        viewing: hello.viewing,
    };
    let catch_up = match sockets.services.sync.catch_up(who.user, held).await {
        Ok(catch_up) => catch_up,
        Err(error) => return failed(&error),
    };
    sockets.hub.caught_up_user(who.user, catch_up.urev);
    sockets.hub.caught_up_state(who.user, catch_up.state);
    let welcome = ServerFrame::Welcome(Welcome {
        version: VERSION,
        caps: caps::OFFERED.iter().map(|cap| (*cap).to_owned()).collect(),
        conn,
        me: catch_up.profile.clone(),
        epoch: catch_up.epoch,
        urev: catch_up.urev,
        state: catch_up.state,
        server_now: sockets.clock.now(),
        cfg: Config {
            ping_ms: u64::try_from(sockets.timing.ping.as_millis()).unwrap_or(u64::MAX),
            ..Config::default()
        },
    });
    let progress = Progress {
        hub: sockets.hub.clone(),
        who,
        catch_up,
        current,
    };
    (Answer::say(&welcome), Stage::CatchingUp(Box::new(progress)))
}

async fn go_on(mut progress: Box<Progress>) -> (Answer, Stage) {
    let me = progress.who.user;
    match progress.catch_up.next().await {
        Ok(Some(item)) => {
            if let Some((conv, rev)) = version(&item) {
                progress.current.remove(&conv);
                if let Some(rev) = rev {
                    progress.hub.caught_up(me, conv, rev);
                }
            }
            (Answer::say(&frame(item)), Stage::CatchingUp(progress))
        }
        Ok(None) => {
            for (conv, rev) in progress.current {
                progress.hub.caught_up(me, conv, rev);
            }
            (Answer::say(&ServerFrame::CaughtUp), Stage::Over)
        }
        Err(error) => failed(&error),
    }
}

/// Which conversation an item is about, and to which version it brings its holder.
fn version(item: &Item) -> Option<(ConversationId, Option<Rev>)> {
    match item {
        Item::Delta { conv, from, events } => {
            Some((*conv, Some(events.last().map_or(*from, |last| last.rev))))
        }
        Item::Reset { conv, snapshot, .. } | Item::Head { conv, snapshot, .. } => {
            Some((*conv, Some(snapshot.rev)))
        }
        Item::Gone { conv } => Some((*conv, None)),
        Item::Standing { .. } | Item::Account(_) | Item::Profiles(_) | Item::UserDelta { .. } => {
            None
        }
    }
}

/// Half a catch-up is of no use: the client comes again. What went wrong was logged where it did.
fn failed(error: &ServiceError) -> (Answer, Stage) {
    let code = refusal(error).code;
    tracing::debug!(?code, "a catch-up was broken off");
    let answer = Answer::Close {
        code: close::GOING_AWAY,
        reason: "the catch-up failed: try again",
    };
    (answer, Stage::Over)
}
