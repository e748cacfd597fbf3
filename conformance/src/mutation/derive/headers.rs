//! What can be wrong with each documented header.

use http::{HeaderName, HeaderValue};
use kii_spec::{DerivedCheck, Header, HeaderValue as Meaning, Level, Part, Statement, Version, axis::Point};

use super::{Defect, ResponseFaults};
use crate::mutation::{AnswerMutation, FaultKind, HeaderChange};

pub(super) fn derive(faults: &mut ResponseFaults<'_, '_>) {
    for header in &faults.context.response.headers {
        let Ok(name) = HeaderName::try_from(&*header.name) else { continue };
        let mut of_header = HeaderFaults { faults: &mut *faults, header, name };
        of_header.presence();
        of_header.value();
    }
}

/// The faults of one header.
struct HeaderFaults<'s, 'a, 'f> {
    faults: &'s mut ResponseFaults<'a, 'f>,
    header: &'s Header,
    name: HeaderName,
}

impl HeaderFaults<'_, '_, '_> {
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
            let level = self.faults.context.demands(|point| !self.header.is_sent_at(&self.faults.context.after(point)));
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
                // Clients send it back verbatim, so a missing quote shows only by comparison with other answers.
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

    /// The statements that a wrong version violates: it is not new, or other answers name another.
    fn versions(&self, version: Version) -> Vec<Statement> {
        let writes = match version {
            Version::Object => self.faults.context.response.then.object.is_some(),
            Version::Body => self.faults.context.response.then.body.is_some(),
        };
        let new = writes.then_some(DerivedCheck::NewVersion);
        let checks: Vec<DerivedCheck> = new.into_iter().chain([DerivedCheck::SameVersion]).collect();
        self.consequences(&checks)
    }

    /// The rules of these checks, and of the check that reads the state afterwards.
    fn consequences(&self, checks: &[DerivedCheck]) -> Vec<Statement> {
        self.faults.context.rules(&[checks, &[DerivedCheck::SuccessTakesEffect]].concat())
    }

    fn own(&self) -> Statement {
        self.faults.context.part(Part::Header(self.header.name.clone()))
    }

    /// Adds a fault of the header at the points at which it is sent.
    fn note(&mut self, name: &str, words: &str, violates: &[Statement], level: Level, change: HeaderChange) {
        let context = self.faults.context;
        let sent = |point: &Point| self.header.is_sent_at(&context.after(point));
        let level = context.demands(sent).map(|demanded| demanded.max(level));
        self.add(name, words, violates.to_vec(), level, change);
    }

    fn add(&mut self, name: &str, words: &str, violates: Vec<Statement>, level: Option<Level>, change: HeaderChange) {
        self.faults.add(Defect {
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
