//! Faults of permission: callers who are admitted and should be refused, or the reverse.

use std::collections::HashSet;

use kii_server_stubs::{Context, ObjectStorage};
use kii_types::{Authorization, BucketId, ObjectScope};

use super::{Fault, Topic, hooks::Hooks, memory::Memory};
use crate::fixture::{Account, Fixture};

/// Takes requests for the administrator's when they are meant.
fn admitting(fixture: &Fixture, is_meant: fn(&Fixture, &'static str, &Context) -> bool) -> Hooks {
    let fixture = fixture.clone();
    Hooks::default().context(move |operation, context| {
        if is_meant(&fixture, operation, context) {
            context.authorization = Authorization::Bearer(fixture.admin_token.clone());
        }
    })
}

/// Refuses requests that are meant.
fn refusing(fixture: &Fixture, is_meant: fn(&Fixture, &'static str, &Context) -> bool) -> Hooks {
    let fixture = fixture.clone();
    Hooks::default().context(move |operation, context| {
        if is_meant(&fixture, operation, context) {
            context.authorization = Authorization::Bearer(String::new());
        }
    })
}

/// Whether an account is asking.
fn is(context: &Context, account: &Account) -> bool {
    is_token(context, &account.token)
}

fn is_token(context: &Context, token: &str) -> bool {
    matches!(&context.authorization, Authorization::Bearer(sent) if sent == token)
}

fn is_anonymous(context: &Context) -> bool {
    matches!(context.authorization, Authorization::Basic { .. })
}

fn in_app(context: &Context) -> bool {
    matches!(context.object_scope, ObjectScope::App { .. })
}

fn in_user(context: &Context) -> bool {
    matches!(context.object_scope, ObjectScope::AppAndUser { .. })
}

fn in_group(context: &Context) -> bool {
    matches!(context.object_scope, ObjectScope::AppAndGroup { .. })
}

fn in_thing(context: &Context) -> bool {
    matches!(context.object_scope, ObjectScope::AppAndThing { .. })
}

/// A fault that lets a caller carry out an operation in a scope.
macro_rules! admitted {
    ($id:literal, $operation:literal, $summary:literal, $is_meant:expr) => {
        Fault {
            id: $id,
            summary: $summary,
            operation: Some($operation),
            topic: Topic::Permission,
            violates: &["default-permissions-refuse"],
            hooks: |fixture| {
                admitting(fixture, |fixture, operation, context| operation == $operation && $is_meant(fixture, context))
            },
        }
    };
}

/// A fault that keeps a caller from an operation in a scope; first among what it violates is the rule that lets it.
macro_rules! refused {
    ($id:literal, $operation:literal, $rule:literal, $summary:literal, $is_meant:expr) => {
        Fault {
            id: $id,
            summary: $summary,
            operation: Some($operation),
            topic: Topic::Permission,
            violates: &[$rule],
            hooks: |fixture| {
                refusing(fixture, |fixture, operation, context| operation == $operation && $is_meant(fixture, context))
            },
        }
    };
}

/// The faults.
pub(super) const FAULTS: &[Fault] = &[
    admitted!(
        "stranger-reads-objects-of-users",
        "object.get",
        "Another user may read a user's objects.",
        |fixture: &Fixture, context: &Context| in_user(context) && is(context, &fixture.stranger)
    ),
    admitted!(
        "stranger-asks-for-objects-of-groups",
        "object.head",
        "Who is not a member may learn whether a group has an object.",
        |fixture: &Fixture, context: &Context| in_group(context) && is(context, &fixture.stranger)
    ),
    admitted!(
        "stranger-writes-objects-of-groups",
        "object.put",
        "Who is not a member may replace a group's objects.",
        |fixture: &Fixture, context: &Context| in_group(context) && is(context, &fixture.stranger)
    ),
    admitted!(
        "stranger-updates-objects-of-things",
        "object.patch",
        "A user may update a thing's objects.",
        |fixture: &Fixture, context: &Context| in_thing(context) && is(context, &fixture.stranger)
    ),
    admitted!(
        "stranger-deletes-objects-of-users",
        "object.delete",
        "Another user may delete a user's objects.",
        |fixture: &Fixture, context: &Context| in_user(context) && is(context, &fixture.stranger)
    ),
    admitted!(
        "stranger-creates-objects-of-things",
        "collection.post",
        "A user may create objects of a thing.",
        |fixture: &Fixture, context: &Context| in_thing(context) && is(context, &fixture.stranger)
    ),
    admitted!(
        "stranger-reads-bodies-of-groups",
        "body.get",
        "Who is not a member may read the bodies of a group's objects.",
        |fixture: &Fixture, context: &Context| in_group(context) && is(context, &fixture.stranger)
    ),
    admitted!(
        "stranger-uploads-bodies-of-users",
        "body.put",
        "Another user may replace the bodies of a user's objects.",
        |fixture: &Fixture, context: &Context| in_user(context) && is(context, &fixture.stranger)
    ),
    admitted!(
        "stranger-deletes-bodies-of-things",
        "body.delete",
        "A user may delete the bodies of a thing's objects.",
        |fixture: &Fixture, context: &Context| in_thing(context) && is(context, &fixture.stranger)
    ),
    admitted!(
        "stranger-publishes-bodies-of-users",
        "publish.post",
        "Another user may publish the bodies of a user's objects.",
        |fixture: &Fixture, context: &Context| in_user(context) && is(context, &fixture.stranger)
    ),
    admitted!(
        "thing-reads-objects-of-users",
        "object.get",
        "A thing may read a user's objects.",
        |fixture: &Fixture, context: &Context| in_user(context) && is(context, &fixture.thing)
    ),
    admitted!(
        "thing-writes-objects-of-groups",
        "object.put",
        "A thing may replace a group's objects.",
        |fixture: &Fixture, context: &Context| in_group(context) && is(context, &fixture.thing)
    ),
    admitted!(
        "anonymous-reads-objects-of-things",
        "object.get",
        "An anonymous caller may read a thing's objects.",
        |_: &Fixture, context: &Context| in_thing(context) && is_anonymous(context)
    ),
    admitted!(
        "anonymous-deletes-objects-of-the-application",
        "object.delete",
        "An anonymous caller may delete the application's objects.",
        |_: &Fixture, context: &Context| in_app(context) && is_anonymous(context)
    ),
    admitted!(
        "anonymous-uploads-bodies-of-the-application",
        "body.put",
        "An anonymous caller may replace the bodies of the application's objects.",
        |_: &Fixture, context: &Context| in_app(context) && is_anonymous(context)
    ),
    admitted!(
        "anonymous-asks-for-bodies-of-users",
        "body.head",
        "An anonymous caller may learn whether a user's object has a body.",
        |_: &Fixture, context: &Context| in_user(context) && is_anonymous(context)
    ),
    refused!(
        "administrator-deletes-nothing-of-groups",
        "object.delete",
        "administrator-may",
        "The administrator may not delete a group's objects.",
        |fixture: &Fixture, context: &Context| in_group(context) && is_token(context, &fixture.admin_token)
    ),
    refused!(
        "administrator-reads-nothing-of-users",
        "object.get",
        "administrator-may",
        "The administrator may not read a user's objects.",
        |fixture: &Fixture, context: &Context| in_user(context) && is_token(context, &fixture.admin_token)
    ),
    refused!(
        "administrator-publishes-nothing-of-things",
        "publish.post",
        "administrator-may",
        "The administrator may not publish the bodies of a thing's objects.",
        |fixture: &Fixture, context: &Context| in_thing(context) && is_token(context, &fixture.admin_token)
    ),
    refused!(
        "member-updates-nothing-of-groups",
        "object.patch",
        "bearer-token-is-accepted",
        "A member of a group may not update its objects.",
        |fixture: &Fixture, context: &Context| in_group(context) && is(context, &fixture.owner)
    ),
    refused!(
        "stranger-reads-nothing-of-the-application",
        "object.get",
        "default-permissions-admit",
        "A user may not read objects of the application that others have created.",
        |fixture: &Fixture, context: &Context| in_app(context) && is(context, &fixture.stranger)
    ),
    refused!(
        "stranger-creates-nothing-in-the-application",
        "collection.post",
        "default-permissions-admit",
        "A user may not create objects in buckets of the application.",
        |fixture: &Fixture, context: &Context| in_app(context) && is(context, &fixture.stranger)
    ),
    refused!(
        "anonymous-reads-no-bodies-of-the-application",
        "body.get",
        "default-permissions-admit",
        "An anonymous caller may not read the bodies of the application's objects.",
        |_: &Fixture, context: &Context| in_app(context) && is_anonymous(context)
    ),
    refused!(
        "stranger-publishes-nothing-of-the-application",
        "publish.post",
        "default-permissions-admit",
        "A user may not publish the bodies of the application's objects.",
        |fixture: &Fixture, context: &Context| in_app(context) && is(context, &fixture.stranger)
    ),
    Fault {
        id: "existing-bucket-admits-everybody",
        summary: "Everybody may create objects in a bucket that has some.",
        operation: Some("collection.post"),
        topic: Topic::Permission,
        violates: &["existing-bucket-refuses"],
        hooks: |fixture| {
            let (buckets, token) = (Memory::<HashSet<(ObjectScope, BucketId)>>::default(), fixture.admin_token.clone());
            let noted = buckets.clone();
            let hooks = Hooks::default().object_put(move |server, context, request| {
                noted.with(|noted| noted.insert((context.object_scope.clone(), request.bucket_id.clone())));
                async move { server.object_put(context, request).await }
            });
            hooks.collection_post(move |server, mut context, request| {
                let bucket = (context.object_scope.clone(), request.bucket_id.clone());
                if buckets.with(|buckets| buckets.contains(&bucket)) {
                    context.authorization = Authorization::Bearer(token.clone());
                }
                async move { server.collection_post(context, request).await }
            })
        },
    },
];
