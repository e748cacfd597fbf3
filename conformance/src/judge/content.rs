//! The content of an answer: its media type, and JSON, stored bytes or nothing, as documented.

use http::{Method, StatusCode, header};
use kii_spec::{DerivedCheck, Level, MemberValue, Part, ResponseContent, State};
use serde_json::{Map, Value};

use crate::{
    judge::{
        difference::{Difference, Flaw},
        findings::Findings,
        json::{self, shown},
        mismatch::{Mismatch, MismatchKind, untrue},
        observation::{Observation, value},
        schema::Objection,
    },
    send::{Dates, Response, StoredObject, excerpt},
    values::{
        Content, media_type,
        quotation::{quoted, quoted_bytes},
    },
};

const CONTENT_TYPE: &str = "content-type";

impl Findings<'_> {
    /// Judges an answer's content in the state after it. The dates that it names are added to those that are known.
    pub(super) fn content(&mut self, seen: &Observation<'_>, after: &State<Content>, dates: &mut Dates) {
        let api = self.context.api;
        self.surplus(seen.answer);
        match &self.given.content {
            ResponseContent::None => self.nothing(seen.answer),
            ResponseContent::Json(name) => {
                match api.types.get(name).and_then(|described| described.media.as_deref()) {
                    Some(media) => self.media(media, seen.answer),
                    None => self.cannot_evaluate(format!("the media type: the spec gives {} none", name.0)),
                }
                self.described(seen, after, dates);
            }
            ResponseContent::Error(_) | ResponseContent::OwnerMissing => {
                match api.error(self.given, self.context.scope) {
                    Some(error) => self.media(&error.media, seen.answer),
                    None => self.cannot_evaluate("the error: the spec gives none in this scope"),
                }
                self.described(seen, after, dates);
            }
            ResponseContent::Object => match &after.object {
                Some(stored) => {
                    self.media(&stored.media, seen.answer);
                    self.object(stored, seen);
                }
                None => self.cannot_evaluate("the content: it is a stored object, and none is stored"),
            },
            ResponseContent::Body => match &after.body {
                Some(stored) => {
                    self.media(&stored.media, seen.answer);
                    self.bytes(&stored.bytes, seen.answer);
                }
                None => self.cannot_evaluate("the content: it is a stored body, and none is stored"),
            },
            ResponseContent::BodyPart => match (&after.body, after.body.as_ref().and_then(|body| self.part_of(body))) {
                (Some(stored), Some(due)) => {
                    self.media(&stored.media, seen.answer);
                    self.bytes(&due, seen.answer);
                }
                (None, _) | (_, None) => {
                    self.cannot_evaluate("the content: the stored body has no bytes of the range that was sent");
                }
            },
        }
    }

    /// The bytes of a body that the request has asked for.
    fn part_of(&self, body: &Content) -> Option<Vec<u8>> {
        let (first, last) = self.context.known.range?.of(body.bytes.len() as u64)?;
        body.bytes.get(usize::try_from(first).ok()?..=usize::try_from(last).ok()?).map(<[u8]>::to_vec)
    }

    /// Judges the members that a hand-written case wants to see.
    pub(super) fn see(&mut self, seen: &Observation<'_>) {
        if self.context.step.see.is_empty() {
            return;
        }
        let statement = self.context.cites.first().cloned().unwrap_or_else(|| self.part(Part::Content));
        self.examined.insert((self.context.about.clone(), statement.clone()));
        // That there is no JSON is noted elsewhere.
        let value = seen.json.as_ref().and_then(|json| json.as_ref().ok()).map(|text| &text.value);
        for (name, due) in &self.context.step.see {
            let found = value.and_then(|value| value.get(name));
            if !found.is_some_and(|found| json::same(due, found)) {
                let flaw = if found.is_some() { Flaw::Untrue } else { Flaw::Missing };
                let found = found.map_or_else(|| "no such member".to_owned(), shown);
                let difference = Difference::Stored { flaw };
                self.untrue(statement.clone(), format!("member `{name}`: {}", shown(due)), found, difference);
            }
        }
    }

    /// Judges content of a described type.
    fn described(&mut self, seen: &Observation<'_>, after: &State<Content>, dates: &mut Dates) {
        if self.json(seen).is_none() {
            return;
        }
        for path in &seen.members.examined {
            self.examine(Part::Member(path.as_slice().into()));
        }
        let members = self.context.api.members(self.given, self.context.scope);
        // An object whose ID only the server knows cannot be worked with until it is named.
        let names_object = |path: &[String]| {
            let member = path.first().and_then(|name| members?.get(name));
            self.context.known.object_id.is_none()
                && member.is_some_and(|member| member.value == Some(MemberValue::ObjectId))
        };
        let kinds: Vec<MismatchKind> = seen
            .members
            .objections
            .iter()
            .map(|Objection { path, .. }| {
                let wrong = seen.members.is_hollow || path.is_empty() || names_object(path);
                if wrong { self.wrong_content() } else { MismatchKind::Flaw }
            })
            .collect();
        for (Objection { path, expected, found, level, flaw }, kind) in seen.members.objections.iter().zip(kinds) {
            let part = if path.is_empty() { Part::Content } else { Part::Member(path.as_slice().into()) };
            let (statement, level, expected, found) = (self.part(part), *level, expected.clone(), found.clone());
            let difference = Difference::member(path, *flaw);
            self.mismatches.push(Mismatch { statement, level, expected, found, kind, difference });
        }
        self.known(seen, after, dates);
    }

    /// What content says about the answer that is nothing like the documented one. Nothing is built on a refusal, so
    /// there it is only a flaw.
    fn wrong_content(&self) -> MismatchKind {
        if self.given.is_success() { MismatchKind::WrongContent } else { MismatchKind::Flaw }
    }

    /// The content as a whole is not what is documented.
    fn wrong(&mut self, expected: String, found: String, flaw: Flaw) {
        let difference = Difference::Content { flaw };
        self.must(self.wrong_content(), self.part(Part::Content), expected, found, difference);
    }

    /// Nothing follows an answer on its connection, where it would be taken for the next one: not behind the announced length,
    /// and not behind the headers of an answer to HEAD or of a 204 (RFC 9112, 6.3).
    fn surplus(&mut self, answer: &Response) {
        if !answer.surplus.is_empty() {
            let found = format!("more bytes, which begin with {}", excerpt(&answer.surplus));
            let expected = "nothing behind the end of the response".to_owned();
            self.flaw(self.part(Part::Content), expected, found, Difference::Content { flaw: Flaw::Surplus });
        }
    }

    /// Nothing is sent where nothing is documented. A header `Content-Type` may be documented of its own.
    fn nothing(&mut self, answer: &Response) {
        let sent = match answer.content.len() {
            0 if self.given.status == StatusCode::NO_CONTENT => self.announced(answer),
            0 => None,
            length => Some(format!("{length} bytes")),
        };
        let statement = self.examine(Part::Content);
        if let Some(sent) = sent {
            self.flaw(statement, "no content".to_owned(), sent, Difference::Content { flaw: Flaw::Surplus });
        }
        let documented = self.given.headers.iter().any(|header| header.name.eq_ignore_ascii_case("content-type"));
        if !self.context.operation.states_media_type(self.given) {
            return;
        }
        let statement = self.examine(Part::MediaType);
        if let Some(media) = value(answer, CONTENT_TYPE).filter(|_| !documented) {
            let found = format!("`{}`", quoted_bytes(media.as_bytes()));
            let difference = Difference::header(CONTENT_TYPE, Flaw::Surplus);
            self.flaw(statement, "no Content-Type".to_owned(), found, difference);
        }
    }

    /// The content that a 204 announces and no client reads: it ends with its headers, whatever they say, so the bytes
    /// would be taken for the next answer (RFC 9110, 8.6; RFC 9112, 6.1).
    fn announced(&self, answer: &Response) -> Option<String> {
        let length = value(answer, header::CONTENT_LENGTH.as_str()).filter(|length| length.as_bytes() != b"0");
        let transfer = value(answer, header::TRANSFER_ENCODING.as_str());
        let framing = [(header::CONTENT_LENGTH, length), (header::TRANSFER_ENCODING, transfer)];
        let (name, value) = framing.into_iter().find_map(|(name, value)| Some((name, value?)))?;
        let value = quoted_bytes(value.as_bytes());
        (!self.is_head()).then(|| format!("`{name}: {value}`, which announces some"))
    }

    fn is_head(&self) -> bool {
        self.context.operation.method == Method::HEAD
    }

    fn media(&mut self, due: &str, answer: &Response) {
        let statement = self.examine(Part::MediaType);
        let difference = self.context.media_type(answer);
        match value(answer, CONTENT_TYPE) {
            None => {
                let found = "no Content-Type".to_owned();
                self.flaw(statement, format!("Content-Type `{due}`"), found, difference);
            }
            Some(found) if !media_type::same(due.as_bytes(), found.as_bytes()) => {
                let kind = untrue(found.as_bytes());
                let found = format!("`{}`", quoted_bytes(found.as_bytes()));
                let expected = format!("Content-Type `{due}`, with any parameters");
                self.must(kind, statement, expected, found, difference);
            }
            Some(_) => {}
        }
    }

    fn json<'s>(&mut self, seen: &'s Observation<'_>) -> Option<&'s Value> {
        let statement = self.examine(Part::Content);
        match seen.json.as_ref()? {
            Ok(text) => {
                if text.is_marked {
                    let expected = "JSON without a byte order mark before it (RFC 8259, 8.1)".to_owned();
                    let difference = Difference::Content { flaw: Flaw::Surplus };
                    self.flaw(
                        statement.clone(),
                        expected,
                        "U+FEFF (bytes EF BB BF), and then JSON".to_owned(),
                        difference,
                    );
                }
                for name in &text.repeated {
                    let expected = "each member of an object once (RFC 8259, 4)".to_owned();
                    let (statement, kind) = (statement.clone(), MismatchKind::Flaw);
                    let found = format!("member `{}` twice", quoted(name));
                    let difference = Difference::Content { flaw: Flaw::Repeated };
                    let level = Level::Should;
                    self.mismatches.push(Mismatch { statement, level, expected, found, kind, difference });
                }
                Some(&text.value)
            }
            Err(error) => {
                let (found, flaw) = match seen.answer.content.len() {
                    0 => ("no content".to_owned(), Flaw::Missing),
                    length => (format!("{length} bytes that are not JSON: {error}"), Flaw::Malformed),
                };
                self.wrong("a JSON object".to_owned(), found, flaw);
                None
            }
        }
    }

    fn bytes(&mut self, due: &[u8], answer: &Response) {
        self.examine(Part::Content);
        let statement = self.examine_check(DerivedCheck::BytesReturn);
        if answer.content == due {
            return;
        }
        let same = due.iter().zip(&answer.content).take_while(|(due, found)| due == found).count();
        let found = format!("{} bytes, which differ from byte {same} on", answer.content.len());
        let expected = format!("the {} bytes that were stored", due.len());
        self.untrue(statement, expected, found, Difference::Stored { flaw: Flaw::Untrue });
    }

    /// An object comes back with the members that it was stored with; beside them it may have only those of the server. Where
    /// an update in part can be read in several ways, what another one leads to is a warning.
    fn object(&mut self, stored: &StoredObject, seen: &Observation<'_>) {
        let Some(value) = self.json(seen) else { return };
        let Value::Object(found) = value else {
            self.wrong("a JSON object".to_owned(), shown(value), Flaw::Malformed);
            return;
        };
        let own = self.context.api.service.server_members.as_str();
        let statement = self.examine_check(DerivedCheck::ContentReturns);
        let differences = differences(&stored.members, found, own);
        let is_other_reading =
            || stored.other_members.iter().any(|other| self::differences(other, found, own).is_empty());
        let level = if !differences.is_empty() && is_other_reading() { Level::Should } else { Level::Must };
        for (expected, found, flaw) in differences {
            let (statement, kind, difference) = (statement.clone(), MismatchKind::Untrue, Difference::Stored { flaw });
            self.mismatches.push(Mismatch { statement, level, expected, found, kind, difference });
        }
    }
}

/// What was expected of members, what was found, and how it differs, member by member.
fn differences(stored: &Map<String, Value>, found: &Map<String, Value>, own: &str) -> Vec<(String, String, Flaw)> {
    let mut differences = Vec::new();
    for (name, due) in stored {
        let expected = || format!("member `{name}`: {}", shown(due));
        match found.get(name) {
            Some(value) if json::same(due, value) => {}
            Some(value) => differences.push((expected(), shown(value), Flaw::Untrue)),
            None => differences.push((expected(), "no such member".to_owned(), Flaw::Missing)),
        }
    }
    for (name, value) in found.iter().filter(|(name, _)| !name.starts_with(own) && !stored.contains_key(*name)) {
        let expected = format!("no member `{name}`: it was never stored, or replaced");
        differences.push((expected, shown(value), Flaw::Surplus));
    }
    differences
}
