//! Says from time to time how far a run is, on standard error: on a terminal a line that moves, elsewhere plain lines.

use std::{
    sync::{
        Arc, Mutex, PoisonError,
        mpsc::{RecvTimeoutError, Sender, channel},
    },
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use crate::report::{ProgressLine, terminal};

/// How often the line on a terminal moves.
const MOVING: Duration = Duration::from_millis(100);

/// How often a plain line is written.
const PLAIN: Duration = Duration::from_secs(5);

/// How far a run is. Clones share it.
pub(super) type SharedProgress = Arc<Mutex<ProgressLine>>;

/// Says how far a run is, until it is dropped.
pub(super) struct Ticker {
    /// Dropping it ends the thread.
    end: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Ticker {
    /// Begins to tell; `in_flight` counts the requests.
    pub(super) fn start(progress: SharedProgress, in_flight: impl Fn() -> usize + Send + 'static) -> Self {
        let (end, ended) = channel();
        let is_moving = terminal::has_moving_line();
        let (begun, interval) = (Instant::now(), if is_moving { MOVING } else { PLAIN });
        let thread = thread::spawn(move || {
            while ended.recv_timeout(interval) == Err(RecvTimeoutError::Timeout) {
                let progress = *progress.lock().unwrap_or_else(PoisonError::into_inner);
                if progress.has_begun() {
                    let line = progress.line(in_flight(), begun.elapsed());
                    if is_moving { terminal::move_line(&line) } else { terminal::notify(line) }
                }
            }
        });
        Self { end: Some(end), thread: Some(thread) }
    }
}

impl Drop for Ticker {
    fn drop(&mut self) {
        drop(self.end.take());
        // A thread that panicked has printed nothing that matters.
        let _ = self.thread.take().map(JoinHandle::join);
        terminal::clear_line();
    }
}
