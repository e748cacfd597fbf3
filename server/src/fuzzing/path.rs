//! Targets of requests.

use http::{Method, Request, StatusCode, Uri, header::LOCATION};
use serde_json::Value;

use super::tried_server::TriedServer;
use crate::{clock::Clock, directory::Directory, tolerance};

/// A method and the target of a request, with a space between them: the server never fails, takes no path for one with more or fewer
/// segments, and what it says it has created is found where it says.
pub fn path(input: &[u8]) {
    let Some(space) = input.iter().position(|byte| *byte == b' ') else { return };
    let (method, target) = (&input[..space], &input[space + 1..]);
    let (Ok(method), Ok(target)) = (Method::from_bytes(method), Uri::try_from(target)) else { return };
    rewritten(target.clone());

    let server = TriedServer::new();
    let answer = server.send(method, target.clone(), b"{}");
    if answer.status() != StatusCode::CREATED {
        return;
    }
    // A publication says in its content where it is.
    let Some(location) = answer.headers().get(LOCATION) else { return };
    let Ok(location) = Uri::try_from(location.as_bytes()) else { panic!("{target} was created at {location:?}") };
    let found = server.send(Method::GET, location.clone(), b"");
    assert!(
        matches!(found.status(), StatusCode::OK | StatusCode::UNAUTHORIZED),
        "{target} was created at {location}: {found:?}"
    );
    let members: Option<Value> = serde_json::from_slice(found.body()).ok();
    let id = members.as_ref().and_then(|members| members["_id"].as_str());
    assert!(id.is_none_or(|id| location.path().ends_with(&format!("/{id}"))), "{target}: {id:?} at {location}");
}

/// What clients send beyond the pages is a path of the same length afterwards.
fn rewritten(target: Uri) {
    let mut parts = Request::new(()).into_parts().0;
    parts.uri = target.clone();
    tolerance::rewrite(&mut parts, &Directory::new(Vec::new(), Vec::new(), Vec::new(), Clock::system()));
    let segments = |uri: &Uri| uri.path().split('/').count();
    assert_eq!(segments(&parts.uri), segments(&target), "{target} became {}", parts.uri);
    assert_eq!(parts.uri.query(), target.query(), "{target} became {}", parts.uri);
}
