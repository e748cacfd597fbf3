//! The generated crates: written again, or compared with what the spec asks for.

use std::{path::Path, process::ExitCode};

use anyhow::Result;
use kii_codegen::{Drift, GeneratedFile};
use kii_spec::Api;

use crate::FAILED;

/// The folder that holds generated files and nothing else.
const FOLDER: &str = "generated";

/// Makes `generated/` of the checkout at `root` what its spec asks for.
pub(crate) fn write(root: &Path) -> Result<ExitCode> {
    let files = files(root)?;
    let changes = kii_codegen::write(&root.join(FOLDER), &files)?;
    for path in &changes.written {
        println!("wrote {FOLDER}/{}", path.display());
    }
    for path in &changes.removed {
        println!("removed {FOLDER}/{}", path.display());
    }
    println!(
        "{FOLDER}/ is up to date: {} files, {} written, {} removed",
        files.len(),
        changes.written.len(),
        changes.removed.len()
    );
    Ok(ExitCode::SUCCESS)
}

/// Shows what [`write`] would change.
pub(crate) fn check(root: &Path) -> Result<ExitCode> {
    let files = files(root)?;
    let drifts = kii_codegen::check(&root.join(FOLDER), &files)?;
    for drift in &drifts {
        print!("{drift}");
    }
    if drifts.is_empty() {
        println!("{FOLDER}/ is up to date: {} files", files.len());
        return Ok(ExitCode::SUCCESS);
    }
    if drifts.iter().any(|drift| !matches!(drift, Drift::LineEndings(_))) {
        println!("{FOLDER}/ is not what the spec asks for (differences: {}); run `cargo xtask codegen`", drifts.len());
    }
    Ok(ExitCode::from(FAILED))
}

fn files(root: &Path) -> Result<Vec<GeneratedFile>> {
    let api = Api::load(&root.join("spec/api"))?;
    Ok(kii_codegen::generate(&api)?)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use tempfile::TempDir;

    use super::*;

    /// A checkout with the project's spec, in which nothing is generated yet.
    fn checkout() -> TempDir {
        let checkout = tempfile::tempdir().unwrap();
        copy(&crate::root().join("spec/api"), &checkout.path().join("spec/api"));
        checkout
    }

    fn copy(from: &Path, to: &Path) {
        fs::create_dir_all(to).unwrap();
        for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
            let to = to.join(entry.file_name());
            if entry.file_type().unwrap().is_dir() {
                copy(&entry.path(), &to);
            } else {
                fs::copy(entry.path(), to).unwrap();
            }
        }
    }

    #[test]
    fn what_was_written_is_up_to_date_until_it_is_edited() {
        let checkout = checkout();
        assert_eq!(check(checkout.path()).unwrap(), ExitCode::from(FAILED));
        assert_eq!(write(checkout.path()).unwrap(), ExitCode::SUCCESS);
        assert_eq!(check(checkout.path()).unwrap(), ExitCode::SUCCESS);
        fs::write(checkout.path().join("generated/types/src/lib.rs"), "//! Edited.\n").unwrap();
        assert_eq!(check(checkout.path()).unwrap(), ExitCode::from(FAILED));
    }

    #[test]
    fn a_broken_spec_is_told_with_all_its_problems_and_nothing_is_written() {
        let checkout = checkout();
        let service = checkout.path().join("spec/api/service.yaml");
        let text = fs::read_to_string(&service).unwrap();
        fs::write(&service, format!("{text}surprise: 1\n")).unwrap();
        fs::remove_file(checkout.path().join("spec/api/rules.yaml")).unwrap();
        let problems = write(checkout.path()).unwrap_err().to_string();
        assert!(problems.contains("surprise") && problems.contains("rules.yaml"), "{problems}");
        assert!(!checkout.path().join("generated").exists());
    }
}
