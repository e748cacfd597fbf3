//! Code is generated for other specs than the project's own: one about notes, and what remains of both without their parts.

#![expect(clippy::unwrap_used, reason = "a test states what it expects by unwrapping it")]

use std::{
    collections::BTreeSet,
    env, fs,
    path::{Path, PathBuf},
};

use kii_codegen::{GeneratedFile, generate, write};
use kii_spec::{
    Api, ErrorName, Member, OperationId, OwnerKind, RequestContent, ResponseContent, ResponseName, TypeName,
};
use proc_macro2::{TokenStream, TokenTree};
use tempfile::TempDir;

/// Names that no generated file has to declare or import.
const STANDARD: &str = "Box Clone Copy Debug Default Eq Err From Future Hash Into Item None Ok Option Ord Output PartialEq PartialOrd Result \
                        Send Sized Some String Sync TryFrom Vec";

fn notes_dir() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec/tests/notes")
}

fn notes() -> Api {
    Api::load(&notes_dir()).unwrap_or_else(|problems| panic!("{problems}"))
}

/// The notes with texts of their files replaced: file, what stands there once, what stands there instead.
fn changed(changes: &[(&str, &str, &str)]) -> Result<Api, String> {
    let dir = TempDir::new().unwrap();
    copy(&notes_dir(), dir.path());
    for (file, found, replacement) in changes {
        let path = dir.path().join(file);
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.contains(found), "{file}: {found}");
        fs::write(path, text.replace(found, replacement)).unwrap();
    }
    Api::load(dir.path()).map_err(|problems| problems.to_string())
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let to = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &to);
        } else {
            fs::copy(entry.path(), to).unwrap();
        }
    }
}

/// The generated files, each of which is Rust and declares or imports every type that it mentions.
///
/// With `KEEP=DIR` in the environment they are written to `DIR/NAME/generated`, to be compiled by hand.
fn compiled(name: &str, api: &Api) -> Vec<GeneratedFile> {
    let files = generate(api).unwrap_or_else(|error| panic!("{name}: {error}"));
    if let Some(dir) = env::var_os("KEEP") {
        write(&Path::new(&dir).join(name).join("generated"), &files).unwrap();
    }
    let code = files.iter().filter(|file| file.path.extension().is_some_and(|extension| extension == "rs"));
    let code: Vec<(&Path, TokenStream)> = code.map(|file| (file.path.as_path(), file.text.parse().unwrap())).collect();
    let mut declared: BTreeSet<String> = STANDARD.split_whitespace().map(str::to_owned).collect();
    for (_, tokens) in &code {
        declarations(tokens.clone(), &mut declared);
    }
    for (path, tokens) in &code {
        syn::parse2::<syn::File>(tokens.clone()).unwrap_or_else(|error| panic!("{name}: {}: {error}", path.display()));
        for mentioned in names(tokens.clone(), false) {
            assert!(declared.contains(&mentioned), "{name}: {}: nothing declares {mentioned}", path.display());
        }
    }
    files
}

/// Whatever stands behind a word that declares a type, in an import, or in an enum.
fn declarations(tokens: TokenStream, into: &mut BTreeSet<String>) {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    for (at, token) in tokens.iter().enumerate() {
        let word = token.to_string();
        if let TokenTree::Group(group) = token {
            declarations(group.stream(), into);
        }
        match word.as_str() {
            "struct" | "trait" | "type" | "impl" | "const" => {
                into.extend(tokens.get(at + 1).map(ToString::to_string));
            }
            "enum" => {
                into.extend(tokens.get(at + 1).map(ToString::to_string));
                let body = tokens.iter().skip(at).find_map(|token| match token {
                    TokenTree::Group(group) => Some(group.stream()),
                    TokenTree::Ident(_) | TokenTree::Punct(_) | TokenTree::Literal(_) => None,
                });
                into.extend(names(body.unwrap_or_default(), true));
            }
            "use" => {
                let rest = tokens.iter().skip(at).take_while(|token| token.to_string() != ";");
                into.extend(rest.flat_map(|token| names(token.clone().into(), true)));
            }
            _ => {}
        }
    }
    // Parameters of functions and types are between `<` and `:`.
    for pair in tokens.windows(2) {
        if let [TokenTree::Punct(open), TokenTree::Ident(name)] = pair
            && "<,".contains(open.as_char())
            && name.to_string().len() == 1
        {
            into.insert(name.to_string());
        }
    }
}

/// Every name that is written as a type or variant is; those behind `::` only if they are wanted.
fn names(tokens: TokenStream, behind_paths: bool) -> Vec<String> {
    let mut found = Vec::new();
    let mut colons = 0;
    for token in tokens {
        colons = if token.to_string() == ":" { colons + 1 } else { colons };
        match token {
            TokenTree::Ident(name) => {
                let name = name.to_string();
                let mut letters = name.chars();
                let is_type = letters.next().is_some_and(char::is_uppercase)
                    && (name.len() == 1 || letters.any(char::is_lowercase))
                    && name != "Self";
                found.extend((is_type && (behind_paths || colons < 2)).then_some(name));
                colons = 0;
            }
            TokenTree::Group(group) => {
                found.extend(names(group.stream(), behind_paths));
                colons = 0;
            }
            TokenTree::Literal(_) => colons = 0,
            TokenTree::Punct(mark) if mark.as_char() != ':' => colons = 0,
            TokenTree::Punct(_) => {}
        }
    }
    found
}

fn text<'a>(files: &'a [GeneratedFile], path: &str) -> &'a str {
    &files.iter().find(|file| file.path == Path::new(path)).unwrap_or_else(|| panic!("{path}")).text
}

#[test]
fn another_spec_gives_code_without_what_it_does_not_need() {
    let files = compiled("notes", &notes());
    for word in ["kii.", "ObjectPut", "user_of_me", "OwnerError", "groupID", "Group"] {
        let naming = files.iter().find(|file| file.text.contains(word));
        assert!(naming.is_none(), "{word}: {}", naming.unwrap().path.display());
    }
    let call = text(&files, "client/src/call.rs");
    assert!(call.contains("fn with_if_match") && !call.contains("fn with_range"), "{call}");
    assert!(text(&files, "server/src/context.rs").contains("pub(crate) fn new("));
    assert!(text(&files, "types/src/json.rs").contains("pub choice: ReceiptChoice"));
}

#[test]
fn one_scope_is_enough() {
    for kind in [OwnerKind::Application, OwnerKind::Caller] {
        let mut api = Api::embedded().unwrap();
        api.service.scopes.retain(|_, scope| scope.owner == kind);
        for operation in api.operations.values_mut() {
            operation.responses.retain(|_, response| response.content != ResponseContent::OwnerMissing);
        }
        let files = compiled(&format!("only_{kind:?}"), &api);
        let asks = text(&files, "server/src/service.rs").contains("fn user_of_me");
        assert_eq!(asks, kind == OwnerKind::Caller);
    }
}

#[test]
fn any_one_operation_is_enough() {
    let whole = Api::embedded().unwrap();
    let verbs = [("object", "head"), ("body", "get"), ("body", "put"), ("collection", "post"), ("publish", "post")];
    for (resource, verb) in verbs {
        let mut api = whole.clone();
        let id = OperationId { resource: resource.into(), verb: verb.into() };
        api.operations.retain(|known, _| *known == id);
        if verb == "head" {
            // Only the status tells its answers apart, so the error for invalid credentials is missing.
            let message = generate(&api).unwrap_err().to_string();
            assert!(message.contains("caller=none") && message.contains("expected"), "{message}");
            api.service.scopes.retain(|_, scope| scope.owner != OwnerKind::Caller);
        }
        compiled(&format!("only_{resource}_{verb}"), &api);
    }
}

#[test]
fn the_example_of_a_request_has_all_members_that_its_body_must_have() {
    let mut api = Api::embedded().unwrap();
    let name = TypeName("ObjectBodyPublicationResponse".into());
    let scope = api.errors[&ErrorName("ObjectNotFound".into())].members["objectScope"].clone();
    api.types[&name].members.insert(scope.name.clone(), scope);
    let id = OperationId { resource: "publish".into(), verb: "post".into() };
    api.operations[&id].request.content = RequestContent::Json(name);
    let files = compiled("record", &api);
    let examples = text(&files, "client/tests/examples/mod.rs");
    let (_, example) = examples.split_once("async fn publish_post(").unwrap();
    let members = [
        "ObjectBodyPublicationResponse {",
        "publication_id: String::from(\"q8yd2b7n\"),",
        "object_scope: ObjectScope::App {",
        "app_id: String::from(\"ab12cd34\"),",
    ];
    for member in members {
        assert!(example.contains(member), "{member}: {example}");
    }
}

#[test]
fn no_type_has_to_name_a_scope_and_no_path_an_application() {
    let mut api = Api::embedded().unwrap();
    api.types.retain(|name, _| name.0 != "ObjectScope");
    api.errors.values_mut().for_each(|error| {
        error.members.retain(|name, _| name != "objectScope");
    });
    api.service.base.segments.truncate(1);
    api.service.scopes.shift_remove_index(0);
    let files = compiled("bare", &api);
    let context = text(&files, "server/src/context.rs");
    assert!(!context.contains("object_scope") && !context.contains("app_id"), "{context}");
    assert!(context.contains("user_of_me"), "invalid credentials are still refused: {context}");
}

#[test]
fn reserved_words_and_whatever_is_no_word_become_names() {
    let members = "\
Self:
  summary: Words that mean something in Rust.
  members:
    type: { type: string, summary: A. }
    self: { type: string, summary: B. }
    crate: { type: int, optional: true, summary: C. }
    async: { type: long, summary: D. }
    gen: { type: url, summary: E. }
    größe: { type: string, summary: F. }
    a-b c: { type: string, summary: G. }
  source: { page: notes, section: PUT }
Place:
";
    let api = changed(&[
        ("types/notes.yaml", "Place:\n", members),
        ("types/notes.yaml", "type: Place,", "type: Place, summary: Where., optional: true }\n    loop: { type: Self,"),
        ("types/notes.yaml", "scopes: [user]", "scopes: [self]"),
        ("service.yaml", "  user:\n", "  self:\n"),
        ("service.yaml", "home: [user]", "home: [self]"),
        ("service.yaml", "/users/{userID}", "/users/{super}"),
        ("service.yaml", "/x/{publicationID}", "/x/{type}"),
        ("operations/note.yaml", "      stale:\n", "      self:\n"),
    ]);
    let files = compiled("words", &api.unwrap_or_else(|problems| panic!("{problems}")));
    let json = text(&files, "types/src/json.rs");
    let fields = [
        "pub struct Self_ {",
        "pub r#type: String",
        "pub self_: String",
        "pub crate_: Option<i32>",
        "pub r#async: i64",
    ];
    for field in
        fields.into_iter().chain(["pub r#gen: String", "pub größe: String", "pub a_b_c: String", "pub r#loop: Self_"])
    {
        assert!(json.contains(field), "{field}: {json}");
    }
    assert!(text(&files, "types/src/scope.rs").contains("super_: Super"));
    assert!(text(&files, "server/src/operation/note_put.rs").contains("Self_(Superseded)"));
}

/// The notes with an answer of `note.put` under another name.
fn renamed(api: &mut Api, name: &str) {
    let id = OperationId { resource: "note".into(), verb: "put".into() };
    let responses = &mut api.operations[&id].responses;
    let mut response = responses.shift_remove(&ResponseName("stale".into())).unwrap();
    response.name = ResponseName(name.into());
    responses.insert(response.name.clone(), response);
}

/// The notes with the type `Stored` under another name.
fn retyped(api: &mut Api, name: &str) {
    let mut ty = api.types.shift_remove(&TypeName("Stored".into())).unwrap();
    ty.name = TypeName(name.into());
    let id = OperationId { resource: "attachment".into(), verb: "put".into() };
    let stored = &mut api.operations[&id].responses[&ResponseName("stored".into())];
    stored.content = ResponseContent::Json(ty.name.clone());
    api.types.insert(ty.name.clone(), ty);
}

type Change<'a> = &'a dyn Fn(&mut Api);

#[test]
fn names_that_stand_for_two_things_are_an_error_and_not_code_that_does_not_compile() {
    let twins = |api: &mut Api| {
        let members = &mut api.types[&TypeName("Stored".into())].members;
        for name in ["storedAt", "stored_at"] {
            let member = Member { name: name.into(), ..members["at"].clone() };
            members.insert(name.into(), member);
        }
    };
    let cases: [(Change<'_>, &[&str]); 6] = [
        (
            &twins,
            &[
                "types/src/json.rs:",
                "struct `Stored`",
                "two fields",
                "`storedAt` and the member of type `Stored` `stored_at`",
            ],
        ),
        (
            &|api| renamed(api, "Written"),
            &["note_put.rs:", "two variants", "`Written`", "operation `note.put` `written`"],
        ),
        (&|api| renamed(api, "unexpected"), &["client/src/operation/note_put.rs:", "`Unexpected`", "`unexpected`"]),
        (&|api| retyped(api, "Response"), &["server/src/operation/attachment_put.rs", "the type `Response`"]),
        (&|api| retyped(api, "Option"), &["Rust's own library", "the type `Option`: give that another name"]),
        (&|api| retyped(api, "NoNote"), &["the package `types`", "the type `NoNote` and the error `NoNote`"]),
    ];
    for (change, expected) in cases {
        let mut api = notes();
        change(&mut api);
        let message = generate(&api).unwrap_err().to_string();
        for words in expected {
            assert!(message.contains(words), "{words}: {message}");
        }
    }
}

#[test]
fn text_that_would_change_how_code_is_read_becomes_harmless() {
    let mut api = notes();
    api.service.title = String::from("Notes\u{202e} \"*/ {{ x }} [a]");
    let files = compiled("marks", &api);
    assert!(files.iter().all(|file| !file.text.contains('\u{202e}')));
    let manifest = text(&files, "types/Cargo.toml");
    assert!(manifest.contains(r#"description = "Notes\\u{202e} \"*/ {{ x }} \\[a\\]: "#), "{manifest}");
}
