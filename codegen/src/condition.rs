//! Conditions of responses in words.

use kii_spec::{
    Api, Choice, Condition, Level, Operation, Origin, Region, Response, Scope, Tolerance,
    axis::{Axis, Body, Object, Owner, Setting},
};

/// When a response is given in a scope, one text for each condition that can hold there.
pub(crate) fn conditions(api: &Api, operation: &Operation, response: &Response, scope: &Scope) -> Vec<String> {
    let possible = response.conditions.iter().filter(|condition| !condition.when.points(operation, scope).is_empty());
    possible.map(|condition| text(api, operation, scope, condition)).collect()
}

fn text(api: &Api, operation: &Operation, scope: &Scope, condition: &Condition) -> String {
    let mut text = region(api, operation, scope, &condition.when);
    match condition.level {
        Level::Must => {}
        Level::Should => text.push_str("; this is a *should*"),
        Level::May => text.push_str("; this is a *may*"),
    }
    match &condition.tolerance {
        Tolerance::None => {}
        Tolerance::AnyClientError => text.push_str("; any other 4xx is as right"),
        Tolerance::Warned(statuses) => {
            let statuses: Vec<&str> = statuses.iter().map(http::StatusCode::as_str).collect();
            text.push_str(&format!("; {} is tolerated", statuses.join(" or ")));
        }
    }
    if let Some(Origin::Decision(id)) = &condition.origin {
        text.push_str(&format!(" (decision {id})"));
    }
    text
}

/// A state in words, for example when a header is sent.
pub(crate) fn states(api: &Api, settings: &[Setting]) -> String {
    let words = settings.iter().map(|setting| match api.axes.declared(setting.axis()).zip(api.axes.value(*setting)) {
        None => state(*setting).to_owned(),
        Some((axis, value)) => format!("{}: {}", phrase(&axis.summary), phrase(&value.summary)),
    });
    words.collect::<Vec<_>>().join(" and ")
}

/// The points of a region: what differs from a usual request to an object without a body.
fn region(api: &Api, operation: &Operation, scope: &Scope, region: &Region) -> String {
    let differences = region.axes.iter().map(|(axis, choice)| {
        let settings = choice.settings(operation, scope);
        match api.axes.declared(*axis) {
            None => settings.iter().map(|setting| state(*setting)).collect::<Vec<_>>().join(" or "),
            Some(declared) => {
                let values = settings.iter().filter_map(|setting| api.axes.value(*setting));
                let values: Vec<String> = values.map(|value| phrase(&value.summary)).collect();
                let whom = match choice {
                    Choice::Settings(_) => "",
                    Choice::RefusedCallers => "one whom the scope refuses, ",
                    Choice::AdmittedCallers => "one whom the scope admits, ",
                };
                let subject = if *axis == Axis::CALLER { "caller" } else { &phrase(&declared.summary) };
                format!("{subject}: {whom}{}", values.join(" or "))
            }
        }
    });
    let differences: Vec<String> = differences.collect();
    if differences.is_empty() { String::from("a usual request") } else { differences.join("; ") }
}

const fn state(setting: Setting) -> &'static str {
    match setting {
        Setting::Owner(Owner::Exists) => "the owner of the scope exists",
        Setting::Owner(Owner::Absent) => "the owner of the scope does not exist",
        Setting::Object(Object::Exists) => "the object exists",
        Setting::Object(Object::Absent) => "there is no object under this ID",
        Setting::Body(Body::Exists) => "the object has a body",
        Setting::Body(Body::Absent) => "the object has no body",
        Setting::Request(..) => "",
    }
}

/// A sentence as a part of another one.
fn phrase(sentence: &str) -> String {
    let sentence = sentence.trim().trim_end_matches('.');
    let mut letters = sentence.chars();
    let Some(first) = letters.next() else { return String::new() };
    // What goes on in capitals is a name.
    if letters.clone().next().is_some_and(char::is_uppercase) {
        sentence.to_owned()
    } else {
        first.to_lowercase().chain(letters).collect()
    }
}
