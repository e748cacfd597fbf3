//! References to names that are not declared: one problem for each cause, however many references it has.

use super::name::{Index, Names};
use crate::{
    problem::{Place, Problem},
    suggestion::{distance, is_near, suggestion},
};

/// More names of one kind than this are one problem: probably the part that declares them is missing.
const SEPARATE: usize = 2;

/// The references to a name that is not declared.
pub(super) struct Dangling {
    pub(super) places: Vec<Place>,
    /// What is expected there, in words.
    expected: &'static str,
    /// The words that are allowed besides a name of the kind.
    words: Vec<&'static str>,
}

impl Dangling {
    pub(super) fn new(expected: &'static str, words: &[&'static str]) -> Self {
        Self { places: Vec::new(), expected, words: words.to_vec() }
    }
}

impl Names {
    /// The problems of all references to names that are not declared.
    pub(super) fn dangling(&self) -> Vec<Problem> {
        let mut problems: Vec<_> =
            [&self.pages, &self.decisions, &self.types, &self.errors, &self.scopes, &self.identifiers]
                .into_iter()
                .flat_map(|index| index.problems(None))
                .collect();
        let mut missing: Vec<&str> = Vec::new();
        let operations = self.operations.dangling.borrow();
        for resource in operations.keys().filter_map(|name| name.split_once('.')).map(|(resource, _)| resource) {
            let known = self.operations.words().any(|name| name.split_once('.').is_some_and(|(of, _)| of == resource));
            if !known && !missing.contains(&resource) {
                missing.push(resource);
            }
        }
        match missing.as_slice() {
            // All operations of a resource are unknown: its file is missing, or has another name.
            [resource] if operations.len() > 1 => {
                let help = format!("there is no operations/{resource}.yaml");
                problems.extend(self.operations.problems(Some(help)));
            }
            _ => problems.extend(self.operations.problems(None)),
        }
        problems
    }
}

impl Index {
    fn problems(&self, cause: Option<String>) -> Vec<Problem> {
        let dangling = self.dangling.borrow();
        if dangling.len() > SEPARATE {
            return grouped(self.kind, &dangling.iter().collect::<Vec<_>>(), cause).into_iter().collect();
        }
        dangling.iter().filter_map(|(name, dangling)| self.problem(name, dangling)).collect()
    }

    fn problem(&self, name: &str, dangling: &Dangling) -> Option<Problem> {
        let first = dangling.places.first()?;
        let nearest = self.words().map(|declared| distance(declared, name)).min().unwrap_or_default();
        // Of the nearest names, those to which nothing refers may be this one, misspelt.
        let meant = self
            .names
            .iter()
            .filter(|(declared, it)| !it.used.get() && is_near(declared, name) && distance(declared, name) == nearest);
        let mut meant: Vec<_> = meant.collect();
        // A number is rarely misspelt: A31 is another decision than A32.
        if meant.iter().any(|(declared, _)| digits(declared) == digits(name)) {
            meant.retain(|(declared, _)| digits(declared) == digits(name));
        }
        meant.truncate(3);
        let others = dangling.places.len() - 1;
        let title = format!("`{name}` is not {}", dangling.expected);
        if let ([(declared, place)], true) = (meant.as_slice(), others > 0) {
            // Many refer to one name and nothing to the other, so the declaration is the misspelt one.
            let title = format!("nothing refers to `{declared}`, and `{name}` is not {}", dangling.expected);
            let problem = Problem::new(place.place.clone(), title, "was this misspelt?");
            let label = format!("refers to `{name}`{}", more(others));
            let problem = problem.related(first.clone(), label).help(format!("did you mean `{name}`?"));
            // If only the suite refers to it, the declaration may as well have another name on purpose.
            let is_spared = dangling.places.iter().all(Place::is_of_the_suite);
            return Some(if is_spared { problem.unused() } else { problem });
        }
        let problem = Problem::new(first.clone(), title, format!("names nothing{}", more(others)));
        let words = dangling.words.iter().copied().chain(self.words());
        let problem = problem.help(suggestion(name, words));
        Some(meant.into_iter().fold(problem, |problem, (declared, place)| {
            problem.related(place.place.clone(), format!("nothing refers to `{declared}`"))
        }))
    }
}

fn digits(name: &str) -> String {
    name.chars().filter(char::is_ascii_digit).collect()
}

/// One problem for many names.
fn grouped(kind: &str, all: &[(&String, &Dangling)], cause: Option<String>) -> Option<Problem> {
    let (_, first) = all.first()?;
    let names: Vec<_> = all.iter().map(|(name, _)| format!("`{name}`")).collect();
    let title = format!("none of {} is {kind}", names.join(", "));
    let references: usize = all.iter().map(|(_, dangling)| dangling.places.len()).sum();
    let label = format!("names nothing{}", more(references - 1));
    let help = cause.unwrap_or_else(|| "is a part of a file missing? Declare them, or refer to others".to_owned());
    Some(Problem::new(first.places.first()?.clone(), title, label).help(help))
}

/// How many other places have the same problem.
pub(super) fn more(count: usize) -> String {
    match count {
        0 => String::new(),
        1 => ", as in one more place".to_owned(),
        count => format!(", as in {count} more places"),
    }
}
