//! People on a server, and what they make of it.

use std::{path::Path, sync::Arc, time::Duration};

use common::{ids::ConversationId, seq::Seq};
use loadtest::{
    account::Account,
    checker::{
        self, Evidence,
        history::{self, Log},
        violation::Violation,
    },
    client::{Client, Habits, Phase, journal::Journal, reader},
    process::{Confab, Server},
};
use tempfile::TempDir;
use tokio::{
    sync::watch,
    task::JoinSet,
    time::{Instant, timeout},
};

/// How long clients may take to get through what is left when all faults are over; the long forms have as long as it takes.
const FINISH: Duration = Duration::from_mins(5);

/// How long everyone may take to see the same.
const AGREE: Duration = Duration::from_secs(5);

/// Everyone has a private conversation with everyone.
pub(crate) struct Town {
    pub(crate) how: Confab,
    pub(crate) people: Vec<Account>,
    conversations: Vec<(ConversationId, [usize; 2])>,
    environment: Vec<(&'static str, &'static str)>,
    _folder: TempDir,
}

impl Town {
    /// A server with `people` people, whose data lies in `data` if that is given.
    pub(crate) async fn found(binary: &Path, people: usize, data: Option<&Path>) -> (Self, Server) {
        let folder = TempDir::new().unwrap();
        let mut how = Confab::new(binary, folder.path()).unwrap();
        if let Some(data) = data {
            how.data = data.to_owned();
        }
        let mut town = Self {
            how,
            people: Vec::new(),
            conversations: Vec::new(),
            environment: Vec::new(),
            _folder: folder,
        };
        let server = town.start().await;
        for number in 0..people {
            let name = format!("person{number}");
            town.people
                .push(Account::register(town.how.listen, &name).await.unwrap());
        }
        for one in 0..people {
            for other in one + 1..people {
                let pair = (&town.people[one], &town.people[other]);
                let conv = reader::meet(town.how.listen, pair.0, pair.1).await.unwrap();
                town.conversations.push((conv, [one, other]));
            }
        }
        (town, server)
    }

    /// From the next start on, the server has this planted fault.
    pub(crate) fn plant(&mut self, fault: &'static str) {
        self.environment = vec![("CONFAB_PLANT", fault)];
    }

    /// Starts the server and waits until it is ready.
    pub(crate) async fn start(&self) -> Server {
        let mut server = self.spawn(&[]);
        server.wait_until_ready(self.how.admin).await.unwrap();
        server
    }

    /// Starts the server behind these words, and does not wait.
    pub(crate) fn spawn(&self, before: &[&str]) -> Server {
        self.how.spawn(before, &self.environment).unwrap()
    }

    /// A client for each person, and a second device for the first `devices` of them.
    pub(crate) fn clients(
        &self,
        devices: usize,
        habits: &Habits,
        journal: &Arc<Journal>,
    ) -> Vec<Client> {
        let people = 0..self.people.len();
        people
            .clone()
            .chain(people.take(devices))
            .enumerate()
            .map(|(name, person)| {
                let own = self
                    .conversations
                    .iter()
                    .filter(|(_, members)| members.contains(&person))
                    .map(|(conv, _)| *conv)
                    .collect();
                Client::new(
                    history::Client(u32::try_from(name).unwrap()),
                    self.people[person].clone(),
                    self.how.listen,
                    own,
                    habits.clone(),
                    Arc::clone(journal),
                )
            })
            .collect()
    }

    /// So many devices, spread over all people, each of which writes in the first of its person's conversations.
    pub(crate) fn devices(
        &self,
        count: usize,
        habits: &Habits,
        journal: &Arc<Journal>,
    ) -> Vec<Client> {
        let device = |name: usize| {
            let person = name % self.people.len();
            let mut own = self.conversations.iter();
            let own = own.find(|(_, members)| members.contains(&person));
            Client::new(
                history::Client(u32::try_from(name).unwrap()),
                self.people[person].clone(),
                self.how.listen,
                own.map(|(conv, _)| *conv).into_iter().collect(),
                habits.clone(),
                Arc::clone(journal),
            )
        };
        (0..count).map(device).collect()
    }

    /// The log, as all of its people see it. A server that acknowledges too early may still be writing, so it is read until they agree.
    async fn log(&self) -> Log {
        let give_up = Instant::now() + AGREE;
        loop {
            match self.log_now().await {
                Ok(log) => return log,
                Err(disagreement) => assert!(Instant::now() < give_up, "{disagreement}"),
            }
        }
    }

    /// The log, or where two people see the same conversation differently.
    async fn log_now(&self) -> Result<Log, String> {
        let mut log = Log::new();
        for person in &self.people {
            let theirs = reader::log(self.how.listen, person).await.unwrap();
            for (conv, timeline) in theirs {
                if let Some(others) = log.insert(conv, timeline.clone())
                    && others != timeline
                {
                    return Err(format!("I3: {conv} is not the same for both of its people"));
                }
            }
        }
        Ok(log)
    }

    /// What there is to judge, now that all faults are over.
    pub(crate) async fn evidence(&self, journal: &Journal, clients: Vec<Client>) -> Evidence {
        let log = self.log().await;
        let mut settling = JoinSet::new();
        for client in clients {
            let log = log.clone();
            settling.spawn(async move { client.settle(&log).await });
        }
        let holdings = settling.join_all().await.into_iter().flatten().collect();
        Evidence {
            history: journal.history(),
            log,
            holdings,
        }
    }
}

/// Clients at work.
pub(crate) struct Crowd {
    phase: watch::Sender<Phase>,
    clients: JoinSet<Client>,
}

impl Crowd {
    pub(crate) fn start(clients: Vec<Client>) -> Self {
        let (phase, watching) = watch::channel(Phase::Press);
        let mut crowd = JoinSet::new();
        for client in clients {
            crowd.spawn(client.run(watching.clone()));
        }
        Self {
            phase,
            clients: crowd,
        }
    }

    /// Lets everyone get through what they have pressed.
    pub(crate) async fn finish(self) -> Vec<Client> {
        self.phase.send(Phase::Finish).unwrap();
        self.run_dry().await
    }

    /// Stops everyone where they are.
    pub(crate) async fn abandon(mut self) {
        self.clients.shutdown().await;
    }

    /// Waits until everyone has pressed as often as their habits say, and got it through.
    pub(crate) async fn run_dry(self) -> Vec<Client> {
        timeout(FINISH, self.clients.join_all())
            .await
            .expect("clients could not get through what they had pressed in time")
    }
}

/// The log of a test that found nothing must be worth something: this many messages, and none missing from the count.
pub(crate) fn entries(log: &Log) -> u64 {
    log.values()
        .map(|timeline| {
            timeline
                .lines
                .last()
                .map_or(Seq::ZERO, |line| line.seq)
                .get()
        })
        .sum()
}

/// Every promise was kept.
pub(crate) fn assert_kept(evidence: &Evidence) {
    let found = checker::check(evidence);
    assert!(found.is_empty(), "{}", checker::report(&found));
}

/// The invariants that were found broken.
pub(crate) fn broken(evidence: &Evidence) -> Vec<&'static str> {
    let mut names: Vec<_> = checker::check(evidence)
        .iter()
        .map(Violation::invariant)
        .collect();
    names.sort_unstable();
    names.dedup();
    names
}
