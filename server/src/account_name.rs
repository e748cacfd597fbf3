//! The names of users and things: what they log in with, and what a path may have in place of an ID.

use std::{iter, ops::RangeInclusive};

/// How many characters a login name has.
const LOGIN_NAME_LENGTH: RangeInclusive<usize> = 3..=64;

/// A name of an account, of one kind. Accounts of an application differ in their names.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "durable", derive(serde::Serialize, serde::Deserialize))]
pub struct AccountName {
    kind: NameKind,
    text: String,
}

/// What a name is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "durable", derive(serde::Serialize, serde::Deserialize))]
pub enum NameKind {
    /// The login name of a user.
    LoginName,
    /// The e-mail address of a user.
    Email,
    /// The phone number of a user, with the code of its country: `+8190...`.
    Phone,
    /// The ID that the vendor of a thing has given it.
    VendorThing,
}

impl NameKind {
    /// What a user can have a name of.
    pub(crate) const OF_USERS: [Self; 3] = [Self::LoginName, Self::Email, Self::Phone];

    const ALL: [Self; 4] = [Self::LoginName, Self::Email, Self::Phone, Self::VendorThing];

    /// What stands before a name of this kind.
    const fn prefix(self) -> &'static str {
        match self {
            Self::LoginName => "LOGIN_NAME",
            Self::Email => "EMAIL",
            Self::Phone => "PHONE",
            Self::VendorThing => "VENDOR_THING_ID",
        }
    }

    /// Whether somebody can join with such a name. A login name is neither an address nor does it have a prefix.
    #[must_use]
    pub fn admits(self, text: &str) -> bool {
        match self {
            Self::LoginName => {
                let is_allowed = |character: char| character.is_ascii_alphanumeric() || "_.-".contains(character);
                LOGIN_NAME_LENGTH.contains(&text.len()) && text.chars().all(is_allowed)
            }
            Self::Email | Self::Phone | Self::VendorThing => true,
        }
    }

    /// What the member of an account with a name of this kind is called.
    pub(crate) const fn member(self) -> &'static str {
        match self {
            Self::LoginName => "loginName",
            Self::Email => "emailAddress",
            Self::Phone => "phoneNumber",
            Self::VendorThing => "_vendorThingID",
        }
    }
}

impl AccountName {
    /// The name of this kind.
    #[must_use]
    pub fn of_kind(kind: NameKind, text: String) -> Self {
        Self { kind, text }
    }

    /// A name that says of which kind it is: `EMAIL:somebody@example.com`.
    pub(crate) fn prefixed(text: &str) -> Option<Self> {
        let (prefix, text) = text.split_once(':')?;
        let kind = NameKind::ALL.into_iter().find(|kind| kind.prefix() == prefix)?;
        Some(Self { kind, text: text.to_owned() })
    }

    /// The name that an account is created with: without a prefix, a login name.
    pub(crate) fn new(text: &str) -> Self {
        Self::prefixed(text).unwrap_or_else(|| Self { kind: NameKind::LoginName, text: text.to_owned() })
    }

    /// Which names somebody may mean, the likeliest first: users log in with any of theirs, without a prefix.
    pub(crate) fn meant(text: &str) -> Vec<Self> {
        match Self::prefixed(text) {
            Some(name) => vec![name],
            None => NameKind::OF_USERS.map(|kind| Self::of_kind(kind, text.to_owned())).into(),
        }
    }

    /// This name, and those that the same text no longer means without a prefix once somebody has this name.
    pub(crate) fn with_hidden(&self) -> Vec<Self> {
        let hidden = NameKind::OF_USERS.into_iter().skip_while(|kind| *kind != self.kind).skip(1);
        iter::once(self.kind).chain(hidden).map(|kind| Self::of_kind(kind, self.text.clone())).collect()
    }

    /// The names of other kinds that the same text means without a prefix.
    #[must_use]
    pub fn same_text(&self) -> Vec<Self> {
        let others = NameKind::OF_USERS.into_iter().filter(|kind| *kind != self.kind && !self.is_of_thing());
        others.map(|kind| Self::of_kind(kind, self.text.clone())).collect()
    }

    /// The name with its kind.
    #[cfg(feature = "durable")]
    pub(crate) fn prefixed_text(&self) -> String {
        format!("{}:{}", self.kind.prefix(), self.text)
    }

    /// The name without its kind.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// What the member of an account with this name is called.
    pub(crate) const fn member(&self) -> &'static str {
        self.kind.member()
    }

    /// Whether a thing has it.
    pub(crate) fn is_of_thing(&self) -> bool {
        self.kind == NameKind::VendorThing
    }
}
