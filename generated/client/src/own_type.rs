// Made by `cargo xtask codegen` from spec/. Never edited by hand: change the spec or the templates.

//! Objects as values of the user's own types.

use crate::{operation::*, prelude::*};

impl Client {
    /// Stores a value of one's own type: `object.put` without a condition.
    ///
    /// # Example
    ///
    /// ```
    /// use kii_client::*;
    ///
    /// # async fn example(client: &Client) -> Result<(), Box<dyn std::error::Error>> {
    /// #[derive(Debug, serde::Serialize, serde::Deserialize)]
    /// struct Note {
    ///     title: String,
    /// }
    /// let note = Note {
    ///     title: String::from("First"),
    /// };
    /// client
    ///     .save(
    ///         Scope::Me,
    ///         BucketId::parse("notes")?,
    ///         ObjectId::parse("5e2cb1a0-7f11")?,
    ///         &note,
    ///     )
    ///     .await?;
    /// let found: Note = client
    ///     .load(Scope::Me, BucketId::parse("notes")?, ObjectId::parse("5e2cb1a0-7f11")?)
    ///     .await?;
    /// println!("{found:?}");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// When the value is no JSON object, and when the answer is not a success.
    pub async fn save<T>(
        &self,
        scope: Scope,
        bucket_id: BucketId,
        object_id: ObjectId,
        value: &T,
    ) -> Result<ObjectPutSuccess, Failure>
    where
        T: serde::Serialize + Sync + ?Sized,
    {
        let members = serde_json::to_value(value)
            .and_then(serde_json::from_value)
            .map_err(Error::Content)?;
        self.object_put(ObjectPutRequest::new(scope, bucket_id, object_id, members))
            .await?
            .into_result()
    }
}

impl Client {
    /// Reads a value of one's own type: `object.get`.
    ///
    /// # Example
    ///
    /// ```
    /// use kii_client::*;
    ///
    /// # async fn example(client: &Client) -> Result<(), Box<dyn std::error::Error>> {
    /// #[derive(Debug, serde::Serialize, serde::Deserialize)]
    /// struct Note {
    ///     title: String,
    /// }
    /// let note = Note {
    ///     title: String::from("First"),
    /// };
    /// client
    ///     .save(
    ///         Scope::Me,
    ///         BucketId::parse("notes")?,
    ///         ObjectId::parse("5e2cb1a0-7f11")?,
    ///         &note,
    ///     )
    ///     .await?;
    /// let found: Note = client
    ///     .load(Scope::Me, BucketId::parse("notes")?, ObjectId::parse("5e2cb1a0-7f11")?)
    ///     .await?;
    /// println!("{found:?}");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// When the answer is not a success, and when the object is no such value.
    pub async fn load<T: serde::de::DeserializeOwned>(
        &self,
        scope: Scope,
        bucket_id: BucketId,
        object_id: ObjectId,
    ) -> Result<T, Failure> {
        let found = self
            .object_get(ObjectGetRequest::new(scope, bucket_id, object_id))
            .await?
            .into_result()?;
        Ok(
            serde_json::from_value(serde_json::Value::Object(found.content))
                .map_err(Error::Type)?,
        )
    }
}
