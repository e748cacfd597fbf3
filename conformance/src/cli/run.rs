//! One run, from the selection of its cases to the verdict.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use super::{
    Arguments,
    bounds::BoundFlags,
    gate::Warnings,
    injection::Injection,
    judgement::DraftFile,
    libtest,
    opening::{Opened, Opening},
    panics, selection,
    ticker::{SharedProgress, Ticker},
    trials::{Listeners, TrialRunner},
    warn,
};
use crate::{
    cases::{Case, Suite},
    deployment::Target,
    report::{Collector, Event, Report, ReportedVerdict, RunEnd, RunStart, Spool, terminal::Terminal},
    run::{Closed, Journal, Outcome, Record, Session},
    score::{Judgement, Profile, Verdict},
    send::{Client, Interruption},
};

/// Passes the events of a run to its collector, and to what tells how far it is. Clones share both.
#[derive(Clone)]
pub(super) struct Events {
    collector: Arc<Mutex<Collector>>,
    progress: SharedProgress,
}

impl Events {
    fn to(collector: Collector) -> Self {
        Self { collector: Arc::new(Mutex::new(collector)), progress: SharedProgress::default() }
    }

    pub(super) fn emit(&self, event: Event) {
        self.progress.lock().unwrap_or_else(PoisonError::into_inner).on(&event);
        self.collector.lock().unwrap_or_else(PoisonError::into_inner).on(event);
    }

    fn progress(&self) -> SharedProgress {
        Arc::clone(&self.progress)
    }

    fn end(&self, end: RunEnd) -> Report {
        self.collector.lock().unwrap_or_else(PoisonError::into_inner).end(end)
    }
}

/// The state of a run.
pub(super) struct Run {
    suite: Arc<Suite>,
    target: Option<Arc<Target>>,
    records: Vec<Record>,
    /// Whether its failures ended the run before all selected cases had run.
    ended_early: bool,
    events: Events,
    judgement: Option<Arc<Judgement>>,
    /// The cases to which another run restricts this one.
    restriction: Option<Vec<String>>,
    /// What is printed beside the verdict.
    pub(super) notice: Option<String>,
    journal: Arc<Journal>,
    interruption: Interruption,
    /// What takes the stories of the cases, if anything does.
    spool: Option<Arc<Spool>>,
    /// What sends the requests, and the limits that it keeps.
    sender: Option<(Client, BoundFlags)>,
}

impl Run {
    pub(super) fn new(
        suite: Arc<Suite>,
        start: RunStart,
        restriction: Option<Vec<String>>,
        spool: Option<Arc<Spool>>,
        interruption: Interruption,
    ) -> Self {
        let journal = Arc::default();
        let events = Events::to(Collector::new(Arc::clone(&suite), start));
        let (target, judgement, records, notice, sender) = (None, None, Vec::new(), None, None);
        let ended_early = false;
        Self {
            suite,
            target,
            records,
            ended_early,
            events,
            judgement,
            restriction,
            notice,
            journal,
            interruption,
            spool,
            sender,
        }
    }

    /// Makes the run. `Err` says why it is inconclusive; the records so far are kept.
    pub(super) fn make(
        &mut self,
        args: &Arguments,
        terminal: &Terminal,
        opening: impl FnOnce() -> Result<Opening, String>,
    ) -> Result<Verdict, String> {
        let made = self.run_cases(args, terminal, opening);
        match self.interruption.raised_by() {
            Some(by) => Err(format!("interrupted by {by}, before all of the selected cases had come to an end")),
            None => made,
        }
    }

    /// Ends the run with a verdict; its report.
    pub(super) fn end(self, verdict: &Verdict, profile: &Profile, sweep: Vec<String>, time: Duration) -> Report {
        let Self { suite, target, records, ended_early, events, judgement, sender, .. } = self;
        let redact = |text: &str| target.as_ref().map_or_else(|| text.to_owned(), |target| target.redact(text));
        let uses = judgement.map(|judgement| judgement.deviations.uses(&suite.api, &suite.cases, &records));
        let verdict = ReportedVerdict::of(verdict, profile, &suite, redact);
        let load = sender.map(|(client, bounds)| bounds.load(&client));
        let end = RunEnd { verdict, ended_early, deviations: uses.unwrap_or_default(), sweep, time, load };
        events.end(end)
    }

    /// Ends the journal.
    pub(super) fn close(&self) -> Closed {
        self.journal.close()
    }

    fn run_cases(
        &mut self,
        args: &Arguments,
        terminal: &Terminal,
        opening: impl FnOnce() -> Result<Opening, String>,
    ) -> Result<Verdict, String> {
        let suite = Arc::clone(&self.suite);
        let selected = selection::select(args, &suite, self.restriction.as_deref())?;
        self.events.emit(Event::CasesSelected(selected.len()));
        let run: Vec<_> = selected.iter().map(|(_, case)| *case).collect();
        let judgement = Arc::new(args.judgement.judgement(&suite.api, &suite.cases, &run)?);
        self.judgement = Some(Arc::clone(&judgement));
        let draft_file = args.judgement.draft_file()?;
        let faults = args.injection.faults(&suite.api)?;
        let mut opening = opening()?;
        self.journal = Arc::clone(&opening.run_context.journal);
        self.target = Some(Arc::clone(&opening.target));
        self.events.emit(Event::TargetFound(opening.target.base.to_string()));
        self.sender = Some((opening.client.clone(), args.bounds.clone()));
        let Opened { target, refusal } = opening.end()?;
        // From here on, the reports redact the tokens of the logins as well.
        self.target = Some(Arc::clone(&target));
        if let Some(refusal) = refusal {
            return Err(refusal);
        }
        if let Some(why) = self.journal.write_error() {
            warn(why);
        }
        let Opening { client, runtime, run_context, .. } = opening;
        let session = Session::new(Arc::clone(&suite), client, Arc::clone(&target), run_context);
        let session = session.scoring(args.judgement.profile.statements());
        let injection = Injection::new(&suite, &target.base, faults);
        let client = injection.apply_to(session.client.clone());
        let client = client.with_case_limit(args.bounds.case_timeout(args.target.timeout));
        let load = client.load().clone();
        let cleaner = client.clone();
        let session = session.with_client(client);
        let (late, mut first): (Vec<_>, Vec<_>) = selected.iter().copied().partition(|(_, case)| case.waits());
        first.extend(late);
        let cases: Vec<(usize, Case)> = first.into_iter().map(|(place, case)| (place, case.clone())).collect();
        let runner = TrialRunner::start(
            session,
            cases.clone(),
            args,
            Arc::clone(&judgement),
            Listeners { events: self.events.clone(), spool: self.spool.clone() },
            self.interruption.clone(),
            runtime.handle().clone(),
        );
        let trials = cases.into_iter().map(|(place, case)| runner.trial(place, case)).collect();
        // Cases are tasks; a trial only waits for its case.
        let flags = libtest_mimic::Arguments { test_threads: Some(1), ..args.libtest.clone() };
        let shows_cases = args.shows_cases(selected.len());
        let ticker =
            (!shows_cases && !flags.quiet).then(|| Ticker::start(self.events.progress(), move || load.in_flight()));
        let conclusion = libtest::run(&flags, trials, shows_cases.then_some(terminal));
        drop(ticker);
        let left = runtime.block_on(injection.sweep(&cleaner));
        left.iter().for_each(|address| warn(format_args!("left behind: {}", target.redact(address))));
        self.records = runner.take_records();
        match (conclusion, panics::take(), runner.stopped()) {
            (Ok(_), None, Some(reason)) => Err(reason),
            (Ok(_), None, None) => match target.renewal_failure() {
                Some(failure) => Err(failure),
                None => {
                    self.ended_early = runner.ended_early() && self.records.len() < selected.len();
                    let due = if self.ended_early { self.records.len() } else { selected.len() };
                    let verdict = judgement.verdict(&suite.api, &suite.cases, &self.records, due);
                    let verdict = self.gated(args, verdict);
                    self.draft(draft_file.as_ref(), &verdict)?;
                    Ok(verdict)
                }
            },
            // A server in this process may be what panicked, so the message names only the place.
            (Ok(_) | Err(_), panics, _) => Err(format!("this process broke down: {}", panics.unwrap_or_default())),
        }
    }

    /// The verdict, unless warnings fail the run.
    fn gated(&self, args: &Arguments, verdict: Verdict) -> Verdict {
        let warns = |record: &Record| matches!(record.outcome, Outcome::Warned(_) | Outcome::Flaky(Some(_)));
        match args.gate.warnings {
            Warnings::Deny if self.records.iter().any(warns) => verdict.denying_warnings(),
            Warnings::Allow | Warnings::Deny => verdict,
        }
    }

    /// Adds to the known deviations what was broken, unless the run says nothing about the target.
    fn draft(&mut self, draft_file: Option<&DraftFile>, verdict: &Verdict) -> Result<(), String> {
        let Some(draft_file) = draft_file else { return Ok(()) };
        match verdict {
            Verdict::Conforms(_) | Verdict::Warns(_) | Verdict::DoesNotConform(_) | Verdict::UnexpectedPass(..) => {
                self.notice = Some(draft_file.add(&self.records)?);
            }
            Verdict::Inconclusive(_) => {}
        }
        Ok(())
    }
}
