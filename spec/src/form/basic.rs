//! Forms that are not special to this spec: text, numbers, lists, names.

use serde_json::{Map, Value, json};

use super::{Definitions, Entries, Flag, Form, Items, OneOrMany, Words, map, text, unexpected};
use crate::{
    problem::Sheet,
    yaml::{At, Kind, Node},
};

impl Form for String {
    fn read(node: &Node, sheet: &Sheet<'_>) -> Option<Self> {
        text(node, "text", sheet).map(|text| text.value)
    }

    fn schema(_: &mut Definitions) -> Value {
        json!({ "type": "string" })
    }
}

impl Form for bool {
    fn read(node: &Node, sheet: &Sheet<'_>) -> Option<Self> {
        match node.value {
            Kind::Bool(value) => Some(value),
            Kind::Nothing
            | Kind::Whole(_)
            | Kind::Negative(_)
            | Kind::Number(_)
            | Kind::Text(_)
            | Kind::List(_)
            | Kind::Map(_) => unexpected(node, "`true` or `false`", sheet),
        }
    }

    fn schema(_: &mut Definitions) -> Value {
        json!({ "type": "boolean" })
    }
}

impl Form for Flag {
    fn read(node: &Node, sheet: &Sheet<'_>) -> Option<Self> {
        if bool::read(node, sheet)? {
            return Some(Self);
        }
        sheet.note(&node.span, "`false` is what holds without this key", "remove this key");
        None
    }

    fn schema(_: &mut Definitions) -> Value {
        json!({ "const": true })
    }
}

impl Form for usize {
    fn read(node: &Node, sheet: &Sheet<'_>) -> Option<Self> {
        match node.value {
            Kind::Whole(value) => Self::try_from(value).ok(),
            Kind::Nothing
            | Kind::Bool(_)
            | Kind::Negative(_)
            | Kind::Number(_)
            | Kind::Text(_)
            | Kind::List(_)
            | Kind::Map(_) => unexpected(node, "a whole number", sheet),
        }
    }

    fn schema(_: &mut Definitions) -> Value {
        json!({ "type": "integer", "minimum": 0 })
    }
}

impl<T: Form> Form for At<T> {
    fn read(node: &Node, sheet: &Sheet<'_>) -> Option<Self> {
        T::read(node, sheet).map(|value| Self { value, span: node.span.clone() })
    }

    fn schema(definitions: &mut Definitions) -> Value {
        T::schema(definitions)
    }
}

impl<T: Form> Form for Option<T> {
    fn read(node: &Node, sheet: &Sheet<'_>) -> Option<Self> {
        T::read(node, sheet).map(Some)
    }

    fn absent() -> Option<Self> {
        Some(None)
    }

    fn schema(definitions: &mut Definitions) -> Value {
        T::schema(definitions)
    }
}

impl<T: Form> Form for Items<T> {
    fn read(node: &Node, sheet: &Sheet<'_>) -> Option<Self> {
        let Kind::List(items) = &node.value else {
            return unexpected(node, "a list", sheet);
        };
        Some(Self(items.iter().map(|item| T::read(item, sheet)).collect()))
    }

    fn schema(definitions: &mut Definitions) -> Value {
        Vec::<T>::schema(definitions)
    }
}

/// A list; when one item cannot be read, all others are still looked at.
impl<T: Form> Form for Vec<T> {
    fn read(node: &Node, sheet: &Sheet<'_>) -> Option<Self> {
        let Kind::List(items) = &node.value else {
            return unexpected(node, "a list", sheet);
        };
        let items: Vec<_> = items.iter().map(|item| T::read(item, sheet)).collect();
        items.into_iter().collect()
    }

    fn schema(definitions: &mut Definitions) -> Value {
        json!({ "type": "array", "items": T::schema(definitions) })
    }
}

impl<T: Form> Form for Entries<T> {
    fn read(node: &Node, sheet: &Sheet<'_>) -> Option<Self> {
        let entries = map(node, sheet)?.iter();
        Some(Self(entries.map(|(name, value)| (name.clone(), T::read(value, sheet))).collect()))
    }

    fn schema(definitions: &mut Definitions) -> Value {
        json!({ "type": "object", "additionalProperties": T::schema(definitions) })
    }
}

impl<T: Form> Form for OneOrMany<T> {
    fn read(node: &Node, sheet: &Sheet<'_>) -> Option<Self> {
        match &node.value {
            Kind::List(_) => Vec::read(node, sheet).map(Self),
            Kind::Map(_) => T::read(node, sheet).map(|one| Self(vec![one])),
            Kind::Nothing | Kind::Bool(_) | Kind::Whole(_) | Kind::Negative(_) | Kind::Number(_) | Kind::Text(_) => {
                unexpected(node, "a map or a list of maps", sheet)
            }
        }
    }

    fn schema(definitions: &mut Definitions) -> Value {
        json!({ "anyOf": [T::schema(definitions), { "type": "array", "items": T::schema(definitions) }] })
    }
}

impl Form for Words {
    fn read(node: &Node, sheet: &Sheet<'_>) -> Option<Self> {
        match &node.value {
            Kind::List(_) => Vec::read(node, sheet).map(Self),
            Kind::Nothing
            | Kind::Bool(_)
            | Kind::Whole(_)
            | Kind::Negative(_)
            | Kind::Number(_)
            | Kind::Text(_)
            | Kind::Map(_) => text(node, "a word or a list of words", sheet).map(|word| Self(vec![word])),
        }
    }

    fn schema(_: &mut Definitions) -> Value {
        json!({ "anyOf": [{ "type": "string" }, { "type": "array", "items": { "type": "string" } }] })
    }
}

/// Any JSON object.
impl Form for Map<String, Value> {
    fn read(node: &Node, sheet: &Sheet<'_>) -> Option<Self> {
        let entries = map(node, sheet)?.iter();
        entries.map(|(name, value)| Some((name.value.clone(), json_value(value, sheet)?))).collect()
    }

    fn schema(_: &mut Definitions) -> Value {
        json!({ "type": "object" })
    }
}

fn json_value(node: &Node, sheet: &Sheet<'_>) -> Option<Value> {
    match &node.value {
        Kind::Nothing => Some(Value::Null),
        Kind::Bool(value) => Some(json!(value)),
        Kind::Whole(value) => Some(json!(value)),
        Kind::Negative(value) => Some(json!(value)),
        Kind::Number(value) => Some(json!(value)),
        Kind::Text(text) => Some(json!(text)),
        Kind::List(items) => items.iter().map(|item| json_value(item, sheet)).collect(),
        Kind::Map(_) => Map::read(node, sheet).map(Value::Object),
    }
}
