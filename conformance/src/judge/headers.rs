//! The headers of an answer: each documented one present, well-formed and true; each that belongs to another state
//! absent.

use http::HeaderValue;
use kii_spec::{Axes, DerivedCheck, Header, HeaderValue as Meaning, Level, Part, State, Statement, Version};

use crate::{
    judge::{
        difference::{Difference, Flaw},
        findings::Findings,
        mismatch::{Mismatch, MismatchKind, untrue},
        observation::{Address, Observation, ObservedHeader, Says},
    },
    send::Dates,
    values::{Content, is_entity_tag, media_type, quotation::quoted_bytes},
};

/// The form of a date that a server must send; readers must know two older forms as well.
const DATE: &str = "a date such as `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110, 5.6.7)";

/// Judges an answer's headers in the state after it. The dates that they name are added to those that are known.
pub(super) fn judge(findings: &mut Findings<'_>, seen: &Observation<'_>, after: &State<Content>, dates: &mut Dates) {
    let point = after.point();
    for header in &seen.headers {
        let ObservedHeader { documented, found, lines, .. } = header;
        let statement = findings.examine(Part::Header(documented.name.clone()));
        let mut note = |level: Level, expected: String, found: String, flaw: Flaw| {
            let (statement, kind) = (statement.clone(), MismatchKind::Flaw);
            let difference = Difference::header(&documented.name, flaw);
            findings.mismatches.push(Mismatch { statement, level, expected, found, kind, difference });
        };
        // None of the documented headers is a list (RFC 9110, 5.3).
        if *lines > 1 {
            note(
                documented.level,
                format!("header {} once", documented.name),
                format!("{lines} of them"),
                Flaw::Repeated,
            );
        }
        match (documented.is_sent_at(&point), found) {
            (true, Some((value, alias))) => {
                if let Some(alias) = alias {
                    let found = format!("the same under the name {alias}");
                    note(Level::Should, format!("header {}", documented.name), found, Flaw::Renamed);
                }
                let mut inspection = Inspection { findings, header, statement, value, after, dates };
                inspection.inspect();
            }
            (true, None) => {
                let found = "no such header".to_owned();
                note(documented.level, format!("header {}", documented.name), found, Flaw::Missing);
            }
            // Under its other name it says nothing that the documents forbid.
            (false, Some((_, Some(_)))) | (false, None) => {}
            (false, Some((value, None))) => {
                let expected =
                    format!("no header {}: {}", documented.name, unmet(&findings.context.api.axes, documented));
                note(documented.level, expected, shown(value), Flaw::Surplus);
            }
        }
    }
}

/// What is wrong with a header whose value is.
fn flaw(kind: MismatchKind) -> Flaw {
    match kind {
        MismatchKind::Flaw => Flaw::Malformed,
        MismatchKind::WrongAnswer | MismatchKind::WrongContent | MismatchKind::Untrue => Flaw::Untrue,
    }
}

pub(super) fn shown(value: &HeaderValue) -> String {
    format!("`{}`", quoted_bytes(value.as_bytes()))
}

fn unmet(axes: &Axes, documented: &Header) -> String {
    let when = documented.when.iter().flatten().map(|setting| axes.text(*setting));
    format!("it is sent only when {}", when.collect::<Vec<_>>().join(" and "))
}

/// One documented header and its value.
struct Inspection<'i, 'c> {
    findings: &'i mut Findings<'c>,
    header: &'i ObservedHeader<'i>,
    statement: Statement,
    value: &'i HeaderValue,
    after: &'i State<Content>,
    dates: &'i mut Dates,
}

impl Inspection<'_, '_> {
    fn inspect(&mut self) {
        match (&self.header.documented.value, &self.header.says) {
            (_, Says::Version(version, found)) => self.version(*version, found),
            (_, Says::Date(date)) => {
                if !date.is_usual(&String::from_utf8_lossy(self.value.as_bytes())) {
                    let level = self.header.documented.level.max(Level::Should);
                    self.mismatch(MismatchKind::Flaw, level, DATE.to_owned());
                }
                self.findings.date_header(self.header.documented, self.value, *date, self.dates);
            }
            (_, Says::Address(address)) => self.address(address),
            (Meaning::ObjectMedia, Says::Nothing) => {
                self.media(self.after.object.as_ref().map(|object| object.media.clone()), "object");
            }
            (Meaning::BodyMedia, Says::Nothing) => {
                self.media(self.after.body.as_ref().map(|body| body.media.clone()), "body");
            }
            (Meaning::ContentRange, Says::Nothing) => self.content_range(),
            (Meaning::Date, Says::Nothing) => {
                let level = self.header.documented.level;
                self.mismatch(MismatchKind::Flaw, level, DATE.to_owned());
            }
            (Meaning::Uri(_), Says::Nothing) => {
                let level = self.header.documented.level;
                self.mismatch(MismatchKind::Flaw, level, "a URI reference (RFC 9110, 10.2.2)".to_owned());
            }
            (Meaning::Version(_), Says::Nothing) => {}
        }
    }

    fn mismatch(&mut self, kind: MismatchKind, level: Level, expected: String) {
        let statement = self.statement.clone();
        self.blame(statement, kind, level, expected);
    }

    fn blame(&mut self, statement: Statement, kind: MismatchKind, level: Level, expected: String) {
        let expected = format!("{}: {expected}", self.header.documented.name);
        let difference = Difference::header(&self.header.documented.name, flaw(kind));
        let found = shown(self.value);
        self.findings.mismatches.push(Mismatch { statement, level, expected, found, kind, difference });
    }

    /// A version is sent back verbatim, so any text will do; that it be an entity tag is for RFC 9110, 8.8.3, to say.
    fn version(&mut self, version: Version, found: &HeaderValue) {
        let form = self.findings.examine_rule(DerivedCheck::VersionForm);
        if !is_entity_tag(found.as_bytes()) {
            let expected = "an entity tag in double quotes (RFC 9110, 8.8.3)".to_owned();
            self.blame(form, MismatchKind::Flaw, Level::Should, expected);
        }
        let then = self.findings.given.then;
        let writes = match version {
            Version::Object => then.object.is_some(),
            Version::Body => then.body.is_some(),
        };
        let versions = self.after.versions(version);
        if writes && !versions.superseded.is_empty() {
            let rule = self.findings.examine_check(DerivedCheck::NewVersion);
            if versions.superseded.contains(found) {
                let kind = MismatchKind::Untrue;
                let expected = format!("{}: a version that was not used before", self.header.documented.name);
                let found = format!("{}, which was the version before", shown(found));
                let difference = Difference::header(&self.header.documented.name, Flaw::Untrue);
                self.findings.must(kind, rule, expected, found, difference);
            }
        }
        if let Some(current) = &versions.current {
            let rule = self.findings.examine_check(DerivedCheck::SameVersion);
            if current != found {
                let expected = format!("{}, as nothing has changed since that was named", shown(current));
                self.blame(rule, MismatchKind::Untrue, Level::Must, expected);
            }
        }
    }

    fn address(&mut self, address: &Address) {
        if address.is_elsewhere {
            let origin = self.findings.context.url.origin().ascii_serialization();
            self.mismatch(MismatchKind::Untrue, Level::Should, format!("an address below {origin}"));
        }
    }

    fn media(&mut self, due: Option<String>, of: &str) {
        let name = &self.header.documented.name;
        let Some(due) = due else {
            self.findings.cannot_evaluate(format!("the media type in {name}: no {of} is stored"));
            return;
        };
        if !media_type::same(due.as_bytes(), self.value.as_bytes()) {
            let level = self.header.documented.level;
            self.mismatch(untrue(self.value.as_bytes()), level, format!("`{due}`, with any parameters"));
        }
    }

    fn content_range(&mut self) {
        let asked = self.findings.context.known.range;
        let length = self.after.body.as_ref().map(|body| body.bytes.len() as u64);
        let served = asked.zip(length).and_then(|(range, length)| Some((range.of(length)?, length)));
        let Some(((first, last), length)) = served else {
            let name = &self.header.documented.name;
            self.findings.cannot_evaluate(format!("{name}: the stored body has no bytes of the range that was sent"));
            return;
        };
        let due = format!("bytes {first}-{last}/{length}");
        if !self.value.as_bytes().eq_ignore_ascii_case(due.as_bytes()) {
            let level = self.header.documented.level;
            self.mismatch(MismatchKind::Untrue, level, format!("`{due}` (RFC 9110, 14.4)"));
        }
    }
}
