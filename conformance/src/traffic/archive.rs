//! Exchanges from a HAR file.

use std::{path::Path, time::Duration};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Version, header};
use jiff::Timestamp;
use serde::de::IgnoredAny;
use url::Url;

use super::recorded::{RecordedExchange, RecordedResponse};
use crate::{
    send::{Request, Response, WireForm},
    values::har::{
        FoundEntry, Har, HarCache, HarContent, HarEntry, HarPair, HarPostData, HarRequest, HarResponse, HarTimings,
        UnreadableEntry,
    },
};

/// The most bytes of content that an entry has. What is longer is left out, with its length.
const LARGEST: usize = 64 * 1024;

/// Parts of the names of headers whose values are secret.
const SECRET: [&str; 5] = ["authorization", "cookie", "token", "key", "secret"];

/// What a HAR file has.
pub(crate) struct Recording {
    /// The exchanges, in the order in which they began.
    pub(crate) exchanges: Vec<RecordedExchange>,
    /// How many entries are no exchange of HTTP, such as that of a WebSocket.
    pub(crate) others: usize,
    /// What is wrong with entries that are not as the format says, each with its place, counted from 1.
    pub(crate) unreadable: Vec<String>,
}

impl Recording {
    /// Reads a HAR file. An entry that is not as the format says is a request without a response, if it names a request.
    ///
    /// # Errors
    /// When the file cannot be read, or is no HAR file.
    pub(crate) fn read(path: &Path) -> Result<Self, String> {
        let shown = path.display();
        let expected = "expected a HAR file, which is JSON with `log.entries`";
        let text = std::fs::read(path).map_err(|error| {
            format!("{shown}: cannot be read: {error}; a browser saves such a file, and `kii-conformance proxy --har` writes one")
        })?;
        // Some tools begin the file with a byte order mark.
        let text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&text);
        let har: Har<FoundEntry> =
            serde_json::from_slice(text).map_err(|error| format!("{shown}: {expected}, found: {error}"))?;
        let count = har.log.entries.len();
        let (mut exchanges, mut unreadable, mut last) = (Vec::new(), Vec::new(), None);
        for (index, entry) in har.log.entries.into_iter().enumerate() {
            let number = index + 1;
            let exchange = match entry {
                FoundEntry::Entry(entry) => RecordedExchange::of(number, *entry),
                FoundEntry::Unreadable(entry) => {
                    unreadable.push(format!("entry {number}: {}", entry.error));
                    RecordedExchange::of_unreadable(number, entry, last)
                }
            };
            last = exchange.as_ref().and_then(|exchange| exchange.began).or(last);
            exchanges.extend(exchange);
        }
        let others = count - exchanges.len();
        // A stable sort: entries without a time stay where they are.
        exchanges.sort_by_key(|exchange| exchange.began);
        Ok(Self { exchanges, others, unreadable })
    }
}

impl RecordedExchange {
    /// The request of an entry that cannot be read, as far as it can; `None` if that is not far enough. `last`: when the one before
    /// it began.
    fn of_unreadable(number: usize, entry: UnreadableEntry, last: Option<Timestamp>) -> Option<Self> {
        let (method, url) = entry.request?;
        let url = Url::parse(&url).ok().filter(is_http)?;
        let method = Method::from_bytes(method.as_bytes()).ok()?;
        let (headers, content, form) = (HeaderMap::new(), Bytes::new(), WireForm::default());
        Some(Self {
            number,
            began: entry.began.or(last),
            time: Duration::ZERO,
            request: Request { method, url, headers, content, form },
            is_request_whole: false,
            is_from_cache: false,
            response: None,
        })
    }

    /// The exchange of an entry; `None` if it is not one of HTTP, such as that of a WebSocket.
    fn of(number: usize, entry: HarEntry) -> Option<Self> {
        let HarEntry { started_date_time, time, request, response, from_cache, fetch_type, .. } = entry;
        let is_from_cache =
            from_cache.is_some() || fetch_type.is_some_and(|kind| kind.to_lowercase().contains("cache"));
        let url = Url::parse(&request.url).ok().filter(is_http)?;
        let method = Method::from_bytes(request.method.as_bytes()).ok()?;
        let headers = headers(&request.headers);
        let length = headers.get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse::<usize>().ok());
        let announced = length.or_else(|| usize::try_from(request.body_size).ok());
        let sent = request.post_data.as_ref().map_or_else(|| Some(Bytes::new()), HarPostData::bytes);
        let is_request_whole = sent.as_ref().is_some_and(|sent| match (announced, &request.post_data) {
            (Some(length), _) => length == sent.len(),
            (None, Some(_)) => !sent.is_empty(),
            // Of what is sent as a stream, some tools record nothing.
            (None, None) => method.is_safe(),
        });
        let status = StatusCode::from_u16(response.status).ok();
        let response = status.map(|status| {
            let received = response.content.bytes();
            let mut headers = self::headers(&response.headers);
            let announced = headers.get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse().ok());
            // HEAD and 204 have none, whatever is announced. A size below 0 says that nobody knows.
            let is_empty = method == Method::HEAD || status == StatusCode::NO_CONTENT;
            let size = usize::try_from(response.content.size);
            let is_coded = headers.contains_key(header::CONTENT_ENCODING);
            let is_whole = is_empty
                || match &received {
                    // A text that is shorter was cut, unless somebody has shortened something in it.
                    Some(received) => {
                        is_coded
                            || size.is_ok_and(|size| size <= received.len())
                            || size.is_err()
                            || serde_json::from_slice::<IgnoredAny>(received).is_ok()
                    }
                    None => size == Ok(0) && matches!(announced, None | Some(0_u64)),
                };
            // The content is without its coding, which the client had asked for.
            headers.remove(header::CONTENT_ENCODING);
            let content = received.unwrap_or_default();
            let response = Response { version: Version::HTTP_11, status, headers, content, ..Response::default() };
            RecordedResponse { response, is_whole }
        });
        Some(Self {
            number,
            began: Some(started_date_time),
            time: Duration::try_from_secs_f64(time / 1000.0).unwrap_or_default(),
            request: Request { method, url, headers, content: sent.unwrap_or_default(), form: WireForm::default() },
            is_request_whole,
            is_from_cache,
            response,
        })
    }
}

impl RecordedExchange {
    /// The entry of a HAR file. `redact` removes secrets; contents are left out if `shows_content` is false.
    pub(super) fn entry(&self, redact: &dyn Fn(&str) -> String, shows_content: bool) -> HarEntry {
        let Self { began, time, request, response, .. } = self;
        let content = |content: &Bytes, media: &str| {
            let (mime_type, size) = (redact(media), i64::try_from(content.len()).unwrap_or(i64::MAX));
            let (text, encoding) = match std::str::from_utf8(content) {
                _ if content.len() > LARGEST || !shows_content => (None, None),
                Ok(text) => (Some(redact(text)), None),
                Err(_) => (Some(STANDARD.encode(content)), Some("base64".to_owned())),
            };
            HarContent { size, mime_type, text, encoding, ..HarContent::default() }
        };
        let media = |headers: &HeaderMap| {
            let media = headers.get(header::CONTENT_TYPE).map(|media| String::from_utf8_lossy(media.as_bytes()));
            media.unwrap_or_default().into_owned()
        };
        let sent = content(&request.content, &media(&request.headers));
        let milliseconds = time.as_secs_f64() * 1000.0;
        let query = request.url.query_pairs();
        HarEntry {
            started_date_time: began.unwrap_or(Timestamp::UNIX_EPOCH),
            time: milliseconds,
            request: HarRequest {
                method: request.method.to_string(),
                url: redact(request.url.as_str()),
                http_version: "HTTP/1.1".to_owned(),
                cookies: Vec::new(),
                headers: named(&request.headers, redact),
                query_string: query
                    .map(|(name, value)| HarPair { name: redact(&name), value: redact(&value) })
                    .collect(),
                headers_size: -1,
                body_size: sent.size,
                post_data: (!request.content.is_empty()).then_some(HarPostData {
                    mime_type: sent.mime_type,
                    text: sent.text.unwrap_or_default(),
                    encoding: sent.encoding,
                    ..HarPostData::default()
                }),
            },
            response: match response {
                Some(RecordedResponse { response, .. }) => HarResponse {
                    status: response.status.as_u16(),
                    status_text: response.status.canonical_reason().unwrap_or_default().to_owned(),
                    http_version: "HTTP/1.1".to_owned(),
                    cookies: Vec::new(),
                    headers: named(&response.headers, redact),
                    content: content(&response.content, &media(&response.headers)),
                    redirect_url: String::new(),
                    headers_size: -1,
                    body_size: i64::try_from(response.content.len()).unwrap_or(i64::MAX),
                },
                None => HarResponse::none(),
            },
            cache: HarCache {},
            timings: HarTimings { wait: milliseconds, ..HarTimings::default() },
            comment: String::new(),
            case: None,
            role: None,
            verdict: None,
            from_cache: None,
            fetch_type: None,
            error: None,
        }
    }
}

impl HarResponse {
    /// There was no response.
    fn none() -> Self {
        Self {
            status: 0,
            status_text: String::new(),
            http_version: String::new(),
            cookies: Vec::new(),
            headers: Vec::new(),
            content: HarContent::default(),
            redirect_url: String::new(),
            headers_size: -1,
            body_size: -1,
        }
    }
}

/// The headers without secret values. Of credentials, the scheme stays.
fn named(headers: &HeaderMap, redact: &dyn Fn(&str) -> String) -> Vec<HarPair> {
    let named = headers.iter().map(|(name, value)| {
        let text = String::from_utf8_lossy(value.as_bytes());
        let is_secret = SECRET.iter().any(|part| name.as_str().contains(part));
        let value = match text.split_once(' ').filter(|_| *name == header::AUTHORIZATION) {
            Some((scheme, _)) => format!("{scheme} [redacted]"),
            None if is_secret => "[redacted]".to_owned(),
            None => redact(&text),
        };
        HarPair { name: name.to_string(), value }
    });
    named.collect()
}

fn is_http(url: &Url) -> bool {
    matches!(url.scheme(), "http" | "https")
}

impl HarPostData {
    fn bytes(&self) -> Option<Bytes> {
        bytes(&self.text, self.encoding.as_deref())
    }
}

impl HarContent {
    fn bytes(&self) -> Option<Bytes> {
        bytes(self.text.as_deref()?, self.encoding.as_deref())
    }
}

fn bytes(text: &str, encoding: Option<&str>) -> Option<Bytes> {
    match encoding {
        None | Some("") => Some(Bytes::copy_from_slice(text.as_bytes())),
        Some("base64") => STANDARD.decode(text).ok().map(Bytes::from),
        Some(_) => None,
    }
}

/// The headers, without the pseudo-headers of HTTP/2 and what is no header.
fn headers(named: &[HarPair]) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for HarPair { name, value } in named {
        if let (Ok(name), Ok(value)) = (HeaderName::from_bytes(name.as_bytes()), HeaderValue::from_str(value)) {
            headers.append(name, value);
        }
    }
    headers
}
