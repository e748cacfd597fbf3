//! What a database knows of principals, as far as it can be read.
//!
//! A record that cannot be read is no reason not to serve the others: whoever starts the server gets to know which it is.

use redb::{Database, ReadableDatabase, ReadableTable, TableDefinition};
use serde::{Deserialize, de::IgnoredAny};

use super::database::{self, OpenError, REGISTRATIONS, TOKENS, database};
use crate::{
    account_name::AccountName,
    application::Application,
    login_secret::LoginSecret,
    registration::{NewAccount, Registration},
    tokens::Token,
};

/// What is known of principals.
pub(crate) struct Kept {
    pub(crate) applications: Vec<Application>,
    /// What has joined them.
    pub(crate) registrations: Vec<Registration>,
    /// The tokens that logins have given.
    pub(crate) tokens: Vec<Token>,
    /// What of these could not be read, and what follows from that; a sentence for each.
    pub(crate) unreadable: Vec<String>,
}

/// A registration without what an account says of itself, which may be nested deeper than can be read.
#[derive(Deserialize)]
enum WithoutProfile {
    User(Account),
    Thing(Account),
    Group(IgnoredAny),
}

#[derive(Deserialize)]
struct Account {
    app_id: String,
    id: String,
    names: Vec<AccountName>,
    secret: Option<LoginSecret>,
}

impl Kept {
    /// What a database of the present format knows.
    pub(super) fn read(opened: &Database) -> Result<Self, OpenError> {
        let applications = database::applications(opened)?;
        let (mut registrations, mut tokens, mut unreadable) = (Vec::new(), Vec::new(), Vec::new());
        each(opened, REGISTRATIONS, |name, bytes| {
            match serde_json::from_slice(bytes) {
            Ok(registration) => registrations.push(registration),
            Err(error) => match without_profile(bytes) {
                Some(registration) => {
                    registrations.push(registration);
                    unreadable.push(format!(
                        "what the account {name} says of itself cannot be read ({error}), perhaps because an earlier version has \
                         stored more lists and objects in each other than can be read again; the account is served without it"
                    ));
                }
                None => unreadable.push(format!(
                    "what is stored of {name} cannot be read and is left out ({error}); restore the data folder from a copy"
                )),
            },
        }
        })?;
        each(opened, TOKENS, |_, bytes| {
            match serde_json::from_slice(bytes) {
            Ok(token) => tokens.push(token),
            Err(error) => unreadable.push(format!(
                "what is stored of a token cannot be read, so it is not valid any more ({error}); whoever has it has to log in again"
            )),
        }
        })?;
        Ok(Self { applications, registrations, tokens, unreadable })
    }
}

/// Gives each entry of a table to `take`.
fn each(
    opened: &Database,
    table: TableDefinition<'static, &'static str, &'static [u8]>,
    mut take: impl FnMut(&str, &[u8]),
) -> Result<(), OpenError> {
    let table = opened.begin_read().map_err(database)?.open_table(table).map_err(database)?;
    for entry in table.iter().map_err(database)? {
        let (name, bytes) = entry.map_err(database)?;
        take(name.value(), bytes.value());
    }
    Ok(())
}

fn without_profile(bytes: &[u8]) -> Option<Registration> {
    let of = |account: Account| {
        let Account { app_id, id, names, secret } = account;
        NewAccount { app_id, id, names, secret, profile: Default::default() }
    };
    match serde_json::from_slice(bytes).ok()? {
        WithoutProfile::User(account) => Some(Registration::User(of(account))),
        WithoutProfile::Thing(account) => Some(Registration::Thing(of(account))),
        WithoutProfile::Group(_) => None,
    }
}
