//! Members that stand for something both ends know: compared with it, or noted for later answers.

use indexmap::IndexMap;
use kii_spec::{DerivedCheck, Identifier, Known, Member, Part, Presence, Shape, axis::ObjectId};
use serde_json::Value;
use url::Url;

use crate::{
    judge::content::Findings,
    send::{CaseState, state::same_second},
    values::media_type,
};

impl Findings<'_> {
    /// Compares what both ends know, but for members that the schema has something against already.
    pub(super) fn known(
        &mut self,
        members: &IndexMap<String, Member>,
        value: &Value,
        parent: &[String],
        objected: &[Vec<String>],
        after: &mut CaseState,
    ) {
        for member in members.values() {
            let path: Vec<String> = parent.iter().chain([&member.name]).cloned().collect();
            let Some(found) = value.get(&member.name).filter(|found| !found.is_null()) else { continue };
            if objected.contains(&path) {
                continue;
            }
            if let Shape::Type(name) = &member.shape
                && let Some(described) = self.context.api.types.get(name)
            {
                self.known(&described.members, found, &path, objected, after);
            }
            if let Some(number) = found.as_i64() {
                self.date(member, number, path, after);
                continue;
            }
            let Some(text) = found.as_str() else { continue };
            if member.shape == Shape::Url {
                // Nobody could ask for anything else, and that is the target's fault.
                after.published = Url::parse(text).ok().filter(|url| matches!(url.scheme(), "http" | "https"));
            }
            let due = match (&member.value, &member.presence) {
                (_, Presence::RequiredUnless(callers)) if callers.contains(&self.context.step.point.caller) => {
                    Due::Open
                }
                (Some(known), _) => self.due(known, after),
                (None, _) => Due::Open,
            };
            if matches!(due, Due::Chosen(_)) {
                // From now on it is the object that the case works with.
                after.object_id = text.to_owned();
            }
            if let Some(expected) = due.objects_to(text) {
                self.untrue(self.part(Part::Member(path)), expected, format!("`{text}`"));
            }
        }
    }

    /// Holds a date against those that were named before, and notes it.
    fn date(&mut self, member: &Member, found: i64, path: Vec<String>, after: &mut CaseState) {
        let name = path.join(".");
        let Some(object) = &mut after.stored.object else { return };
        let dates = &mut object.dates;
        match member.value {
            Some(Known::CreationDate) => {
                if let Some(due) = dates.created.filter(|due| *due != found) {
                    let statement = self.context.rule(DerivedCheck::CreationDateStays, self.given);
                    self.untrue(statement, format!("{name}: {due}, as was named before"), found.to_string());
                }
                dates.created = Some(found);
            }
            Some(Known::ModificationDate) => {
                let statement = || self.context.rule(DerivedCheck::ModificationDateAdvances, self.given);
                let earliest = dates.floor.max(dates.created);
                if let Some(due) = dates.modified.filter(|due| *due != found) {
                    self.untrue(statement(), format!("{name}: {due}, as nothing has changed since"), found.to_string());
                } else if let Some(second) = dates.modified_second.filter(|second| !same_second(*second, found)) {
                    let expected = format!("{name}: a date {second} seconds after 1970, as a header names it");
                    self.untrue(statement(), expected, found.to_string());
                } else if let Some(earliest) = earliest.filter(|earliest| found < *earliest) {
                    let expected = format!("{name}: {earliest}, which was named before, or later");
                    self.untrue(statement(), expected, found.to_string());
                }
                dates.modified = Some(found);
            }
            Some(
                Known::Constant(_)
                | Known::AppId
                | Known::OwnerId
                | Known::BucketId
                | Known::ObjectId
                | Known::ScopeType
                | Known::DataType
                | Known::CallerId,
            )
            | None => {}
        }
    }

    /// What a member may be that stands for something known.
    fn due(&self, known: &Known, after: &CaseState) -> Due<'_> {
        let facts = self.context.facts;
        let exactly = |text: &Option<String>| text.clone().map_or(Due::Open, |text| Due::OneOf(vec![text]));
        match known {
            Known::Constant(text) => Due::OneOf(vec![text.clone()]),
            Known::AppId => Due::OneOf(vec![facts.app_id.clone()]),
            Known::OwnerId => exactly(&facts.owner_id),
            Known::BucketId => Due::OneOf(vec![facts.bucket_id.clone()]),
            Known::ObjectId => match &facts.object_id {
                Some(id) => Due::OneOf(vec![id.clone()]),
                None => Due::Chosen(self.context.api.service.identifiers.get(ObjectId::PARAMETER)),
            },
            Known::ScopeType => Due::OneOf(vec![self.context.scope.object_scope_type.clone()]),
            Known::DataType => {
                let media = after.stored.object.as_ref().map(|object| object.media.clone());
                let short = facts.content.as_ref().and_then(|content| content.data_type.clone());
                Due::Media(media.into_iter().chain(short).collect())
            }
            Known::CallerId => exactly(&facts.caller_id),
            // Dates are numbers.
            Known::CreationDate | Known::ModificationDate => Due::Open,
        }
    }
}

/// What a member may be.
enum Due<'a> {
    /// Anything: this end does not know it either.
    Open,
    /// The server's own choice among the well-formed identifiers.
    Chosen(Option<&'a Identifier>),
    /// One of these.
    OneOf(Vec<String>),
    /// One of these, or the same media type written differently.
    Media(Vec<String>),
}

impl Due<'_> {
    /// What is expected, if this text is not.
    fn objects_to(&self, text: &str) -> Option<String> {
        let (met, due) = match self {
            Self::Open => return None,
            Self::Chosen(identifier) => {
                let identifier = identifier.filter(|identifier| !identifier.admits(text))?;
                return Some(format!(
                    "{} to {} letters, digits and characters of `{}`",
                    identifier.length.start(),
                    identifier.length.end(),
                    identifier.punctuation
                ));
            }
            Self::OneOf(due) => (due.iter().any(|due| due == text), due),
            Self::Media(due) => {
                let same = |due: &String| due == text || media_type::same(due.as_bytes(), text.as_bytes());
                (due.iter().any(same), due)
            }
        };
        let due: Vec<String> = due.iter().map(|due| format!("`{due}`")).collect();
        (!met).then(|| due.join(" or "))
    }
}
