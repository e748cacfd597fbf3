//! Requests as bytes, in which only the number of the object is yet to be filled in.

use std::{fs, io::Write as _, ops::Range, path::Path};

use anyhow::{Context, Result};
use toml::Table;

/// How many digits the ID of an object has.
const DIGITS: usize = 7;

/// A bucket of a user, with the user's token.
#[derive(Clone)]
pub(crate) struct Bucket {
    path: String,
    token: String,
}

/// A request about an object.
#[derive(Clone)]
pub(crate) struct Request {
    bytes: Vec<u8>,
    /// Where the number of the object stands.
    number: Range<usize>,
    /// The statuses that its answer may have.
    expected: &'static [u16],
}

impl Bucket {
    /// A bucket of the user who has a token of an application. No case of the suite uses it.
    pub(crate) fn new(app_id: &str, token: &str) -> Self {
        Self { path: format!("/api/apps/{app_id}/users/me/buckets/load"), token: token.to_owned() }
    }

    /// The bucket of the first user in a target file.
    ///
    /// # Errors
    /// When there is none.
    pub(crate) fn of(target_file: &Path) -> Result<Self> {
        let what = || format!("expected an app ID and the token of an owner in {}", target_file.display());
        let target: Table = fs::read_to_string(target_file).with_context(what)?.parse().with_context(what)?;
        let app_id = target.get("app_id").and_then(toml::Value::as_str);
        let owner = target.get("principals").and_then(|principals| principals.get("owner"));
        let token = owner.and_then(|owner| owner.get("token")).and_then(toml::Value::as_str);
        Ok(Self::new(app_id.with_context(what)?, token.with_context(what)?))
    }
}

impl Request {
    /// Reads an object.
    pub(crate) fn get(bucket: &Bucket) -> Self {
        Self::new("GET", bucket, "", &[200])
    }

    /// Writes an object of so many bytes.
    pub(crate) fn put(bucket: &Bucket, size: usize) -> Self {
        let content = content(size);
        let length = content.len();
        let rest = format!("content-type: application/json\r\ncontent-length: {length}\r\n\r\n{content}");
        Self::new("PUT", bucket, &rest, &[200, 201])
    }

    /// `rest` has the headers of the content and the content; without it, there is none.
    fn new(method: &str, bucket: &Bucket, rest: &str, expected: &'static [u16]) -> Self {
        let Bucket { path, token } = bucket;
        let begin = format!("{method} {path}/objects/o");
        let rest = if rest.is_empty() { "\r\n" } else { rest };
        let head = format!("{:0DIGITS$} HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer {token}\r\n", 0);
        let number = begin.len()..begin.len() + DIGITS;
        Self { bytes: [begin, head, rest.to_owned()].concat().into_bytes(), number, expected }
    }

    /// The request about this object.
    pub(super) fn about(&mut self, object: u32) -> &Self {
        if let Some(mut number) = self.bytes.get_mut(self.number.clone()) {
            // A number of more digits is cut off; there are fewer objects.
            let _ = write!(number, "{object:0DIGITS$}");
        }
        self
    }

    /// What is sent.
    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The statuses that its answer may have.
    pub(super) const fn expected(&self) -> &'static [u16] {
        self.expected
    }
}

/// An object of so many bytes of JSON, and of 16 at least, with members of about 50 bytes.
pub(crate) fn content(size: usize) -> String {
    let member = |number: usize| format!(",\"m{number:02}\":\"{}\"", "x".repeat(40));
    // The last member, without its text, and the end.
    let end = ",\"end\":\"\"}".len();
    let mut text = "{\"n\":1".to_owned();
    for number in 0.. {
        let member = member(number);
        if text.len() + member.len() + end > size {
            break;
        }
        text.push_str(&member);
    }
    let rest = size.saturating_sub(text.len() + end);
    format!("{text},\"end\":\"{}\"}}", "x".repeat(rest))
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    #[test]
    fn a_request_names_its_object_and_the_length_of_its_content() {
        let mut request = Request::put(&Bucket::new("app", "secret"), 16);
        request.about(9_999_999);
        let expected = "PUT /api/apps/app/users/me/buckets/load/objects/o0000042 HTTP/1.1\r\nhost: localhost\r\n\
            authorization: Bearer secret\r\ncontent-type: application/json\r\ncontent-length: 16\r\n\r\n{\"n\":1,\"end\":\"\"}";
        assert_eq!(String::from_utf8_lossy(request.about(42).bytes()), expected);
    }

    #[test]
    fn an_object_has_the_size_that_was_asked_for_and_is_json() {
        for size in [16, 17, 100, 1000, 1001] {
            let content = content(size);
            assert!(serde_json::from_str::<Value>(&content).is_ok_and(|value| value.is_object()), "{content}");
            assert_eq!(content.len(), size);
        }
    }

    #[test]
    fn the_bucket_is_that_of_the_owner_of_a_target_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("target.toml");
        fs::write(&path, kii_server::Fixture::demo().target_toml("http://localhost")).unwrap();
        assert!(Bucket::of(&path).is_ok_and(|bucket| bucket.token.len() == 40));
        fs::write(&path, "app_id = \"app\"\n").unwrap();
        assert!(Bucket::of(&path).is_err());
    }
}
