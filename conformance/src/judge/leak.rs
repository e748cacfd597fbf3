//! Whether a refusal tells what is stored, in its content or its headers, in any encoding.

use std::collections::BTreeSet;

use http::{HeaderValue, header};
use kii_spec::{DerivedCheck, HeaderValue as Meaning, State};
use memchr::memmem;
use serde_json::Value;

use crate::{
    judge::{
        difference::Difference,
        findings::Findings,
        json,
        mismatch::{Mismatch, MismatchKind},
    },
    send::{Response, names_version},
    values::{Content, encodings, media_type},
};

/// How many bytes a value must have that stands in a refusal by no accident.
const TELLING: usize = 16;

/// How many different bytes such a value must have.
const VARIED: usize = 6;

/// A longer value is looked for by its beginning.
const LONGEST: usize = 64;

/// How many digits a number must have that stands in a refusal by no accident.
const TELLING_DIGITS: usize = 15;

/// Media types that a refusal may have by itself.
const USUAL_MEDIA: [&str; 7] = [
    "application/json",
    "application/problem+json",
    "application/octet-stream",
    "application/xml",
    "text/html",
    "text/plain",
    "text/xml",
];

impl Findings<'_> {
    /// Judges whether a refusal tells what is stored: a text, a name or a number that nobody else can know, a part of the body,
    /// or, to a caller who may not read it, a header of it.
    pub(super) fn leak(&mut self, answer: &Response, before: &State<Content>) {
        if answer.status.is_success() {
            return;
        }
        let secrets = self.secrets(before);
        let Some(rule) = self.context.api.rule_of(DerivedCheck::RefusalLeaksNothing).filter(|_| !secrets.is_empty())
        else {
            return;
        };
        let statement = self.examine_rule(DerivedCheck::RefusalLeaksNothing);
        let found = leaked(&secrets, answer).or_else(|| self.header_of_what_is_stored(answer, before));
        if let Some(found) = found {
            self.mismatches.push(Mismatch {
                statement,
                level: rule.level,
                expected: "nothing of what is stored in a refusal".to_owned(),
                found,
                kind: MismatchKind::Untrue,
                difference: Difference::Leak,
            });
        }
    }

    /// What is stored and only the server can know, besides who has stored it. What the request itself says may be repeated.
    fn secrets(&self, before: &State<Content>) -> BTreeSet<Vec<u8>> {
        let mut secrets = BTreeSet::new();
        for (name, value) in before.object.iter().flat_map(|object| object.members.iter()) {
            secrets.insert(name.clone().into_bytes());
            collect(value, &mut secrets);
        }
        if let Some(body) = &before.body {
            let end = body.bytes.len().saturating_sub(TELLING);
            let parts = [0, end / 2, end].map(|start| body.bytes.get(start..start.saturating_add(TELLING)));
            secrets.extend(parts.into_iter().flatten().map(<[u8]>::to_vec));
        }
        // RFC 9110, 13.1.1 lets whoever may read learn the current version from a refusal; others may have named it themselves.
        if !self.may_read() && !names_version(self.context.api, self.context.step) {
            for versions in [&before.object_versions, &before.body_versions] {
                let current = versions.current.iter();
                secrets.extend(current.map(|version| version.as_bytes().trim_ascii().to_vec()));
            }
        }
        let sent = self.context.known.content.as_ref().map(|content| content.bytes.clone()).unwrap_or_default();
        let range = self.context.known.range.map(|range| range.to_string()).unwrap_or_default();
        secrets.retain(|secret| is_telling(secret) && !contains(&sent, secret) && !contains(range.as_bytes(), secret));
        secrets.into_iter().map(|secret| secret.get(..LONGEST).map_or(secret.clone(), <[u8]>::to_vec)).collect()
    }

    /// Whether the caller may read what is stored.
    fn may_read(&self) -> bool {
        let caller = self.context.api.caller(&self.context.step.point);
        self.context.scope.read.admitted.contains(&caller.id)
    }

    /// A header that says something of what is stored, to a caller who may not read it.
    fn header_of_what_is_stored(&self, answer: &Response, before: &State<Content>) -> Option<String> {
        let api = self.context.api;
        if self.may_read() {
            return None;
        }
        let responses = api.operations.values().flat_map(|operation| operation.responses.values());
        let headers = responses.flat_map(|response| &response.headers);
        let documented = headers.filter(|header| !header.name.eq_ignore_ascii_case(header::CONTENT_TYPE.as_str()));
        { documented }
            .find_map(|documented| {
                let value = answer.headers.get(&*documented.name)?;
                let is_stored = match &documented.value {
                    Meaning::Version(version) => before.versions(*version).current.as_ref() == Some(value),
                    Meaning::Date => {
                        let known = before.object.as_ref().and_then(|object| object.dates.modified_second);
                        let said = second(value);
                        // Some servers date every answer so: what it holds was made now (RFC 9110, 8.8.2.1).
                        let sent = answer.headers.get(header::DATE).and_then(second);
                        known.is_some() && said == known && said != sent
                    }
                    Meaning::BodyMedia => {
                        before.body.as_ref().is_some_and(|body| body.media.as_bytes() == value.as_bytes())
                    }
                    Meaning::ObjectMedia | Meaning::ContentRange | Meaning::Uri(_) => false,
                };
                let value = String::from_utf8_lossy(value.as_bytes());
                is_stored.then(|| format!("`{}: {value}`, which is that of what is stored", documented.name))
            })
            .or_else(|| media_of_what_is_stored(answer, before))
    }
}

/// The media type of a refusal that is the one of what is stored, and no usual one.
fn media_of_what_is_stored(answer: &Response, before: &State<Content>) -> Option<String> {
    let found = answer.headers.get(header::CONTENT_TYPE)?;
    let object = before.object.as_ref().map(|object| object.media.as_str());
    let body = before.body.as_ref().map(|body| body.media.as_str());
    let is_stored = [object, body].into_iter().flatten().any(|media| media.as_bytes() == found.as_bytes());
    let essence = media_type::essence(found.as_bytes())?;
    let is_usual = USUAL_MEDIA.iter().any(|usual| essence.eq_ignore_ascii_case(usual));
    let found = String::from_utf8_lossy(found.as_bytes());
    (is_stored && !is_usual).then(|| format!("`Content-Type: {found}`, which is that of what is stored"))
}

/// The second that a date in a header names, since 1970.
fn second(value: &HeaderValue) -> Option<i64> {
    let date = httpdate::parse_http_date(value.to_str().ok()?).ok()?;
    i64::try_from(date.duration_since(std::time::UNIX_EPOCH).ok()?.as_secs()).ok()
}

/// Adds the texts, names and long numbers of a value.
fn collect(value: &Value, secrets: &mut BTreeSet<Vec<u8>>) {
    match value {
        Value::String(text) => drop(secrets.insert(text.clone().into_bytes())),
        Value::Number(number) => drop(secrets.insert(number.to_string().into_bytes())),
        Value::Array(items) => items.iter().for_each(|item| collect(item, secrets)),
        Value::Object(members) => {
            for (name, value) in members {
                secrets.insert(name.clone().into_bytes());
                collect(value, secrets);
            }
        }
        Value::Null | Value::Bool(_) => {}
    }
}

/// Whether a value stands in a refusal by no accident.
fn is_telling(secret: &[u8]) -> bool {
    let is_number = secret.iter().all(u8::is_ascii_digit);
    let shortest = if is_number { TELLING_DIGITS } else { TELLING };
    // A text may be long, and its beginning varies enough.
    let mut different = Vec::with_capacity(VARIED);
    let is_varied = secret.iter().any(|byte| {
        if !different.contains(byte) {
            different.push(*byte);
        }
        different.len() >= VARIED
    });
    secret.len() >= shortest && is_varied
}

/// The first of some secrets that stands in an answer, and where.
fn leaked(secrets: &BTreeSet<Vec<u8>>, answer: &Response) -> Option<String> {
    // A text of the answer may be escaped, so it is read as JSON, too. Otherwise it stands in the content as it is.
    let escaped = Some(&answer.content).filter(|content| content.contains(&b'\\'));
    let value = escaped.and_then(|content| serde_json::from_slice(content).ok());
    let texts = value.map(|value| json::texts(&value)).unwrap_or_default();
    let content = texts.iter().map(|text| ("the content", text.as_bytes())).chain([("the content", &*answer.content)]);
    let headers = answer.headers.iter().map(|(name, value)| (name.as_str(), value.as_bytes()));
    let places: Vec<(&str, &[u8])> =
        content.chain(headers).filter(|(_, place)| place.len() >= TELLING_DIGITS).collect();
    if places.is_empty() {
        return None;
    }
    let encoded: Vec<(&str, &[u8])> = { places.iter() }
        .flat_map(|(name, place)| place.split(|byte| !is_of_encodings(*byte)).map(|token| (*name, token)))
        .filter(|(_, token)| token.len() >= TELLING)
        .collect();
    secrets.iter().find_map(|secret| {
        let shown = secret.escape_ascii();
        let found = |places: &[(&str, &[u8])], form: &[u8]| {
            places.iter().find(|(_, place)| contains(place, form)).map(|(name, _)| (*name).to_owned())
        };
        if let Some(place) = found(&places, secret) {
            return Some(format!("`{shown}`, which is, in {place}"));
        }
        if encoded.is_empty() {
            return None;
        }
        let mut forms = encodings::of_bytes(secret).into_iter();
        let (place, form) = forms.find_map(|form| Some((found(&encoded, form.as_bytes())?, form)))?;
        Some(format!("`{form}` in {place}, which stands for `{shown}`, which is"))
    })
}

/// Whether a byte stands within base64, percent-encoded bytes or hexadecimal digits.
const fn is_of_encodings(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'-' | b'_' | b'%' | b'.' | b'~')
}

fn contains(place: &[u8], part: &[u8]) -> bool {
    !part.is_empty() && memmem::find(place, part).is_some()
}
