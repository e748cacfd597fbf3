//! What joins an application while its server runs: users, things and groups.

use std::collections::BTreeSet;

use kii_types::JsonObject;

use crate::{
    account_name::AccountName, application::Group, directory::Directory, login_secret::LoginSecret,
    reference::ReferenceServer, store::StoreFailure,
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
    Group(GroupEntry),
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

/// Users who share buckets, as the directory knows them.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "durable", derive(serde::Serialize, serde::Deserialize))]
pub(crate) struct GroupEntry {
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

impl GroupEntry {
    /// A group that an application has from the start. Nobody has given it another name than its ID.
    pub(crate) fn of_application(app_id: &str, group: Group) -> Self {
        let Group { id, members } = group;
        let (app_id, name) = (app_id.to_owned(), id.clone());
        Self { app_id, id, name, owner: None, members: members.into_iter().collect() }
    }

    /// How much it counts: itself and its members.
    pub(crate) fn size(&self) -> usize {
        1 + self.members.len()
    }
}

/// What would be more than a server keeps: how many accounts, groups and members there may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct TooMany {
    pub(crate) most: usize,
}

impl Registration {
    /// The ID of the application that it has joined.
    pub(crate) fn app_id(&self) -> &str {
        match self {
            Self::User(account) | Self::Thing(account) => &account.app_id,
            Self::Group(group) => &group.app_id,
        }
    }

    /// How much it counts of what may join.
    pub(crate) fn size(&self) -> usize {
        match self {
            Self::User(_) | Self::Thing(_) => 1,
            Self::Group(group) => group.size(),
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
    /// Lets something join, or changes a group, unless there is too much already. `decide` sees what is known meanwhile; nothing
    /// else joins until this has become known. It becomes known once it is safe.
    ///
    /// It happens whether or not somebody waits for it, so that what is known and what is safe stay the same.
    pub(crate) async fn register<E: From<TooMany> + Send + 'static>(
        &self,
        decide: impl FnOnce(&Directory) -> Result<Registration, E> + Send + 'static,
    ) -> Result<(), E> {
        let Self { directory, store, most_accounts, .. } = self.clone();
        let registering = tokio::spawn(async move {
            let _turn = directory.wait_for_turn().await;
            let registration = match decide(&directory) {
                Ok(registration) => registration,
                Err(refusal) => return Some(Err(refusal)),
            };
            let (before, after) = directory.sizes(&registration);
            // What does not grow can always be changed.
            if after > most_accounts.max(before) {
                return Some(Err(TooMany { most: most_accounts }.into()));
            }
            store.keep(registration.clone()).await.ok()?;
            directory.add(registration);
            Some(Ok(()))
        });
        match registering.await.ok().flatten() {
            Some(decided) => decided,
            None => self.store.fail(StoreFailure::Unavailable).await,
        }
    }
}
