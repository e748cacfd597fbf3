//! How far a run is, in one line.

use std::time::Duration;

use super::event::Event;
use crate::{run::OutcomeKind, values::count::counted};

/// How long a run has to go on before it can be told how long it will take.
const EARLIEST_ESTIMATE: Duration = Duration::from_secs(1);

/// Which part of the cases must have ended by then: the first ones are waited for while the connections are made.
const SMALLEST_PART: usize = 50;

/// How far a run is.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct ProgressLine {
    selected: usize,
    ended: usize,
    failed: usize,
    warned: usize,
}

impl ProgressLine {
    /// Takes the next event of a run.
    pub(crate) fn on(&mut self, event: &Event) {
        match event {
            Event::TargetFound(_) | Event::CaseBegan => {}
            Event::CasesSelected(count) => self.selected = *count,
            Event::CaseEnded { result, .. } => {
                self.ended += 1;
                self.failed += usize::from(result.has_failed());
                self.warned += usize::from(result.outcome() == OutcomeKind::Warned);
            }
        }
    }

    /// Whether there is anything to tell of.
    pub(crate) const fn has_begun(&self) -> bool {
        self.selected > 0
    }

    /// The line, given how many requests are in flight, and how long the run has gone on.
    pub(crate) fn line(&self, in_flight: usize, time: Duration) -> String {
        let Self { selected, ended, failed, warned } = *self;
        let mut parts = vec![format!("{ended} of {}", counted(selected, "case")), format!("{failed} failed")];
        if warned > 0 {
            parts.push(format!("{warned} warned"));
        }
        parts.push(format!("{} in flight", counted(in_flight, "request")));
        parts.extend(self.left(time).map(|left| format!("{left} left")));
        parts.join(", ")
    }

    /// About how long the rest takes, if it goes on as before.
    fn left(&self, time: Duration) -> Option<String> {
        let is_telling = self.ended > 0 && self.ended * SMALLEST_PART >= self.selected && time >= EARLIEST_ESTIMATE;
        let left = self.selected.checked_sub(self.ended).filter(|_| is_telling)?;
        let seconds = time.as_millis().checked_mul(left as u128)? / self.ended as u128 / 1000;
        Some(match seconds {
            0..100 => format!("{seconds} s"),
            seconds => format!("{} min", seconds.div_ceil(60)),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_says_how_far_the_run_is_and_how_long_it_takes() {
        let mut progress = ProgressLine::default();
        assert!(!progress.has_begun());
        progress.on(&Event::CasesSelected(400));
        assert!(progress.has_begun());
        assert_eq!(progress.line(0, Duration::ZERO), "0 of 400 cases, 0 failed, 0 requests in flight");
        let first = ProgressLine { ended: 7, ..progress };
        assert!(!first.line(4, Duration::from_secs(5)).contains("left"), "so few cases tell nothing of the rest");
        let progress = ProgressLine { ended: 100, failed: 3, warned: 2, ..progress };
        let line = progress.line(16, Duration::from_secs(5));
        assert_eq!(line, "100 of 400 cases, 3 failed, 2 warned, 16 requests in flight, 15 s left");
        assert!(progress.line(1, Duration::from_secs(100)).ends_with("1 request in flight, 5 min left"));
    }
}
