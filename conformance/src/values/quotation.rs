//! Texts of a target within messages of the suite.
//!
//! A quoted text is cut when secrets have been removed from it and not before, as nobody would recognise the mere beginning of
//! a secret. So a message holds a long text whole, between marks, until [`message()`] redacts and cuts it. The marks are
//! noncharacters, which Unicode keeps for such uses.

use super::visible::{in_one_line, text_of};

/// How many characters of a quoted text a message shows.
const SHOWN: usize = 200;

/// How many characters of a quoted text are held.
const HELD: usize = 16 * 1024;

/// Where a long quotation begins.
const BEGIN: char = '\u{fdd0}';

/// Where it ends.
const END: char = '\u{fdd1}';

/// Where a text was cut before secrets were removed from it.
const CUT: char = '\u{fdd2}';

/// A text of a target for the middle of a message: in one line, and cut short once [`message()`] is made of it.
pub(crate) fn quoted(text: &str) -> String {
    match text.char_indices().nth(SHOWN) {
        None => in_one_line(text),
        Some(_) => format!("{BEGIN}{}{END}", beginning(text, HELD)),
    }
}

/// The same for a text of which more may have followed, so that it may end amid a secret.
pub(crate) fn quoted_beginning(text: &str) -> String {
    match text.char_indices().nth(SHOWN) {
        None => format!("{}{CUT}", in_one_line(&without_marks(text))),
        Some(_) => {
            let held: String = without_marks(text).chars().take(HELD).collect();
            format!("{BEGIN}{held}{CUT}{END}")
        }
    }
}

/// The same for bytes, for example those of a header's value.
pub(crate) fn quoted_bytes(bytes: &[u8]) -> String {
    quoted(&text_of(bytes))
}

/// The first characters of a text, marked at the end if that is not all.
pub(crate) fn beginning(text: &str, characters: usize) -> String {
    match text.char_indices().nth(characters) {
        None => without_marks(text),
        Some((end, _)) => format!("{}{CUT}", without_marks(&text[..end])),
    }
}

/// A message with its quotations cut short and without any mark. `redact` removes secrets from a text; it gets whether the
/// text was cut at its end.
pub(crate) fn message(quoting: &str, redact: impl Fn(&str, bool) -> String) -> String {
    let mut message = String::new();
    let mut rest = quoting;
    while let Some((before, (quotation, after))) =
        rest.split_once(BEGIN).and_then(|(before, behind)| Some((before, behind.split_once(END)?)))
    {
        message.push_str(before);
        let line = in_one_line(&parts(quotation, &redact));
        match line.char_indices().nth(SHOWN) {
            Some((end, _)) => message.push_str(&format!("{}...", &line[..end])),
            None => message.push_str(&line),
        }
        rest = after;
    }
    message.push_str(rest);
    parts(&message, &redact)
}

/// A text without secrets, which may have been cut in several places.
fn parts(text: &str, redact: &impl Fn(&str, bool) -> String) -> String {
    let mut parts = text.split(CUT).peekable();
    let mut whole = String::new();
    while let Some(part) = parts.next() {
        whole.push_str(&redact(part, parts.peek().is_some()));
    }
    whole
}

fn without_marks(text: &str) -> String {
    let is_mark = |char| matches!(char, BEGIN | END | CUT);
    text.chars().map(|char| if is_mark(char) { char.escape_unicode().to_string() } else { char.to_string() }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Removes one secret, and the beginning of it where a text was cut.
    fn redact(text: &str, is_cut: bool) -> String {
        let whole = text.replace("secret", "[redacted]");
        if is_cut { whole.trim_end_matches("secr").to_owned() } else { whole }
    }

    #[test]
    fn a_secret_is_removed_before_a_quotation_is_cut() {
        let text = format!("{}secret and more", "x".repeat(SHOWN - 4));
        let shown = message(&format!("member `a`: {}, not b", quoted(&text)), redact);
        assert_eq!(shown, format!("member `a`: {}[red..., not b", "x".repeat(SHOWN - 4)));
    }

    #[test]
    fn what_was_cut_before_hides_the_beginning_of_a_secret() {
        let text = format!("{}secret", "x".repeat(HELD - 4));
        assert!(!message(&beginning(&text, HELD), redact).contains("sec"));
    }

    #[test]
    fn a_short_text_stays_and_marks_of_a_target_mean_nothing() {
        assert_eq!(message(&quoted("a\nb"), redact), r"a\nb");
        let hostile = format!("{END}{}{BEGIN}{CUT}", "x".repeat(SHOWN));
        assert_eq!(message(&quoted(&hostile), redact), format!("\\u{{fdd1}}{}...", "x".repeat(SHOWN - 8)));
    }
}
