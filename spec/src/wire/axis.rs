//! `axes.yaml`.

use http::StatusCode;
use serde_json::{Value, json};

use crate::{
    diagnostics::Diagnostics,
    from_yaml::{Definitions, Entries, Flag, FromYaml, map, schema_of_map, unexpected},
    operation::Level,
    request_axis::RequestPart,
    request_change::{TokenForm, Transfer},
    suggestion::suggestion,
    types::Meaning,
    yaml::{At, Kind, Node},
    yaml_structs, yaml_words,
};

yaml_structs! {
    /// A way in which requests differ.
    struct Axis {
        /// What it is about, one sentence.
        summary: String,
        /// The operations that it applies to; all when left out.
        applies: Option<Applies>,
        /// Its values by name, the default first; every other value changes something.
        values: Entries<AxisValue>,
    }

    /// The operations that an axis applies to: those for which everything holds that is given.
    struct Applies {
        /// The path has this identifier.
        identifier: Option<At<String>>,
        /// The request can have this.
        request: Option<At<RequestPart>>,
        /// The operation is one of these.
        operations: Option<Vec<At<String>>>,
    }

    /// A value of an axis.
    struct AxisValue {
        /// What it is, one sentence.
        summary: String,
        /// What it changes in a usual request.
        change: Option<At<Change>>,
        /// It makes the identifier one that the documents do not allow.
        malformed: Option<At<Flag>>,
    }

    /// A member of a class: one form of what a value of an axis stands for.
    struct Representative {
        /// What it is, and why every right server treats it as the rest of its class, one sentence.
        summary: String,
        /// What it changes in a usual request, in place of what the value changes.
        change: At<Change>,
        /// The form of the identifier of the other object, or bucket, that must not be taken for this one.
        twin: Option<At<Change>>,
        /// The other classes from which the case takes the requests that precede this one: `axis: value` or
        /// `axis: value/representative`.
        given: Option<Entries<At<String>>>,
        /// Only hand-written cases send it, as it needs something to have happened before.
        written: Option<At<Flag>>,
        /// How binding it is; `must` when left out.
        level: Option<Level>,
        /// The statuses that are accepted as well, with a warning.
        warn_on: Option<Vec<StatusCode>>,
        /// The decision that says so.
        decision: Option<At<String>>,
    }

    /// A text that is repeated until the JSON text has so many characters.
    struct Filled {
        /// The text that is repeated.
        with: String,
        /// How many characters the JSON text has: a number, or `accepted` or `maximum`, more or less a number.
        size: At<Quantity>,
    }

    /// A lifetime of a publication.
    struct Lasting {
        /// What the members mean that name it.
        members: Vec<Meaning>,
        /// How long it is.
        seconds: usize,
    }

    /// A member with a text that is repeated.
    struct Repeated {
        /// The text that is repeated.
        text: String,
        /// How many times it is.
        times: usize,
    }

    /// The bytes of an upload.
    struct Upload {
        /// How many bytes there are; a few hundred when left out.
        bytes: Option<usize>,
        /// The first bytes, percent-encoded where they are no visible ASCII characters.
        begins: Option<At<String>>,
        /// The last bytes, percent-encoded where they are no visible ASCII characters.
        ends: Option<At<String>>,
        /// All other bytes are this one, from 0 to 255; they vary when it is left out.
        fill: Option<At<usize>>,
        /// The media type.
        media: Option<At<String>>,
    }

    /// A long member name and a long text.
    struct Long {
        /// How many characters the name has.
        name: usize,
        /// How many characters the text has.
        text: usize,
    }
}

/// Declares a form that is a map with exactly one of some keys.
macro_rules! one_of {
    (#[doc = $doc:literal] enum $name:ident { $(#[doc = $key_doc:literal] $key:literal => $variant:ident($type:ty),)* }) => {
        #[doc = $doc]
        #[derive(Debug)]
        pub(crate) enum $name {
            $(#[doc = $key_doc] $variant($type),)*
        }

        impl FromYaml for $name {
            fn read(node: &Node, diagnostics: &Diagnostics<'_>) -> Option<Self> {
                let keys = [$($key),*];
                let entries = map(node, diagnostics)?;
                let [(name, value)] = entries else {
                    let title = format!("expected exactly one key, found {}", entries.len());
                    diagnostics.note_with(&node.span, title, "not one key", suggestion("", keys.into_iter()));
                    return None;
                };
                match name.value.as_str() {
                    $($key => <$type as FromYaml>::read(value, diagnostics).map(Self::$variant),)*
                    unknown => {
                        let help = suggestion(unknown, keys.into_iter());
                        diagnostics.note_with(&name.span, format!("unknown key `{unknown}`"), "not a key here", help);
                        None
                    }
                }
            }

            fn schema(definitions: &mut Definitions) -> Value {
                definitions.refer(stringify!($name), |definitions| {
                    let keys = [$(($key, $key_doc, <$type as FromYaml>::schema(definitions), false)),*];
                    let mut schema = schema_of_map($doc, &keys);
                    (schema["minProperties"], schema["maxProperties"]) = (json!(1), json!(1));
                    schema
                })
            }
        }
    };
}

one_of! {
    /// What a value changes in a usual request.
    enum Change {
        /// The request has these headers; `{version}`, `{version.superseded}` and `{length}` are holes.
        "headers" => Headers(Entries<At<String>>),
        /// The identifier has this many characters: a number, or `shortest` or `longest`, more or less a number.
        "length" => Length(At<Quantity>),
        /// The identifier ends in this; `{punctuation}` is every character that it may have beside letters and digits.
        "append" => Append(At<String>),
        /// The identifier begins with this; `{punctuation}` is every character that it may have beside letters and digits.
        "prepend" => Prepend(At<String>),
        /// The identifier has this in its middle; `{punctuation}` is every character that it may have beside letters and digits.
        "insert" => Insert(At<String>),
        /// The identifier is this.
        "whole" => Whole(At<String>),
        /// The letters of the identifier have this case.
        "letters" => Letters(LetterForm),
        /// The object has this data type.
        "data_type" => DataType(String),
        /// The object has this many characters: a number, or `accepted` or `maximum`, more or less a number.
        "size" => Size(At<Quantity>),
        /// One text of the object has this many characters: a number, or `accepted` or `maximum`, more or less a number.
        "padding" => Padding(At<Quantity>),
        /// The object has a long member name and a long text.
        "long" => Long(Long),
        /// The object has these members as well, which are sent spelled like this: JSON without the outer braces.
        "json" => Json(At<String>),
        /// The object is this JSON text.
        "object" => Object(At<String>),
        /// The object has so many more members.
        "wide" => Wide(usize),
        /// The object has a list of so many values.
        "list" => List(usize),
        /// The object has a value so many levels deep, the object itself being the first.
        "deep" => Deep(usize),
        /// The object has a text that is repeated.
        "repeat" => Repeat(Repeated),
        /// The JSON text of the object has so many characters, of which most are these.
        "filled" => Filled(Filled),
        /// The content is this text in place of an object.
        "text" => Text(At<String>),
        /// The body has this many bytes.
        "bytes" => Bytes(usize),
        /// The body is this.
        "upload" => Upload(Upload),
        /// The credentials are nearly those of somebody who is permitted, and wrong like this.
        "token" => Token(TokenForm),
        /// The JSON has the members with these meanings.
        "members" => Members(Vec<Meaning>),
        /// The JSON has members with these meanings, and so long a lifetime.
        "lasting" => Lasting(Lasting),
        /// The request has no content.
        "content" => Content(NoContent),
        /// The scheme of the credentials is spelled so.
        "scheme" => Scheme(SchemeCase),
        /// The media type of the content has this parameter.
        "media_parameter" => MediaParameter(String),
        /// The content is sent like this.
        "transfer" => Transfer(Transfer),
    }
}

/// The only word for content.
#[derive(Clone, Copy, Debug)]
pub(crate) struct NoContent;

/// The only word for the case of a scheme.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SchemeCase;

/// How the letters of an identifier change.
#[derive(Clone, Copy, Debug)]
pub(crate) enum LetterForm {
    UpperCase,
    Digits,
    DigitsAfterZero,
}

yaml_words! {
    LetterForm: "a change of letters" {
        "upper_case" => LetterForm::UpperCase,
        "digits" => LetterForm::Digits,
        "digits_after_zero" => LetterForm::DigitsAfterZero,
    }
    TokenForm: "a wrong form of a token" {
        "shortened" => TokenForm::Shortened,
        "lengthened" => TokenForm::Lengthened,
        "other_case" => TokenForm::OtherCase,
        "swapped" => TokenForm::Swapped,
        "reversed" => TokenForm::Reversed,
        "missing" => TokenForm::Missing,
        "followed" => TokenForm::Followed,
        "other_scheme" => TokenForm::OtherScheme,
        "broken_base64" => TokenForm::BrokenBase64,
        "other_application" => TokenForm::OtherApplication,
    }
    RequestPart: "a part of a request" {
        "precondition" => RequestPart::Precondition,
        "if_none_match" => RequestPart::IfNoneMatch,
        "range" => RequestPart::Range,
        "object" => RequestPart::Object,
        "body" => RequestPart::Body,
        "json" => RequestPart::Json,
    }
    Meaning: "a meaning of a member" {
        "published_url" => Meaning::PublishedUrl,
        "expires_at" => Meaning::ExpiresAt,
        "expires_in" => Meaning::ExpiresIn,
    }
    NoContent: "content" { "none" => NoContent }
    Transfer: "a way to send content" {
        "chunked" => Transfer::Chunked,
        "slow" => Transfer::Slow,
    }
    SchemeCase: "the case of a scheme" { "lower_case" => SchemeCase }
}

/// A number, or one that has a name, more or less a number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Quantity {
    /// The name; `None`: 0.
    pub(crate) name: Option<String>,
    /// What is added.
    pub(crate) offset: i64,
}

impl Quantity {
    /// `name`, `name+1` or `name-1`.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let split = text.find(['+', '-']).unwrap_or(text.len());
        let (name, offset) = text.split_at(split);
        let offset = if offset.is_empty() { 0 } else { offset.parse().ok()? };
        let named = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '.'));
        named.then(|| Self { name: Some(name.to_owned()), offset })
    }
}

impl FromYaml for Quantity {
    fn read(node: &Node, diagnostics: &Diagnostics<'_>) -> Option<Self> {
        let expected = "a whole number, or a name like `longest` or `longest+1`";
        match &node.value {
            Kind::Whole(number) => i64::try_from(*number).ok().map(|offset| Self { name: None, offset }),
            Kind::Text(text) => Self::parse(text).or_else(|| {
                diagnostics.note(
                    &node.span,
                    format!("expected {expected}, found `{text}`"),
                    format!("expected {expected}"),
                );
                None
            }),
            Kind::Nothing | Kind::Bool(_) | Kind::Negative(_) | Kind::Number(_) | Kind::List(_) | Kind::Map(_) => {
                unexpected(node, expected, diagnostics)
            }
        }
    }

    fn schema(_: &mut Definitions) -> Value {
        json!({ "anyOf": [
            { "type": "integer", "minimum": 0 },
            { "type": "string", "pattern": r"^[a-z_]+([+-][0-9]+)?$" },
        ] })
    }
}
