//! Rows of limited width, whatever is in them.

use crate::values::visible::{Visible, in_one_line};

/// What stands for the rest of a text.
const REST: &str = "...";

/// How many columns a character takes at most: those beyond ASCII may take two.
fn width_of(char: char) -> usize {
    if char.is_ascii() { 1 } else { 2 }
}

/// How many columns a text takes at most.
pub(super) fn width(text: &str) -> usize {
    text.chars().map(width_of).sum()
}

/// A text as one row.
fn shown(text: &str) -> String {
    Visible(&in_one_line(text)).to_string().replace('\t', " ")
}

/// A text in one row. What does not fit is left out.
pub(super) fn cut(text: &str, columns: usize) -> String {
    let text = shown(text);
    if width(&text) <= columns {
        return text.trim_end().to_owned();
    }
    let mut row = String::new();
    let mut left = columns.saturating_sub(REST.len());
    for char in text.chars() {
        let Some(rest) = left.checked_sub(width_of(char)) else { break };
        left = rest;
        row.push(char);
    }
    row.truncate(row.trim_end().len());
    row + REST.get(..columns.min(REST.len())).unwrap_or_default()
}

/// A text in at most `most` rows, broken between words; rows after the first begin with `indent`. What does not fit is left out.
pub(super) fn wrapped(text: &str, indent: &str, columns: usize, most: usize) -> Vec<String> {
    let text = shown(text);
    let mut rows: Vec<String> = Vec::new();
    let mut row = String::new();
    let mut is_first = true;
    for word in text.split(' ') {
        let is_full = !is_first && width(&row) + 1 + width(word) > columns;
        if is_full && rows.len() + 1 < most {
            rows.push(std::mem::replace(&mut row, format!("{indent}{word}")));
        } else {
            if !is_first {
                row.push(' ');
            }
            row.push_str(word);
        }
        is_first = false;
    }
    rows.push(row);
    rows.iter().map(|row| cut(row, columns)).collect()
}

/// A command in rows that a shell takes as one.
pub(super) fn command(command: &str, columns: usize) -> Vec<String> {
    let (mut rows, mut row) = (Vec::new(), String::from(" "));
    for word in shown(command).split(' ') {
        if width(&row) + width(word) + 3 > columns && row.trim() != "" {
            rows.push(format!("{row} \\"));
            row = String::from("   ");
        }
        row = format!("{row} {word}");
    }
    rows.push(row);
    match rows.iter().all(|row| width(row) <= columns) {
        true => rows,
        false => vec![cut("  the command in `sweep` of the JSON report", columns)],
    }
}

#[cfg(test)]
mod tests {
    use super::{command, cut, width, wrapped};

    #[test]
    fn a_row_is_never_wider_than_asked_for() {
        let hostile =
            ["", "a", "\u{1b}[31mred", "x\ny", "\u{4e2d}\u{6587}\u{4e2d}\u{6587}", "a b c d e f g h", "\t\t\t\t"];
        for text in hostile {
            for columns in 0..20 {
                assert!(width(&cut(text, columns)) <= columns, "{text:?} in {columns}");
                for row in wrapped(text, " ", columns, 3) {
                    assert!(width(&row) <= columns && !row.contains(['\u{1b}', '\n']), "{row:?} in {columns}");
                }
                assert!(wrapped(text, " ", columns, 3).len() <= 3);
            }
        }
        assert_eq!(cut("abcdefgh", 6), "abc...");
        assert_eq!(wrapped("one two three four", "  ", 9, 2), ["one two", "  thre..."]);
    }

    #[test]
    fn a_command_stays_one_for_a_shell() {
        let rows = command("suite sweep --target target.toml --journal journal", 30);
        assert!(rows.iter().all(|row| width(row) <= 30), "{rows:?}");
        let joined = rows.join("\n").replace("\\\n", "");
        assert_eq!(
            joined.split_whitespace().collect::<Vec<_>>().join(" "),
            "suite sweep --target target.toml --journal journal"
        );
    }
}
