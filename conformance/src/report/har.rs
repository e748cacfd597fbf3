//! The exchanges of a run as an HTTP archive, each with its case, its role and what the suite says of it.

use std::{
    io::{self, Write},
    path::Path,
    time::Duration,
};

use jiff::Timestamp;
use kii_spec::Level;

use super::{
    file::{self, ReportError},
    model::Report,
    safe_json,
    spool::Stories,
    story::{ContentForm, Story, StoryContent, StoryExchange},
};
use crate::values::har::{
    HarCache, HarContent, HarCreator, HarEntry, HarPair, HarPostData, HarRequest, HarResponse, HarTimings,
};

/// The version of HTTP that the suite speaks.
const HTTP: &str = "HTTP/1.1";

impl Report {
    /// Writes the exchanges of the run, one by one, as there may be more of them than memory has room for.
    ///
    /// # Errors
    /// When the stories cannot be read, or the file cannot be written; then no part of it is left.
    pub(crate) fn write_har(&self, path: &Path, stories: &Stories) -> Result<(), ReportError> {
        Ok(file::write_with(path, |to| self.har(to, stories))?)
    }

    fn har(&self, to: &mut dyn Write, stories: &Stories) -> io::Result<()> {
        let creator = HarCreator { name: self.suite.name.clone(), version: self.suite.version.clone() };
        let creator = safe_json::to_line(&creator)?;
        write!(to, "{{\"log\":{{\"version\":\"1.2\",\"creator\":{},\"entries\":[", creator.trim_end())?;
        let mut between = "\n";
        for story in stories.each().map_err(io::Error::other)? {
            let story = story.map_err(io::Error::other)?;
            for exchange in &story.exchanges {
                let entry = safe_json::to_line(&entry(self.started_at, &story, exchange))?;
                write!(to, "{between}{}", entry.trim_end())?;
                between = ",\n";
            }
        }
        writeln!(to, "\n]}}}}")
    }
}

fn entry(run_began: Timestamp, story: &Story, exchange: &StoryExchange) -> HarEntry {
    let began = run_began.saturating_add(Duration::from_millis(exchange.started_ms)).unwrap_or(run_began);
    // Milliseconds of an exchange are far from what a number of JSON cannot hold.
    let time = Duration::from_millis(exchange.time_ms).as_secs_f64() * 1000.0;
    HarEntry {
        started_date_time: began,
        time,
        request: request(exchange),
        response: response(exchange),
        cache: HarCache {},
        timings: HarTimings { wait: time, ..HarTimings::default() },
        comment: comment(exchange),
        case: Some(story.name.clone()),
        role: Some(exchange.step.word().to_owned()),
        verdict: Some(verdict(exchange).to_owned()),
        from_cache: None,
        fetch_type: None,
        error: exchange.problem.clone(),
    }
}

/// What the suite says of an exchange.
pub(super) fn verdict(exchange: &StoryExchange) -> &'static str {
    let has = |level| exchange.mismatches.iter().any(|mismatch| mismatch.level == level);
    match (&exchange.response, has(Level::Must)) {
        (None, _) => "no response",
        (Some(_), true) => "failed",
        (Some(_), false) if !exchange.mismatches.is_empty() => "warned",
        (Some(_), false) => "passed",
    }
}

fn comment(exchange: &StoryExchange) -> String {
    let lines = exchange.mismatches.iter().map(|mismatch| {
        let (statement, expected, found) = (&mismatch.statement, &mismatch.expected, &mismatch.found);
        format!("{statement}: expected {expected}, found {found}")
    });
    lines.collect::<Vec<_>>().join("\n")
}

fn request(exchange: &StoryExchange) -> HarRequest {
    let request = &exchange.request;
    let query = url::Url::parse(&request.url).ok().map(|url| {
        let pairs = url.query_pairs();
        pairs.map(|(name, value)| HarPair { name: name.into_owned(), value: value.into_owned() }).collect()
    });
    HarRequest {
        method: request.method.clone(),
        url: request.url.clone(),
        http_version: HTTP.to_owned(),
        cookies: Vec::new(),
        headers: pairs(&request.headers),
        query_string: query.unwrap_or_default(),
        post_data: request.content.as_ref().map(|content| HarPostData {
            mime_type: media(&request.headers),
            params: Vec::new(),
            text: content.data.clone(),
            encoding: encoding(content),
            comment: match request.delivery {
                Some(delivery) => format!("sent {} {}", delivery.word(), cut(content)).trim_end().to_owned(),
                None => cut(content),
            },
        }),
        headers_size: -1,
        body_size: size(request.content.as_ref()),
    }
}

fn response(exchange: &StoryExchange) -> HarResponse {
    let response = exchange.response.as_ref();
    let headers = response.map(|response| response.headers.as_slice()).unwrap_or_default();
    let content = response.and_then(|response| response.content.as_ref());
    let redirect = headers.iter().find(|(name, _)| name == "location").map(|(_, value)| value.clone());
    HarResponse {
        status: response.map_or(0, |response| response.status),
        status_text: response.map(|response| response.reason.clone()).unwrap_or_default(),
        http_version: response.map(|_| HTTP.to_owned()).unwrap_or_default(),
        cookies: Vec::new(),
        headers: pairs(headers),
        content: HarContent {
            size: size(content),
            mime_type: media(headers),
            text: content.map(|content| content.data.clone()),
            encoding: content.and_then(encoding),
            comment: content.map(cut).unwrap_or_default(),
        },
        redirect_url: redirect.unwrap_or_default(),
        headers_size: -1,
        body_size: size(content),
    }
}

fn pairs(headers: &[(String, String)]) -> Vec<HarPair> {
    headers.iter().map(|(name, value)| HarPair { name: name.clone(), value: value.clone() }).collect()
}

fn media(headers: &[(String, String)]) -> String {
    headers
        .iter()
        .find(|(name, _)| name.eq_ignore_ascii_case("content-type"))
        .map(|(_, value)| value.clone())
        .unwrap_or_default()
}

fn size(content: Option<&StoryContent>) -> i64 {
    content.map_or(0, |content| i64::try_from(content.length).unwrap_or(i64::MAX))
}

fn encoding(content: &StoryContent) -> Option<String> {
    match content.form {
        ContentForm::Text => None,
        ContentForm::Base64 => Some("base64".to_owned()),
    }
}

fn cut(content: &StoryContent) -> String {
    if content.is_cut { format!("only the beginning of {} bytes", content.length) } else { String::new() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        report::{
            spool::Spool,
            tests::fixture::{MadeUpRun, Outcomes},
        },
        values::har::Har,
    };

    const STORY: &str = r#"{"name":"a/b@user","attempts":1,"exchanges":[
        {"step":"set-up","operation":"a","scope":"user","started_ms":1500,"time_ms":7,"known":"no object; no body",
         "request":{"method":"PUT","url":"http://h/p?x=1%202","headers":[["content-type","text/plain"]],
                    "content":{"form":"base64","data":"AP8=","length":2}},
         "response":{"status":201,"reason":"Created","headers":[["location","/p"]],
                     "content":{"form":"text","data":"be","length":9,"is_cut":true}}},
        {"step":"act","scope":"user","started_ms":1600,"time_ms":1,"known":"","problem":"no answer in time",
         "request":{"method":"GET","url":"http://h/q","headers":[]}}]}"#;

    #[test]
    fn an_archive_is_read_back() {
        let folder = tempfile::tempdir().unwrap();
        let spool = Spool::new(folder.path()).unwrap();
        let story: Story = serde_json::from_str(STORY).unwrap();
        spool.write(&story);
        let report = MadeUpRun::new(Outcomes::NoFailure).report(None);
        let path = folder.path().join("transcript.har");
        report.write_har(&path, &spool.end().unwrap()).unwrap();
        let har: Har = serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
        assert_eq!((har.log.version.as_str(), har.log.entries.len()), ("1.2", 2));
        let [answered, unanswered] = &har.log.entries[..] else { panic!("{har:?}") };
        assert_eq!(answered.started_date_time.to_string(), "1970-01-01T00:00:01.5Z");
        assert_eq!(answered.request.query_string, [HarPair { name: "x".to_owned(), value: "1 2".to_owned() }]);
        let post = answered.request.post_data.as_ref().unwrap();
        assert_eq!(
            (post.text.as_str(), post.encoding.as_deref(), post.mime_type.as_str()),
            ("AP8=", Some("base64"), "text/plain")
        );
        let content = &answered.response.content;
        assert_eq!(
            (content.size, content.text.as_deref(), content.comment.as_str()),
            (9, Some("be"), "only the beginning of 9 bytes")
        );
        assert_eq!(answered.response.redirect_url, "/p");
        let marks = |entry: &HarEntry| [&entry.case, &entry.role, &entry.verdict].map(|mark| mark.clone().unwrap());
        assert_eq!(marks(answered), ["a/b@user", "set-up", "passed"]);
        assert_eq!(marks(unanswered), ["a/b@user", "act", "no response"]);
        assert_eq!((unanswered.response.status, unanswered.error.as_deref()), (0, Some("no answer in time")));
    }
}
