//! What a run sends before its first case: logins and the pre-flight. Neither needs a case, so they are on their way while the
//! cases are derived.

use std::sync::Arc;

use kii_spec::Api;
use tokio::{runtime::Runtime, task::JoinHandle};

use super::{Arguments, signals};
use crate::{
    cases::Suite,
    deployment::Target,
    run::{RunContext, Session, login, preflight},
    send::{Client, Interruption},
};

/// A target that is about to be tested.
pub(super) struct Opening {
    /// The target, as it is configured.
    pub(super) target: Arc<Target>,
    /// The run, with its journal.
    pub(super) run_context: RunContext,
    /// What sends the requests.
    pub(super) client: Client,
    /// Where they are sent.
    pub(super) runtime: Runtime,
    /// What has to be sent before the first case.
    sending: JoinHandle<Result<Opened, String>>,
}

/// What has come of it.
pub(super) struct Opened {
    /// The target with the tokens of its logins.
    pub(super) target: Arc<Target>,
    /// Why no case can be run there.
    pub(super) refusal: Option<String>,
}

impl Opening {
    /// Finds the target and begins to send.
    ///
    /// # Errors
    /// When there is no target, the run is in progress elsewhere, or nothing can be sent: a message for people.
    pub(super) fn begin(
        api: &Arc<Api>,
        args: &Arguments,
        interruption: Interruption,
        fallback: impl FnOnce() -> Result<Target, String>,
    ) -> Result<Self, String> {
        // A server in this process keeps nothing after its end, so it needs no journal.
        let mut lasts = true;
        let target = args.target.find(api, || {
            lasts = false;
            fallback()
        })?;
        target.require(api, &args.gate.require)?;
        let target = Arc::new(target);
        let run_context = args.identity.run_context(&target, lasts)?;
        let client = Client::new(args.target.timeout, &target.connection)
            .map_err(|error| format!("requests cannot be sent: {error}"))?;
        let client = args.bounds.apply_to(client).with_interruption(interruption.clone());
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
        let runtime = runtime.map_err(|error| format!("threads for requests cannot be started: {error}"))?;
        signals::watch(runtime.handle(), &interruption);
        let sent = open(Arc::clone(api), client.clone(), Arc::clone(&target), run_context.clone());
        let sending = runtime.spawn(sent);
        Ok(Self { target, run_context, client, runtime, sending })
    }

    /// Waits until everything is sent.
    ///
    /// # Errors
    /// When the target does not answer the logins: a message for people.
    pub(super) fn end(&mut self) -> Result<Opened, String> {
        let sent = self.runtime.block_on(&mut self.sending);
        sent.map_err(|error| format!("the pre-flight broke down: {error}"))?
    }
}

async fn open(api: Arc<Api>, client: Client, target: Arc<Target>, run_context: RunContext) -> Result<Opened, String> {
    let (target, failures) = login::log_in(&api, &client, &target).await?;
    let target = Arc::new(target);
    let refusal = match failures.as_slice() {
        [] => {
            let session = Session::new(Arc::new(Suite::without_cases(api)), client, Arc::clone(&target), run_context);
            preflight::check(&session).await.err()
        }
        failures => Some(login::message(failures)),
    };
    Ok(Opened { target, refusal })
}
