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
    /// The body that is sent has another form.
    Body(BodyForm),
    /// The credentials are nearly those of somebody who is permitted, and wrong.
    Token(TokenForm),
    /// The JSON that is sent has the members with these meanings.
    Members(Vec<Meaning>),
    /// The JSON that is sent has the members with these meanings, and so long a lifetime.
    Lasting {
        /// The meanings.
        meanings: Vec<Meaning>,
        /// The lifetime in seconds.
        seconds: u64,
    },
    /// The request has no content.
    NoContent,
    /// The scheme of the credentials is in lower case (RFC 9110, 11.1).
    LowerCaseScheme,
    /// The media type of the content has this parameter (RFC 9110, 8.3.1).
    MediaParameter(String),
    /// The content is sent in another way.
    Transfer(Transfer),
}

/// How an identifier differs from a usual one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum IdentifierForm {
    /// It has this many characters.
    Length(usize),
    /// It ends in this text.
    Append(String),
    /// It begins with this text.
    Prepend(String),
    /// It has this text in its middle.
    Insert(String),
    /// It is this text.
    Whole(String),
    /// Its letters are capitals.
    UpperCase,
    /// It is of digits alone.
    Digits,
    /// It is the same digits behind a zero.
    DigitsAfterZero,
}

/// How a body that is sent differs from a usual one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BodyForm {
    /// How many bytes it has; `None`: a few hundred.
    pub bytes: Option<usize>,
    /// Its first bytes.
    pub begins: Vec<u8>,
    /// Its last bytes.
    pub ends: Vec<u8>,
    /// The value of all other bytes; `None`: they vary.
    pub fill: Option<u8>,
    /// Its media type; `None`: one of several.
    pub media: Option<String>,
}

/// How a version differs from the one that the server named last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VersionForm {
    /// It lacks the last character.
    Shortened,
    /// It has one more character.
    Lengthened,
    /// Its last character is the next one.
    Neighbour,
    /// It is the one that was current when what it belonged to was deleted, before this one was created.
    Former,
    /// It is the version of the object for its body, or of the body for its object.
    OfTheOther,
}

/// How credentials differ from those that admit: most are the issued token, changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenForm {
    /// It lacks the last character.
    Shortened,
    /// It has one more character.
    Lengthened,
    /// Its letters have the other case.
    OtherCase,
    /// Another character stands in its middle.
    Swapped,
    /// Its characters come in the reverse order.
    Reversed,
    /// There is none behind the scheme.
    Missing,
    /// The issued token comes with a word behind it.
    Followed,
    /// The issued token comes under a scheme that the API does not know.
    OtherScheme,
    /// Under the scheme Basic comes what is not base64.
    BrokenBase64,
    /// They are Basic credentials of an application that does not exist.
    OtherApplication,
}

/// How content is sent, where HTTP leaves the choice to the client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Transfer {
    /// In chunks, without its length (RFC 9112, 7.1).
    Chunked,
    /// In parts, with so long a pause between them that all takes more than a second.
    Slow,
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
    /// It has these members as well, spelled like this: JSON without the outer braces.
    With(String),
    /// It is this JSON text.
    Whole(String),
    /// It has so many more members.
    Wide(usize),
    /// It has a list of so many values.
    List(usize),
    /// It has a value so many levels deep.
    Deep(usize),
    /// It has a member with this text, so many times repeated.
    Repeated {
        /// The text.
        text: String,
        /// How many times it is repeated.
        times: usize,
    },
    /// Its JSON text has so many characters, of which most are those of a repeated text.
    Filled {
        /// The text.
        with: String,
        /// How many characters the JSON text has.
        size: usize,
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
    /// A version that was never given to what the request is about, and is like the one that was: `{version.shortened}`.
    NearVersion(VersionForm),
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
            | Self::Body(_)
            | Self::Token(_)
            | Self::Members(_)
            | Self::Lasting { .. }
            | Self::NoContent
            | Self::LowerCaseScheme
            | Self::MediaParameter(_)
            | Self::Transfer(_) => &[],
        }
    }
}

impl TokenForm {
    /// Those of which whoever reads them knows the issued token.
    pub const NEAR: [Self; 5] = [Self::Shortened, Self::Lengthened, Self::OtherCase, Self::Swapped, Self::Reversed];
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
            Self::Prepend(text) => format!("{text}{usual}"),
            Self::Insert(text) => {
                let (before, behind) = usual.split_at(usual.len() / 2);
                format!("{before}{text}{behind}")
            }
            Self::Whole(text) => text.clone(),
            Self::UpperCase => usual.to_ascii_uppercase(),
            Self::Digits => digits(usual),
            Self::DigitsAfterZero => format!("0{}", digits(usual)),
        }
    }
}

/// Digits that follow from a text, as many as a number of 64 bits has. Texts whose ends differ have different digits, as good as
/// always.
fn digits(text: &str) -> String {
    const MOST: usize = 17;
    let end = text.len().saturating_sub(MOST);
    let digits = text.bytes().skip(end).map(|byte| char::from(b'0' + byte % 10));
    std::iter::once('1').chain(digits).collect()
}

impl HeaderTemplate {
    /// The same value with a superseded version in place of the current one.
    pub(crate) fn outdated(&self) -> Self {
        let parts = self.0.iter().map(|part| match part {
            TemplatePart::Version => TemplatePart::SupersededVersion,
            TemplatePart::Text(_)
            | TemplatePart::SupersededVersion
            | TemplatePart::NearVersion(_)
            | TemplatePart::Length(_) => part.clone(),
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
            TemplatePart::Text(_) | TemplatePart::NearVersion(_) | TemplatePart::Length(_) => named,
        })
    }
}
