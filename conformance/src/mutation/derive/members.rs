//! What can be wrong with each documented member, at any depth.

use indexmap::IndexMap;
use kii_spec::{DerivedCheck, Level, Meaning, Member, MemberValue, Part, Presence, Shape, Statement, axis::Point};
use serde_json::{Value, json};

use super::{Defect, Sheet};
use crate::mutation::{AnswerMutation, FaultKind, MemberChange, fault_context::FaultContext};

pub(super) fn derive(sheet: &mut Sheet<'_, '_>) {
    let FaultContext { api, scope, response, .. } = *sheet.ground;
    if let Some(members) = api.members(response, scope) {
        walk(sheet, members, &[]);
    }
}

/// The members of a type at a path.
fn walk(sheet: &mut Sheet<'_, '_>, members: &IndexMap<String, Member>, parents: &[String]) {
    let FaultContext { api, scope, .. } = *sheet.ground;
    for member in members.values() {
        let path: Vec<String> = parents.iter().chain([&member.name]).cloned().collect();
        let has = member.scopes.as_ref().is_none_or(|scopes| scopes.contains(&scope.name));
        let mut column = Column { sheet: &mut *sheet, member, path: path.clone() };
        if !has {
            column.foreign();
            continue;
        }
        column.presence();
        column.value();
        if let Shape::Type(name) = &member.shape
            && let Some(described) = api.types.get(name)
        {
            walk(sheet, &described.members, &path);
        }
    }
}

/// The faults of one member.
struct Column<'s, 'a, 'f> {
    sheet: &'s mut Sheet<'a, 'f>,
    member: &'s Member,
    path: Vec<String>,
}

impl Column<'_, '_, '_> {
    fn presence(&mut self) {
        let own = vec![self.own()];
        let demanded = match &self.member.presence {
            Presence::Optional => None,
            Presence::Required => self.demands(|_| true),
            Presence::RequiredUnless(callers) => {
                let callers = callers.clone();
                self.demands(move |point| !callers.contains(&point.caller()))
            }
        };
        self.add("missing", "missing", own.clone(), demanded, MemberChange::Missing);
        self.add("null", "null", own, demanded, MemberChange::Constant(json!(null)));
    }

    fn value(&mut self) {
        let own = vec![self.own()];
        let demanded = self.demands(|_| true);
        let wrong = match &self.member.shape {
            Shape::String | Shape::Url => json!(7),
            Shape::Long | Shape::Int | Shape::EpochMilliseconds => json!("7"),
            Shape::Type(_) => json!([]),
        };
        self.add("other-type", "of another type", own.clone(), demanded, MemberChange::Constant(wrong));
        match &self.member.shape {
            Shape::EpochMilliseconds => self.add("seconds", "in seconds", own, demanded, MemberChange::Seconds),
            Shape::Long | Shape::Int => {
                let half = MemberChange::Constant(json!(0.5));
                self.add("fraction", "with a fraction", own, demanded, half);
            }
            Shape::Url => {
                let relative = MemberChange::Constant(json!("elsewhere"));
                self.add("relative", "without an origin", own, demanded, relative);
            }
            Shape::String | Shape::Type(_) => {}
        }
        if self.member.meaning == Some(Meaning::PublishedUrl) {
            let served = self.sheet.ground.rules(&[DerivedCheck::PublicationServes]);
            self.add("elsewhere", "naming another address", served, demanded, MemberChange::Longer);
        }
        self.known();
    }

    /// A well-formed value that is not the one that both ends know.
    fn known(&mut self) {
        let Some(known) = &self.member.value else { return };
        let (value, violates): (Value, Vec<Statement>) = match known {
            MemberValue::Constant(_)
            | MemberValue::AppId
            | MemberValue::OwnerId
            | MemberValue::BucketId
            | MemberValue::ScopeType
            | MemberValue::CallerId => (json!("OTHER"), vec![self.own()]),
            MemberValue::DataType => (json!("application/vnd.other.other+json"), vec![self.own()]),
            MemberValue::ObjectId => {
                // An ID that the server chooses is known from then on only.
                let follows = self.sheet.ground.rules(&[DerivedCheck::SuccessTakesEffect]);
                (json!("another-object"), [vec![self.own()], follows].concat())
            }
            MemberValue::CreationDate => {
                (json!(1_100_000_000_000_i64), self.sheet.ground.rules(&[DerivedCheck::CreationDateStays]))
            }
            MemberValue::ModificationDate => {
                let checks = [DerivedCheck::ModificationDateAdvances, DerivedCheck::SuccessTakesEffect];
                (json!(1_100_000_000_000_i64), self.sheet.ground.rules(&checks))
            }
        };
        let level = match &self.member.presence {
            Presence::Required | Presence::Optional => self.demands(|_| true),
            Presence::RequiredUnless(callers) => {
                let callers = callers.clone();
                self.demands(move |point| !callers.contains(&point.caller()))
            }
        };
        self.add("other", "with another value", violates, level, MemberChange::Constant(value));
    }

    /// A member that belongs to another scope.
    fn foreign(&mut self) {
        let (own, level) = (vec![self.own()], self.demands(|_| true));
        let value = MemberChange::Constant(json!("FOREIGN"));
        self.add("foreign", "although it belongs to another scope", own, level, value);
    }

    fn own(&self) -> Statement {
        self.sheet.ground.part(Part::Member(self.path.clone()))
    }

    fn demands(&self, counts: impl Fn(&Point) -> bool) -> Option<Level> {
        self.sheet.ground.demands(counts)
    }

    fn add(&mut self, name: &str, words: &str, violates: Vec<Statement>, level: Option<Level>, change: MemberChange) {
        let path = self.path.join(".");
        self.sheet.note(Defect {
            kind: FaultKind::Member,
            name: format!("member.{path}={name}"),
            words: format!("member {path} {words}"),
            violates,
            level,
            mutation: AnswerMutation::Member(self.path.clone(), change),
        });
    }
}
