//! The document, as typed as OpenAPI 3.1 describes it, with the members that this generator adds (`x-...`).

use indexmap::IndexMap;
use serde::Serialize;
use serde_json::Value;

use crate::schema::Schema;

/// Things by name.
pub(super) type Named<T> = IndexMap<String, T>;

/// A whole document.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Document {
    pub openapi: &'static str,
    pub info: Info,
    pub servers: Vec<Server>,
    pub tags: Vec<Tag>,
    pub paths: Named<PathItem>,
    pub components: Components,
    #[serde(rename = "x-rules")]
    pub rules: Named<Rule>,
    #[serde(rename = "x-decisions")]
    pub decisions: Named<Decision>,
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct Info {
    pub title: String,
    pub version: &'static str,
    pub description: String,
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct Server {
    pub url: &'static str,
    pub description: &'static str,
    pub variables: Named<ServerVariable>,
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct ServerVariable {
    pub default: &'static str,
    pub description: &'static str,
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct Tag {
    pub name: String,
    pub description: String,
}

/// The operations of a path.
#[derive(Clone, Debug, Default, Serialize)]
pub(super) struct PathItem {
    pub parameters: Vec<Reference>,
    #[serde(flatten)]
    pub operations: Named<Operation>,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Operation {
    pub operation_id: String,
    pub summary: String,
    pub tags: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub external_docs: Option<ExternalDocs>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub parameters: Vec<Reference>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request_body: Option<RequestBody>,
    pub responses: Named<ReferenceOr<Response>>,
    pub security: Vec<Named<[String; 0]>>,
    /// The operation in the spec, which is the same in every scope.
    #[serde(rename = "x-operation")]
    pub operation: String,
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct ExternalDocs {
    pub url: String,
    pub description: String,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub(super) struct Reference {
    #[serde(rename = "$ref")]
    pub to: String,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub(super) enum ReferenceOr<T> {
    Reference(Reference),
    Item(T),
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct Parameter {
    pub name: String,
    #[serde(rename = "in")]
    pub place: &'static str,
    pub required: bool,
    pub description: String,
    pub schema: Schema,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub example: Option<Value>,
    #[serde(rename = "x-decision", skip_serializing_if = "Option::is_none")]
    pub decision: Option<String>,
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct RequestBody {
    pub description: String,
    pub required: bool,
    pub content: Named<MediaType>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub(super) struct MediaType {
    pub schema: Schema,
}

/// All documented responses of one status.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(super) struct Response {
    pub description: String,
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    pub headers: Named<Header>,
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    pub content: Named<MediaType>,
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    pub links: Named<Link>,
    #[serde(rename = "x-responses")]
    pub responses: Named<Documented>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub(super) struct Header {
    pub description: String,
    pub required: bool,
    pub schema: Schema,
    #[serde(rename = "x-decision", skip_serializing_if = "Option::is_none")]
    pub decision: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Link {
    pub operation_id: String,
    pub description: String,
    pub parameters: Named<String>,
}

/// One documented response: OpenAPI knows only statuses.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Documented {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decision: Option<String>,
    pub statements: Vec<String>,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Components {
    pub schemas: Named<Schema>,
    pub parameters: Named<Parameter>,
    pub responses: Named<Response>,
    pub security_schemes: Named<SecurityScheme>,
}

#[derive(Clone, Debug, Serialize)]
#[serde(tag = "type", rename_all = "camelCase")]
pub(super) enum SecurityScheme {
    Http {
        scheme: &'static str,
        description: String,
    },
    #[serde(rename = "oauth2")]
    OAuth2 {
        description: String,
        flows: Named<Flow>,
    },
}

/// A flow of OAuth 2.0 that needs an address for tokens.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Flow {
    pub token_url: String,
    pub scopes: Named<String>,
}

/// A statement that no schema can carry.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Rule {
    pub level: &'static str,
    pub text: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decision: Option<String>,
}

/// A question that the sources leave open, and what was chosen.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Decision {
    pub question: String,
    pub choice: String,
    pub reason: String,
}
