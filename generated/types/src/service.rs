// Made by `cargo xtask codegen` from spec/. Never edited by hand: change the spec or the templates.

//! Facts that hold for every operation.

use crate::{identifier::PublicationId, scope::path};

/// More characters than this in an object's JSON text must be refused.
///
/// Source: decision A12: Every write with more than 65534 characters of JSON text, and every update that would leave an object with as many, must be refused with any client error; 60000 must be accepted, whatever characters they are. Of characters beyond U+FFFF, which some languages count twice, 60000 should be accepted. The reference server answers 400 INVALID_INPUT_DATA.
pub const OBJECT_MAXIMUM: usize = 65534;

/// The path under which published content is served, with its parameter in braces.
pub const PUBLISHED_ROUTE: &str = "/api/x/{publicationID}";

/// The path of a publication's content, percent-encoded.
#[must_use]
pub fn published_path(publication_id: &PublicationId) -> String {
    path(["api", "x", publication_id.as_str()])
}

/// The paths at which one logs in: the next one is for deployments that do not have those before it.
#[must_use]
pub fn login_paths(app_id: &crate::identifier::AppId) -> Vec<String> {
    vec![
        path(["api", "apps", app_id.as_str(), "oauth2", "token"]), path(["api", "oauth2",
        "token"])
    ]
}
