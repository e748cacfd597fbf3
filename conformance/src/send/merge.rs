//! What an update in part makes of the members of an object. The pages do not say what it does to nested objects and with null
//! (decision A19), so there are other readings beside the one that the spec chooses.

use std::sync::Arc;

use serde_json::{Map, Value};

type Members = Map<String, Value>;

/// A way to read an update in part.
#[derive(Clone, Copy)]
struct Reading {
    /// A nested object is merged with the one that is stored, and does not replace it.
    merges_nested: bool,
    /// A member that is sent as null is removed.
    removes_null: bool,
}

/// The readings that the spec does not choose. Both together are JSON Merge Patch (RFC 7396).
const OTHERS: [Reading; 3] = [
    Reading { merges_nested: true, removes_null: false },
    Reading { merges_nested: false, removes_null: true },
    Reading { merges_nested: true, removes_null: true },
];

/// The members of an object as other readings of its updates have left them; nothing while all readings agree.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct OtherMembers(Option<Arc<[Members; OTHERS.len()]>>);

impl OtherMembers {
    /// After an update of these members, which led to `after`.
    pub(super) fn merged(&self, before: &Members, sent: &Members, after: &Members) -> Self {
        let others: [Members; OTHERS.len()] = std::array::from_fn(|place| {
            let before = self.0.as_ref().map_or(before, |others| &others[place]);
            OTHERS[place].merge(before, sent)
        });
        Self(others.iter().any(|other| other != after).then(|| Arc::new(others)))
    }

    /// The members by each of these readings.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Members> {
        self.0.iter().flat_map(|others| others.iter())
    }
}

impl Reading {
    fn merge(self, before: &Members, sent: &Members) -> Members {
        let mut members = before.clone();
        for (name, value) in sent {
            let nested = (members.get(name).and_then(Value::as_object), value.as_object());
            let merged = match nested {
                (Some(before), Some(sent)) if self.merges_nested => Value::Object(self.merge(before, sent)),
                // What was not there before has no nulls either, if null removes.
                (_, Some(sent)) if self.merges_nested && self.removes_null => {
                    Value::Object(self.merge(&Members::new(), sent))
                }
                _ => value.clone(),
            };
            if self.removes_null && merged.is_null() {
                members.shift_remove(name);
            } else {
                members.insert(name.clone(), merged);
            }
        }
        members
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn members(value: Value) -> Members {
        serde_json::from_value(value).unwrap()
    }

    fn others(before: Value, sent: Value, after: Value) -> Vec<Value> {
        let [before, sent, after] = [before, sent, after].map(members);
        OtherMembers::default().merged(&before, &sent, &after).iter().cloned().map(Value::Object).collect()
    }

    #[test]
    fn an_update_with_neither_nested_objects_nor_null_has_one_reading() {
        let (before, sent) = (json!({"a": 1, "n": {"x": 1}}), json!({"a": 2, "b": [null, {"c": null}]}));
        assert!(others(before, sent, json!({"a": 2, "n": {"x": 1}, "b": [null, {"c": null}]})).is_empty());
    }

    #[test]
    fn nested_objects_and_null_have_four() {
        let (before, sent) = (json!({"a": 1, "n": {"x": 1}}), json!({"a": null, "n": {"y": 2, "z": null}}));
        let expected = [
            json!({"a": null, "n": {"x": 1, "y": 2, "z": null}}),
            json!({"n": {"y": 2, "z": null}}),
            // The result of RFC 7396.
            json!({"n": {"x": 1, "y": 2}}),
        ];
        assert_eq!(others(before, sent.clone(), sent), expected);
    }

    #[test]
    fn readings_that_have_parted_stay_apart_until_they_agree_again() {
        let [before, first, after] =
            [json!({"n": {"x": 1}}), json!({"n": {"y": 2}}), json!({"n": {"y": 2}})].map(members);
        let parted = OtherMembers::default().merged(&before, &first, &after);
        let [second, last] = [json!({"b": 3}), json!({"n": {"y": 2}, "b": 3})].map(members);
        let still = parted.merged(&after, &second, &last);
        assert!(still.iter().any(|other| *other == members(json!({"n": {"x": 1, "y": 2}, "b": 3}))));
        let [third, end] = [json!({"n": 0}), json!({"n": 0, "b": 3})].map(members);
        assert_eq!(still.merged(&last, &third, &end).iter().count(), 0);
    }
}
