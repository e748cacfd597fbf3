//! Members that stand for something both ends know, compared with it.

use std::collections::BTreeSet;

use kii_spec::{Identifier, IdentifierRole, MemberValue, Part, State};

use crate::{
    judge::{
        difference::{Difference, Flaw},
        findings::Findings,
        observation::{Observation, ObservedMember},
    },
    send::Dates,
    values::{Content, media_type},
};

impl Findings<'_> {
    /// Compares the members of an answer with the values that client and target both know. The dates that it names are added to those that are known.
    pub(super) fn known(&mut self, seen: &Observation<'_>, after: &State<Content>, dates: &mut Dates) {
        for found in &seen.members.found {
            if let Some(date) = found.value.as_i64() {
                self.date_member(found, date, dates);
            }
            if let (Some(MemberValue::ByteCount), Some(count)) = (&found.member.value, found.value.as_i64()) {
                self.byte_count(found, count, seen, after);
            }
            if let Some(name) =
                found.publication().filter(|name| self.context.known.published_elsewhere.contains(*name))
            {
                let expected = "one that no publication of another object has".to_owned();
                let difference = Difference::member(&found.path, Flaw::Untrue);
                let statement = self.part(Part::Member(found.path.as_slice().into()));
                self.untrue(statement, expected, format!("`{name}`"), difference);
            }
            let (Some(text), Some(known)) = (found.value.as_str(), &found.member.value) else { continue };
            let due = match (found.is_open(self.context), known) {
                (false, _) => self.due(known, after),
                (true, MemberValue::CallerId) => Due::NotOf(&self.context.known.other_callers),
                (true, _) => Due::Open,
            };
            if let Some(expected) = due.objects_to(text) {
                let difference = Difference::member(&found.path, Flaw::Untrue);
                let statement = self.part(Part::Member(found.path.as_slice().into()));
                self.untrue(statement, expected, format!("`{text}`"), difference);
            }
        }
    }

    /// Compares a number of bytes with the size of the body, and with that of the range that the answer names: which of them
    /// it is, the pages leave open.
    fn byte_count(&mut self, found: &ObservedMember<'_>, count: i64, seen: &Observation<'_>, after: &State<Content>) {
        let Some(length) = after.body.as_ref().and_then(|body| i64::try_from(body.bytes.len()).ok()) else { return };
        let named = |value: &MemberValue| {
            let mut all = seen.members.found.iter();
            all.find(|one| one.member.value.as_ref() == Some(value)).and_then(|one| one.value.as_i64())
        };
        let range = named(&MemberValue::FirstByte).zip(named(&MemberValue::LastByte));
        let of_range = range.and_then(|(first, last)| last.checked_sub(first)?.checked_add(1)).filter(|size| *size > 0);
        if count != length && Some(count) != of_range {
            let difference = Difference::member(&found.path, Flaw::Untrue);
            let statement = self.part(Part::Member(found.path.as_slice().into()));
            let or = of_range.map(|size| format!(", or {size}, that of the range")).unwrap_or_default();
            self.untrue(statement, format!("{length}, the size of the body{or}"), count.to_string(), difference);
        }
    }

    /// What a member may be that stands for something known.
    fn due<'a>(&'a self, known: &'a MemberValue, after: &'a State<Content>) -> Due<'a> {
        let values = self.context.known;
        let exactly = |text: &'a Option<String>| text.as_deref().map_or(Due::Open, Due::Exactly);
        match known {
            MemberValue::Constant(text) => Due::Exactly(text),
            MemberValue::AppId => Due::Exactly(&values.app_id),
            MemberValue::OwnerId => exactly(&values.owner_id),
            MemberValue::BucketId => Due::Exactly(&values.bucket_id),
            MemberValue::ObjectId => match &values.object_id {
                Some(id) => Due::Exactly(id),
                None => Due::Chosen(self.context.api.service.identifier(IdentifierRole::Object), &values.other_objects),
            },
            MemberValue::ScopeType => Due::Exactly(&self.context.scope.object_scope_type),
            MemberValue::DataType => {
                let media = after.object.as_ref().map(|object| object.media.as_str());
                // Of traffic that others have recorded, this end may not know it.
                if media.is_some_and(str::is_empty) {
                    return Due::Open;
                }
                let short = values.content.as_ref().and_then(|content| content.data_type.as_deref());
                Due::Media(media.into_iter().chain(short).collect())
            }
            MemberValue::CallerId => match &values.caller_id {
                Some(id) => Due::Exactly(id),
                None => Due::NotOf(&values.other_callers),
            },
            // These are numbers.
            MemberValue::CreationDate
            | MemberValue::ModificationDate
            | MemberValue::ByteCount
            | MemberValue::FirstByte
            | MemberValue::LastByte => Due::Open,
        }
    }
}

/// What a member may be.
enum Due<'a> {
    /// Anything: this end does not know it either.
    Open,
    /// The server's own choice among the well-formed identifiers, but none of these.
    Chosen(Option<&'a Identifier>, &'a BTreeSet<String>),
    /// This.
    Exactly(&'a str),
    /// Anything but the IDs of these, who are somebody else.
    NotOf(&'a [String]),
    /// One of these, or the same media type written differently.
    Media(Vec<&'a str>),
}

impl Due<'_> {
    /// What is expected, if this text is not.
    fn objects_to(&self, text: &str) -> Option<String> {
        match self {
            Self::Open => None,
            Self::Chosen(_, taken) if taken.contains(text) => {
                Some("an ID that no other object of the bucket has".to_owned())
            }
            Self::Chosen(identifier, _) => {
                let identifier = identifier.filter(|identifier| !identifier.admits(text))?;
                Some(format!(
                    "{} to {} letters, digits and characters of `{}`",
                    identifier.length.start(),
                    identifier.length.end(),
                    identifier.punctuation
                ))
            }
            Self::NotOf(others) => others
                .iter()
                .any(|other| other == text)
                .then(|| "the ID of the caller, or no text: this is the ID of another principal".to_owned()),
            Self::Exactly(due) => (*due != text).then(|| format!("`{due}`")),
            Self::Media(due) => {
                let same = |due: &&str| *due == text || media_type::same(due.as_bytes(), text.as_bytes());
                (!due.iter().any(same)).then(|| {
                    let due: Vec<String> = due.iter().map(|due| format!("`{due}`")).collect();
                    due.join(" or ")
                })
            }
        }
    }
}
