//! How a part of a file becomes a value: each reader notes all problems of its part and goes on.
//!
//! One declaration gives the struct, its reader and its JSON Schema, so the three cannot disagree.

mod basic;
mod fields;
mod schema;

use serde_json::Value;

pub use fields::Fields;
pub use schema::{Definitions, schema_of_file, schema_of_map, schema_of_words};

use crate::{
    diagnostics::Diagnostics,
    problem::Problem,
    yaml::{At, Kind, Node},
};

/// A value that is read from YAML, and the JSON Schema of what may be written for it.
///
/// This is not serde's `Deserialize`, for three reasons. Derived code stops at the first error of a file, and people want to
/// see all of them. Its errors name no allowed words and lose the place of a key as soon as a map is buffered. And one
/// declaration must give both the reader and the schema, so that an editor accepts exactly what the loader accepts.
pub trait FromYaml: Sized {
    /// Reads a part of a file; `None`, with at least one problem noted, when it cannot be this.
    fn read(node: &Node, diagnostics: &Diagnostics<'_>) -> Option<Self>;

    /// The value of a key that is left out; `None` when it must not be.
    fn absent() -> Option<Self> {
        None
    }

    /// The JSON Schema of what may be written, which may refer to `definitions`.
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

/// The entries of a map, each key once; others are noted, all of one map together.
pub fn map<'a>(node: &'a Node, diagnostics: &Diagnostics<'_>) -> Option<&'a [(At<String>, Node)]> {
    let Kind::Map(entries) = &node.value else {
        return unexpected(node, "a map", diagnostics);
    };
    let twice = entries.iter().enumerate().map(|(index, (key, _))| (&entries[..index], key));
    let twice = twice.filter(|(before, key)| before.iter().any(|(earlier, _)| earlier.value == key.value));
    let twice: Vec<&At<String>> = twice.map(|(_, key)| key).collect();
    match twice.as_slice() {
        [] => {}
        [key] => {
            let title = format!("the key `{}` is given twice", key.value);
            diagnostics.note(&key.span, title, "given before in the same map");
        }
        [first, ..] => {
            let names: Vec<_> = twice.iter().map(|key| format!("`{}`", key.value)).collect();
            let title = format!("the keys {} are given twice", names.join(", "));
            let help = "keep one of each; or does the line above this one lack a name, under which these keys belong?";
            let mut problem =
                Problem::new(diagnostics.place(&first.span), title, "given before in the same map").help(help);
            problem.hides_names = true;
            diagnostics.push(problem);
        }
    }
    Some(entries)
}

/// Notes that something else stands here.
pub fn unexpected<T>(node: &Node, expected: &str, diagnostics: &Diagnostics<'_>) -> Option<T> {
    let title = format!("expected {expected}, found {}", node.value.name());
    let problem = Problem::new(diagnostics.place(&node.span), title, format!("expected {expected}"));
    diagnostics.push(problem.misplaced());
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

/// Declares structs that are read from maps with known keys.
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
                let fields = $crate::document::Fields::of(node, diagnostics)?;
                $(let $field = fields.take($crate::yaml_structs!(@key $field $($key)?));)*
                fields.close(&keys)?;
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

/// Reads types of which each value is written as one word.
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
