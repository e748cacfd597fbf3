//! What cannot join because something else has its name.

use axum::response::Response;
use http::StatusCode;
use serde_json::json;

use super::answer;
use crate::account_name::AccountName;

/// Another account has this name, or logs in with the same text.
pub(super) fn with_account(name: &AccountName) -> Response {
    let (media_type, code) = match name.is_of_thing() {
        true => ("application/vnd.kii.ThingAlreadyExistsException+json", "THING_ALREADY_EXISTS"),
        false => ("application/vnd.kii.UserAlreadyExistsException+json", "USER_ALREADY_EXISTS"),
    };
    let message = format!("There already is an account that logs in with {}.", name.text());
    let content = json!({ "errorCode": code, "message": message, "field": name.member(), "value": name.text() });
    answer(StatusCode::CONFLICT, media_type, content.to_string())
}

/// Another group has this ID.
pub(super) fn with_group(app_id: &str, group_id: &str) -> Response {
    let message = "There already is a group under this ID.";
    let content =
        json!({ "errorCode": "GROUP_ALREADY_EXISTS", "message": message, "groupID": group_id, "appID": app_id });
    answer(StatusCode::CONFLICT, "application/vnd.kii.GroupAlreadyExistsException+json", content.to_string())
}
