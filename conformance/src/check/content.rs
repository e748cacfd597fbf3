//! The content of an answer: its media type, and JSON, stored bytes or nothing, as documented.

use http::Method;
use indexmap::IndexMap;
use kii_spec::{DerivedCheck, Known, Level, Member, Presence, Response as Documented, ResponseContent, Shape};
use serde_json::{Map, Value};

use crate::{
    check::{Checker, Context, headers::content_type, schema::shown},
    exchange::Response,
    media,
    mismatch::{Mismatch, MismatchKind},
    statement::{Part, Statement},
    world::World,
};

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
                    let (from, to) = context.facts.range?;
                    let end = usize::try_from(to).ok()?.saturating_add(1).min(bytes.len());
                    bytes.get(usize::try_from(from).ok()?..end).map(<[u8]>::to_vec)
                };
                let due = after.body.as_ref().and_then(|body| part(&body.bytes));
                found.bytes(due.as_deref(), answer);
            }
        }
        found.mismatches
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
        if let Some(media) = content_type(answer).filter(|_| !documented) {
            let found = format!("`{}`", String::from_utf8_lossy(media.as_bytes()));
            self.flaw(self.part(Part::MediaType), "no Content-Type".to_owned(), found);
            // An answer to HEAD should have the headers of one to GET (RFC 9110, 9.3.2), whatever the page says.
            if let Some(last) = self.mismatches.last_mut().filter(|_| self.context.operation.method == Method::HEAD) {
                last.level = Level::Should;
            }
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
            let Some(text) = found.as_str() else { continue };
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
