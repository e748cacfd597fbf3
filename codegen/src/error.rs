//! What can go wrong while code is generated.

use std::{io, path::PathBuf, time::Duration};

use crate::Target;

/// Why there is no generated code, or why it could not be compared or written.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Some targets cannot be made; the others can.
    #[error("not everything that was asked for can be generated, so nothing is:{}", .0.iter().map(|(target, error)| format!("\n  target `{target}`: {error}")).collect::<String>())]
    Targets(Vec<(Target, Error)>),
    /// The spec is sound, but says something for which there is no code, or leaves out what code needs.
    #[error("the spec cannot be turned into code: {0}")]
    Unsupported(String),
    /// A template is broken or asks for a string that its view does not have. The message names template, line and
    /// column.
    #[error("a template failed\n{0}")]
    Template(#[from] tera::Error),
    /// A template of one's own is broken. The message names template, line and column.
    #[error("a template failed; its file is below {}\n{source}", dir.display())]
    OwnTemplate {
        /// The directory of one's own templates.
        dir: PathBuf,
        /// What is wrong.
        source: tera::Error,
    },
    /// Several things are wrong, each for a reason of its own.
    #[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))]
    Several(Vec<Error>),
    /// Files among one's own templates would have no effect.
    #[error(
        "{} has files that take no template's place: {}; expected the names of built-in templates. Rename or remove them: \
         `--dump-view` shows which templates there are",
        dir.display(),
        unknown.join(", ")
    )]
    TemplateNames {
        /// The directory of one's own templates.
        dir: PathBuf,
        /// The files, below it.
        unknown: Vec<String>,
    },
    /// What a template laid out is not Rust.
    #[error(
        "{file}: what the template {template} lays out is not Rust: {message} at {line}:{column} of that text\n  {excerpt}\n  Mend the \
         template, or the view that fills it"
    )]
    Syntax {
        /// The template, with its suffix.
        template: String,
        /// The file, below `generated/`.
        file: PathBuf,
        /// What is wrong with it.
        message: String,
        /// The line in the code as it was laid out, before formatting.
        line: usize,
        /// The column in that line.
        column: usize,
        /// That line.
        excerpt: String,
    },
    /// Some names of the spec would stand for two things in the generated files, which could not be used.
    #[error("names of the spec would stand for two things in the generated files:{}", .0.iter().map(|clash| format!("\n    {clash}")).collect::<String>())]
    Names(Vec<String>),
    /// Below `generated/` there are files that the generator did not make, and would remove.
    #[error(
        "{} has files that the generator did not make: {}; expected nothing but generated files there. Nothing was \
         written: move these elsewhere or delete them, and run the generator again",
        root.display(),
        list(files)
    )]
    Foreign {
        /// The directory of generated files.
        root: PathBuf,
        /// The files and links below it.
        files: Vec<PathBuf>,
    },
    /// The generated files would be a part of the spec.
    #[error(
        "{} is inside the spec, {}, where the next run would read it; nothing was written: choose another folder for the generated \
         files",
        out.display(),
        spec.display()
    )]
    InsideSpec {
        /// The directory of generated files.
        out: PathBuf,
        /// The directory of the spec.
        spec: PathBuf,
    },
    /// A directory of generated files cannot be written.
    #[error(
        "{} is read-only, but generated files are to be written there. Nothing was written: make it writable \
         (chmod -R u+w), and run the generator again",
        .0.display()
    )]
    ReadOnly(PathBuf),
    /// Another run is writing and does not finish.
    #[error(
        "another run of the generator has been writing below {} for {} s or more. Nothing was written: wait for that run \
         or end it, and run the generator again",
        directory.display(),
        timeout.as_secs()
    )]
    Busy {
        /// The directory that the other run has locked.
        directory: PathBuf,
        /// How long this run has waited.
        timeout: Duration,
    },
    /// The new files are in place, but the old ones could not be removed.
    #[error("the generated files are up to date, but the old ones are still in {}: {source}. Delete that directory", path.display())]
    OldTree {
        /// Where the old files are.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// A file or directory could not be read or written.
    #[error("{}: {source}", path.display())]
    Io {
        /// The file or directory.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
}

impl Error {
    /// What all of these give, or every error among them.
    pub(crate) fn all<T>(results: impl IntoIterator<Item = Result<T, Self>>) -> Result<Vec<T>, Self> {
        let mut given = Vec::new();
        let mut errors = Vec::new();
        for result in results {
            match result {
                Ok(one) => given.push(one),
                Err(error) => errors.push(error),
            }
        }
        match errors.len() {
            0 => Ok(given),
            1 => Err(errors.remove(0)),
            _ => Err(Self::Several(errors)),
        }
    }

    /// Names the path at which a system call failed.
    pub(crate) fn io(path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |source| Self::Io { path, source }
    }
}

/// More files than this are not listed whole.
const LISTED: usize = 10;

fn list(files: &[PathBuf]) -> String {
    let list = files.iter().take(LISTED).map(|file| file.display().to_string()).collect::<Vec<_>>().join(", ");
    match files.len().saturating_sub(LISTED) {
        0 => list,
        more => format!("{list} and {more} more"),
    }
}
