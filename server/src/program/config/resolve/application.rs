//! The applications of a configuration: each with principals, names and tokens that nobody else has.

use std::{collections::HashMap, ops::Range};

use kii_server::{
    AccountName, Application, Group, Identity, LoginSecret, NameKind, PasswordHash, Principal, SecretHash,
};
use toml::Spanned;

use super::{super::wire, parsed};
use crate::program::config::document::Document;

/// What was written so far that nobody else may have.
pub(super) struct Applications<'a> {
    document: &'a Document<'a>,
    /// The IDs of applications and of the clients of administrators: a login tells by them which application is meant.
    clients: HashMap<String, Range<usize>>,
    tokens: HashMap<SecretHash, Range<usize>>,
    /// The IDs of an application's users and things, and of its groups.
    ids: HashMap<(&'static str, String), Range<usize>>,
    names: HashMap<AccountName, Range<usize>>,
}

impl<'a> Applications<'a> {
    pub(super) fn new(document: &'a Document<'a>) -> Self {
        let (clients, tokens, ids, names) = Default::default();
        Self { document, clients, tokens, ids, names }
    }

    /// The applications that are meant.
    pub(super) fn resolve(mut self, apps: Vec<wire::App>) -> Vec<Application> {
        apps.into_iter().filter_map(|app| self.application(app)).collect()
    }

    fn application(&mut self, app: wire::App) -> Option<Application> {
        self.ids.clear();
        self.names.clear();
        let wire::App { id, key, admins, users, things, groups } = app;
        let id = self.client(id);
        let mut identities: Vec<Option<Identity>> = admins.into_iter().map(|admin| self.admin(admin)).collect();
        let users: Vec<_> = users.into_iter().map(|user| self.user(user)).collect();
        let user_ids: Vec<String> = users.iter().flatten().filter_map(|user| id_of(&user.principal)).collect();
        identities.extend(users);
        identities.extend(things.into_iter().map(|thing| self.thing(thing)));
        let groups: Vec<Group> = groups.into_iter().filter_map(|group| self.group(group, &user_ids)).collect();
        Some(Application {
            id: id?,
            key: Some(SecretHash::of(key?.get_ref())),
            identities: identities.into_iter().flatten().collect(),
            groups,
        })
    }

    fn admin(&mut self, admin: wire::Admin) -> Option<Identity> {
        let wire::Admin { client_id, client_secret_hash, token_hashes } = admin;
        let (client_id, secret) = (self.client(client_id), self.secret("client_secret_hash", client_secret_hash));
        let tokens = self.tokens(token_hashes);
        let principal = Principal::Administrator { client_id: client_id? };
        Some(Identity { principal, names: Vec::new(), secret: Some(secret?), tokens })
    }

    fn user(&mut self, user: wire::User) -> Option<Identity> {
        let wire::User { span, id, login_name, email, phone, password_hash, token_hashes } = user;
        let id = self.id("user", id);
        let names = vec![(NameKind::LoginName, login_name), (NameKind::Email, email), (NameKind::Phone, phone)];
        let names = self.names(names);
        let what = "`login_name`, `email` or `phone`";
        self.account(span, id.map(Principal::User), names, what, (password_hash, token_hashes))
    }

    fn thing(&mut self, thing: wire::Thing) -> Option<Identity> {
        let wire::Thing { span, id, vendor_thing_id, password_hash, token_hashes } = thing;
        let id = self.id("thing", id);
        let names = self.names(vec![(NameKind::VendorThing, vendor_thing_id)]);
        self.account(span, id.map(Principal::Thing), names, "`vendor_thing_id`", (password_hash, token_hashes))
    }

    fn account(
        &mut self,
        span: Range<usize>,
        principal: Option<Principal>,
        names: Vec<AccountName>,
        what: &str,
        (password_hash, token_hashes): (Option<Spanned<String>>, Vec<Spanned<String>>),
    ) -> Option<Identity> {
        if password_hash.is_some() && names.is_empty() {
            let title = "a password without a name to log in with";
            self.document.note(span, title, format!("add {what}"), None);
        }
        let secret = self.secret("password_hash", password_hash);
        let tokens = self.tokens(token_hashes);
        Some(Identity { principal: principal?, names, secret, tokens })
    }

    fn group(&mut self, group: wire::Group, users: &[String]) -> Option<Group> {
        let wire::Group { id, members } = group;
        for member in &members {
            if !users.contains(member.get_ref()) {
                let help = kii_spec::suggestion(member.get_ref(), users.iter().map(String::as_str));
                let title = format!("this application has no user `{}`", member.get_ref());
                self.document.note(member.span(), title, "not the ID of a user", Some(help));
            }
        }
        let members = members.into_iter().map(Spanned::into_inner).collect();
        Some(Group { id: self.id("group", id)?, members })
    }

    /// The ID of an application or a client.
    fn client(&mut self, id: Option<Spanned<String>>) -> Option<String> {
        let id = self.identifier(id?)?;
        let before = self.clients.insert(id.get_ref().clone(), id.span());
        self.once(before, &id.span(), "ID of an application or a client");
        Some(id.into_inner())
    }

    fn id(&mut self, kind: &'static str, id: Option<Spanned<String>>) -> Option<String> {
        let id = self.identifier(id?)?;
        let before = self.ids.insert((kind, id.get_ref().clone()), id.span());
        self.once(before, &id.span(), &format!("ID of a {kind}"));
        Some(id.into_inner())
    }

    /// An ID that can be a segment of a path.
    fn identifier(&self, id: Spanned<String>) -> Option<Spanned<String>> {
        let is_allowed = |char: char| char.is_ascii_alphanumeric() || "-_.".contains(char);
        let is_right = !id.get_ref().is_empty() && id.get_ref().chars().all(is_allowed) && id.get_ref() != "me";
        if !is_right {
            let label = "an ID has letters, digits, `-`, `_` and `.`, and is not `me`";
            self.document.note(id.span(), "this is no ID", label, None);
        }
        is_right.then_some(id)
    }

    fn names(&mut self, names: Vec<(NameKind, Option<Spanned<String>>)>) -> Vec<AccountName> {
        let mut own = Vec::new();
        for (kind, name) in names {
            let Some(name) = name else { continue };
            if name.get_ref().is_empty() {
                self.document.note(name.span(), "this name is empty", "write a name, or leave the key out", None);
                continue;
            }
            let span = name.span();
            if !kind.admits(name.get_ref()) {
                let label = "it has 3 to 64 of the characters A-Z, a-z, 0-9, _, - and .";
                self.document.note(span, "this is no login_name", label, None);
                continue;
            }
            let name = AccountName::of_kind(kind, name.into_inner());
            let is_same_text = name.same_text().iter().any(|other| self.names.contains_key(other));
            if is_same_text {
                let title = "another user logs in with the same text";
                self.document.note(span.clone(), title, "a login without a prefix could mean either", None);
            }
            own.push((name, span));
        }
        for (name, span) in &own {
            let before = self.names.insert(name.clone(), span.clone());
            self.once(before, span, "name of an account");
        }
        own.into_iter().map(|(name, _)| name).collect()
    }

    fn secret(&self, key: &str, hash: Option<Spanned<String>>) -> Option<LoginSecret> {
        parsed::<PasswordHash>(self.document, key, hash).map(LoginSecret::Password)
    }

    fn tokens(&mut self, hashes: Vec<Spanned<String>>) -> Vec<SecretHash> {
        let mut tokens = Vec::new();
        for text in hashes {
            let span = text.span();
            let Some(hash) = parsed::<SecretHash>(self.document, "hash of a token", Some(text)) else { continue };
            let before = self.tokens.insert(hash, span.clone());
            self.once(before, &span, "hash of a token");
            tokens.push(hash);
        }
        tokens
    }

    /// Notes a problem if something was there before.
    fn once(&self, before: Option<Range<usize>>, span: &Range<usize>, what: &str) {
        if before.is_some() {
            self.document.note(span.clone(), format!("this {what} is given twice"), "there before, too", None);
        }
    }
}

fn id_of(principal: &Principal) -> Option<String> {
    match principal {
        Principal::User(id) | Principal::Thing(id) => Some(id.clone()),
        Principal::Administrator { .. } | Principal::Anonymous => None,
    }
}
