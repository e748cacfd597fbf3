// Made by `cargo xtask codegen` from spec/. Never edited by hand: change the spec or the templates.

//! Where a request goes: which scope, and which segments of the path are left to the operation.

use http::Uri;
use kii_types::*;
use percent_encoding::percent_decode_str;

/// The scope that a path names.
pub(crate) struct ScopedPath {
    pub(crate) app_id: AppId,
    pub(crate) scope: Scope,
    /// How many segments the scope's path has.
    pub(crate) depth: usize,
}

/// The segments of a path, percent-decoded. What is not UTF-8 becomes a character that no identifier may have.
pub(crate) struct PathSegments(Vec<String>);

impl PathSegments {
    pub(crate) fn of(uri: &Uri) -> Self {
        let segments = uri.path().split('/').skip(1);
        Self(
            segments
                .map(|segment| {
                    percent_decode_str(segment).decode_utf8_lossy().into_owned()
                })
                .collect(),
        )
    }
    /// The segment at this index; empty when there is none, which the router's patterns exclude.
    pub(crate) fn at(&self, index: usize) -> String {
        self.0.get(index).cloned().unwrap_or_default()
    }
}

/// Buckets of the application.
pub(crate) fn app(segments: &PathSegments) -> ScopedPath {
    ScopedPath {
        app_id: AppId::new(segments.at(2)),
        scope: Scope::App,
        depth: 3,
    }
}

/// Buckets of the user with this ID.
pub(crate) fn user(segments: &PathSegments) -> ScopedPath {
    ScopedPath {
        app_id: AppId::new(segments.at(2)),
        scope: Scope::User {
            user_id: UserId::new(segments.at(4)),
        },
        depth: 5,
    }
}

/// Buckets of the user whose token is sent.
pub(crate) fn me(segments: &PathSegments) -> ScopedPath {
    ScopedPath {
        app_id: AppId::new(segments.at(2)),
        scope: Scope::Me,
        depth: 5,
    }
}

/// Buckets of the group with this ID.
pub(crate) fn group(segments: &PathSegments) -> ScopedPath {
    ScopedPath {
        app_id: AppId::new(segments.at(2)),
        scope: Scope::Group {
            group_id: GroupId::new(segments.at(4)),
        },
        depth: 5,
    }
}

/// Buckets of the thing with this ID.
pub(crate) fn thing(segments: &PathSegments) -> ScopedPath {
    ScopedPath {
        app_id: AppId::new(segments.at(2)),
        scope: Scope::Thing {
            thing_id: ThingId::new(segments.at(4)),
        },
        depth: 5,
    }
}
