//! Writes cases as the YAML in which cases are written by hand, so that a case made by a program can be kept.

use std::fmt::Write as _;

use kii_spec::{
    Api, ScopeName,
    axis::{AxisKind, Point},
};
use serde_json::Value;

use crate::{
    cases::{
        case::{Action, Case, Expect, Fetch, Pace, Published, RaceClient, Step, Until},
        place::{Place, Which},
    },
    values::random::{hash, mixed},
};

/// A case as YAML: an element of the list of a file. Only what a hand-written case can say is written.
#[must_use]
pub(crate) fn case(api: &Api, case: &Case, has_digest: bool) -> String {
    let mut text = format!("- id: {}\n", scalar(&case.id.0));
    let rules: Vec<String> = case.rules().map(|rule| scalar(&rule.0)).collect();
    // Writing to a string cannot fail.
    let _ = writeln!(text, "  covers: [{}]", rules.join(", "));
    if has_digest {
        let _ = writeln!(text, "  digest: {}", scalar(&digest(api, case)));
    } else {
        let _ = writeln!(text, "  scopes: [{}]", scalar(&case.scope.0));
    }
    text.push_str("  steps:\n");
    for line in steps(api, case) {
        let _ = writeln!(text, "    - {line}");
    }
    text
}

/// A number that stands for the steps of a case, so that a change of them is noticed.
#[must_use]
pub(super) fn digest(api: &Api, case: &Case) -> String {
    format!("{:016x}", mixed(hash(&steps(api, case).join("\n"))))
}

fn steps(api: &Api, case: &Case) -> Vec<String> {
    // A pause lasts until what has a short lifetime has ended, if there is something.
    let end = if case.steps().any(|step| step.sent.lifetime.is_some()) { "end" } else { "second" };
    let other_scope = case.steps().find_map(|step| step.scope.as_ref());
    let actions = case.stages.iter().flat_map(|stage| &stage.actions);
    actions.map(|action| self::action(api, action, end, other_scope)).collect()
}

fn action(api: &Api, action: &Action, end: &str, other_scope: Option<&ScopeName>) -> String {
    let mut entries = Vec::new();
    match action {
        Action::Call(step) => call(api, step, &mut entries),
        Action::Fetch(Fetch { place, publication, caller, expect, role: _ }) => {
            let expect = match expect {
                Published::Served => "served",
                Published::Gone => "gone",
                Published::Due => "due",
            };
            entries.push(("fetch", expect.to_owned()));
            entries.extend(publication.map(|number| ("publication", number.to_string())));
            entries.extend(
                caller.map(|caller| ("caller", api.caller(&Point::default().called_by(caller)).name.to_string())),
            );
            self::place(*place, &mut entries);
            let scope = other_scope.filter(|_| place.owner == Which::Other);
            entries.extend(scope.map(|scope| ("scope", scalar(&scope.0))));
        }
        Action::BreakOff(step) => {
            call(api, step, &mut entries);
            entries.push(("broken_off", "true".to_owned()));
        }
        Action::Wait(Until::Moment) => entries.push(("wait", end.to_owned())),
        Action::Wait(Until::OtherCases) => entries.push(("wait", "other_cases".to_owned())),
        Action::Race(clients) => {
            let clients: Vec<String> = clients.iter().map(|client| race_client(api, client)).collect();
            entries.push(("clients", format!("[{}]", clients.join(", "))));
        }
    }
    mapping(&entries)
}

fn call(api: &Api, step: &Step, entries: &mut Vec<(&'static str, String)>) {
    entries.push(("do", scalar(&step.operation.to_string())));
    entries.extend(step.scope.as_ref().map(|scope| ("scope", scalar(&scope.0))));
    place(step.sent.place, entries);
    entries.extend(with(api, step).map(|with| ("with", with)));
    entries.extend(step.sent.json.as_ref().map(|json| ("json", json.to_string())));
    let headers = step.sent.headers.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    entries.extend(texts(headers).map(|headers| ("headers", headers)));
    entries.extend(lifetime(api, step).map(|word| ("lifetime", word.to_owned())));
    entries.extend(expect(&step.expect).map(|name| ("expect", name)));
    let keep = step.keep.iter().map(|(name, header)| (name.as_str(), header.as_str()));
    entries.extend(texts(keep).map(|keep| ("keep", keep)));
    entries.extend((!step.see.is_empty()).then(|| ("see", Value::Object(step.see.clone()).to_string())));
}

/// The word for the length of a lifetime, if the step gives one.
fn lifetime(api: &Api, step: &Step) -> Option<&'static str> {
    let shortest = api.operations.get(&step.operation).and_then(|one| api.shortest_lifetime(one, step.point));
    step.sent.lifetime.map(|length| if Some(length) > shortest { "longer" } else { "shortest" })
}

fn race_client(api: &Api, client: &RaceClient) -> String {
    let mut steps = Vec::new();
    for step in &client.steps {
        let mut entries = Vec::new();
        call(api, step, &mut entries);
        steps.push(braced(&entries));
    }
    let mut entries = vec![("steps", format!("[{}]", steps.join(", ")))];
    entries.extend(matches!(client.pace, Pace::Halved).then(|| ("pace", "halved".to_owned())));
    braced(&entries)
}

fn place(place: Place, entries: &mut Vec<(&'static str, String)>) {
    let is_other = |which| matches!(which, Which::Other);
    entries.extend(is_other(place.bucket).then(|| ("bucket", "other".to_owned())));
    entries.extend(is_other(place.object).then(|| ("object", "other".to_owned())));
}

/// The request axes that leave their defaults.
fn with(api: &Api, step: &Step) -> Option<String> {
    let usual = Point::default();
    let settings = api.axes.all().filter_map(|axis| {
        let (setting, representative) = (step.point.setting(axis), step.sent.representatives.get(&axis));
        let differs = axis.kind() == AxisKind::Request && (setting != usual.setting(axis) || representative.is_some());
        let text = api.axes.text(setting).replacen('=', ": ", 1);
        differs.then(|| representative.map_or_else(|| text.clone(), |name| format!("{text}/{name}")))
    });
    let settings: Vec<String> = settings.collect();
    (!settings.is_empty()).then(|| format!("{{ {} }}", settings.join(", ")))
}

fn texts<'t>(entries: impl Iterator<Item = (&'t str, &'t str)>) -> Option<String> {
    let entries: Vec<String> = entries.map(|(name, text)| format!("{}: {}", scalar(name), scalar(text))).collect();
    (!entries.is_empty()).then(|| format!("{{ {} }}", entries.join(", ")))
}

/// The name of the response that is expected; `None` where the step is to leave it out.
fn expect(expect: &Expect) -> Option<String> {
    match expect {
        Expect::Response { name, .. } => Some(scalar(&name.0)),
        Expect::AnySuccess | Expect::Due => None,
    }
}

/// A mapping in one line, without braces if it has one entry that is a word.
fn mapping(entries: &[(&str, String)]) -> String {
    let texts: Vec<String> = entries.iter().map(|(name, value)| format!("{name}: {value}")).collect();
    match texts.as_slice() {
        [only] if !only.contains(['{', '[']) => only.clone(),
        _ => braced(entries),
    }
}

fn braced(entries: &[(&str, String)]) -> String {
    let texts: Vec<String> = entries.iter().map(|(name, value)| format!("{name}: {value}")).collect();
    format!("{{ {} }}", texts.join(", "))
}

/// A text that YAML reads as this text.
fn scalar(text: &str) -> String {
    let is_word = text.chars().all(|letter| letter.is_ascii_alphanumeric() || "_./-".contains(letter));
    let begins = text.starts_with(|first: char| first.is_ascii_alphabetic());
    match is_word && begins && !["null", "true", "false", "yes", "no", "on", "off", "y", "n"].contains(&text) {
        true => text.to_owned(),
        // JSON texts are YAML.
        false => Value::from(text).to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cases::{script, walk::Walks};

    fn api() -> Api {
        Api::embedded().unwrap_or_else(|problems| panic!("{problems}"))
    }

    /// What is read of a case that has been written.
    fn read_again(api: &Api, case: &Case) -> Case {
        let text = super::case(api, case, false);
        let read = script::load(api, [("written.yaml", text.as_str())]);
        read.unwrap_or_else(|problems| panic!("{problems}\n{text}")).remove(0)
    }

    #[test]
    fn every_hand_written_case_is_read_as_it_was_written() {
        let api = api();
        for case in script::embedded(&api).unwrap() {
            assert_eq!(format!("{:?}", read_again(&api, &case)), format!("{case:?}"), "{}", case.name());
        }
    }

    #[test]
    fn a_walk_is_read_as_it_was_written() {
        let api = api();
        let walks = Walks::new(&api, |_, _| true);
        for number in 0..40 {
            let walk = walks.walk(number, number as u64, 20).unwrap();
            assert_eq!(format!("{:?}", read_again(&api, &walk)), format!("{walk:?}"));
        }
    }

    #[test]
    fn a_text_that_yaml_would_read_as_something_else_is_quoted() {
        for (text, written) in [("note.put", "note.put"), ("007", "\"007\""), ("no", "\"no\""), ("$old", "\"$old\"")] {
            assert_eq!(scalar(text), written);
        }
    }

    #[test]
    fn other_steps_under_the_same_digest_are_reported() {
        let api = api();
        let walks = Walks::new(&api, |_, _| true);
        let text = super::case(&api, &walks.walk(0, 1, 8).unwrap(), true);
        assert!(script::load(&api, [("walks.yaml", text.as_str())]).is_ok());
        let changed = text + "    - do: object.get\n";
        let problems = script::load(&api, [("walks.yaml", changed.as_str())]).unwrap_err().to_string();
        assert!(problems.contains("a released walk never changes"), "{problems}");
    }
}
