//! The command line of the generator, for the program `kii-codegen` and for `cargo xtask codegen`.

use std::{
    env,
    fmt::Write,
    path::{Path, PathBuf},
};

use clap::Args;
use kii_spec::{Api, Problems};

use crate::{Drift, Error, GeneratedFile, Generator, Target, check, kept, write};

/// What the exit codes mean.
pub const EXIT_CODES: &str = "\
Exit codes:
  0  the files are written, or up to date
  1  `--check` has found differences
  2  the spec, a template or a folder is not as it has to be; nothing was written";

/// What to generate, and from what.
#[derive(Args, Clone, Debug, Default)]
pub struct Arguments {
    /// The folder of the spec; without it, the spec of Kii Cloud that the program contains
    #[arg(long, value_name = "DIR")]
    spec: Option<PathBuf>,
    /// The folder for the generated files, which holds nothing else [default: generated]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Generate this target alone, and leave the files of the others as they are; can be given several times
    #[arg(long, value_name = "TARGET", value_parser = target)]
    only: Vec<Target>,
    /// A folder with templates of one's own, which take the place of the built-in ones of the same names
    #[arg(long, value_name = "DIR")]
    templates: Option<PathBuf>,
    /// Print what the templates get as JSON, and write nothing
    #[arg(long, conflicts_with = "check")]
    dump_view: bool,
    /// Write nothing; print the differences, and exit with 1 if there are any
    #[arg(long)]
    check: bool,
}

/// What holds where the arguments say nothing.
#[derive(Clone, Debug)]
pub struct Defaults {
    /// The folder of the spec; `None`: the spec that the program contains.
    pub spec: Option<PathBuf>,
    /// The folder for the generated files.
    pub out: PathBuf,
    /// The command that writes them.
    pub command: &'static str,
}

/// What came of a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// What to print.
    pub text: String,
    /// Whether everything is as it should be.
    pub is_fresh: bool,
}

/// Why a run came to nothing.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The spec is wrong. Each problem has a headline of its own.
    #[error("{0}")]
    Spec(#[from] Problems),
    /// Anything else.
    #[error("error: {0}")]
    Generator(#[from] Error),
}

impl Arguments {
    /// Generates, compares or prints.
    ///
    /// # Errors
    ///
    /// When the spec or a template is wrong, or a folder cannot be read or written.
    pub fn run(&self, defaults: &Defaults) -> Result<Outcome, Failure> {
        let api = match self.spec.as_ref().or(defaults.spec.as_ref()) {
            Some(dir) => Api::load(dir)?,
            None => Api::embedded()?,
        };
        let targets = if self.only.is_empty() { Target::ALL.to_vec() } else { self.only.clone() };
        let mut generator = Generator::new()?;
        if let Some(dir) = &self.templates {
            generator = generator.with_templates(dir)?;
        }
        let generator = generator.only(&targets);
        if self.dump_view {
            return Ok(Outcome { text: format!("{:#}\n", generator.views(&api)?), is_fresh: true });
        }
        let out = self.out.as_ref().unwrap_or(&defaults.out);
        if let Some(spec) = self.spec.as_ref().or(defaults.spec.as_ref()).filter(|spec| is_inside(out, spec)) {
            return Err(Error::InsideSpec { out: out.clone(), spec: spec.clone() }.into());
        }
        let mut files = generator.files(&api)?;
        files.extend(kept(out, &targets)?);
        let outcome = if self.check { compare(out, &files, &self.command(defaults))? } else { replace(out, &files)? };
        Ok(outcome)
    }

    /// The command that writes what these arguments compare.
    fn command(&self, defaults: &Defaults) -> String {
        let dirs = [("--spec", &self.spec), ("--out", &self.out), ("--templates", &self.templates)];
        let dirs = dirs.into_iter().filter_map(|(flag, dir)| Some((flag, dir.as_ref()?.display().to_string())));
        let targets = self.only.iter().map(|target| ("--only", target.to_string()));
        dirs.chain(targets).fold(defaults.command.to_owned(), |command, (flag, value)| {
            match value.contains(char::is_whitespace) {
                true => format!("{command} {flag} '{value}'"),
                false => format!("{command} {flag} {value}"),
            }
        })
    }
}

/// Whether a folder, which need not exist yet, is another one or is in it.
fn is_inside(inner: &Path, outer: &Path) -> bool {
    let (Ok(inner), Ok(outer)) = (std::path::absolute(inner), outer.canonicalize()) else { return false };
    let existing = inner.ancestors().find_map(|ancestor| ancestor.canonicalize().ok());
    existing.is_some_and(|existing| existing.starts_with(outer))
}

fn replace(out: &Path, files: &[GeneratedFile]) -> Result<Outcome, Error> {
    let changes = write(out, files)?;
    let out = shown(out);
    let mut text = String::new();
    for path in &changes.written {
        line(&mut text, format_args!("wrote {out}/{}", path.display()));
    }
    for path in &changes.removed {
        line(&mut text, format_args!("removed {out}/{}", path.display()));
    }
    let (written, removed) = (changes.written.len(), changes.removed.len());
    line(&mut text, format_args!("{out}/ is up to date: {} files, {written} written, {removed} removed", files.len()));
    Ok(Outcome { text, is_fresh: true })
}

fn compare(out: &Path, files: &[GeneratedFile], command: &str) -> Result<Outcome, Error> {
    let drifts = check(out, files)?;
    let out = shown(out);
    let mut text: String = drifts.iter().map(ToString::to_string).collect();
    if drifts.is_empty() {
        line(&mut text, format_args!("{out}/ is up to date: {} files", files.len()));
    } else if drifts.iter().any(|drift| !matches!(drift, Drift::LineEndings(_))) {
        let count = drifts.len();
        line(&mut text, format_args!("{out}/ is not what the spec asks for (differences: {count}); run `{command}`"));
    }
    Ok(Outcome { text, is_fresh: drifts.is_empty() })
}

fn line(text: &mut String, words: std::fmt::Arguments<'_>) {
    // Writing to a string cannot fail.
    writeln!(text, "{words}").ok();
}

/// A folder as people name it from where they are.
fn shown(out: &Path) -> String {
    let here = env::current_dir().unwrap_or_default();
    out.strip_prefix(here).unwrap_or(out).display().to_string()
}

fn target(name: &str) -> Result<Target, String> {
    let known = || Target::ALL.map(Target::name).join(", ");
    Target::named(name).ok_or_else(|| format!("there is no target `{name}`, expected one of {}", known()))
}
