//! The lines of Rust in README.md.

use kii_client::{BoxError, BucketId, Client, ObjectGetRequest, ObjectId, Scope};

/// Reads an object that it has saved.
pub(crate) async fn read(client: &Client) -> Result<(), BoxError> {
    let (bucket, id) = (BucketId::parse("notes")?, ObjectId::parse("first")?);
    client.save(Scope::Me, bucket.clone(), id.clone(), &serde_json::json!({ "n": 1 })).await?;
    let request = ObjectGetRequest::new(Scope::Me, bucket, id);
    let found = client.object_get(request).await?.into_result()?;
    println!("{} {:?}", found.e_tag, found.content);
    Ok(())
}
