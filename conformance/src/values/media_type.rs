//! Media types (RFC 9110, 8.3.1), compared without case and whatever their parameters.

use mediatype::MediaType;

/// Whether two media types are the same, apart from case and parameters; false if one of them is not a media type.
#[must_use]
pub(crate) fn same(a: &[u8], b: &[u8]) -> bool {
    match (essence(a), essence(b)) {
        (Some(a), Some(b)) => a.eq_ignore_ascii_case(b),
        _ => false,
    }
}

/// The type without its parameters, spelled as it was sent. Its parameters are not read: they may be empty (5.6.6), and quoted
/// ones may have bytes beyond ASCII (5.6.4).
#[must_use]
pub(crate) fn essence(text: &[u8]) -> Option<&str> {
    let essence = text.split(|byte| *byte == b';').next()?;
    let essence = std::str::from_utf8(essence).ok()?.trim();
    MediaType::parse(essence).is_ok().then_some(essence)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_of_any_form_make_no_difference() {
        let written: [&[u8]; 5] = [
            b"application/json",
            b"Application/JSON ; charset=utf-8",
            b"application/json;;charset=utf-8",
            b"application/json;",
            b"application/json; name=\"gr\xfcn\"",
        ];
        for media in written {
            assert!(same(b"application/json", media), "{}", media.escape_ascii());
        }
    }

    #[test]
    fn what_is_no_media_type_is_the_same_as_none() {
        let wrong: [&[u8]; 6] =
            [b"", b";charset=utf-8", b"application", b"application/", b"application/js\xfcn", b"application /json"];
        for media in wrong {
            assert!(!same(media, media), "{}", media.escape_ascii());
        }
    }
}
