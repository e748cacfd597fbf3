//! Objects and publications as bytes, and places as texts.
//!
//! An object is a length of four bytes, so many bytes of JSON, and then the bytes of its body unless these are in a file.

use std::{sync::Arc, time::SystemTime};

use bytes::Bytes;
use kii_types::{AppId, BucketId, EntityTag, EpochMilliseconds, JsonObject, MediaType, ObjectId, ObjectScope};
use serde::{Deserialize, Serialize};

use super::{body_file::BodyFile, disk::Disk};
use crate::{
    body::{Body, Content},
    key::ObjectKey,
    object::{Kind, Object},
    publication::{Lifetime, Publication},
    version::ObjectVersion,
};

/// Between the parts of a place's text. None of them contains it.
const SEPARATOR: char = '\0';

/// An object without its place and the bytes of its body.
#[derive(Serialize, Deserialize)]
pub(super) struct ObjectRecord {
    members: JsonObject,
    data_type: Option<String>,
    creator: String,
    version: u64,
    created_at: SystemTime,
    modified_at: SystemTime,
    pub(super) body: Option<BodyRecord>,
}

/// A body without its bytes.
#[derive(Serialize, Deserialize)]
pub(super) struct BodyRecord {
    media_type: String,
    version: String,
    /// The name of the file and its size; without one, the bytes follow the JSON.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) file: Option<(String, u64)>,
}

/// What can be read of an object even if its members are nested deeper than can be read: the parser skips those without a stack.
#[derive(Deserialize)]
pub(super) struct Head {
    pub(super) version: u64,
    body: Option<BodyRecord>,
}

#[derive(Serialize, Deserialize)]
struct PublicationRecord {
    object: String,
    end: Option<i64>,
}

/// The text of a place.
pub(crate) fn of_key(key: &ObjectKey) -> String {
    let scope = serde_json::to_string(&key.scope).unwrap_or_default();
    [scope.as_str(), key.bucket_id.as_str(), key.object_id.as_str()].join(SEPARATOR.encode_utf8(&mut [0; 4]))
}

/// The place with this text.
pub(crate) fn key(text: &str) -> Option<ObjectKey> {
    let mut parts = text.split(SEPARATOR);
    let scope: ObjectScope = serde_json::from_str(parts.next()?).ok()?;
    let (bucket_id, object_id) = (BucketId::parse(parts.next()?).ok()?, ObjectId::parse(parts.next()?).ok()?);
    Some(ObjectKey { scope, bucket_id, object_id })
}

/// An object without the bytes of its body.
pub(super) fn without_bytes(object: &Object) -> ObjectRecord {
    let data_type = match &object.kind {
        Kind::Plain => None,
        Kind::Typed { data_type, .. } => Some(data_type.clone()),
    };
    let body = object.body.as_ref().map(|body| BodyRecord {
        media_type: body.media_type.to_string(),
        version: String::from_utf8_lossy(body.version.as_bytes()).into_owned(),
        file: body.file().map(|file| (file.name.clone(), file.size)),
    });
    ObjectRecord {
        members: object.members.clone(),
        data_type,
        creator: object.creator.clone(),
        version: object.version.number(),
        created_at: object.created_at,
        modified_at: object.modified_at,
        body,
    }
}

/// The bytes of an object.
pub(super) fn of_object(object: &Object) -> Option<Vec<u8>> {
    let json = serde_json::to_vec(&without_bytes(object)).ok()?;
    let mut bytes = u32::try_from(json.len()).ok()?.to_le_bytes().to_vec();
    bytes.extend(json);
    if let Some(Body { content: Content::Bytes(inline), .. }) = &object.body {
        bytes.extend_from_slice(inline);
    }
    Some(bytes)
}

impl Head {
    /// That of the object with these bytes.
    pub(super) fn of(bytes: &[u8]) -> Option<Self> {
        serde_json::from_slice(parts(bytes)?.0).ok()
    }

    /// The name of the file that the object's body is in, if it has one.
    pub(super) fn file(&self) -> Option<&str> {
        self.body.as_ref()?.file.as_ref().map(|(name, _)| name.as_str())
    }
}

/// The JSON of an object with these bytes, and what follows it.
fn parts(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (length, rest) = bytes.split_first_chunk::<4>()?;
    rest.split_at_checked(usize::try_from(u32::from_le_bytes(*length)).ok()?)
}

/// The object at a place with these bytes.
pub(super) fn object(key: &ObjectKey, bytes: &[u8], disk: &Arc<dyn Disk>) -> Option<Object> {
    let (json, inline) = parts(bytes)?;
    let record: ObjectRecord = serde_json::from_slice(json).ok()?;
    let content = match record.body.as_ref().and_then(|body| body.file.clone()) {
        None => Content::Bytes(Bytes::copy_from_slice(inline)),
        Some((name, size)) => Content::File(Arc::new(BodyFile::kept(Arc::clone(disk), name, size))),
    };
    with_content(key, record, content)
}

/// The object at a place, with these bytes of its body if it has one.
pub(super) fn with_content(key: &ObjectKey, record: ObjectRecord, content: Content) -> Option<Object> {
    let body = match record.body {
        None => None,
        Some(BodyRecord { media_type, version, .. }) => Some(Body {
            media_type: MediaType::parse(&media_type)?,
            version: EntityTag::new(version.as_bytes())?,
            content,
        }),
    };
    let kind = match record.data_type {
        None => Kind::Plain,
        Some(data_type) => {
            Kind::Typed { media_type: MediaType::typed(&AppId::new(key.app_id()), &data_type)?, data_type }
        }
    };
    Some(Object {
        members: record.members,
        kind,
        creator: record.creator,
        version: ObjectVersion::new(record.version),
        created_at: record.created_at,
        modified_at: record.modified_at,
        body,
    })
}

/// The bytes of a publication.
pub(super) fn of_publication(publication: &Publication) -> Option<Vec<u8>> {
    let end = super::end(publication.lifetime).map(|end| end.0);
    serde_json::to_vec(&PublicationRecord { object: of_key(&publication.object), end }).ok()
}

/// The publication with these bytes.
pub(super) fn publication(bytes: &[u8]) -> Option<Publication> {
    let PublicationRecord { object, end } = serde_json::from_slice(bytes).ok()?;
    let lifetime = end.map_or(Lifetime::Unlimited, |end| Lifetime::Until(EpochMilliseconds(end)));
    Some(Publication { object: key(&object)?, lifetime })
}
