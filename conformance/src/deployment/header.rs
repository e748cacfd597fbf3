//! The headers that a target wants in every request, for example the key of a gateway.

use http::{HeaderMap, HeaderName, HeaderValue, header};
use secrecy::ExposeSecret as _;

use super::settings::{Settings, stray};

/// The headers that a target cannot set: cases send them or leave them out on purpose, or they frame the message.
const RESERVED: &[HeaderName] = &[
    header::ACCEPT,
    header::AUTHORIZATION,
    header::CONNECTION,
    header::CONTENT_ENCODING,
    header::CONTENT_LENGTH,
    header::CONTENT_TYPE,
    header::EXPECT,
    header::HOST,
    header::IF_MATCH,
    header::IF_MODIFIED_SINCE,
    header::IF_NONE_MATCH,
    header::IF_RANGE,
    header::IF_UNMODIFIED_SINCE,
    header::PROXY_AUTHORIZATION,
    header::RANGE,
    header::TE,
    header::TRAILER,
    header::TRANSFER_ENCODING,
    header::UPGRADE,
];

/// Reads the headers, whose values are secrets, and notes their problems.
pub(super) fn resolve(settings: &mut Settings) -> HeaderMap {
    let mut headers = HeaderMap::new();
    let mut problems = Vec::new();
    for (name, setting) in &settings.headers {
        let place = &setting.place;
        if let Some(stray) = stray(setting.value.expose_secret(), false) {
            problems.push(format!("{place}: headers.{name} {stray}"));
            continue;
        }
        let parsed = HeaderName::try_from(name);
        let value = HeaderValue::from_str(setting.value.expose_secret());
        match (parsed, value) {
            (Err(_), _) => problems
                .push(format!("{place}: headers: `{name}` is not a header name; expected letters, digits and hyphens")),
            (Ok(name), _) if RESERVED.contains(&name) => problems.push(format!(
                "{place}: headers: the suite itself sends or leaves out `{name}`; remove it here (credentials come \
                 from principals and app_key)"
            )),
            (Ok(name), Err(_)) => problems
                .push(format!("{place}: headers.{name}: expected visible ASCII characters and spaces, found others")),
            (Ok(name), Ok(value)) if value.is_empty() => {
                problems.push(format!("{place}: headers.{name} is empty; give a value or leave it out"));
            }
            (Ok(name), Ok(mut value)) => {
                value.set_sensitive(true);
                headers.insert(name, value);
            }
        }
    }
    settings.problems.extend(problems);
    headers
}
