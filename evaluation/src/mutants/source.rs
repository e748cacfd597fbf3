//! Mutants of the reference server's source code, made by `cargo-mutants`. The suite has to detect each of them from outside.

mod record;

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, ExitCode, Stdio},
};

use anyhow::{Context, Result, anyhow, bail};
use kii_conformance::mutation::{Equivalents, FaultId};

pub(super) use self::record::SourceRecord;
use super::{Arguments, Survivors, kill_rate};
use crate::FAILED;

/// What is mutated: the files that do what the pages of the API describe. The pages say nothing about logins, what clients send
/// beyond them, the store on disk, or the program; connections whose bytes are changed are for faults only.
const MUTATED: &[&str] = &[
    "server/src/body.rs",
    "server/src/handlers.rs",
    "server/src/handlers/body.rs",
    "server/src/handlers/collection.rs",
    "server/src/handlers/object.rs",
    "server/src/handlers/publish.rs",
    "server/src/key.rs",
    "server/src/object.rs",
    "server/src/permission.rs",
    "server/src/publication.rs",
    "server/src/published.rs",
    "server/src/reference.rs",
    "server/src/refusal.rs",
    "server/src/store.rs",
    "server/src/store/memory.rs",
    "server/src/version.rs",
];

/// The folder of the results.
const OUTPUT: &str = "target/source-mutants";
/// How long the suite may take with a mutant, in seconds. A server that hangs makes it time out, and that is a kill.
const TIMEOUT: &str = "300";
/// Where the mutants are built, unless `CARGO_TARGET_DIR` says so: crates of others are built once for all runs.
const BUILD: &str = "target/source-mutants-build";

/// The results of the mutants that were made, by file and change.
struct Results {
    /// The suite failed, or the server did not answer any more.
    caught: usize,
    missed: Vec<FaultId>,
    /// They do not compile.
    unviable: usize,
}

/// The mutants that no answer can show. They are not made, as the whole suite would run for each.
struct Listed {
    equivalents: Equivalents,
    /// How many of the mutants that a run is about are among them.
    count: usize,
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).with_file_name("")
}

/// Makes the mutants whose names contain one of the filters, and runs the suite against each; 1 if one survives that is not
/// listed in `conformance/faults/source-equivalents.yaml`.
pub(super) fn run(args: &Arguments) -> Result<ExitCode> {
    let found = Command::new("cargo-mutants").args(["mutants", "--version"]).stdout(Stdio::null()).status();
    if !found.is_ok_and(|status| status.success()) {
        bail!(
            "expected the program `cargo-mutants`, found none; install it with `cargo install cargo-mutants --locked`, and \
             run this again"
        );
    }
    let listed = Listed::of(&args.filters)?;
    // Somebody may commit while it runs.
    let commit = record::commit()?;
    without_mutation()?;
    let mut command = cargo_mutants(&args.filters);
    listed.equivalents.patterns().for_each(|pattern| {
        command.args(["--exclude-re", &expression(pattern)]);
    });
    if std::env::var_os("CARGO_TARGET_DIR").is_none() {
        command.env("CARGO_TARGET_DIR", root().join(BUILD));
    }
    command.args(["--output", OUTPUT, "--no-shuffle", "--colors", "never"]);
    // The suite is the only test. `cargo-mutants` would try the tests of the mutated package without a mutation.
    command.args(["--test-package", "xtask", "--cargo-arg", "--test=source_mutants", "--baseline", "skip"]);
    command.args(["--timeout", TIMEOUT]);
    if let Some(shard) = &args.shard {
        command.args(["--shard", shard]);
    }
    command.args(["--", "--", "--ignored"]);
    let output = root().join(OUTPUT);
    // What an earlier run has left would be taken for the results of this one.
    match fs::remove_dir_all(&output) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            return Err(error).with_context(|| format!("cannot remove {OUTPUT}"));
        }
        Ok(()) | Err(_) => fs::create_dir_all(&output).with_context(|| format!("cannot make {OUTPUT}"))?,
    }
    let status = command.status().context("cannot start `cargo-mutants`")?;
    // 2: some were missed; 3: some timed out. Both are results.
    if !matches!(status.code(), Some(0 | 2 | 3)) {
        bail!("`cargo-mutants` could not test the mutants ({status}); {OUTPUT}/mutants.out has its logs");
    }
    let mut results = Results::read(&output.join("mutants.out"))?;
    // Of some kinds of mutants, `cargo-mutants` matches another text than the one that it lists, and makes them all the same.
    results.missed.retain(|mutant| listed.equivalents.reason(mutant).is_none());
    results.missed.iter().for_each(|mutant| println!("SURVIVED {mutant}"));
    let record = SourceRecord::new(&results, listed.count, args.shard.as_deref(), &commit);
    println!("mutants of the source code: {}", record.rate());
    if args.write {
        record.write()?;
        kill_rate::write(&Survivors::load()?, None)?;
    }
    Ok(if results.missed.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(FAILED) })
}

/// Runs the suite against the server as it is: if that fails, failures with mutants show nothing.
fn without_mutation() -> Result<()> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command.current_dir(root()).args(["test", "--package", "xtask", "--test", "source_mutants", "--", "--ignored"]);
    let status = command.status().context("cannot start `cargo test`")?;
    if !status.success() {
        bail!(
            "the suite does not pass without a mutation, so what it says of mutants shows nothing; \
             `cargo xtask conformance --profile full@next` shows the failure"
        );
    }
    Ok(())
}

/// `cargo-mutants` for the mutants whose names contain one of these texts.
fn cargo_mutants(filters: &[String]) -> Command {
    let mut command = Command::new("cargo-mutants");
    command.arg("mutants").current_dir(root()).args(["--package", "kii-server"]);
    MUTATED.iter().for_each(|file| {
        command.args(["--file", file]);
    });
    filters.iter().for_each(|filter| {
        command.args(["--re", &escaped(filter)]);
    });
    command
}

/// A text as a regular expression that finds that text.
fn escaped(text: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || matches!(c, ' ' | '/' | '_' | ':' | '-' | '<' | '>' | '=' | '"');
    text.chars().flat_map(|c| (!is_plain(c)).then_some('\\').into_iter().chain([c])).collect()
}

impl Listed {
    /// Those whose names contain one of these texts. Every entry has to match a mutant.
    fn of(filters: &[String]) -> Result<Self> {
        let all = mutants(&[])?;
        let equivalents = Equivalents::of_source(all.iter()).map_err(|problems| anyhow!("{problems}"))?;
        let chosen = if filters.is_empty() { all } else { mutants(filters)? };
        let count = chosen.iter().filter(|mutant| equivalents.reason(mutant).is_some()).count();
        Ok(Self { equivalents, count })
    }
}

/// The mutants whose names contain one of these texts.
fn mutants(filters: &[String]) -> Result<Vec<FaultId>> {
    let list = cargo_mutants(filters).arg("--list").output().context("cannot start `cargo-mutants`")?;
    if !list.status.success() {
        bail!("`cargo-mutants --list` failed: {}", String::from_utf8_lossy(&list.stderr).trim());
    }
    Ok(String::from_utf8_lossy(&list.stdout).lines().map(name).collect())
}

/// The regular expression that finds the mutants which a pattern of the list names, wherever they are in their file.
fn expression(pattern: &str) -> String {
    let (file, change) = pattern.split_once(": ").unwrap_or((pattern, "*"));
    let change: Vec<String> = change.split('*').map(escaped).collect();
    format!("^{}:\\d+:\\d+: {}$", escaped(file), change.join(".*"))
}

/// A mutant by its file and its change: lines move whenever something is written above them.
fn name(line: &str) -> FaultId {
    let mut parts = line.splitn(4, ':');
    match (parts.next(), parts.next(), parts.next(), parts.next()) {
        (Some(file), Some(_line), Some(_column), Some(change)) => FaultId(format!("{file}: {}", change.trim())),
        _ => FaultId(line.to_owned()),
    }
}

impl Results {
    fn read(folder: &Path) -> Result<Self> {
        let lines = |file: &str| -> Result<Vec<FaultId>> {
            let text = fs::read_to_string(folder.join(file));
            Ok(text
                .with_context(|| format!("cannot read {}", folder.join(file).display()))?
                .lines()
                .map(name)
                .collect())
        };
        Ok(Self {
            caught: lines("caught.txt")?.len() + lines("timeout.txt")?.len(),
            missed: lines("missed.txt")?,
            unviable: lines("unviable.txt")?.len(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mutant_keeps_its_name_when_its_line_moves() {
        let listed = "server/src/body.rs:41:33: replace > with >= in Body::read";
        assert_eq!(name(listed).0, "server/src/body.rs: replace > with >= in Body::read");
        assert_eq!(name("server/src/body.rs:7:1: replace > with >= in Body::read"), name(listed));
    }

    #[test]
    fn what_is_mutated_is_there() {
        let missing: Vec<_> = MUTATED.iter().filter(|file| !root().join(file).is_file()).collect();
        assert_eq!(missing, Vec::<&&str>::new(), "`cargo-mutants` leaves out in silence what is not there");
    }

    #[test]
    fn a_filter_is_a_text_and_no_expression() {
        assert_eq!(escaped("Body::read -> Result<Self, String>"), "Body::read -> Result<Self\\, String>");
        assert_eq!(escaped("with ()"), "with \\(\\)");
    }

    #[test]
    fn an_entry_of_the_list_is_found_wherever_it_is_in_its_file() {
        let found = expression("server/src/key.rs: replace Key::id -> &str with *");
        assert_eq!(found, "^server/src/key\\.rs:\\d+:\\d+: replace Key::id -> \\&str with .*$");
    }
}
