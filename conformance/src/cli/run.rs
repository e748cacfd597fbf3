//! One run, from the selection of its cases to the verdict.

use std::{
    env,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
    time::Duration,
};

use super::{Arguments, panics, report_files, selection, trials::Stand};
use crate::{
    client::{Client, Pace},
    outcome::Record,
    preflight,
    report::{Verdict, writable},
    suite::Suite,
    target::{Key, Sources, Target},
};

/// How long a request is put off in all by a target that asks to come back later.
const PATIENCE: Duration = Duration::from_secs(60);

/// What a run has come to so far.
pub(super) struct Run {
    suite: Arc<Suite>,
    pub(super) target: Option<Arc<Target>>,
    pub(super) records: Vec<Record>,
}

impl Run {
    pub(super) const fn new(suite: Arc<Suite>) -> Self {
        Self { suite, target: None, records: Vec::new() }
    }

    /// Makes the run. `Err` says why it could not be made or trusted; what was recorded until then stays.
    pub(super) fn make(
        &mut self,
        args: &Arguments,
        fallback: impl FnOnce() -> Result<Target, String>,
    ) -> Result<Verdict, String> {
        report_files(args).try_for_each(writable).map_err(|error| error.to_string())?;
        let suite = Arc::clone(&self.suite);
        let selected = selection::select(args, &suite.cases)?;
        let target = Arc::clone(self.target.insert(Arc::new(find_target(args, fallback)?)));
        let client = Client::new(args.timeout).map_err(|error| format!("requests cannot be sent: {error}"))?;
        let patience = if args.retries == 0 { Duration::ZERO } else { PATIENCE };
        let client = client.paced(Pace::new(args.rate, args.max_connections)).patient(patience);
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
        let runtime = runtime.map_err(|error| format!("threads for requests cannot be started: {error}"))?;
        runtime.block_on(preflight::check(&suite.api, &client, &target))?;

        let client = client.limited(args.case_timeout);
        let stand = Stand::new(Arc::clone(&suite), target, client, args, runtime.handle().clone());
        let stand = Arc::new(stand);
        let (late, mut first): (Vec<_>, Vec<_>) = selected.iter().partition(|(_, case)| case.waits());
        if args.libtest.test_threads != Some(1) {
            late.iter().for_each(|(place, case)| stand.begin(*place, (*case).clone()));
        }
        first.extend(late);
        let trials = first.iter().map(|(place, case)| stand.trial(*place, (*case).clone())).collect();
        let conclusion = catch_unwind(AssertUnwindSafe(|| libtest_mimic::run(&args.libtest, trials)));
        self.records = stand.records();
        match (conclusion, panics::take(), stand.silence()) {
            (Ok(_), None, Some(silence)) => Err(silence),
            (Ok(_), None, None) => Ok(Verdict::of(&self.records, selected.len())),
            // A server in this process may be what panicked, so the place is told and nobody is blamed.
            (Ok(_) | Err(_), panics, _) => Err(format!("this process broke down: {}", panics.unwrap_or_default())),
        }
    }
}

/// The target that the arguments or the environment name, or else the fallback.
fn find_target(args: &Arguments, fallback: impl FnOnce() -> Result<Target, String>) -> Result<Target, String> {
    let named = args.url.is_some() || args.target.is_some() || env::var_os(Key::BaseUrl.variable()).is_some();
    if !named {
        return fallback();
    }
    let variable = |name: &str| env::var(name);
    let sources = Sources { file: args.target.as_deref(), variable: &variable, url: args.url.as_deref() };
    Target::load(&sources).map_err(|error| error.to_string())
}
