//! The members of a JSON content that the spec describes, held against the content.
//!
//! The rules are those of JSON Schema (2020-12) for types, ranges and required members. They are applied directly: a
//! validator for all of JSON Schema would be a fifth of what there is to build. A test compares them with one.

use indexmap::IndexMap;
use kii_spec::{Api, Level, Member, MemberValue, Presence, Scope, Shape, axis::CallerId};
use serde_json::{Number, Value};

use super::{json::shown, uri::is_uri};

/// 2001-09-09: everything in seconds is below, everything in milliseconds above.
const EARLIEST_MILLISECONDS: i64 = 1_000_000_000_000;
/// The year 2286: everything in microseconds is above.
const LATEST_MILLISECONDS: i64 = 9_999_999_999_999;

/// The members of a type, and for whom.
#[derive(Clone, Copy)]
pub(super) struct Described<'a> {
    /// The API.
    pub(super) api: &'a Api,
    /// The members.
    pub(super) members: &'a IndexMap<String, Member>,
    /// The scope of the request.
    pub(super) scope: &'a Scope,
    /// Who sent the request.
    pub(super) caller: CallerId,
}

/// Something in a value that is not as described.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Objection {
    /// The path of member names.
    pub(super) path: Vec<String>,
    /// What was expected.
    pub(super) expected: String,
    /// What was found.
    pub(super) found: String,
    /// How binding it is.
    pub(super) level: Level,
}

impl<'a> Described<'a> {
    /// Everything in a value that is not as described.
    pub(super) fn objections(&self, value: &Value) -> Vec<Objection> {
        let mut objections = Vec::new();
        self.object(value, &mut Vec::new(), &mut objections);
        objections
    }

    /// The members that must be there.
    pub(super) fn required(&self) -> impl Iterator<Item = &'a Member> {
        self.members.values().filter(|member| self.has(member) && self.demands(member))
    }

    /// Whether the scope has a member.
    fn has(&self, member: &Member) -> bool {
        member.scopes.as_ref().is_none_or(|scopes| scopes.contains(&self.scope.name))
    }

    /// Whether a member must be there, and not be null.
    fn demands(&self, member: &Member) -> bool {
        match &member.presence {
            Presence::Required => true,
            Presence::Optional => false,
            Presence::RequiredUnless(callers) => !callers.contains(&self.caller),
        }
    }

    /// The members that a member itself has, as its type says.
    fn members_of(&self, member: &Member) -> Option<&'a IndexMap<String, Member>> {
        match &member.shape {
            Shape::Type(name) => self.api.types.get(name).map(|described| &described.members),
            Shape::String | Shape::Long | Shape::Int | Shape::EpochMilliseconds | Shape::Url => None,
        }
    }

    /// The same for the members of another type.
    const fn of(&self, members: &'a IndexMap<String, Member>) -> Self {
        Self { members, ..*self }
    }

    /// The paths of the members on which there is a decision: those that a value must have or must not have, those that the
    /// spec leaves out for some callers, and of all others those that it has.
    pub(super) fn decided(&self, value: &Value, parent: &[String]) -> Vec<Vec<String>> {
        let mut decided = Vec::new();
        for member in self.members.values() {
            let path: Vec<String> = parent.iter().chain([&member.name]).cloned().collect();
            let found = value.get(&member.name).filter(|found| !found.is_null());
            let is_decided = match &member.presence {
                Presence::Required | Presence::RequiredUnless(_) => true,
                Presence::Optional => found.is_some() || !self.has(member),
            };
            if is_decided {
                decided.push(path.clone());
            }
            if let (Some(members), Some(found)) = (self.members_of(member), found) {
                decided.extend(self.of(members).decided(found, &path));
            }
        }
        decided
    }

    /// Holds a value against the members, at a path of names, and adds what is wrong.
    fn object(&self, value: &Value, path: &mut Vec<String>, objections: &mut Vec<Objection>) {
        let Value::Object(found) = value else {
            let (expected, found) = ("a JSON object".to_owned(), shown(value));
            objections.push(Objection { path: path.clone(), expected, found, level: Level::Must });
            return;
        };
        for member in self.members.values() {
            let value = found.get(&member.name);
            path.push(member.name.clone());
            if let Some((expected, found, level)) = self.objection(member, value) {
                objections.push(Objection { path: path.clone(), expected, found, level });
            } else if let (Some(members), Some(value)) =
                (self.members_of(member), value.filter(|value| !value.is_null()))
            {
                self.of(members).object(value, path, objections);
            }
            path.pop();
        }
    }

    /// What is wrong with the value of a member, apart from its own members: what was expected and found.
    fn objection(&self, member: &Member, value: Option<&Value>) -> Option<(String, String, Level)> {
        let is_due = self.has(member) && self.demands(member);
        let (expected, found) = match value {
            None if is_due => ("this member".to_owned(), "no such member".to_owned()),
            Some(value) if !self.has(member) => {
                // Many libraries write null for what there is not.
                let level = if value.is_null() { Level::Should } else { Level::Must };
                return Some(("no such member: it belongs to another scope".to_owned(), shown(value), level));
            }
            Some(value) if (is_due || !value.is_null()) && !is_shaped(member, value) => {
                (self.words(member), shown(value))
            }
            None | Some(_) => return None,
        };
        Some((expected, found, Level::Must))
    }

    /// What a member is documented to be, in words.
    fn words(&self, member: &Member) -> String {
        let words = match (&member.value, &member.shape) {
            (Some(MemberValue::Constant(text)), _) => shown(&Value::from(text.as_str())),
            (_, Shape::String) => "a string".to_owned(),
            (_, Shape::Long) => "a whole number of 64 bits".to_owned(),
            (_, Shape::Int) => "a whole number of 32 bits".to_owned(),
            (_, Shape::EpochMilliseconds) => "milliseconds since 1970, between 2001 and 2286".to_owned(),
            (_, Shape::Url) => "an absolute URL".to_owned(),
            (_, Shape::Type(_)) => "a JSON object".to_owned(),
        };
        if self.demands(member) { words } else { format!("{words}, or null") }
    }
}

/// Whether a value that is not null is what a member is documented to be, apart from the members of its own type.
fn is_shaped(member: &Member, value: &Value) -> bool {
    let is_whole = |minimum: i64, maximum: i64| {
        let number = value.as_number().and_then(whole);
        number.is_some_and(|number| (minimum..=maximum).contains(&number))
    };
    if let Some(MemberValue::Constant(text)) = &member.value {
        return value.as_str() == Some(text);
    }
    match &member.shape {
        Shape::String => value.is_string(),
        Shape::Long => is_whole(i64::MIN, i64::MAX),
        Shape::Int => is_whole(i32::MIN.into(), i32::MAX.into()),
        Shape::EpochMilliseconds => is_whole(EARLIEST_MILLISECONDS, LATEST_MILLISECONDS),
        Shape::Url => value.as_str().is_some_and(is_uri),
        Shape::Type(_) => value.is_object(),
    }
}

/// A whole number of 64 bits, however it is written: 1, 1.0 and 1e0 are the same.
fn whole(number: &Number) -> Option<i64> {
    // 2 to the power of 63: as a floating-point number it is exact, and the first one that is too large.
    const END: f64 = 9_223_372_036_854_775_808.0;
    let rounded = || number.as_f64().filter(|float| float.fract() == 0.0 && (-END..END).contains(float));
    number.as_i64().or_else(|| rounded().filter(|_| number.is_f64()).map(|float| float as i64))
}

#[cfg(test)]
mod tests;
