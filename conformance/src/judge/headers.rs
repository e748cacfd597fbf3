//! The headers of an answer: each documented one present, well-formed and true; each that belongs to another state absent.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use http::{HeaderValue, header::AsHeaderName};
use kii_spec::{
    DerivedCheck, Header, HeaderValue as Meaning, Level, Part, Response as Documented, Statement, Version,
    axis::Setting,
};

use crate::{
    judge::{
        Context,
        mismatch::{Mismatch, MismatchKind, untrue},
    },
    send::{CaseState, Dates, Response, state::same_second},
    values::media_type,
};

/// Everything that is wrong with an answer's headers. Versions that it names are noted in `after`.
pub(super) fn check(
    context: &Context<'_>,
    given: &Documented,
    after: &mut CaseState,
    answer: &Response,
) -> Vec<Mismatch> {
    let mut mismatches = Vec::new();
    for documented in &given.headers {
        let due = documented.when.as_deref().is_none_or(|when| holds(when, after));
        let statement = context.answer(given, Part::Header(documented.name.clone()));
        let found = value(answer, documented.name.as_str());
        let alias = documented.alias.as_deref().and_then(|alias| Some((alias, value(answer, alias)?)));
        // None of the documented headers is a list (RFC 9110, 5.3).
        let lines = answer.headers.get_all(documented.name.as_str()).iter().count();
        if lines > 1 {
            mismatches.push(Mismatch {
                statement: statement.clone(),
                level: documented.level,
                expected: format!("header {} once", documented.name),
                found: format!("{lines} of them"),
                kind: MismatchKind::Flaw,
            });
        }
        match (due, found, alias) {
            (true, Some(found), _) => {
                let mut header =
                    Inspection { context, given, documented, statement, after, mismatches: &mut mismatches };
                header.inspect(found);
            }
            (true, None, Some((alias, found))) => {
                mismatches.push(Mismatch {
                    statement: statement.clone(),
                    level: Level::Should,
                    expected: format!("header {}", documented.name),
                    found: format!("the same under the name {alias}"),
                    kind: MismatchKind::Flaw,
                });
                let mut header =
                    Inspection { context, given, documented, statement, after, mismatches: &mut mismatches };
                header.inspect(found);
            }
            (true, None, None) => mismatches.push(Mismatch {
                statement,
                level: documented.level,
                expected: format!("header {}", documented.name),
                found: "no such header".to_owned(),
                kind: MismatchKind::Flaw,
            }),
            (false, Some(found), _) => mismatches.push(Mismatch {
                statement,
                level: documented.level,
                expected: format!("no header {}: {}", documented.name, unmet(documented)),
                found: shown(found),
                kind: MismatchKind::Flaw,
            }),
            (false, None, _) => {}
        }
    }
    mismatches
}

/// The value of a header; an empty one counts as absent.
pub(super) fn value(answer: &Response, name: impl AsHeaderName) -> Option<&HeaderValue> {
    answer.headers.get(name).filter(|value| !value.is_empty())
}

fn shown(value: &HeaderValue) -> String {
    format!("`{}`", String::from_utf8_lossy(value.as_bytes()))
}

/// Whether the world is as these settings say. Settings of a request say nothing about the world.
fn holds(when: &[Setting], world: &CaseState) -> bool {
    let point = world.stored.point();
    when.iter().all(|setting| point.setting(setting.axis()) == *setting)
}

fn unmet(documented: &Header) -> String {
    let when = documented.when.iter().flatten().map(Setting::to_string);
    format!("it is sent only when {}", when.collect::<Vec<_>>().join(" and "))
}

/// One documented header and its value.
struct Inspection<'c, 'w> {
    context: &'c Context<'c>,
    given: &'c Documented,
    documented: &'c Header,
    statement: Statement,
    after: &'w mut CaseState,
    mismatches: &'w mut Vec<Mismatch>,
}

impl Inspection<'_, '_> {
    fn inspect(&mut self, found: &HeaderValue) {
        match &self.documented.value {
            Meaning::Version(version) => self.version(*version, found),
            Meaning::Date => self.date(found),
            Meaning::Uri(_) => self.uri(found),
            Meaning::ObjectMedia => {
                let media = self.after.stored.object.as_ref().map(|object| object.media.clone());
                self.media(media, found);
            }
            Meaning::BodyMedia => {
                let media = self.after.stored.body.as_ref().map(|body| body.media.clone());
                self.media(media, found);
            }
            Meaning::ContentRange => self.content_range(found),
        }
    }

    fn mismatch(&mut self, kind: MismatchKind, level: Level, expected: String, found: &HeaderValue) {
        let statement = self.statement.clone();
        self.mismatches.push(Mismatch {
            statement,
            level,
            expected: format!("{}: {expected}", self.documented.name),
            found: shown(found),
            kind,
        });
    }

    /// A version is sent back verbatim, so any text will do; that it be an entity tag is for RFC 9110, 8.8.3, to say.
    fn version(&mut self, version: Version, found: &HeaderValue) {
        if !is_entity_tag(found.as_bytes()) {
            let rule = self.context.api.rule_of(DerivedCheck::VersionForm);
            self.mismatches.push(Mismatch {
                // A matter of form, whatever the step is there to verify.
                statement: rule.map_or_else(|| self.statement.clone(), |rule| Statement::Rule(rule.id.clone())),
                level: Level::Should,
                expected: format!("{}: an entity tag in double quotes (RFC 9110, 8.8.3)", self.documented.name),
                found: shown(found),
                kind: MismatchKind::Flaw,
            });
        }
        let writes = match version {
            Version::Object => self.given.then.object.is_some(),
            Version::Body => self.given.then.body.is_some(),
        };
        let versions = self.after.stored.versions(version);
        if writes && versions.superseded.contains(found) {
            self.mismatches.push(Mismatch {
                statement: self.context.rule(DerivedCheck::NewVersion, self.given),
                level: Level::Must,
                expected: format!("{}: a version that was not used before", self.documented.name),
                found: format!("{}, which was the version before", shown(found)),
                kind: MismatchKind::Untrue,
            });
        }
        if let Some(current) = versions.current.as_ref().filter(|current| *current != found) {
            self.mismatches.push(Mismatch {
                statement: self.context.rule(DerivedCheck::SameVersion, self.given),
                level: Level::Must,
                expected: format!(
                    "{}: {}, as nothing has changed since that was named",
                    self.documented.name,
                    shown(current)
                ),
                found: shown(found),
                kind: MismatchKind::Untrue,
            });
        }
        self.after.stored.note(version, found.clone());
    }

    fn date(&mut self, found: &HeaderValue) {
        let text = String::from_utf8_lossy(found.as_bytes());
        if let Ok(date) = httpdate::parse_http_date(&text) {
            self.modified(date, found);
            return;
        }
        let level = match text.parse::<jiff::Timestamp>() {
            Ok(_) => Level::Should,
            Err(_) => self.documented.level,
        };
        self.mismatch(
            MismatchKind::Flaw,
            level,
            "a date such as `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110, 5.6.7)".to_owned(),
            found,
        );
    }

    /// Holds a date of whole seconds, which may have been rounded either way, against those that were named before.
    fn modified(&mut self, date: SystemTime, found: &HeaderValue) {
        let second = date.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
        let second = i64::try_from(second).unwrap_or(i64::MAX);
        let Dates { created, modified: now, modified_second: named, floor } =
            self.after.stored.object.as_ref().map(|object| object.dates).unwrap_or_default();
        let earliest = floor.max(created);
        let expected = if let Some(now) = now.filter(|now| !same_second(second, *now)) {
            Some(format!("the date that was named in milliseconds, {now}"))
        } else if let Some(named) = named.filter(|named| *named != second) {
            let named = httpdate::fmt_http_date(UNIX_EPOCH + Duration::from_secs(named.unsigned_abs()));
            Some(format!("{named}, as nothing has changed since that was named"))
        } else {
            let passed = earliest.filter(|earliest| second < *earliest / 1000);
            passed.map(|earliest| format!("{earliest} milliseconds after 1970, which was named before, or later"))
        };
        if let Some(expected) = expected {
            self.mismatches.push(Mismatch {
                statement: self.context.rule(DerivedCheck::ModificationDateAdvances, self.given),
                level: self.documented.level,
                expected: format!("{}: {expected}", self.documented.name),
                found: shown(found),
                kind: MismatchKind::Untrue,
            });
        }
        if let Some(object) = &mut self.after.stored.object {
            object.dates.modified_second = Some(second);
        }
    }

    /// A relative address is one below the request's (RFC 9110, 10.2.2). Credentials stay with the target: an address
    /// elsewhere is followed on the target's own origin.
    fn uri(&mut self, found: &HeaderValue) {
        let text = String::from_utf8_lossy(found.as_bytes());
        match self.context.url.join(text.trim()) {
            Err(_) => {
                let level = self.documented.level;
                self.mismatch(MismatchKind::Flaw, level, "a URI reference (RFC 9110, 10.2.2)".to_owned(), found);
            }
            Ok(mut address) => {
                if address.origin() != self.context.url.origin() {
                    let origin = self.context.url.origin().ascii_serialization();
                    self.mismatch(MismatchKind::Untrue, Level::Should, format!("an address below {origin}"), found);
                    let mut here = self.context.url.clone();
                    here.set_path(address.path());
                    here.set_query(address.query());
                    address = here;
                }
                self.after.location = Some(address);
            }
        }
    }

    fn media(&mut self, due: Option<String>, found: &HeaderValue) {
        let Some(due) = due else { return };
        if !media_type::same(due.as_bytes(), found.as_bytes()) {
            let level = self.documented.level;
            self.mismatch(untrue(found.as_bytes()), level, format!("`{due}`, with any parameters"), found);
        }
    }

    fn content_range(&mut self, found: &HeaderValue) {
        let (Some(range), Some(body)) = (self.context.facts.range, &self.after.stored.body) else { return };
        let length = body.bytes.len() as u64;
        let Some((first, last)) = range.of(length) else { return };
        let due = format!("bytes {first}-{last}/{length}");
        if !found.as_bytes().eq_ignore_ascii_case(due.as_bytes()) {
            let level = self.documented.level;
            self.mismatch(MismatchKind::Untrue, level, format!("`{due}` (RFC 9110, 14.4)"), found);
        }
    }
}

/// Whether a text is an entity tag, weak or strong (RFC 9110, 8.8.3).
fn is_entity_tag(text: &[u8]) -> bool {
    let text = text.strip_prefix(b"W/").unwrap_or(text);
    matches!(text, [b'"', inner @ .., b'"'] if inner.iter().all(|byte| matches!(byte, 0x21 | 0x23..=0x7e | 0x80..)))
}
