//! What is found between two specs: a change of each kind, in both directions, and the command.

#![cfg(feature = "cli")]
#![expect(clippy::unwrap_used, reason = "what a test needs is there, or the test fails")]

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use clap::Parser;
use kii_codegen::{Change, Compared, DiffArguments, Kind, diff};
use kii_spec::{
    Access, Api, Choice, Condition, ErrorName, Level, Operation, OwnerKind, PathTemplate, Presence, Response,
    ResponseName, Segment, Shape, Tolerance, TypeName,
};
use tempfile::TempDir;

fn api() -> Api {
    Api::embedded().unwrap_or_else(|problems| panic!("{problems}"))
}

fn operation<'a>(api: &'a mut Api, id: &str) -> &'a mut Operation {
    api.operations.values_mut().find(|one| one.id.to_string() == id).unwrap()
}

fn response<'a>(api: &'a mut Api, id: &str, name: &str) -> &'a mut Response {
    operation(api, id).responses.get_mut(&ResponseName(name.into())).unwrap()
}

fn condition<'a>(api: &'a mut Api, id: &str, name: &str) -> &'a mut Condition {
    response(api, id, name).conditions.first_mut().unwrap()
}

fn member<'a>(api: &'a mut Api, owner: &str, name: &str) -> &'a mut kii_spec::Member {
    if let Some(error) = api.errors.get_mut(&ErrorName(owner.to_owned())) {
        return error.members.get_mut(name).unwrap();
    }
    api.types.get_mut(&TypeName(owner.to_owned())).unwrap().members.get_mut(name).unwrap()
}

fn longer(path: &mut PathTemplate) {
    path.segments.push(Segment::Literal("more".to_owned()));
}

/// A change, what it is, and what it is the other way round.
type Fixture = (Kind, Kind, fn(&mut Api));

const OTHER: kii_spec::Credentials = kii_spec::Credentials::NeverIssued;
const SENT: &str = "ObjectBodyPublicationRequest";
const HELD: &str = "ObjectBodyPublicationResponse";

const FIXTURES: &[Fixture] = &[
    (Kind::BasePathChanged, Kind::BasePathChanged, |api| longer(&mut api.service.base)),
    (Kind::ScopeRemoved, Kind::ScopeAdded, |api| drop(api.service.scopes.pop())),
    (Kind::ScopePathChanged, Kind::ScopePathChanged, |api| longer(&mut api.service.scopes[1].prefix)),
    (Kind::PermissionRevoked, Kind::PermissionGranted, |api| api.service.scopes[1].read.admitted.truncate(1)),
    (Kind::ScopeChanged, Kind::ScopeChanged, |api| api.service.scopes[1].object_scope_type.push('X')),
    (Kind::ScopeChanged, Kind::ScopeChanged, |api| api.service.scopes[1].owner = OwnerKind::Application),
    (Kind::ScopeChanged, Kind::ScopeChanged, |api| {
        let scopes = api.service.scopes.values_mut();
        scopes.filter_map(|scope| scope.no_owner_for.as_mut()).next().unwrap().callers.pop();
    }),
    (Kind::PermissionLeftOpen, Kind::PermissionRefused, |api| {
        api.service.scopes[1].write.refused.as_mut().unwrap().pop();
    }),
    (Kind::CallerChanged, Kind::CallerChanged, |api| api.service.callers.last_mut().unwrap().1.credentials = OTHER),
    (Kind::AxisValueChanged, Kind::AxisValueChanged, |api| {
        *api = altered("axes.yaml", "If-None-Match: \"*\"", "If-None-Match: \"x\"");
    }),
    (Kind::IdentifierChanged, Kind::IdentifierChanged, |api| {
        api.service.identifiers[0].role = kii_spec::IdentifierRole::Object;
    }),
    (Kind::AcceptedSizeLowered, Kind::AcceptedSizeRaised, |api| {
        *api = altered("service.yaml", "accepted: 60000", "accepted: 50000");
    }),
    (Kind::AccessChanged, Kind::AccessChanged, |api| operation(api, "object.delete").access = Access::Read),
    (Kind::EffectChanged, Kind::EffectChanged, |api| {
        response(api, "object.delete", "deleted").then = kii_spec::Change::default();
    }),
    (Kind::EffectChanged, Kind::EffectChanged, |api| {
        response(api, "object.put", "replaced").then.object = Some(kii_spec::ObjectChange::Merged);
    }),
    (Kind::LeniencyChanged, Kind::LeniencyChanged, |api| response(api, "body.head", "found").leniency = None),
    (Kind::WarningRemoved, Kind::WarningAdded, |api| {
        let responses = api.operations.values_mut().flat_map(|operation| operation.responses.values_mut());
        let conditions = responses.flat_map(|response| &mut response.conditions);
        let warned = conditions.filter(|one| matches!(one.tolerance, Tolerance::Warned(_)));
        warned.for_each(|one| one.tolerance = Tolerance::Warned(Vec::new()));
    }),
    (Kind::AliasRemoved, Kind::AliasAdded, |api| {
        let headers = response(api, "object.patch", "updated").headers.iter_mut();
        headers.for_each(|header| header.alias = None);
    }),
    (Kind::AliasChanged, Kind::AliasChanged, |api| {
        let headers = response(api, "object.patch", "updated").headers.iter_mut();
        headers.filter_map(|header| header.alias.as_mut()).for_each(|alias| alias.push('x'));
    }),
    (Kind::IdentifierRemoved, Kind::IdentifierAdded, |api| drop(api.service.identifiers.pop())),
    (Kind::PublishedPathChanged, Kind::PublishedPathChanged, |api| longer(&mut api.service.published)),
    (Kind::ServerMembersChanged, Kind::ServerMembersChanged, |api| api.service.server_members.push('x')),
    (Kind::IdentifierNarrowed, Kind::IdentifierWidened, |api| api.service.identifiers[0].length = 2..=63),
    (Kind::SizeLowered, Kind::SizeRaised, |api| api.service.object_size.maximum -= 1),
    (Kind::ObjectMediaChanged, Kind::ObjectMediaChanged, |api| api.service.plain_media.push('x')),
    (Kind::LoginChanged, Kind::LoginChanged, |api| api.service.login = None),
    (Kind::ErrorMemberChanged, Kind::ErrorMemberChanged, |api| api.service.error_code.push('x')),
    (Kind::OperationRemoved, Kind::OperationAdded, |api| drop(api.operations.pop())),
    (Kind::MethodChanged, Kind::MethodChanged, |api| operation(api, "object.patch").method = http::Method::POST),
    (Kind::PathChanged, Kind::PathChanged, |api| longer(&mut operation(api, "object.put").path)),
    (Kind::ConditionsRemoved, Kind::ConditionsAdded, |api| {
        operation(api, "object.put").request.precondition.as_mut().unwrap().if_none_match = false;
    }),
    (Kind::RangeRemoved, Kind::RangeAdded, |api| operation(api, "body.get").request.range = false),
    (Kind::RequestMediaChanged, Kind::RequestMediaChanged, |api| {
        operation(api, "object.delete").request.media = Some("text/plain".to_owned());
    }),
    (Kind::RequestContentChanged, Kind::RequestContentChanged, |api| {
        operation(api, "object.put").request.content = kii_spec::RequestContent::Body;
    }),
    (Kind::SuccessRemoved, Kind::SuccessAdded, |api| {
        drop(operation(api, "object.put").responses.shift_remove(&ResponseName("created".into())));
    }),
    (Kind::RefusalRemoved, Kind::RefusalAdded, |api| {
        drop(operation(api, "object.put").responses.shift_remove(&ResponseName("stale".into())));
    }),
    (Kind::StatusChanged, Kind::StatusChanged, |api| {
        response(api, "object.delete", "deleted").status = http::StatusCode::OK;
    }),
    (Kind::ResponseContentChanged, Kind::ResponseContentChanged, |api| {
        response(api, "object.delete", "deleted").content = kii_spec::ResponseContent::Object;
    }),
    (Kind::WhenChanged, Kind::WhenChanged, |api| drop(response(api, "object.delete", "deleted").conditions.pop())),
    (Kind::BindingLowered, Kind::BindingRaised, |api| {
        condition(api, "object.put", "stale").level = Level::Should;
    }),
    (Kind::ToleranceAdded, Kind::ToleranceRemoved, |api| {
        condition(api, "object.put", "stale").tolerance = Tolerance::AnyClientError;
    }),
    (Kind::HeaderRemoved, Kind::HeaderAdded, |api| drop(response(api, "object.get", "found").headers.pop())),
    (Kind::HeaderOptional, Kind::HeaderRequired, |api| {
        response(api, "object.get", "found").headers[0].level = Level::Should;
    }),
    (Kind::HeaderChanged, Kind::HeaderChanged, |api| {
        response(api, "object.get", "found").headers[0].value = kii_spec::HeaderValue::BodyMedia;
    }),
    (Kind::MediaChanged, Kind::MediaChanged, |api| {
        api.errors.get_mut(&ErrorName("ObjectNotFound".to_owned())).unwrap().media.push('x');
    }),
    (Kind::CodeChanged, Kind::CodeChanged, |api| {
        api.errors.get_mut(&ErrorName("ObjectNotFound".to_owned())).unwrap().code.push('X');
    }),
    (Kind::ErrorStatusChanged, Kind::ErrorStatusChanged, |api| {
        api.errors.get_mut(&ErrorName("ObjectNotFound".to_owned())).unwrap().status = http::StatusCode::GONE;
    }),
    (Kind::RequestMemberRemoved, Kind::RequestMemberAdded, |api| {
        drop(api.types.get_mut(&TypeName(SENT.to_owned())).unwrap().members.pop());
    }),
    (Kind::RequestMemberRequired, Kind::RequestMemberOptional, |api| {
        member(api, SENT, "expiresIn").presence = Presence::Required;
    }),
    (Kind::RequestMemberNarrowed, Kind::RequestMemberWidened, |api| {
        member(api, SENT, "expiresIn").minimum = Some(60);
    }),
    (Kind::RequestMemberChanged, Kind::RequestMemberChanged, |api| member(api, SENT, "expiresIn").meaning = None),
    (Kind::ResponseMemberRemoved, Kind::ResponseMemberAdded, |api| {
        drop(api.types.get_mut(&TypeName(HELD.to_owned())).unwrap().members.pop());
    }),
    (Kind::ResponseMemberOptional, Kind::ResponseMemberRequired, |api| {
        member(api, HELD, "url").presence = Presence::Optional;
    }),
    (Kind::ResponseMemberWidened, Kind::ResponseMemberNarrowed, |api| member(api, HELD, "url").shape = Shape::String),
    (Kind::ResponseMemberChanged, Kind::ResponseMemberChanged, |api| {
        member(api, "ObjectNotFound", "objectID").value = None;
    }),
];

fn kinds(changes: &[Change]) -> BTreeSet<Kind> {
    changes.iter().map(|change| change.kind).collect()
}

#[test]
fn each_kind_of_change_is_found_in_both_directions_and_nothing_else() {
    let old = api();
    for (forward, backward, change) in FIXTURES {
        let mut new = old.clone();
        change(&mut new);
        let found = diff(&old, &new);
        assert_eq!(kinds(&found), BTreeSet::from([*forward]), "{forward}: {found:?}");
        let found = diff(&new, &old);
        assert_eq!(kinds(&found), BTreeSet::from([*backward]), "{backward}: {found:?}");
    }
}

#[test]
fn each_condition_of_a_response_is_compared_by_itself() {
    let old = api();
    let mut new = old.clone();
    let invalid = response(&mut new, "object.put", "invalid_json");
    let (level, tolerance) = (Level::Must, Tolerance::None);
    let [one] = invalid.conditions.as_mut_slice() else { panic!("{invalid:?}") };
    let Some(Choice::Settings(settings)) = one.when.axes.values_mut().next() else { panic!("{one:?}") };
    settings.truncate(1);
    (one.level, one.tolerance) = (level, tolerance);
    let found = kinds(&diff(&old, &new));
    assert_eq!(found, BTreeSet::from([Kind::BindingRaised, Kind::WhenChanged, Kind::ToleranceRemoved]));

    let mut new = old.clone();
    let responses = new.operations.values_mut().flat_map(|operation| operation.responses.values_mut());
    let is_tolerant = |one: &Condition| one.tolerance == Tolerance::AnyClientError;
    let several = |one: &&mut Response| one.conditions.iter().filter(|one| is_tolerant(one)).count() > 1;
    let mut conditions = responses.filter(several).flat_map(|response| &mut response.conditions);
    conditions.find(|one| is_tolerant(one)).unwrap().tolerance = Tolerance::None;
    let found = diff(&old, &new);
    assert_eq!(kinds(&found), BTreeSet::from([Kind::ToleranceRemoved]));
    assert!(found[0].new.as_ref().unwrap().starts_with("no other status at "), "{}", found[0]);
}

#[test]
fn members_that_must_be_sent_or_may_be_held_are_told_apart() {
    let old = api();
    let mut new = old.clone();
    for (owner, presence) in [(SENT, Presence::Required), (HELD, Presence::Optional)] {
        let mut added = member(&mut new, owner, if owner == SENT { "expiresIn" } else { "url" }).clone();
        added.presence = presence;
        api_type(&mut new, owner).members.insert("more".to_owned(), added);
    }
    let expected = BTreeSet::from([Kind::RequiredMemberAdded, Kind::OptionalMemberAdded]);
    assert_eq!(kinds(&diff(&old, &new)), expected);
    assert!(!Kind::OptionalMemberAdded.breaks().servers() && !Kind::OptionalMemberAdded.breaks().clients());
}

#[test]
fn what_only_should_be_breaks_nobody() {
    let mut old = api();
    let header = response(&mut old, "object.get", "found").headers.last_mut().unwrap();
    header.level = Level::Should;
    response(&mut old, "object.put", "stale").conditions.iter_mut().for_each(|one| one.level = Level::Should);
    let mut new = old.clone();
    response(&mut new, "object.get", "found").headers.pop();
    operation(&mut new, "object.put").responses.shift_remove(&ResponseName("stale".into()));
    assert!(kinds(&diff(&old, &new)).contains(&Kind::OptionalHeaderRemoved));
    let added = kinds(&diff(&new, &old));
    assert_eq!(added, BTreeSet::from([Kind::OptionalHeaderAdded, Kind::OptionalRefusalAdded]));
}

#[test]
fn a_caller_who_is_refused_where_nothing_was_said_is_found() {
    let old = api();
    let mut new = old.clone();
    let thing = old.service.callers.values().find(|caller| caller.name.to_string() == "thing").unwrap().id;
    let refused = &mut new.service.scopes[0].write.refused;
    refused.as_mut().unwrap().push(thing);
    assert!(kinds(&diff(&old, &new)).contains(&Kind::PermissionRefused));
}

fn api_type<'a>(api: &'a mut Api, name: &str) -> &'a mut kii_spec::Type {
    api.types.get_mut(&TypeName(name.to_owned())).unwrap()
}

#[test]
fn every_kind_has_a_fixture_and_a_line_in_the_documents() {
    let separately = [
        Kind::RequiredMemberAdded,
        Kind::OptionalMemberAdded,
        Kind::OptionalHeaderAdded,
        Kind::OptionalHeaderRemoved,
        Kind::OptionalRefusalAdded,
        Kind::PermissionRefused,
    ];
    let tried: BTreeSet<Kind> =
        FIXTURES.iter().flat_map(|(forward, backward, _)| [*forward, *backward]).chain(separately).collect();
    let page = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/comparing-specs.md")).unwrap();
    for kind in Kind::ALL {
        assert!(tried.contains(kind), "{kind} has no fixture");
        let line = format!("| `{kind}` | {} | {} |", kind.breaks(), kind.summary());
        assert!(page.contains(&line), "docs/comparing-specs.md lacks the line\n{line}");
    }
}

#[test]
fn what_is_compared_with_itself_has_not_changed() {
    assert_eq!(diff(&api(), &api()), []);
}

#[derive(Parser)]
struct Program {
    #[command(flatten)]
    arguments: DiffArguments,
}

/// A copy of the spec in which one text is another.
fn copy(dir: &TempDir, name: &str, file: &str, change: impl FnOnce(String) -> String) -> PathBuf {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec/api");
    let target = dir.path().join(name);
    for folder in ["", "operations", "types"] {
        fs::create_dir_all(target.join(folder)).unwrap();
        for entry in fs::read_dir(source.join(folder)).unwrap().map(Result::unwrap) {
            if entry.path().is_file() {
                fs::copy(entry.path(), target.join(folder).join(entry.file_name())).unwrap();
            }
        }
    }
    let path = target.join(file);
    let text = fs::read_to_string(&path).unwrap();
    let changed = change(text.clone());
    assert_ne!(text, changed, "nothing was changed in {file}");
    fs::write(path, changed).unwrap();
    target
}

/// The spec with one text in place of another.
fn altered(file: &str, text: &str, other: &str) -> Api {
    let dir = TempDir::new().unwrap();
    let path = copy(&dir, "new", file, |whole| whole.replacen(text, other, 1));
    Api::load(&path).unwrap_or_else(|problems| panic!("{problems}"))
}

fn run(arguments: &[&str]) -> Result<Compared, String> {
    let program = Program::parse_from([&["diff"], arguments].concat());
    program.arguments.run().map_err(|error| error.to_string())
}

/// The spec, and a copy without the response to a stale version of one operation.
fn without_a_response(dir: &TempDir) -> [String; 2] {
    let old = copy(dir, "old", "service.yaml", |text| text.replacen("title: Kii", "title: The Kii", 1));
    let new = copy(dir, "new", "operations/object.yaml", |text| {
        let begin = text.find("      stale:\n").unwrap();
        let end = begin + text[begin..].find("      unauthorized:\n").unwrap();
        format!("{}{}", &text[..begin], &text[end..])
    });
    [old, new].map(|path| path.to_str().unwrap().to_owned())
}

#[test]
fn a_removed_response_breaks_servers_although_rules_and_inventory_still_name_it() {
    let dir = TempDir::new().unwrap();
    let [old, new] = without_a_response(&dir);
    let compared = run(&[&old, &new]).unwrap();
    assert!(compared.breaks);
    assert!(compared.text.contains("refusal-removed object.delete/stale"), "{}", compared.text);
    assert!(compared.text.contains("breaks servers"), "{}", compared.text);
    let shown = format!("```text\n$ kii-codegen diff main spec/api\n{}```\n", compared.text);
    let page = include_str!("../../docs/comparing-specs.md");
    assert!(page.contains(&shown), "docs/comparing-specs.md does not show what is printed:\n{shown}");
    assert!(compared.notes.contains("inventory.yaml") && compared.notes.contains("is compared nevertheless"));
    let json: serde_json::Value = serde_json::from_str(&run(&[&old, &new, "--format", "json"]).unwrap().text).unwrap();
    assert_eq!(json["changes"][0]["place"], "object.delete/stale");
    assert_eq!(json["changes"][0]["breaks_servers"], true);
    let table = run(&[&old, &new, "--format", "markdown"]).unwrap().text;
    assert!(table.contains("| `refusal-removed` | `object.delete/stale` |"), "{table}");
}

#[test]
fn an_operation_with_a_name_that_is_like_its_old_one_is_compared() {
    let dir = TempDir::new().unwrap();
    let old = copy(&dir, "old", "service.yaml", |text| text.replacen("title: Kii", "title: The Kii", 1));
    let new = copy(&dir, "new", "operations/object.yaml", |text| text.replacen("  delete:\n", "  close:\n", 1));
    let [old, new] = [old, new].map(|path| path.to_str().unwrap().to_owned());
    let compared = run(&[&old, &new]).unwrap();
    assert!(compared.text.contains("operation-removed object.delete"), "{}", compared.text);
    assert!(compared.notes.contains("nothing refers to `object.close`"), "{}", compared.notes);
}

#[test]
fn an_accepted_break_is_none_and_one_that_applies_no_more_is_an_error() {
    let dir = TempDir::new().unwrap();
    let [old, new] = without_a_response(&dir);
    let file = dir.path().join("accepted.yaml");
    let accept = |text: &str| {
        fs::write(&file, text).unwrap();
        run(&[&old, &new, "--accept", file.to_str().unwrap()])
    };
    let entry = "- { change: refusal-removed object.delete/stale, reason: nobody was refused so }\n";
    let accepted = accept(entry).unwrap();
    assert!(!accepted.breaks && accepted.text.contains("which is accepted"), "{}", accepted.text);
    let message = accept(&format!("{entry}- {{ change: scope-removed scope thing, reason: none }}\n")).unwrap_err();
    assert!(message.contains("nothing has changed that `scope-removed scope thing` accepts"), "{message}");
    let message = accept("- { change: refusal-removed object.delete/stale, reason: \" \" }\n").unwrap_err();
    assert!(message.contains("has no reason"), "{message}");
}

#[test]
fn a_version_that_nobody_knows_is_named() {
    let message = run(&["no-such-revision", "no-such-revision"]).unwrap_err();
    assert!(message.contains("`no-such-revision` is no folder") && message.contains("REVISION:FOLDER"), "{message}");
}

#[test]
fn a_broken_spec_is_not_compared() {
    let dir = TempDir::new().unwrap();
    let broken = copy(&dir, "broken", "operations/object.yaml", |text| text.replacen("method: DELETE", "method: [", 1));
    let message = run(&[broken.to_str().unwrap(), broken.to_str().unwrap()]).unwrap_err();
    assert!(message.contains("operations/object.yaml"), "{message}");
}
