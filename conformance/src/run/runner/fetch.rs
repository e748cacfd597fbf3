//! Reads published content: without credentials, or with those of a caller, who gets the same.

use http::{HeaderMap, HeaderValue, Method, header};
use kii_spec::{Caller, Level, Statement, axis::Point};
use tokio::time::Instant;
use url::Url;

use super::{
    Progress, Runner,
    grace::{ASK_AGAIN, LATE},
    race::{Answered, Reading},
};
use crate::{
    cases::{Fetch, Published, Role},
    judge::{Difference, Examined, Flaw, Judged, Mismatch, MismatchKind, PublishedMismatch},
    run::{
        Session,
        outcome::{Finding, Outcome, SuiteError},
        recorded_exchange::{self, RecordedExchange},
        renewal,
    },
    send::{CaseState, Client, Exchange, Request, Response, SendError, SentCredentials, WireForm},
};

/// How many redirects are followed from a published address.
const MOST_REDIRECTS: usize = 5;

/// A request for published content that is ready to be sent.
pub(super) struct ReadyFetch<'a> {
    fetch: &'a Fetch,
    request: Request,
    /// Whose credentials it has.
    credentials: Option<SentCredentials>,
    /// Until when content that is to be gone may still be served.
    grace: Option<Instant>,
}

/// What became of it.
pub(super) struct FetchAnswer {
    outcome: Result<Response, SendError>,
    /// When it was begun, and when the answer was there.
    span: (Instant, Instant),
    /// Where the content was found, if the address that was named only led there.
    led_to: Option<Url>,
    /// How often it was sent.
    pub(super) times: usize,
}

impl<'a> Runner<'a> {
    /// Prepares a request for published content, wherever the answer said it is.
    ///
    /// # Errors
    /// The outcome of the case, when no answer has said where; `last` is the last answer.
    pub(super) async fn prepare_fetch(
        &self,
        fetch: &'a Fetch,
        state: &CaseState,
        last: Option<&Exchange>,
    ) -> Result<ReadyFetch<'a>, Outcome> {
        let address = state.published.address(fetch.publication).cloned();
        let url = address.ok_or_else(|| self.unaddressed(*fetch, last))?;
        let mut request = self.fetch_request(&url);
        let caller = fetch.caller.map(|caller| self.api.caller(&Point::default().called_by(caller)));
        let caller = caller.filter(|caller| self.session.target.is_own(&url) && self.is_offered(caller));
        if let Some(caller) = caller {
            let Session { client, target, .. } = self.session;
            let renewed = renewal::renew(self.api, client, target, self.scope, caller).await;
            renewed.map_err(|why| Outcome::SuiteError(SuiteError::new(why)))?;
        }
        let authorization =
            caller.and_then(|caller| self.session.target.authorization(self.scope, caller).ok().flatten());
        let credentials = caller.filter(|_| authorization.is_some());
        let credentials = credentials.and_then(|caller| SentCredentials::of_caller(caller, self.scope));
        request.headers.extend(authorization.map(|value| (header::AUTHORIZATION, value)));
        let grace = state.ended.filter(|_| fetch.expect == Published::Gone).map(|ended| ended + LATE);
        Ok(ReadyFetch { fetch, request, credentials, grace })
    }

    /// Whether the target says that requests can come with these credentials.
    fn is_offered(&self, caller: &Caller) -> bool {
        let point = Point::default().called_by(caller.id);
        let mut readers = self.api.observers().into_iter();
        !readers.any(|one| self.session.target.missing_capability(self.api, one, self.scope, point).is_some())
    }

    /// Asks for published content. Content that is to be gone is asked for again as long as it may still be served.
    pub(super) async fn send_fetch(&self, ready: &ReadyFetch<'_>) -> FetchAnswer {
        let (begun, mut times) = (Instant::now(), 0);
        loop {
            let (outcome, led_to, hops) = self.follow(&self.session.client, ready.fetch.role, &ready.request).await;
            times += hops;
            let is_early = outcome.as_ref().is_ok_and(|answer| !PublishedMismatch::of(&[], answer).is_empty());
            let left = ready.grace.filter(|_| is_early).map(|grace| grace.saturating_duration_since(Instant::now()));
            match left {
                Some(left) if !left.is_zero() && self.session.client.pause(left.min(ASK_AGAIN)).await => {}
                Some(_) | None => {
                    return FetchAnswer { outcome, span: (begun, Instant::now()), led_to, times };
                }
            }
        }
    }

    /// Sends a request and follows redirects, as clients do that read published content. Returns the answer at the end, where
    /// that is if it is elsewhere, and how many requests it took.
    async fn follow(
        &self,
        http: &Client,
        role: Role,
        request: &Request,
    ) -> (Result<Response, SendError>, Option<Url>, usize) {
        let (mut request, mut led_to, mut hops) = (request.clone(), None, 0);
        loop {
            self.count(role, 1);
            hops += 1;
            let outcome = http.send(&request).await;
            let next = outcome.as_ref().ok().and_then(|answer| redirect(&request.url, answer));
            let Some(url) = next.filter(|_| hops <= MOST_REDIRECTS) else { return (outcome, led_to, hops) };
            request.headers = self.fetch_headers(&url);
            request.url = url.clone();
            led_to = Some(url);
        }
    }

    /// A request for what is published at an address, which belongs to nobody.
    fn fetch_request(&self, url: &Url) -> Request {
        let headers = self.fetch_headers(url);
        Request {
            method: Method::GET,
            url: url.clone(),
            headers,
            content: bytes::Bytes::new(),
            form: WireForm::default(),
        }
    }

    /// Reads in a race what is published at an address.
    ///
    /// # Errors
    /// The outcome of the case, when there is no answer.
    pub(super) async fn fetch_in_race(
        &self,
        http: &Client,
        url: &Url,
        client: Option<usize>,
        start: std::time::Instant,
    ) -> Result<Reading, Outcome> {
        let request = self.fetch_request(url);
        let begun = start.elapsed();
        let (outcome, _, _) = self.follow(http, Role::Act, &request).await;
        let at = start.elapsed();
        match self.served(None, outcome) {
            Ok(response) => Ok(Reading { client, request, begun, answer: Answered { response, at } }),
            Err(error) => Err(self.unanswered(Role::Act, None, &request, error, "the published content,")),
        }
    }

    /// The headers of every request for published content: no credentials are among them, wherever it goes.
    fn fetch_headers(&self, url: &Url) -> HeaderMap {
        let mut headers = self.session.target.headers_to(url);
        headers.insert(header::ACCEPT, HeaderValue::from_static("*/*"));
        headers
    }

    pub(super) fn judge_fetch(&self, ready: ReadyFetch<'_>, answer: FetchAnswer, state: CaseState) -> Progress {
        let ReadyFetch { fetch, request, credentials, .. } = ready;
        let (led_to, span) = (answer.led_to, answer.span);
        let response = match self.served(None, answer.outcome) {
            Ok(response) => response,
            Err(error) => {
                let answer = Err(error.message.clone());
                self.record(self.recorded_fetch(*fetch, (&request, credentials), span, &state, answer));
                return Progress::End(self.unanswered(fetch.role, None, &request, error, "the published content,"));
            }
        };
        let statement = self.cited(fetch.role);
        let examined = Examined::from([(self.case.operation.clone(), statement.clone())]);
        let (wrong, unevaluated) = match fetch.expect {
            Published::Gone => (PublishedMismatch::of(&[], &response), None),
            Published::Served => match &state.stored.body {
                Some(body) => (PublishedMismatch::of(std::slice::from_ref(body), &response), None),
                None => (Vec::new(), Some("the published content: no body is stored".to_owned())),
            },
            Published::Due => (PublishedMismatch::of(state.published.bodies(&request.url), &response), None),
        };
        let is_over = state.published.may_have_ended(&request.url, span.1);
        if fetch.expect == Published::Served && is_over && !wrong.is_empty() {
            self.record(self.recorded_fetch(*fetch, (&request, credentials), span, &state, Ok(&response)));
            return Progress::End(self.overtaken("the lifetime of the published content"));
        }
        let is_expected = wrong.is_empty();
        let mismatches = wrong.into_iter().map(|PublishedMismatch { expected, found, difference }| Mismatch {
            statement: statement.clone(),
            level: Level::Must,
            expected,
            found,
            kind: MismatchKind::WrongAnswer,
            difference,
        });
        // Where nothing is served any more, nobody minds who says so.
        let led_to = led_to.filter(|_| is_expected && fetch.expect == Published::Served);
        let redirected = led_to.map(|url| Mismatch {
            statement: statement.clone(),
            level: Level::Should,
            expected: format!("the published content at {}", request.url),
            found: format!("a redirect to {url}, which was followed without credentials"),
            kind: MismatchKind::Flaw,
            difference: Difference::Published { flaw: Flaw::Renamed },
        });
        let mismatches = mismatches.chain(redirected).collect();
        let judged = Judged { mismatches, examined, unevaluated: unevaluated.into_iter().collect() };
        let recorded = self.recorded_fetch(*fetch, (&request, credentials), span, &state, Ok(&response));
        self.conclude(fetch.role, state, &Exchange { request, response }, judged, recorded)
    }

    /// The exchange as a record has it, if exchanges are recorded.
    fn recorded_fetch(
        &self,
        fetch: Fetch,
        (request, credentials): (&Request, Option<SentCredentials>),
        (begun, at): (Instant, Instant),
        before: &CaseState,
        answer: Result<&Response, String>,
    ) -> Option<RecordedExchange> {
        self.is_recording().then(|| RecordedExchange {
            role: fetch.role,
            operation: None,
            scope: self.case.scope.clone(),
            client: None,
            pause: None,
            begun: begun.into_std(),
            time: at.saturating_duration_since(begun),
            request: request.clone(),
            credentials,
            ends_in: None,
            length: answer.as_ref().map_or(0, |answer| answer.content.len()),
            answer: answer.map(recorded_exchange::kept),
            known: recorded_exchange::known(&before.stored),
            due: Vec::new(),
            received: None,
            examined: Vec::new(),
            mismatches: Vec::new(),
        })
    }

    /// The rule that is verified, or else the one that the case is about.
    fn cited(&self, role: Role) -> Statement {
        let verified = match role {
            Role::Verify(check) => self.api.rule_of(check).map(|rule| Statement::Rule(rule.id.clone())),
            Role::SetUp | Role::Beside | Role::Control | Role::Act | Role::Again | Role::Follow => None,
        };
        verified.unwrap_or_else(|| self.subject())
    }

    fn unaddressed(&self, fetch: Fetch, last: Option<&Exchange>) -> Outcome {
        let Some(exchange) = last.cloned() else {
            let message = format!("case {} looks for published content before anything was sent", self.case.id);
            return Outcome::SuiteError(SuiteError::new(message));
        };
        self.examined(Examined::from([(self.case.operation.clone(), self.cited(fetch.role))]));
        let mismatch = Mismatch {
            statement: self.cited(fetch.role),
            level: Level::Must,
            expected: "an answer that names the address of the published content".to_owned(),
            found: "no absolute address with http or https".to_owned(),
            kind: MismatchKind::WrongAnswer,
            difference: Difference::Unnamed,
        };
        Outcome::Failed(Finding { role: fetch.role, exchange: Box::new(exchange), mismatches: vec![mismatch] })
    }
}

/// Where an answer leads: to another address with http or https.
fn redirect(from: &Url, answer: &Response) -> Option<Url> {
    let is_redirect = matches!(answer.status.as_u16(), 301 | 302 | 303 | 307 | 308);
    let location = answer.headers.get(header::LOCATION).filter(|_| is_redirect)?;
    let mut url = from.join(location.to_str().ok()?).ok()?;
    url.set_fragment(None);
    matches!(url.scheme(), "http" | "https").then_some(url)
}
