// Made by `cargo xtask codegen` from spec/. Never edited by hand: change the spec or the templates.

//! What the files of the operations share.

pub(crate) use std::{sync::Arc, time::SystemTime};
pub(crate) use axum::response::{IntoResponse, Response};
pub(crate) use http::{StatusCode, header};
pub(crate) use kii_types::*;
pub(crate) use crate::{
    context::*, incoming_request::{ContentError, IncomingRequest},
    reply::Reply, server_failure::ServerFailure, service::ObjectStorage,
};
