//! How users and things join an application.

use axum::{
    body::Bytes,
    extract::{Path, State},
    response::Response,
};
use http::{HeaderMap, header::CONTENT_TYPE};
use kii_types::{EpochMilliseconds, JsonObject};
use serde_json::Value;

use super::{Caller, conflict, invalid, joined, members, text};
use crate::{
    account_name::{AccountName, NameKind},
    directory::Directory,
    random,
    reference::ReferenceServer,
    registration::{NewAccount, Registration},
};

/// What a thing says of itself under names that begin like those of the server.
const OF_THINGS: [&str; 5] = ["_thingType", "_vendor", "_firmwareVersion", "_productName", "_lot"];

/// A user joins, with names and a password or, as a pseudo user, without.
pub(super) async fn user(
    State(server): State<ReferenceServer>,
    Path(app_id): Path<String>,
    headers: HeaderMap,
    content: Bytes,
) -> Result<Response, Response> {
    // Whoever has valid credentials may let somebody join, without an account, too.
    let Caller { app_id, .. } = Caller::of(&server, app_id, &headers)?;
    let mut members = members(&content)?;
    let mut names = Vec::new();
    for kind in NameKind::OF_USERS {
        if members.contains_key(kind.member()) {
            names.push(AccountName::of(kind, text(&members, kind.member())?));
            members.remove(kind.member());
        }
    }
    let is_token_wanted = wants_token(&headers);
    let password = match names.is_empty() {
        false => Some(text(&members, "password")?.to_owned()),
        true if is_token_wanted => None,
        true => return Err(invalid("Send `loginName`, `emailAddress` or `phoneNumber`.")),
    };
    let account = account(names, password, &members, &[]);
    let mut content = JsonObject::from_iter([("userID".to_owned(), account.id.clone().into())]);
    if is_token_wanted {
        content.insert("_accessToken".to_owned(), account.token.clone().into());
    }
    content.extend(account.profile.clone());
    content.extend(account.names.iter().map(|name| (name.member().to_owned(), name.text().into())));
    let path = format!("users/{}", account.id);
    join(&server, Registration::User, account).await?;
    let media_type = match is_token_wanted {
        true => "application/vnd.kii.RegistrationAndAuthorizationResponse+json",
        false => "application/vnd.kii.RegistrationResponse+json",
    };
    Ok(joined(&app_id, &path, media_type, content))
}

/// A thing joins, with the ID that its vendor has given it, and a password.
pub(super) async fn thing(
    State(server): State<ReferenceServer>,
    Path(app_id): Path<String>,
    headers: HeaderMap,
    content: Bytes,
) -> Result<Response, Response> {
    let Caller { app_id, .. } = Caller::of(&server, app_id, &headers)?;
    let members = members(&content)?;
    let name = AccountName::of(NameKind::VendorThing, text(&members, NameKind::VendorThing.member())?);
    let password = text(&members, "_password")?.to_owned();
    let mut account = account(vec![name.clone()], Some(password), &members, &OF_THINGS);
    let created = EpochMilliseconds::from(server.store.now()).0;
    account.profile.insert("_created".to_owned(), created.into());
    let mut content = account.profile.clone();
    content.insert("_thingID".to_owned(), account.id.clone().into());
    content.insert(name.member().to_owned(), name.text().into());
    let media_type = match wants_token(&headers) {
        true => {
            content.insert("_accessToken".to_owned(), account.token.clone().into());
            "application/vnd.kii.ThingRegistrationAndAuthorizationResponse+json"
        }
        false => "application/vnd.kii.ThingRegistrationResponse+json",
    };
    let path = format!("things/{}", account.id);
    join(&server, Registration::Thing, account).await?;
    Ok(joined(&app_id, &path, media_type, content))
}

/// Whether whoever joins wants a token at once, which the media type of the request says.
fn wants_token(headers: &HeaderMap) -> bool {
    let media_type = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    media_type.is_some_and(|media_type| media_type.contains("AndAuthorizationRequest+json"))
}

/// A new account with what its members say, except for names that begin with `_` and are not among `kept`.
fn account(names: Vec<AccountName>, password: Option<String>, members: &JsonObject, kept: &[&str]) -> NewAccount {
    let is_profile = |name: &str| name != "password" && (!name.starts_with('_') || kept.contains(&name));
    let profile = members.iter().filter(|(name, _)| is_profile(name));
    NewAccount {
        id: random::text(24),
        names,
        password,
        token: random::text(40),
        refresh_token: random::text(40),
        profile: profile.map(|(name, value): (&String, &Value)| (name.clone(), value.clone())).collect(),
    }
}

/// Lets an account join, unless another one has one of its names.
async fn join(
    server: &ReferenceServer,
    kind: fn(NewAccount) -> Registration,
    account: NewAccount,
) -> Result<(), Response> {
    let decide = move |directory: &Directory| match directory.taken(&account.names).cloned() {
        Some(name) => Err(name),
        None => Ok(kind(account)),
    };
    server.register(decide).await.map_err(|name| conflict::with_account(&name))
}
