//! The addresses that the server gives to published content.

use std::{fmt, str::FromStr, sync::Arc};

use http::Uri;

/// What the addresses of published content begin with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PublicAddress {
    /// `http://` and the host that the client has used to publish it.
    Http,
    /// `https://` and that host.
    Https,
    /// This URL, whatever the client has used: the server is behind a proxy.
    At(PublicUrl),
}

/// A URL with a scheme, an authority and perhaps a path, such as `https://api.example.com`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicUrl(Arc<str>);

/// A text that is no such URL.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MalformedUrl;

impl PublicAddress {
    /// The whole address of what is at this path, for a client that has used this host. HTTP/1.0 may leave it out.
    pub(crate) fn of(&self, path: &str, host: Option<&str>) -> String {
        let host = host.unwrap_or("localhost");
        match self {
            Self::Http => format!("http://{host}{path}"),
            Self::Https => format!("https://{host}{path}"),
            Self::At(PublicUrl(url)) => format!("{url}{path}"),
        }
    }
}

impl FromStr for PublicUrl {
    type Err = MalformedUrl;

    fn from_str(text: &str) -> Result<Self, MalformedUrl> {
        let uri: Uri = text.parse().map_err(|_| MalformedUrl)?;
        let is_http = matches!(uri.scheme_str(), Some("http" | "https"));
        let has_host = uri.authority().is_some_and(|authority| !authority.as_str().contains('@'));
        match is_http && has_host && uri.query().is_none() && !text.contains('#') {
            true => Ok(Self(text.trim_end_matches('/').into())),
            false => Err(MalformedUrl),
        }
    }
}

impl fmt::Display for MalformedUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("expected an http or https URL without user, query and `#`, such as https://api.example.com")
    }
}

impl std::error::Error for MalformedUrl {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_begins_with_what_clients_reach() {
        let at = |url: &str| PublicAddress::At(url.parse().unwrap());
        for (address, whole) in [
            (PublicAddress::Http, "http://kii.test:8080/api/x/1"),
            (PublicAddress::Https, "https://kii.test:8080/api/x/1"),
            (at("https://api.example.com"), "https://api.example.com/api/x/1"),
            (at("https://example.com/kii/"), "https://example.com/kii/api/x/1"),
        ] {
            assert_eq!(address.of("/api/x/1", Some("kii.test:8080")), whole);
        }
        assert_eq!(PublicAddress::Http.of("/api/x/1", None), "http://localhost/api/x/1");
    }

    #[test]
    fn anything_else_is_no_public_url() {
        for text in
            ["", "api.example.com", "ftp://a", "https://", "https://a?b", "https://a#b", "https://me@a", "/path"]
        {
            assert_eq!(text.parse::<PublicUrl>(), Err(MalformedUrl), "{text}");
        }
    }
}
