//! SIGINT (Ctrl-C) and SIGTERM: the first signal ends the run in good order, the second one at once.

use std::{io, process};

use tokio::runtime::Handle;

use super::INCONCLUSIVE;
use crate::{report::terminal, send::Interruption};

/// Listens for signals as long as the runtime exists. The first signal raises the interruption, the second one ends the
/// process.
pub(super) fn watch(runtime: &Handle, interruption: &Interruption) {
    watch_saying(
        runtime,
        interruption,
        "the suite sends no more requests of cases, and removes what it created; a second signal ends it at once",
    );
}

/// The same, and prints what follows from the first signal.
pub(super) fn watch_saying(runtime: &Handle, interruption: &Interruption, consequence: &'static str) {
    let interruption = interruption.clone();
    let _guard = runtime.enter();
    // Without a listener, a signal ends the process. The journal then lists what is left on the target.
    let Ok(mut signals) = Signals::new() else { return };
    runtime.spawn(async move {
        let by = signals.next().await;
        interruption.raise(by);
        terminal::notify(format_args!("\ninterrupted by {by}: {consequence}"));
        signals.next().await;
        process::exit(INCONCLUSIVE.into());
    });
}

#[cfg(unix)]
struct Signals {
    interrupt: tokio::signal::unix::Signal,
    terminate: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl Signals {
    fn new() -> io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self { interrupt: signal(SignalKind::interrupt())?, terminate: signal(SignalKind::terminate())? })
    }

    /// The name of the next one.
    async fn next(&mut self) -> &'static str {
        tokio::select! {
            _ = self.interrupt.recv() => "SIGINT",
            _ = self.terminate.recv() => "SIGTERM",
        }
    }
}

#[cfg(not(unix))]
struct Signals;

#[cfg(not(unix))]
impl Signals {
    fn new() -> io::Result<Self> {
        Ok(Self)
    }

    async fn next(&mut self) -> &'static str {
        match tokio::signal::ctrl_c().await {
            Ok(()) => "Ctrl-C",
            // There is nothing to listen to.
            Err(_) => std::future::pending().await,
        }
    }
}
