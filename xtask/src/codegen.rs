//! The generated crates: written again, or compared with what the spec asks for.

use std::process::ExitCode;

use anyhow::Result;
use kii_codegen::GeneratedFile;
use kii_spec::Api;

use crate::{FAILED, root};

/// The folder that holds generated files and nothing else.
const FOLDER: &str = "generated";

/// Makes `generated/` what the spec asks for.
pub(crate) fn write() -> Result<ExitCode> {
    let files = files()?;
    let changes = kii_codegen::write(&root().join(FOLDER), &files)?;
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
pub(crate) fn check() -> Result<ExitCode> {
    let files = files()?;
    let drifts = kii_codegen::check(&root().join(FOLDER), &files)?;
    for drift in &drifts {
        print!("{drift}");
    }
    if drifts.is_empty() {
        println!("{FOLDER}/ is up to date: {} files", files.len());
        return Ok(ExitCode::SUCCESS);
    }
    println!(
        "{FOLDER}/ is not what the spec asks for: {} of its files differ; run `cargo xtask codegen`",
        drifts.len()
    );
    Ok(ExitCode::from(FAILED))
}

fn files() -> Result<Vec<GeneratedFile>> {
    let api = Api::load(&root().join("spec/api"))?;
    Ok(kii_codegen::generate(&api)?)
}
