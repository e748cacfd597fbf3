//! The host that a request names: one, and one that can be (RFC 9112, 3.2). A request without any is served, whatever its version.

use axum::response::{IntoResponse, Response};
use http::{
    HeaderMap, StatusCode,
    header::{CONTENT_TYPE, HOST},
    uri::Authority,
};
use serde_json::json;

const MESSAGE: &str =
    "Send one Host header with the name or address of the server and, if need be, its port: api.example.com:8080.";

/// The refusal of a request that names an impossible host, or several.
pub(crate) fn refusal(headers: &HeaderMap) -> Option<Response> {
    let mut hosts = headers.get_all(HOST).iter();
    let is_right = match (hosts.next(), hosts.next()) {
        (None, _) => true,
        (Some(host), None) => {
            Authority::try_from(host.as_bytes()).is_ok_and(|authority| !authority.as_str().contains('@'))
        }
        (Some(_), Some(_)) => false,
    };
    let content = json!({ "errorCode": "BAD_REQUEST", "message": MESSAGE }).to_string();
    (!is_right).then(|| (StatusCode::BAD_REQUEST, [(CONTENT_TYPE, "application/json")], content).into_response())
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    fn is_refused(hosts: &[&str]) -> bool {
        let mut headers = HeaderMap::new();
        for host in hosts {
            headers.append(HOST, HeaderValue::from_str(host).unwrap());
        }
        refusal(&headers).is_some()
    }

    #[test]
    fn a_request_names_one_host_that_can_be() {
        for hosts in [&[][..], &["kii.test"], &["kii.test:8080"], &["127.0.0.1:80"], &["[::1]:80"]] {
            assert!(!is_refused(hosts), "{hosts:?}");
        }
        for hosts in [&["a b"][..], &["a<b>"], &["a\"b"], &[""], &["me@kii.test"], &["one.test", "two.test"]] {
            assert!(is_refused(hosts), "{hosts:?}");
        }
    }
}
