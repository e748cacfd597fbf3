//! Texts of others as they can be shown anywhere: a terminal obeys nothing in them, and a reader sees all of them.

use std::fmt;

/// A text in which every character that is invisible, that a terminal obeys, or that makes a line a command of a CI system
/// is written as `\u{1b}`. Line feeds and tabs stay. What is visible already stays as it is, so doing it twice changes nothing.
pub(crate) struct Visible<'a>(pub(crate) &'a str);

impl fmt::Display for Visible<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut begin = 0;
        for (at, char) in unsafe_characters(self.0) {
            f.write_str(&self.0[begin..at])?;
            write!(f, "{}", char.escape_unicode())?;
            begin = at + char.len_utf8();
        }
        f.write_str(&self.0[begin..])
    }
}

/// A text in one line, for the middle of a sentence.
pub(crate) fn in_one_line(text: &str) -> String {
    text.replace('\n', "\\n")
}

/// Bytes as text. What is not UTF-8 is written as `\xff`.
pub(crate) fn text_of(bytes: &[u8]) -> String {
    let mut text = String::new();
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        text.extend(chunk.invalid().escape_ascii().map(char::from));
    }
    text
}

/// The characters of a text that nobody must get as they are, with the bytes at which they stand.
pub(crate) fn unsafe_characters(text: &str) -> impl Iterator<Item = (usize, char)> {
    text.char_indices().filter(|(at, char)| match char {
        '#' => is_in_command(text, *at),
        ':' => begins_command(text, *at),
        char => is_invisible(*char),
    })
}

/// Whether this is the second `#` of `##[error]`, `##vso[`, `##teamcity[`: these are commands in any place of a line.
fn is_in_command(text: &str, at: usize) -> bool {
    let is_word = |char: char| char.is_ascii_alphanumeric() || matches!(char, '-' | '_' | '.');
    text[..at].ends_with('#') && text[at + 1..].trim_start_matches(is_word).starts_with('[')
}

/// Whether `::error::` begins here: it is a command of GitHub's runner at the beginning of a line.
fn begins_command(text: &str, at: usize) -> bool {
    let before = text[..at].chars().rev().find(|char| *char == '\n' || !char.is_whitespace());
    text[at..].starts_with("::") && matches!(before, None | Some('\n'))
}

/// Whether a character is one of these: C0 but line feed and tab, DEL, C1, bidirectional controls, line and paragraph
/// separators, what readers are to ignore (`Default_Ignorable_Code_Point` of Unicode), and noncharacters.
const fn is_invisible(char: char) -> bool {
    matches!(
        char,
        '\0'..='\u{8}' | '\u{b}'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{ad}' | '\u{34f}' | '\u{61c}'
            | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}' | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fdd0}'..='\u{fdef}'
            | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}'
            | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}'
    ) || (char as u32) & 0xfffe == 0xfffe
}

#[cfg(test)]
mod tests {
    use super::*;

    fn visible(text: &str) -> String {
        Visible(text).to_string()
    }

    #[test]
    fn nothing_that_a_terminal_obeys_or_a_reader_cannot_see_stays() {
        let hidden = (0..0x20).filter(|code| !matches!(code, 9 | 10)).chain(0x7f..=0x9f);
        let bidi = (0x202a..=0x202e).chain(0x2066..=0x2069).chain([0x200e, 0x200f, 0x61c]);
        let others = (0..=16).flat_map(|plane| [plane * 0x10000 + 0xfffe, plane * 0x10000 + 0xffff]);
        let others = others.chain(0xfdd0..=0xfdef).chain([0x2028, 0x2029, 0xfeff, 0x200b, 0x200d, 0x2060, 0xad]);
        for char in hidden.chain(bidi).chain(others).filter_map(char::from_u32) {
            let escaped = format!("a\\u{{{:x}}}b", u32::from(char));
            assert_eq!(visible(&format!("a{char}b")), escaped);
            assert_eq!(visible(&escaped), escaped, "doing it twice changes nothing");
        }
        let plain = "a\tb\n\u{e4} \u{4e2d} \u{1f600} \\ \u{fffd}";
        assert_eq!(visible(plain), plain);
    }

    #[test]
    fn no_line_is_a_command_of_a_ci_system() {
        for (command, shown) in [
            ("##[error]x", "#\\u{23}[error]x"),
            ("x ##vso[task.x]", "x #\\u{23}vso[task.x]"),
            ("##teamcity[x]", "#\\u{23}teamcity[x]"),
            ("  ::error::x\n\t::set-output name=a::b", "  \\u{3a}:error::x\n\t\\u{3a}:set-output name=a::b"),
        ] {
            assert_eq!(visible(command), shown);
        }
        for plain in ["## A title", "a::b", "std::fmt", "#[test]", "C#"] {
            assert_eq!(visible(plain), plain);
        }
    }

    #[test]
    fn bytes_that_are_no_text_are_written_out() {
        assert_eq!(text_of(b"gr\xfcn \xe2\x82"), r"gr\xfcn \xe2\x82");
        assert_eq!(text_of("gr\u{fc}n".as_bytes()), "gr\u{fc}n");
    }
}
