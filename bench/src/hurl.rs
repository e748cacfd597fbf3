//! The requests of a recorded run as scenarios for hurl, where it is installed.

use std::{
    collections::{HashMap, VecDeque},
    fmt::Write as _,
    fs,
    process::Command,
    sync::{Arc, Mutex, PoisonError},
};

use anyhow::{Context, Result};
use axum::{
    Router,
    body::Body,
    extract::{Request, State},
    response::Response,
};
use http::{StatusCode, header::CONTENT_TYPE};
use kii_server::Server;

use crate::{
    Bench,
    deployment::ADDRESS,
    program,
    recording::{Exchange, Recording},
};

/// What hurl has shown.
pub(crate) enum Outcome {
    /// So many requests a second.
    Measured(f64),
    /// Why it has shown nothing.
    Skipped(String),
}

/// A recorded exchange, as far as a scenario needs it.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Scene {
    method: String,
    /// Path and query.
    target: String,
    headers: Vec<(String, String)>,
    body: String,
    status: u16,
}

/// The statuses that are due to a request, in the recorded order.
type Answers = Arc<Mutex<HashMap<(String, String), VecDeque<u16>>>>;

/// How many of the recorded requests hurl sends in a second, to a server that gives the recorded statuses.
///
/// # Errors
/// When hurl is there but cannot do it.
pub(crate) fn requests_per_second(bench: &Bench, recording: Recording) -> Result<Outcome> {
    if !Command::new("hurl").arg("--version").output().is_ok_and(|output| output.status.success()) {
        return Ok(Outcome::Skipped("hurl is not installed, so there is nothing to compare with.".to_owned()));
    }
    let scenes: Vec<Vec<Scene>> = recording
        .connections
        .iter()
        .map(|exchanges| exchanges.iter().filter_map(scene).collect())
        .filter(|scenes: &Vec<Scene>| !scenes.is_empty())
        .collect();
    let answers = Answers::default();
    for Scene { method, target, status, .. } in scenes.iter().flatten() {
        let mut answers = answers.lock().unwrap_or_else(PoisonError::into_inner);
        answers.entry((method.clone(), target.clone())).or_default().push_back(*status);
    }
    let router = Router::new().fallback(answer).with_state(answers);
    let server = bench.runtime.block_on(Server::serve(ADDRESS, router)).context("cannot start the server for hurl")?;
    let folder = tempfile::tempdir_in(bench.folder.path())?;
    let mut command = Command::new("hurl");
    command.args(["--test", "--parallel", "--jobs", "64", "--no-output"]);
    for (number, scenes) in scenes.iter().enumerate() {
        let file = folder.path().join(format!("{number}.hurl"));
        fs::write(&file, scenario(scenes, &server.base_url())).context("a scenario cannot be written")?;
        command.arg(file);
    }
    let (output, usage) = program::run(&mut command)?;
    bench.runtime.block_on(server.shutdown()).context("the server for hurl failed")?;
    program::succeeded("hurl", &output)?;
    Ok(Outcome::Measured(scenes.iter().map(Vec::len).sum::<usize>() as f64 / usage.wall))
}

async fn answer(State(answers): State<Answers>, request: Request) -> Response {
    let target = request.uri().path_and_query().map(ToString::to_string).unwrap_or_default();
    let key = (request.method().to_string(), target);
    let next = answers.lock().unwrap_or_else(PoisonError::into_inner).get_mut(&key).and_then(VecDeque::pop_front);
    let mut response = Response::new(Body::empty());
    *response.status_mut() = next.and_then(|status| StatusCode::from_u16(status).ok()).unwrap_or(StatusCode::GONE);
    response
}

/// The scene of an exchange. One whose content is not text, or that is no whole HTTP exchange, is left out.
fn scene(exchange: &Exchange) -> Option<Scene> {
    let (head, body) = std::str::from_utf8(&exchange.request).ok()?.split_once("\r\n\r\n")?;
    let mut lines = head.lines();
    let mut words = lines.next()?.split(' ');
    let (method, target) = (words.next()?.to_owned(), words.next()?.to_owned());
    let headers = lines.filter_map(|line| line.split_once(':'));
    // hurl makes these itself.
    let own =
        |name: &str| ["host", "content-length", "transfer-encoding"].iter().any(|own| name.eq_ignore_ascii_case(own));
    let headers = headers.filter(|(name, _)| !own(name));
    let headers = headers.map(|(name, value)| (name.to_owned(), value.trim().to_owned())).collect();
    let answer = String::from_utf8_lossy(exchange.answer.get(..12)?).into_owned();
    let status = answer.strip_prefix("HTTP/1.1 ")?.parse().ok()?;
    Some(Scene { method, target, headers, body: body.to_owned(), status })
}

fn scenario(scenes: &[Scene], base_url: &str) -> String {
    let mut text = String::new();
    for Scene { method, target, headers, body, status } in scenes {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{method} {base_url}{target}");
        headers.iter().for_each(|(name, value)| {
            let _ = writeln!(text, "{name}: {}", escaped(value));
        });
        if !body.is_empty() && headers.iter().any(|(name, _)| name.eq_ignore_ascii_case(CONTENT_TYPE.as_str())) {
            let hex: String = body.bytes().map(|byte| format!("{byte:02x}")).collect();
            let _ = writeln!(text, "hex,{hex};");
        }
        let _ = writeln!(text, "HTTP {status}\n");
    }
    text
}

/// A value in which nothing means something else to hurl.
fn escaped(value: &str) -> String {
    value.replace('\\', "\\\\").replace('#', "\\#").replace("{{", "\\{\\{")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_exchange_becomes_a_scene_with_its_headers_its_content_and_its_status() {
        let exchange = Exchange {
            request: b"PUT /api/a?b=c HTTP/1.1\r\nhost: x\r\ncontent-type: text/plain\r\nif-match: \"1#\"\r\ncontent-length: 2\r\n\r\nhi"
                .to_vec(),
            answer: b"HTTP/1.1 204 No Content\r\n\r\n".to_vec(),
        };
        let expected = "PUT http://s/api/a?b=c\ncontent-type: text/plain\nif-match: \"1\\#\"\nhex,6869;\nHTTP 204\n\n";
        assert_eq!(scenario(&[scene(&exchange).unwrap()], "http://s"), expected);
    }

    #[test]
    fn what_is_no_whole_exchange_is_left_out() {
        let exchange = |request: &[u8], answer: &[u8]| Exchange { request: request.into(), answer: answer.into() };
        assert_eq!(scene(&exchange(b"GET / HTTP/1.1\r\n\r\n", b"")), None);
        assert_eq!(scene(&exchange(b"GET / HTTP/1.1\r\n\r\n\xff", b"HTTP/1.1 200 OK\r\n\r\n")), None);
    }
}
