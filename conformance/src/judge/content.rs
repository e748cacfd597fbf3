//! The content of an answer: its media type, and JSON, stored bytes or nothing, as documented.

use http::{Method, StatusCode, header};
use indexmap::IndexMap;
use kii_spec::{DerivedCheck, Known, Level, Member, Part, Response as Documented, ResponseContent, Statement};
use serde_json::Value;

use crate::{
    judge::{
        Checker, Context,
        headers::value,
        json::{self, shown},
        mismatch::{Mismatch, MismatchKind, untrue},
        schema::{Described, Objection},
    },
    send::{CaseState, Response},
    values::media_type,
};

/// How long a text must be that stands in a refusal by no accident.
const TELLING: usize = 16;

impl Checker {
    /// Everything that is wrong with an answer's content. An ID that the server chose is noted in `after`.
    pub(super) fn check_content(
        &self,
        context: &Context<'_>,
        given: &Documented,
        after: &mut CaseState,
        answer: &Response,
    ) -> Vec<Mismatch> {
        let mut found = Findings { context, given, mismatches: Vec::new() };
        let api = context.api;
        match &given.content {
            ResponseContent::None => found.nothing(answer),
            ResponseContent::Json(name) => {
                if let Some(described) = api.types.get(name) {
                    found.media(described.media.as_deref(), answer);
                    self.check_json(&mut found, &name.0, &described.members, after, answer);
                }
            }
            ResponseContent::Error(_) | ResponseContent::OwnerMissing => {
                if let Some(error) = api.error(given, context.scope) {
                    found.media(Some(&error.media), answer);
                    self.check_json(&mut found, &error.name.0, &error.members, after, answer);
                }
            }
            ResponseContent::Object => {
                found.media(after.stored.object.as_ref().map(|object| object.media.as_str()), answer);
                found.object(after, answer);
            }
            ResponseContent::Body => {
                found.media(after.stored.body.as_ref().map(|body| body.media.as_str()), answer);
                let due = after.stored.body.as_ref().map(|body| &body.bytes[..]);
                found.bytes(due, answer);
            }
            ResponseContent::BodyPart => {
                found.media(after.stored.body.as_ref().map(|body| body.media.as_str()), answer);
                let part = |bytes: &'_ [u8]| {
                    let (first, last) = context.facts.range?.of(bytes.len() as u64)?;
                    bytes.get(usize::try_from(first).ok()?..=usize::try_from(last).ok()?).map(<[u8]>::to_vec)
                };
                let due = after.stored.body.as_ref().and_then(|body| part(&body.bytes));
                found.bytes(due.as_deref(), answer);
            }
        }
        found.mismatches
    }

    /// Whether a refusal tells what is stored: a text that nobody else can know, or a part of the body.
    pub(super) fn check_leak(context: &Context<'_>, answer: &Response) -> Option<Mismatch> {
        if answer.status.is_success() {
            return None;
        }
        let stored = context.before.stored.object.iter().flat_map(|object| object.members.values());
        let texts = stored.filter_map(Value::as_str).filter(|text| text.len() >= TELLING).map(str::as_bytes);
        let body = context.before.stored.body.iter().filter_map(|body| body.bytes.get(..TELLING));
        // A text of the answer may be escaped, so it is read as JSON, too.
        let told = serde_json::from_slice(&answer.content).map(|value| json::texts(&value)).unwrap_or_default();
        let places: Vec<&[u8]> = told.iter().map(String::as_bytes).chain([&answer.content[..]]).collect();
        let leaks =
            |secret: &&[u8]| places.iter().any(|place| place.windows(secret.len()).any(|window| window == *secret));
        let leaked = texts.chain(body).find(leaks)?;
        let rule = context.api.rule_of(DerivedCheck::RefusalLeaksNothing)?;
        Some(Mismatch {
            statement: Statement::Rule(rule.id.clone()),
            level: rule.level,
            expected: "nothing of what is stored in a refusal".to_owned(),
            found: format!("`{}`, which is", leaked.escape_ascii()),
            kind: MismatchKind::Untrue,
        })
    }

    /// Everything that is wrong with the members that a hand-written case wants to see.
    pub(super) fn check_seen(context: &Context<'_>, given: &Documented, answer: &Response) -> Vec<Mismatch> {
        let mut found = Findings { context, given, mismatches: Vec::new() };
        if context.step.see.is_empty() {
            return Vec::new();
        }
        // That there is no JSON is noted elsewhere.
        let value = json::read(&answer.content).map(|text| text.value).unwrap_or_default();
        for (name, due) in &context.step.see {
            let seen = value.get(name);
            if !seen.is_some_and(|seen| json::same(due, seen)) {
                let statement = context.cites.first().cloned().unwrap_or_else(|| found.part(Part::Content));
                let seen = seen.map_or_else(|| "no such member".to_owned(), shown);
                found.untrue(statement, format!("member `{name}`: {}", shown(due)), seen);
            }
        }
        found.mismatches
    }

    fn check_json(
        &self,
        found: &mut Findings<'_>,
        name: &str,
        members: &IndexMap<String, Member>,
        after: &mut CaseState,
        answer: &Response,
    ) {
        let Some(value) = found.json(answer) else { return };
        let Context { api, scope, step, facts, .. } = *found.context;
        let described = Described { api, members, scope, caller: step.point.caller };
        let objections = self.schemas.objections(name, described, &value);
        let objected: Vec<Vec<String>> = objections.iter().map(|objection| objection.path.clone()).collect();
        // One member that is missing is a flaw; if there is none of several, it is something else altogether.
        let required = described.required();
        let hollow = required.len() > 1 && required.iter().all(|name| value.get(name).is_none());
        // An object whose ID only the server knows cannot be worked with until it is named.
        let names_object = |path: &[String]| {
            let member = path.first().and_then(|name| members.get(name));
            facts.object_id.is_none() && member.is_some_and(|member| member.value == Some(Known::ObjectId))
        };
        for Objection { path, expected, found: seen } in objections {
            let wrong = hollow || path.is_empty() || names_object(&path);
            let kind = if wrong { found.wrong_content() } else { MismatchKind::Flaw };
            let part = if path.is_empty() { Part::Content } else { Part::Member(path) };
            let statement = found.part(part);
            found.mismatches.push(Mismatch { statement, level: Level::Must, expected, found: seen, kind });
        }
        found.known(members, &value, &[], &objected, after);
    }
}

/// What is wrong with one answer so far.
pub(super) struct Findings<'c> {
    pub(super) context: &'c Context<'c>,
    pub(super) given: &'c Documented,
    mismatches: Vec<Mismatch>,
}

impl Findings<'_> {
    fn flaw(&mut self, statement: Statement, expected: String, found: String) {
        self.note(MismatchKind::Flaw, statement, expected, found);
    }

    pub(super) fn untrue(&mut self, statement: Statement, expected: String, found: String) {
        self.note(MismatchKind::Untrue, statement, expected, found);
    }

    fn note(&mut self, kind: MismatchKind, statement: Statement, expected: String, found: String) {
        self.mismatches.push(Mismatch { statement, level: Level::Must, expected, found, kind });
    }

    /// What content says about the answer that is nothing like the documented one. Nothing is built on a refusal, so there
    /// it is only a flaw.
    fn wrong_content(&self) -> MismatchKind {
        if self.given.is_success() { MismatchKind::WrongContent } else { MismatchKind::Flaw }
    }

    /// The content as a whole is not what is documented.
    fn wrong(&mut self, expected: String, found: String) {
        let (statement, kind) = (self.part(Part::Content), self.wrong_content());
        self.mismatches.push(Mismatch { statement, level: Level::Must, expected, found, kind });
    }

    pub(super) fn part(&self, part: Part) -> Statement {
        self.context.answer(self.given, part)
    }

    /// Nothing is sent where nothing is documented. A header `Content-Type` may be documented of its own.
    fn nothing(&mut self, answer: &Response) {
        let sent = match answer.content.len() {
            0 if self.given.status == StatusCode::NO_CONTENT => self.announced(answer),
            0 => None,
            length => Some(format!("{length} bytes")),
        };
        if let Some(sent) = sent {
            self.flaw(self.part(Part::Content), "no content".to_owned(), sent);
        }
        let documented = self.given.headers.iter().any(|header| header.name.eq_ignore_ascii_case("content-type"));
        // A refusal of HEAD may have the headers of one of GET (RFC 9110, 9.3.2); they are not looked at (decision A04).
        let free = self.is_head() && !self.given.is_success();
        if let Some(media) = value(answer, &header::CONTENT_TYPE).filter(|_| !documented && !free) {
            let found = format!("`{}`", String::from_utf8_lossy(media.as_bytes()));
            self.flaw(self.part(Part::MediaType), "no Content-Type".to_owned(), found);
        }
    }

    /// The content that a 204 announces and no client reads: it ends with its headers, whatever they say, so the bytes
    /// would be taken for the next answer (RFC 9110, 8.6; RFC 9112, 6.1).
    fn announced(&self, answer: &Response) -> Option<String> {
        let length = value(answer, &header::CONTENT_LENGTH).filter(|length| length.as_bytes() != b"0");
        let framing =
            [(header::CONTENT_LENGTH, length), (header::TRANSFER_ENCODING, value(answer, &header::TRANSFER_ENCODING))];
        let (name, value) = framing.into_iter().find_map(|(name, value)| Some((name, value?)))?;
        let value = String::from_utf8_lossy(value.as_bytes());
        (!self.is_head()).then(|| format!("`{name}: {value}`, which announces some"))
    }

    fn is_head(&self) -> bool {
        self.context.operation.method == Method::HEAD
    }

    fn media(&mut self, due: Option<&str>, answer: &Response) {
        let Some(due) = due else { return };
        let statement = self.part(Part::MediaType);
        match value(answer, &header::CONTENT_TYPE) {
            None => self.flaw(statement, format!("Content-Type `{due}`"), "no Content-Type".to_owned()),
            Some(found) if !media_type::same(due.as_bytes(), found.as_bytes()) => {
                let kind = untrue(found.as_bytes());
                let found = format!("`{}`", String::from_utf8_lossy(found.as_bytes()));
                self.note(kind, statement, format!("Content-Type `{due}`, with any parameters"), found);
            }
            Some(_) => {}
        }
    }

    fn json(&mut self, answer: &Response) -> Option<Value> {
        match json::read(&answer.content) {
            Ok(text) => {
                for name in text.repeated {
                    let expected = "each member of an object once (RFC 8259, 4)".to_owned();
                    let (statement, kind) = (self.part(Part::Content), MismatchKind::Flaw);
                    let found = format!("member `{name}` twice");
                    self.mismatches.push(Mismatch { statement, level: Level::Should, expected, found, kind });
                }
                Some(text.value)
            }
            Err(error) => {
                let found = match answer.content.len() {
                    0 => "no content".to_owned(),
                    length => format!("{length} bytes that are not JSON: {error}"),
                };
                self.wrong("a JSON object".to_owned(), found);
                None
            }
        }
    }

    fn bytes(&mut self, due: Option<&[u8]>, answer: &Response) {
        let Some(due) = due else { return };
        if answer.content == due {
            return;
        }
        let same = due.iter().zip(&answer.content).take_while(|(due, found)| due == found).count();
        let statement = self.context.rule(DerivedCheck::BytesReturn, self.given);
        let found = format!("{} bytes, which differ from byte {same} on", answer.content.len());
        self.untrue(statement, format!("the {} bytes that were stored", due.len()), found);
    }

    /// An object comes back with the members that it was stored with; beside them it may have only the server's own, whose
    /// names begin with `_`.
    fn object(&mut self, after: &CaseState, answer: &Response) {
        let Some(value) = self.json(answer) else { return };
        let Value::Object(found) = value else {
            self.wrong("a JSON object".to_owned(), shown(&value));
            return;
        };
        let Some(stored) = &after.stored.object else { return };
        let rule = || self.context.rule(DerivedCheck::ContentReturns, self.given);
        let mut mismatches: Vec<(Statement, String, String)> = Vec::new();
        for (name, due) in &stored.members {
            match found.get(name) {
                Some(value) if json::same(due, value) => {}
                Some(value) => mismatches.push((rule(), format!("member `{name}`: {}", shown(due)), shown(value))),
                None => {
                    mismatches.push((rule(), format!("member `{name}`: {}", shown(due)), "no such member".to_owned()))
                }
            }
        }
        for (name, value) in
            found.iter().filter(|(name, _)| !name.starts_with('_') && !stored.members.contains_key(*name))
        {
            mismatches.push((rule(), format!("no member `{name}`: it was never stored, or replaced"), shown(value)));
        }
        for (statement, expected, found) in mismatches {
            self.untrue(statement, expected, found);
        }
    }
}
