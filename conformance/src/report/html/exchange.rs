//! An exchange as the script shows it: what is wrong is marked in the status, the headers and the content.

use kii_spec::Part;
use serde::Serialize;

use super::{
    difference::Runs,
    json_layout::{self, Path},
    tables::{ShownMismatch, Tables},
};
use crate::report::{
    case_result::{ReportedMismatch, StepKind},
    story::{ContentForm, StoryContent, StoryExchange, StoryRequest, StoryResponse},
};

/// How many characters of a content the page shows.
const LONGEST: usize = 16 * 1024;

/// An exchange as the script gets it.
#[derive(Debug, Serialize)]
pub(super) struct ShownExchange {
    step: &'static str,
    is_act: bool,
    what: String,
    time: u64,
    /// When and where it was made, and what was known before it.
    about: String,
    due: String,
    request: ShownRequest,
    response: Option<ShownResponse>,
    problem: Option<String>,
    examined: Vec<usize>,
    mismatches: Vec<ShownMismatch>,
}

#[derive(Debug, Serialize)]
struct ShownRequest {
    line: String,
    headers: Vec<ShownHeader>,
    content: Option<ShownContent>,
}

#[derive(Debug, Serialize)]
struct ShownResponse {
    status: String,
    marked: bool,
    headers: Vec<ShownHeader>,
    content: Option<ShownContent>,
}

/// A name, a value, and whether it is marked.
#[derive(Debug, Serialize)]
struct ShownHeader(String, String, bool);

#[derive(Debug, Serialize)]
struct ShownContent {
    runs: Runs,
    note: Option<String>,
}

/// Which parts of a response are wrong.
#[derive(Debug, Default)]
struct Wrong {
    status: bool,
    content: bool,
    headers: Vec<String>,
    members: Vec<Path>,
}

impl ShownExchange {
    pub(super) fn of(exchange: &StoryExchange, tables: &mut Tables<'_>) -> Self {
        let wrong = Wrong::by(&exchange.mismatches, tables);
        let began = format!("{} ms after the beginning of the run, scope {}", exchange.started_ms, exchange.scope);
        let client = exchange.client.map(|client| format!(", client {client} of a race")).unwrap_or_default();
        let pause = exchange.pause_ms.map(|pause| format!(", after a pause of {pause} ms")).unwrap_or_default();
        let known =
            if exchange.known.is_empty() { String::new() } else { format!(" Known before: {}.", exchange.known) };
        Self {
            step: exchange.step.word(),
            is_act: exchange.step == StepKind::Act,
            what: exchange.operation.clone().unwrap_or_else(|| "published content".to_owned()),
            time: exchange.time_ms,
            about: format!("{began}{client}{pause}.{known}"),
            due: exchange.due.join(" or "),
            request: request(&exchange.request),
            response: exchange.response.as_ref().map(|answer| response(answer, &wrong)),
            problem: exchange.problem.clone(),
            examined: exchange.examined.iter().map(|id| tables.statement(id)).collect(),
            mismatches: exchange.mismatches.iter().map(|mismatch| tables.mismatch(mismatch)).collect(),
        }
    }
}

impl Wrong {
    fn by(mismatches: &[ReportedMismatch], tables: &Tables<'_>) -> Self {
        let mut wrong = Self::default();
        for part in mismatches.iter().filter_map(|mismatch| tables.catalogue.part(&mismatch.statement)) {
            match part {
                Part::Status => wrong.status = true,
                Part::MediaType => wrong.headers.push("content-type".to_owned()),
                Part::Content => wrong.content = true,
                Part::Header(name) => wrong.headers.push(name.to_string()),
                Part::Member(path) => wrong.members.push(path.to_vec()),
            }
        }
        wrong
    }
}

fn request(request: &StoryRequest) -> ShownRequest {
    ShownRequest {
        line: format!("{} {}", request.method, request.url),
        headers: headers(&request.headers, &[]),
        content: request.content.as_ref().map(|sent| {
            let shown = content(sent, false, &[]);
            let delivery = request.delivery.map(|delivery| format!("Sent {}.", delivery.word()));
            let note = shown.note.into_iter().chain(delivery).reduce(|one, other| format!("{one} {other}"));
            ShownContent { note, ..shown }
        }),
    }
}

fn response(response: &StoryResponse, wrong: &Wrong) -> ShownResponse {
    ShownResponse {
        status: format!("{} {}", response.status, response.reason),
        marked: wrong.status,
        headers: headers(&response.headers, &wrong.headers),
        content: response.content.as_ref().map(|received| content(received, wrong.content, &wrong.members)),
    }
}

/// The headers, and behind them those that are missed.
fn headers(headers: &[(String, String)], wrong: &[String]) -> Vec<ShownHeader> {
    let is_wrong = |name: &String| wrong.iter().any(|wrong| wrong.eq_ignore_ascii_case(name));
    let sent = headers.iter().map(|(name, value)| ShownHeader(name.clone(), value.clone(), is_wrong(name)));
    let mut missing: Vec<&String> = wrong.iter().collect();
    missing.retain(|wrong| !headers.iter().any(|(name, _)| name.eq_ignore_ascii_case(wrong)));
    missing.dedup();
    let missing = missing.into_iter().map(|name| ShownHeader(name.clone(), "(not sent)".to_owned(), true));
    sent.chain(missing).collect()
}

fn content(content: &StoryContent, is_wrong: bool, members: &[Path]) -> ShownContent {
    let StoryContent { form, data, length, is_cut, .. } = content;
    let shown: String = data.chars().take(LONGEST).collect();
    let is_whole = !is_cut && shown.len() == data.len();
    let layout = (*form == ContentForm::Text && !is_wrong).then(|| json_layout::lay_out(&shown, members)).flatten();
    let runs = layout.unwrap_or_else(|| {
        let mut runs = Runs::default();
        runs.push(&shown, is_wrong);
        runs
    });
    let note = match (form, is_whole) {
        (ContentForm::Text, true) => None,
        (ContentForm::Text, false) => Some(format!("The beginning of {length} bytes.")),
        (ContentForm::Base64, true) => Some(format!("{length} bytes in base64.")),
        (ContentForm::Base64, false) => Some(format!("The beginning of {length} bytes, in base64.")),
    };
    ShownContent { runs, note }
}
