//! Removes from a package what no operation of the spec needs: helper methods, and the imports of what they alone mention.
//!
//! The templates have everything that some spec may need. A package is read as a whole, and a private item goes when nothing
//! else in the package mentions its name; so what stays is at most too much.

#![expect(clippy::wildcard_enum_match_arm, reason = "the kinds of items are those of syn, many and growing")]

use std::mem;

use quote::ToTokens;
use syn::{ImplItem, Item, ItemUse, UseGroup, UsePath, UseTree, Visibility, punctuated::Punctuated};

use crate::target::rust::{
    code::Code,
    mentions::{Mentions, occurrences},
};

/// Removes what is not needed from the files of one package, each with its path in the package.
pub(crate) fn prune(files: &mut [(String, &mut Code)]) {
    let before: Vec<Mentions> = files.iter().map(|(_, code)| code.mentions.clone()).collect();
    loop {
        let mut everywhere = Mentions::new();
        for (name, count) in files.iter().flat_map(|(_, code)| &code.mentions) {
            *everywhere.entry(name.clone()).or_default() += count;
        }
        let mut removed = 0;
        for (_, code) in files.iter_mut() {
            let of_file = remove_unmentioned(&mut code.tree, &everywhere);
            if of_file > 0 {
                code.look_again();
            }
            removed += of_file;
        }
        if removed == 0 {
            break;
        }
    }
    let after: Vec<Mentions> = files.iter().map(|(_, code)| code.mentions.clone()).collect();
    for (at, ((path, code), (before, here))) in files.iter_mut().zip(before.iter().zip(&after)).enumerate() {
        let is_prelude = path.ends_with("src/prelude.rs");
        let elsewhere =
            |name: &str| after.iter().enumerate().any(|(other, code)| other != at && code.contains_key(name));
        let lost = |name: &str| before.contains_key(name) && !here.contains_key(name);
        let unneeded = |name: &str| if is_prelude { !elsewhere(name) } else { lost(name) };
        let items = mem::take(&mut code.tree.items).into_iter().filter_map(|item| match item {
            Item::Use(import) if matches!(import.vis, Visibility::Public(_)) => Some(Item::Use(import)),
            Item::Use(import) => {
                let tree = needed(import.tree, &unneeded)?;
                Some(Item::Use(ItemUse { tree, ..import }))
            }
            other => Some(other),
        });
        code.tree.items = items.collect();
    }
}

/// What is left of an import.
fn needed(tree: UseTree, unneeded: &impl Fn(&str) -> bool) -> Option<UseTree> {
    match tree {
        UseTree::Path(path) => {
            let tree = Box::new(needed(*path.tree, unneeded)?);
            Some(UseTree::Path(UsePath { tree, ..path }))
        }
        UseTree::Name(name) => (!unneeded(&name.ident.to_string())).then_some(UseTree::Name(name)),
        UseTree::Rename(rename) => (!unneeded(&rename.rename.to_string())).then_some(UseTree::Rename(rename)),
        UseTree::Glob(glob) => Some(UseTree::Glob(glob)),
        UseTree::Group(group) => {
            let items: Punctuated<_, _> = group.items.into_iter().filter_map(|tree| needed(tree, unneeded)).collect();
            (!items.is_empty()).then_some(UseTree::Group(UseGroup { items, ..group }))
        }
    }
}

/// Removes private methods and types whose names occur only in their own definitions.
fn remove_unmentioned(file: &mut syn::File, everywhere: &Mentions) -> usize {
    let mut removed = 0;
    let is_unmentioned = |name: &str, definition: &dyn ToTokens| {
        everywhere.get(name).copied().unwrap_or_default() == occurrences(name, definition.to_token_stream())
    };
    for item in &mut file.items {
        if let Item::Impl(block) = item
            && block.trait_.is_none()
        {
            let count = block.items.len();
            block.items.retain(|item| match item {
                ImplItem::Fn(method) if !matches!(method.vis, Visibility::Public(_)) => {
                    !is_unmentioned(&method.sig.ident.to_string(), method)
                }
                _ => true,
            });
            removed += count - block.items.len();
        }
    }
    let count = file.items.len();
    file.items.retain(|item| match item {
        Item::Enum(item) if !matches!(item.vis, Visibility::Public(_)) => {
            !is_unmentioned(&item.ident.to_string(), item)
        }
        _ => true,
    });
    removed + count - file.items.len()
}

#[cfg(test)]
mod tests {
    use super::{Code, prune};

    fn pruned(files: &[(&str, &str)]) -> Vec<String> {
        let mut parsed: Vec<Code> =
            files.iter().map(|(_, code)| Code::of(syn::parse_file(code).unwrap(), false)).collect();
        let paths = files.iter().map(|(path, _)| (*path).to_owned());
        prune(&mut paths.zip(&mut parsed).collect::<Vec<_>>());
        parsed.iter().map(|code| prettyplease::unparse(&code.tree)).collect()
    }

    #[test]
    fn an_unused_helper_is_removed_with_what_only_it_needs() {
        let library = "use a::{B, C};\nuse d::Trait;\npub struct S;\nenum E { F }\n\
                       impl S { pub(crate) fn used(&self) -> C { C } fn unused(&self, _: B) -> E { self.inner() } fn inner(&self) -> E { E::F } }";
        let [library, user, prelude] = &*pruned(&[
            ("server/src/library.rs", library),
            ("server/src/operation/o.rs", "use crate::prelude::*;\nfn f(s: S, _: G) { s.used(); }"),
            ("server/src/prelude.rs", "pub(crate) use g::{G, H};\npub(crate) use crate::library::S;"),
        ]) else {
            panic!("three files")
        };
        assert_eq!(
            library,
            "use a::C;\nuse d::Trait;\npub struct S;\nimpl S {\n    pub(crate) fn used(&self) -> C {\n        C\n    }\n}\n"
        );
        assert!(user.contains("prelude"), "{user}");
        assert_eq!(prelude, "pub(crate) use g::G;\npub(crate) use crate::library::S;\n");
    }

    #[test]
    fn what_is_public_stays() {
        let code = "pub struct S;\nimpl S {\n    pub fn f() {}\n}\npub enum E {}\n";
        assert_eq!(pruned(&[("types/src/a.rs", code)]), [code]);
    }
}
