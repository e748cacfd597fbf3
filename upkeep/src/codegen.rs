//! The generated files: written again, or compared with what the spec asks for.

use std::{path::Path, process::ExitCode};

use anyhow::Result;
use kii_codegen::cli::{Arguments, Defaults};

use crate::FAILED;

/// Runs the generator on the checkout at `root`.
pub(crate) fn run(root: &Path, arguments: &Arguments) -> Result<ExitCode> {
    let spec = Some(root.join("spec/api"));
    let defaults = Defaults { spec, out: root.join("generated"), command: "cargo xtask codegen" };
    let outcome = arguments.run(&defaults)?;
    print!("{}", outcome.text);
    Ok(if outcome.is_fresh { ExitCode::SUCCESS } else { ExitCode::from(FAILED) })
}

#[cfg(test)]
mod tests {
    use std::fs;

    use clap::Parser;
    use tempfile::TempDir;

    use super::*;

    #[derive(Parser)]
    struct Command {
        #[command(flatten)]
        arguments: Arguments,
    }

    fn write(root: &Path) -> Result<ExitCode> {
        run(root, &Command::parse_from(["codegen"]).arguments)
    }

    fn check(root: &Path) -> Result<ExitCode> {
        run(root, &Command::parse_from(["codegen", "--check"]).arguments)
    }

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
