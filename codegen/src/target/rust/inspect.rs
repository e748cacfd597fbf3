//! The last look at generated code before anybody gets it: names that two items have, and names that hide others.
//!
//! Code that parses may still not compile. What is left for a spec to break are names, so these are checked here, over all
//! files at once.

#![expect(clippy::wildcard_enum_match_arm, reason = "the kinds of items are those of syn, many and growing")]

use std::collections::BTreeMap;

use proc_macro2::Ident;
use syn::{Fields, ImplItem, Item, TraitItem, Type, UseTree, Visibility};

use crate::target::rust::code::Code;

/// A name that stands for two things.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Clash {
    pub file: String,
    pub line: usize,
    /// In what the name stands twice, for example "the struct `Receipt`".
    pub owner: String,
    /// What has the name, for example "fields".
    pub kind: &'static str,
    pub name: String,
}

/// The package whose types the others import with a glob.
const TYPES: &str = "types";

/// Names that generated code expects to mean what they mean in every Rust file.
const STANDARD: &[&str] = &[
    "Box", "Err", "From", "Future", "Into", "None", "Ok", "Option", "Result", "Send", "Sized", "Some", "String",
    "Sync", "ToString", "TryFrom", "Vec",
];

/// The path of an import, and the name that it brings.
type Import = (String, String);

/// A file of code.
pub(crate) struct Inspected<'a> {
    pub file: String,
    pub code: &'a Code,
}

/// Every clash in the files of all packages.
pub(crate) fn clashes(files: &[Inspected<'_>]) -> Vec<Clash> {
    let mut clashes = Vec::new();
    let mut methods = Names::default();
    let mut exported = Names::default();
    for inspected @ Inspected { file, code } in files {
        let mut names = Names::default();
        for item in &code.tree.items {
            inside(file, item, &mut clashes);
            for (space, name) in names_of(item) {
                names.add(file, "the file", space, &name, &mut clashes);
            }
            if let Item::Impl(block) = item
                && let (None, Type::Path(ty)) = (&block.trait_, block.self_ty.as_ref())
                && let Some(ty) = ty.path.segments.last()
            {
                let owner = format!("the type `{}`", ty.ident);
                let scope = format!("{}/{owner}", inspected.package());
                for item in &block.items {
                    if let ImplItem::Fn(method) = item {
                        methods.add_in(&scope, file, &owner, "methods", &method.sig.ident, &mut clashes);
                    }
                }
            }
            if let (TYPES, true, Some(name)) = (inspected.package(), is_public(item), declared(item)) {
                exported.add(file, "the package `types`", "items", &name, &mut clashes);
            }
        }
    }
    hidden(files, &exported, &mut clashes);
    clashes.sort();
    clashes.dedup();
    clashes
}

/// Exported types whose names mean something else where they are mentioned.
fn hidden(files: &[Inspected<'_>], exported: &Names, clashes: &mut Vec<Clash>) {
    let naming = files.iter().filter(|file| file.code.has_holes);
    let preludes = files.iter().filter_map(|file| Some((file.prelude_of()?, file.imports()))).collect();
    let known = naming.map(|file| (file, &file.code.mentions, file.meanings(&preludes)));
    let known: Vec<_> = known.collect();
    for ((_, _, name), (file, line)) in &exported.0 {
        let mut clash = |owner: String| {
            clashes.push(Clash { file: file.clone(), line: *line, owner, kind: "meanings", name: name.clone() });
        };
        if STANDARD.contains(&name.as_str()) {
            clash(String::from("generated code, which relies on Rust's own library,"));
        }
        for (other, mentions, meanings) in &known {
            if mentions.contains_key(name) && meanings.contains(name) {
                clash(format!("{}, where it already has another meaning,", other.file));
            }
        }
    }
}

impl Inspected<'_> {
    fn package(&self) -> &str {
        self.file.split(['/', '\\']).next().unwrap_or_default()
    }

    /// The package whose prelude this file is.
    fn prelude_of(&self) -> Option<&str> {
        let package = self.package();
        (self.file.strip_prefix(package) == Some("/src/prelude.rs")).then_some(package)
    }

    /// The names that have a meaning of their own in this file, and so hide types of the spec with the same name.
    fn meanings(&self, preludes: &BTreeMap<&str, Vec<Import>>) -> Vec<String> {
        let imported = self.imports();
        let has_prelude = imported.iter().any(|(path, leaf)| path == "crate::prelude" && leaf == "*");
        let prelude = preludes.get(self.package()).filter(|_| has_prelude).into_iter().flatten().cloned();
        let imported = prelude.chain(imported);
        let own = |path: &str| path == "kii_types" || (self.package() == TYPES && path.starts_with("crate"));
        let imported = imported.filter(|(path, _)| !own(path)).map(|(_, leaf)| leaf);
        let declared = self.code.tree.items.iter().filter_map(declared).map(|name| name.to_string());
        if self.package() == TYPES { imported.collect() } else { imported.chain(declared).collect() }
    }

    /// The names that the file imports.
    fn imports(&self) -> Vec<Import> {
        let mut names = Vec::new();
        for item in &self.code.tree.items {
            if let Item::Use(import) = item {
                leaves(&import.tree, "", &mut names);
            }
        }
        names
    }
}

/// Names, each with the first file and line that has it, by what they are unique in and among which.
#[derive(Default)]
struct Names(BTreeMap<(String, &'static str, String), (String, usize)>);

impl Names {
    fn add(&mut self, file: &str, owner: &str, kind: &'static str, name: &Ident, clashes: &mut Vec<Clash>) {
        self.add_in("", file, owner, kind, name, clashes);
    }

    fn add_in(
        &mut self,
        scope: &str,
        file: &str,
        owner: &str,
        kind: &'static str,
        name: &Ident,
        clashes: &mut Vec<Clash>,
    ) {
        let line = name.span().start().line;
        let known = self.0.insert((scope.to_owned(), kind, name.to_string()), (file.to_owned(), line));
        if known.is_some() {
            clashes.push(Clash { file: file.to_owned(), line, owner: owner.to_owned(), kind, name: name.to_string() });
        }
    }
}

/// Clashes within an item.
fn inside(file: &str, item: &Item, clashes: &mut Vec<Clash>) {
    match item {
        Item::Struct(item) => fields(file, &format!("the struct `{}`", item.ident), &item.fields, clashes),
        Item::Enum(item) => {
            let owner = format!("the enum `{}`", item.ident);
            let mut names = Names::default();
            for variant in &item.variants {
                names.add(file, &owner, "variants", &variant.ident, clashes);
                fields(file, &format!("the variant `{}::{}`", item.ident, variant.ident), &variant.fields, clashes);
            }
        }
        Item::Trait(item) => {
            let owner = format!("the trait `{}`", item.ident);
            let mut names = Names::default();
            for method in &item.items {
                if let TraitItem::Fn(method) = method {
                    names.add(file, &owner, "methods", &method.sig.ident, clashes);
                }
            }
        }
        _ => {}
    }
}

fn fields(file: &str, owner: &str, fields: &Fields, clashes: &mut Vec<Clash>) {
    let mut names = Names::default();
    for name in fields.iter().filter_map(|field| field.ident.as_ref()) {
        names.add(file, owner, "fields", name, clashes);
    }
}

/// The names that an item gives to its file, by the space in which they must be unique.
fn names_of(item: &Item) -> Vec<(&'static str, Ident)> {
    match item {
        Item::Fn(item) => vec![("functions and constants", item.sig.ident.clone())],
        Item::Const(item) => vec![("functions and constants", item.ident.clone())],
        Item::Mod(item) => vec![("modules", item.ident.clone())],
        other => declared(other).map(|name| ("types", name)).into_iter().collect(),
    }
}

/// The type that an item declares.
fn declared(item: &Item) -> Option<Ident> {
    match item {
        Item::Struct(item) => Some(item.ident.clone()),
        Item::Enum(item) => Some(item.ident.clone()),
        Item::Trait(item) => Some(item.ident.clone()),
        Item::Type(item) => Some(item.ident.clone()),
        _ => None,
    }
}

fn is_public(item: &Item) -> bool {
    let visibility = match item {
        Item::Struct(item) => &item.vis,
        Item::Enum(item) => &item.vis,
        Item::Trait(item) => &item.vis,
        Item::Type(item) => &item.vis,
        _ => return false,
    };
    matches!(visibility, Visibility::Public(_))
}

/// The names that an import brings, each behind its path.
fn leaves(tree: &UseTree, path: &str, into: &mut Vec<Import>) {
    match tree {
        UseTree::Path(part) => {
            let path = if path.is_empty() { part.ident.to_string() } else { format!("{path}::{}", part.ident) };
            leaves(&part.tree, &path, into);
        }
        UseTree::Name(name) => into.push((path.to_owned(), name.ident.to_string())),
        UseTree::Rename(rename) => into.push((path.to_owned(), rename.rename.to_string())),
        UseTree::Glob(_) => into.push((path.to_owned(), String::from("*"))),
        UseTree::Group(group) => group.items.iter().for_each(|tree| leaves(tree, path, into)),
    }
}

#[cfg(test)]
mod tests {
    use super::{Code, Inspected, clashes};

    fn found(files: &[(&str, &str)]) -> Vec<String> {
        let parsed: Vec<_> = files.iter().map(|(_, code)| Code::of(syn::parse_file(code).unwrap(), true)).collect();
        let inspected = files.iter().zip(&parsed).map(|((file, _), code)| Inspected { file: (*file).to_owned(), code });
        let clashes = clashes(&inspected.collect::<Vec<_>>());
        clashes.iter().map(|it| format!("{}:{}: {} {} {}", it.file, it.line, it.owner, it.kind, it.name)).collect()
    }

    #[test]
    fn a_name_that_stands_twice_is_found_with_its_line() {
        let cases = [
            ("struct A {\n    b: u8,\n    b: u8,\n}", "types/a.rs:3: the struct `A` fields b"),
            ("enum A {\n    B,\n    B,\n}", "types/a.rs:3: the enum `A` variants B"),
            ("enum A { B { c: u8, c: u8 } }", "types/a.rs:1: the variant `A::B` fields c"),
            ("trait A { fn b(); fn b(); }", "types/a.rs:1: the trait `A` methods b"),
            ("struct A;\nenum A {}", "types/a.rs:2: the file types A"),
            ("fn a() {}\nconst a: u8 = 0;", "types/a.rs:2: the file functions and constants a"),
            ("struct A; impl A { fn b() {} }\nimpl A { fn b() {} }", "types/a.rs:2: the type `A` methods b"),
        ];
        for (code, clash) in cases {
            assert_eq!(found(&[("types/a.rs", code)]), [clash]);
        }
    }

    #[test]
    fn a_name_that_hides_another_one_is_found() {
        let named = |name: &str| format!("pub struct {name};");
        assert!(found(&[("types/a.rs", &named("Option"))])[0].contains("Rust's own library"));
        let body = named("Body");
        let meanings = [
            ("server/src/b.rs", "use axum::{body::Body, response::Response}; struct A(Body);", ""),
            ("server/src/b.rs", "struct Body; struct A(Body);", ""),
            ("server/src/b.rs", "use crate::prelude::*; struct A(Body);", "use axum::body::Body;"),
        ];
        for (file, code, prelude) in meanings {
            let files = [("types/a.rs", &*body), (file, code), ("server/src/prelude.rs", prelude)];
            let [clash] = &*found(&files) else { panic!("{code}") };
            assert!(clash.contains("server/src/b.rs"), "{clash}");
        }
        let unmentioned = [("types/a.rs", &*body), ("server/src/b.rs", "use crate::Body; struct A;")];
        assert_eq!(found(&unmentioned), [""; 0]);
        assert!(found(&[("types/a.rs", &named("A")), ("types/b.rs", &named("A"))])[0].contains("the package `types`"));
    }

    #[test]
    fn the_same_name_in_different_places_is_no_clash() {
        let a = "pub struct A { b: u8 } pub enum B { A { b: u8 } } fn a() {} impl A { fn a() {} } use http::B as C;";
        assert_eq!(
            found(&[("types/a.rs", a), ("server/b.rs", "use kii_types::A; use crate::x::B; fn a() {}")]),
            [""; 0]
        );
    }
}
