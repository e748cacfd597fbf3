//! Media types.

use http::HeaderValue;
use kii_types::{AppId, HeaderField, MediaType};

use crate::object::Kind;

/// The application whose objects have these media types.
const APPLICATION: &str = "app";

/// The value of a `Content-Type` header: it keeps its spelling, is compared without case, and what it says of an object's data type is
/// what the object's own media type says.
pub fn media_type(input: &[u8]) {
    let Ok(value) = HeaderValue::from_bytes(input) else { return };
    let Some(found) = MediaType::from_value(&value) else { return };
    assert_eq!(found.to_value(), Some(value), "it is sent as it was received");
    assert!(found.is(found.as_str()) && found.is(&found.as_str().to_ascii_uppercase()), "{found}");
    let app_id = AppId::new(APPLICATION);
    match Kind::of(Some(&found), &app_id) {
        None => assert!(!found.is("application/json"), "every object can have {found}"),
        Some(Kind::Plain) => assert!(found.is("application/json"), "{found} is not plain"),
        Some(kind @ Kind::Typed { .. }) => {
            let own = kind.media_type();
            assert_eq!(own, found, "the object has the media type that it was sent with");
            assert_eq!(own.data_type(&app_id), found.data_type(&app_id), "{found}");
            assert_eq!(MediaType::parse(own.as_str()).as_ref(), Some(&own), "{found}");
        }
    }
}
