//! Parts of Kii Cloud that this server does not have: 501, so that nobody takes it for "there is no such object".

use axum::response::{IntoResponse, Response};
use http::{StatusCode, header::CONTENT_TYPE};
use serde_json::json;

/// What is served, for whoever has asked for something else.
const SERVED: &str = "This server has objects, their bodies and publications in every scope, and tokens. Users and things can join, and \
                      read their accounts; groups can be made, and their members changed. `kii-server serve --help` lists all of it.";

/// What is only served in part.
const ADMINISTRATION: &str = "Other requests about users, groups and things";

/// The answer to what is not done to users, groups and things here.
pub(crate) async fn administration() -> Response {
    unserved(ADMINISTRATION)
}

/// The answer to whoever asks for this part.
pub(crate) fn unserved(part: &str) -> Response {
    let message = format!("{part} are not served here. {SERVED}");
    let content = json!({ "errorCode": "NOT_IMPLEMENTED", "message": message }).to_string();
    (StatusCode::NOT_IMPLEMENTED, [(CONTENT_TYPE, "application/json")], content).into_response()
}

/// What this path of Kii Cloud leads to, if it is nothing that is served.
pub(crate) fn part(path: &str) -> Option<&'static str> {
    let segments: Vec<&str> = path.split('/').collect();
    let ["", "api", "apps", _, rest @ ..] = segments.as_slice() else { return None };
    let in_scope = match rest {
        ["users" | "groups" | "things", _, rest @ ..] => rest,
        rest => rest,
    };
    match in_scope {
        ["password" | "email-address" | "phone-number" | "ownership" | "status" | "owner" | "name", ..] => {
            Some(ADMINISTRATION)
        }
        ["things", "query"] => Some("Queries"),
        ["buckets", _, "query"] => Some("Queries"),
        ["buckets", _] => Some("Operations on whole buckets"),
        ["acl", ..] | ["buckets", _, "acl", ..] | ["buckets", _, "objects", _, "acl", ..] => Some("Permissions"),
        ["buckets", _, "objects", _, "body", "uploads", ..] => Some("Uploads in parts"),
        ["buckets", _, "objects", _, "body", "move"] => Some("Moves of bodies"),
        ["installations" | "topics" | "push" | "devices", ..] => Some("Push notifications"),
        ["server-code" | "hooks", ..] => Some("Server extensions"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_served_is_no_part_that_is_not() {
        for scope in ["", "/users/me", "/users/acl", "/groups/g", "/things/query"] {
            for path in ["/buckets/bb/objects", "/buckets/acl/objects/acl", "/buckets/bb/objects/query/body/publish"] {
                assert_eq!(part(&format!("/api/apps/a{scope}{path}")), None, "{scope}{path}");
            }
            for path in [
                "/acl",
                "/buckets/bb/query",
                "/buckets/bb",
                "/buckets/bb/objects/o1/acl/READ",
                "/buckets/bb/objects/o1/body/uploads",
            ] {
                assert!(part(&format!("/api/apps/a{scope}{path}")).is_some(), "{scope}{path}");
            }
        }
        for path in [
            "/api/apps/a/users",
            "/api/apps/a/users/me",
            "/api/apps/a/groups/g/members/u",
            "/api/apps/a/oauth2/token",
            "/api/x/acl",
            "/",
        ] {
            assert_eq!(part(path), None, "{path}");
        }
    }
}
