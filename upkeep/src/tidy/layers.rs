//! The wings of the conformance suite form layers: each uses only those above it in one list.

use super::{Finding, Repository, repository::File, rust::Token};

/// Where the wings are.
const ROOM: &str = "conformance/src";

/// The wings of `conformance/src`, in the order in which data flows, each with what it takes and gives. A wing uses only wings
/// above it.
const WINGS: &[(&str, &str)] = &[
    ("values", "a seed and a name -> the same values every time"),
    ("deployment", "files, environment and flags -> the target"),
    ("cases", "the API -> cases"),
    ("send", "a step, a target and a state -> an exchange"),
    ("judge", "an exchange and a state -> what was observed, what is wrong and what was examined"),
    ("run", "a case and a session -> a record"),
    ("score", "records -> a verdict"),
    ("report", "a run -> text, JSON and JUnit"),
    ("mutation", "the API and a suite -> which faults the suite detects"),
    ("traffic", "exchanges that others have made -> what is wrong with them"),
    ("cli", "arguments -> an exit code"),
];

/// Files beside the wings.
const FACES: &[&str] = &["lib.rs", "main.rs"];

pub(super) fn no_arrow_runs_up(repository: &Repository) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (file, tokens) in repository.rust() {
        let Ok(path) = file.path.strip_prefix(ROOM) else { continue };
        let mut parts = path.iter().filter_map(|part| part.to_str());
        let (first, depth) = (parts.next().unwrap_or_default(), parts.count());
        match (layer(first), depth) {
            (None, 0) if FACES.contains(&first) => {}
            (None, _) => findings.push(stray(file, first)),
            (Some(own), _) => {
                let upward = named(tokens, modules_below_root(file, depth)).into_iter().filter_map(|(line, wing)| {
                    let used = layer(&wing).filter(|used| *used > own)?;
                    Some(climbing(file, line, own, used))
                });
                findings.extend(upward);
            }
        }
    }
    findings
}

/// Where a wing stands in the list, if it is one.
fn layer(name: &str) -> Option<usize> {
    WINGS.iter().position(|(wing, _)| *wing == name)
}

fn stray(file: &File, name: &str) -> Finding {
    let wings: Vec<&str> = WINGS.iter().map(|(wing, _)| *wing).collect();
    Finding {
        file: file.path.clone(),
        line: 1,
        what: format!("`{name}` is no wing of the suite"),
        why: "the folders of conformance/src show how data flows, so that a line of code is found at the first guess",
        fix: format!("move it into one of the wings {}, or change the list in {}", wings.join(", "), file!()),
    }
}

fn climbing(file: &File, line: usize, own: usize, used: usize) -> Finding {
    let name = |layer: usize| WINGS.get(layer).copied().unwrap_or_default();
    let ((own, takes), (used, gives)) = (name(own), name(used));
    Finding {
        file: file.path.clone(),
        line,
        what: format!("`{own}` ({takes}) uses `{used}` ({gives}), which is below it"),
        why: "each wing uses only those above it, so that it can be understood and changed without those below",
        fix: format!("move what is needed into `{own}` or a wing above it, or move this code into `{used}`"),
    }
}

/// How many `super` lead from the modules of a file to the root of the crate; a `mod.rs` is its folder's own module.
fn modules_below_root(file: &File, depth: usize) -> usize {
    if file.name() == "mod.rs" { depth } else { depth + 1 }
}

/// The modules of the crate's root that a file names, with the lines: `crate::x`, `crate::{x, y::z}`, and `super::super::x` where that
/// leads as far up.
fn named(tokens: &[Token], below_root: usize) -> Vec<(usize, String)> {
    let mut named = Vec::new();
    let mut place = 0;
    while place < tokens.len() {
        let (end, is_root) = prefix(tokens, place, below_root);
        if is_root {
            named.extend(heads(&tokens[end..]));
        }
        place = end.max(place + 1);
    }
    named
}

/// The end of `crate::` or `super::super::`, and whether it leads to the root.
fn prefix(tokens: &[Token], place: usize, below_root: usize) -> (usize, bool) {
    let is_path = |place: usize| tokens[place..].get(1..3).is_some_and(|colons| colons.iter().all(|mark| mark.is(':')));
    match tokens[place].word() {
        Some("crate") if is_path(place) => (place + 3, true),
        Some("super") => {
            let (mut end, mut supers) = (place, 0);
            while tokens.get(end).is_some_and(|token| token.word() == Some("super")) && is_path(end) {
                (end, supers) = (end + 3, supers + 1);
            }
            // A module for tests inside the file is one level deeper.
            let needed = below_root + usize::from(tokens[place].in_test);
            (end, supers >= needed && supers > 0)
        }
        Some(_) | None => (place + 1, false),
    }
}

/// The first segments of the path or the group of paths that begins here.
fn heads(tokens: &[Token]) -> Vec<(usize, String)> {
    let Some(first) = tokens.first() else { return Vec::new() };
    if let Some(word) = first.word() {
        return vec![(first.line, word.to_owned())];
    }
    let (mut heads, mut depth, mut begins) = (Vec::new(), 0_usize, false);
    for token in tokens {
        match (token.word(), depth) {
            (Some(word), 1) if begins => heads.push((token.line, word.to_owned())),
            (Some(_) | None, _) => {}
        }
        if token.is('{') {
            depth += 1;
        } else if token.is('}') {
            depth -= 1;
        }
        begins = depth == 1 && (token.is('{') || token.is(','));
        if depth == 0 {
            break;
        }
    }
    heads
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(files: &[(&str, &str)]) -> Vec<(String, usize, String)> {
        let findings = no_arrow_runs_up(&Repository::holding(files)).into_iter();
        findings.map(|finding| (finding.file.display().to_string(), finding.line, finding.what)).collect()
    }

    #[test]
    fn an_upward_arrow_is_found_however_it_is_written() {
        let upward = [
            "use crate::report::Report;",
            "use crate::{\n    values::RunId,\n    report::{Report, View},\n};",
            "fn f() {\n    crate::report::write();\n}",
            "use super::super::report::Report;",
            "#[cfg(test)]\nmod tests {\n    use crate::report::Report;\n}",
        ];
        for (text, line) in upward.iter().zip([1, 3, 2, 1, 3]) {
            let found = found(&[("conformance/src/judge/content.rs", text)]);
            let [(file, at, what)] = found.as_slice() else { panic!("{text}: {found:?}") };
            assert_eq!((file.as_str(), *at), ("conformance/src/judge/content.rs", line), "{text}");
            assert!(what.starts_with("`judge`") && what.contains("uses `report`"), "{what}");
        }
    }

    #[test]
    fn arrows_down_the_list_and_within_a_wing_are_as_they_should_be() {
        let text = "use crate::{judge::Checker, send::Response};\nuse super::mismatch::Mismatch;\nuse crate::values;";
        assert_eq!(
            found(&[("conformance/src/judge/content.rs", text), ("conformance/src/lib.rs", "pub mod cli;")]),
            []
        );
        assert_eq!(found(&[("xtask/src/report.rs", "use crate::cli;")]), []);
    }

    #[test]
    fn a_file_outside_every_wing_is_found() {
        let found = found(&[("conformance/src/misc.rs", ""), ("conformance/src/more/thing.rs", "")]);
        assert_eq!(
            found.iter().map(|(file, ..)| file.as_str()).collect::<Vec<_>>(),
            ["conformance/src/misc.rs", "conformance/src/more/thing.rs"]
        );
    }
}
