// Made by `cargo xtask codegen` from spec/. Never edited by hand: change the spec or the templates.

//! The examples in the documentation of the client, as functions: for a test that runs what the documentation shows. No program by
//! itself.

use kii_client::*;

/// The methods that have an example.
pub(crate) const EXAMPLES: &[&str] = &[
    "body_head",
    "body_get",
    "body_put",
    "body_delete",
    "collection_post",
    "object_delete",
    "object_get",
    "object_head",
    "object_put",
    "object_patch",
    "publish_post",
    "save",
];

/// Runs the example of a method, after those that make what it needs. Nothing is there before.
pub(crate) async fn run(
    method: &str,
    client: &Client,
) -> Result<(), Box<dyn std::error::Error>> {
    match method {
        "body_head" => {
            object_put(client).await?;
            body_put(client).await?;
            body_head(client).await?;
        }
        "body_get" => {
            object_put(client).await?;
            body_put(client).await?;
            body_get(client).await?;
        }
        "body_put" => {
            object_put(client).await?;
            body_put(client).await?;
        }
        "body_delete" => {
            object_put(client).await?;
            body_put(client).await?;
            body_delete(client).await?;
        }
        "collection_post" => {
            collection_post(client).await?;
        }
        "object_delete" => {
            object_put(client).await?;
            object_delete(client).await?;
        }
        "object_get" => {
            object_put(client).await?;
            object_get(client).await?;
        }
        "object_head" => {
            object_put(client).await?;
            object_head(client).await?;
        }
        "object_put" => {
            object_put(client).await?;
        }
        "object_patch" => {
            object_put(client).await?;
            object_patch(client).await?;
        }
        "publish_post" => {
            object_put(client).await?;
            body_put(client).await?;
            publish_post(client).await?;
        }
        "save" => {
            save(client).await?;
        }
        other => {
            return Err(format!("expected one of {EXAMPLES:?}, found {other}").into());
        }
    }
    Ok(())
}

async fn body_head(client: &Client) -> Result<(), Box<dyn std::error::Error>> {
    let request = BodyHeadRequest::new(
        Scope::Me,
        BucketId::parse("notes")?,
        ObjectId::parse("5e2cb1a0-7f11")?,
    );
    let success = client.body_head(request).await?.into_result()?;
    println!("{success:?}");
    Ok(())
}

async fn body_get(client: &Client) -> Result<(), Box<dyn std::error::Error>> {
    let request = BodyGetRequest::new(
        Scope::Me,
        BucketId::parse("notes")?,
        ObjectId::parse("5e2cb1a0-7f11")?,
    );
    let success = client.body_get(request).await?.into_result()?;
    println!("{success:?}");
    Ok(())
}

async fn body_put(client: &Client) -> Result<(), Box<dyn std::error::Error>> {
    let request = BodyPutRequest::new(
        Scope::Me,
        BucketId::parse("notes")?,
        ObjectId::parse("5e2cb1a0-7f11")?,
        BodyStream::from_bytes(MediaType::octet_stream(), "content"),
    );
    let success = client.body_put(request).await?.into_result()?;
    println!("{success:?}");
    Ok(())
}

async fn body_delete(client: &Client) -> Result<(), Box<dyn std::error::Error>> {
    let request = BodyDeleteRequest::new(
        Scope::Me,
        BucketId::parse("notes")?,
        ObjectId::parse("5e2cb1a0-7f11")?,
    );
    client.body_delete(request).await?.into_result()?;
    Ok(())
}

async fn collection_post(client: &Client) -> Result<(), Box<dyn std::error::Error>> {
    let request = CollectionPostRequest::new(
        Scope::Me,
        BucketId::parse("notes")?,
        serde_json::from_str(r#"{"title": "First"}"#)?,
    );
    let success = client.collection_post(request).await?.into_result()?;
    println!("{success:?}");
    Ok(())
}

async fn object_delete(client: &Client) -> Result<(), Box<dyn std::error::Error>> {
    let request = ObjectDeleteRequest::new(
        Scope::Me,
        BucketId::parse("notes")?,
        ObjectId::parse("5e2cb1a0-7f11")?,
    );
    client.object_delete(request).await?.into_result()?;
    Ok(())
}

async fn object_get(client: &Client) -> Result<(), Box<dyn std::error::Error>> {
    let request = ObjectGetRequest::new(
        Scope::Me,
        BucketId::parse("notes")?,
        ObjectId::parse("5e2cb1a0-7f11")?,
    );
    let success = client.object_get(request).await?.into_result()?;
    println!("{success:?}");
    Ok(())
}

async fn object_head(client: &Client) -> Result<(), Box<dyn std::error::Error>> {
    let request = ObjectHeadRequest::new(
        Scope::Me,
        BucketId::parse("notes")?,
        ObjectId::parse("5e2cb1a0-7f11")?,
    );
    let success = client.object_head(request).await?.into_result()?;
    println!("{success:?}");
    Ok(())
}

async fn object_put(client: &Client) -> Result<(), Box<dyn std::error::Error>> {
    let request = ObjectPutRequest::new(
        Scope::Me,
        BucketId::parse("notes")?,
        ObjectId::parse("5e2cb1a0-7f11")?,
        serde_json::from_str(r#"{"title": "First"}"#)?,
    );
    let success = client.object_put(request).await?.into_result()?;
    println!("{success:?}");
    Ok(())
}

async fn object_patch(client: &Client) -> Result<(), Box<dyn std::error::Error>> {
    let request = ObjectPatchRequest::new(
        Scope::Me,
        BucketId::parse("notes")?,
        ObjectId::parse("5e2cb1a0-7f11")?,
        serde_json::from_str(r#"{"title": "First"}"#)?,
    );
    let success = client.object_patch(request).await?.into_result()?;
    println!("{success:?}");
    Ok(())
}

async fn publish_post(client: &Client) -> Result<(), Box<dyn std::error::Error>> {
    let request = PublishPostRequest::new(
        Scope::Me,
        BucketId::parse("notes")?,
        ObjectId::parse("5e2cb1a0-7f11")?,
        ObjectBodyPublicationRequest::ExpiresIn(3600),
    );
    let success = client.publish_post(request).await?.into_result()?;
    println!("{success:?}");
    Ok(())
}

async fn save(client: &Client) -> Result<(), Box<dyn std::error::Error>> {
    #[derive(Debug, serde::Serialize, serde::Deserialize)]
    struct Note {
        title: String,
    }
    let note = Note {
        title: String::from("First"),
    };
    client
        .save(
            Scope::Me,
            BucketId::parse("notes")?,
            ObjectId::parse("5e2cb1a0-7f11")?,
            &note,
        )
        .await?;
    let found: Note = client
        .load(Scope::Me, BucketId::parse("notes")?, ObjectId::parse("5e2cb1a0-7f11")?)
        .await?;
    println!("{found:?}");
    Ok(())
}
