//! Reads an env file (`.env`): lines `NAME=VALUE` as dotenvy knows them, each with the line on which it stands.

use std::{
    cell::Cell,
    io::{self, Read},
    rc::Rc,
};

/// A variable of the file, or an error.
pub(super) enum Item {
    /// A variable, and the line on which it ends, counted from one.
    Variable {
        /// Its name.
        name: String,
        /// Its value, which may be a secret.
        value: String,
        /// Its last line.
        line: usize,
    },
    /// Lines that are not `NAME=VALUE`.
    Malformed {
        /// The first of them, counted from one.
        line: usize,
        /// Their text, which may have secrets in it.
        text: String,
    },
}

/// Reads every variable of a file's text.
///
/// # Errors
/// When the file cannot be read any further.
pub(super) fn read(text: &str) -> io::Result<Vec<Item>> {
    let text = text.trim_start_matches('\u{feff}');
    let lines_read = Rc::new(Cell::new(0));
    let mut items = Vec::new();
    for item in dotenvy::from_read_iter(Lines { rest: text.as_bytes(), lines_read: Rc::clone(&lines_read) }) {
        let line = lines_read.get();
        items.push(match item {
            Ok((name, value)) => Item::Variable { name, value, line },
            // An unclosed quote makes one item of all lines up to the end of the file.
            Err(dotenvy::Error::LineParse(wrong, _)) => {
                let before = line.saturating_sub(wrong.lines().count().max(1));
                let text: Vec<&str> = text.lines().skip(before).take(line - before).collect();
                Item::Malformed { line: before + 1, text: text.join("\n") }
            }
            Err(dotenvy::Error::Io(error)) => return Err(error),
            Err(error) => return Err(io::Error::other(error)),
        });
    }
    Ok(items)
}

/// Gives out one line at a time and counts them: dotenvy's errors do not say on which line they are.
struct Lines<'t> {
    rest: &'t [u8],
    lines_read: Rc<Cell<usize>>,
}

impl Read for Lines<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let end = self.rest.iter().position(|byte| *byte == b'\n').map_or(self.rest.len(), |newline| newline + 1);
        let length = end.min(buffer.len());
        let (given, rest) = self.rest.split_at(length);
        buffer[..length].copy_from_slice(given);
        // A line may be longer than the buffer; it counts once its end is given out.
        if length == end && length > 0 {
            self.lines_read.set(self.lines_read.get() + 1);
        }
        self.rest = rest;
        Ok(length)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str) -> Vec<String> {
        let items = read(text).expect("a text can be read");
        let shown = items.into_iter().map(|item| match item {
            Item::Variable { name, value, line } => format!("{line}: {name} is {value}"),
            Item::Malformed { line, text } => format!("{line}: wrong: {text}"),
        });
        shown.collect()
    }

    #[test]
    fn every_variable_has_its_line() {
        let text = "\u{feff}# a comment\n\nA=1\r\nexport B='2 # $A'\nA=3 # again";
        assert_eq!(lines(text), ["3: A is 1", "4: B is 2 # $A", "5: A is 3"]);
        let long = "x".repeat(100_000);
        assert_eq!(lines(&format!("A={long}\nB=2\n")), [format!("1: A is {long}"), "2: B is 2".to_owned()]);
    }

    #[test]
    fn a_malformed_line_has_its_own_number_even_when_another_line_is_the_same() {
        assert_eq!(
            lines("A=two words\nB=1\nC=two words\n"),
            ["1: wrong: A=two words", "2: B is 1", "3: wrong: C=two words"]
        );
        assert_eq!(lines("A=1\nB='open\nC=3\n"), ["1: A is 1", "2: wrong: B='open\nC=3"]);
    }
}
