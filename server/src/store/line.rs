//! All data of a server as text: a JSON object on each line.

use kii_types::{BucketId, ObjectId, ObjectScope};
use serde::{Deserialize, Serialize};

use super::record::ObjectRecord;
use crate::{application::Application, key::ObjectKey, registration::Registration, tokens::Token};

/// The format of the lines. Lines of another one are refused.
pub(super) const FORMAT: u32 = 1;

/// A line. The first has the format, the second the applications, and the last how many lines there are before it.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub(super) enum Line {
    Format(u32),
    Applications(Vec<Application>),
    Registration(Registration),
    Token(Token),
    /// An object. If it has a body, the next lines have the bytes, of which there are `size`.
    Object {
        place: Place,
        object: ObjectRecord,
        #[serde(skip_serializing_if = "Option::is_none")]
        size: Option<u64>,
    },
    /// Bytes of the body of the object before them, in base64.
    Bytes(String),
    /// The last version of an object that was removed.
    LastVersion {
        place: Place,
        version: u64,
    },
    Publication {
        id: String,
        place: Place,
        /// Milliseconds since 1970.
        end: Option<i64>,
    },
    End {
        lines: u64,
    },
}

/// The place of an object.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Place {
    scope: ObjectScope,
    bucket: String,
    object: String,
}

impl Place {
    pub(super) fn of(key: ObjectKey) -> Self {
        Self { scope: key.scope, bucket: key.bucket_id.to_string(), object: key.object_id.to_string() }
    }

    /// The place, if its bucket and its object have IDs that such can have.
    pub(super) fn key(self) -> Result<ObjectKey, String> {
        let Self { scope, bucket, object } = self;
        let bucket_id = BucketId::parse(&bucket).map_err(|_| format!("`{bucket}` is no bucketID"))?;
        let object_id = ObjectId::parse(&object).map_err(|_| format!("`{object}` is no objectID"))?;
        Ok(ObjectKey { scope, bucket_id, object_id })
    }
}

impl Line {
    /// What such a line is called in a message.
    pub(super) const fn name(&self) -> &'static str {
        match self {
            Self::Format(_) => "format",
            Self::Applications(_) => "applications",
            Self::Registration(_) => "registration",
            Self::Token(_) => "token",
            Self::Object { .. } => "object",
            Self::Bytes(_) => "bytes",
            Self::LastVersion { .. } => "last_version",
            Self::Publication { .. } => "publication",
            Self::End { .. } => "end",
        }
    }
}
