//! Requests at the same time and their answers, in a few words each.

use std::fmt::Write as _;

use http::{HeaderName, header};
use kii_spec::HeaderValue as Meaning;

use super::history::{Answered, Call, History, Reading};
use crate::{
    send::{Response, excerpt},
    values::count::counted,
};

/// How many other requests are described.
const MOST_OTHERS: usize = 6;

/// The calls with these numbers in the order in which they were sent, each with its times, what it sent and its answer; then
/// `others`, whose answers do not matter, but who may have changed what these have seen.
pub(super) fn found(history: &History<'_>, shown: &[usize], others: &[usize]) -> String {
    let mut text = format!("no order explains these {}", counted(shown.len(), "response"));
    if history.calls.len() + history.readings.len() > shown.len() {
        text.push_str(", whatever the others of the race were");
    }
    text.push(':');
    lines(&mut text, history, shown);
    if !others.is_empty() {
        let _ = write!(text, "\nat the same time as {}:", counted(others.len(), "other change"));
        lines(&mut text, history, others.get(..MOST_OTHERS).unwrap_or(others));
        if others.len() > MOST_OTHERS {
            text.push_str("\n...");
        }
    }
    text
}

fn lines(text: &mut String, history: &History<'_>, numbers: &[usize]) {
    let calls = numbers.iter().filter_map(|number| history.calls.get(*number)).map(|call| (call.begun, line(call)));
    let readings = numbers.iter().filter_map(|number| history.reading(*number));
    let mut shown: Vec<_> = calls.chain(readings.map(|reading| (reading.begun, reading_line(reading)))).collect();
    shown.sort_by_key(|(begun, _)| *begun);
    for (_, line) in shown {
        let _ = write!(text, "\n{line}");
    }
}

fn reading_line(reading: &Reading) -> String {
    let Reading { client, request, begun, answer: Answered { response, at } } = reading;
    let (from, to) = (milliseconds(*begun), milliseconds(*at));
    let mut text =
        format!("{}, {from} to {to} ms: GET {} -> {}", sender(*client), request.url, response.status.as_u16());
    content(&mut text, response);
    text
}

fn sender(client: Option<usize>) -> String {
    client.map_or_else(|| "afterwards".to_owned(), |client| format!("client {client}"))
}

fn line(call: &Call<'_>) -> String {
    let Call { api, operation, step, client, prepared, names, begun, answer, .. } = call;
    let mut text = format!("{}, {}", sender(*client), milliseconds(*begun));
    if let Some(Answered { at, .. }) = answer {
        let _ = write!(text, " to {} ms", milliseconds(*at));
    }
    let _ = write!(text, ": {}", operation.id);
    for setting in step.point.differences() {
        let _ = write!(text, " {}", api.axes.text(setting));
    }
    if let Some(names) = names {
        let _ = write!(text, " ({})", String::from_utf8_lossy(names.as_bytes()));
    }
    if let Some(content) = &prepared.known.content {
        let _ = write!(text, ", {} bytes {}", content.bytes.len(), excerpt(&content.bytes));
    }
    let Some(Answered { response, .. }) = answer else { return text + " -> no response" };
    let _ = write!(text, " -> {}", response.status.as_u16());
    let documented = operation.responses.values().flat_map(|response| &response.headers);
    let mut versions = documented.filter(|header| matches!(header.value, Meaning::Version(_)));
    let name = versions.next().and_then(|header| HeaderName::try_from(&*header.name).ok());
    if let Some((name, value)) = name.and_then(|name| Some((name.clone(), response.headers.get(name)?))) {
        let _ = write!(text, " {name} {}", String::from_utf8_lossy(value.as_bytes()));
    }
    content(&mut text, response);
    text
}

fn content(text: &mut String, response: &Response) {
    if !response.content.is_empty() {
        let media = response.headers.get(header::CONTENT_TYPE);
        let media = media.map_or_else(String::new, |media| format!(" {}", String::from_utf8_lossy(media.as_bytes())));
        let _ = write!(text, ",{media} {} bytes {}", response.content.len(), excerpt(&response.content));
    }
}

fn milliseconds(time: std::time::Duration) -> String {
    format!("{:.1}", time.as_secs_f64() * 1000.0)
}
