//! The content of requests about accounts and tokens: as many characters as an object may have, and no more.

use axum::{
    body::{Bytes, to_bytes},
    extract::{FromRequest, Request},
    response::Response,
};
use kii_types::OBJECT_MAXIMUM;

use crate::account::invalid;

/// How many bytes a character has at most.
const WIDEST: usize = 4;

/// A whole content that is not too large.
pub(crate) struct SmallContent(pub(crate) Bytes);

impl<S: Sync> FromRequest<S> for SmallContent {
    type Rejection = Response;

    async fn from_request(request: Request, _: &S) -> Result<Self, Response> {
        let content = to_bytes(request.into_body(), OBJECT_MAXIMUM * WIDEST).await;
        content.map(Self).map_err(|_| {
            invalid(format!(
                "The content is larger than {OBJECT_MAXIMUM} characters can be, or it broke off before its end."
            ))
        })
    }
}
