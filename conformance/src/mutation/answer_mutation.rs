//! Changes of a response that make it wrong. They are pure functions from response to response.

use bytes::Bytes;
use http::{HeaderName, HeaderValue, Method, StatusCode, header};
use serde_json::{Map, Value};

use crate::send::Response;

/// How long a day is, in seconds.
const DAY: std::time::Duration = std::time::Duration::from_secs(24 * 60 * 60);

/// A change of a response.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AnswerMutation {
    /// Another status.
    Status(StatusCode),
    /// Status, media type and code of another refusal.
    Refusal {
        /// Its status.
        status: StatusCode,
        /// Its media type.
        media: String,
        /// The member that holds the code.
        member: String,
        /// Its code.
        code: String,
    },
    /// Something about a header, `Content-Type` among them.
    Header(HeaderName, HeaderChange),
    /// Something about the content as a whole.
    Content(ContentChange),
    /// Something about a member, by its path.
    Member(Vec<String>, MemberChange),
    /// Something about the first member that was stored, whatever its name.
    StoredMember {
        /// What the names of the server's own members begin with.
        own: String,
        /// What is wrong with it.
        change: MemberChange,
    },
}

/// What can be wrong with a header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HeaderChange {
    /// It is not sent.
    Missing,
    /// It has this value in every answer.
    Constant(HeaderValue),
    /// It has this value in the answers that have none.
    Added(HeaderValue),
    /// It is sent twice.
    Twice,
    /// Its value comes under another name.
    Renamed(HeaderName),
    /// It is an entity tag with something added.
    Marked,
    /// It is an entity tag without its quotes.
    Unquoted,
    /// It is a date, and names the next day.
    NextDay,
    /// It is an address, and names another path.
    OtherPath,
    /// It is an address, and names another origin.
    OtherOrigin,
}

/// What can be wrong with content as a whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ContentChange {
    /// There is none.
    None,
    /// There is some where none is documented: behind the headers of an answer to HEAD; an answer with status 204 only
    /// announces it.
    Some,
    /// Its second half is missing.
    Truncated,
    /// Something follows it.
    Followed(&'static [u8]),
    /// It is a JSON array with the documented content in it.
    Array,
    /// It is `{}`.
    Hollow,
    /// Its first member is there twice.
    Repeated,
    /// It has a member more.
    Foreign,
    /// A bit of its first byte is wrong.
    FirstByte,
    /// Its last byte is missing.
    LastByte,
    /// Every byte has lost its eighth bit.
    SevenBits,
}

/// What can be wrong with a member.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MemberChange {
    /// It is missing.
    Missing,
    /// It has this value in every answer; it is added where it is not.
    Constant(Value),
    /// It is in seconds, not in milliseconds.
    Seconds,
    /// It is a text, with something appended.
    Longer,
}

impl AnswerMutation {
    /// The changed response to a request with this method; `None` if the response has nothing that this would change.
    #[must_use]
    pub fn apply(&self, method: &Method, answer: &Response) -> Option<Response> {
        let mut changed = answer.clone();
        match self {
            Self::Status(status) => changed.status = *status,
            Self::Refusal { status, media, member, code } => {
                changed.status = *status;
                changed.headers.insert(header::CONTENT_TYPE, HeaderValue::try_from(media).ok()?);
                let code = MemberChange::Constant(Value::from(code.as_str()));
                changed.content = with_member(&answer.content, std::slice::from_ref(member), &code)?;
            }
            Self::Header(name, change) => change.apply(name, &mut changed)?,
            Self::Content(change) => change.apply(method, &mut changed)?,
            Self::Member(path, change) => changed.content = with_member(&answer.content, path, change)?,
            Self::StoredMember { own, change } => {
                let value: Map<String, Value> = serde_json::from_slice(&answer.content).ok()?;
                let name = value.keys().find(|name| !name.starts_with(own.as_str()))?.clone();
                changed.content = with_member(&answer.content, &[name], change)?;
            }
        }
        if changed.status == StatusCode::NO_CONTENT {
            // Nothing can be sent with it, whatever is wrong.
            changed.content = Bytes::new();
        }
        (changed != *answer).then_some(changed)
    }
}

impl HeaderChange {
    fn apply(&self, name: &HeaderName, answer: &mut Response) -> Option<()> {
        let headers = &mut answer.headers;
        let text = headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
        let changed = match self {
            Self::Missing => return headers.remove(name).map(|_| ()),
            Self::Constant(value) => {
                headers.insert(name, value.clone());
                return Some(());
            }
            Self::Added(value) => {
                if headers.contains_key(name) {
                    return None;
                }
                headers.insert(name, value.clone());
                return Some(());
            }
            Self::Twice => {
                headers.append(name, headers.get(name)?.clone());
                return Some(());
            }
            Self::Renamed(other) => {
                let value = headers.remove(name)?;
                headers.insert(other, value);
                return Some(());
            }
            Self::Marked => format!("{}-marked\"", text?.strip_suffix('"')?),
            Self::Unquoted => text?.trim_matches('"').to_owned(),
            Self::NextDay => httpdate::fmt_http_date(httpdate::parse_http_date(&text?).ok()? + DAY),
            Self::OtherPath => format!("{}-elsewhere", text?),
            Self::OtherOrigin => {
                let text = text?;
                let path = match url::Url::parse(&text) {
                    Ok(url) => url.path().to_owned(),
                    Err(_) => text,
                };
                format!("http://elsewhere.invalid{path}")
            }
        };
        headers.insert(name, HeaderValue::try_from(changed).ok()?);
        Some(())
    }
}

impl ContentChange {
    fn apply(&self, method: &Method, answer: &mut Response) -> Option<()> {
        let content = answer.content.clone();
        let json = || serde_json::from_slice::<Map<String, Value>>(&content).ok();
        answer.content = match self {
            Self::None if content.is_empty() => return None,
            Self::None => Bytes::new(),
            // The client takes nothing behind the headers for content.
            Self::Some if *method == Method::HEAD => {
                answer.surplus = Bytes::from_static(b"{}");
                content
            }
            Self::Some if answer.status == StatusCode::NO_CONTENT => {
                answer.headers.insert(header::CONTENT_LENGTH, HeaderValue::from_static("2"));
                content
            }
            Self::Some | Self::Hollow => Bytes::from_static(b"{}"),
            Self::Truncated => content.slice(..content.len() / 2),
            Self::Followed(more) => [&content[..], more].concat().into(),
            Self::Array => serde_json::to_vec(&[json()?]).ok()?.into(),
            Self::Repeated => {
                let members = json()?;
                let (name, value) = members.iter().next()?;
                let text = String::from_utf8(content.to_vec()).ok()?;
                let rest = text.trim_start().strip_prefix('{')?.to_owned();
                format!("{{{}:{value},{rest}", Value::from(name.as_str())).into()
            }
            Self::Foreign => with_member(&content, &["foreign".to_owned()], &MemberChange::Constant(true.into()))?,
            Self::FirstByte => {
                let mut bytes = content.to_vec();
                *bytes.first_mut()? ^= 1;
                bytes.into()
            }
            Self::LastByte => content.slice(..content.len().checked_sub(1)?),
            Self::SevenBits => content.iter().map(|byte| byte & 0x7f).collect(),
        };
        Some(())
    }
}

/// A JSON object with one of its members changed; `None` when there is nothing to change.
fn with_member(content: &[u8], path: &[String], change: &MemberChange) -> Option<Bytes> {
    let mut value: Value = serde_json::from_slice(content).ok()?;
    let (name, parents) = path.split_last()?;
    let mut parent = &mut value;
    for step in parents {
        parent = parent.get_mut(step)?;
    }
    let members = parent.as_object_mut()?;
    match change {
        MemberChange::Missing => {
            members.shift_remove(name)?;
        }
        MemberChange::Constant(constant) => {
            members.insert(name.clone(), constant.clone());
        }
        MemberChange::Seconds => {
            let member = members.get_mut(name)?;
            *member = Value::from(member.as_i64()? / 1000);
        }
        MemberChange::Longer => {
            let member = members.get_mut(name)?;
            *member = Value::from(format!("{}-elsewhere", member.as_str()?));
        }
    }
    serde_json::to_vec(&value).ok().map(Bytes::from)
}

#[cfg(test)]
mod tests;
