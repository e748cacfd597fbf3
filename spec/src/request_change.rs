//! What a value of a request axis changes in a request: a closed set of kinds, which the suite knows how to apply.

use http::HeaderName;

use crate::{axis::CallerId, types::Meaning};

/// What a value of a request axis changes in a usual request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RequestChange {
    /// Nothing.
    None,
    /// The credentials are those of this caller.
    Caller(CallerId),
    /// An identifier in the path has another form.
    Identifier {
        /// The identifier's name.
        parameter: String,
        /// Its form.
        form: IdentifierForm,
    },
    /// The request has these headers.
    Headers(Vec<(HeaderName, HeaderTemplate)>),
    /// The object that is sent has another form.
    Object(ObjectForm),
    /// The body that is sent has this many bytes.
    Bytes(usize),
    /// The JSON that is sent has the members with these meanings.
    Members(Vec<Meaning>),
    /// The request has no content.
    NoContent,
    /// The scheme of the credentials is in lower case (RFC 9110, 11.1).
    LowerCaseScheme,
    /// The media type of the content has this parameter (RFC 9110, 8.3.1).
    MediaParameter(String),
}

/// How an identifier differs from a usual one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum IdentifierForm {
    /// It has this many characters.
    Length(usize),
    /// It ends in this text.
    Append(String),
}

/// How an object that is sent differs from a usual one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ObjectForm {
    /// It has this data type in its media type.
    Typed(String),
    /// Its JSON text has this many characters.
    Size(usize),
    /// It has a member whose text alone has this many characters.
    Padding(usize),
    /// It has a member with a long name, and another with a long text.
    Long {
        /// How many characters the name has.
        name: usize,
        /// How many characters the text has.
        text: usize,
    },
    /// It is this text, which is not JSON.
    Malformed(String),
    /// It is this JSON, which is not an object.
    NotAnObject(String),
}

/// The value of a request header, with holes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeaderTemplate(pub Vec<TemplatePart>);

/// A part of a template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TemplatePart {
    /// Fixed text.
    Text(String),
    /// The version that the server named last: `{version}`.
    Version,
    /// A version that has been superseded: `{version.superseded}`.
    SupersededVersion,
    /// The length of the stored body and this many bytes, at least 0: `{length}`, `{length-1}`.
    Length(i64),
}

/// Which versions a request names.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct NamedVersions {
    /// The version that the server named last.
    pub current: bool,
    /// A version that has been superseded.
    pub superseded: bool,
}

impl RequestChange {
    /// The headers that it adds.
    #[must_use]
    pub const fn headers(&self) -> &[(HeaderName, HeaderTemplate)] {
        match self {
            Self::Headers(headers) => headers.as_slice(),
            Self::None
            | Self::Caller(_)
            | Self::Identifier { .. }
            | Self::Object(_)
            | Self::Bytes(_)
            | Self::Members(_)
            | Self::NoContent
            | Self::LowerCaseScheme
            | Self::MediaParameter(_) => &[],
        }
    }
}

impl IdentifierForm {
    /// A usual identifier in this form. It keeps its beginning, or its end when it has to be shorter.
    #[must_use]
    pub fn apply(&self, usual: &str) -> String {
        match self {
            Self::Length(length) if *length < usual.len() => {
                // Usual identifiers are of ASCII.
                usual.get(usual.len() - length..).unwrap_or_default().to_owned()
            }
            Self::Length(length) => format!("{usual:a<length$}"),
            Self::Append(text) => format!("{usual}{text}"),
        }
    }
}

impl HeaderTemplate {
    /// The same value with a superseded version in place of the current one.
    pub(crate) fn outdated(&self) -> Self {
        let parts = self.0.iter().map(|part| match part {
            TemplatePart::Version => TemplatePart::SupersededVersion,
            TemplatePart::Text(_) | TemplatePart::SupersededVersion | TemplatePart::Length(_) => part.clone(),
        });
        Self(parts.collect())
    }
}

impl NamedVersions {
    /// These and those that a template names.
    pub(crate) fn and(self, template: &HeaderTemplate) -> Self {
        template.0.iter().fold(self, |named, part| match part {
            TemplatePart::Version => Self { current: true, ..named },
            TemplatePart::SupersededVersion => Self { superseded: true, ..named },
            TemplatePart::Text(_) | TemplatePart::Length(_) => named,
        })
    }
}
