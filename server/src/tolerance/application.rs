//! The application's ID and key in headers of their own, as the SDKs send them with every request.

use base64::{Engine, prelude::BASE64_STANDARD};
use http::{HeaderName, HeaderValue, header::AUTHORIZATION, request::Parts};

use super::{Rewriting, Tolerance};
use crate::directory::Directory;

const ID: HeaderName = HeaderName::from_static("x-kii-appid");
const KEY: HeaderName = HeaderName::from_static("x-kii-appkey");

pub(super) const APPLICATION_HEADERS: Tolerance = Tolerance {
    id: "application-headers",
    summary: "X-Kii-AppID and X-Kii-AppKey without Authorization are served as the same ID and key in Basic credentials.",
    rewriting: Rewriting::Head(to_credentials),
};

fn to_credentials(parts: &mut Parts, _: &Directory) {
    if parts.headers.contains_key(AUTHORIZATION) {
        return;
    }
    let (Some(id), Some(key)) = (parts.headers.get(ID), parts.headers.get(KEY)) else { return };
    let credentials = [id.as_bytes(), b":", key.as_bytes()].concat();
    if let Ok(mut value) = HeaderValue::from_str(&format!("Basic {}", BASE64_STANDARD.encode(credentials))) {
        value.set_sensitive(true);
        parts.headers.insert(AUTHORIZATION, value);
    }
}
