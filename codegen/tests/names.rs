//! Names and texts of the spec in the clients whose languages no compiler has checked here: TypeScript and Python.

#![expect(clippy::unwrap_used, reason = "a test states what it expects by unwrapping it")]

use std::path::Path;

use kii_codegen::{GeneratedFile, Generator, Target};
use kii_spec::{Api, ErrorName, OperationId, ResponseName, Segment, Shape, TypeName};

fn generated(target: Target, api: &Api) -> Result<Vec<GeneratedFile>, String> {
    Generator::new().unwrap().only(&[target]).files(api).map_err(|error| error.to_string())
}

fn text<'a>(files: &'a [GeneratedFile], path: &str) -> &'a str {
    &files.iter().find(|file| file.path == Path::new(path)).unwrap_or_else(|| panic!("{path}")).text
}

/// Adds a type, an error, a member, a header, a response or a parameter that is like another, but for its name.
fn with(api: &mut Api, what: &str, name: &str) {
    let id = OperationId { resource: "object".into(), verb: "put".into() };
    let operation = &mut api.operations[&id];
    match what {
        "type" => {
            let mut ty = api.types[&TypeName("ObjectUpdateResponse".into())].clone();
            ty.name = TypeName(name.into());
            api.types.insert(ty.name.clone(), ty);
        }
        "error" => {
            let mut error = api.errors[&ErrorName("ObjectNotFound".into())].clone();
            error.name = ErrorName(name.into());
            api.errors.insert(error.name.clone(), error);
        }
        "member" => {
            let members = &mut api.types[&TypeName("ObjectUpdateResponse".into())].members;
            let mut member = members[0].clone();
            member.name = name.into();
            members.insert(name.into(), member);
        }
        "header" => {
            let headers = &mut operation.responses[&ResponseName("replaced".into())].headers;
            let mut header = headers[0].clone();
            header.name = name.into();
            headers.push(header);
        }
        "response" => {
            let mut response = operation.responses[&ResponseName("replaced".into())].clone();
            response.name = ResponseName(name.into());
            operation.responses.insert(response.name.clone(), response);
        }
        "parameter" => operation.path.segments.push(Segment::Parameter(name.into())),
        "base" => api.service.base.segments.push(Segment::Parameter(name.into())),
        "operation" => {
            let mut operation = operation.clone();
            let (resource, verb) = name.split_once('.').unwrap();
            operation.id = OperationId { resource: resource.into(), verb: verb.into() };
            api.operations.insert(operation.id.clone(), operation);
        }
        other => panic!("{other}"),
    }
}

#[test]
fn a_name_that_stands_for_two_things_is_an_error_in_each_target_where_it_does() {
    let (python, typescript) = (&[Target::Python][..], &[Target::TypeScript][..]);
    let both = &[Target::Python, Target::TypeScript][..];
    let cases = [
        ("type", "ObjectPutReplaced", both, "`object.put/replaced`", "`replaced` of operation `object.put`"),
        ("error", "ObjectGetFound", both, "the error `ObjectGetFound`", "the error `ObjectGetFound`"),
        ("error", "ObjectUpdateResponse", both, "the type `ObjectUpdateResponse`", "the type `ObjectUpdateResponse`"),
        ("error", "ObjectGetAnswer", both, "the answer of operation", "the answer of operation"),
        ("type", "AppScope", python, "the scope `app`", ""),
        ("error", "ObjectScopeApp", python, "`ObjectScope` with `APP`", ""),
        ("error", "ObjectGetRequest", typescript, "", "the request of operation `object.get`"),
        ("member", "created_at", python, "the member `createdAt`", ""),
        ("header", "e_tag", both, "the header `etag`", "the header `etag`"),
        ("response", "Replaced", both, "object.put/Replaced", "`Replaced` of operation"),
        ("response", "unexpected", typescript, "", "`object.put/unexpected`"),
        ("parameter", "content", typescript, "", "the parameter `content`"),
        ("parameter", "bucket_id", python, "the parameter `bucketID`", ""),
        ("base", "timeout", python, "the parameter `timeout` of `base`", ""),
        ("base", "fetch", typescript, "", "the parameter `fetch` of `base`"),
        ("operation", "with.credentials", typescript, "", "the operation `with.credentials`"),
    ];
    for (what, name, refusing, of_python, of_typescript) in cases {
        let mut api = Api::embedded().unwrap();
        with(&mut api, what, name);
        for (target, words) in [(Target::Python, of_python), (Target::TypeScript, of_typescript)] {
            let result = generated(target, &api);
            assert_eq!(result.is_err(), refusing.contains(&target), "{what} {name} in {target}: {:?}", result.err());
            if let Err(message) = result {
                assert!(message.contains(words) && message.contains("give one of them another name"), "{message}");
            }
        }
    }
}

#[test]
fn a_type_and_an_error_of_one_name_have_no_common_schema() {
    let mut api = Api::embedded().unwrap();
    with(&mut api, "error", "ObjectUpdateResponse");
    for target in [Target::OpenApi, Target::JsonSchema] {
        let message = generated(target, &api).unwrap_err();
        assert!(message.contains("the set of schemas has two things called `ObjectUpdateResponse`"), "{message}");
    }
}

#[test]
fn a_member_may_have_the_name_of_what_every_object_inherits() {
    for name in ["constructor", "toString", "__proto__"] {
        let mut api = Api::embedded().unwrap();
        with(&mut api, "member", name);
        let files = generated(Target::TypeScript, &api).unwrap();
        let types = text(&files, "typescript/src/types.ts");
        let key = if name == "__proto__" { "[\"__proto__\"]" } else { name };
        assert!(types.contains(&format!("  {key}: requiredMember(integer),")), "{types}");
        assert!(generated(Target::Python, &api).is_ok());
    }
}

#[test]
fn a_title_does_not_end_the_text_that_it_stands_in() {
    let mut api = Api::embedded().unwrap();
    api.service.title = String::from("Notes */ \"\"\" \\ {{ x }}");
    let files = generated(Target::TypeScript, &api).unwrap();
    assert!(text(&files, "typescript/src/index.ts").contains("/** Notes *\\/ \"\"\" \\ {{ x }}: a client. */"));
    let files = generated(Target::Python, &api).unwrap();
    let package = text(&files, "python/src/kii_client/__init__.py");
    assert!(package.contains("\"\"\"Notes */ \\\"\\\"\\\" \\\\ {{ x }}: a client.\"\"\""), "{package}");
}

#[test]
fn a_member_is_no_mention_of_a_function_of_its_name() {
    let mut api = Api::embedded().unwrap();
    for ty in api.types.values_mut() {
        ty.members.values_mut().filter(|member| member.name == "url").for_each(|member| member.shape = Shape::String);
    }
    let files = generated(Target::Python, &api).unwrap();
    let bodies = text(&files, "python/src/kii_client/bodies.py");
    assert!(bodies.contains("import JsonObject, Members, integer, known, text\n"), "{bodies}");
    let files = generated(Target::TypeScript, &api).unwrap();
    let types = text(&files, "typescript/src/types.ts");
    assert!(types.contains("url: requiredMember(text),"), "{types}");
    assert!(!types.contains(", url }"), "{types}");
}
