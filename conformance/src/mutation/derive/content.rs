//! What can be wrong with a response's content and its media type.

use http::{HeaderValue, Method, header};
use kii_spec::{DerivedCheck, Level, Part, ResponseContent, Statement};
use serde_json::json;

use super::{Defect, Sheet};
use crate::mutation::{
    AnswerMutation, ContentChange, FaultKind, HeaderChange, MemberChange, fault_context::FaultContext,
};

pub(super) fn derive(sheet: &mut Sheet<'_, '_>) {
    let FaultContext { operation, response, .. } = *sheet.ground;
    let is_head = operation.method == Method::HEAD;
    match &response.content {
        ResponseContent::None => {
            damage(sheet, "some", "content where none is documented", ContentChange::Some);
            // Headers of a refusal of HEAD may be those of one of GET (RFC 9110, 9.3.2).
            if is_head {
                return;
            }
            media(sheet, "some", "a media type where none is documented", constant("application/json"));
        }
        ResponseContent::Json(_) | ResponseContent::Error(_) | ResponseContent::OwnerMissing => {
            json(sheet);
            media_types(sheet);
        }
        ResponseContent::Object => {
            json(sheet);
            media_types(sheet);
            object(sheet);
        }
        ResponseContent::Body | ResponseContent::BodyPart => {
            media_types(sheet);
            bytes(sheet);
        }
    }
}

fn media_types(sheet: &mut Sheet<'_, '_>) {
    let FaultContext { api, operation, scope, response, .. } = *sheet.ground;
    media(sheet, "missing", "no media type", HeaderChange::Missing);
    media(sheet, "empty", "an empty media type", constant(""));
    media(sheet, "text", "media type text/html", constant("text/html"));
    media(sheet, "malformed", "something for a media type that is none", constant("json"));
    let own = api.error(response, scope);
    let mut errors = operation.responses.values().filter_map(|other| api.error(other, scope));
    let sibling = errors.find(|error| own.is_none_or(|own| own.media != error.media));
    // Where any refusal is accepted, the media type of another makes it another.
    let level = own.map_or(Some(Level::Must), |own| sheet.ground.forbids(own.status));
    if let (Some(sibling), true) = (sibling, level.is_some()) {
        let words = format!("the media type of {}", sibling.code);
        media(sheet, "sibling", &words, constant(&sibling.media));
    }
}

fn media(sheet: &mut Sheet<'_, '_>, name: &str, words: &str, change: HeaderChange) {
    sheet.note(Defect {
        kind: FaultKind::MediaType,
        name: format!("media-type={name}"),
        words: words.to_owned(),
        violates: vec![sheet.ground.part(Part::MediaType)],
        level: sheet.ground.demands(|_| true),
        mutation: AnswerMutation::Header(header::CONTENT_TYPE, change),
    });
}

fn json(sheet: &mut Sheet<'_, '_>) {
    damage(sheet, "none", "no content", ContentChange::None);
    damage(sheet, "truncated", "half of its content", ContentChange::Truncated);
    damage(sheet, "followed", "something behind its content", ContentChange::Followed(b" {}"));
    damage(sheet, "array", "an array around its content", ContentChange::Array);
    let level = sheet.ground.demands(|_| true).map(|level| level.max(Level::Should));
    sheet.note(Defect {
        kind: FaultKind::Content,
        name: "content=repeated".to_owned(),
        words: "a member twice".to_owned(),
        violates: vec![sheet.ground.part(Part::Content)],
        level,
        mutation: AnswerMutation::Content(ContentChange::Repeated),
    });
}

fn damage(sheet: &mut Sheet<'_, '_>, name: &str, words: &str, change: ContentChange) {
    let violates = vec![sheet.ground.part(Part::Content)];
    content(sheet, name, words, violates, AnswerMutation::Content(change));
}

fn content(sheet: &mut Sheet<'_, '_>, name: &str, words: &str, violates: Vec<Statement>, mutation: AnswerMutation) {
    sheet.note(Defect {
        kind: FaultKind::Content,
        name: format!("content={name}"),
        words: words.to_owned(),
        violates,
        level: sheet.ground.demands(|_| true),
        mutation,
    });
}

/// An object comes back with what was stored.
fn object(sheet: &mut Sheet<'_, '_>) {
    let own = &sheet.ground.api.service.server_members;
    let stored = |change| AnswerMutation::StoredMember { own: own.clone(), change };
    let defects = [
        ("hollow", "nothing of the object", AnswerMutation::Content(ContentChange::Hollow)),
        ("foreign", "a member that was never stored", AnswerMutation::Content(ContentChange::Foreign)),
        ("member-missing", "a stored member missing", stored(MemberChange::Missing)),
        ("member-null", "null for a stored member", stored(MemberChange::Constant(json!(null)))),
        ("member-other", "another value for a stored member", stored(MemberChange::Constant(json!("other")))),
    ];
    for (name, words, mutation) in defects {
        let violates = sheet.ground.rules(&[DerivedCheck::ContentReturns]);
        content(sheet, name, words, violates, mutation);
    }
}

/// A body comes back byte by byte.
fn bytes(sheet: &mut Sheet<'_, '_>) {
    let defects = [
        ("none", "no content", ContentChange::None),
        ("truncated", "half of its content", ContentChange::Truncated),
        ("followed", "a line feed behind its content", ContentChange::Followed(b"\n")),
        ("first-byte", "a wrong bit in its first byte", ContentChange::FirstByte),
        ("last-byte", "its last byte missing", ContentChange::LastByte),
    ];
    // A part may have nothing but ASCII in it.
    let seven = ("seven-bits", "seven bits of every byte", ContentChange::SevenBits);
    let whole = sheet.ground.response.content == ResponseContent::Body;
    for (name, words, change) in defects.into_iter().chain(whole.then_some(seven)) {
        let violates = sheet.ground.rules(&[DerivedCheck::BytesReturn]);
        content(sheet, name, words, violates, AnswerMutation::Content(change));
    }
}

fn constant(text: &str) -> HeaderChange {
    // Media types of the spec and of this module have nothing that a header could not hold.
    HeaderChange::Constant(HeaderValue::from_str(text).unwrap_or(HeaderValue::from_static("")))
}
