//! Selects the cases of a run. A filter that matches no case is an error, because an empty run would look like a passed one.

use std::collections::{BTreeSet, HashSet};

use kii_spec::nearest;
use libtest_mimic::Trial;

use super::Arguments;
use crate::{
    cases::{Case, Suite},
    report::terminal::Terminal,
};

/// Prints the names of the selected cases, as libtest does.
///
/// # Errors
/// When a filter matches nothing. An empty list is no error: cargo-nextest also asks for the ignored cases.
pub(super) fn list(args: &Arguments, suite: &Suite) -> Result<(), String> {
    let names = in_shard(args, matching(args, suite)?);
    let lines: String = names.into_iter().map(|(_, case)| format!("{}: test\n", case.name())).collect();
    // Printed here, because libtest-mimic panics when `head` closes the pipe.
    Terminal::output().print(lines);
    Ok(())
}

/// The selected cases, with their positions in the suite.
///
/// # Errors
/// When a filter matches nothing, or no case is left; `restriction` names the only ones that may be.
pub(super) fn select<'a>(
    args: &Arguments,
    suite: &'a Suite,
    restriction: Option<&[String]>,
) -> Result<Vec<(usize, &'a Case)>, String> {
    let mut selected = matching(args, suite)?;
    if let Some(names) = restriction {
        let names: HashSet<&str> = names.iter().map(String::as_str).collect();
        selected.retain(|(_, case)| names.contains(case.name().as_str()));
    }
    if selected.is_empty() {
        return Err(
            "no case is selected: the filters, --skip, --ignored, --rerun and --profile exclude all of them; --list prints the names"
                .to_owned(),
        );
    }
    let (count, part) = (selected.len(), in_shard(args, selected));
    match args.identity.shard {
        Some(shard) if part.is_empty() => {
            Err(format!("shard {shard} has none of the {count} selected cases; use fewer shards"))
        }
        Some(_) | None => Ok(part),
    }
}

/// The cases that are in the shard; all of them if there is no shard.
fn in_shard<'a>(args: &Arguments, cases: Vec<(usize, &'a Case)>) -> Vec<(usize, &'a Case)> {
    let is_in = |case: &Case| args.identity.shard.is_none_or(|shard| shard.has(&case.name()));
    cases.into_iter().filter(|(_, case)| is_in(case)).collect()
}

fn matching<'a>(args: &Arguments, suite: &'a Suite) -> Result<Vec<(usize, &'a Case)>, String> {
    let Suite { api, cases, .. } = suite;
    let only = |filter: &str| libtest_mimic::Arguments {
        filter: Some(filter.to_owned()),
        exact: args.libtest.exact,
        ..libtest_mimic::Arguments::default()
    };
    let filters: Vec<_> = args.filters.iter().map(|filter| only(filter)).collect();
    let skips: Vec<_> = args.libtest.skip.iter().map(|skip| only(skip)).collect();
    // libtest-mimic decides what a filter matches.
    let trials: Vec<Trial> = cases.iter().map(blank).collect();
    let idle = filters.iter().chain(&skips).find(|filter| trials.iter().all(|trial| filter.is_filtered_out(trial)));
    if let Some(filter) = idle.and_then(|idle| idle.filter.as_deref()) {
        return Err(unmatched(filter, args.libtest.exact, &trials));
    }
    let selected = cases.iter().enumerate().zip(&trials).filter(|(_, trial)| {
        let named = filters.is_empty() || filters.iter().any(|filter| !filter.is_filtered_out(trial));
        named && !args.libtest.is_filtered_out(trial)
    });
    let selected = selected.map(|(case, _)| case);
    Ok(selected.filter(|(_, case)| args.judgement.profile.includes(api, case)).collect())
}

fn unmatched(filter: &str, exact: bool, trials: &[Trial]) -> String {
    let containing = trials.iter().filter(|trial| trial.name().contains(filter)).count();
    match (exact, containing) {
        (true, 1..) => {
            format!(
                "no case has the name `{filter}`, but {containing} names contain it; leave out --exact to run those cases"
            )
        }
        (true, 0) => format!("no case has the name `{filter}`; {}; --list prints the names", near(filter, trials)),
        (false, _) => format!("no case has `{filter}` in its name; {}; --list prints the names", near(filter, trials)),
    }
}

/// What was probably meant: an operation, a case in any scope, a scope, or a case.
fn near(filter: &str, trials: &[Trial]) -> String {
    let texts = trials.iter().map(Trial::name).flat_map(|name| {
        let (case, scope) = name.split_at(name.rfind('@').unwrap_or(name.len()));
        [case.split('/').next().unwrap_or(case), case, scope, name]
    });
    let texts: BTreeSet<&str> = texts.filter(|text| !text.is_empty()).collect();
    format!("the nearest are {}", nearest(filter, texts, 3).join(", "))
}

/// A trial with the name of a case that does nothing.
fn blank(case: &Case) -> Trial {
    Trial::test(case.name(), || Ok(()))
}
