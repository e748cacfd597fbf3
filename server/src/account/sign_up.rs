//! How users and things join an application.

use axum::{
    extract::{Path, State},
    response::Response,
};
use http::{HeaderMap, header::CONTENT_TYPE};
use kii_types::{EpochMilliseconds, JsonObject};
use serde_json::Value;

use super::{Caller, conflict, invalid, joined, members, text};
use crate::{
    account_name::{AccountName, NameKind},
    directory::{Directory, Session},
    login_secret::LoginSecret,
    principal::Principal,
    random,
    reference::ReferenceServer,
    registration::{NewAccount, Registration},
    small_content::SmallContent,
};

/// What a thing says of itself under names that begin like those of the server.
const OF_THINGS: [&str; 5] = ["_thingType", "_vendor", "_firmwareVersion", "_productName", "_lot"];

/// A user joins, with names and a password or, as a pseudo user, without.
pub(super) async fn user(
    State(server): State<ReferenceServer>,
    Path(app_id): Path<String>,
    headers: HeaderMap,
    SmallContent(content): SmallContent,
) -> Result<Response, Response> {
    // Whoever has valid credentials may let somebody join, without an account, too.
    let Caller { app_id, .. } = Caller::of(&server, app_id, &headers)?;
    let mut members = members(&content)?;
    let mut names = Vec::new();
    for kind in NameKind::OF_USERS {
        if members.contains_key(kind.member()) {
            let name = text(&members, kind.member())?.to_owned();
            if !kind.admits(&name) {
                return Err(invalid("`loginName` has 3 to 64 of the characters A-Z, a-z, 0-9, _, - and ."));
            }
            names.push(AccountName::of_kind(kind, name));
            members.remove(kind.member());
        }
    }
    let is_token_wanted = wants_token(&headers);
    let password = match names.is_empty() {
        false => Some(text(&members, "password")?.to_owned()),
        true if is_token_wanted => None,
        true => return Err(invalid("Send `loginName`, `emailAddress` or `phoneNumber`.")),
    };
    let account = account(app_id, names, password, profile(&members, &[])).await;
    let mut content = account.profile.clone();
    content.extend(account.names.iter().map(|name| (name.member().to_owned(), name.text().into())));
    content.insert("userID".to_owned(), account.id.clone().into());
    let (app_id, id) = join(&server, Registration::User, account).await?;
    let path = format!("users/{id}");
    let media_type = match is_token_wanted {
        true => {
            content.extend(first_tokens(&server, &app_id, Principal::User(id)).await);
            "application/vnd.kii.RegistrationAndAuthorizationResponse+json"
        }
        false => "application/vnd.kii.RegistrationResponse+json",
    };
    Ok(joined(&app_id, &path, media_type, content))
}

/// A thing joins, with the ID that its vendor has given it, and a password.
pub(super) async fn thing(
    State(server): State<ReferenceServer>,
    Path(app_id): Path<String>,
    headers: HeaderMap,
    SmallContent(content): SmallContent,
) -> Result<Response, Response> {
    let Caller { app_id, .. } = Caller::of(&server, app_id, &headers)?;
    let members = members(&content)?;
    let kind = NameKind::VendorThing;
    let name = AccountName::of_kind(kind, text(&members, kind.member())?.to_owned());
    let password = text(&members, "_password")?.to_owned();
    let mut profile = profile(&members, &OF_THINGS);
    profile.insert("_created".to_owned(), EpochMilliseconds::from(server.store.now()).0.into());
    let mut content = profile.clone();
    content.insert(kind.member().to_owned(), name.text().into());
    let account = account(app_id, vec![name], Some(password), profile).await;
    let (app_id, id) = join(&server, Registration::Thing, account).await?;
    let path = format!("things/{id}");
    content.insert("_thingID".to_owned(), id.clone().into());
    let media_type = match wants_token(&headers) {
        true => {
            content.extend(first_tokens(&server, &app_id, Principal::Thing(id)).await);
            "application/vnd.kii.ThingRegistrationAndAuthorizationResponse+json"
        }
        false => "application/vnd.kii.ThingRegistrationResponse+json",
    };
    Ok(joined(&app_id, &path, media_type, content))
}

/// Whether whoever joins wants a token at once, which the media type of the request says.
fn wants_token(headers: &HeaderMap) -> bool {
    let media_type = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    media_type.is_some_and(|media_type| media_type.contains("AndAuthorizationRequest+json"))
}

/// What the members of a request say besides a password, except for names that begin with `_` and are not among `kept`.
fn profile(members: &JsonObject, kept: &[&str]) -> JsonObject {
    let is_profile = |name: &str| name != "password" && (!name.starts_with('_') || kept.contains(&name));
    let profile = members.iter().filter(|(name, _)| is_profile(name));
    profile.map(|(name, value)| (name.clone(), value.clone())).collect()
}

async fn account(app_id: String, names: Vec<AccountName>, password: Option<String>, profile: JsonObject) -> NewAccount {
    let secret = match password {
        Some(password) => LoginSecret::of_password(password).await,
        None => None,
    };
    NewAccount { app_id, id: random::text(24), names, secret, profile }
}

/// Lets an account join, unless another one has one of its names. Gives its application and its ID.
async fn join(
    server: &ReferenceServer,
    kind: fn(NewAccount) -> Registration,
    account: NewAccount,
) -> Result<(String, String), Response> {
    let joined = (account.app_id.clone(), account.id.clone());
    let decide = move |directory: &Directory| match directory.taken(&account.app_id, &account.names) {
        Some(name) => Err(conflict::with_account(name)),
        None => Ok(kind(account)),
    };
    server.register(decide).await?;
    Ok(joined)
}

/// The first tokens of somebody who has joined, by the names of the members that have them, once they are kept.
async fn first_tokens(server: &ReferenceServer, app_id: &str, principal: Principal) -> JsonObject {
    let session = server.directory.welcome(app_id, principal, server.token_lifetime);
    let Session { token, refresh_token, changes, .. } = session;
    server.store.keep_tokens(changes).await;
    let tokens = [("_accessToken", Some(token)), ("_refreshToken", refresh_token)];
    tokens.into_iter().filter_map(|(name, token)| Some((name.to_owned(), Value::from(token?)))).collect()
}
