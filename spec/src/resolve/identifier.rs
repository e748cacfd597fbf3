//! Whether code can spell each name: it makes an identifier, and another one than each name beside it.

use std::{cell::RefCell, collections::HashMap};

use super::name::resource;
use crate::{
    load::Written,
    operation::{PathTemplate, Segment},
    problem::{Place, Problem},
    words::{hidden_character, identifiers, unspellable},
    yaml::At,
};

/// A name, and the text of which the identifier is made.
type Named = (At<String>, Place, String);

/// Notes every name of which no identifier can be made, and every two that become the same one.
///
/// A group of names is one namespace of the code: the members of a type, the responses of an operation, all operations.
pub(super) fn check(written: &Written, problems: &RefCell<Vec<Problem>>) {
    for (what, names) in groups(written) {
        let mut problems = problems.borrow_mut();
        let mut spelt = Spelt::default();
        for (index, (name, place, spelling)) in names.iter().enumerate() {
            let twin = spelt.add(what, index, spelling);
            // A hidden character was noted already.
            if hidden_character(&name.value).is_some() {
                continue;
            }
            if let Some(why) = unspellable(&name.value).or_else(|| unspellable(spelling)) {
                let title = format!("no identifier can be made of `{}`: {why}", name.value);
                let help = "begin the name with a letter: generated code has an identifier for it";
                problems.push(Problem::new(place.clone(), title, why).help(help));
                continue;
            }
            if let Some((twin, other, _)) = twin.and_then(|twin| names.get(twin)) {
                let title = format!("`{}` and `{}` would be the same {what} in code", twin.value, name.value);
                let label = format!("becomes the same identifier as `{}`", twin.value);
                let problem = Problem::new(place.clone(), title, label).related(other.clone(), "the other one");
                problems.push(problem.help("rename one of them: case and symbols do not tell identifiers apart"));
            }
        }
    }
}

const HEADER: &str = "header of a response";

/// The names of a group so far, with their positions, by what each becomes in code: none has to be compared with all others.
#[derive(Default)]
struct Spelt<'n>(HashMap<(usize, String), Vec<(usize, &'n str)>>);

impl<'n> Spelt<'n> {
    /// Adds the next name. Returns the first one before it that is written otherwise and becomes the same.
    fn add(&mut self, what: &str, position: usize, spelling: &'n str) -> Option<usize> {
        let lower = (what == HEADER).then(|| spelling.to_ascii_lowercase());
        let forms = identifiers(spelling).into_iter().chain(lower).enumerate();
        let twins = forms.filter_map(|form| {
            let same = self.0.entry(form).or_default();
            let twin = same.iter().find(|(_, written)| *written != spelling).map(|(twin, _)| *twin);
            same.push((position, spelling));
            twin
        });
        twins.min()
    }
}

fn groups(written: &Written) -> Vec<(&'static str, Vec<Named>)> {
    let own = |(name, place): (&At<String>, Place)| (name.clone(), place, name.value.clone());
    let mut groups: Vec<(&'static str, Vec<Named>)> = Vec::new();
    let mut operations = Vec::new();
    let mut types = Vec::new();
    for read in &written.resources.read {
        for (verb, described) in &read.value.operations.0 {
            operations.push((verb.clone(), read.place(verb), format!("{} {}", resource(&read.file), verb.value)));
            let responses = described.iter().flat_map(|operation| &operation.responses.0);
            let mut names = Vec::new();
            for (name, response) in responses {
                names.push(own((name, read.place(name))));
                let headers = response.iter().filter_map(|response| response.headers.as_ref()).flat_map(|all| &all.0);
                groups.push((HEADER, headers.map(|(name, _)| own((name, read.place(name)))).collect()));
            }
            groups.push(("response of an operation", names));
        }
    }
    for read in &written.types.read {
        for (name, described) in &read.value.0 {
            types.push(own((name, read.place(name))));
            let members = described.iter().flat_map(|described| &described.members.0);
            groups.push(("member of a type", members.map(|(name, _)| own((name, read.place(name)))).collect()));
        }
    }
    if let Some(read) = &written.errors.read {
        for (name, described) in &read.value.0 {
            types.push(own((name, read.place(name))));
            let members = described.iter().flat_map(|described| &described.members.0);
            groups.push(("member of an error", members.map(|(name, _)| own((name, read.place(name)))).collect()));
        }
    }
    if let Some(read) = &written.service.read {
        let service = &read.value;
        let scopes = service.scopes.0.iter().map(|(name, _)| own((name, read.place(name)))).collect();
        groups.push(("scope", scopes));
        let rejections = service.rejections.0.iter().map(|(name, _)| own((name, read.place(name)))).collect();
        groups.push(("rejection", rejections));
        let identifiers = service.identifiers.0.iter().map(|(name, _)| own((name, read.place(name))));
        let mut parameters: Vec<Named> = identifiers.collect();
        for (scope, described) in service.scopes.iter() {
            for name in names(&described.prefix).filter(|name| unspellable(name).is_some()) {
                let at = At { value: name.to_owned(), span: scope.span.clone() };
                parameters.push((at, read.place(scope), name.to_owned()));
            }
        }
        groups.push(("parameter of a path", parameters));
    }
    groups.push(("operation", operations));
    groups.push(("type or error", types));
    groups
}

/// The parameters of a path.
fn names(path: &PathTemplate) -> impl Iterator<Item = &str> {
    path.segments.iter().filter_map(|segment| match segment {
        Segment::Parameter(name) => Some(name.as_str()),
        Segment::Literal(_) => None,
    })
}
