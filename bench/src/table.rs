//! A table of figures, for a terminal and as Markdown.

use crate::figure::Figure;

/// The heads of the columns.
const HEADS: [&str; 6] = ["figure", "measured", "target", "ratio", "met", "what it is"];

/// Lays out figures in columns that are as wide as they need to be, with `|` between them.
pub(crate) fn table(figures: &[Figure]) -> String {
    let rows: Vec<[String; 6]> = figures.iter().map(row).collect();
    let widths: Vec<usize> = (0..HEADS.len())
        .map(|column| rows.iter().map(|row| row[column].len()).chain([HEADS[column].len()]).max().unwrap_or_default())
        .collect();
    let line = |cells: &[String; 6]| {
        let cells = cells.iter().zip(&widths).map(|(cell, width)| format!("| {cell:width$} "));
        format!("{}|\n", cells.collect::<String>())
    };
    let rule: String = widths.iter().map(|width| format!("|{}", "-".repeat(width + 2))).collect();
    let body: String = rows.iter().map(line).collect();
    format!("{}{rule}|\n{body}", line(&HEADS.map(str::to_owned)))
}

fn row(figure: &Figure) -> [String; 6] {
    [
        figure.name.clone(),
        figure.unit.text(figure.value),
        figure.target.map_or_else(String::new, |target| target.text(figure.unit)),
        figure.ratio().map_or_else(String::new, |ratio| format!("{ratio:.2}")),
        figure.is_met().map_or("", |is_met| if is_met { "yes" } else { "NO" }).to_owned(),
        figure.about.clone(),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figure::{Target, Unit};

    #[test]
    fn a_row_shows_value_target_ratio_and_whether_the_target_is_met() {
        let figures = [
            Figure::new("limit.wall", 3.0, Unit::Seconds, "the wait + 1 s").with(Target::AtMost(2.0)),
            Figure::new("limit.wait", 1.0, Unit::Seconds, "the wait"),
        ];
        let expected = "\
| figure     | measured | target    | ratio | met | what it is     |
|------------|----------|-----------|-------|-----|----------------|
| limit.wall | 3.00 s   | <= 2.00 s | 1.50  | NO  | the wait + 1 s |
| limit.wait | 1.00 s   |           |       |     | the wait       |
";
        assert_eq!(table(&figures), expected);
    }
}
