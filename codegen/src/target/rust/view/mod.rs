//! The items of the code, each built as a whole from the model, and the strings of the few templates that loop over them.

pub(crate) mod answer;
pub(crate) mod context;
pub(crate) mod example;
pub(crate) mod file;
mod imports;
pub(crate) mod json;
pub(crate) mod login;
pub(crate) mod outcome;
pub(crate) mod own_type;
pub(crate) mod readme;
mod receive;
mod refusal_message;
pub(crate) mod request;
mod sample;
pub(crate) mod scope;
pub(crate) mod send;
pub(crate) mod service;
