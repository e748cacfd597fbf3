//! Conditional headers.

use http::{
    HeaderValue, Request,
    header::{IF_MATCH, IF_NONE_MATCH},
};
use kii_types::{EntityTag, Precondition};

use crate::{
    clock::Clock,
    directory::Directory,
    tolerance,
    version::{is_met, names},
};

/// Versions of objects and bodies.
const VERSIONS: [u64; 4] = [0, 1, 12, u64::MAX];

/// Lines with a value of `If-Match`, or with one of `If-None-Match` behind `!`: both together contradict each other, several values of
/// `If-Match` name what each of them names, and a version is only named by its own text or by `*`.
pub fn condition(input: &[u8]) {
    let mut parts = Request::new(()).into_parts().0;
    for line in input.split(|byte| *byte == b'\n') {
        let (name, value) = match line.strip_prefix(b"!") {
            Some(value) => (IF_NONE_MATCH, value),
            None => (IF_MATCH, line),
        };
        if let Ok(value) = HeaderValue::from_bytes(value) {
            parts.headers.append(name, value);
        }
    }
    let lines: Vec<EntityTag> =
        parts.headers.get_all(IF_MATCH).iter().filter_map(|value| EntityTag::new(value.as_bytes())).collect();
    let has_none_match = parts.headers.contains_key(IF_NONE_MATCH);
    tolerance::rewrite(&mut parts, &Directory::new(Vec::new(), Vec::new(), Vec::new(), Clock::system()));
    let stated = Precondition::from_headers(&parts.headers);
    assert_eq!(stated.is_err(), has_none_match && !lines.is_empty(), "{:?}", parts.headers);
    let Ok(stated) = stated else { return };
    for version in VERSIONS.map(EntityTag::numbered) {
        let is_named = lines.iter().any(|line| names(line, &version));
        let expected = lines.is_empty() || is_named;
        assert_eq!(is_met(&stated, &version), expected, "{:?} and version {version:?}", parts.headers);
        let names_plainly = |line: &EntityTag| line.as_bytes() == b"*" || line == &version;
        assert!(is_named || !lines.iter().any(names_plainly), "{:?} names {version:?}", parts.headers);
        if is_named {
            let text = version.as_bytes().strip_prefix(b"\"").and_then(|text| text.strip_suffix(b"\""));
            let has = |line: &EntityTag, text: &[u8]| line.as_bytes().windows(text.len()).any(|window| window == text);
            let is_there = lines.iter().any(|line| has(line, b"*") || has(line, text.unwrap_or_default()));
            assert!(is_there, "{:?} does not name {version:?}", parts.headers);
        }
    }
}
