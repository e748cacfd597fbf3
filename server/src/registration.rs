//! What joins an application while its server runs: users, things and groups.

use std::collections::BTreeSet;

use kii_types::JsonObject;

use crate::{
    account_name::AccountName, application, directory::Directory, login_secret::LoginSecret, reference::ReferenceServer,
};

/// Something that has joined.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "durable", derive(serde::Serialize, serde::Deserialize))]
pub(crate) enum Registration {
    /// A user.
    User(NewAccount),
    /// A thing.
    Thing(NewAccount),
    /// A group, as it is from now on.
    Group(Group),
}

/// A user or a thing that has joined.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "durable", derive(serde::Serialize, serde::Deserialize))]
pub(crate) struct NewAccount {
    /// The ID of its application.
    pub(crate) app_id: String,
    /// Its ID.
    pub(crate) id: String,
    /// What it logs in with; a pseudo user has no name.
    pub(crate) names: Vec<AccountName>,
    /// The password that belongs to the names.
    pub(crate) secret: Option<LoginSecret>,
    /// What else it has said of itself.
    pub(crate) profile: JsonObject,
}

/// Users who share buckets.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "durable", derive(serde::Serialize, serde::Deserialize))]
pub(crate) struct Group {
    /// The ID of its application.
    pub(crate) app_id: String,
    /// Its ID.
    pub(crate) id: String,
    /// What it is called.
    pub(crate) name: String,
    /// The ID of the user who adds members and removes them; without one, the administrator does.
    pub(crate) owner: Option<String>,
    /// The IDs of its members.
    pub(crate) members: BTreeSet<String>,
}

impl Group {
    /// A group that an application has from the start. Nobody has given it another name than its ID.
    pub(crate) fn of_application(app_id: &str, group: application::Group) -> Self {
        let application::Group { id, members } = group;
        let (app_id, name) = (app_id.to_owned(), id.clone());
        Self { app_id, id, name, owner: None, members: members.into_iter().collect() }
    }
}

impl Registration {
    /// The ID of the application that it has joined.
    pub(crate) fn app_id(&self) -> &str {
        match self {
            Self::User(account) | Self::Thing(account) => &account.app_id,
            Self::Group(group) => &group.app_id,
        }
    }

    /// What nothing else that has joined has.
    #[cfg(feature = "durable")]
    pub(crate) fn key(&self) -> String {
        let (kind, id) = match self {
            Self::User(account) => ("user", &account.id),
            Self::Thing(account) => ("thing", &account.id),
            Self::Group(group) => ("group", &group.id),
        };
        format!("{}/{kind}/{id}", self.app_id())
    }
}

impl ReferenceServer {
    /// Lets something join, or changes a group. `decide` sees what is known meanwhile; nothing else joins until this has
    /// become known. It becomes known once it is safe.
    ///
    /// It happens whether or not somebody waits for it, so that what is known and what is safe stay the same.
    pub(crate) async fn register<E: Send + 'static>(
        &self,
        decide: impl FnOnce(&Directory) -> Result<Registration, E> + Send + 'static,
    ) -> Result<(), E> {
        let Self { directory, store, .. } = self.clone();
        let registering = tokio::spawn(async move {
            let _turn = directory.wait_for_turn().await;
            let registration = match decide(&directory) {
                Ok(registration) => registration,
                Err(refusal) => return Some(Err(refusal)),
            };
            store.keep(registration.clone()).await.ok()?;
            directory.add(registration);
            Some(Ok(()))
        });
        match registering.await.ok().flatten() {
            Some(decided) => decided,
            None => self.store.fail().await,
        }
    }
}
