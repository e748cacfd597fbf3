//! What can be wrong with each documented header.

use http::{HeaderName, HeaderValue};
use kii_spec::{DerivedCheck, Header, HeaderValue as Meaning, Level, Part, Statement, Version, axis::Point};

use super::{Defect, Sheet};
use crate::mutation::{AnswerMutation, FaultKind, HeaderChange};

pub(super) fn derive(sheet: &mut Sheet<'_, '_>) {
    for header in &sheet.ground.response.headers {
        let Ok(name) = HeaderName::try_from(&header.name) else { continue };
        let mut column = Column { sheet: &mut *sheet, header, name };
        column.presence();
        column.value();
    }
}

/// The faults of one header.
struct Column<'s, 'a, 'f> {
    sheet: &'s mut Sheet<'a, 'f>,
    header: &'s Header,
    name: HeaderName,
}

impl Column<'_, '_, '_> {
    fn presence(&mut self) {
        let own = vec![self.own()];
        let level = self.header.level;
        self.note("missing", "missing", &own, level, HeaderChange::Missing);
        self.note("empty", "empty", &own, level, HeaderChange::Constant(HeaderValue::from_static("")));
        self.note("twice", "sent twice", &own, level, HeaderChange::Twice);
        if let Some(alias) = self.header.alias.as_deref().and_then(|alias| HeaderName::try_from(alias).ok()) {
            let words = format!("sent as {alias}");
            self.note("alias", &words, &own, level.max(Level::Should), HeaderChange::Renamed(alias));
        }
        if self.header.when.is_some() {
            let level = self.sheet.ground.demands(|point| !self.header.is_sent_at(&self.sheet.ground.after(point)));
            let level = level.map(|level| level.max(self.header.level));
            let added = HeaderChange::Added(HeaderValue::from_static("application/json"));
            self.add("idle", "sent where there is nothing to say", own, level, added);
        }
    }

    fn value(&mut self) {
        let own = vec![self.own()];
        let level = self.header.level;
        match &self.header.value {
            Meaning::Version(version) => {
                let versions = self.versions(*version);
                self.note("constant", "the same for every version", &versions, level, constant("\"constant\""));
                self.note("marked", "naming a version that nothing else names", &versions, level, HeaderChange::Marked);
                // It is sent back verbatim, so quotes are a matter of form; but other answers have them.
                self.note("malformed", "without quotes", &versions, level, HeaderChange::Unquoted);
            }
            Meaning::Date => {
                let dates = self.consequences(&[DerivedCheck::ModificationDateAdvances]);
                self.note("malformed", "no date", &own, level, constant("yesterday"));
                let iso = constant("2004-01-01T00:00:00Z");
                self.note("iso", "a date of another format", &own, level.max(Level::Should), iso);
                let then = constant("Thu, 01 Jan 2004 00:00:00 GMT");
                self.note("constant", "the same date after every change", &dates, level, then);
                self.note("later", "naming the day after", &dates, level, HeaderChange::NextDay);
            }
            Meaning::Uri(_) => {
                let address = self.consequences(&[DerivedCheck::LocationAnswers]);
                self.note("malformed", "no URI reference", &own, level, constant("http://["));
                self.note("constant", "the same for every object", &address, level, constant("/elsewhere"));
                self.note("elsewhere", "naming another object", &address, level, HeaderChange::OtherPath);
                let origin = level.max(Level::Should);
                self.note("other-origin", "naming another server", &own, origin, HeaderChange::OtherOrigin);
            }
            Meaning::ObjectMedia | Meaning::BodyMedia => {
                self.note("malformed", "no media type", &own, level, constant("json"));
                self.note("constant", "naming another media type", &own, level, constant("text/html"));
            }
            Meaning::ContentRange => {
                self.note("malformed", "no range", &own, level, constant("bytes"));
                self.note("constant", "naming another range", &own, level, constant("bytes 0-1/2"));
            }
        }
    }

    /// What a wrong version breaks: it is not new, or not the one that other answers name.
    fn versions(&self, version: Version) -> Vec<Statement> {
        let writes = match version {
            Version::Object => self.sheet.ground.response.then.object.is_some(),
            Version::Body => self.sheet.ground.response.then.body.is_some(),
        };
        let new = writes.then_some(DerivedCheck::NewVersion);
        let checks: Vec<DerivedCheck> = new.into_iter().chain([DerivedCheck::SameVersion]).collect();
        self.consequences(&checks)
    }

    /// These checks, and the ones that see the same in what follows.
    fn consequences(&self, checks: &[DerivedCheck]) -> Vec<Statement> {
        self.sheet.ground.rules(&[checks, &[DerivedCheck::SuccessTakesEffect]].concat())
    }

    fn own(&self) -> Statement {
        self.sheet.ground.part(Part::Header(self.header.name.clone()))
    }

    /// A fault of a header that is sent, where it is to be sent.
    fn note(&mut self, name: &str, words: &str, violates: &[Statement], level: Level, change: HeaderChange) {
        let ground = self.sheet.ground;
        let sent = |point: &Point| self.header.is_sent_at(&ground.after(point));
        let level = ground.demands(sent).map(|demanded| demanded.max(level));
        self.add(name, words, violates.to_vec(), level, change);
    }

    fn add(&mut self, name: &str, words: &str, violates: Vec<Statement>, level: Option<Level>, change: HeaderChange) {
        self.sheet.note(Defect {
            kind: FaultKind::Header,
            name: format!("header.{}={name}", self.header.name),
            words: format!("header {} {words}", self.header.name),
            violates,
            level,
            mutation: AnswerMutation::Header(self.name.clone(), change),
        });
    }
}

fn constant(text: &'static str) -> HeaderChange {
    HeaderChange::Constant(HeaderValue::from_static(text))
}
