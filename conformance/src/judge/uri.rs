//! Absolute addresses as RFC 3986 writes them. `url` also reads what browsers repair, so it cannot tell.

use std::net::Ipv6Addr;

/// Whether a text is a URI with a scheme, to the letter of RFC 3986.
pub(super) fn is_uri(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once(':') else { return false };
    let (rest, fragment) = rest.split_once('#').unwrap_or((rest, ""));
    let (hierarchy, query) = rest.split_once('?').unwrap_or((rest, ""));
    let (authority, path) = match hierarchy.strip_prefix("//") {
        Some(rest) => rest.split_at(rest.find('/').unwrap_or(rest.len())),
        None => ("", hierarchy),
    };
    is_scheme(scheme)
        && is_authority(authority)
        && consists_of(path, b":@/")
        && consists_of(query, b":@/?")
        && consists_of(fragment, b":@/?")
}

fn is_scheme(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_alphabetic())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
}

fn is_authority(text: &str) -> bool {
    let (user, address) = text.split_once('@').unwrap_or(("", text));
    let (host, port) = match address.rsplit_once(':') {
        Some((host, port)) if !port.contains(']') => (host, port),
        Some(_) | None => (address, ""),
    };
    consists_of(user, b":") && is_host(host) && port.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_host(text: &str) -> bool {
    match text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
        Some(literal) => literal.parse::<Ipv6Addr>().is_ok() || is_future_address(literal),
        None => consists_of(text, b""),
    }
}

/// An address of a version of IP that does not exist yet: `v`, hexadecimal digits, a dot, and something.
fn is_future_address(literal: &str) -> bool {
    let Some((version, rest)) = literal.split_once('.') else { return false };
    let digits = version.strip_prefix(['v', 'V']).unwrap_or_default();
    let is_plain = !rest.is_empty() && !rest.contains('%') && consists_of(rest, b":");
    !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_hexdigit()) && is_plain
}

/// Whether there are only characters that may stand everywhere, escaped ones, and these.
fn consists_of(text: &str, further: &[u8]) -> bool {
    const EVERYWHERE: &[u8] = b"-._~!$&'()*+,;=";
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        let is_allowed = match byte {
            b'%' => {
                [bytes.next(), bytes.next()].iter().all(|digit| digit.is_some_and(|digit| digit.is_ascii_hexdigit()))
            }
            _ => byte.is_ascii_alphanumeric() || EVERYWHERE.contains(&byte) || further.contains(&byte),
        };
        if !is_allowed {
            return false;
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::is_uri;

    #[test]
    fn an_address_is_read_as_others_read_it() {
        let right = [
            "http://a.test/x",
            "https://a.test",
            "http://[::1]:80/",
            "http://u:p@a.test:8080/a;b=c/@:?q=/?#f/?",
            "a:",
            "a:b",
            "http://a.test:/",
            "http://%41/%2F",
            "http://[v1.a:b]/",
            "urn:x:y",
            "h+t-t.p2://a",
            "http:///x",
            "file:///",
        ];
        let wrong = [
            "",
            "/x",
            "a.test/x",
            "//a.test",
            "http",
            "1a:b",
            ":x",
            "http://a b/",
            "http://a/ b",
            "http://a/é",
            "http://a/%4",
            "http://a/%zz",
            "http://[::1/",
            "http://[::g]/",
            "http://a:8x/",
            "http://a/#b#c",
            "http://a/\\",
            "http://a/<b>",
            "http://a@b@c/",
            "http://[v.a]/",
            "ht~tp://a",
            "http://a/[b]",
            " http://a",
            "http://a\n",
            "http://[v1.]/",
        ];
        let schema = json!({ "type": "string", "format": "uri" });
        let judge = jsonschema::draft202012::options().should_validate_formats(true).build(&schema).unwrap();
        for text in right.into_iter().chain(wrong) {
            assert_eq!(is_uri(text), judge.is_valid(&Value::from(text)), "{text}");
            assert_eq!(is_uri(text), right.contains(&text), "{text}");
        }
    }
}
