//! A piece of work for one of the store's threads, and the way back of its result.

use rusqlite::Connection;
use tokio::sync::oneshot;

use crate::store::{Refusal, StoreError};

/// What became of a job inside its transaction.
pub(super) enum Ran {
    /// It did what it should.
    Through,
    /// It has a reason not to. If it wrote nothing, the transaction goes on without it.
    Refused,
    /// The transaction cannot go on: SQLite may have ended it by itself.
    Failed(StoreError),
}

/// Work inside a transaction.
pub(super) trait Job: Send {
    /// Does the work. May be called again after a rollback.
    fn run(&mut self, connection: &Connection) -> Ran;

    /// Answers whoever waits: with the result of the work, unless the transaction as a whole failed.
    fn answer(self: Box<Self>, transaction: Result<(), StoreError>);

    /// Answers now, and not again later.
    #[cfg(feature = "planted-faults")]
    fn answer_early(&mut self);
}

/// A job of one verb.
pub(super) struct Verb<F, T> {
    work: F,
    result: Option<Result<T, Refusal>>,
    waiting: Option<oneshot::Sender<Result<T, Refusal>>>,
}

impl<F, T> Verb<F, T>
where
    F: Fn(&Connection) -> Result<T, Refusal> + Send,
    T: Send,
{
    /// The job, and where its result arrives.
    pub(super) fn new(work: F) -> (Self, oneshot::Receiver<Result<T, Refusal>>) {
        let (waiting, arrival) = oneshot::channel();
        let verb = Self {
            work,
            result: None,
            waiting: Some(waiting),
        };
        (verb, arrival)
    }

    fn tell(&mut self, result: Result<T, Refusal>) {
        if let Some(waiting) = self.waiting.take() {
            // Whoever asked may have left; what is done stays done.
            let _ = waiting.send(result);
        }
    }
}

impl<F, T> Job for Verb<F, T>
where
    F: Fn(&Connection) -> Result<T, Refusal> + Send,
    T: Send,
{
    fn run(&mut self, connection: &Connection) -> Ran {
        let result = (self.work)(connection);
        let ran = match &result {
            Ok(_) => Ran::Through,
            Err(Refusal::Denied(_) | Refusal::Store(StoreError::Conflict(_))) => Ran::Refused,
            Err(Refusal::Store(error)) => Ran::Failed(error.clone()),
        };
        self.result = Some(result);
        ran
    }

    fn answer(mut self: Box<Self>, transaction: Result<(), StoreError>) {
        let result = match (transaction, self.result.take()) {
            (Ok(()), Some(result)) => result,
            (Ok(()), None) => Err(StoreError::Unavailable("not done".to_owned()).into()),
            (Err(error), _) => Err(error.into()),
        };
        self.tell(result);
    }

    #[cfg(feature = "planted-faults")]
    fn answer_early(&mut self) {
        if let Some(result) = self.result.take() {
            self.tell(result);
        }
    }
}
