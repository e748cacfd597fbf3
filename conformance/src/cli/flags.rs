//! The flags that name a target, and the target that they name.

use std::{
    env,
    path::{Path, PathBuf},
    time::Duration,
};

use clap::{ArgMatches, Args, parser::ValueSource};
use kii_spec::Api;

use crate::deployment::{ENV_FILE, Environment, Key, Sources, TARGET_FILE, Target, WITHOUT};

/// Where the target is and what is said of it.
#[derive(Args, Clone, Debug)]
pub(super) struct TargetFlags {
    /// Where the deployment is; the spec's paths (/api/...) are appended
    #[arg(long, value_name = "URL", help_heading = "Target")]
    pub(super) url: Option<String>,
    /// A target file: base URL, application, principals and scopes
    #[arg(long, value_name = "FILE", env = TARGET_FILE, help_heading = "Target")]
    pub(super) target: Option<PathBuf>,
    /// A file of lines NAME=VALUE, under the environment and over the target file; left out, `.env` in the current folder
    /// where there is one
    #[arg(long, value_name = "FILE", env = "KII_ENV_FILE", help_heading = "Target")]
    pub(super) env_file: Option<PathBuf>,
    /// How long to wait for each answer
    #[arg(long, value_name = "SECONDS", default_value = "10", value_parser = seconds, help_heading = "Target")]
    pub(super) timeout: Duration,
}

impl TargetFlags {
    /// The target that the flags or the environment name, or else the fallback.
    pub(super) fn find(&self, api: &Api, fallback: impl FnOnce() -> Result<Target, String>) -> Result<Target, String> {
        let environment = Environment::new(env::vars_os()).over(self.env_file.as_deref());
        let target = self.named(&environment, fallback)?;
        target.limited(api, &environment).map_err(|error| error.to_string())
    }

    fn named(
        &self,
        environment: &Environment,
        fallback: impl FnOnce() -> Result<Target, String>,
    ) -> Result<Target, String> {
        let file = self.target.clone().or_else(|| environment.target_file());
        if self.url.is_none() && file.is_none() && !environment.has(Key::BaseUrl) {
            return match environment.told() {
                None => fallback(),
                Some(error) => Err(error.to_string()),
            };
        }
        let sources = Sources { file: file.as_deref().map(Path::new), environment, url: self.url.as_deref() };
        Target::load(&sources).map_err(|error| error.to_string())
    }
}

/// The flags that were given on the command line, to name the same target again and be as careful with it.
pub(super) fn repeated(matches: &ArgMatches) -> Vec<String> {
    let names = [
        "url",
        "target",
        "env_file",
        "timeout",
        "case_timeout",
        "rate",
        "max_connections",
        "retries",
        "profile",
        "deviations",
    ];
    given(matches, &names)
}

/// The flags that were given on the command line, to name the same target and journals again.
pub(super) fn naming(matches: &ArgMatches) -> Vec<String> {
    given(matches, &["url", "target", "env_file", "journal"])
}

fn given(matches: &ArgMatches, names: &[&str]) -> Vec<String> {
    let repeated = names.iter().flat_map(|name| {
        let given = matches.value_source(name) == Some(ValueSource::CommandLine);
        let values = matches.get_raw(name).filter(|_| given).into_iter().flatten();
        let flag = format!("--{}", name.replace('_', "-"));
        values.flat_map(move |value| [flag.clone(), value.to_string_lossy().into_owned()])
    });
    repeated.collect()
}

/// A number of seconds, as a flag has it.
pub(super) fn seconds(text: &str) -> Result<Duration, String> {
    let seconds: f64 = text.parse().map_err(|_| "expected a number of seconds, for example 2.5".to_owned())?;
    match Duration::try_from_secs_f64(seconds) {
        Ok(timeout) if !timeout.is_zero() => Ok(timeout),
        Ok(_) | Err(_) => Err("expected more than 0 seconds".to_owned()),
    }
}

/// What `--help` says of the environment.
pub(super) fn environment() -> String {
    let width = Key::ALL.iter().map(|key| key.variable().len()).max().unwrap_or_default();
    let line = |name: &str, meaning: &str| format!("  {name:width$}  {meaning}\n");
    let keys = Key::ALL.iter().map(|key| line(&key.variable(), key.path()));
    let without = line(WITHOUT, "without: what the target does not offer, with commas between");
    let header = line("KII_HEADER_X_NAME", "headers.X-Name, with any name");
    format!(
        "Environment, over what {ENV_FILE} and the target file say:\n{}{header}{without}\nIn {ENV_FILE}, single quotes keep a value as it \
         is; `$NAME` outside of them is replaced.",
        keys.collect::<String>()
    )
}
