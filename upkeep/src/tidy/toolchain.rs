//! The oldest version of Rust that the project promises: every page and job names the same, and every dependency can be built with it.

use std::{env, path::Path, process::Command};

use serde_json::Value;

use super::{Finding, Repository};

/// Where the promise is, for cargo and clippy.
const MANIFEST: &str = "Cargo.toml";
/// What stands before it there.
const KEY: &str = "rust-version = \"";
/// What stands before it elsewhere: in sentences, and in the names of images.
const MENTIONS: &[&str] = &["Rust 1.", "rust:1."];

pub(super) fn is_the_same_everywhere(repository: &Repository) -> Vec<Finding> {
    let manifest = repository.file(MANIFEST).map(|manifest| manifest.text.as_str()).unwrap_or_default();
    let Some(promised) =
        manifest.lines().find_map(|line| line.strip_prefix(KEY)).map(|rest| rest.trim_end_matches('"'))
    else {
        return Vec::new();
    };
    let mut findings = Vec::new();
    // What changed is history, and the source of this rule has examples.
    let files = repository.files.iter().filter(|file| file.name() != "CHANGELOG.md" && file.tokens.is_none());
    for file in files {
        for (line, text) in file.lines() {
            findings.extend(mentions(text).filter(|found| found != promised).map(|found| Finding {
                file: file.path.clone(),
                line,
                what: format!("this names Rust {found}, and {MANIFEST} promises {promised}"),
                why: "whoever has the version that is named cannot build the project, or fetches another one in vain",
                fix: format!("write {promised}, or change `rust-version` in {MANIFEST}"),
            }));
        }
    }
    findings
}

/// The versions of Rust that a line names as the oldest, without their third number.
fn mentions(text: &str) -> impl Iterator<Item = String> {
    MENTIONS.iter().flat_map(|mention| text.split(mention).skip(1)).filter_map(|rest| {
        let minor = rest.split(|character: char| !character.is_ascii_digit()).next()?;
        (!minor.is_empty()).then(|| format!("1.{minor}"))
    })
}

/// Compares what the manifests of all dependencies say, those of tests included, for this machine; nothing is built or downloaded. If
/// cargo cannot tell, says so on standard error, and finds nothing.
pub(super) fn builds_every_dependency(root: &Path) -> Vec<Finding> {
    match metadata(root).map(|metadata| too_new(&metadata)) {
        Ok(findings) => findings,
        Err(reason) => {
            eprintln!("tidy: skipped the versions of Rust that dependencies need: {reason}");
            Vec::new()
        }
    }
}

/// What `cargo metadata` prints of the workspace and its dependencies.
///
/// # Errors
/// What cargo or rustc says, if it cannot be started or has not all manifests at hand.
fn metadata(root: &Path) -> Result<Value, String> {
    let version = output(root, "RUSTC", "rustc", &["-vV"])?;
    let host = version.lines().find_map(|line| line.strip_prefix("host: "));
    let host = host.ok_or("expected a line `host: ...` of `rustc -vV`, found none")?;
    let flags =
        ["metadata", "--format-version", "1", "--offline", "--locked", "--all-features", "--filter-platform", host];
    let printed = output(root, "CARGO", "cargo", &flags)?;
    serde_json::from_str(&printed).map_err(|error| format!("`cargo metadata` prints no JSON: {error}"))
}

/// What a program of the toolchain prints; `variable` may name the program.
fn output(root: &Path, variable: &str, name: &str, flags: &[&str]) -> Result<String, String> {
    let program = env::var_os(variable).unwrap_or_else(|| name.into());
    let output = Command::new(program).args(flags).current_dir(root).output();
    let output = output.map_err(|error| format!("cannot start `{name}`: {error}"))?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    let said = said.lines().find(|line| line.starts_with("error")).unwrap_or("it says no more");
    Err(format!("`{name} {}` failed: {said}", flags.join(" ")))
}

/// The dependencies that need a newer version of Rust than the packages of the workspace promise.
fn too_new(metadata: &Value) -> Vec<Finding> {
    let packages = metadata["packages"].as_array().map(Vec::as_slice).unwrap_or_default();
    // Those of the workspace have no source.
    let (members, dependencies): (Vec<_>, Vec<_>) = packages.iter().partition(|package| package["source"].is_null());
    let promised = members.into_iter().filter_map(needed).min_by_key(|needed| parts(needed)).unwrap_or_default();
    let newer = dependencies.into_iter().filter_map(|package| Some((package, needed(package)?)));
    let newer = newer.filter(|(_, needed)| parts(needed) > parts(promised));
    newer
        .map(|(package, needed)| {
            let text = |key: &str| package[key].as_str().unwrap_or_default().to_owned();
            let (name, version) = (text("name"), text("version"));
            Finding {
                file: MANIFEST.into(),
                line: 1,
                what: format!("`{name}` {version} needs Rust {needed}, and the packages here promise {promised}"),
                why: "whoever has the promised version cannot build the project",
                fix: format!(
                    "take an older version: `cargo update {name} --precise VERSION`; or change `rust-version` in {MANIFEST}"
                ),
            }
        })
        .collect()
}

/// The oldest version of Rust that a package says it can be built with.
fn needed(package: &Value) -> Option<&str> {
    package["rust_version"].as_str()
}

/// The numbers of a version, so that versions can be compared.
fn parts(version: &str) -> [u64; 3] {
    let mut numbers = version.split('.').map(|number| number.parse().unwrap_or(0));
    [(); 3].map(|()| numbers.next().unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn package(name: &str, source: Option<&str>, needed: Option<&str>) -> Value {
        json!({ "name": name, "version": "3.1.4", "source": source, "rust_version": needed })
    }

    #[test]
    fn another_version_than_the_promised_one_is_found() {
        let repository = Repository::holding(&[
            ("Cargo.toml", "[workspace.package]\nrust-version = \"1.90\"\n"),
            ("README.md", "You need Rust 1.90 or newer.\nYou need Rust 1.88 or newer."),
            ("Dockerfile", "FROM rust:1.91-bookworm"),
            ("docs/ci/gitlab.yml", "image: rust:1.90"),
            ("CHANGELOG.md", "Rust 1.70 was enough."),
        ]);
        let found = is_the_same_everywhere(&repository).into_iter().map(|f| (f.file.display().to_string(), f.line));
        assert_eq!(found.collect::<Vec<_>>(), [("Dockerfile".to_owned(), 1), ("README.md".to_owned(), 2)]);
    }

    #[test]
    fn a_dependency_that_needs_a_newer_version_is_found() {
        let registry = Some("registry");
        let metadata = json!({ "packages": [
            package("kii-spec", None, Some("1.90")),
            package("old", registry, Some("1.9")),
            package("silent", registry, None),
            package("same", registry, Some("1.90.0")),
            package("new", registry, Some("1.90.1")),
            package("newer", registry, Some("1.100")),
        ] });
        let found: Vec<_> = too_new(&metadata).into_iter().map(|finding| finding.what).collect();
        assert_eq!(
            found,
            [
                "`new` 3.1.4 needs Rust 1.90.1, and the packages here promise 1.90",
                "`newer` 3.1.4 needs Rust 1.100, and the packages here promise 1.90",
            ]
        );
    }

    /// The workspace itself is compared by the rule, so here only that there is something to compare.
    #[test]
    fn cargo_tells_what_dependencies_need() {
        let metadata = metadata(&crate::root()).unwrap();
        let packages = metadata["packages"].as_array().unwrap();
        assert!(packages.iter().any(|package| !package["source"].is_null() && needed(package).is_some()));
    }

    #[test]
    fn where_cargo_cannot_tell_its_reason_is_told() {
        let empty = tempfile::tempdir().unwrap();
        let reason = metadata(empty.path()).unwrap_err();
        assert!(reason.contains("Cargo.toml"), "{reason}");
    }
}
