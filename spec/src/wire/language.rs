//! The page about the language of the spec. It is made from the JSON Schemas, which are made from the wire types, and its
//! examples are found in specs that are loaded in tests; this test keeps `docs/spec-language.md` fresh.

use std::{collections::BTreeMap, env, fmt::Write as _, fs, path::Path};

use serde_json::Value;

use super::schema::schemas;
use crate::yaml::{self, Kind, Node};

/// The files in the order in which one reads them: the schema, the file in the folder of a spec, and what it says.
const FILES: &[(&str, &str, &str)] = &[
    (
        "service",
        "service.yaml",
        "What holds for every operation: paths, principals, callers, identifiers, scopes and capabilities.",
    ),
    ("axes", "axes.yaml", "The axes: in which ways states and requests differ."),
    ("operations", "operations/*.yaml", "The operations on one resource, with their documented responses."),
    ("types", "types/*.yaml", "The JSON of requests and responses."),
    (
        "errors",
        "types/errors.yaml",
        "The errors. A response that is one takes status, media type and members from here.",
    ),
    (
        "representatives",
        "representatives.yaml",
        "Further members of the classes for which the values of axes stand, by axis and value.",
    ),
    ("rules", "rules.yaml", "The statements that no schema can express."),
    ("decisions", "decisions.yaml", "The questions that the pages leave open or answer differently."),
    ("sources", "sources.yaml", "The pages from which the spec is taken."),
    ("inventory", "inventory.yaml", "The statements of the pages, and what in the spec stands for each."),
];

/// The specs in which examples are looked for, in this order; from the folder of this package.
const SPECS: &[&str] = &["api", "tests/notes"];

/// A key that none of these specs needs: its definition, the key, and an example.
const UNUSED: (&str, &str, &str) =
    ("Response", "unprovokable", "unprovokable: No request makes the server run out of space.");

/// How many characters an example may have before another one is preferred, and before its last members are left out.
const SHORT: usize = 64;

const LEAD: &str = "\
<!-- Made from spec/src/wire by `INSTA_UPDATE=always cargo test -p kii-spec`. Never edited by hand. -->

# The language of the spec

A spec is a folder of YAML files. This page has every key that may be written, with an example from the specs of this
repository. The JSON Schemas in [`spec/meta`](../spec/meta/operations.schema.json) say the same for editors, and
[CONTRIBUTING.md](../CONTRIBUTING.md#change-the-description-of-the-api) shows how to change a spec.

- Only a strict part of YAML is read: no tags, no merge keys (`<<`), no key twice in a map, and `true` and `false` as the only
  booleans. A text that contains `: ` or ` #`, or that looks like a number, needs quotes.
- An unknown key, a missing one, and a reference to something that does not exist are problems. `cargo xtask codegen` lists all
  of them with their places and the allowed words.
- *Required* keys have to be there. Without another key, nothing of the kind holds, unless its meaning says what does.
- An example is YAML that can be pasted. Of a long one, only the first members or entries are here, so it may lack required keys.
";

/// The first short example of each key of each definition; the beginning of a longer one where there is none.
type Examples = BTreeMap<(String, String), Example>;

/// A key with a value, on one line.
struct Example {
    text: String,
    /// Whether a spec has it like this, and it is not long.
    is_short: bool,
}

impl Example {
    fn new(key: &str, value: &Node) -> Self {
        let mut value = value.clone();
        let mut is_whole = true;
        loop {
            let text = format!("{}: {}", quoted(key), flow(&value));
            let fits = length(&text) <= SHORT;
            if fits || !drop_last(&mut value) {
                return Self { text, is_short: fits && is_whole };
            }
            is_whole = false;
        }
    }
}

#[test]
fn the_page_about_the_language_is_fresh() {
    let page = page();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/spec-language.md");
    if env::var("INSTA_UPDATE").is_ok_and(|update| update == "always") {
        fs::write(&path, &page).unwrap();
    }
    let found = fs::read_to_string(&path).unwrap_or_default();
    let difference = similar::TextDiff::from_lines(found.as_str(), &page);
    let difference = difference.unified_diff().header("checked in", "made from the code").to_string();
    assert!(
        found == page,
        "docs/spec-language.md is stale; write it anew with `INSTA_UPDATE=always cargo test -p kii-spec`:\n{difference}"
    );
}

/// The schema of a kind of file.
fn of<'a>(schemas: &'a [(&str, Value)], name: &str) -> &'a Value {
    &schemas.iter().find(|(known, _)| *known == name).unwrap().1
}

fn examples(schemas: &[(&str, Value)]) -> Examples {
    let mut examples = Examples::new();
    for spec in SPECS {
        for (name, file, _) in FILES {
            for text in texts(spec, file) {
                let whole = yaml::read(&text).unwrap_or_else(|error| panic!("{spec}/{file}: {}", error.title));
                collect(&whole, of(schemas, name), of(schemas, name), &mut examples);
            }
        }
    }
    let (definition, key, example) = UNUSED;
    let example = Example { text: example.to_owned(), is_short: true };
    let known = examples.insert((definition.to_owned(), key.to_owned()), example);
    assert!(known.is_none(), "a spec uses `{key}`, so the example that is made up for it can go");
    examples
}

fn page() -> String {
    let schemas = schemas();
    let examples = examples(&schemas);
    let mut page = LEAD.to_owned();
    let mut described: Vec<&str> = Vec::new();
    for (name, file, meaning) in FILES {
        let schema = of(&schemas, name);
        write!(page, "\n## `{file}`\n\n{meaning}\n\nThe file is {}.\n", value(schema)).unwrap();
        for (definition, schema) in schema["$defs"].as_object().unwrap() {
            if !described.contains(&definition.as_str()) {
                described.push(definition);
                page.push_str(&section(definition, schema, &examples));
            }
        }
    }
    page
}

/// The texts of the files that a name with or without `*` stands for; errors have a file and a language of their own.
fn texts(spec: &str, file: &str) -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(spec);
    let paths = match file.strip_suffix("/*.yaml") {
        None => vec![folder.join(file)],
        Some(inner) => {
            let entries = fs::read_dir(folder.join(inner)).unwrap().map(|entry| entry.unwrap().path());
            let mut paths: Vec<_> = entries.filter(|path| path.file_name().unwrap() != "errors.yaml").collect();
            paths.sort();
            paths
        }
    };
    paths.iter().filter(|path| path.exists()).map(|path| fs::read_to_string(path).unwrap()).collect()
}

/// Notes an example of every key in a part of a file, whose schema is known.
fn collect(node: &Node, schema: &Value, whole: &Value, examples: &mut Examples) {
    if let Some(name) = definition(schema) {
        let properties = &whole["$defs"][name]["properties"];
        let Kind::Map(entries) = &node.value else { return };
        // Of several definitions that may stand here, it is the one that knows all keys.
        if entries.iter().any(|(key, _)| properties.get(&key.value).is_none()) {
            return;
        }
        for (key, inner) in entries {
            let place = (name.to_owned(), key.value.clone());
            if examples.get(&place).is_none_or(|known| !known.is_short) {
                let example = Example::new(&key.value, inner);
                // A long text has no members that could be left out, so the shortest is taken.
                let is_better =
                    |known: &Example| length(&known.text) > SHORT && length(&example.text) < length(&known.text);
                if example.is_short || examples.get(&place).is_none_or(is_better) {
                    examples.insert(place, example);
                }
            }
            collect(inner, &properties[&key.value], whole, examples);
        }
    }
    for alternative in schema["anyOf"].as_array().into_iter().flatten() {
        collect(node, alternative, whole, examples);
    }
    match &node.value {
        Kind::List(items) => items.iter().for_each(|item| collect(item, &schema["items"], whole, examples)),
        Kind::Map(entries) => {
            entries.iter().for_each(|(_, inner)| collect(inner, &schema["additionalProperties"], whole, examples));
        }
        Kind::Nothing | Kind::Bool(_) | Kind::Whole(_) | Kind::Negative(_) | Kind::Number(_) | Kind::Text(_) => {}
    }
}

/// Drops the last of several entries or members, as far out as there are several; whether there were any. One always stays, and
/// each of those that stay is whole until it is the only one.
fn drop_last(node: &mut Node) -> bool {
    match &mut node.value {
        Kind::List(items) if items.len() > 1 => items.pop().is_some(),
        Kind::Map(entries) if entries.len() > 1 => entries.pop().is_some(),
        Kind::List(items) => items.first_mut().is_some_and(drop_last),
        Kind::Map(entries) => entries.first_mut().is_some_and(|(_, inner)| drop_last(inner)),
        Kind::Nothing | Kind::Bool(_) | Kind::Whole(_) | Kind::Negative(_) | Kind::Number(_) | Kind::Text(_) => false,
    }
}

/// A part of a file on one line.
fn flow(node: &Node) -> String {
    let join = |parts: Vec<String>| parts.join(", ");
    match &node.value {
        Kind::Nothing => "null".to_owned(),
        Kind::Bool(value) => value.to_string(),
        Kind::Whole(value) => value.to_string(),
        Kind::Negative(value) => value.to_string(),
        Kind::Number(value) => value.to_string(),
        Kind::Text(text) => quoted(text),
        Kind::List(items) => format!("[{}]", join(items.iter().map(flow).collect())),
        Kind::Map(entries) => {
            let entries = entries.iter().map(|(key, value)| format!("{}: {}", quoted(&key.value), flow(value)));
            format!("{{ {} }}", join(entries.collect()))
        }
    }
}

/// A text as it may stand on a line; in quotes where YAML needs them.
fn quoted(text: &str) -> String {
    let is_plain = text.starts_with(|c: char| c.is_alphanumeric() || c == '/')
        && text.trim_end() == text
        && !text.contains([':', '#', ',', '[', ']', '{', '}', '"', '?', '\n'])
        && !matches!(yaml::read(text), Ok(node) if !matches!(node.value, Kind::Text(_)));
    if is_plain { text.to_owned() } else { serde_json::to_string(text).unwrap() }
}

fn length(text: &str) -> usize {
    text.chars().count()
}

/// What a schema refers to.
fn definition(schema: &Value) -> Option<&str> {
    schema["$ref"].as_str()?.strip_prefix("#/$defs/")
}

/// A definition: its keys, with what may be written, what it means, and an example.
fn section(name: &str, schema: &Value, examples: &Examples) -> String {
    let properties = schema["properties"].as_object().unwrap();
    let summary = schema["description"].as_str();
    // Its keys are the axes of a spec, so it has nothing to say of them.
    let summary = summary.unwrap_or(
        "Points, by what differs from the defaults of the axes: for each axis one of its values, or a list of which any will do.",
    );
    let mut section =
        format!("\n### `{name}`\n\n{summary}\n\n| key | value | meaning | example |\n|---|---|---|---|\n");
    for (key, schema_of_key) in properties {
        let required = schema["required"].as_array().into_iter().flatten().any(|required| required == key);
        let required = if required { ", required" } else { "" };
        let meaning = schema_of_key["description"].as_str().unwrap_or("An axis of the spec of Kii Cloud.");
        let own = examples.get(&(name.to_owned(), key.clone()));
        // Keys of one name mean the same everywhere.
        let example = own.or_else(|| examples.iter().find(|((_, known), _)| known == key).map(|(_, example)| example));
        let example = example.map(|example| format!("`{}`", cell(&example.text))).unwrap_or_default();
        let value = value(schema_of_key);
        writeln!(section, "| `{key}` | {value}{required} | {} | {example} |", cell(meaning)).unwrap();
    }
    section
}

/// A text in a cell of a table.
fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}

/// What may be written, in words.
fn value(schema: &Value) -> String {
    if let Some(name) = definition(schema) {
        return format!("[`{name}`](#{})", name.to_lowercase());
    }
    if let Some(words) = schema["enum"].as_array() {
        let words: Vec<_> = words.iter().map(|word| format!("`{}`", word.as_str().unwrap())).collect();
        return words.join(", ");
    }
    if let Some(alternatives) = schema["anyOf"].as_array() {
        return alternatives.iter().map(value).collect::<Vec<_>>().join("; or ");
    }
    if schema["const"] == true {
        return "`true`".to_owned();
    }
    match (schema["type"].as_str(), &schema["items"], &schema["additionalProperties"]) {
        (Some("array"), items, _) => format!("a list of {}", value(items)),
        (Some("object"), _, inner @ Value::Object(_)) => format!("a map from names to {}", value(inner)),
        (Some("integer"), ..) => match (schema["minimum"].as_i64(), schema["maximum"].as_i64()) {
            (Some(least), Some(most)) => format!("a whole number from {least} to {most}"),
            _ => "a whole number".to_owned(),
        },
        (Some("boolean"), ..) => "`true` or `false`".to_owned(),
        (Some("string"), ..) => "text".to_owned(),
        _ => "anything".to_owned(),
    }
}

#[test]
fn every_key_has_an_example() {
    let without: Vec<String> =
        page().lines().filter(|line| line.starts_with("| `") && line.ends_with("|  |")).map(str::to_owned).collect();
    assert_eq!(without, Vec::<String>::new(), "use these keys in spec/api or in spec/tests/notes");
}

#[test]
fn every_example_is_yaml_that_can_be_pasted() {
    for ((definition, key), Example { text, .. }) in examples(&schemas()) {
        let read = yaml::read(&text).unwrap_or_else(|error| panic!("{definition}: {text}: {}", error.title));
        // With braces around it, it is the map that was read.
        assert_eq!(flow(&read), format!("{{ {text} }}"), "{definition}");
        let Kind::Map(entries) = &read.value else { panic!("{definition}: {text}") };
        let [(found, _)] = entries.as_slice() else { panic!("{definition}: {text}") };
        assert_eq!(found.value, key, "{definition}: {text}");
    }
}

#[test]
fn a_long_example_has_its_first_members_whole() {
    let example = |value: &str| Example::new("key", &yaml::read(value).unwrap());
    let long = "x".repeat(SHORT - 10);
    let whole = example("{ a: [1, 2], b: 3 }");
    assert_eq!((whole.text.as_str(), whole.is_short), ("key: { a: [1, 2], b: 3 }", true));
    let outer = example(&format!("{{ a: [1, 2], b: 3, c: {long} }}"));
    assert_eq!((outer.text.as_str(), outer.is_short), ("key: { a: [1, 2], b: 3 }", false));
    let inner = example(&format!("{{ a: [1, 2, {long}, 4], b: {long} }}"));
    assert_eq!((inner.text.as_str(), inner.is_short), ("key: { a: [1, 2] }", false));
    let text = example(&format!("{long}{long}"));
    assert_eq!((text.text, text.is_short), (format!("key: {long}{long}"), false));
}
