//! Readers that are not special to this spec: text, numbers, lists, names.

use serde_json::{Map, Value, json};

use super::{Definitions, Entries, Flag, FromYaml, Items, OneOrMany, Words, map, text, unexpected};
use crate::{
    diagnostics::Diagnostics,
    yaml::{At, Kind, Node},
};

impl FromYaml for String {
    fn read(node: &Node, diagnostics: &Diagnostics<'_>) -> Option<Self> {
        text(node, "text", diagnostics).map(|text| text.value)
    }

    fn schema(_: &mut Definitions) -> Value {
        json!({ "type": "string" })
    }
}

impl FromYaml for bool {
    fn read(node: &Node, diagnostics: &Diagnostics<'_>) -> Option<Self> {
        match node.value {
            Kind::Bool(value) => Some(value),
            Kind::Nothing
            | Kind::Whole(_)
            | Kind::Negative(_)
            | Kind::Number(_)
            | Kind::Text(_)
            | Kind::List(_)
            | Kind::Map(_) => unexpected(node, "`true` or `false`", diagnostics),
        }
    }

    fn schema(_: &mut Definitions) -> Value {
        json!({ "type": "boolean" })
    }
}

impl FromYaml for Flag {
    fn read(node: &Node, diagnostics: &Diagnostics<'_>) -> Option<Self> {
        if bool::read(node, diagnostics)? {
            return Some(Self);
        }
        diagnostics.note(&node.span, "`false` is what holds without this key", "remove this key");
        None
    }

    fn schema(_: &mut Definitions) -> Value {
        json!({ "const": true })
    }
}

impl FromYaml for usize {
    fn read(node: &Node, diagnostics: &Diagnostics<'_>) -> Option<Self> {
        match node.value {
            Kind::Whole(value) => Self::try_from(value).ok(),
            Kind::Nothing
            | Kind::Bool(_)
            | Kind::Negative(_)
            | Kind::Number(_)
            | Kind::Text(_)
            | Kind::List(_)
            | Kind::Map(_) => unexpected(node, "a whole number", diagnostics),
        }
    }

    fn schema(_: &mut Definitions) -> Value {
        json!({ "type": "integer", "minimum": 0 })
    }
}

impl<T: FromYaml> FromYaml for At<T> {
    fn read(node: &Node, diagnostics: &Diagnostics<'_>) -> Option<Self> {
        T::read(node, diagnostics).map(|value| Self { value, span: node.span.clone() })
    }

    fn schema(definitions: &mut Definitions) -> Value {
        T::schema(definitions)
    }
}

impl<T: FromYaml> FromYaml for Option<T> {
    fn read(node: &Node, diagnostics: &Diagnostics<'_>) -> Option<Self> {
        T::read(node, diagnostics).map(Some)
    }

    fn absent() -> Option<Self> {
        Some(None)
    }

    fn schema(definitions: &mut Definitions) -> Value {
        T::schema(definitions)
    }
}

impl<T: FromYaml> FromYaml for Items<T> {
    fn read(node: &Node, diagnostics: &Diagnostics<'_>) -> Option<Self> {
        let Kind::List(items) = &node.value else {
            return unexpected(node, "a list", diagnostics);
        };
        Some(Self(items.iter().map(|item| T::read(item, diagnostics)).collect()))
    }

    fn schema(definitions: &mut Definitions) -> Value {
        Vec::<T>::schema(definitions)
    }
}

/// A list; when one item cannot be read, all others are still looked at.
impl<T: FromYaml> FromYaml for Vec<T> {
    fn read(node: &Node, diagnostics: &Diagnostics<'_>) -> Option<Self> {
        let Kind::List(items) = &node.value else {
            return unexpected(node, "a list", diagnostics);
        };
        let items: Vec<_> = items.iter().map(|item| T::read(item, diagnostics)).collect();
        items.into_iter().collect()
    }

    fn schema(definitions: &mut Definitions) -> Value {
        json!({ "type": "array", "items": T::schema(definitions) })
    }
}

impl<T: FromYaml> FromYaml for Entries<T> {
    fn read(node: &Node, diagnostics: &Diagnostics<'_>) -> Option<Self> {
        let mut entries = Vec::new();
        let mut misplaced = Vec::new();
        for (name, value) in map(node, diagnostics)? {
            let before = diagnostics.count();
            let read = T::read(value, diagnostics);
            if read.is_none() && diagnostics.count() == before + 1 && diagnostics.is_misplaced(before) {
                misplaced.push(before);
            }
            entries.push((name.clone(), read));
        }
        diagnostics.join_misplaced(&misplaced);
        Some(Self(entries))
    }

    fn schema(definitions: &mut Definitions) -> Value {
        json!({ "type": "object", "additionalProperties": T::schema(definitions) })
    }
}

impl<T: FromYaml> FromYaml for OneOrMany<T> {
    fn read(node: &Node, diagnostics: &Diagnostics<'_>) -> Option<Self> {
        match &node.value {
            Kind::List(_) => Vec::read(node, diagnostics).map(Self),
            Kind::Map(_) => T::read(node, diagnostics).map(|one| Self(vec![one])),
            Kind::Nothing | Kind::Bool(_) | Kind::Whole(_) | Kind::Negative(_) | Kind::Number(_) | Kind::Text(_) => {
                unexpected(node, "a map or a list of maps", diagnostics)
            }
        }
    }

    fn schema(definitions: &mut Definitions) -> Value {
        json!({ "anyOf": [T::schema(definitions), { "type": "array", "items": T::schema(definitions) }] })
    }
}

impl FromYaml for Words {
    fn read(node: &Node, diagnostics: &Diagnostics<'_>) -> Option<Self> {
        match &node.value {
            Kind::List(_) => Vec::read(node, diagnostics).map(Self),
            Kind::Nothing
            | Kind::Bool(_)
            | Kind::Whole(_)
            | Kind::Negative(_)
            | Kind::Number(_)
            | Kind::Text(_)
            | Kind::Map(_) => text(node, "a word or a list of words", diagnostics).map(|word| Self(vec![word])),
        }
    }

    fn schema(_: &mut Definitions) -> Value {
        json!({ "anyOf": [{ "type": "string" }, { "type": "array", "items": { "type": "string" } }] })
    }
}

/// Any JSON object.
impl FromYaml for Map<String, Value> {
    fn read(node: &Node, diagnostics: &Diagnostics<'_>) -> Option<Self> {
        let entries = map(node, diagnostics)?.iter();
        entries.map(|(name, value)| Some((name.value.clone(), json_value(value, diagnostics)?))).collect()
    }

    fn schema(_: &mut Definitions) -> Value {
        json!({ "type": "object" })
    }
}

fn json_value(node: &Node, diagnostics: &Diagnostics<'_>) -> Option<Value> {
    match &node.value {
        Kind::Nothing => Some(Value::Null),
        Kind::Bool(value) => Some(json!(value)),
        Kind::Whole(value) => Some(json!(value)),
        Kind::Negative(value) => Some(json!(value)),
        Kind::Number(value) => Some(json!(value)),
        Kind::Text(text) => Some(json!(text)),
        Kind::List(items) => items.iter().map(|item| json_value(item, diagnostics)).collect(),
        Kind::Map(_) => Map::read(node, diagnostics).map(Value::Object),
    }
}
