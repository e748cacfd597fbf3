//! HTTP Archive 1.2 (<http://www.softwareishard.com/blog/har-12-spec/>): exchanges as browsers and proxies write them. What a
//! file has beside that is ignored; our own names begin with an underscore, as the format demands.

use jiff::Timestamp;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

/// A file, with entries of this kind.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Har<E = HarEntry> {
    pub(crate) log: HarLog<E>,
}

impl Har {
    /// A file of this program, without exchanges.
    pub(crate) fn new() -> Self {
        let (name, version) = (env!("CARGO_PKG_NAME").to_owned(), env!("CARGO_PKG_VERSION").to_owned());
        Self { log: HarLog { version: "1.2".to_owned(), creator: HarCreator { name, version }, entries: Vec::new() } }
    }
}

/// What is in a file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct HarLog<E = HarEntry> {
    #[serde(default)]
    pub(crate) version: String,
    #[serde(default)]
    pub(crate) creator: HarCreator,
    pub(crate) entries: Vec<E>,
}

/// The program that wrote a file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct HarCreator {
    #[serde(default)]
    pub(crate) name: String,
    #[serde(default)]
    pub(crate) version: String,
}

/// An exchange.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct HarEntry {
    pub(crate) started_date_time: Timestamp,
    /// In milliseconds.
    #[serde(default)]
    pub(crate) time: f64,
    pub(crate) request: HarRequest,
    pub(crate) response: HarResponse,
    #[serde(default)]
    pub(crate) cache: HarCache,
    #[serde(default)]
    pub(crate) timings: HarTimings,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(crate) comment: String,
    /// The case to which it belongs.
    #[serde(rename = "_case", default, skip_serializing_if = "Option::is_none")]
    pub(crate) case: Option<String>,
    /// Why it was made.
    #[serde(rename = "_role", default, skip_serializing_if = "Option::is_none")]
    pub(crate) role: Option<String>,
    /// What the suite says of it.
    #[serde(rename = "_verdict", default, skip_serializing_if = "Option::is_none")]
    pub(crate) verdict: Option<String>,
    /// The cache from which a browser based on Chromium took the response.
    #[serde(rename = "_fromCache", default, skip_serializing_if = "Option::is_none")]
    pub(crate) from_cache: Option<String>,
    /// Where Safari took the response from.
    #[serde(rename = "_fetchType", default, skip_serializing_if = "Option::is_none")]
    pub(crate) fetch_type: Option<String>,
    /// Why there is no response.
    #[serde(rename = "_error", default, skip_serializing_if = "Option::is_none")]
    pub(crate) error: Option<String>,
}

/// An entry as somebody else has written it.
#[derive(Clone, Debug)]
pub(crate) enum FoundEntry {
    /// It is as the format says.
    Entry(Box<HarEntry>),
    /// It is not.
    Unreadable(UnreadableEntry),
}

/// An entry that is not as the format says.
#[derive(Clone, Debug)]
pub(crate) struct UnreadableEntry {
    /// What is wrong with it.
    pub(crate) error: String,
    /// When it began, if that can be read.
    pub(crate) began: Option<Timestamp>,
    /// The method and the address, if they can be read.
    pub(crate) request: Option<(String, String)>,
}

impl<'de> Deserialize<'de> for FoundEntry {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = Value::deserialize(deserializer)?;
        Ok(match HarEntry::deserialize(&value) {
            Ok(entry) => Self::Entry(Box::new(entry)),
            Err(error) => {
                let text = |pointer: &str| value.pointer(pointer).and_then(Value::as_str);
                Self::Unreadable(UnreadableEntry {
                    error: error.to_string(),
                    began: text("/startedDateTime").and_then(|began| began.parse().ok()),
                    request: text("/request/method").map(str::to_owned).zip(text("/request/url").map(str::to_owned)),
                })
            }
        })
    }
}

/// A request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct HarRequest {
    pub(crate) method: String,
    pub(crate) url: String,
    #[serde(default)]
    pub(crate) http_version: String,
    #[serde(default)]
    pub(crate) cookies: Vec<HarPair>,
    #[serde(default)]
    pub(crate) headers: Vec<HarPair>,
    #[serde(default)]
    pub(crate) query_string: Vec<HarPair>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) post_data: Option<HarPostData>,
    /// -1 where it is not known.
    #[serde(default = "unknown")]
    pub(crate) headers_size: i64,
    #[serde(default = "unknown")]
    pub(crate) body_size: i64,
}

/// A response. One that never came has status 0.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct HarResponse {
    pub(crate) status: u16,
    #[serde(default)]
    pub(crate) status_text: String,
    #[serde(default)]
    pub(crate) http_version: String,
    #[serde(default)]
    pub(crate) cookies: Vec<HarPair>,
    #[serde(default)]
    pub(crate) headers: Vec<HarPair>,
    #[serde(default)]
    pub(crate) content: HarContent,
    #[serde(default, rename = "redirectURL")]
    pub(crate) redirect_url: String,
    #[serde(default = "unknown")]
    pub(crate) headers_size: i64,
    #[serde(default = "unknown")]
    pub(crate) body_size: i64,
}

/// A name and a value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct HarPair {
    pub(crate) name: String,
    pub(crate) value: String,
}

/// The content of a request.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct HarPostData {
    #[serde(default)]
    pub(crate) mime_type: String,
    #[serde(default)]
    pub(crate) params: Vec<HarPair>,
    #[serde(default)]
    pub(crate) text: String,
    /// `base64` if the text is that. The format has a member for this only in responses.
    #[serde(rename = "_encoding", alias = "encoding", default, skip_serializing_if = "Option::is_none")]
    pub(crate) encoding: Option<String>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(crate) comment: String,
}

/// The content of a response.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct HarContent {
    #[serde(default)]
    pub(crate) size: i64,
    #[serde(default)]
    pub(crate) mime_type: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) text: Option<String>,
    /// `base64` if the text is that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) encoding: Option<String>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(crate) comment: String,
}

/// What caches did: nothing that anybody knows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct HarCache {}

/// How long the parts of an exchange took, in milliseconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct HarTimings {
    #[serde(default)]
    pub(crate) send: f64,
    #[serde(default)]
    pub(crate) wait: f64,
    #[serde(default)]
    pub(crate) receive: f64,
}

const fn unknown() -> i64 {
    -1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_of_a_browser_is_read() {
        let text = r#"{"log":{"version":"1.2","creator":{"name":"Firefox","version":"1"},"browser":{"name":"x","version":"1"},
            "pages":[],"entries":[{"pageref":"p","startedDateTime":"2026-11-29T05:00:00.123+01:00","time":12,
            "request":{"method":"GET","url":"http://h/","httpVersion":"HTTP/2","headers":[],"headersSize":1,"bodySize":0},
            "response":{"status":200,"content":{"size":2,"mimeType":"text/plain","text":"aGk=","encoding":"base64"}},
            "cache":{"beforeRequest":null},"timings":{"blocked":-1,"send":0,"wait":1,"receive":2},"serverIPAddress":"x"}]}}"#;
        let har: Har = serde_json::from_str(text).unwrap();
        let entry = &har.log.entries[0];
        assert_eq!(entry.started_date_time.to_string(), "2026-11-29T04:00:00.123Z");
        assert_eq!((entry.response.content.text.as_deref(), entry.response.body_size), (Some("aGk="), -1));
    }
}
