//! JSON for a script within a page: no text in it can end the element, and a reader sees every character of it.

use std::io;

use serde::Serialize;
use serde_json::ser::{CharEscape, CompactFormatter, Formatter};

use crate::values::visible::unsafe_characters;

/// A value as JSON in which every text is visible, as [`Visible`](crate::values::visible::Visible) makes it, and `<`, `>` and
/// `&` are escaped.
///
/// # Errors
/// When the value has no form in JSON.
pub(super) fn to_string(value: &impl Serialize) -> serde_json::Result<String> {
    let mut bytes = Vec::new();
    value.serialize(&mut serde_json::Serializer::with_formatter(&mut bytes, VisibleText(CompactFormatter)))?;
    // All of it has been written from texts.
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

struct VisibleText<F>(F);

impl<F: Formatter> Formatter for VisibleText<F> {
    fn write_string_fragment<W: ?Sized + io::Write>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()> {
        let mut begin = 0;
        for (at, char) in unsafe_characters(fragment) {
            without_markup(writer, &fragment[begin..at])?;
            write!(writer, "\\{}", char.escape_unicode())?;
            begin = at + char.len_utf8();
        }
        without_markup(writer, &fragment[begin..])
    }

    fn write_char_escape<W: ?Sized + io::Write>(&mut self, writer: &mut W, escape: CharEscape) -> io::Result<()> {
        let invisible = match escape {
            CharEscape::Backspace => 8,
            CharEscape::FormFeed => 12,
            CharEscape::CarriageReturn => 13,
            CharEscape::AsciiControl(byte) => byte,
            CharEscape::Quote
            | CharEscape::ReverseSolidus
            | CharEscape::Solidus
            | CharEscape::LineFeed
            | CharEscape::Tab => return self.0.write_char_escape(writer, escape),
        };
        write!(writer, "\\\\u{{{invisible:x}}}")
    }
}

fn without_markup<W: ?Sized + io::Write>(writer: &mut W, text: &str) -> io::Result<()> {
    let mut begin = 0;
    for (at, char) in text.match_indices(['<', '>', '&']) {
        writer.write_all(&text.as_bytes()[begin..at])?;
        write!(writer, "\\u{:04x}", char.as_bytes()[0])?;
        begin = at + 1;
    }
    writer.write_all(&text.as_bytes()[begin..])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::values::visible::Visible;

    #[test]
    fn a_script_gets_the_visible_text_and_a_parser_of_pages_no_markup() {
        let codes = (0..0x3000).chain(0xd7f0..0x11000).chain(0xe0000..0xe0100);
        let every: String = codes.filter_map(char::from_u32).flat_map(|char| ['a', char, 'b']).collect();
        for text in [&*every, "</script><!--<script>", "a\n::error::x\n##[error]", "\u{2028}\u{1b}]0;\u{7}\"\\\u{202e}"]
        {
            let json = to_string(&[text]).unwrap();
            assert!(!json.contains(['<', '>', '&', '\u{2028}', '\u{2029}', '\u{1b}']), "{json}");
            assert_eq!(serde_json::from_str::<[String; 1]>(&json).unwrap(), [Visible(text).to_string()]);
        }
    }
}
