// Made by `cargo xtask codegen` from spec/. Never edited by hand: change the spec or the templates.

//! The condition of a request: `If-Match` or `If-None-Match: *`, never both.

use crate::header::{EntityTag, HeaderField};
use http::{HeaderMap, header};

/// What must hold for a request to be carried out.
///
/// Source: Object Body (REST reference, user scope), "GET", <http://docs.kii.com/rest/apps-collection/application/user-collection/user-by-id/bucket-collection/bucket-of-default-type/object-collection/object/body/>.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Precondition {
    /// Nothing.
    #[default]
    None,
    /// `If-Match`: the current version is this one.
    IfMatch(EntityTag),
    /// `If-None-Match: *`. The operation says what it means to it.
    IfNoneMatchAny,
}

/// A request with `If-Match` and `If-None-Match`, which exclude each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BothConditions;

impl Precondition {
    /// The condition that a request's headers state. An `If-None-Match` that is not `*` states none.
    ///
    /// # Errors
    ///
    /// When both headers are there.
    pub fn from_headers(headers: &HeaderMap) -> Result<Self, BothConditions> {
        match (headers.get(header::IF_MATCH), headers.get(header::IF_NONE_MATCH)) {
            (Some(_), Some(_)) => Err(BothConditions),
            (Some(version), None) => Ok(EntityTag::from_value(version).map_or(Self::None, Self::IfMatch)),
            (None, Some(any)) if any.as_bytes() == b"*" => Ok(Self::IfNoneMatchAny),
            (None, Some(_) | None) => Ok(Self::None),
        }
    }
    /// Adds the header that states this condition.
    pub fn write(&self, headers: &mut HeaderMap) {
        match self {
            Self::None => {}
            Self::IfMatch(version) => {
                if let Some(value) = version.to_value() {
                    headers.insert(header::IF_MATCH, value);
                }
            }
            Self::IfNoneMatchAny => {
                headers.insert(header::IF_NONE_MATCH, http::HeaderValue::from_static("*"));
            }
        }
    }
}
