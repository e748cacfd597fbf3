//! Answers that cannot come from the API: what is at the base URL is another server, or the address is not the final one.

use http::header::{CONTENT_TYPE, LOCATION};
use url::Url;

use crate::{
    deployment::{Key, Target},
    send::{Request, Response},
    values::media_type,
};

/// The media type of pages for people, which the API has nowhere.
const PAGE: &str = "text/html";

/// Why an answer does not come from the API and what to correct: it is a redirect or a page for people.
pub(crate) fn described(target: &Target, request: &Request, answer: &Response) -> Option<String> {
    let Request { method, url, .. } = request;
    let found = format!("{method} {url} got {}", answer.status);
    let correct = format!("correct {} in the target file or in {}, or --url", Key::BaseUrl, Key::BaseUrl.variable());
    if answer.status.is_redirection() {
        let location = answer.headers.get(LOCATION)?.to_str().ok()?;
        let location = url.join(location).ok()?;
        let advice = base(target, url, &location).map(|base| format!("name {base}, if that is the deployment"));
        let advice = advice.unwrap_or(correct);
        return Some(format!("{found}, a redirect to {location}; the suite follows no redirects; {advice}"));
    }
    let media = answer.headers.get(CONTENT_TYPE)?;
    (!answer.status.is_server_error() && media_type::same(PAGE.as_bytes(), media.as_bytes()))
        .then(|| format!("{found} with {PAGE}, a page for people and no answer of this API; {correct}"))
}

/// The base URL under which a redirect finds the same path, if it changes only the base.
fn base(target: &Target, from: &Url, to: &Url) -> Option<Url> {
    let path = from.path().strip_prefix(target.base.path().trim_end_matches('/'))?;
    let mut base = to.clone();
    let prefix = to.path().strip_suffix(path)?.to_owned();
    base.set_path(&prefix);
    base.set_query(None);
    base.set_fragment(None);
    Some(base)
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use http::{HeaderMap, HeaderValue, Method, StatusCode};
    use kii_spec::Api;

    use super::*;

    const PATH: &str = "/gateway/api/apps/app/buckets/b/objects/o";

    fn found(status: u16, name: http::HeaderName, value: &'static str) -> Option<String> {
        let api = Api::embedded().expect("a spec");
        let text = "base_url = \"http://one.test/gateway\"\napp_id = \"app\"\napp_key = \"key-of-the-app\"\n";
        let target = Target::from_toml(&api, text, "target.toml").expect("the file is good");
        let url = Url::parse(&format!("http://one.test{PATH}")).expect("an address");
        let request = Request {
            method: Method::GET,
            url,
            headers: HeaderMap::new(),
            content: Bytes::new(),
            form: crate::send::WireForm::default(),
        };
        let headers = HeaderMap::from_iter([(name, HeaderValue::from_static(value))]);
        let status = StatusCode::from_u16(status).expect("a status");
        described(&target, &request, &Response { status, headers, ..Response::default() })
    }

    #[test]
    fn a_redirect_of_the_base_names_the_base_url_to_use() {
        let text = found(301, LOCATION, "https://one.test/gateway/api/apps/app/buckets/b/objects/o").expect("foreign");
        assert!(
            text.contains("got 301 Moved Permanently") && text.contains("; name https://one.test/gateway,"),
            "{text}"
        );
        let text = found(302, LOCATION, "/login").expect("foreign");
        assert!(text.contains("a redirect to http://one.test/login") && text.contains("correct base_url"), "{text}");
    }

    #[test]
    fn a_page_for_people_is_foreign_and_an_error_of_the_server_is_not() {
        for status in [200, 404] {
            let text = found(status, CONTENT_TYPE, "text/html; charset=utf-8").expect("foreign");
            assert!(text.contains("text/html") && text.contains("KII_BASE_URL"), "{text}");
        }
        assert_eq!(found(502, CONTENT_TYPE, "text/html"), None);
        assert_eq!(found(404, CONTENT_TYPE, "application/json"), None);
        assert_eq!(found(304, CONTENT_TYPE, "text/plain"), None);
    }
}
