//! Cross-origin requests: what a browser asks before it lets a page of another origin use the API (Fetch, 3.2).
//!
//! The API's pages say nothing about it, so it is no part of the generated code. Kii Cloud itself admits every origin.

use std::{str::FromStr, time::Duration};

use http::{
    HeaderName, HeaderValue, Method, Uri,
    header::{ACCEPT_RANGES, CONTENT_RANGE, DATE, ETAG, LOCATION, RETRY_AFTER, WWW_AUTHENTICATE},
};
use tower_http::cors::{AllowHeaders, AllowOrigin, CorsLayer};

/// What pages of other origins may read of an answer besides what they may always read, such as `Last-Modified`. Names, and
/// not `*`, which older browsers do not know.
const EXPOSED: [HeaderName; 10] = [
    ETAG,
    LOCATION,
    CONTENT_RANGE,
    ACCEPT_RANGES,
    DATE,
    RETRY_AFTER,
    WWW_AUTHENTICATE,
    HeaderName::from_static("x-kii-bodytype"),
    HeaderName::from_static("bodytype"),
    HeaderName::from_static("x-request-id"),
];

/// How long a browser need not ask again. Browsers cut it to what they allow, Chromium to two hours.
const MAX_AGE: Duration = Duration::from_secs(24 * 60 * 60);

/// Which origins may use the server from a page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Cors {
    /// Every origin. Credentials are tokens in a header, which no page has unless it was given them.
    #[default]
    AnyOrigin,
    /// These origins alone. Without any, no page can use the server.
    Origins(Vec<Origin>),
}

/// The origin of a page: a scheme, a host and a port, such as `http://localhost:3000` (RFC 6454, 6.2).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin(HeaderValue);

/// A text that is no origin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MalformedOrigin(String);

impl Cors {
    /// What answers the questions of browsers, whatever the path.
    pub(crate) fn layer(&self) -> CorsLayer {
        let origins = match self {
            Self::AnyOrigin => AllowOrigin::any(),
            Self::Origins(origins) => AllowOrigin::list(origins.iter().map(|origin| origin.0.clone())),
        };
        CorsLayer::new()
            .allow_origin(origins)
            // `*` would not include `Authorization`.
            .allow_headers(AllowHeaders::mirror_request())
            .allow_methods([Method::GET, Method::HEAD, Method::POST, Method::PUT, Method::PATCH, Method::DELETE])
            .expose_headers(EXPOSED)
            .max_age(MAX_AGE)
    }
}

impl FromStr for Origin {
    type Err = MalformedOrigin;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let malformed = || MalformedOrigin(text.to_owned());
        let uri: Uri = text.parse().map_err(|_| malformed())?;
        // Browsers send an origin without a path and without user information, and compare it byte by byte.
        let (Some(scheme), Some(authority)) = (uri.scheme_str(), uri.authority()) else { return Err(malformed()) };
        if text.eq_ignore_ascii_case(&format!("{scheme}://{authority}")) && !text.contains('@') {
            HeaderValue::from_str(&text.to_ascii_lowercase()).map(Self).map_err(|_| malformed())
        } else {
            Err(malformed())
        }
    }
}

impl std::fmt::Display for MalformedOrigin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "`{}` is no origin: write a scheme, a host and a port, such as http://localhost:3000", self.0)
    }
}

impl std::error::Error for MalformedOrigin {}

#[cfg(test)]
mod tests {
    use std::{collections::BTreeSet, fs, path::Path};

    use super::*;

    #[test]
    fn the_page_names_the_headers_that_pages_of_other_origins_may_read() {
        let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/server.md");
        let page = fs::read_to_string(page).unwrap();
        let (_, rest) =
            page.split_once("lets pages read ").expect("docs/server.md lists the headers behind `lets pages read`");
        let (list, _) = rest.split_once(" besides the headers that every page may read").unwrap();
        let named: BTreeSet<String> = list.split('`').skip(1).step_by(2).map(str::to_ascii_lowercase).collect();
        let exposed: BTreeSet<String> = EXPOSED.iter().map(ToString::to_string).collect();
        assert_eq!(
            named, exposed,
            "docs/server.md names the first, and EXPOSED has the second; both lists have to be the same"
        );
    }

    #[test]
    fn an_origin_is_a_scheme_a_host_and_a_port_and_nothing_else() {
        for origin in ["http://localhost:3000", "https://app.example", "HTTPS://App.Example"] {
            assert_eq!(origin.parse::<Origin>().unwrap().0, origin.to_ascii_lowercase());
        }
        for other in
            ["", "*", "localhost:3000", "app.example", "https://app.example/", "https://me@app.example", "null"]
        {
            assert!(other.parse::<Origin>().is_err(), "{other}");
        }
    }
}
