//! Plays a step through the client.

use std::{
    collections::BTreeMap,
    time::{SystemTime, UNIX_EPOCH},
};

use bytes::Bytes;
use futures_util::stream;
use kii_client::*;
use serde::Deserialize;

use crate::step::{Lifetime, Owner, Step};

/// Identifiers that the client can send; the hook puts others in their place.
const BUCKET: &str = "a-well-formed-bucket";
const OBJECT: &str = "a-well-formed-object";

/// A target file.
#[derive(Deserialize)]
pub(crate) struct Target {
    base_url: String,
    app_id: String,
    principals: BTreeMap<String, Principal>,
    scopes: BTreeMap<String, Owned>,
}

#[derive(Deserialize)]
struct Principal {
    token: String,
    user_id: Option<String>,
}

#[derive(Deserialize)]
struct Owned {
    id: String,
}

/// Who plays, and what has been kept.
pub(crate) struct Player {
    target: Target,
    run: String,
    kept: BTreeMap<String, EntityTag>,
}

type Line = Result<String, BoxError>;

impl Player {
    pub(crate) fn new(target: Target) -> Self {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Self { target, run: format!("{:x}", now.as_nanos()), kept: BTreeMap::new() }
    }

    /// The line about the answer: its status, and the code of an error or the name of the response.
    pub(crate) async fn play(&mut self, step: &Step) -> Line {
        match self.answered(step).await {
            Ok(line) => Ok(line),
            Err(error) => match error.downcast::<Failure>() {
                Ok(failure) => match (failure.status(), failure.code()) {
                    (Some(status), Some(code)) => Ok(format!("{} {code}", status.as_u16())),
                    _ => Err(failure),
                },
                Err(error) => Err(error),
            },
        }
    }

    async fn answered(&mut self, step: &Step) -> Line {
        let client = self.client(step)?;
        let scope = self.scope(step)?;
        let bucket: BucketId = format!("scenario-{}", self.run).parse()?;
        let bucket = if step.bucket.is_some() { BUCKET.parse()? } else { bucket };
        let own = format!("{}-{}", step.object.as_deref().unwrap_or("object"), self.run);
        let object: ObjectId = if step.object_id.is_some() { OBJECT } else { &own }.parse()?;
        match step.operation.as_str() {
            "collection.post" => {
                let request = CollectionPostRequest::new(scope, bucket, content(step));
                client.collection_post(request).await?.into_result()?;
                Ok(String::from("201 created"))
            }
            "object.head" => Ok(match client.object_head(ObjectHeadRequest::new(scope, bucket, object)).await? {
                ObjectHeadAnswer::Found { .. } => "204 found".to_owned(),
                ObjectHeadAnswer::Unauthorized => "401 unauthorized".to_owned(),
                other @ (ObjectHeadAnswer::NotFound | ObjectHeadAnswer::Invalid | ObjectHeadAnswer::Unexpected(_)) => {
                    format!("{other:?}")
                }
            }),
            "object.get" => {
                let found = client.object_get(ObjectGetRequest::new(scope, bucket, object)).await?.into_result()?;
                if let Some(data_type) = &step.data_type {
                    let expected = self.media_type(data_type)?;
                    assert!(found.media_type.is(expected.as_str()), "{}: {}", step.name, found.media_type);
                }
                see(step, &found.content);
                Ok(String::from("200 found"))
            }
            "object.put" => {
                let mut request = ObjectPutRequest::new(scope, bucket, object, content(step));
                request = request.with_precondition(self.precondition(step)?);
                if let Some(data_type) = &step.data_type {
                    let media = self.media_type(data_type)?;
                    request = request.with_media_type(media);
                }
                let done = client.object_put(request).await?.into_result()?;
                self.keep(step, done.e_tag());
                Ok(match done {
                    ObjectPutSuccess::Replaced { .. } => "200 replaced",
                    ObjectPutSuccess::Created { .. } => "201 created",
                }
                .to_owned())
            }
            "object.patch" => {
                let request = ObjectPatchRequest::new(scope, bucket, object, content(step));
                let request = request.with_precondition(self.precondition(step)?);
                let updated = client.object_patch(request).await?.into_result()?;
                see(step, &updated.content);
                Ok(String::from("200 updated"))
            }
            "object.delete" => {
                client.object_delete(ObjectDeleteRequest::new(scope, bucket, object)).await?.into_result()?;
                Ok(String::from("204 deleted"))
            }
            "body.head" => {
                client.body_head(BodyHeadRequest::new(scope, bucket, object)).await?.into_result()?;
                Ok(String::from("204 found"))
            }
            "body.get" => {
                let mut request = BodyGetRequest::new(scope, bucket, object).with_if_match(self.kept(step)?);
                if let Some([first, last]) = step.range {
                    request = request.with_range(ByteRange::FromTo { first, last });
                }
                let (line, content) = match client.body_get(request).await?.into_result()? {
                    BodyGetSuccess::Whole { content, .. } => ("200 whole", content),
                    BodyGetSuccess::Part { content, .. } => ("206 part", content),
                };
                let found = content.collect().await?;
                assert!(step.bytes.is_none_or(|[first, last]| found == pattern(first, last)), "{}", step.name);
                Ok(line.to_owned())
            }
            "body.put" => {
                let sent = pattern(0, step.upload.unwrap_or(1) - 1);
                let (one, other) = sent.split_at(sent.len() / 2);
                let halves = [one, other].map(|half| Ok::<_, BoxError>(Bytes::copy_from_slice(half)));
                let media = MediaType::parse("application/x-scenario").ok_or("the media type is none")?;
                let upload = BodyStream::new(media, step.upload, stream::iter(halves));
                let request = BodyPutRequest::new(scope, bucket, object, upload);
                let stored =
                    client.body_put(request.with_precondition(self.precondition(step)?)).await?.into_result()?;
                self.keep(step, &stored.e_tag);
                Ok(String::from("200 stored"))
            }
            "body.delete" => {
                client.body_delete(BodyDeleteRequest::new(scope, bucket, object)).await?.into_result()?;
                Ok(String::from("204 deleted"))
            }
            "publish.post" => {
                let request = PublishPostRequest::new(scope, bucket, object, lifetime(step)?);
                let published = client.publish_post(request).await?.into_result()?;
                let bytes = client.http().get(&published.content.url).send().await?.bytes().await?;
                assert_eq!(Some(bytes.len()), step.published, "{}", step.name);
                Ok(String::from("200 published"))
            }
            other => Err(format!("this player does not know the operation {other}").into()),
        }
    }

    fn client(&self, step: &Step) -> Result<Client, BoxError> {
        let principal = self.target.principals.get(&step.caller).ok_or("the caller is unknown")?;
        let (bucket, object, instead) = (step.bucket.clone(), step.object_id.clone(), step.instead.clone());
        let hook = move |request: &mut reqwest::Request| {
            for (placeholder, text) in [(BUCKET, &bucket), (OBJECT, &object)] {
                if let Some(text) = text {
                    let path = request.url().path().replace(placeholder, text);
                    request.url_mut().set_path(&path);
                }
            }
            if let Some(instead) = &instead {
                *request.body_mut() = Some(instead.clone().into());
            }
        };
        let builder = Client::builder(&self.target.base_url, self.target.app_id.as_str().into());
        Ok(builder.token(principal.token.as_str()).user_agent("scenario").on_request(hook).build()?)
    }

    fn scope(&self, step: &Step) -> Result<Scope, BoxError> {
        let missing = step.owner.map(|Owner::Missing| format!("missing-{}", self.run));
        let owned = || self.target.scopes.get(&step.scope).map(|owned| owned.id.clone());
        let user = || self.target.principals.get("owner").and_then(|owner| owner.user_id.clone());
        let id = |known: Option<String>| missing.clone().or(known).unwrap_or_default();
        Ok(match step.scope.as_str() {
            "app" => Scope::App,
            "me" => Scope::Me,
            "user" => Scope::User { user_id: id(user()).into() },
            "group" => Scope::Group { group_id: id(owned()).into() },
            "thing" => Scope::Thing { thing_id: id(owned()).into() },
            other => return Err(format!("no scope is called {other}").into()),
        })
    }

    fn media_type(&self, data_type: &str) -> Result<MediaType, BoxError> {
        let media = MediaType::typed(&self.target.app_id.as_str().into(), data_type);
        media.ok_or_else(|| "no media type has this data type".into())
    }

    fn precondition(&self, step: &Step) -> Result<Precondition, BoxError> {
        Ok(match self.kept(step)? {
            Some(version) => Precondition::IfMatch(version),
            None if step.if_none_match => Precondition::IfNoneMatchAny,
            None => Precondition::None,
        })
    }

    fn kept(&self, step: &Step) -> Result<Option<EntityTag>, BoxError> {
        let Some(name) = &step.if_match else { return Ok(None) };
        Ok(Some(self.kept.get(name).ok_or("no version is kept under this name")?.clone()))
    }

    fn keep(&mut self, step: &Step, version: &EntityTag) {
        if let Some(name) = &step.keep {
            self.kept.insert(name.clone(), version.clone());
        }
    }
}

fn content(step: &Step) -> JsonObject {
    let mut content = step.content.clone();
    content.extend(step.padding.map(|length| (String::from("padding"), "x".repeat(length).into())));
    content
}

fn see(step: &Step, content: &JsonObject) {
    for (name, value) in &step.see {
        assert_eq!(content.get(name), Some(value), "{}: {name}", step.name);
    }
}

fn lifetime(step: &Step) -> Result<ObjectBodyPublicationRequest, BoxError> {
    let now = i64::try_from(SystemTime::now().duration_since(UNIX_EPOCH)?.as_millis())?;
    Ok(match step.lifetime {
        None => ObjectBodyPublicationRequest::Neither,
        Some(Lifetime::Seconds(seconds)) => ObjectBodyPublicationRequest::ExpiresIn(seconds),
        Some(Lifetime::Until(seconds)) => {
            ObjectBodyPublicationRequest::ExpiresAt(EpochMilliseconds(now + seconds * 1000))
        }
    })
}

/// The bytes from one place to another: byte i is i modulo 251.
fn pattern(first: u64, last: u64) -> Vec<u8> {
    (first..=last).filter_map(|place| u8::try_from(place % 251).ok()).collect()
}
