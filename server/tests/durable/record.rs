//! What a client knows from the answers that it got, and what it then demands of the server.

use std::collections::BTreeMap;

use http::Method;
use serde_json::{Value, json};

use crate::server::{Answer, DurableServer};

/// The largest body that the server keeps beside its object, in bytes.
const INLINE: usize = 16 << 10;

/// What there is at the place of an object.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Place {
    /// The members `a` and `b` of the object, if there is one.
    members: Option<BTreeMap<String, u64>>,
    /// The last version that anything here has had.
    version: u64,
    body: Option<Vec<u8>>,
    /// The paths of what is published.
    published: Vec<String>,
}

/// What a client does to a place.
#[derive(Clone, Debug)]
pub(crate) enum Act {
    Put { value: u64, conditional: bool },
    Patch { value: u64, conditional: bool },
    Delete,
    Upload { bytes: Vec<u8> },
    RemoveBody,
    Publish,
}

impl Place {
    /// Sends the request. What the place is like if it has been carried out; an error with the status if it was refused.
    pub(crate) async fn act(&self, server: &DurableServer, object: &str, act: &Act) -> Result<Self, Answer> {
        let version = format!("\"{}\"", self.version);
        let conditions = |conditional: bool| -> Vec<(&str, &str)> {
            if conditional && self.members.is_some() { vec![("if-match", version.as_str())] } else { Vec::new() }
        };
        let json = |name: &str, value: u64| json!({ name: value }).to_string().into_bytes();
        let body = format!("{object}/body");
        let answer = match act {
            Act::Put { value, conditional } => {
                server.send(Method::PUT, object, &conditions(*conditional), json("a", *value)).await
            }
            Act::Patch { value, conditional } => {
                server.send(Method::PATCH, object, &conditions(*conditional), json("b", *value)).await
            }
            Act::Delete => server.send(Method::DELETE, object, &[], Vec::new()).await,
            Act::Upload { bytes } => {
                server.send(Method::PUT, &body, &[("content-type", "text/plain")], bytes.clone()).await
            }
            Act::RemoveBody => server.send(Method::DELETE, &body, &[], Vec::new()).await,
            Act::Publish => server.send(Method::POST, &format!("{body}/publish"), &[], Vec::new()).await,
        };
        if !(200..300).contains(&answer.status) {
            return Err(answer);
        }
        let mut after = self.after(act);
        if let Act::Publish = act {
            let answer: Value = serde_json::from_slice(&answer.content).unwrap();
            after.published.push(format!("/api/x/{}", answer["publicationID"].as_str().unwrap()));
        }
        if matches!(act, Act::Put { .. } | Act::Patch { .. }) {
            assert_eq!(answer.e_tag, format!("\"{}\"", after.version), "{object} {act:?} {self:?}");
        }
        Ok(after)
    }

    /// Whether the place is in a state in which the act succeeds.
    pub(crate) fn admits(&self, act: &Act) -> bool {
        match act {
            Act::Put { .. } => true,
            Act::Patch { .. } | Act::Delete | Act::Upload { .. } => self.members.is_some(),
            Act::RemoveBody | Act::Publish => self.body.is_some(),
        }
    }

    /// What the place is like after an act. A publication that nobody has been told of is nobody's.
    pub(crate) fn after(&self, act: &Act) -> Self {
        let mut after = self.clone();
        match act {
            Act::Put { value, .. } => after.members = Some(BTreeMap::from([("a".to_owned(), *value)])),
            Act::Patch { value, .. } => drop(after.members.get_or_insert_default().insert("b".to_owned(), *value)),
            Act::Delete => after.members = None,
            Act::Upload { bytes } => after.body = Some(bytes.clone()),
            Act::RemoveBody | Act::Publish => {}
        }
        if let Act::Put { .. } | Act::Patch { .. } = act {
            after.version += 1;
        }
        if let Act::Delete | Act::RemoveBody = act {
            (after.body, after.published) = (None, Vec::new());
        }
        after
    }

    /// Whether its body is in a file of its own.
    pub(crate) fn has_file(&self) -> bool {
        self.body.as_ref().is_some_and(|body| body.len() > INLINE)
    }

    /// Why the server does not show this place; `None` if it does.
    pub(crate) async fn differs(&self, server: &DurableServer, object: &str) -> Option<String> {
        let answer = server.get(object).await;
        let found: Option<Value> = (answer.status == 200).then(|| serde_json::from_slice(&answer.content).unwrap());
        let members = found.as_ref().map(|found| {
            let members = found.as_object().unwrap().iter().filter(|(name, _)| !name.starts_with('_'));
            members.map(|(name, value)| (name.clone(), value.as_u64().unwrap())).collect::<BTreeMap<_, _>>()
        });
        if members != self.members || (found.is_some() && answer.e_tag != format!("\"{}\"", self.version)) {
            return Some(format!("{object}: {answer:?} in place of {:?} in version {}", self.members, self.version));
        }
        for path in [format!("{object}/body")].iter().chain(&self.published) {
            let answer = server.get(path).await;
            let body = (answer.status == 200).then_some(answer.content);
            if body != self.body {
                let sizes = (body.map(|body| body.len()), self.body.as_ref().map(Vec::len));
                return Some(format!("{path}: status {}, and the sizes {sizes:?}", answer.status));
            }
        }
        None
    }
}
