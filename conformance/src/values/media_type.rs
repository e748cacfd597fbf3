//! Media types (RFC 9110, 8.3.1), compared without case and whatever their parameters.

use mediatype::MediaType;

/// Whether two media types are the same, apart from case and parameters; false if one of them is not a media type.
#[must_use]
pub(crate) fn same(a: &[u8], b: &[u8]) -> bool {
    match (essence(a), essence(b)) {
        (Some(a), Some(b)) => a.eq_ignore_ascii_case(&b),
        _ => false,
    }
}

/// The type without its parameters, spelled as it was sent.
#[must_use]
pub(crate) fn essence(text: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(text).ok()?;
    Some(MediaType::parse(text.trim()).ok()?.essence().to_string())
}
