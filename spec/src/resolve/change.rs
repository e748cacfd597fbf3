//! What the values of a request axis change.

use http::HeaderName;
use indexmap::IndexMap;

use super::ResolveContext;
use crate::{
    from_yaml::Entries,
    request_axis::{Applies, RequestPart},
    request_change::{BodyForm, HeaderTemplate, IdentifierForm, ObjectForm, RequestChange, TemplatePart, VersionForm},
    service::{Identifier, ObjectSize},
    suggestion::suggestion,
    wire::{self, Change, Quantity},
    yaml::{At, Span},
};

/// The sizes that quantities can name.
#[derive(Clone, Copy)]
pub(super) struct Sizes<'a> {
    pub(super) identifiers: &'a IndexMap<String, Identifier>,
    pub(super) object_size: Option<&'a ObjectSize>,
}

/// Resolves the changes of one axis.
pub(super) struct Changes<'a> {
    pub(super) cx: &'a ResolveContext<'a>,
    pub(super) applies: &'a Applies,
    pub(super) sizes: Sizes<'a>,
}

/// The holes of headers, as written.
const HOLES: [&str; 8] = [
    "version",
    "version.superseded",
    "version.shortened",
    "version.lengthened",
    "version.neighbour",
    "version.of_the_other",
    "version.former",
    "length",
];
/// The hole of an identifier that is every punctuation.
const PUNCTUATION: &str = "punctuation";
/// The holes of an identifier that are control characters, which no file of the spec may have.
const CONTROLS: [(&str, &str); 6] =
    [("nul", "\0"), ("tab", "\t"), ("lf", "\n"), ("cr", "\r"), ("esc", "\u{1b}"), ("del", "\u{7f}")];

impl Changes<'_> {
    /// What a value changes; `None`, with at least one problem noted, when it cannot be.
    pub(super) fn change(&self, written: &At<Change>) -> Option<RequestChange> {
        let span = &written.span;
        match &written.value {
            Change::Headers(headers) => self.headers(span, headers).map(RequestChange::Headers),
            Change::Length(length) => self.identifier(span, |identifier| {
                let names = [("shortest", *identifier.length.start()), ("longest", *identifier.length.end())];
                self.quantity(length, &names).map(IdentifierForm::Length)
            }),
            Change::Append(text) => {
                self.identifier(span, |identifier| self.filled(text, identifier).map(IdentifierForm::Append))
            }
            Change::Prepend(text) => {
                self.identifier(span, |identifier| self.filled(text, identifier).map(IdentifierForm::Prepend))
            }
            Change::Insert(text) => {
                self.identifier(span, |identifier| self.filled(text, identifier).map(IdentifierForm::Insert))
            }
            Change::Whole(text) => {
                self.identifier(span, |identifier| self.filled(text, identifier).map(IdentifierForm::Whole))
            }
            Change::Letters(wire::LetterForm::UpperCase) => self.identifier(span, |_| Some(IdentifierForm::UpperCase)),
            Change::Letters(wire::LetterForm::Digits) => self.identifier(span, |_| Some(IdentifierForm::Digits)),
            Change::Letters(wire::LetterForm::DigitsAfterZero) => {
                self.identifier(span, |_| Some(IdentifierForm::DigitsAfterZero))
            }
            Change::DataType(name) => self.object(span, Some(ObjectForm::Typed(name.clone()))),
            Change::Size(size) => self.object(span, self.object_size(size).map(ObjectForm::Size)),
            Change::Padding(size) => self.object(span, self.object_size(size).map(ObjectForm::Padding)),
            Change::Long(long) => self.object(span, Some(ObjectForm::Long { name: long.name, text: long.text })),
            Change::Text(text) => self.object(span, self.text(text)),
            Change::Json(text) => {
                self.object(span, self.members(&format!("{{{}}}", text.value), text, ObjectForm::With))
            }
            Change::Object(text) => self.object(span, self.members(&text.value, text, ObjectForm::Whole)),
            Change::Wide(count) => self.object(span, Some(ObjectForm::Wide(*count))),
            Change::List(count) => self.object(span, Some(ObjectForm::List(*count))),
            Change::Deep(count) => self.object(span, Some(ObjectForm::Deep(*count))),
            Change::Repeat(repeated) => {
                self.object(span, Some(ObjectForm::Repeated { text: repeated.text.clone(), times: repeated.times }))
            }
            Change::Filled(filled) => {
                let size = self.object_size(&filled.size);
                self.object(span, size.map(|size| ObjectForm::Filled { with: filled.with.clone(), size }))
            }
            Change::Bytes(length) => {
                let form = BodyForm { bytes: Some(*length), ..BodyForm::default() };
                self.part(span, RequestPart::Body).then_some(RequestChange::Body(form))
            }
            Change::Upload(upload) => {
                let form = self.upload(upload);
                if self.part(span, RequestPart::Body) { form.map(RequestChange::Body) } else { None }
            }
            Change::Token(form) => Some(RequestChange::Token(*form)),
            Change::Members(members) => {
                self.part(span, RequestPart::Json).then(|| RequestChange::Members(members.clone()))
            }
            Change::Lasting(lasting) => self
                .part(span, RequestPart::Json)
                .then(|| RequestChange::Lasting { meanings: lasting.members.clone(), seconds: lasting.seconds as u64 }),
            Change::Content(wire::NoContent) => self.part(span, RequestPart::Json).then_some(RequestChange::NoContent),
            Change::Scheme(wire::SchemeCase) => Some(RequestChange::LowerCaseScheme),
            Change::MediaParameter(parameter) => Some(RequestChange::MediaParameter(parameter.clone())),
            Change::Transfer(transfer) => Some(RequestChange::Transfer(*transfer)),
        }
    }

    /// A change of the identifier that the axis is about.
    fn identifier(
        &self,
        span: &Span,
        form: impl FnOnce(&Identifier) -> Option<IdentifierForm>,
    ) -> Option<RequestChange> {
        let Some(name) = &self.applies.identifier else {
            let help = "add `applies: { identifier: NAME }` to the axis".to_owned();
            self.cx.diagnostics.note_with(span, "an identifier is changed, but the axis is about none", "here", help);
            return None;
        };
        // A name that is not declared has been noted.
        let form = form(self.sizes.identifiers.get(name)?)?;
        Some(RequestChange::Identifier { parameter: name.clone(), form })
    }

    fn object(&self, span: &Span, form: Option<ObjectForm>) -> Option<RequestChange> {
        if self.part(span, RequestPart::Object) { form.map(RequestChange::Object) } else { None }
    }

    /// Whether the axis is about this part of requests; if not, that is noted.
    fn part(&self, span: &Span, needed: RequestPart) -> bool {
        let word = match needed {
            RequestPart::Object => "object",
            RequestPart::Body => "body",
            RequestPart::Json => "json",
            RequestPart::Precondition | RequestPart::IfNoneMatch => "precondition",
            RequestPart::Range => "range",
        };
        let is_about = self.applies.request == Some(needed)
            || (needed == RequestPart::Precondition && self.applies.request == Some(RequestPart::IfNoneMatch));
        if !is_about {
            let title = format!("this change needs requests with `{word}`, but the axis also applies to others");
            let help = format!("add `applies: {{ request: {word} }}` to the axis");
            self.cx.diagnostics.note_with(span, title, "cannot be made in every request", help);
        }
        is_about
    }

    fn headers(&self, span: &Span, written: &Entries<At<String>>) -> Option<Vec<(HeaderName, HeaderTemplate)>> {
        if written.0.is_empty() {
            self.cx.diagnostics.note(span, "no header is named", "changes nothing");
            return None;
        }
        let headers: Vec<_> = written.iter().map(|(name, value)| self.header(span, name, value)).collect();
        headers.into_iter().collect()
    }

    fn header(&self, span: &Span, name: &At<String>, value: &At<String>) -> Option<(HeaderName, HeaderTemplate)> {
        let template = self.pieces(value, &HOLES).and_then(|pieces| {
            let parts: Vec<_> = pieces.into_iter().map(|piece| self.template_part(value, piece)).collect();
            parts.into_iter().collect::<Option<Vec<_>>>()
        });
        let is_version = |part: &TemplatePart| match part {
            TemplatePart::Version | TemplatePart::SupersededVersion | TemplatePart::NearVersion(_) => true,
            TemplatePart::Text(_) | TemplatePart::Length(_) => false,
        };
        let names_version = template.iter().flatten().any(is_version);
        if names_version && !self.part(span, RequestPart::Precondition) {
            return None;
        }
        let Ok(name) = HeaderName::try_from(&name.value) else {
            let title = format!("`{}` is not the name of a header", name.value);
            self.cx.diagnostics.note(&name.span, title, "expected a token (RFC 9110, 5.1)");
            return None;
        };
        Some((name, HeaderTemplate(template?)))
    }

    fn template_part(&self, value: &At<String>, piece: Piece<'_>) -> Option<TemplatePart> {
        let (name, offset) = match piece {
            Piece::Text(text) => return Some(TemplatePart::Text(text.to_owned())),
            Piece::Hole(Quantity { name, offset }) => (name.unwrap_or_default(), offset),
        };
        match (name.as_str(), offset) {
            ("length", offset) => Some(TemplatePart::Length(offset)),
            ("version", 0) => Some(TemplatePart::Version),
            ("version.superseded", 0) => Some(TemplatePart::SupersededVersion),
            ("version.shortened", 0) => Some(TemplatePart::NearVersion(VersionForm::Shortened)),
            ("version.lengthened", 0) => Some(TemplatePart::NearVersion(VersionForm::Lengthened)),
            ("version.neighbour", 0) => Some(TemplatePart::NearVersion(VersionForm::Neighbour)),
            ("version.former", 0) => Some(TemplatePart::NearVersion(VersionForm::Former)),
            ("version.of_the_other", 0) => Some(TemplatePart::NearVersion(VersionForm::OfTheOther)),
            (name, _) => {
                let title = format!("nothing can be added to `{name}`, which is not a number");
                self.cx.diagnostics.note(&value.span, title, "only `{length}` can be more or less");
                None
            }
        }
    }

    /// A text of an identifier, with its holes filled.
    fn filled(&self, text: &At<String>, identifier: &Identifier) -> Option<String> {
        let names: Vec<&str> = CONTROLS.iter().map(|(name, _)| *name).chain([PUNCTUATION]).collect();
        let pieces = self.pieces(text, &names)?;
        let filled = pieces.into_iter().map(|piece| match piece {
            Piece::Text(text) => text,
            Piece::Hole(hole) => CONTROLS
                .iter()
                .find(|(name, _)| hole.name.as_deref() == Some(*name))
                .map_or(identifier.punctuation.as_str(), |(_, control)| control),
        });
        Some(filled.collect())
    }

    /// Content in place of an object: whether it is JSON at all, is read here once.
    fn text(&self, text: &At<String>) -> Option<ObjectForm> {
        match serde_json::from_str::<serde_json::Value>(&text.value) {
            Err(_) => Some(ObjectForm::Malformed(text.value.clone())),
            Ok(value) if !value.is_object() => Some(ObjectForm::NotAnObject(text.value.clone())),
            Ok(_) => {
                let help = "write text that is not JSON, or JSON that is not an object".to_owned();
                self.cx.diagnostics.note_with(&text.span, "this text is an object", "would be a usual request", help);
                None
            }
        }
    }

    /// An object that is given as JSON text. Its own names leave those to the server that begin as the server's do.
    fn members(&self, object: &str, text: &At<String>, form: fn(String) -> ObjectForm) -> Option<ObjectForm> {
        match serde_json::from_str::<serde_json::Map<String, serde_json::Value>>(object) {
            Ok(_) => Some(form(text.value.clone())),
            Err(error) => {
                let title = format!("this is not the JSON of an object: {error}");
                self.cx.diagnostics.note(&text.span, title, "cannot be sent");
                None
            }
        }
    }

    fn upload(&self, written: &wire::Upload) -> Option<BodyForm> {
        let decoded = |text: &Option<At<String>>| {
            text.as_ref().map(|text| percent_encoding::percent_decode_str(&text.value).collect()).unwrap_or_default()
        };
        let fill = written.fill.as_ref().map(|fill| {
            let byte = u8::try_from(fill.value).ok();
            if byte.is_none() {
                self.cx.diagnostics.note(&fill.span, "this is more than a byte can hold", "expected 0 to 255");
            }
            byte
        });
        Some(BodyForm {
            bytes: written.bytes,
            begins: decoded(&written.begins),
            ends: decoded(&written.ends),
            fill: match fill {
                Some(fill) => Some(fill?),
                None => None,
            },
            media: written.media.as_ref().map(|media| media.value.clone()),
        })
    }

    fn object_size(&self, written: &At<Quantity>) -> Option<usize> {
        // Sizes that cannot be read have been noted.
        let size = self.sizes.object_size?;
        self.quantity(written, &[("accepted", size.accepted), ("maximum", size.maximum)])
    }

    /// The number that a quantity is.
    fn quantity(&self, written: &At<Quantity>, names: &[(&str, usize)]) -> Option<usize> {
        let Quantity { name, offset } = &written.value;
        let base = match name {
            None => 0,
            Some(name) => {
                let name = At { value: name.clone(), span: written.span.clone() };
                self.cx.diagnostics.choose("a size that is known here", &name, names)?
            }
        };
        let number = i64::try_from(base).ok().and_then(|base| base.checked_add(*offset));
        let number = number.and_then(|number| usize::try_from(number).ok());
        if number.is_none() {
            self.cx.diagnostics.note(&written.span, "this is less than 0", "expected a size");
        }
        number
    }

    /// The parts of a text with holes. A brace that opens and does not close, and a hole that is none of `holes`, are problems.
    fn pieces<'t>(&self, text: &'t At<String>, holes: &[&str]) -> Option<Vec<Piece<'t>>> {
        let mut pieces = Vec::new();
        let mut rest = text.value.as_str();
        while let Some((before, inside)) = rest.split_once('{') {
            let Some((hole, behind)) = inside.split_once('}') else {
                let title = format!("`{}` has a `{{` without a `}}`", text.value);
                self.cx.diagnostics.note(&text.span, title, "expected a hole like `{length-1}`");
                return None;
            };
            let quantity = Quantity::parse(hole)
                .filter(|quantity| quantity.name.as_deref().is_some_and(|name| holes.contains(&name)));
            let Some(quantity) = quantity else {
                let title = format!("`{{{hole}}}` stands for nothing that is known here");
                let help = suggestion(hole, holes.iter().copied());
                self.cx.diagnostics.note_with(&text.span, title, "has an unknown hole", help);
                return None;
            };
            if !before.is_empty() {
                pieces.push(Piece::Text(before));
            }
            pieces.push(Piece::Hole(quantity));
            rest = behind;
        }
        if !rest.is_empty() {
            pieces.push(Piece::Text(rest));
        }
        Some(pieces)
    }
}

/// A part of a text with holes.
enum Piece<'t> {
    Text(&'t str),
    Hole(Quantity),
}
