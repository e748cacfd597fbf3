//! How a part of a file becomes a value: every form notes all that is wrong with its part and goes on.
//!
//! One declaration of a form gives its struct, its reader and its JSON Schema, so the three cannot disagree.

mod basic;
mod schema;

use serde_json::Value;

pub use schema::{Definitions, schema_of_file, schema_of_map, schema_of_words};

use crate::{
    problem::{Diagnostics, is_near, suggestion},
    yaml::{At, Kind, Node, Span},
};

/// Something that is written in a file of the spec.
pub trait FromYaml: Sized {
    /// Reads a part of a file; `None`, with at least one problem noted, when it cannot be this.
    fn read(node: &Node, diagnostics: &Diagnostics<'_>) -> Option<Self>;

    /// The value of a key that is left out; `None` when it must not be.
    fn absent() -> Option<Self> {
        None
    }

    /// The JSON Schema of this form, which may refer to `definitions`.
    fn schema(definitions: &mut Definitions) -> Value;
}

/// The entries of a map whose keys are names, in the order in which they are written.
///
/// A value that cannot be read is `None`; its name is still declared.
#[derive(Debug)]
pub struct Entries<T>(pub Vec<(At<String>, Option<T>)>);

/// The items of a list of which none depends on another; one that cannot be read is `None`.
#[derive(Debug)]
pub struct Items<T>(pub Vec<Option<T>>);

/// One map, or a list of maps.
#[derive(Debug)]
pub struct OneOrMany<T>(pub Vec<T>);

/// One word, or a list of words.
#[derive(Debug)]
pub struct Words(pub Vec<At<String>>);

/// `true`, which may be left out.
#[derive(Clone, Copy, Debug)]
pub struct Flag;

impl<T> Entries<T> {
    /// The entries that could be read.
    pub fn iter(&self) -> impl Iterator<Item = (&At<String>, &T)> {
        self.0.iter().filter_map(|(name, value)| Some((name, value.as_ref()?)))
    }
}

impl<T> Items<T> {
    /// The items that could be read.
    pub fn iter(&self) -> impl Iterator<Item = &T> {
        self.0.iter().flatten()
    }
}

/// The entries of a map under a form that knows its keys.
pub struct Fields<'a> {
    entries: &'a [(At<String>, Node)],
    unknown: Vec<&'a str>,
    span: Span,
    diagnostics: &'a Diagnostics<'a>,
}

impl<'a> Fields<'a> {
    /// Notes every key that is unknown or given twice.
    pub fn of(node: &'a Node, keys: &[&str], diagnostics: &'a Diagnostics<'a>) -> Option<Self> {
        let entries = map(node, diagnostics)?;
        let mut unknown = Vec::new();
        for (key, _) in entries {
            if !keys.contains(&key.value.as_str()) {
                unknown.push(key.value.as_str());
                let help = suggestion(&key.value, keys.iter().copied());
                diagnostics.note_with(&key.span, format!("unknown key `{}`", key.value), "not a key here", help);
            }
        }
        let span = entries.first().map_or(node.span.clone(), |(key, _)| key.span.clone());
        Some(Self { entries, unknown, span, diagnostics })
    }

    /// The value of a key.
    pub fn take<T: FromYaml>(&self, key: &str) -> Option<T> {
        if let Some((_, node)) = self.entries.iter().find(|(known, _)| known.value == key) {
            return T::read(node, self.diagnostics);
        }
        let absent = T::absent();
        // A misspelt key was noted already.
        let misspelt = self.unknown.iter().any(|unknown| is_near(unknown, key));
        if absent.is_none() && !misspelt {
            self.diagnostics.note(&self.span, format!("the key `{key}` is missing"), "missing beside this key");
        }
        absent
    }
}

/// The entries of a map, each key once; a second one is noted.
pub fn map<'a>(node: &'a Node, diagnostics: &Diagnostics<'_>) -> Option<&'a [(At<String>, Node)]> {
    let Kind::Map(entries) = &node.value else {
        return unexpected(node, "a map", diagnostics);
    };
    for (index, (key, _)) in entries.iter().enumerate() {
        if entries[..index].iter().any(|(earlier, _)| earlier.value == key.value) {
            diagnostics.note(
                &key.span,
                format!("the key `{}` is given twice", key.value),
                "given before in the same map",
            );
        }
    }
    Some(entries)
}

/// Notes that something else stands here.
pub fn unexpected<T>(node: &Node, expected: &str, diagnostics: &Diagnostics<'_>) -> Option<T> {
    let title = format!("expected {expected}, found {}", node.value.name());
    diagnostics.note(&node.span, title, format!("expected {expected}"));
    None
}

/// The text that stands here.
pub fn text(node: &Node, expected: &str, diagnostics: &Diagnostics<'_>) -> Option<At<String>> {
    match &node.value {
        Kind::Text(text) => Some(At { value: text.clone(), span: node.span.clone() }),
        Kind::Bool(_) | Kind::Whole(_) | Kind::Negative(_) | Kind::Number(_) => {
            let title = format!("expected {expected}, found {}", node.value.name());
            diagnostics.note_with(&node.span, title, format!("expected {expected}"), "put it in quotes".to_owned());
            None
        }
        Kind::Nothing | Kind::List(_) | Kind::Map(_) => unexpected(node, expected, diagnostics),
    }
}

/// Declares forms that are maps with known keys.
#[macro_export]
macro_rules! yaml_structs {
    ($(
        $(#[doc = $doc:literal])+
        struct $name:ident {
            $($(#[doc = $field_doc:literal])+ $field:ident $([$key:literal])?: $type:ty,)*
        }
    )*) => {$(
        $(#[doc = $doc])+
        #[derive(Debug)]
        pub(crate) struct $name {
            $($(#[doc = $field_doc])+ pub(crate) $field: $type,)*
        }

        impl $crate::document::FromYaml for $name {
            fn read(node: &$crate::document::Node, diagnostics: &$crate::document::Diagnostics<'_>) -> Option<Self> {
                let keys = [$($crate::yaml_structs!(@key $field $($key)?)),*];
                let fields = $crate::document::Fields::of(node, &keys, diagnostics)?;
                $(let $field = fields.take($crate::yaml_structs!(@key $field $($key)?));)*
                Some(Self { $($field: $field?,)* })
            }

            fn schema(definitions: &mut $crate::document::Definitions) -> $crate::document::Value {
                definitions.refer(stringify!($name), |definitions| {
                    let keys = [$((
                        $crate::yaml_structs!(@key $field $($key)?),
                        concat!($($field_doc),+),
                        <$type as $crate::document::FromYaml>::schema(definitions),
                        <$type as $crate::document::FromYaml>::absent().is_none(),
                    )),*];
                    $crate::document::schema_of_map(concat!($($doc),+), &keys)
                })
            }
        }
    )*};
    (@key $field:ident) => { stringify!($field) };
    (@key $field:ident $key:literal) => { $key };
}

/// Declares forms that are one of a few words.
#[macro_export]
macro_rules! yaml_words {
    ($($type:ty: $kind:literal { $($word:literal => $value:expr),* $(,)? })*) => {$(
        impl $crate::document::FromYaml for $type {
            fn read(node: &$crate::document::Node, diagnostics: &$crate::document::Diagnostics<'_>) -> Option<Self> {
                let word = $crate::document::text(node, $kind, diagnostics)?;
                diagnostics.choose($kind, &word, &[$(($word, $value)),*])
            }

            fn schema(_: &mut $crate::document::Definitions) -> $crate::document::Value {
                $crate::document::schema_of_words(&[$($word),*])
            }
        }
    )*};
}
