//! The flags that name a target, and the target that results from them.

use std::{
    env,
    path::{Path, PathBuf},
    time::Duration,
};

use clap::{ArgMatches, Args, parser::ValueSource};
use kii_spec::Api;

use crate::deployment::{Environment, Key, Keys, PREFIX, Sources, TARGET_FILE, Target, WITHOUT};

/// The flags that describe the target.
#[derive(Args, Clone, Debug)]
pub(super) struct TargetFlags {
    /// Base URL of the deployment, for example https://api.example.com
    ///
    /// The suite appends the paths of the API (/api/...). This flag overrides KII_BASE_URL and the target file.
    #[arg(long, value_name = "URL", help_heading = "Target")]
    pub(super) url: Option<String>,
    /// Target file (TOML): base URL, application, credentials and scopes
    ///
    /// `target init` writes one in which every key is explained.
    #[arg(long, value_name = "FILE", env = TARGET_FILE, help_heading = "Target")]
    pub(super) target: Option<PathBuf>,
    /// Env file with lines NAME=VALUE [default: .env in the current folder, if it exists]
    ///
    /// Its values override the target file. The environment overrides its values.
    #[arg(long, value_name = "FILE", env = "KII_ENV_FILE", help_heading = "Target")]
    pub(super) env_file: Option<PathBuf>,
    /// Longest time for one response, from the connection to the last byte, in seconds
    #[arg(long, value_name = "SECONDS", default_value = "10", value_parser = seconds, help_heading = "Limits")]
    pub(super) timeout: Duration,
}

impl TargetFlags {
    /// The target that the flags or the environment name; if they name none, the fallback.
    pub(super) fn find(&self, api: &Api, fallback: impl FnOnce() -> Result<Target, String>) -> Result<Target, String> {
        let environment = Environment::new(env::vars_os()).with_env_file(self.env_file.as_deref(), &Keys::of(api));
        let target = self.named(api, &environment, fallback)?;
        target.with_capabilities_of(api, &environment).map_err(|error| error.to_string())
    }

    fn named(
        &self,
        api: &Api,
        environment: &Environment,
        fallback: impl FnOnce() -> Result<Target, String>,
    ) -> Result<Target, String> {
        let file = self.target.clone().or_else(|| environment.target_file());
        if self.url.is_none() && file.is_none() && !environment.has(&Key::BaseUrl) {
            return match environment.error() {
                None => fallback(),
                Some(error) => Err(error.to_string()),
            };
        }
        let sources = Sources { file: file.as_deref().map(Path::new), environment, url: self.url.as_deref() };
        Target::load(api, &sources).map_err(|error| error.to_string())
    }
}

/// The flags of the command line that a rerun needs: the same target, limits and known deviations.
pub(super) fn repeated(matches: &ArgMatches) -> Vec<String> {
    let names = [
        "url",
        "target",
        "env_file",
        "timeout",
        "case_timeout",
        "rate",
        "concurrency",
        "max_connections",
        "retries",
        "depth",
        "inject",
        "deviations",
    ];
    given(matches, &names)
}

/// The flag of the command line for the profile.
pub(super) fn profile(matches: &ArgMatches) -> Vec<String> {
    given(matches, &["profile"])
}

/// The flags of the command line that `sweep` needs: the same target and journals.
pub(super) fn naming(matches: &ArgMatches) -> Vec<String> {
    given(matches, &["url", "target", "env_file", "journal"])
}

fn given(matches: &ArgMatches, names: &[&str]) -> Vec<String> {
    // A command need not have all of these flags.
    let known = names.iter().filter(|name| matches.try_contains_id(name).is_ok());
    let repeated = known.flat_map(|name| {
        let given = matches.value_source(name) == Some(ValueSource::CommandLine);
        let values = matches.get_raw(name).filter(|_| given).into_iter().flatten();
        let flag = format!("--{}", name.replace('_', "-"));
        values.flat_map(move |value| [flag.clone(), value.to_string_lossy().into_owned()])
    });
    repeated.collect()
}

/// The value of a flag in seconds.
pub(super) fn seconds(text: &str) -> Result<Duration, String> {
    let seconds: f64 = text.parse().map_err(|_| "expected a number of seconds, for example 2.5".to_owned())?;
    match Duration::try_from_secs_f64(seconds) {
        Ok(timeout) if !timeout.is_zero() => Ok(timeout),
        Ok(_) | Err(_) => Err("expected more than 0 seconds".to_owned()),
    }
}

/// The part of `--help` about environment variables.
pub(super) fn environment() -> String {
    // A broken spec has no keys to list; every command then says what is broken.
    let keys: Vec<Key> = Api::embedded().map(|api| Keys::of(&api).iter().cloned().collect()).unwrap_or_default();
    let width = keys.iter().map(|key| key.variable().len()).max().unwrap_or_default();
    let line = |name: &str, meaning: &str| format!("  {name:width$}  {meaning}\n");
    let keys: String = keys.iter().map(|key| line(&key.variable(), &key.path())).collect();
    let without = line(WITHOUT, "without: capabilities that the target does not offer, separated by commas");
    let header = line(&format!("{PREFIX}HEADER_X_NAME"), "headers.X-Name; works for any header name");
    format!(
        "Environment variables, each with the key of the target file that it overrides:\n{keys}{header}{without}\nAn env file sets the \
         same variables. Put a value that has spaces, `$`, `#` or quotes in single quotes; elsewhere, `$NAME` is \
         replaced."
    )
}
