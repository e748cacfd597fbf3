// Made by `cargo xtask codegen` from spec/. Never edited by hand: change the spec or the templates.

//! What the files of the operations share.

pub(crate) use std::time::SystemTime;
pub(crate) use http::{Method, StatusCode};
pub(crate) use kii_types::*;
pub(crate) use crate::{
    answer::{Documented, Shape, Unexpected},
    call::Call, client::Client, error::{Error, Failure},
};
