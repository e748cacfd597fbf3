//! Ctrl-C and a request to terminate: the first one ends the run in good order, the second one at once.

use std::{
    io::{self, Write as _},
    process,
};

use tokio::runtime::Handle;

use super::INCONCLUSIVE;
use crate::send::Interruption;

/// From now on, the first signal raises the interruption, and the second one ends the process. That holds for as long as
/// the runtime is there.
pub(super) fn watch(runtime: &Handle, interruption: &Interruption) {
    let interruption = interruption.clone();
    let _guard = runtime.enter();
    // Without a listener a signal ends the process, as it does with any other program; the journal is there for that.
    let Ok(mut signals) = Signals::new() else { return };
    runtime.spawn(async move {
        let by = signals.next().await;
        interruption.raise(by);
        // Where the terminal is gone, nobody is left to be told.
        let _ = writeln!(
            io::stderr(),
            "\ninterrupted by {by}: no case sends anything more, and what was created is removed; a second signal ends this \
             at once"
        );
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
            // Nobody can ever be heard.
            Err(_) => std::future::pending().await,
        }
    }
}
