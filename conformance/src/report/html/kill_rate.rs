//! The kill rate of the suite, as `KILL_RATE.md` has it.

use serde::Serialize;

/// The page that `cargo xtask mutants --write` makes. It has the figures, so that nobody writes them twice.
const PAGE: &str = include_str!("../../../../KILL_RATE.md");

/// Where the table of the rates begins.
const HEADING: &str = "| source of the faults | what the rate is worth | killed |";

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
        rates: rates(PAGE),
    }
}

fn rates(page: &str) -> Vec<Rate> {
    let table = page.split_once(HEADING).map_or("", |(_, table)| table);
    let lines = table.lines().skip(2).take_while(|line| line.starts_with('|'));
    lines.filter_map(rate).collect()
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
    fn the_page_has_a_rate_for_each_source() {
        let rates = of_suite().rates;
        assert_eq!(rates.len(), 3, "the table of KILL_RATE.md has another form: {rates:?}");
        assert!(rates[0].source.starts_with("From inside: derived"), "{rates:?}");
        assert!(rates[0].killed.starts_with("killed ") && rates[0].killed.contains(" of "), "{rates:?}");
    }

    #[test]
    fn another_page_has_none() {
        assert_eq!(rates("# Something else\n| a | b | c |\n"), []);
    }
}
