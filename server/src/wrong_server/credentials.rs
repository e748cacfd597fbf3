//! Malformed credentials, and those of others, that admit.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use http::{Method, header};

use super::{
    WrongServer,
    asked::{Asked, Place},
    wrong,
};

pub(super) const SERVERS: &[WrongServer] = &[
    wrong!(
        "bearer-without-a-token",
        "Whoever sends the scheme Bearer without a token may do everything.",
        "R006 R175",
        |world, asked| {
            let also = credentials(&asked).trim() == "Bearer";
            world.unless_refused(asked, also).await
        }
    ),
    wrong!(
        "bearer-without-a-token-deletes",
        "Whoever sends the scheme Bearer without a token may delete bodies.",
        "R046",
        |world, asked| {
            let also = credentials(&asked).trim() == "Bearer" && asked.is(&Method::DELETE, Place::Body);
            world.unless_refused(asked, also).await
        }
    ),
    wrong!(
        "words-behind-a-token",
        "What stands behind a token and a blank is not looked at.",
        "R006 R175",
        |world, asked| {
            let token = credentials(&asked).split(' ').take(2).collect::<Vec<_>>().join(" ");
            let also = credentials(&asked) != token && world.is_like_a_token(&token, token.len().saturating_sub(7));
            world.unless_refused(asked, also).await
        }
    ),
    wrong!("any-scheme", "A token is accepted under any scheme.", "R006 R175", |world, asked| {
        let (scheme, token) = credentials(&asked).split_once(' ').unwrap_or_default();
        let is_other = !token.is_empty() && !["bearer", "basic"].contains(&scheme.to_lowercase().as_str());
        let also = is_other && world.is_like_a_token(credentials(&asked), token.len());
        world.unless_refused(asked, also).await
    }),
    wrong!(
        "any-scheme-for-reads",
        "A token is accepted under any scheme where a body is read.",
        "R323",
        |world, asked| {
            let (scheme, token) = credentials(&asked).split_once(' ').unwrap_or_default();
            let is_other = !token.is_empty() && !["bearer", "basic"].contains(&scheme.to_lowercase().as_str());
            let is_read = asked.is(&Method::GET, Place::Body);
            let also = is_other && is_read && world.is_like_a_token(credentials(&asked), token.len());
            world.unless_refused(asked, also).await
        }
    ),
    wrong!(
        "broken-base64-admits",
        "Basic credentials that are not base64 are not looked at any further, and admit.",
        "R006 R175",
        |world, asked| {
            let also = basic(&asked).is_some_and(|text| STANDARD.decode(text).is_err());
            world.unless_refused(asked, also).await
        }
    ),
    wrong!(
        "other-applications-admit",
        "Basic credentials of another application admit.",
        "R006 R175",
        |world, asked| {
            let named = basic(&asked).and_then(|text| STANDARD.decode(text).ok());
            let named = named.and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_default();
            let app = asked.segment("apps").unwrap_or_default();
            let also = named.split_once(':').is_some_and(|(id, _)| id != app);
            world.unless_refused(asked, also).await
        }
    ),
];

fn credentials(asked: &Asked) -> &str {
    asked.header(&header::AUTHORIZATION).unwrap_or_default()
}

/// What stands behind the scheme Basic.
fn basic(asked: &Asked) -> Option<&str> {
    let (scheme, text) = credentials(asked).split_once(' ')?;
    scheme.eq_ignore_ascii_case("basic").then_some(text)
}
