//! What can be wrong with a response's content and its media type.

use http::{HeaderValue, Method, header};
use kii_spec::{DerivedCheck, Level, Part, ResponseContent, Statement};
use serde_json::json;

use super::{Defect, ResponseFaults};
use crate::mutation::{
    AnswerMutation, ContentChange, FaultKind, HeaderChange, MemberChange, fault_context::FaultContext,
};

pub(super) fn derive(faults: &mut ResponseFaults<'_, '_>) {
    let FaultContext { operation, response, .. } = *faults.context;
    let is_head = operation.method == Method::HEAD;
    match &response.content {
        ResponseContent::None => {
            damage(faults, "some", "content where none is documented", ContentChange::Some);
            // Headers of a refusal of HEAD may be those of one of GET (RFC 9110, 9.3.2).
            if is_head {
                return;
            }
            media(faults, "some", "a media type where none is documented", constant("application/json"));
        }
        ResponseContent::Json(_) | ResponseContent::Error(_) | ResponseContent::OwnerMissing => {
            json(faults);
            media_types(faults);
        }
        ResponseContent::Object => {
            json(faults);
            media_types(faults);
            object(faults);
        }
        ResponseContent::Body | ResponseContent::BodyPart => {
            media_types(faults);
            bytes(faults);
        }
    }
}

fn media_types(faults: &mut ResponseFaults<'_, '_>) {
    let FaultContext { api, operation, scope, response, .. } = *faults.context;
    media(faults, "missing", "no media type", HeaderChange::Missing);
    media(faults, "empty", "an empty media type", constant(""));
    media(faults, "text", "media type text/html", constant("text/html"));
    media(faults, "malformed", "something for a media type that is none", constant("json"));
    let own = api.error(response, scope);
    let mut errors = operation.responses.values().filter_map(|other| api.error(other, scope));
    let sibling = errors.find(|error| own.is_none_or(|own| own.media != error.media));
    // Where any refusal is accepted, the media type of another makes it another.
    let level = own.map_or(Some(Level::Must), |own| faults.context.forbids(own.status));
    if let (Some(sibling), true) = (sibling, level.is_some()) {
        let words = format!("the media type of {}", sibling.code);
        media(faults, "sibling", &words, constant(&sibling.media));
    }
}

fn media(faults: &mut ResponseFaults<'_, '_>, name: &str, words: &str, change: HeaderChange) {
    faults.add(Defect {
        kind: FaultKind::MediaType,
        name: format!("media-type={name}"),
        words: words.to_owned(),
        violates: vec![faults.context.part(Part::MediaType)],
        level: faults.context.demands(|_| true),
        mutation: AnswerMutation::Header(header::CONTENT_TYPE, change),
    });
}

fn json(faults: &mut ResponseFaults<'_, '_>) {
    damage(faults, "none", "no content", ContentChange::None);
    damage(faults, "truncated", "half of its content", ContentChange::Truncated);
    damage(faults, "followed", "something behind its content", ContentChange::Followed(b" {}"));
    damage(faults, "array", "an array around its content", ContentChange::Array);
    let level = faults.context.demands(|_| true).map(|level| level.max(Level::Should));
    faults.add(Defect {
        kind: FaultKind::Content,
        name: "content=repeated".to_owned(),
        words: "a member twice".to_owned(),
        violates: vec![faults.context.part(Part::Content)],
        level,
        mutation: AnswerMutation::Content(ContentChange::Repeated),
    });
}

fn damage(faults: &mut ResponseFaults<'_, '_>, name: &str, words: &str, change: ContentChange) {
    let violates = vec![faults.context.part(Part::Content)];
    content(faults, name, words, violates, AnswerMutation::Content(change));
}

fn content(
    faults: &mut ResponseFaults<'_, '_>,
    name: &str,
    words: &str,
    violates: Vec<Statement>,
    mutation: AnswerMutation,
) {
    faults.add(Defect {
        kind: FaultKind::Content,
        name: format!("content={name}"),
        words: words.to_owned(),
        violates,
        level: faults.context.demands(|_| true),
        mutation,
    });
}

/// Faults of an object: it must have the members that were stored.
fn object(faults: &mut ResponseFaults<'_, '_>) {
    let own = &faults.context.api.service.server_members;
    let stored = |change| AnswerMutation::StoredMember { own: own.clone(), change };
    let defects = [
        ("hollow", "nothing of the object", AnswerMutation::Content(ContentChange::Hollow)),
        ("foreign", "a member that was never stored", AnswerMutation::Content(ContentChange::Foreign)),
        ("member-missing", "a stored member missing", stored(MemberChange::Missing)),
        ("member-null", "null for a stored member", stored(MemberChange::Constant(json!(null)))),
        ("member-other", "another value for a stored member", stored(MemberChange::Constant(json!("other")))),
    ];
    for (name, words, mutation) in defects {
        let violates = faults.context.rules(&[DerivedCheck::ContentReturns]);
        content(faults, name, words, violates, mutation);
    }
}

/// Faults of a body: it must have the bytes that were stored.
fn bytes(faults: &mut ResponseFaults<'_, '_>) {
    let defects = [
        ("none", "no content", ContentChange::None),
        ("truncated", "half of its content", ContentChange::Truncated),
        ("followed", "a line feed behind its content", ContentChange::Followed(b"\n")),
        ("first-byte", "a wrong bit in its first byte", ContentChange::FirstByte),
        ("last-byte", "its last byte missing", ContentChange::LastByte),
    ];
    // A part may be pure ASCII, which this does not change.
    let seven = ("seven-bits", "seven bits of every byte", ContentChange::SevenBits);
    let whole = faults.context.response.content == ResponseContent::Body;
    for (name, words, change) in defects.into_iter().chain(whole.then_some(seven)) {
        let violates = faults.context.rules(&[DerivedCheck::BytesReturn]);
        content(faults, name, words, violates, AnswerMutation::Content(change));
    }
}

fn constant(text: &str) -> HeaderChange {
    // Media types of the spec and of this module are valid in a header.
    HeaderChange::Constant(HeaderValue::from_str(text).unwrap_or(HeaderValue::from_static("")))
}
