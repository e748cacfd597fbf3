//! The files of `operations/`.

use serde::Deserialize;

use super::Source;
use crate::yaml::{At, Entries, OneOrMany, Words};

/// A whole file: the operations on one resource.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Resource {
    pub(crate) path: At<String>,
    pub(crate) documented_scope: At<String>,
    pub(crate) operations: Entries<Operation>,
}

/// One operation.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Operation {
    pub(crate) summary: String,
    pub(crate) method: At<String>,
    pub(crate) access: At<String>,
    pub(crate) source: Source,
    #[serde(default)]
    pub(crate) request: Request,
    pub(crate) responses: Entries<Response>,
}

/// What a request carries.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Request {
    pub(crate) media: Option<String>,
    pub(crate) content: Option<At<String>>,
    pub(crate) json: Option<At<String>>,
    pub(crate) precondition: Option<Precondition>,
    #[serde(default)]
    pub(crate) range: bool,
}

/// The conditional headers of a request.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Precondition {
    pub(crate) version: At<String>,
    pub(crate) if_none_match: bool,
}

/// One documented answer.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Response {
    pub(crate) summary: String,
    pub(crate) status: Option<At<u16>>,
    pub(crate) json: Option<At<String>>,
    pub(crate) content: Option<At<String>>,
    pub(crate) error: Option<At<String>>,
    pub(crate) owner_missing: Option<At<bool>>,
    pub(crate) headers: Option<Entries<Header>>,
    pub(crate) when: Option<OneOrMany<Condition>>,
    pub(crate) tolerate: Option<At<String>>,
    pub(crate) warn_on: Option<At<Vec<At<u16>>>>,
    pub(crate) level: Option<At<String>>,
    #[serde(default)]
    pub(crate) also: Vec<Also>,
    pub(crate) unprovokable: Option<At<String>>,
    pub(crate) then: Option<Then>,
    pub(crate) source: Option<Source>,
    pub(crate) decision: Option<At<String>>,
}

/// A documented response header.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Header {
    pub(crate) is: At<String>,
    pub(crate) answers: Option<At<String>>,
    pub(crate) when: Option<Condition>,
    pub(crate) alias: Option<String>,
    pub(crate) level: Option<At<String>>,
    pub(crate) summary: String,
    pub(crate) source: Option<Source>,
    pub(crate) decision: Option<At<String>>,
}

/// Axes, each with the word or words that it stands at.
pub(crate) type Condition = Entries<Words>;

/// More occasions of a response, under terms of their own.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Also {
    pub(crate) when: OneOrMany<Condition>,
    pub(crate) tolerate: Option<At<String>>,
    pub(crate) warn_on: Option<At<Vec<At<u16>>>>,
    pub(crate) level: Option<At<String>>,
    pub(crate) source: Option<Source>,
    pub(crate) decision: Option<At<String>>,
}

/// What holds after a response.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Then {
    pub(crate) object: Option<At<String>>,
    pub(crate) body: Option<At<String>>,
}
