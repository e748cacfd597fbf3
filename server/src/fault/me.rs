//! Faults of the scope of whoever is asking.

use axum::extract::Request;
use http::{HeaderValue, header};
use kii_types::{Authorization, ObjectScope, UserId};

use super::{Fault, Topic, hooks::Hooks, path};

/// The faults.
pub(super) const FAULTS: &[Fault] = &[
    Fault {
        id: "me-is-always-the-same-user",
        summary: "In the scope of whoever is asking, every user is taken for the first one.",
        operation: None,
        topic: Topic::Me,
        violates: &["me-is-the-token-user"],
        hooks: |fixture| {
            let (owner, stranger) = (fixture.owner.token.clone(), fixture.stranger.token.clone());
            Hooks::default().exchange(move |mut request: Request, next| {
                let is_stranger = request
                    .headers()
                    .get(header::AUTHORIZATION)
                    .is_some_and(|value| value.to_str().is_ok_and(|credentials| credentials.ends_with(&stranger)));
                if request.uri().path().contains("/users/me/")
                    && is_stranger
                    && let Ok(value) = HeaderValue::from_str(&format!("Bearer {owner}"))
                {
                    request.headers_mut().insert(header::AUTHORIZATION, value);
                }
                next.run(request)
            })
        },
    },
    Fault {
        id: "me-has-buckets-of-its-own",
        summary: "What a user stores as `me` is not in the buckets under the user's ID.",
        operation: None,
        topic: Topic::Me,
        violates: &["me-is-the-token-user"],
        hooks: |_| {
            Hooks::default().exchange(|mut request: Request, next| {
                if request.uri().path().contains("/users/me/") {
                    // Long names stay, so that they do not become too long.
                    path::rewrite(&mut request, "buckets", |bucket| {
                        (3..60).contains(&bucket.len()).then(|| format!("{bucket}-me"))
                    });
                }
                next.run(request)
            })
        },
    },
    Fault {
        id: "administrator-is-me",
        summary: "In the scope of whoever is asking, the administrator is taken for a user.",
        operation: None,
        topic: Topic::Me,
        violates: &["default-permissions-refuse"],
        hooks: |fixture| {
            let fixture = fixture.clone();
            Hooks::default().me(move |server, app_id, authorization| {
                if matches!(authorization, Authorization::Bearer(token) if *token == fixture.admin_token) {
                    return Ok(UserId::new(fixture.owner.id.clone()));
                }
                server.user(app_id, authorization)
            })
        },
    },
    Fault {
        id: "thing-is-me",
        summary: "In the scope of whoever is asking, a thing has the buckets of a user.",
        operation: None,
        topic: Topic::Me,
        violates: &["default-permissions-refuse"],
        hooks: |fixture| {
            let (seen, fixture) = (fixture.clone(), fixture.clone());
            let hooks = Hooks::default().me(move |server, app_id, authorization| {
                if matches!(authorization, Authorization::Bearer(token) if *token == fixture.thing.token) {
                    return Ok(UserId::new(fixture.thing.id.clone()));
                }
                server.user(app_id, authorization)
            });
            hooks.context(move |_, context| {
                if let ObjectScope::AppAndUser { user_id, .. } = &mut context.object_scope
                    && *user_id == seen.thing.id
                {
                    user_id.clone_from(&seen.owner.id);
                    context.authorization = Authorization::Bearer(seen.owner.token.clone());
                }
            })
        },
    },
];
