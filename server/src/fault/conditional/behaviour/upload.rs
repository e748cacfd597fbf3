//! Bodies that are stored otherwise than they were uploaded.

use bytes::Bytes;
use kii_types::MediaType;

use super::{Behaviour, effect::stored_otherwise};
use crate::{
    body::{Body, Content},
    fault::conditional::{
        occasion::Occasion,
        operation::Operation,
        scene::{Outcome, Scene},
        trigger::Fact,
    },
    object::Object,
};

const UPLOAD: &[Operation] = &[Operation::BodyPut];

const fn comes_back(_: Operation) -> &'static str {
    "body-comes-back"
}

/// Stores another body than the one that was uploaded, if it differs in its bytes or its media type.
async fn uploaded_otherwise(scene: &Scene, it: &Occasion, change: impl Fn(&mut Body)) -> Outcome {
    stored_otherwise(scene, it, |object| {
        let mut body = object.body.clone()?;
        change(&mut body);
        let is_same = object
            .body
            .as_ref()
            .is_some_and(|right| right.bytes() == body.bytes() && right.media_type == body.media_type);
        (!is_same).then(|| Object { body: Some(body), ..object })
    })
    .await
}

pub(super) const BEHAVIOURS: &[Behaviour] = &[
    Behaviour {
        id: "loses-the-last-byte",
        words: "loses the last byte",
        operations: UPLOAD,
        violates: comes_back,
        needs: &[Fact::Object, Fact::Admitted],
        act: |scene, it| {
            Box::pin(uploaded_otherwise(scene, it, |body| {
                let bytes = body.bytes();
                body.content = Content::Bytes(bytes.slice(..bytes.len().saturating_sub(1)));
            }))
        },
    },
    Behaviour {
        id: "stores-whole-blocks",
        words: "loses what is behind the last whole block of 4 KiB",
        operations: UPLOAD,
        violates: comes_back,
        needs: &[Fact::Object, Fact::Admitted],
        act: |scene, it| {
            Box::pin(uploaded_otherwise(scene, it, |body| {
                let blocks = body.bytes().len() / 4096;
                if blocks > 0 {
                    body.content = Content::Bytes(body.bytes().slice(..blocks * 4096));
                }
            }))
        },
    },
    Behaviour {
        id: "stores-text",
        words: "replaces what is not UTF-8",
        operations: UPLOAD,
        violates: comes_back,
        needs: &[Fact::Object, Fact::Admitted],
        act: |scene, it| {
            Box::pin(uploaded_otherwise(scene, it, |body| {
                body.content = Content::Bytes(Bytes::from(String::from_utf8_lossy(&body.bytes()).into_owned()));
            }))
        },
    },
    Behaviour {
        id: "stores-nothing",
        words: "stores a body without bytes",
        operations: UPLOAD,
        violates: comes_back,
        needs: &[Fact::Object, Fact::Admitted],
        act: |scene, it| Box::pin(uploaded_otherwise(scene, it, |body| body.content = Content::Bytes(Bytes::new()))),
    },
    Behaviour {
        id: "keeps-the-old-bytes",
        words: "gives the body a new version and leaves its bytes",
        operations: UPLOAD,
        violates: |_| "upload-replaces",
        needs: &[Fact::Object, Fact::Body, Fact::Admitted],
        act: |scene, it| {
            Box::pin(uploaded_otherwise(scene, it, |body| {
                if let Some(before) = it.body() {
                    body.content = before.content.clone();
                }
            }))
        },
    },
    Behaviour {
        id: "keeps-the-old-media-type",
        words: "leaves the body its media type",
        operations: UPLOAD,
        violates: comes_back,
        needs: &[Fact::Object, Fact::Body, Fact::Admitted],
        act: |scene, it| {
            Box::pin(uploaded_otherwise(scene, it, |body| {
                if let Some(before) = it.body() {
                    body.media_type = before.media_type.clone();
                }
            }))
        },
    },
    Behaviour {
        id: "drops-parameters",
        words: "drops the parameters of the media type",
        operations: UPLOAD,
        violates: |_| "body-has-any-media-type",
        needs: &[Fact::Object, Fact::Admitted],
        act: |scene, it| {
            Box::pin(uploaded_otherwise(scene, it, |body| {
                let text = body.media_type.as_str().to_owned();
                let plain = text.split(';').next().and_then(|plain| MediaType::parse(plain.trim()));
                body.media_type = plain.unwrap_or_else(|| body.media_type.clone());
            }))
        },
    },
    Behaviour {
        id: "forgets-the-media-type",
        words: "stores the body as application/octet-stream",
        operations: UPLOAD,
        violates: |_| "body-has-any-media-type",
        needs: &[Fact::Object, Fact::Admitted],
        act: |scene, it| {
            Box::pin(uploaded_otherwise(scene, it, |body| {
                if let Some(other) = MediaType::parse("application/octet-stream") {
                    body.media_type = other;
                }
            }))
        },
    },
];
