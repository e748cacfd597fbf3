//! Faults of credentials: who is taken for whom.

use axum::{extract::Request, response::Response};
use http::{HeaderValue, Method, header};
use kii_server_stubs::Context;
use kii_types::{Authorization, ObjectScope, UserId};

use super::{Fault, Topic, hooks::Hooks};
use crate::fixture::Fixture;

/// Admits requests without credentials: adds the owner's token under `/users/me/`, elsewhere the administrator's.
fn lending(fixture: &Fixture, is_meant: fn(&Request) -> bool) -> Hooks {
    let (owner, administrator) = (fixture.owner.token.clone(), fixture.admin_token.clone());
    Hooks::default().exchange(move |mut request: Request, next| {
        let token = if request.uri().path().contains("/users/me/") { &owner } else { &administrator };
        let value = HeaderValue::from_str(&format!("Bearer {token}")).ok();
        if let (Some(value), false, true) =
            (value, request.headers().contains_key(header::AUTHORIZATION), is_meant(&request))
        {
            request.headers_mut().insert(header::AUTHORIZATION, value);
        }
        next.run(request)
    })
}

/// Gives the requests that `is_meant` selects the administrator's token.
fn raising(fixture: &Fixture, is_meant: fn(&Fixture, &'static str, &Context) -> bool) -> Hooks {
    let fixture = fixture.clone();
    Hooks::default().context(move |operation, context| {
        if is_meant(&fixture, operation, context) {
            context.authorization = Authorization::Bearer(fixture.admin_token.clone());
        }
    })
}

/// Refuses all credentials in the requests that `is_meant` selects.
fn ignoring(fixture: &Fixture, is_meant: fn(&Fixture, &'static str, &Context) -> bool) -> Hooks {
    let fixture = fixture.clone();
    Hooks::default().context(move |operation, context| {
        if is_meant(&fixture, operation, context) {
            context.authorization = Authorization::Bearer(String::new());
        }
    })
}

/// Whether these are a token that the application has issued.
fn is_known(fixture: &Fixture, authorization: &Authorization) -> bool {
    let known = [&fixture.admin_token, &fixture.owner.token, &fixture.stranger.token, &fixture.thing.token];
    match authorization {
        Authorization::Bearer(token) => known.contains(&token),
        Authorization::Basic { .. } => true,
    }
}

fn is_basic(context: &Context) -> bool {
    matches!(context.authorization, Authorization::Basic { .. })
}

fn is_app(context: &Context) -> bool {
    matches!(context.object_scope, ObjectScope::App { .. })
}

/// The faults.
pub(super) const FAULTS: &[Fault] = &[
    Fault {
        id: "reading-needs-no-credentials",
        summary: "GET and HEAD are answered without Authorization.",
        operation: None,
        topic: Topic::Credentials,
        violates: &["authorization-is-required"],
        hooks: |fixture| lending(fixture, |request| matches!(*request.method(), Method::GET | Method::HEAD)),
    },
    Fault {
        id: "writing-needs-no-credentials",
        summary: "PUT is carried out without Authorization.",
        operation: None,
        topic: Topic::Credentials,
        violates: &["authorization-is-required", "refusal-changes-nothing"],
        hooks: |fixture| lending(fixture, |request| request.method() == Method::PUT),
    },
    Fault {
        id: "updating-needs-no-credentials",
        summary: "PATCH is carried out without Authorization.",
        operation: Some("object.patch"),
        topic: Topic::Credentials,
        violates: &["authorization-is-required", "refusal-changes-nothing"],
        hooks: |fixture| lending(fixture, |request| request.method() == Method::PATCH),
    },
    Fault {
        id: "deleting-needs-no-credentials",
        summary: "DELETE is carried out without Authorization.",
        operation: None,
        topic: Topic::Credentials,
        violates: &["authorization-is-required", "refusal-changes-nothing"],
        hooks: |fixture| lending(fixture, |request| request.method() == Method::DELETE),
    },
    Fault {
        id: "creating-needs-no-credentials",
        summary: "POST to a bucket is carried out without Authorization.",
        operation: Some("collection.post"),
        topic: Topic::Credentials,
        violates: &["authorization-is-required"],
        hooks: |fixture| {
            lending(fixture, |request| request.method() == Method::POST && request.uri().path().ends_with("/objects"))
        },
    },
    Fault {
        id: "publishing-needs-no-credentials",
        summary: "A body is published without Authorization.",
        operation: Some("publish.post"),
        topic: Topic::Credentials,
        violates: &["authorization-is-required"],
        hooks: |fixture| lending(fixture, |request| request.uri().path().ends_with("/publish")),
    },
    Fault {
        id: "unknown-tokens-read",
        summary: "Whoever sends a Bearer token may read, be it one that was never issued.",
        operation: None,
        topic: Topic::Credentials,
        violates: &["unknown-token-is-refused"],
        hooks: |fixture| {
            raising(fixture, |fixture, operation, context| {
                let is_reading = operation.ends_with(".get") || operation.ends_with(".head");
                is_reading && !is_known(fixture, &context.authorization)
            })
        },
    },
    Fault {
        id: "unknown-tokens-write",
        summary: "Whoever sends a Bearer token may replace objects, be it one that was never issued.",
        operation: Some("object.put"),
        topic: Topic::Credentials,
        violates: &["unknown-token-is-refused", "refusal-changes-nothing"],
        hooks: |fixture| {
            raising(fixture, |fixture, operation, context| {
                operation == "object.put" && !is_known(fixture, &context.authorization)
            })
        },
    },
    Fault {
        id: "unknown-tokens-are-me",
        summary: "In the scope of whoever is asking, a token that was never issued is the owner's.",
        operation: None,
        topic: Topic::Credentials,
        violates: &["unknown-token-is-refused"],
        hooks: |fixture| {
            let (seen, fixture) = (fixture.clone(), fixture.clone());
            let hooks = Hooks::default().me(move |server, app_id, authorization| {
                if is_known(&fixture, authorization) {
                    return server.user(app_id, authorization);
                }
                Ok(UserId::new(fixture.owner.id.clone()))
            });
            hooks.context(move |_, context| {
                let is_owner =
                    matches!(&context.object_scope, ObjectScope::AppAndUser { user_id, .. } if *user_id == seen.owner.id);
                if is_owner && !is_known(&seen, &context.authorization) {
                    context.authorization = Authorization::Bearer(seen.owner.token.clone());
                }
            })
        },
    },
    Fault {
        id: "basic-credentials-write",
        summary: "Whoever knows the application's ID and key may write in the application's scope.",
        operation: None,
        topic: Topic::Credentials,
        violates: &["basic-is-anonymous", "default-permissions-refuse"],
        hooks: |fixture| {
            raising(fixture, |_, operation, context| {
                is_app(context) && is_basic(context) && operation.ends_with(".put")
            })
        },
    },
    Fault {
        id: "basic-credentials-are-the-administrator",
        summary: "Whoever knows the application's ID and key may read what users, groups and things have.",
        operation: None,
        topic: Topic::Credentials,
        violates: &["basic-is-anonymous", "default-permissions-refuse"],
        hooks: |fixture| {
            raising(fixture, |_, operation, context| {
                !is_app(context) && is_basic(context) && (operation.ends_with(".get") || operation.ends_with(".head"))
            })
        },
    },
    Fault {
        id: "basic-credentials-are-refused",
        summary: "Basic credentials are refused everywhere.",
        operation: None,
        topic: Topic::Credentials,
        violates: &["basic-is-anonymous", "default-permissions-admit"],
        hooks: |fixture| ignoring(fixture, |_, _, context| is_basic(context)),
    },
    Fault {
        id: "owner-token-is-refused-by-body-head",
        summary: "HEAD of a body does not know the tokens of users.",
        operation: Some("body.head"),
        topic: Topic::Credentials,
        violates: &["bearer-token-is-accepted"],
        hooks: |fixture| {
            ignoring(fixture, |fixture, operation, context| {
                operation == "body.head" && context.authorization == Authorization::Bearer(fixture.owner.token.clone())
            })
        },
    },
    Fault {
        id: "thing-token-is-refused",
        summary: "Tokens of things are not known.",
        operation: None,
        topic: Topic::Credentials,
        violates: &["bearer-token-is-accepted"],
        hooks: |fixture| {
            ignoring(fixture, |fixture, _, context| {
                context.authorization == Authorization::Bearer(fixture.thing.token.clone())
            })
        },
    },
    Fault {
        id: "scheme-has-a-case",
        summary: "Credentials whose scheme is in lower case are not looked at.",
        operation: None,
        topic: Topic::Credentials,
        violates: &["scheme-has-no-case"],
        hooks: |_| {
            Hooks::default().exchange(async |mut request: Request, next| -> Response {
                let credentials = request.headers().get(header::AUTHORIZATION);
                if credentials.is_some_and(|value| value.as_bytes().first().is_some_and(u8::is_ascii_lowercase)) {
                    request.headers_mut().remove(header::AUTHORIZATION);
                }
                next.run(request).await
            })
        },
    },
];
