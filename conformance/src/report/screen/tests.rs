//! The screen keeps its size whatever happened.

use std::collections::BTreeSet;

use kii_spec::Level;

use super::{ROWS, Screen, row::width};
use crate::{
    report::{
        case_result::StepKind,
        finding::{ReportedFinding, Witness},
        tests::fixture::{MadeUpRun, Outcomes},
    },
    values::random::mixed,
};

const HOSTILE: [&str; 8] = [
    "short",
    "",
    "a text that is much longer than a row of eighty columns may be, so that most of it has to be left out somewhere",
    "\u{4e2d}\u{6587}\u{4e2d}\u{6587}\u{4e2d}\u{6587}\u{4e2d}\u{6587}\u{4e2d}\u{6587}\u{4e2d}\u{6587}\u{4e2d}\u{6587}\u{4e2d}\u{6587}\u{4e2d}\u{6587}",
    "first\nsecond\nthird\n::error::fourth",
    "\u{1b}]0;title\u{7}\u{1b}[2J\u{9b}31m",
    "a\u{202e}b\tc\td\te\tf\tg\th\ti\tj\tk\tl\tm\tn\to\tp\tq\tr\ts\tt\tu\tv\tw\tx\ty\tz",
    "test result: ok. 1 passed; 0 failed",
];

/// Numbers that look random and are the same each time.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: usize) -> usize {
        self.0 += 1;
        usize::try_from(mixed(self.0) % end as u64).unwrap()
    }

    fn text(&mut self) -> String {
        HOSTILE[self.below(HOSTILE.len())].repeat(self.below(4))
    }
}

fn finding(numbers: &mut Numbers, number: usize) -> ReportedFinding {
    let texts =
        |numbers: &mut Numbers| -> BTreeSet<String> { (0..=numbers.below(3)).map(|_| numbers.text()).collect() };
    ReportedFinding {
        id: format!("F{number}"),
        signature: "00000000".to_owned(),
        level: [Level::Must, Level::Should][numbers.below(2)],
        scored: numbers.below(2) == 0,
        title: numbers.text(),
        operations: texts(numbers),
        scopes: texts(numbers),
        places: 1,
        cases: vec![numbers.text(); numbers.below(1000)],
        witness: Witness {
            case: numbers.text(),
            statement: numbers.text(),
            source: numbers.text(),
            expected: numbers.text(),
            found: numbers.text(),
            step: StepKind::Act,
            rerun: numbers.text(),
        },
    }
}

#[test]
fn it_has_at_most_40_rows_of_80_columns_whatever_happened() {
    let mut numbers = Numbers(1);
    let outcomes = [Outcomes::All, Outcomes::NoResultForSome];
    let reports = outcomes.map(|outcomes| MadeUpRun::new(outcomes).report(None));
    for round in 0..400 {
        let mut report = reports[round % reports.len()].clone();
        report.findings = (0..numbers.below(60)).map(|number| finding(&mut numbers, number + 1)).collect();
        report.sweep = (0..numbers.below(4)).map(|_| numbers.text()).collect();
        report.verdict.reason = report.verdict.reason.map(|reason| reason + &numbers.text());
        report.verdict.except = (0..numbers.below(30)).map(|_| numbers.text()).collect();
        let operations = numbers.below(40);
        let cell = report.coverage[0].clone();
        for number in 0..operations {
            let mut cell = cell.clone();
            (cell.operation, cell.scope) = (format!("{number}{}", numbers.text()), numbers.text());
            report.coverage.push(cell);
        }
        let columns = [80, 80, 80, 20, 40, 200][numbers.below(6)];
        let files = (0..numbers.below(3)).map(|_| numbers.text()).collect();
        let rows = Screen { report: &report, show: "kii-conformance show".to_owned(), columns, files }.rows();
        assert!(rows.len() <= ROWS, "{} rows:\n{}", rows.len(), rows.join("\n"));
        for row in &rows {
            assert!(width(row) <= columns, "{} columns: {row}", width(row));
            assert!(!row.chars().any(char::is_control), "{}", row.escape_unicode());
        }
        let sentence = report.verdict().to_string();
        let beginning = sentence.split(' ').next().unwrap();
        assert!(
            rows[0].starts_with(beginning),
            "{beginning:?} is not the first thing that is said:\n{}",
            rows.join("\n")
        );
        let hidden = rows.iter().find_map(|row| row.strip_prefix("and ")?.strip_suffix(" more: kii-conformance show"));
        let shown = rows.iter().filter(|row| row.starts_with('F') && row.contains(" case")).count();
        let hidden = hidden.map_or(0, |count| count.parse::<usize>().unwrap());
        assert!(columns < 80 || shown + hidden == report.findings.len(), "{shown} + {hidden}:\n{}", rows.join("\n"));
    }
}

#[test]
fn the_layout_of_the_screen() {
    for (name, outcomes) in [
        ("screen_of_every_outcome", Outcomes::All),
        ("screen_of_an_unexpected_pass", Outcomes::NoFailure),
        ("screen_without_a_result", Outcomes::NoResultForSome),
    ] {
        let report = MadeUpRun::new(outcomes).report(None);
        let files = vec!["report.json".to_owned()];
        insta::assert_snapshot!(
            name,
            Screen { report: &report, show: "kii-conformance show".to_owned(), columns: 80, files }
        );
    }
}
