//! The default build, that of `cargo xtask conformance` on a fresh clone, stays small.

use std::{collections::BTreeSet, env, path::Path, process::Command};

use super::Finding;

/// The package that the default build is of.
const PACKAGE: &str = "xtask";
/// A default build has fewer crates than this, with those of the workspace.
const LIMIT: usize = 200;

/// Counts the crates as cargo resolves them for this machine; nothing is built or downloaded. If cargo cannot tell, says so
/// on standard error, and finds nothing.
pub(super) fn stays_small(root: &Path) -> Vec<Finding> {
    match tree(root) {
        Ok(tree) => too_large(count(&tree)).into_iter().collect(),
        Err(reason) => {
            eprintln!("tidy: skipped the number of crates in the build of `{PACKAGE}`: {reason}");
            Vec::new()
        }
    }
}

/// What `cargo tree` prints of the crates that are built; a crate can be there more than once.
///
/// # Errors
/// What cargo says, if it cannot be started or has not all manifests at hand.
fn tree(root: &Path) -> Result<String, String> {
    let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.args(["tree", "--offline", "--locked", "--package", PACKAGE, "--edges", "normal,build", "--prefix", "none"]);
    let output = cargo.current_dir(root).output().map_err(|error| format!("cannot start `cargo tree`: {error}"))?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    Err(said.lines().find(|line| line.starts_with("error")).unwrap_or("`cargo tree` failed").to_owned())
}

fn count(tree: &str) -> usize {
    let crates = tree.lines().map(|line| line.trim_end_matches(" (*)")).filter(|line| !line.is_empty());
    crates.collect::<BTreeSet<_>>().len()
}

fn too_large(count: usize) -> Option<Finding> {
    (count >= LIMIT).then(|| Finding {
        file: format!("{PACKAGE}/Cargo.toml").into(),
        line: 1,
        what: format!("the build of `{PACKAGE}` has {count} crates; it has to have fewer than {LIMIT}"),
        why: "whoever tries the project waits for all of them before the first case runs",
        fix: format!(
            "find what came with `cargo tree -p {PACKAGE} -e normal,build`; leave out features, take a smaller crate, or move \
             a command that users of the suite do not need into a package of its own (xtask/src/forward.rs)"
        ),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn crates_are_counted_once() {
        let tree = "xtask v0.1.0 (/x)\nserde v1.0.0\nserde v1.0.0 (*)\nserde_derive v1.0.0 (proc-macro)\nsyn v2.0.0\nsyn v3.0.0\n\n";
        assert_eq!(count(tree), 5);
    }

    #[test]
    fn a_build_at_the_limit_is_found() {
        assert_eq!(too_large(LIMIT - 1), None);
        let finding = too_large(LIMIT).unwrap();
        assert!(finding.what.contains("has 200 crates"), "{finding}");
        assert!(finding.fix.contains("cargo tree -p xtask"), "{finding}");
    }

    #[test]
    fn where_cargo_cannot_tell_its_reason_is_told() {
        let empty = tempfile::tempdir().unwrap();
        let reason = tree(empty.path()).unwrap_err();
        assert!(reason.contains("Cargo.toml"), "{reason}");
    }
}
