//! Conditions: axes, each at a word or at several.

use indexmap::IndexMap;
use serde_json::{Map, Value, json};

use crate::{
    axis::Axis,
    diagnostics::Diagnostics,
    from_yaml::{Definitions, FromYaml, map, text},
    operation::{Choice, Region},
    suggestion::suggestion,
    yaml::{At, Kind, Node},
};

/// The word for every malformed value of an identifier.
const MALFORMED: &str = "malformed";
/// The word for the callers whom a scope refuses.
const REFUSED: &str = "refused";
/// The word for the callers whom a scope admits.
const ADMITTED: &str = "admitted";

impl FromYaml for Region {
    fn read(node: &Node, diagnostics: &Diagnostics<'_>) -> Option<Self> {
        let entries = map(node, diagnostics)?;
        let unknown = entries.iter().map(|(name, _)| name).filter(|name| Axis::named(&name.value).is_none());
        if let [first, second, more @ ..] = unknown.collect::<Vec<_>>().as_slice() {
            // Several of them are one mistake: this is not a condition.
            let names: Vec<_> =
                [first, second].into_iter().chain(more).map(|name| format!("`{}`", name.value)).collect();
            let title = format!("{} are not axes", names.join(", "));
            let help = suggestion(&first.value, Axis::ALL.iter().map(|axis| axis.word()));
            diagnostics.note_with(&first.span, title, "a condition has axes only", help);
            return None;
        }
        let axes: Vec<_> = entries.iter().map(|(axis, words)| choice(axis, words, diagnostics)).collect();
        let axes: Option<IndexMap<Axis, Choice>> = axes.into_iter().collect();
        Some(Self { axes: axes? })
    }

    fn schema(definitions: &mut Definitions) -> Value {
        definitions.refer("Condition", |_| {
            let axes = Axis::ALL.iter().map(|axis| {
                let words: Vec<_> = words(*axis).into_iter().map(|(word, _)| word).collect();
                let word = json!({ "enum": words });
                let either = json!({ "anyOf": [word, { "type": "array", "items": word }] });
                (axis.word().to_owned(), either)
            });
            let axes: Map<_, _> = axes.collect();
            json!({ "type": "object", "additionalProperties": false, "properties": axes })
        })
    }
}

fn choice(name: &At<String>, node: &Node, diagnostics: &Diagnostics<'_>) -> Option<(Axis, Choice)> {
    let Some(axis) = Axis::named(&name.value) else {
        let help = suggestion(&name.value, Axis::ALL.iter().map(|axis| axis.word()));
        diagnostics.note_with(&name.span, format!("`{}` is not an axis", name.value), "not an axis", help);
        return None;
    };
    let allowed = words(axis);
    let kind = format!("a word of the axis `{}`", axis.word());
    let choose = |node: &Node| diagnostics.choose(&kind, &text(node, &kind, diagnostics)?, &allowed);
    let Kind::List(items) = &node.value else {
        return choose(node).map(|choice| (axis, choice));
    };
    let mut all = Vec::new();
    let mut whole = true;
    for item in items {
        match choose(item) {
            Some(Choice::Settings(settings)) => all.extend(settings),
            Some(Choice::RefusedCallers | Choice::AdmittedCallers) => {
                whole = false;
                let title = "a word for several callers cannot be part of a list";
                diagnostics.note(&item.span, title, "depends on the scope");
            }
            None => whole = false,
        }
    }
    whole.then_some((axis, Choice::Settings(all)))
}

/// The words of an axis: one a value, and those that stand for several.
fn words(axis: Axis) -> Vec<(&'static str, Choice)> {
    let settings = axis.settings();
    let mut words: Vec<_> = settings.iter().map(|setting| (setting.word(), Choice::Settings(vec![*setting]))).collect();
    match axis {
        Axis::BucketId | Axis::ObjectId => {
            let malformed = settings.into_iter().filter(|setting| !setting.is_well_formed());
            words.push((MALFORMED, Choice::Settings(malformed.collect())));
        }
        Axis::Caller => words.extend([(REFUSED, Choice::RefusedCallers), (ADMITTED, Choice::AdmittedCallers)]),
        Axis::Owner
        | Axis::Object
        | Axis::Body
        | Axis::IfMatch
        | Axis::IfNoneMatch
        | Axis::Range
        | Axis::Content
        | Axis::Upload
        | Axis::Expiry
        | Axis::Spelling => {}
    }
    words
}
