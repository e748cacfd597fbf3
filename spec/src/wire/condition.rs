//! Conditions: axes, each at a word or at several. The axes and their words are looked up later.

use serde_json::Value;

use crate::{
    diagnostics::Diagnostics,
    from_yaml::{Definitions, Entries, FromYaml, Words},
    yaml::Node,
};

/// The name under which schemas have conditions; their axes are added from the spec.
#[cfg(test)]
pub(crate) const DEFINITION: &str = "Condition";

/// A condition as written.
#[derive(Debug)]
pub(crate) struct Condition(pub(crate) Entries<Words>);

impl FromYaml for Condition {
    fn read(node: &Node, diagnostics: &Diagnostics<'_>) -> Option<Self> {
        Entries::read(node, diagnostics).map(Self)
    }

    fn schema(definitions: &mut Definitions) -> Value {
        definitions.refer("Condition", Entries::<Words>::schema)
    }
}
