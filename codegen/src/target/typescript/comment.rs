//! Doc comments.

use crate::layout::{WIDTH, fitting, visible, wrapped};

/// A doc comment of these paragraphs, behind so many columns.
pub(super) fn comment(indent: usize, paragraphs: &[&str]) -> String {
    let outer = " ".repeat(indent);
    let clean = |text: &&str| visible(text).replace("*/", "*\\/");
    let paragraphs: Vec<String> = paragraphs.iter().map(clean).collect();
    let broken = || {
        let width = WIDTH.saturating_sub(indent + 3);
        let paragraphs = paragraphs.iter().map(|text| {
            let lines = wrapped(text, width).into_iter();
            lines.map(|line| format!("{outer} * {line}\n")).collect::<String>()
        });
        format!("/**\n{}{outer} */", paragraphs.collect::<Vec<_>>().join(&format!("{outer} *\n")))
    };
    match paragraphs.as_slice() {
        [only] => fitting(indent, format!("/** {} */", wrapped(only, usize::MAX).concat()), broken),
        _ => broken(),
    }
}

#[cfg(test)]
mod tests {
    use super::comment;

    #[test]
    fn a_comment_cannot_end_itself() {
        assert_eq!(comment(2, &["a */ b"]), "/** a *\\/ b */");
    }

    #[test]
    fn paragraphs_are_apart() {
        assert_eq!(comment(2, &["One.", "Two."]), "/**\n   * One.\n   *\n   * Two.\n   */");
    }
}
