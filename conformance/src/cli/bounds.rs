//! The flags that bound a run: how long a case may take, how fast and how often requests are sent.

use std::time::Duration;

use clap::Args;

use super::flags::seconds;
use crate::send::{Client, Pace};

/// How long a case may take at least where nobody says: a few seconds pass in some of them on purpose.
const LEAST_CASE_TIME: Duration = Duration::from_secs(120);

/// How long a request is put off in all by a target that asks to come back later.
const PATIENCE: Duration = Duration::from_secs(60);

/// What bounds a run.
#[derive(Args, Clone, Debug)]
pub(super) struct BoundFlags {
    /// How long a case may take with all its requests, pauses for --rate and Retry-After not counted [default: 120, or
    /// twelve times --timeout]
    #[arg(long, value_name = "SECONDS", value_parser = seconds, help_heading = "Target")]
    case_timeout: Option<Duration>,
    /// Send at most so many requests each second, over the whole run
    #[arg(long, value_name = "NUMBER", value_parser = rate, help_heading = "Target")]
    rate: Option<f64>,
    /// Have at most so many requests under way at the same time; races then begin with fewer
    #[arg(long, value_name = "NUMBER", value_parser = connections, help_heading = "Target")]
    max_connections: Option<usize>,
    /// Run a case again, at most so many times, when its connection broke; a case that then passes is flaky. 0 also takes
    /// an answer that asks to wait (429 or 503 with Retry-After) for what it is
    #[arg(long, value_name = "TIMES", default_value = "2", value_parser = retries, help_heading = "Cases")]
    pub(super) retries: usize,
}

impl BoundFlags {
    /// A client that keeps within these bounds; those of a case are not among them.
    pub(super) fn put_on(&self, client: Client) -> Client {
        let patience = if self.retries == 0 { Duration::ZERO } else { PATIENCE };
        client.paced(Pace::new(self.rate, self.max_connections)).patient(patience)
    }

    /// How long a case may take, when an answer may take `timeout`.
    pub(super) fn case_timeout(&self, timeout: Duration) -> Duration {
        self.case_timeout.unwrap_or_else(|| LEAST_CASE_TIME.max(timeout.saturating_mul(12)))
    }
}

/// How often a case is run again.
fn retries(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(retries @ 0..=10) => Ok(retries),
        Ok(_) | Err(_) => Err("expected a whole number from 0 to 10".to_owned()),
    }
}

fn connections(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(connections @ 1..=1000) => Ok(connections),
        Ok(_) | Err(_) => Err("expected a whole number from 1 to 1000".to_owned()),
    }
}

/// Requests each second; a fraction is one every few seconds.
fn rate(text: &str) -> Result<f64, String> {
    match text.parse() {
        Ok(rate) if (0.01..=1_000_000.0).contains(&rate) => Ok(rate),
        Ok(_) | Err(_) => Err("expected requests each second, for example 20 or 0.5".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use clap::{FromArgMatches as _, error::Result};

    use super::*;

    fn parse(line: &str) -> Result<BoundFlags> {
        let command = BoundFlags::augment_args(clap::Command::new("suite"));
        BoundFlags::from_arg_matches(&command.try_get_matches_from(line.split(' '))?)
    }

    #[test]
    fn a_case_has_time_for_many_answers() {
        let time =
            |line: &str, timeout: u64| parse(line).unwrap().case_timeout(Duration::from_secs(timeout)).as_millis();
        assert_eq!(time("suite", 10), 120_000);
        assert_eq!(time("suite", 60), 720_000);
        assert_eq!(time("suite --case-timeout 1.5", 60), 1500);
    }

    #[test]
    fn limits_are_numbers_that_mean_something() {
        assert_eq!(parse("suite --rate 0.5").unwrap().rate, Some(0.5));
        for wrong in ["--rate=0", "--rate=NaN", "--max-connections=0", "--retries=11", "--retries=-1"] {
            assert!(parse(&format!("suite {wrong}")).is_err(), "{wrong}");
        }
    }
}
