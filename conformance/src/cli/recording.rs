//! Attempts at cases whose exchanges are written to disk as soon as the case ends.

use std::sync::{Arc, Mutex, PoisonError};

use crate::{
    cases::Case,
    deployment::Redactor,
    report::{ReportContext, Rerun, Spool, Story, StoryContext},
    run::{Attempts, Company, Ended, Record, SessionAttempts},
    send::Answers,
};

/// Attempts at cases, and what takes their stories.
#[derive(Clone)]
pub(super) struct Recording {
    attempts: SessionAttempts,
    spool: Option<Arc<Spool>>,
    rerun: Rerun,
    redactor: Arc<Mutex<Option<KnownSecrets>>>,
}

/// Removes the secrets of the target as they were when there were so many tokens.
type KnownSecrets = (usize, Arc<Redactor>);

impl Recording {
    /// The same attempts, whose stories go to a spool if there is one.
    pub(super) fn of(mut attempts: SessionAttempts, spool: Option<Arc<Spool>>, rerun: Rerun) -> Self {
        if spool.is_some() {
            attempts.session = attempts.session.recording();
        }
        Self { attempts, spool, rerun, redactor: Arc::default() }
    }

    /// Removes the secrets that the target has now.
    fn redactor(&self) -> Arc<Redactor> {
        let target = &self.attempts.session.target;
        let mut known = self.redactor.lock().unwrap_or_else(PoisonError::into_inner);
        let tokens = target.tokens();
        match &*known {
            Some((number, redactor)) if *number == tokens => Arc::clone(redactor),
            Some(_) | None => {
                let redactor = Arc::new(target.redactor());
                *known = Some((tokens, Arc::clone(&redactor)));
                redactor
            }
        }
    }

    /// Writes the story of a case. Afterwards the record has no exchange any more, as many records wait for their turn.
    fn write(&self, record: Record) -> Record {
        if let Some(spool) = &self.spool {
            let session = &self.attempts.session;
            let redactor = self.redactor();
            let report = ReportContext { api: session.api(), target: &session.target, rerun: &self.rerun };
            spool.write(&Story::new(&StoryContext { report, redactor: &redactor, start: spool.start }, &record));
        }
        Record { exchanges: Vec::new(), ..record }
    }
}

impl Attempts for Recording {
    async fn run(&self, case: &Case, company: Company) -> (Ended, Answers) {
        let (ended, answers) = self.attempts.run(case, company).await;
        let ended = match ended {
            Ended::Finished(record) => Ended::Finished(Box::new(self.write(*record))),
            // It runs again.
            Ended::Postponed(record) => Ended::Postponed(Box::new(Record { exchanges: Vec::new(), ..*record })),
        };
        (ended, answers)
    }

    async fn ping(&self) -> Result<(), String> {
        self.attempts.ping().await
    }

    fn reason_to_end(&self) -> Option<String> {
        self.attempts.reason_to_end()
    }
}
