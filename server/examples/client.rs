//! What a program looks like that uses the generated client: `cargo run -p kii-server --example client -- TARGET_FILE`.

#![expect(clippy::print_stdout, reason = "an example shows what it gets")]

use std::{env, fs};

use bytes::Bytes;
use futures_util::stream;
use kii_client::*;
use serde::{Deserialize, Serialize};

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Note {
    title: String,
    n: u32,
}

#[tokio::main]
async fn main() -> Result<(), BoxError> {
    let file = env::args().nth(1).ok_or("expected a target file: cargo xtask serve > target.toml")?;
    play(&fs::read_to_string(file)?).await
}

/// Makes every kind of request to the server that a target file names.
pub(crate) async fn play(target: &str) -> Result<(), BoxError> {
    let target: toml::Table = toml::from_str(target)?;
    let text = |value: &toml::Value| value.as_str().unwrap_or_default().to_owned();
    let client = Client::builder(text(&target["base_url"]), text(&target["app_id"]).into())
        .token(text(&target["principals"]["owner"]["token"]))
        .build()?;
    let (bucket, id) = (BucketId::parse("example")?, ObjectId::parse("note")?);
    let place = || (Scope::Me, bucket.clone(), id.clone());

    let note = Note { title: "first".to_owned(), n: 1 };
    let first = client.save(Scope::Me, bucket.clone(), id.clone(), &note).await?;
    assert_eq!(client.load::<Note>(Scope::Me, bucket.clone(), id.clone()).await?, note);

    let (scope, bucket_id, object_id) = place();
    let members = serde_json::from_str(r#"{"title":"first","n":2}"#)?;
    let put = ObjectPutRequest::new(scope, bucket_id, object_id, members);
    let put = put.with_precondition(Precondition::IfMatch(first.e_tag().clone()));
    client.object_put(put.clone()).await?.into_result()?;
    match client.object_put(put).await?.into_result() {
        Err(Failure::StaleVersionedObject(error)) => println!("stale, as expected: {}", error.message),
        other => return Err(format!("expected a stale version, found {other:?}").into()),
    }
    let (scope, bucket_id, object_id) = place();
    let patch = ObjectPatchRequest::new(scope, bucket_id, object_id, serde_json::from_str(r#"{"n":3}"#)?);
    println!("patched: {:?}", client.object_patch(patch).await?.into_result()?.content);

    let (scope, bucket_id, object_id) = place();
    let mebibytes = stream::iter((0..5).map(|_| Ok::<_, BoxError>(Bytes::from(vec![7; 1 << 20]))));
    let upload = BodyStream::new(MediaType::octet_stream(), Some(5 << 20), mebibytes);
    client.body_put(BodyPutRequest::new(scope, bucket_id, object_id, upload)).await?.into_result()?;
    let (scope, bucket_id, object_id) = place();
    let part = BodyGetRequest::new(scope, bucket_id, object_id).with_range(ByteRange::FromTo { first: 10, last: 19 });
    if let BodyGetSuccess::Part { content, .. } = client.body_get(part).await?.into_result()? {
        println!("a part: {} bytes", content.collect().await?.len());
    }
    let (scope, bucket_id, object_id) = place();
    let publish = PublishPostRequest::new(scope, bucket_id, object_id, ObjectBodyPublicationRequest::ExpiresIn(60));
    println!("published: {}", client.publish_post(publish).await?.into_result()?.content.url);

    let (scope, bucket_id, object_id) = place();
    client.object_delete(ObjectDeleteRequest::new(scope, bucket_id, object_id)).await?.into_result()?;
    let gone = client.load::<Note>(Scope::Me, bucket, id).await.err();
    println!("gone: {:?}", gone.and_then(|failure| failure.code()));
    Ok(())
}
