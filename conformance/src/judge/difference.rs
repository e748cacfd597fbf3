//! What differs between the answer that is due and the one that came, in terms that are the same for every type, scope and
//! case: failures with one cause differ in the same way.

use std::collections::BTreeSet;

use http::StatusCode;
use serde::{Deserialize, Serialize};

use crate::{
    judge::other_state::OtherState,
    values::{media_type, words},
};

/// What differs. The names of types, scopes and IDs are left out, and so is what a case alone knows.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Difference {
    /// Another status than one of these.
    Status {
        /// Those that are due.
        due: Vec<u16>,
        /// The one that came.
        found: u16,
    },
    /// The due status, with another refusal than the due one.
    Refusal {
        /// The status.
        status: u16,
    },
    /// The answer that would be due if something else were stored.
    AsIf {
        /// What would have to be stored.
        stored: OtherState,
    },
    /// Another media type.
    MediaType {
        /// What it is.
        found: String,
    },
    /// A header.
    Header {
        /// Its name, in lower case.
        name: String,
        /// What is wrong with it.
        flaw: Flaw,
    },
    /// A described member of a JSON content.
    Member {
        /// Its path, with dots.
        path: String,
        /// What is wrong with it.
        flaw: Flaw,
    },
    /// The content as a whole.
    Content {
        /// What is wrong with it.
        flaw: Flaw,
    },
    /// What was stored and is to come back: members of an object, bytes of a body.
    Stored {
        /// What is wrong with it.
        flaw: Flaw,
    },
    /// What is published at an address of its own.
    Published {
        /// What is wrong with it.
        flaw: Flaw,
    },
    /// Something that was stored stands in a refusal.
    Leak,
    /// Answers to requests at the same time that no order explains.
    Order,
    /// What a later request needs, and no answer has named.
    Unnamed,
    /// An answer without the end that it announces.
    Incomplete,
}

words! {
    /// What is wrong with a part of an answer.
    pub enum Flaw {
        /// It is not there.
        Missing = "missing",
        /// It is not in the form that is demanded.
        Malformed = "malformed",
        /// It is well-formed, but not so.
        Untrue = "untrue",
        /// It is there more than once.
        Repeated = "repeated",
        /// It must not be there.
        Surplus = "not due",
        /// It has another name.
        Renamed = "under another name",
    }
}

impl Difference {
    /// Another status than one of some.
    pub(crate) fn status(due: impl IntoIterator<Item = StatusCode>, found: StatusCode) -> Self {
        let due: BTreeSet<u16> = due.into_iter().map(|due| due.as_u16()).collect();
        Self::Status { due: due.into_iter().collect(), found: found.as_u16() }
    }

    /// The same without secrets: a target chooses what media types it sends.
    pub(crate) fn redacted(&self, redact: &dyn Fn(&str) -> String) -> Self {
        if let Self::MediaType { found } = self {
            return Self::MediaType { found: redact(found) };
        }
        self.clone()
    }

    /// The status that came in place of the due one, if it is that of a server which failed.
    pub(crate) fn server_error(&self) -> Option<u16> {
        if let Self::Status { found: found @ 500.., .. } = self { Some(*found) } else { None }
    }

    /// The statuses that are due, if another one came.
    pub(crate) fn due_statuses(&self) -> &[u16] {
        if let Self::Status { due, .. } = self { due } else { &[] }
    }

    /// A flaw of a header.
    pub(crate) fn header(name: &str, flaw: Flaw) -> Self {
        Self::Header { name: name.to_ascii_lowercase(), flaw }
    }

    /// A flaw of a member.
    pub(crate) fn member(path: &[String], flaw: Flaw) -> Self {
        if path.is_empty() { Self::Content { flaw } } else { Self::Member { path: path.join("."), flaw } }
    }

    /// A media type that came in place of the due one. Which of the documented ones it is, is left out.
    pub(crate) fn media_type(found: Option<&[u8]>, is_documented: impl Fn(&str) -> bool) -> Self {
        let found = match found.map(media_type::essence) {
            None => "none".to_owned(),
            Some(None) => "malformed".to_owned(),
            Some(Some(essence)) if is_documented(essence) => "another documented type".to_owned(),
            Some(Some(essence)) => essence.to_ascii_lowercase(),
        };
        Self::MediaType { found }
    }
}
