//! JSON as it arrives: read with an eye on names that occur twice, compared by value.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

use crate::values::quotation::quoted;

/// A JSON text, read.
#[derive(Debug)]
pub(super) struct Text {
    /// The value. Of members with the same name, the last counts.
    pub(super) value: Value,
    /// The names that an object has more than once, which readers understand differently (RFC 8259, 4).
    pub(super) repeated: Vec<String>,
    /// Whether it began with a byte order mark, which must not be sent and which a reader may ignore (RFC 8259, 8.1).
    pub(super) is_marked: bool,
}

/// U+FEFF in UTF-8.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// Reads a JSON text, behind a byte order mark if there is one.
pub(super) fn read(text: &[u8]) -> Result<Text, serde_json::Error> {
    let mut repeated = Vec::new();
    let (text, is_marked) = text.strip_prefix(BYTE_ORDER_MARK).map_or((text, false), |text| (text, true));
    let mut source = serde_json::Deserializer::from_slice(text);
    let value = Reader { repeated: &mut repeated }.deserialize(&mut source)?;
    source.end()?;
    Ok(Text { value, repeated, is_marked })
}

/// Whether two JSON values are the same: numbers by value, members in any order.
pub(super) fn same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => same_number(a, b),
        (Value::Array(a), Value::Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b)),
        (Value::Object(a), Value::Object(b)) => same_members(a, b),
        (Value::Null, Value::Null) => true,
        (Value::Bool(a), Value::Bool(b)) => a == b,
        (Value::String(a), Value::String(b)) => a == b,
        (
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) | Value::Object(_),
            _,
        ) => false,
    }
}

fn same_members(a: &Map<String, Value>, b: &Map<String, Value>) -> bool {
    a.len() == b.len() && a.iter().all(|(name, a)| b.get(name).is_some_and(|b| same(a, b)))
}

/// Whole numbers to the last digit, as a fraction of 64 bits has too few of them; 1 and 1.0 are the same.
fn same_number(a: &Number, b: &Number) -> bool {
    a == b || ((a.is_f64() || b.is_f64()) && a.as_f64() == b.as_f64())
}

/// Every text in a value, names of members among them.
pub(super) fn texts(value: &Value) -> Vec<String> {
    match value {
        Value::String(text) => vec![text.clone()],
        Value::Array(items) => items.iter().flat_map(texts).collect(),
        Value::Object(members) => {
            members.iter().flat_map(|(name, value)| [vec![name.clone()], texts(value)].concat()).collect()
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => Vec::new(),
    }
}

/// A value as JSON, for a message.
pub(super) fn shown(value: &Value) -> String {
    quoted(&value.to_string())
}

/// Builds a value, and notes the names that occur twice in one object.
struct Reader<'r> {
    repeated: &'r mut Vec<String>,
}

impl<'de> DeserializeSeed<'de> for Reader<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, source: D) -> Result<Value, D::Error> {
        source.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Reader<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut array = Vec::new();
        while let Some(item) = items.next_element_seed(Reader { repeated: &mut *self.repeated })? {
            array.push(item);
        }
        Ok(Value::Array(array))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let mut object = Map::new();
        while let Some(name) = members.next_key::<String>()? {
            let value = members.next_value_seed(Reader { repeated: &mut *self.repeated })?;
            if object.contains_key(&name) && !self.repeated.contains(&name) {
                self.repeated.push(name.clone());
            }
            object.insert(name, value);
        }
        Ok(Value::Object(object))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{read, same};

    #[test]
    fn names_that_occur_twice_in_one_object_are_noted_at_any_depth() {
        let text = read(br#"{"a": [{"b": 1, "b": 2, "b": 3}, {"b": 4}], "a": null}"#).unwrap();
        assert_eq!(text.repeated, ["b", "a"]);
        assert_eq!(text.value, json!({ "a": null }));
    }

    #[test]
    fn a_byte_order_mark_is_noted_and_skipped_once() {
        assert!(!read(b"{}").unwrap().is_marked);
        let text = read(b"\xef\xbb\xbf{}").unwrap();
        assert!(text.is_marked && text.value == json!({}));
        assert!(read(b"\xef\xbb\xbf\xef\xbb\xbf{}").is_err());
    }

    #[test]
    fn what_is_not_json_is_refused_without_harm() {
        let deep = "[".repeat(100_000);
        let bad: [&[u8]; 6] = [b"", b"{", b"{} {}", b"\"\xff\"", b"1e999", deep.as_bytes()];
        for text in bad {
            assert!(read(text).is_err(), "{}", text.escape_ascii());
        }
    }

    #[test]
    fn numbers_are_compared_by_value_to_the_last_digit() {
        let same = |a: &str, b: &str| same(&read(a.as_bytes()).unwrap().value, &read(b.as_bytes()).unwrap().value);
        for (a, b) in [("1", "1.0"), ("0.5", "5e-1"), ("1e20", "100000000000000000000"), ("-0", "0")] {
            assert!(same(a, b), "{a} and {b}");
        }
        for (a, b) in [("9007199254740993", "9007199254740992"), ("1", "-1"), ("0.1", "0.10000000149"), ("1", "\"1\"")]
        {
            assert!(!same(a, b), "{a} and {b}");
        }
    }
}
