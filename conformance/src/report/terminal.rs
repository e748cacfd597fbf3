//! What people read: standard output and standard error. Nothing else in this package writes to them.
//!
//! Whatever is printed is made visible first, so that no text of a target reaches a terminal or a log as it is. A stream that
//! nobody reads any more, or that is full, ends nothing: the rest of the text is lost, and the run goes on.

use std::{
    env,
    fmt::Display,
    io::{self, IsTerminal as _, Write},
    sync::{Mutex, PoisonError},
};

use crate::values::visible::Visible;

/// How wide a terminal is that does not say.
const USUAL_COLUMNS: usize = 80;

/// Takes the cursor back to the beginning of an empty line (ECMA-48: CR, EL).
const CLEAR: &str = "\r\u{1b}[K";

/// Where the text of a command goes, and why it got no further.
#[derive(Debug)]
pub(crate) struct Terminal {
    stream: Stream,
    lost: Mutex<Option<io::Error>>,
}

#[derive(Clone, Copy, Debug)]
enum Stream {
    Output,
    Error,
}

impl Terminal {
    /// The text goes to standard output.
    pub(crate) const fn output() -> Self {
        Self { stream: Stream::Output, lost: Mutex::new(None) }
    }

    /// The text goes to standard error, as standard output is for a report.
    pub(crate) const fn beside_a_report() -> Self {
        Self { stream: Stream::Error, lost: Mutex::new(None) }
    }

    /// Prints a text.
    pub(crate) fn print(&self, text: impl Display) {
        self.pass(Visible(&text.to_string()).to_string().as_bytes());
    }

    /// Prints what has been made visible before, with the colours that were added to it.
    pub(crate) fn pass(&self, bytes: &[u8]) {
        let mut lost = self.lost.lock().unwrap_or_else(PoisonError::into_inner);
        if lost.is_none() {
            *lost = self.stream.write(bytes).err();
        }
    }

    /// Why the text got no further, if a part of it is lost. Says nothing of a reader that wanted no more.
    pub(crate) fn is_lost(&self) -> Option<Option<String>> {
        let lost = self.lost.lock().unwrap_or_else(PoisonError::into_inner);
        let error = lost.as_ref()?;
        Some((error.kind() != io::ErrorKind::BrokenPipe).then(|| error.to_string()))
    }

    /// Whether to print in colours.
    pub(crate) fn has_colours(&self) -> bool {
        #[expect(clippy::disallowed_methods, reason = "it is asked and not written to")]
        let choice = match self.stream {
            Stream::Output => anstream::AutoStream::choice(&io::stdout()),
            Stream::Error => anstream::AutoStream::choice(&io::stderr()),
        };
        choice != anstream::ColorChoice::Never
    }
}

impl Stream {
    #[expect(clippy::disallowed_methods, reason = "everything that is printed comes through here")]
    fn write(self, bytes: &[u8]) -> io::Result<()> {
        fn whole(mut stream: impl Write, bytes: &[u8]) -> io::Result<()> {
            stream.write_all(bytes)?;
            stream.flush()
        }
        match self {
            Self::Output => whole(io::stdout().lock(), bytes),
            Self::Error => whole(io::stderr().lock(), bytes),
        }
    }
}

/// Whether standard error shows a line that moves: a person watches it, and it obeys what moves a line.
pub(crate) fn has_moving_line() -> bool {
    #[expect(clippy::disallowed_methods, reason = "it is asked and not written to")]
    let is_terminal = io::stderr().is_terminal();
    is_terminal && env::var_os("TERM").is_none_or(|kind| kind != "dumb")
}

/// How many columns standard output has. `COLUMNS` says otherwise.
pub(crate) fn columns() -> usize {
    let named = env::var("COLUMNS").ok().and_then(|count| count.parse().ok()).filter(|count| *count > 0);
    named.unwrap_or(USUAL_COLUMNS)
}

/// Whether a line stands on standard error that is to be replaced.
static LINE: Mutex<bool> = Mutex::new(false);

/// Puts a text in the place of the line that moves.
pub(crate) fn move_line(text: &str) {
    let mut stands = LINE.lock().unwrap_or_else(PoisonError::into_inner);
    let most = columns().saturating_sub(1);
    let text: String = Visible(text).to_string().chars().take(most).collect();
    *stands = Stream::Error.write(format!("{CLEAR}{text}").as_bytes()).is_ok();
}

/// Takes away the line that moves.
pub(crate) fn clear_line() {
    let mut stands = LINE.lock().unwrap_or_else(PoisonError::into_inner);
    if std::mem::take(&mut *stands) {
        drop(Stream::Error.write(CLEAR.as_bytes()));
    }
}

/// Prints a message on standard error. If that is closed, the exit code still says how it went.
pub(crate) fn notify(message: impl Display) {
    clear_line();
    drop(Stream::Error.write(format!("{}\n", Visible(&message.to_string())).as_bytes()));
}

/// Writes a whole report to standard output.
///
/// # Errors
/// When it cannot be written. A reader that wants no more of it is none.
pub(super) fn write_report(bytes: &[u8]) -> io::Result<()> {
    match Stream::Output.write(bytes) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        written => written,
    }
}
