//! Operations and their requests.

use kii_spec::{Api, Origin};
use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::{Answer, Docs, Parameter, answer, place};
use crate::{
    Error,
    model::{Citations, whole},
    target::rust::names::{pascal, snake},
};

/// What server and client call an operation, and what its request and its answers carry.
pub(crate) struct Operation<'a> {
    pub api: &'a Api,
    pub spec: &'a kii_spec::Operation,
    pub title: String,
    pub docs: Docs,
    /// The method of the trait and of the client, and the module of its file.
    pub function: Ident,
    /// The constant of its HTTP method.
    pub method: Ident,
    pub request: Ident,
    /// The answers as a server gives them, and as a client receives them.
    pub response: Ident,
    pub answer: Ident,
    /// The parameters of its path behind the scope's own.
    pub parameters: Vec<Parameter>,
    pub content: RequestContent<'a>,
    pub answers: Vec<Answer<'a>>,
}

/// The content of a request.
pub(crate) enum RequestContent<'a> {
    /// None, but perhaps a media type.
    None(Option<&'a str>),
    /// An object.
    Object,
    /// Bytes.
    Body,
    /// JSON of a described type.
    Json(RequestJson<'a>),
}

/// JSON of a described type.
pub(crate) struct RequestJson<'a> {
    pub ty: Ident,
    pub media: &'a str,
}

/// A field of a struct or of a variant.
pub(crate) struct Field {
    pub docs: Docs,
    pub name: Ident,
    pub ty: TokenStream,
    /// Whether every request has it; the others have a default.
    pub required: bool,
}

impl Field {
    pub(crate) fn new(summary: &str, name: &str, ty: TokenStream) -> Self {
        Self { docs: Docs::of([summary]), name: format_ident!("{name}"), ty, required: true }
    }

    fn optional(summary: &str, name: &str, ty: TokenStream) -> Self {
        Self { required: false, ..Self::new(summary, name, ty) }
    }
}

impl<'a> Operation<'a> {
    pub(super) fn of(api: &'a Api, citations: &Citations<'_>, spec: &'a kii_spec::Operation) -> Result<Self, Error> {
        let id = spec.id.to_string();
        let name = pascal(&id);
        let title = format!("`{id}`: {}", spec.summary);
        let shown = format!("The page shows it in {} scope.", spec.documented_scope);
        let source = citations.cite(&Origin::Page(spec.source.clone()));
        let request = format!("{} `{}`", spec.method, spec.path);
        let content = match &spec.request.content {
            kii_spec::RequestContent::None => RequestContent::None(spec.request.media.as_deref()),
            kii_spec::RequestContent::Object => RequestContent::Object,
            kii_spec::RequestContent::Body => RequestContent::Body,
            kii_spec::RequestContent::Json(name) => {
                RequestContent::Json(RequestJson { ty: pascal(&name.0), media: whole(api, name)?.1 })
            }
        };
        Ok(Self {
            api,
            spec,
            docs: Docs::of([title.as_str(), "", &request, "", &format!("{source} {shown}")]),
            title,
            function: snake(&id),
            method: format_ident!("{}", spec.method.as_str()),
            request: format_ident!("{name}Request"),
            response: format_ident!("{name}Response"),
            answer: format_ident!("{name}Answer"),
            parameters: place::parameters(&spec.path),
            content,
            answers: answer::answers(api, citations, spec)?,
        })
    }

    /// Whether `If-Match` and `If-None-Match: *` are both documented, or `If-Match` alone, or neither.
    pub(crate) fn precondition(&self) -> Option<bool> {
        self.spec.request.precondition.map(|precondition| precondition.if_none_match)
    }

    /// What a request carries: where it goes, under which condition, which part it asks for, and its content.
    pub(crate) fn fields(&self) -> Vec<Field> {
        let mut fields = vec![Field::new("Where the bucket lives.", "scope", quote!(Scope))];
        fields.extend(self.parameters.iter().map(|Parameter { docs, name, ty, .. }| Field {
            docs: docs.clone(),
            name: name.clone(),
            ty: quote!(#ty),
            required: true,
        }));
        match self.precondition() {
            Some(true) => {
                let summary = "What must hold for the request to be carried out.";
                fields.push(Field::optional(summary, "precondition", quote!(Precondition)));
            }
            Some(false) => {
                let summary = "The version that must be the current one.";
                let name = snake(http::header::IF_MATCH.as_str()).to_string();
                fields.push(Field::optional(summary, &name, quote!(Option<EntityTag>)));
            }
            None => {}
        }
        if self.spec.request.range {
            let summary = "The part that is asked for, if not the whole.";
            fields.push(Field::optional(summary, "range", quote!(Option<ByteRange>)));
        }
        match &self.content {
            RequestContent::None(_) => {}
            RequestContent::Object => {
                let summary = "The media type, which names the data type.";
                fields.push(Field::optional(summary, "media_type", quote!(Option<MediaType>)));
                fields.push(Field::new("The object's members.", "content", quote!(JsonObject)));
            }
            RequestContent::Body => {
                fields.push(Field::new("The bytes, with their media type.", "content", quote!(BodyStream)));
            }
            RequestContent::Json(RequestJson { ty, .. }) => {
                fields.push(Field::new("The content.", "content", quote!(#ty)));
            }
        }
        fields
    }
}
