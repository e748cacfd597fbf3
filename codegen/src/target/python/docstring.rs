//! Docstrings.

use crate::layout::{WIDTH, visible, wrapped};

/// A docstring of these paragraphs, behind so many columns. The first is the summary, which stays on its line.
pub(super) fn docstring(indent: usize, paragraphs: &[&str]) -> String {
    let outer = " ".repeat(indent);
    let clean = |text: &str| visible(text).replace('\\', "\\\\").replace("\"\"\"", "\\\"\\\"\\\"");
    let [summary, rest @ ..] = paragraphs else { return String::from("\"\"\"\"\"\"") };
    let summary = wrapped(&clean(summary), usize::MAX).concat();
    if rest.is_empty() {
        let space = if summary.ends_with('"') { " " } else { "" };
        return format!("\"\"\"{summary}{space}\"\"\"");
    }
    let width = WIDTH.saturating_sub(indent);
    let rest = rest.iter().map(|text| {
        let lines = wrapped(&clean(text), width).into_iter();
        lines.map(|line| format!("{outer}{line}\n")).collect::<String>()
    });
    format!("\"\"\"{summary}\n\n{}{outer}\"\"\"", rest.collect::<Vec<_>>().join("\n"))
}

#[cfg(test)]
mod tests {
    use super::docstring;

    #[test]
    fn a_docstring_cannot_end_itself() {
        assert_eq!(docstring(0, &["a \"\"\" \\ \"b\""]), "\"\"\"a \\\"\\\"\\\" \\\\ \"b\" \"\"\"");
    }

    #[test]
    fn paragraphs_are_apart() {
        assert_eq!(docstring(4, &["One.", "Two."]), "\"\"\"One.\n\n    Two.\n    \"\"\"");
    }
}
