//! What can be wrong with each documented member, at any depth.

use indexmap::IndexMap;
use kii_spec::{DerivedCheck, Level, Meaning, Member, MemberValue, Part, Presence, Shape, Statement, axis::Point};
use serde_json::{Value, json};

use super::{Defect, ResponseFaults};
use crate::mutation::{AnswerMutation, FaultKind, MemberChange, fault_context::FaultContext};

pub(super) fn derive(faults: &mut ResponseFaults<'_, '_>) {
    let FaultContext { api, scope, response, .. } = *faults.context;
    if let Some(members) = api.members(response, scope) {
        walk(faults, members, &[]);
    }
}

/// Derives the faults of the members of a type, at a path.
fn walk(faults: &mut ResponseFaults<'_, '_>, members: &IndexMap<String, Member>, parents: &[String]) {
    let FaultContext { api, scope, .. } = *faults.context;
    for member in members.values() {
        let path: Vec<String> = parents.iter().chain([&member.name]).cloned().collect();
        let has = member.scopes.as_ref().is_none_or(|scopes| scopes.contains(&scope.name));
        let mut of_member = MemberFaults { faults: &mut *faults, member, path: path.clone() };
        if !has {
            of_member.foreign();
            continue;
        }
        of_member.presence();
        of_member.value();
        if let Shape::Type(name) = &member.shape
            && let Some(described) = api.types.get(name)
        {
            walk(faults, &described.members, &path);
        }
    }
}

/// The faults of one member.
struct MemberFaults<'s, 'a, 'f> {
    faults: &'s mut ResponseFaults<'a, 'f>,
    member: &'s Member,
    path: Vec<String>,
}

impl MemberFaults<'_, '_, '_> {
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
            let served = self.faults.context.rules(&[DerivedCheck::PublicationServes]);
            self.add("elsewhere", "naming another address", served, demanded, MemberChange::Longer);
        }
        self.known();
    }

    /// A well-formed value other than the known one.
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
                // An ID that the server chooses becomes known with this answer.
                let follows = self.faults.context.rules(&[DerivedCheck::SuccessTakesEffect]);
                (json!("another-object"), [vec![self.own()], follows].concat())
            }
            MemberValue::CreationDate => {
                (json!(1_100_000_000_000_i64), self.faults.context.rules(&[DerivedCheck::CreationDateStays]))
            }
            MemberValue::ModificationDate => {
                let checks = [DerivedCheck::ModificationDateAdvances, DerivedCheck::SuccessTakesEffect];
                (json!(1_100_000_000_000_i64), self.faults.context.rules(&checks))
            }
            MemberValue::ByteCount => (json!(1_100_000_000), vec![self.own()]),
            // They may be those of any range.
            MemberValue::FirstByte | MemberValue::LastByte => return,
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
        self.faults.context.part(Part::Member(self.path.as_slice().into()))
    }

    fn demands(&self, counts: impl Fn(&Point) -> bool) -> Option<Level> {
        self.faults.context.demands(counts)
    }

    fn add(&mut self, name: &str, words: &str, violates: Vec<Statement>, level: Option<Level>, change: MemberChange) {
        let path = self.path.join(".");
        self.faults.add(Defect {
            kind: FaultKind::Member,
            name: format!("member.{path}={name}"),
            words: format!("member {path} {words}"),
            violates,
            level,
            mutation: AnswerMutation::Member(self.path.clone(), change),
        });
    }
}
