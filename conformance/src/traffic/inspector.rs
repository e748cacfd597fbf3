//! Judges exchanges in their order, and learns from each what is stored on the server.

mod addresses;
mod forgetting;

use std::collections::{BTreeSet, HashMap};

use http::header;
use kii_spec::{
    Api, DocumentedPoints, Level, Operation, OperationId, Part, Response as Documented, Scope, ScopeName, Statement,
    Tolerance, axis::Point,
};
use url::Url;

use super::{
    client_fault::ClientFault,
    due_answers::{DueAnswers, Match, Verdict},
    knowledge::Knowledge,
    place::Place,
    places::Places,
    published::PublishedAddresses,
    recorded::{RecordedExchange, RecordedResponse},
    request_reading::RequestReading,
    traffic_report::{NotJudged, Side, TrafficFinding, TrafficReport, level_word},
    world::World,
};
use crate::{
    cases::{Expect, Role, Sent, Step},
    deployment::Secrets,
    judge::{Checker, Context, Expected, Mismatch, judge, recognise},
    send::{CaseState, Request, route},
    values::{har::HarEntry, quotation::quoted_bytes},
};

/// Tokens that are shorter may be ordinary words.
const SHORTEST_SECRET: usize = 8;

/// Judges exchanges, one after the other.
pub(crate) struct Inspector<'a> {
    api: &'a Api,
    base: Url,
    /// Whether a request that was recorded without credentials had none.
    records_credentials: bool,
    checker: Checker,
    points: HashMap<(OperationId, ScopeName), DocumentedPoints<'a>>,
    places: Places,
    published: PublishedAddresses<'a>,
    /// The tokens of the requests so far.
    tokens: BTreeSet<String>,
    /// They, as they are looked for.
    secrets: Secrets,
    report: TrafficReport,
    /// How many findings have been asked for.
    shown: usize,
}

/// What judging an answer in one of the states has found.
struct Judgement {
    world: World,
    mismatches: Vec<Mismatch>,
    after: CaseState,
}

impl<'a> Inspector<'a> {
    /// An inspector of traffic to a server whose paths begin at `base`.
    pub(crate) fn new(api: &'a Api, base: Url, records_credentials: bool) -> Self {
        let report = TrafficReport::new(base.to_string());
        let (checker, points) = (Checker::new(), HashMap::new());
        let (tokens, secrets) = (BTreeSet::new(), Secrets::default());
        let (places, published) = (Places::default(), PublishedAddresses::default());
        Self { api, base, records_credentials, checker, points, places, published, tokens, secrets, report, shown: 0 }
    }

    /// What was found.
    pub(crate) fn end(mut self) -> TrafficReport {
        self.judge_reads(None);
        self.report
    }

    /// The findings since it was asked last.
    pub(crate) fn news(&mut self) -> &[TrafficFinding] {
        let begin = std::mem::replace(&mut self.shown, self.report.findings.len());
        self.report.findings.get(begin..).unwrap_or_default()
    }

    /// The entry of a HAR file for an exchange, without secrets. Of requests to other paths, which may be logins, it has no
    /// contents.
    pub(crate) fn entry(&self, exchange: &RecordedExchange) -> HarEntry {
        let request = &exchange.request;
        let is_known = self.route(request).is_some();
        exchange.entry(&|text| self.secrets.redact(text, false), is_known)
    }

    /// Judges an exchange. `is_concurrent`: whether another one about the same place, of which one may have changed it, was made
    /// at the same time.
    pub(crate) fn inspect(&mut self, exchange: &RecordedExchange, is_concurrent: bool) {
        self.report.exchanges += 1;
        self.note_secrets(exchange);
        self.judge_reads(exchange.began);
        let request = &exchange.request;
        if exchange.is_from_cache {
            // It says what was stored at some time before.
            self.skip(NotJudged::FromCache);
            return;
        }
        let Some((operation, scope)) = self.route(request) else {
            self.inspect_elsewhere(exchange);
            return;
        };
        let (api, base) = (self.api, self.base.clone());
        let reading = RequestReading::of(api, &base, (operation, scope), exchange, self.records_credentials);
        let place = Place::of(&reading, exchange);
        if !operation.is_safe() {
            self.forget_aliases(&reading, exchange);
        }
        let known = place.as_ref().and_then(|place| self.places.remove(place)).filter(|_| !is_concurrent);
        let known = known.unwrap_or_else(|| match operation.has_axis(kii_spec::axis::Axis::Object) {
            true => Knowledge::nothing(scope),
            // The object is a new one.
            false => Knowledge::of_a_new_object(scope),
        });
        let mut reading = reading.at(api, &base, exchange, &known);
        if place.is_none() {
            reading.known.other_objects = self.objects_beside(&reading, exchange);
        }
        let answer = match NotJudged::answer(exchange) {
            Ok(answer) => answer,
            Err(reason) => {
                self.skip(reason);
                // 429 says that nothing was done. Whether another write took effect, nobody knows.
                let is_unchanged = operation.is_safe() || reason == NotJudged::TooManyRequests;
                if let Some(place) = place.filter(|_| is_unchanged && !is_concurrent) {
                    self.places.insert(place, known);
                }
                return;
            }
        };
        self.points_of(operation, scope);
        let Some(points) = self.points.get(&(operation.id.clone(), scope.name.clone())) else { return };
        let fault = ClientFault::of(api, points, &reading, exchange);
        let due = DueAnswers::of(api, points, &reading, &known.worlds);
        let given = recognise(api, operation, scope, &answer.response).or_else(|| {
            // An answer whose own words do not decide is taken for the one that is due.
            let mut responses = due.responses().into_iter();
            responses.find(|response| response.status == answer.response.status)
        });
        let after = match due.verdict(given, answer.response.status) {
            Verdict::Due(matches) => {
                self.report.judged += 1;
                self.judge(exchange, &reading, answer, &known, given, &matches)
            }
            Verdict::Open(worlds) => match given {
                Some(given) => {
                    self.report.judged_by_form += 1;
                    let expect =
                        Expect::Response { name: given.name.clone(), tolerance: Tolerance::None, level: Level::Must };
                    let point = reading.points.first().copied().unwrap_or_default();
                    let caller = reading.callers.first().copied().unwrap_or_default();
                    let matches = worlds.iter().map(|world| Match {
                        world: *world,
                        point: world.point(point.called_by(caller)),
                        expect: expect.clone(),
                    });
                    self.judge(exchange, &reading, answer, &known, Some(given), &matches.collect::<Vec<_>>())
                }
                None if reading.is_foreign => {
                    self.skip(NotJudged::NotDescribed);
                    None
                }
                None => {
                    self.report.judged_by_form += 1;
                    self.undocumented(exchange, &reading, answer);
                    None
                }
            },
            Verdict::Wrong(level) => {
                self.report.judged += 1;
                self.wrong_answer(exchange, &reading, answer, given, &due, level);
                None
            }
        };
        if let Some(ClientFault { statement, level, source, expected, found }) = fault {
            let about = (operation, scope);
            let finding = self.finding(exchange, about, Side::Client, &statement, level, expected, found);
            self.report.findings.push(TrafficFinding { source, ..finding });
        }
        if let Some((knowledge, object_id)) = after.filter(|_| !is_concurrent) {
            let place = place.or_else(|| Place::named(&reading, exchange, object_id));
            if let Some(place) = place {
                let is_endless = reading.points.iter().all(|point| point.request == Point::default().request);
                self.published.note((&place, &knowledge), exchange, (operation, scope), is_endless);
                self.places.insert(place, knowledge);
            }
        }
    }

    /// Judges an answer that is right in some states, in that in which the least is wrong with it. Returns what is known then,
    /// and the ID of the object.
    fn judge(
        &mut self,
        exchange: &RecordedExchange,
        reading: &RequestReading<'a>,
        answer: &RecordedResponse,
        known: &Knowledge,
        given: Option<&'a Documented>,
        matches: &[Match],
    ) -> Option<(Knowledge, String)> {
        let judgements: Vec<Judgement> =
            matches.iter().filter_map(|found| self.judge_in(exchange, reading, answer, known, given, found)).collect();
        let cost = |judgement: &Judgement| {
            let musts = judgement.mismatches.iter().filter(|mismatch| mismatch.level == Level::Must).count();
            (musts, judgement.mismatches.len())
        };
        let least = judgements.iter().map(cost).min()?;
        let mut worlds: Vec<World> = Vec::new();
        for world in judgements.iter().filter(|judgement| cost(judgement) == least).map(|judgement| judgement.world) {
            if !worlds.contains(&world) {
                worlds.push(world);
            }
        }
        let best = judgements.into_iter().find(|judgement| cost(judgement) == least)?;
        for Mismatch { statement, level, expected, found, .. } in &best.mismatches {
            let (expected, found) = (expected.clone(), found.clone());
            let about = (reading.operation, reading.scope);
            let finding = self.finding(exchange, about, Side::Server, statement, *level, expected, found);
            self.report.findings.push(finding);
        }
        // If something else is wrong, it may be the ID that is.
        if best.mismatches.is_empty() {
            self.inspect_location(exchange, reading, &known.state, &best.after);
        }
        let object_id = best.after.object_id.clone();
        match given {
            Some(given) => Some((known.after(&worlds, best.after, reading, given, answer), object_id)),
            // A refusal that is accepted whatever it holds has changed nothing.
            None => Some((known.within(worlds), object_id)),
        }
    }

    fn judge_in(
        &self,
        exchange: &RecordedExchange,
        reading: &RequestReading<'a>,
        answer: &RecordedResponse,
        known: &Knowledge,
        given: Option<&'a Documented>,
        found: &Match,
    ) -> Option<Judgement> {
        let RequestReading { operation, scope, known: values, .. } = reading;
        let before = match given {
            Some(given) => known.before(found.world, self.api, reading, given, answer),
            None => CaseState { stored: found.world.stored(known.stored()), ..known.state.clone() },
        };
        let step = Step {
            role: Role::Act,
            operation: operation.id.clone(),
            scope: None,
            point: found.point,
            sent: Sent::default(),
            expect: found.expect.clone(),
            keep: indexmap::IndexMap::new(),
            see: serde_json::Map::new(),
        };
        let expected =
            Expected::of(self.api, operation, scope, &step.expect, step.point, before.stored.point()).ok()?;
        let context = Context {
            api: self.api,
            operation,
            scope,
            step: &step,
            expected,
            about: &operation.id,
            cites: &[],
            known: values,
            url: &exchange.request.url,
        };
        let seen = self.checker.observe(&context, &answer.response);
        let mut mismatches = judge(&context, &seen, &before.stored).mismatches;
        if !answer.is_whole {
            mismatches.retain(|mismatch| is_about_the_head(&mismatch.statement));
        }
        let after = seen.applied_to(&context, &before);
        Some(Judgement { world: found.world, mismatches, after })
    }

    /// An answer that is due in no state.
    fn wrong_answer(
        &mut self,
        exchange: &RecordedExchange,
        reading: &RequestReading<'a>,
        answer: &RecordedResponse,
        given: Option<&Documented>,
        due: &DueAnswers<'a>,
        level: Level,
    ) {
        let responses = due.responses();
        let first = responses.first().copied().or_else(|| reading.operation.responses.values().next());
        let Some(first) = first else { return };
        let statement = Statement::answer(reading.operation, first, Part::Status);
        let names: Vec<String> = responses.iter().map(|response| self.described(reading, response)).collect();
        let differences = due.differences();
        let to = if differences.is_empty() { String::new() } else { format!(", as the request has {differences}") };
        let found = match given {
            Some(given) => self.described(reading, given),
            None => undocumented(reading, answer),
        };
        let expected = format!("{}{to}", names.join(" or "));
        let about = (reading.operation, reading.scope);
        let finding = self.finding(exchange, about, Side::Server, &statement, level, expected, found);
        self.report.findings.push(finding);
    }

    /// An answer that the spec does not document for the operation.
    fn undocumented(&mut self, exchange: &RecordedExchange, reading: &RequestReading<'a>, answer: &RecordedResponse) {
        let Some(first) = reading.operation.responses.values().next() else { return };
        let statement = Statement::answer(reading.operation, first, Part::Status);
        let expected = "one of the responses that are documented for the operation".to_owned();
        let found = undocumented(reading, answer);
        let about = (reading.operation, reading.scope);
        let finding = self.finding(exchange, about, Side::Server, &statement, Level::Must, expected, found);
        self.report.findings.push(finding);
    }

    fn described(&self, reading: &RequestReading<'_>, response: &Documented) -> String {
        let status = response.status.as_u16();
        match self.api.error(response, reading.scope) {
            Some(error) => format!("{status} {} ({})", error.code, response.name),
            None => format!("{status} ({})", response.name),
        }
    }

    #[expect(clippy::too_many_arguments, reason = "they are the parts of a finding")]
    fn finding(
        &self,
        exchange: &RecordedExchange,
        (operation, scope): (&Operation, &Scope),
        side: Side,
        statement: &Statement,
        level: Level,
        expected: String,
        found: String,
    ) -> TrafficFinding {
        let shown = |text: &str| self.secrets.redact(text, false);
        TrafficFinding {
            exchange: exchange.number,
            side,
            request: shown(&format!("{} {}", exchange.request.method, exchange.request.url)),
            operation: operation.id.to_string(),
            scope: scope.name.to_string(),
            statement: statement.to_string(),
            text: statement.text(self.api),
            source: statement.source(self.api),
            level: level_word(level),
            expected: shown(&expected),
            found: shown(&found),
        }
    }

    fn skip(&mut self, reason: NotJudged) {
        *self.report.not_judged.entry(reason).or_default() += 1;
    }

    fn points_of(&mut self, operation: &'a Operation, scope: &'a Scope) {
        let key = (operation.id.clone(), scope.name.clone());
        self.points.entry(key).or_insert_with(|| self.api.documented_points(operation, scope));
    }

    /// The operation and the scope of a request; `None` if it is one to another path or another server.
    fn route(&self, request: &Request) -> Option<(&'a Operation, &'a Scope)> {
        let is_here = request.url.origin() == self.base.origin();
        is_here.then(|| route(self.api, &self.base, &request.method, &request.url)).flatten()
    }

    /// Remembers the credentials of a request, so that no finding shows them.
    fn note_secrets(&mut self, exchange: &RecordedExchange) {
        let credentials = exchange.request.headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
        let token = credentials.and_then(|credentials| credentials.split_once(' ')).map(|(_, token)| token.trim());
        if let Some(token) = token.filter(|token| !self.tokens.contains(*token)) {
            self.tokens.insert(token.to_owned());
            self.secrets.add(token, SHORTEST_SECRET);
        }
    }
}

fn undocumented(reading: &RequestReading<'_>, answer: &RecordedResponse) -> String {
    let status = answer.response.status.as_u16();
    let media = answer.response.headers.get(header::CONTENT_TYPE);
    let media = media.map_or("without Content-Type".into(), |media| quoted_bytes(media.as_bytes()));
    format!("{status} {media}, which is not documented for {}", reading.operation.id)
}

/// Whether a statement is about the status or the headers of an answer.
const fn is_about_the_head(statement: &Statement) -> bool {
    match statement {
        Statement::Answer { part: Part::Status | Part::MediaType | Part::Header(_), .. } => true,
        Statement::Answer { part: Part::Content | Part::Member(_), .. } | Statement::Rule(_) => false,
    }
}
