//! IDs of buckets, objects and accounts, and the names of accounts.

use std::ops::RangeInclusive;

use kii_types::{BucketId, ObjectId, ObjectScope};

use crate::{
    account_name::{AccountName, NameKind},
    key::ObjectKey,
    store::{place_of, text_of},
};

/// A text that may be an ID or a name: an ID has exactly the form that the pages describe, a place is found again under its text in
/// the store whatever its owner is called, and a login name looks like no other name.
pub fn identifier(input: &[u8]) {
    let Ok(text) = std::str::from_utf8(input) else { return };
    let is_right = |length: RangeInclusive<usize>, punctuation: &str| {
        length.contains(&text.chars().count())
            && text.chars().all(|char| char.is_ascii_alphanumeric() || punctuation.contains(char))
    };
    let bucket_id = BucketId::parse(text).ok();
    assert_eq!(bucket_id.is_some(), is_right(BucketId::LENGTH, BucketId::PUNCTUATION), "bucketID {text:?}");
    let object_id = ObjectId::parse(text).ok();
    assert_eq!(object_id.is_some(), is_right(ObjectId::LENGTH, ObjectId::PUNCTUATION), "objectID {text:?}");
    assert!(bucket_id.as_ref().is_none_or(|id| id.as_str() == text), "bucketID {text:?}");
    assert!(object_id.as_ref().is_none_or(|id| id.as_str() == text), "objectID {text:?}");
    if let (Ok(bucket), Ok(object)) = (BucketId::parse("bb"), ObjectId::parse("o1")) {
        place(text, bucket_id.unwrap_or(bucket), object_id.unwrap_or(object));
    }
    name(text);
}

/// No two places have the same text, as each is found again.
fn place(text: &str, bucket_id: BucketId, object_id: ObjectId) {
    let (app_id, id) = (text.to_owned(), text.to_owned());
    for scope in [
        ObjectScope::App { app_id: app_id.clone() },
        ObjectScope::AppAndUser { app_id: app_id.clone(), user_id: id.clone() },
        ObjectScope::AppAndGroup { app_id: app_id.clone(), group_id: id.clone() },
        ObjectScope::AppAndThing { app_id: app_id.clone(), thing_id: id.clone() },
    ] {
        let key = ObjectKey { scope, bucket_id: bucket_id.clone(), object_id: object_id.clone() };
        assert_eq!(place_of(&text_of(&key)).as_ref(), Some(&key), "{key}");
    }
}

fn name(text: &str) {
    let prefixed = AccountName::prefixed(text);
    if let Some(name) = &prefixed {
        assert_eq!(name.prefixed_text(), text, "a name with its kind is written as it was read");
        assert_eq!(AccountName::meant(text), std::slice::from_ref(name), "with a kind, it means one name");
    }
    if NameKind::LoginName.admits(text) {
        assert_eq!(prefixed, None, "{text:?} is a name of another kind");
        assert!(!text.contains(['@', '+', ':']), "{text:?} may be an address");
    }
    for name in AccountName::meant(text) {
        assert!(name.with_hidden().contains(&name), "{text:?}");
        assert!(!name.same_text().contains(&name), "{text:?}");
    }
}
