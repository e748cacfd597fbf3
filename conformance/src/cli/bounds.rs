//! The flags that limit a run: the time of a case, the rate of requests, and the number of retries.

use std::time::Duration;

use clap::Args;

use super::flags::seconds;
use crate::{
    report::{Load, LoadBound},
    send::{Client, Concurrency, LoadControl, MOST_IN_FLIGHT, Sign, Usage},
};

/// The default of `--case-timeout` when `--timeout` is short. Some cases wait several seconds on purpose.
const LEAST_CASE_TIME: Duration = Duration::from_secs(120);

/// The default of `--retries`, which holds for commands without this flag as well.
pub(super) const RETRIES: usize = 2;

/// How long one request waits in total for a target that answers with `Retry-After`.
const RETRY_AFTER_LIMIT: Duration = Duration::from_secs(60);

/// The limits of a run.
#[derive(Args, Clone, Debug)]
pub(super) struct BoundFlags {
    /// Longest time for all requests of a case, in seconds [default: 120, or 12 times --timeout if that is longer]
    ///
    /// Pauses for --rate and for Retry-After do not count.
    #[arg(long, value_name = "SECONDS", value_parser = seconds, help_heading = "Limits")]
    case_timeout: Option<Duration>,
    /// Send at most this many requests per second, evenly spaced [default: no limit]
    ///
    /// The limit holds for the whole run. 0.5 means one request every 2 seconds.
    #[arg(long, value_name = "NUMBER", value_parser = rate, help_heading = "Limits")]
    rate: Option<f64>,
    /// Run this many cases at the same time, from 1 to 1000 [default: as many as the target can take, at most 256]
    ///
    /// By default, the suite begins with 4 and doubles the number in each round trip until the target has too much to do: it
    /// answers 429, 502, 503 or 504, connections break, no response comes in time, or responses take longer and longer.
    /// --test-threads means the same.
    #[arg(long, value_name = "NUMBER", value_parser = number, help_heading = "Limits")]
    concurrency: Option<usize>,
    /// Send at most this many requests at the same time, from 1 to 1000 [default: no limit]
    ///
    /// This also limits the cases that test concurrent requests.
    #[arg(long, value_name = "NUMBER", value_parser = number, help_heading = "Limits")]
    max_connections: Option<usize>,
    /// Run a case again, at most this many times (0 to 10), when its connection breaks or the target is unavailable
    ///
    /// The target is unavailable if it answers 502, 503 or 504. A case that then passes is reported as flaky. After a response
    /// 429 or 503 with Retry-After, the suite waits, for at most 60 seconds per request, and sends the request again; after a
    /// 429 without Retry-After, it does so up to five times. A case that is lost while other requests are in flight runs again
    /// at the end, alone. With 0 the suite does nothing of this, and judges 429, 502, 503 and 504 like any other response.
    #[arg(long, value_name = "TIMES", default_value_t = RETRIES, value_parser = retries, help_heading = "Limits")]
    pub(super) retries: usize,
}

impl BoundFlags {
    /// Takes `--test-threads`, the name that Rust's test harness has for `--concurrency`.
    ///
    /// # Errors
    /// When both are given and differ.
    pub(super) fn with_test_threads(self, test_threads: Option<usize>) -> Result<Self, String> {
        match (self.concurrency, test_threads) {
            (Some(concurrency), Some(threads)) if concurrency != threads => Err(format!(
                "--concurrency {concurrency} and --test-threads {threads} mean the same and differ; give one of them"
            )),
            (concurrency, threads) => Ok(Self { concurrency: concurrency.or(threads), ..self }),
        }
    }

    /// A client that keeps these limits, except for the time of a case.
    pub(super) fn apply_to(&self, client: Client) -> Client {
        let waits = if self.retries == 0 { Duration::ZERO } else { RETRY_AFTER_LIMIT };
        let concurrency = self.concurrency.map_or(Concurrency::Adaptive, Concurrency::Fixed);
        let load = LoadControl::new(concurrency, self.max_connections, self.rate);
        client.with_load(load).with_throttle_wait(waits).with_retries(self.retries)
    }

    /// How many requests were in flight, and which of these limits or what else bounded that.
    pub(super) fn load(&self, client: &Client) -> Load {
        let Usage { most_in_flight, sign } = client.load().usage();
        let bound = match (self.concurrency, sign) {
            _ if self.max_connections.is_some_and(|most| most_in_flight >= most) => LoadBound::MaxConnections,
            (Some(number), _) if most_in_flight >= number => LoadBound::Concurrency,
            (_, Some(Sign::TooManyRequests)) => LoadBound::TooManyRequests,
            (_, Some(Sign::Unavailable)) => LoadBound::Unavailable,
            (_, Some(Sign::Connection)) => LoadBound::Lost,
            (_, Some(Sign::Timeout)) => LoadBound::Late,
            (_, Some(Sign::Latency)) => LoadBound::Latency,
            (_, None) if self.rate.is_some() => LoadBound::Rate,
            (_, None) if most_in_flight >= MOST_IN_FLIGHT => LoadBound::Limit,
            (_, None) => LoadBound::Cases,
        };
        Load { most_in_flight, bound }
    }

    /// The time limit of a case, when the limit of one response is `timeout`.
    pub(super) fn case_timeout(&self, timeout: Duration) -> Duration {
        self.case_timeout.unwrap_or_else(|| LEAST_CASE_TIME.max(timeout.saturating_mul(12)))
    }
}

/// The value of `--retries`.
fn retries(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(retries @ 0..=10) => Ok(retries),
        Ok(_) | Err(_) => Err("expected a whole number from 0 to 10".to_owned()),
    }
}

/// A number of cases or of requests.
fn number(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(number @ 1..=1000) => Ok(number),
        Ok(_) | Err(_) => Err("expected a whole number from 1 to 1000".to_owned()),
    }
}

/// The value of `--rate`.
fn rate(text: &str) -> Result<f64, String> {
    match text.parse() {
        Ok(rate) if (0.01..=1_000_000.0).contains(&rate) => Ok(rate),
        Ok(_) | Err(_) => Err("expected a number of requests per second, for example 20 or 0.5".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use clap::{FromArgMatches as _, error::Result};
    use http::StatusCode;

    use super::*;
    use crate::send::is_unavailable;

    fn parse(line: &str) -> Result<BoundFlags> {
        let command = BoundFlags::augment_args(clap::Command::new("suite"));
        BoundFlags::from_arg_matches(&command.try_get_matches_from(line.split(' '))?)
    }

    #[test]
    fn a_case_has_time_for_many_responses() {
        let time =
            |line: &str, timeout: u64| parse(line).unwrap().case_timeout(Duration::from_secs(timeout)).as_millis();
        assert_eq!(time("suite", 10), 120_000);
        assert_eq!(time("suite", 60), 720_000);
        assert_eq!(time("suite --case-timeout 1.5", 60), 1500);
    }

    /// `Sign` has the same statuses: 429 is `TooManyRequests`, the others are `Unavailable`.
    #[test]
    fn the_help_names_every_status_that_means_overload() {
        let command = BoundFlags::augment_args(clap::Command::new("suite"));
        for flag in ["concurrency", "retries"] {
            let argument = command.get_arguments().find(|argument| argument.get_id() == flag).unwrap();
            let help = argument.get_long_help().unwrap().to_string();
            for status in (400..600).filter_map(|status| StatusCode::from_u16(status).ok()) {
                let is_sign = status == StatusCode::TOO_MANY_REQUESTS || is_unavailable(status);
                assert!(!is_sign || help.contains(status.as_str()), "--{flag} does not name {status}: {help}");
            }
        }
    }

    #[test]
    fn limits_out_of_range_are_refused() {
        assert_eq!(parse("suite --rate 0.5").unwrap().rate, Some(0.5));
        for wrong in ["--rate=0", "--rate=NaN", "--max-connections=0", "--retries=11", "--retries=-1"] {
            assert!(parse(&format!("suite {wrong}")).is_err(), "{wrong}");
        }
    }
}
