//! The kill rate of the suite, as `KILL_RATE.md` has it.

use serde::Serialize;

/// The table of the rates in `KILL_RATE.md`. `cargo xtask mutants --write` makes both, and a package of this crate has only this one.
const TABLE: &str = include_str!("../../../kill-rates.md");

/// The kill rate as the page shows it.
#[derive(Debug, Serialize)]
pub(super) struct KillRate {
    lead: &'static str,
    rates: Vec<Rate>,
}

/// How many faults from one source were detected.
#[derive(Debug, PartialEq, Eq, Serialize)]
struct Rate {
    source: String,
    worth: String,
    killed: String,
}

/// The rates of this version of the suite.
pub(super) fn of_suite() -> KillRate {
    KillRate {
        lead: "A suite that cannot fail proves nothing. So faults are injected into a server, one at a time, and the suite has to \
               detect each of them. This is how many the suite of this run detects.",
        rates: rates(TABLE),
    }
}

fn rates(table: &str) -> Vec<Rate> {
    table.lines().skip(2).filter_map(rate).collect()
}

fn rate(line: &str) -> Option<Rate> {
    let text = |cell: &str| cell.trim().replace(['*', '`'], "");
    let mut cells = line.trim_matches('|').split('|');
    Some(Rate { source: text(cells.next()?), worth: text(cells.next()?), killed: text(cells.next()?) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_has_a_rate_for_each_source() {
        let rates = of_suite().rates;
        assert_eq!(rates.len(), 3, "the table has another form: {rates:?}");
        assert!(rates[0].source.starts_with("From inside: derived"), "{rates:?}");
        assert!(rates[0].killed.starts_with("killed ") && rates[0].killed.contains(" of "), "{rates:?}");
    }

    #[test]
    fn the_page_shows_the_same_table() {
        let page = include_str!("../../../../KILL_RATE.md");
        assert!(
            page.contains(TABLE),
            "run `cargo xtask mutants --write`, which writes conformance/kill-rates.md as well"
        );
    }
}
