//! Groups: users make them, and their owners add members and remove them.

use std::collections::BTreeSet;

use axum::{
    Router,
    extract::{Path, State},
    response::{IntoResponse, Response},
    routing::{get, post, put},
};
use http::{HeaderMap, StatusCode};
use kii_types::{GroupNotFound, JsonObject};
use serde_json::{Value, json};

use super::{Caller, answer, conflict, invalid, joined, members, refused, text, user};
use crate::{
    directory::Directory,
    principal::Principal,
    random,
    reference::ReferenceServer,
    registration::{GroupEntry, Registration},
    small_content::SmallContent,
    unserved,
};

/// How many characters an ID of a group may have that a client has chosen.
const ID_LENGTH: usize = 30;

pub(super) fn router() -> Router<ReferenceServer> {
    let group = "/api/apps/{app_id}/groups/{group_id}";
    let member = put(add_member).delete(remove_member).fallback(unserved::administration);
    Router::new()
        .route("/api/apps/{app_id}/groups", post(create).fallback(unserved::administration))
        .route(group, get(read).put(create_under_id).fallback(unserved::administration))
        .route(&format!("{group}/members"), get(list_members).fallback(unserved::administration))
        .route(&format!("{group}/members/{{user_id}}"), member)
}

async fn create(
    State(server): State<ReferenceServer>,
    Path(app_id): Path<String>,
    headers: HeaderMap,
    SmallContent(content): SmallContent,
) -> Result<Response, Response> {
    let caller = Caller::of(&server, app_id, &headers)?;
    form(&server, caller, random::text(24), &content).await
}

async fn create_under_id(
    State(server): State<ReferenceServer>,
    Path((app_id, group_id)): Path<(String, String)>,
    headers: HeaderMap,
    SmallContent(content): SmallContent,
) -> Result<Response, Response> {
    let caller = Caller::of(&server, app_id, &headers)?;
    let is_allowed =
        |character: char| character.is_ascii_lowercase() || character.is_ascii_digit() || "_-.".contains(character);
    if group_id.len() > ID_LENGTH || !group_id.chars().all(is_allowed) {
        return Err(invalid(format!("A groupID has at most {ID_LENGTH} of the characters a-z, 0-9, _, - and .")));
    }
    form(&server, caller, group_id, &content).await
}

/// Makes a group with those of the named members who exist.
async fn form(server: &ReferenceServer, caller: Caller, id: String, content: &[u8]) -> Result<Response, Response> {
    let request = members(content)?;
    let name = text(&request, "name")?.to_owned();
    let named = request.get("owner").map(|_| text(&request, "owner")).transpose()?.map(str::to_owned);
    let owner = match &caller.principal {
        Principal::Administrator { .. } => named,
        Principal::User(own) if named.as_ref().is_none_or(|named| named == own) => Some(own.clone()),
        Principal::User(_) | Principal::Thing(_) | Principal::Anonymous => return Err(caller.refused()),
    };
    if let Some(missing) = owner.as_ref().filter(|owner| !server.directory.has_user(&caller.app_id, owner)) {
        return Err(user::missing(caller.app_id, missing.clone()));
    }
    let wanted = request.get("members").and_then(Value::as_array).into_iter().flatten();
    let wanted = wanted.filter_map(Value::as_str).map(str::to_owned);
    let (mut members, unknown): (BTreeSet<_>, BTreeSet<_>) =
        wanted.partition(|id| server.directory.has_user(&caller.app_id, id));
    members.extend(owner.clone());
    let group = GroupEntry { app_id: caller.app_id.clone(), id: id.clone(), name, owner, members };
    let made = server.register(move |directory| match directory.group(&group.app_id, &group.id) {
        Some(GroupEntry { app_id, id, .. }) => Err(conflict::with_group(&app_id, &id)),
        None => Ok(Registration::Group(group)),
    });
    made.await?;
    let path = format!("groups/{id}");
    let content = JsonObject::from_iter([
        ("groupID".to_owned(), id.into()),
        ("notFoundUsers".to_owned(), unknown.into_iter().collect()),
    ]);
    Ok(joined(&caller.app_id, &path, "application/vnd.kii.GroupCreationResponse+json", content))
}

async fn read(
    State(server): State<ReferenceServer>,
    Path((app_id, group_id)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Response, Response> {
    let GroupEntry { id, name, owner, .. } = seen_by(&Caller::of(&server, app_id, &headers)?, &server, &group_id)?;
    let mut content = json!({ "groupID": id, "name": name });
    if let Some(owner) = owner {
        content["owner"] = owner.into();
    }
    Ok(answer(StatusCode::OK, "application/vnd.kii.GroupRetrievalResponse+json", content.to_string()))
}

async fn list_members(
    State(server): State<ReferenceServer>,
    Path((app_id, group_id)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Response, Response> {
    let group = seen_by(&Caller::of(&server, app_id, &headers)?, &server, &group_id)?;
    let members: Vec<_> = group.members.iter().map(|id| json!({ "userID": id })).collect();
    let content = json!({ "members": members }).to_string();
    Ok(answer(StatusCode::OK, "application/vnd.kii.MembersRetrievalResponse+json", content))
}

/// The group, as everybody with an account may see it.
fn seen_by(caller: &Caller, server: &ReferenceServer, group_id: &str) -> Result<GroupEntry, Response> {
    match &caller.principal {
        Principal::Administrator { .. } | Principal::User(_) | Principal::Thing(_) => {
            server.directory.group(&caller.app_id, group_id).ok_or_else(|| missing(caller, group_id))
        }
        Principal::Anonymous => Err(caller.refused()),
    }
}

/// What happens to a member.
#[derive(Clone, Copy)]
enum Change {
    Join,
    Leave,
}

async fn add_member(
    State(server): State<ReferenceServer>,
    Path((app_id, group_id, user_id)): Path<(String, String, String)>,
    headers: HeaderMap,
) -> Result<Response, Response> {
    let caller = Caller::of(&server, app_id, &headers)?;
    change(&server, caller, Change::Join, group_id, user_id).await
}

async fn remove_member(
    State(server): State<ReferenceServer>,
    Path((app_id, group_id, user_id)): Path<(String, String, String)>,
    headers: HeaderMap,
) -> Result<Response, Response> {
    let caller = Caller::of(&server, app_id, &headers)?;
    change(&server, caller, Change::Leave, group_id, user_id).await
}

async fn change(
    server: &ReferenceServer,
    caller: Caller,
    change: Change,
    group_id: String,
    user_id: String,
) -> Result<Response, Response> {
    let changed = server.register(move |directory: &Directory| {
        let group = directory.group(&caller.app_id, &group_id);
        let is_owner = |own: &String| group.as_ref().is_some_and(|group| group.owner.as_ref() == Some(own));
        match (&caller.principal, change) {
            (Principal::Administrator { .. }, _) => {}
            (Principal::User(own), _) if is_owner(own) => {}
            (Principal::User(own), Change::Leave) if *own == user_id => {}
            (Principal::User(_) | Principal::Thing(_) | Principal::Anonymous, _) => return Err(caller.refused()),
        }
        let mut group = group.ok_or_else(|| missing(&caller, &group_id))?;
        let is_known = match change {
            Change::Join => directory.has_user(&caller.app_id, &user_id),
            Change::Leave => group.members.contains(&user_id),
        };
        if !is_known {
            return Err(user::missing(caller.app_id, user_id));
        }
        match change {
            Change::Join => group.members.insert(user_id),
            Change::Leave => group.members.remove(&user_id),
        };
        Ok(Registration::Group(group))
    });
    changed.await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

fn missing(caller: &Caller, group_id: &str) -> Response {
    let message = "There is no group under this ID.".to_owned();
    refused(&GroupNotFound { message, group_id: group_id.to_owned(), app_id: caller.app_id.clone() })
}
