//! The headers that a deployment, or what stands before it, wants in every request.

use http::{HeaderMap, HeaderName, HeaderValue, header};
use secrecy::ExposeSecret as _;

use super::settings::Settings;

/// What cases send, or leave out on purpose, and what the transport says of the request's form.
const TAKEN: &[HeaderName] = &[
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

/// The headers that were given, as secrets; what is wrong with them is noted.
pub(super) fn resolve(settings: &mut Settings) -> HeaderMap {
    let mut headers = HeaderMap::new();
    let mut problems = Vec::new();
    for (name, setting) in &settings.headers {
        let place = &setting.place;
        let parsed = HeaderName::try_from(name);
        let value = HeaderValue::from_str(setting.value.expose_secret());
        match (parsed, value) {
            (Err(_), _) => problems.push(format!("{place}: headers: `{name}` is no name of a header")),
            (Ok(name), _) if TAKEN.contains(&name) => problems.push(format!(
                "{place}: headers: `{name}` is for the suite to send or to leave out; credentials come from principals \
                 and app_key"
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
