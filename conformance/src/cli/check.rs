//! `kii-conformance check`: judges the exchanges of a HAR file.

use std::{ffi::OsString, path::PathBuf, process::ExitCode};

use clap::{Args, Parser, ValueEnum};
use kii_spec::Api;
use url::Url;

use super::{INCONCLUSIVE, command_line, exit_inconclusive, warn};
use crate::{
    report::{safe_json, terminal::Terminal},
    traffic::{Recording, Side, TrafficReport, find_base},
};

/// The exit code when the traffic violates something that binds.
const VIOLATED: u8 = 1;

pub(super) const CODES: &str = "\
Exit codes:
  0  the traffic conforms, as far as it was judged; there may be warnings
  1  a request or a response violates a statement of level must
  2  no exchange was judged, or the traffic cannot be read";

/// Judge the exchanges of a HAR file: requests as well as responses
///
/// The file can be from a browser, a proxy or a test tool. What is stored on the server is learned from the exchanges, in the
/// order of their times. A response is wrong only if it is wrong in every state that the earlier responses allow.
#[derive(Parser)]
#[command(after_help = CODES)]
pub(super) struct Flags {
    /// The HAR file
    #[arg(value_name = "FILE")]
    har: PathBuf,
    /// Address in front of the paths of the API [default: that of most exchanges]
    #[arg(long, value_name = "URL")]
    base: Option<Url>,
    #[command(flatten)]
    output: TrafficOutput,
}

/// How the result is printed.
#[derive(Args)]
pub(super) struct TrafficOutput {
    /// Judge only what this side has sent
    #[arg(long, value_enum, value_name = "SIDE")]
    side: Option<Side>,
    /// How to print the result
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

/// How the result is printed.
#[derive(Clone, Copy, ValueEnum)]
enum Format {
    /// What is violated, each statement once, and how many exchanges were judged.
    Text,
    /// Every finding, for programs.
    Json,
}

/// Carries out `check`; the first argument is the command as people type it.
///
/// Exit codes: 0, the traffic conforms; 1, it does not; 2, nothing was judged.
pub fn main(args: impl IntoIterator<Item = OsString>) -> ExitCode {
    match command_line::parse::<Flags>(args, |command| command) {
        Ok(flags) => check(&flags).unwrap_or_else(exit_inconclusive),
        Err(code) => code,
    }
}

fn check(Flags { har, base, output }: &Flags) -> Result<ExitCode, String> {
    let api = Api::embedded().map_err(|problems| format!("the spec in this program is broken:\n{problems}"))?;
    let Recording { exchanges, others, unreadable } = Recording::read(har)?;
    if let Some(first) = unreadable.first() {
        warn(format_args!(
            "{}: of {} entries, {} are not as HAR 1.2 says, and count as requests without a response if they name one: {first}",
            har.display(),
            exchanges.len() + others,
            unreadable.len(),
        ));
    }
    let found = base.clone().or_else(|| find_base(&api, &exchanges));
    let Some(base) = found else {
        return Err(format!(
            "{}: expected exchanges with an address such as {}, found none in {} entries; --base URL names the address in front \
             of these paths",
            har.display(),
            api.service.base,
            exchanges.len() + others
        ));
    };
    let mut report = TrafficReport::of(&api, base, &exchanges);
    report.note_other_entries(others);
    output.print(report)
}

impl TrafficOutput {
    /// The side that is judged; `None`: both.
    pub(super) const fn side(&self) -> Option<Side> {
        self.side
    }

    /// Prints the result, and returns the exit code.
    ///
    /// # Errors
    /// When the result has no form in the format.
    pub(super) fn print(&self, report: TrafficReport) -> Result<ExitCode, String> {
        let report = match self.side {
            Some(side) => report.about(side),
            None => report,
        };
        let text = match self.format {
            Format::Text => report.to_string(),
            Format::Json => {
                let json = safe_json::to_string(&report);
                json.map(|json| format!("{json}\n")).map_err(|error| {
                    format!("the result has no form as JSON: {error}; report this as a fault of the suite")
                })?
            }
        };
        Terminal::output().print(text);
        Ok(match (report.has_judged(), report.is_violated()) {
            (false, _) => ExitCode::from(INCONCLUSIVE),
            (true, true) => ExitCode::from(VIOLATED),
            (true, false) => ExitCode::SUCCESS,
        })
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    fn checked(words: &[&str]) -> Result<String, String> {
        let har = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/traffic/client.har");
        let words = ["check", har.to_str().unwrap()].into_iter().chain(words.iter().copied());
        check(&Flags::try_parse_from(words).unwrap()).map(|code| format!("{code:?}"))
    }

    /// The server is right, and the client sends three requests that nobody should.
    #[test]
    fn the_exit_code_says_what_the_traffic_shows() {
        let code = |code: u8| Ok(format!("{:?}", ExitCode::from(code)));
        assert_eq!(checked(&[]), code(1));
        assert_eq!(checked(&["--side", "server"]), code(0));
        assert_eq!(checked(&["--side", "client", "--format", "json"]), code(1));
        // No exchange is below it.
        assert_eq!(checked(&["--base", "http://localhost:8080/elsewhere"]), code(2));
    }

    #[test]
    fn what_is_no_har_file_is_named() {
        let flags = Flags::try_parse_from(["check", concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml")]).unwrap();
        let error = check(&flags).unwrap_err();
        assert!(error.contains("Cargo.toml: expected a HAR file") && error.contains("found: "), "{error}");
    }
}
