//! Where the API is in recorded traffic: the part of the addresses in front of its paths.

use indexmap::IndexMap;
use kii_spec::Api;
use url::Url;

use super::recorded::RecordedExchange;
use crate::send::route;

/// The base URL below which most of the exchanges are requests to operations; `None` if none is.
pub(crate) fn find_base(api: &Api, exchanges: &[RecordedExchange]) -> Option<Url> {
    let mut found: IndexMap<Url, usize> = IndexMap::new();
    for RecordedExchange { request, .. } in exchanges {
        let bases = candidates(&request.url);
        if let Some(base) = bases.into_iter().find(|base| route(api, base, &request.method, &request.url).is_some()) {
            *found.entry(base).or_default() += 1;
        }
    }
    // The first of those that have the same number.
    found.into_iter().rev().max_by_key(|(_, count)| *count).map(|(base, _)| base)
}

/// The path of an operation has fewer segments.
const LONGEST: usize = 16;

/// The address cut behind each segment of its path behind which an operation can be.
fn candidates(url: &Url) -> Vec<Url> {
    let segments: Vec<&str> = url.path_segments().map(Iterator::collect).unwrap_or_default();
    let cut = |length: usize| {
        let mut base = url.clone();
        base.set_query(None);
        base.set_fragment(None);
        // The address is printed. Only addresses without a host can have no user, and they are not HTTP.
        let _ = base.set_username("").and_then(|()| base.set_password(None));
        base.set_path(&segments.get(..length).unwrap_or_default().join("/"));
        base
    };
    (segments.len().saturating_sub(LONGEST)..segments.len()).map(cut).collect()
}
