//! What the program prints. Whoever has closed a stream does not want to read it, which is no reason to fail.

use std::io::{self, Write};

/// Prints what was asked for to standard output.
pub(crate) fn print(text: &str) {
    let mut output = io::stdout().lock();
    drop(output.write_all(text.as_bytes()));
    drop(output.flush());
}

/// Prints a line for people to standard error.
pub(crate) fn note(text: &str) {
    drop(writeln!(io::stderr(), "{text}"));
}
