//! A look at published content, as anybody may.

use http::{HeaderValue, Method, header};
use kii_spec::{Level, Statement};

use super::{Progress, Runner};
use crate::{
    cases::{Fetch, Published, Role},
    judge::{Mismatch, MismatchKind},
    run::outcome::{Finding, Outcome, SuiteError},
    send::{CaseState, Exchange, Request, Response},
    values::media_type,
};

impl Runner<'_> {
    /// Asks for what was published last, without credentials, wherever the answer said it is.
    pub(super) async fn fetch(&self, fetch: Fetch, world: CaseState, last: &Option<Exchange>) -> Progress {
        let Some(url) = world.published.clone() else {
            return Progress::End(self.unaddressed(fetch, last));
        };
        let mut headers = self.session.target.headers_to(&url);
        headers.insert(header::ACCEPT, HeaderValue::from_static("*/*"));
        let request = Request { method: Method::GET, url, headers, content: bytes::Bytes::new() };
        let response = match self.session.client.send(request.clone()).await {
            Ok(response) => response,
            Err(error) => {
                return Progress::End(self.unanswered(fetch.role, None, &request, error, "the published content,"));
            }
        };
        let mismatches: Vec<Mismatch> = wrong(fetch.expect, &world, &response)
            .into_iter()
            .map(|(expected, found)| Mismatch {
                statement: self.cited(fetch.role),
                level: Level::Must,
                expected,
                found,
                kind: MismatchKind::WrongAnswer,
            })
            .collect();
        let exchange = Exchange { request, response };
        self.judge(fetch.role, world, exchange, mismatches)
    }

    /// The rule that is verified, or else the one that the case is about.
    fn cited(&self, role: Role) -> Statement {
        let verified = match role {
            Role::Verify(check) => self.api.rule_of(check).map(|rule| Statement::Rule(rule.id.clone())),
            Role::SetUp | Role::Control | Role::Act | Role::Follow => None,
        };
        verified.unwrap_or_else(|| self.subject())
    }

    fn unaddressed(&self, fetch: Fetch, last: &Option<Exchange>) -> Outcome {
        let Some(exchange) = last.clone() else {
            let message = format!("case {} looks for published content before anything was sent", self.case.id);
            return Outcome::SuiteError(SuiteError::new(message));
        };
        let mismatch = Mismatch {
            statement: self.cited(fetch.role),
            level: Level::Must,
            expected: "an answer that names the address of the published content".to_owned(),
            found: "no absolute address with http or https".to_owned(),
            kind: MismatchKind::WrongAnswer,
        };
        Outcome::Failed(Finding { role: fetch.role, exchange: Box::new(exchange), mismatches: vec![mismatch] })
    }
}

/// What is wrong with the answer at the address of published content: what was expected and what was found.
fn wrong(expect: Published, world: &CaseState, answer: &Response) -> Vec<(String, String)> {
    let mut wrong = Vec::new();
    let status = answer.status;
    match expect {
        Published::Gone if status.is_client_error() => {}
        Published::Gone => wrong.push(("a refusal (4xx): it is not published any more".to_owned(), status.to_string())),
        Published::Served if status != http::StatusCode::OK => {
            wrong.push(("200, with the published content".to_owned(), status.to_string()));
        }
        Published::Served => {
            let Some(body) = &world.stored.body else { return wrong };
            if answer.content != body.bytes {
                let found = format!("{} bytes that are not the same", answer.content.len());
                wrong.push((format!("the {} bytes that were published", body.bytes.len()), found));
            }
            let media = answer.headers.get(header::CONTENT_TYPE);
            if !media.is_some_and(|media| media_type::same(body.media.as_bytes(), media.as_bytes())) {
                let found = media.map_or("none".into(), |media| String::from_utf8_lossy(media.as_bytes()).into_owned());
                wrong.push((format!("Content-Type `{}`", body.media), found));
            }
        }
    }
    wrong
}
