//! The content of an answer: its media type, and JSON, stored bytes or nothing, as documented.

use http::Method;
use indexmap::IndexMap;
use kii_spec::{
    DerivedCheck, Known, Level, Member, Part, Presence, Response as Documented, ResponseContent, Shape, Statement,
};
use serde_json::{Map, Value};
use url::Url;

use crate::{
    check::{Checker, Context, headers::content_type, schema::shown},
    exchange::Response,
    media,
    mismatch::{Mismatch, MismatchKind},
    world::World,
};

/// How long a text must be that stands in a refusal by no accident.
const TELLING: usize = 16;

impl Checker {
    /// Everything that is wrong with an answer's content. An ID that the server chose is noted in `after`.
    pub(super) fn check_content(
        &self,
        context: &Context<'_>,
        given: &Documented,
        after: &mut World,
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
                found.media(after.object.as_ref().map(|object| object.media.as_str()), answer);
                found.object(after, answer);
            }
            ResponseContent::Body => {
                found.media(after.body.as_ref().map(|body| body.media.as_str()), answer);
                let due = after.body.as_ref().map(|body| &body.bytes[..]);
                found.bytes(due, answer);
            }
            ResponseContent::BodyPart => {
                found.media(after.body.as_ref().map(|body| body.media.as_str()), answer);
                let part = |bytes: &'_ [u8]| {
                    let (first, last) = context.facts.range?.of(bytes.len() as u64)?;
                    bytes.get(usize::try_from(first).ok()?..=usize::try_from(last).ok()?).map(<[u8]>::to_vec)
                };
                let due = after.body.as_ref().and_then(|body| part(&body.bytes));
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
        let stored = context.before.object.iter().flat_map(|object| object.members.values());
        let texts = stored.filter_map(Value::as_str).filter(|text| text.len() >= TELLING).map(str::as_bytes);
        let body = context.before.body.iter().filter_map(|body| body.bytes.get(..TELLING));
        let leaks = |secret: &&[u8]| answer.content.windows(secret.len()).any(|window| window == *secret);
        let leaked = texts.chain(body).find(leaks)?;
        let rule = context.api.rule_of(DerivedCheck::RefusalLeaksNothing)?;
        Some(Mismatch {
            statement: Statement::Rule(rule.id.clone()),
            level: rule.level,
            expected: "nothing of what is stored in a refusal".to_owned(),
            found: format!("`{}`, which is", leaked.escape_ascii()),
            kind: MismatchKind::Flaw,
        })
    }

    /// Everything that is wrong with the members that a hand-written case wants to see.
    pub(super) fn check_seen(context: &Context<'_>, given: &Documented, answer: &Response) -> Vec<Mismatch> {
        let mut found = Findings { context, given, mismatches: Vec::new() };
        if context.step.see.is_empty() {
            return Vec::new();
        }
        let Some(value) = found.json(answer) else { return found.mismatches };
        for (name, due) in &context.step.see {
            let seen = value.get(name);
            if !seen.is_some_and(|seen| same_json(due, seen)) {
                let statement = context.cites.first().cloned().unwrap_or_else(|| found.part(Part::Content));
                let seen = seen.map_or_else(|| "no such member".to_owned(), shown);
                found.flaw(statement, format!("member `{name}`: {}", shown(due)), seen);
            }
        }
        found.mismatches
    }

    fn check_json(
        &self,
        found: &mut Findings<'_>,
        name: &str,
        members: &IndexMap<String, Member>,
        after: &mut World,
        answer: &Response,
    ) {
        let Some(value) = found.json(answer) else { return };
        let Context { api, scope, step, .. } = *found.context;
        let objections = self.schemas.objections(api, name, members, scope, step.point.caller, &value);
        let objected: Vec<Vec<String>> = objections.iter().map(|objection| objection.path.clone()).collect();
        for objection in objections {
            let part = if objection.path.is_empty() { Part::Content } else { Part::Member(objection.path) };
            let statement = found.context.answer(found.given, part);
            found.flaw(statement, objection.expected, objection.found);
        }
        found.known(members, &value, &[], &objected, after);
    }
}

/// What is wrong with one answer so far.
struct Findings<'c> {
    context: &'c Context<'c>,
    given: &'c Documented,
    mismatches: Vec<Mismatch>,
}

impl Findings<'_> {
    fn flaw(&mut self, statement: Statement, expected: String, found: String) {
        let kind = MismatchKind::Flaw;
        self.mismatches.push(Mismatch { statement, level: Level::Must, expected, found, kind });
    }

    fn part(&self, part: Part) -> Statement {
        self.context.answer(self.given, part)
    }

    /// Nothing is sent where nothing is documented. A header `Content-Type` may be documented of its own.
    fn nothing(&mut self, answer: &Response) {
        if !answer.content.is_empty() {
            let found = format!("{} bytes", answer.content.len());
            self.flaw(self.part(Part::Content), "no content".to_owned(), found);
        }
        let documented = self.given.headers.iter().any(|header| header.name.eq_ignore_ascii_case("content-type"));
        // A refusal of HEAD may have the headers of one of GET (RFC 9110, 9.3.2); they are not looked at (decision A04).
        let free = self.context.operation.method == Method::HEAD && !self.given.is_success();
        if let Some(media) = content_type(answer).filter(|_| !documented && !free) {
            let found = format!("`{}`", String::from_utf8_lossy(media.as_bytes()));
            self.flaw(self.part(Part::MediaType), "no Content-Type".to_owned(), found);
        }
    }

    fn media(&mut self, due: Option<&str>, answer: &Response) {
        let Some(due) = due else { return };
        let statement = self.part(Part::MediaType);
        match content_type(answer) {
            None => self.flaw(statement, format!("Content-Type `{due}`"), "no Content-Type".to_owned()),
            Some(found) if !media::same(due.as_bytes(), found.as_bytes()) => {
                let found = format!("`{}`", String::from_utf8_lossy(found.as_bytes()));
                self.flaw(statement, format!("Content-Type `{due}`, with any parameters"), found);
            }
            Some(_) => {}
        }
    }

    fn json(&mut self, answer: &Response) -> Option<Value> {
        match serde_json::from_slice(&answer.content) {
            Ok(value) => Some(value),
            Err(error) => {
                let found = match answer.content.len() {
                    0 => "no content".to_owned(),
                    length => format!("{length} bytes that are not JSON: {error}"),
                };
                self.flaw(self.part(Part::Content), "a JSON object".to_owned(), found);
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
        self.flaw(statement, format!("the {} bytes that were stored", due.len()), found);
    }

    /// An object comes back with the members that it was stored with; beside them it may have only the server's own, whose
    /// names begin with `_`.
    fn object(&mut self, after: &World, answer: &Response) {
        let Some(value) = self.json(answer) else { return };
        let Value::Object(found) = value else {
            self.flaw(self.part(Part::Content), "a JSON object".to_owned(), shown(&value));
            return;
        };
        let Some(stored) = &after.object else { return };
        let rule = || self.context.rule(DerivedCheck::ContentReturns, self.given);
        let mut mismatches: Vec<(Statement, String, String)> = Vec::new();
        for (name, due) in &stored.members {
            match found.get(name) {
                Some(value) if same_json(due, value) => {}
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
            self.flaw(statement, expected, found);
        }
    }

    /// Compares what both ends know, but for members that the schema has something against already.
    fn known(
        &mut self,
        members: &IndexMap<String, Member>,
        value: &Value,
        parent: &[String],
        objected: &[Vec<String>],
        after: &mut World,
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
                after.published = Url::parse(text).ok();
            }
            let due = match (&member.value, &member.presence) {
                (_, Presence::RequiredUnless(callers)) if callers.contains(&self.context.step.point.caller) => {
                    Due::Open
                }
                (Some(known), _) => self.due(known, after),
                (None, _) => Due::Open,
            };
            match due {
                Due::Open => {}
                // From now on it is the object that the case works with.
                Due::Chosen => after.object_id = text.to_owned(),
                Due::OneOf(due) if due.iter().any(|due| due == text) => {}
                Due::OneOf(due) => {
                    let due: Vec<String> = due.iter().map(|due| format!("`{due}`")).collect();
                    self.flaw(self.part(Part::Member(path)), due.join(" or "), format!("`{text}`"));
                }
            }
        }
    }

    /// Holds a date against those that were named before, and notes it.
    fn date(&mut self, member: &Member, found: i64, path: Vec<String>, after: &mut World) {
        let name = path.join(".");
        match member.value {
            Some(Known::CreationDate) => {
                if let Some(due) = after.created.filter(|due| *due != found) {
                    let statement = self.context.rule(DerivedCheck::CreationDateStays, self.given);
                    self.flaw(statement, format!("{name}: {due}, as was named before"), found.to_string());
                }
                after.created = Some(found);
            }
            Some(Known::ModificationDate) => {
                let statement = || self.context.rule(DerivedCheck::ModificationDateAdvances, self.given);
                let earliest = after.modified.floor.max(after.created);
                if let Some(due) = after.modified.now.filter(|due| *due != found) {
                    self.flaw(statement(), format!("{name}: {due}, as nothing has changed since"), found.to_string());
                } else if let Some(earliest) = earliest.filter(|earliest| found < *earliest) {
                    self.flaw(
                        statement(),
                        format!("{name}: {earliest}, which was named before, or later"),
                        found.to_string(),
                    );
                }
                after.modified.now = Some(found);
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
    fn due(&self, known: &Known, after: &World) -> Due {
        let facts = self.context.facts;
        let exactly = |text: &Option<String>| text.clone().map_or(Due::Open, |text| Due::OneOf(vec![text]));
        match known {
            Known::Constant(text) => Due::OneOf(vec![text.clone()]),
            Known::AppId => Due::OneOf(vec![facts.app_id.clone()]),
            Known::OwnerId => exactly(&facts.owner_id),
            Known::BucketId => Due::OneOf(vec![facts.bucket_id.clone()]),
            Known::ObjectId => facts.object_id.clone().map_or(Due::Chosen, |id| Due::OneOf(vec![id])),
            Known::ScopeType => Due::OneOf(vec![self.context.scope.object_scope_type.clone()]),
            Known::DataType => {
                let media = after.object.as_ref().map(|object| object.media.clone());
                let short = facts.content.as_ref().and_then(|content| content.data_type.clone());
                Due::OneOf(media.into_iter().chain(short).collect())
            }
            Known::CallerId => exactly(&facts.caller_id),
            // Dates are numbers.
            Known::CreationDate | Known::ModificationDate => Due::Open,
        }
    }
}

/// What a member may be.
enum Due {
    /// Anything: this end does not know it either.
    Open,
    /// The server's own choice.
    Chosen,
    /// One of these.
    OneOf(Vec<String>),
}

/// Whether two JSON values are the same: numbers by value, members in any order.
fn same_json(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => a == b || a.as_f64() == b.as_f64(),
        (Value::Array(a), Value::Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same_json(a, b)),
        (Value::Object(a), Value::Object(b)) => same_members(a, b),
        (Value::Null, Value::Null) => true,
        (Value::Bool(a), Value::Bool(b)) => a == b,
        (Value::String(a), Value::String(b)) => a == b,
        (
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) | Value::Object(_),
            _,
        ) => false,
    }
}

fn same_members(a: &Map<String, Value>, b: &Map<String, Value>) -> bool {
    a.len() == b.len() && a.iter().all(|(name, a)| b.get(name).is_some_and(|b| same_json(a, b)))
}
