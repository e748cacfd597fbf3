//! The target `json-schema`: one file for each type and each error, as JSON Schema 2020-12.

use kii_spec::{Api, words};
use serde::Serialize;

use crate::{
    Error, GeneratedFile, banner,
    layout::visible_document,
    schema::{Describer, Schema},
};

/// The folder of the files.
pub(super) const FOLDER: &str = "schemas";

/// A whole file.
#[derive(Serialize)]
struct File {
    /// Says that the file is generated: JSON has no comments.
    #[serde(rename = "$comment")]
    comment: &'static str,
    #[serde(rename = "$schema")]
    dialect: &'static str,
    #[serde(rename = "$id")]
    id: String,
    #[serde(flatten)]
    schema: Schema,
}

/// The file of each type.
pub(super) fn files(api: &Api) -> Result<Vec<GeneratedFile>, Error> {
    let base = words::words(&api.service.title).join("-").to_lowercase();
    let schemas = Describer { api, place: file_name }.all("json-schema")?;
    let file = |(name, schema): (String, Schema)| {
        let file = File {
            comment: banner::TEXT,
            dialect: "https://json-schema.org/draft/2020-12/schema",
            // Nobody can have this host (RFC 2606): an ID names, and need not lead anywhere. References are relative to it.
            id: format!("https://{base}.invalid/{FOLDER}/{}", file_name(&name)),
            schema: Schema { title: Some(name.clone()), ..schema },
        };
        let unwritable = |error| Error::Unsupported(format!("the schema of {name} cannot be written: {error}"));
        let text =
            visible_document(&file).and_then(|shown| serde_json::to_string_pretty(&shown)).map_err(unwritable)?;
        Ok(GeneratedFile { path: format!("{FOLDER}/{}", file_name(&name)).into(), text: format!("{text}\n") })
    };
    schemas.into_iter().map(file).collect()
}

fn file_name(name: &str) -> String {
    format!("{name}.json")
}
