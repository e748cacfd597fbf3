//! JSON that can be shown anywhere: what a terminal obeys and what a reader cannot see is escaped, and stays what it is for
//! whoever reads the JSON.

use std::io;

use serde::Serialize;
use serde_json::ser::{CompactFormatter, Formatter, PrettyFormatter};

use crate::values::visible::unsafe_characters;

/// A value as JSON in several lines.
///
/// # Errors
/// When the value has no form in JSON.
pub(crate) fn to_string(value: &impl Serialize) -> serde_json::Result<String> {
    written(value, PrettyFormatter::new())
}

/// A value as JSON in one line, with a line feed at its end.
///
/// # Errors
/// When the value has no form in JSON.
pub(super) fn to_line(value: &impl Serialize) -> serde_json::Result<String> {
    written(value, CompactFormatter).map(|json| json + "\n")
}

fn written(value: &impl Serialize, formatter: impl Formatter) -> serde_json::Result<String> {
    let mut bytes = Vec::new();
    value.serialize(&mut serde_json::Serializer::with_formatter(&mut bytes, Escaping(formatter)))?;
    // All of it has been written from texts.
    String::from_utf8(bytes).map_err(serde::ser::Error::custom)
}

/// Whether there is certainly nothing to escape, as in most texts.
fn is_plain(text: &str) -> bool {
    text.bytes().all(|byte| matches!(byte, b' '..=b'~')) && !text.contains("::") && !text.contains("##")
}

/// Lays out JSON as another formatter does, and escapes more in strings.
struct Escaping<F>(F);

impl<F: Formatter> Formatter for Escaping<F> {
    fn write_string_fragment<W: ?Sized + io::Write>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()> {
        if is_plain(fragment) {
            return writer.write_all(fragment.as_bytes());
        }
        let mut begin = 0;
        for (at, char) in unsafe_characters(fragment) {
            writer.write_all(&fragment.as_bytes()[begin..at])?;
            for unit in char.encode_utf16(&mut [0; 2]) {
                write!(writer, "\\u{unit:04x}")?;
            }
            begin = at + char.len_utf8();
        }
        writer.write_all(&fragment.as_bytes()[begin..])
    }

    fn begin_array<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.begin_array(writer)
    }

    fn end_array<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_array(writer)
    }

    fn begin_array_value<W: ?Sized + io::Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        self.0.begin_array_value(writer, first)
    }

    fn end_array_value<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_array_value(writer)
    }

    fn begin_object<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.begin_object(writer)
    }

    fn end_object<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_object(writer)
    }

    fn begin_object_key<W: ?Sized + io::Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        self.0.begin_object_key(writer, first)
    }

    fn begin_object_value<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.begin_object_value(writer)
    }

    fn end_object_value<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_object_value(writer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reader_gets_what_was_written_and_a_terminal_gets_none_of_it() {
        let text = "a\u{1b}\u{9b}\u{202e}\u{2028}\u{feff}\u{ffff}\u{e0001}\n##[error] ##vso[x]\"\u{e4}\\";
        let json = to_string(&[text]).unwrap();
        let expected = r##""a\u001b\u009b\u202e\u2028\ufeff\uffff\udb40\udc01\n#\u0023[error] #\u0023vso[x]\"ä\\""##;
        assert_eq!(json, format!("[\n  {expected}\n]"));
        assert_eq!(serde_json::from_str::<Vec<String>>(&json).unwrap(), [text]);
    }
}
