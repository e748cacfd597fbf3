//! A configuration exactly as it is written: no reference is looked up, and no text is understood.

use std::ops::Range;

use toml::Spanned;

use super::document::{Document, Table};

type Text = Option<Spanned<String>>;

/// The whole file.
pub(super) struct Server {
    pub(super) address: Text,
    pub(super) data: Text,
    pub(super) public_url: Text,
    pub(super) tls: Option<Tls>,
    pub(super) origins: Option<Vec<Spanned<String>>>,
    pub(super) limits: Limits,
    pub(super) log_format: Text,
    pub(super) log_level: Text,
    pub(super) health: Option<bool>,
    pub(super) metrics: Option<bool>,
    pub(super) apps: Vec<App>,
}

pub(super) struct Tls {
    pub(super) certificate: Text,
    pub(super) key: Text,
}

#[derive(Default)]
pub(super) struct Limits {
    pub(super) max_body: Option<Spanned<u64>>,
    pub(super) max_accounts: Option<Spanned<u64>>,
    pub(super) max_connections: Option<Spanned<u64>>,
    pub(super) header_timeout: Text,
    pub(super) body_timeout: Text,
    pub(super) idle_timeout: Text,
    pub(super) shutdown_timeout: Text,
    pub(super) token_lifetime: Text,
}

pub(super) struct App {
    pub(super) id: Text,
    pub(super) key: Text,
    pub(super) admins: Vec<Admin>,
    pub(super) users: Vec<User>,
    pub(super) things: Vec<Thing>,
    pub(super) groups: Vec<Group>,
}

pub(super) struct Admin {
    pub(super) client_id: Text,
    pub(super) client_secret_hash: Text,
    pub(super) token_hashes: Vec<Spanned<String>>,
}

pub(super) struct User {
    pub(super) span: Range<usize>,
    pub(super) id: Text,
    pub(super) login_name: Text,
    pub(super) email: Text,
    pub(super) phone: Text,
    pub(super) password_hash: Text,
    pub(super) token_hashes: Vec<Spanned<String>>,
}

pub(super) struct Thing {
    pub(super) span: Range<usize>,
    pub(super) id: Text,
    pub(super) vendor_thing_id: Text,
    pub(super) password_hash: Text,
    pub(super) token_hashes: Vec<Spanned<String>>,
}

pub(super) struct Group {
    pub(super) id: Text,
    pub(super) members: Vec<Spanned<String>>,
}

impl Server {
    pub(super) fn read<'a>(document: &'a Document<'a>) -> Self {
        let root = document.root();
        let (address, data, public_url) = (root.text("address"), root.text("data"), root.text("public_url"));
        let tls = root.table("tls").map(|table| {
            let tls = Tls { certificate: table.required("certificate"), key: table.required("key") };
            table.end();
            tls
        });
        let origins = root.table("cors").and_then(|table| {
            let origins = table.texts("origins");
            table.end();
            origins
        });
        let limits = root.table("limits").map(Limits::read).unwrap_or_default();
        let (log_format, log_level) = root.table("log").map_or((None, None), |table| {
            let log = (table.text("format"), table.text("level"));
            table.end();
            log
        });
        let (health, metrics) = root.table("monitoring").map_or((None, None), |table| {
            let switches = (table.switch("health"), table.switch("metrics"));
            table.end();
            switches
        });
        let apps = root.tables("apps").into_iter().map(App::read).collect();
        root.end();
        Self { address, data, public_url, tls, origins, limits, log_format, log_level, health, metrics, apps }
    }
}

impl Limits {
    fn read(table: Table<'_>) -> Self {
        let limits = Self {
            max_body: table.number("max_body"),
            max_accounts: table.number("max_accounts"),
            max_connections: table.number("max_connections"),
            header_timeout: table.text("header_timeout"),
            body_timeout: table.text("body_timeout"),
            idle_timeout: table.text("idle_timeout"),
            shutdown_timeout: table.text("shutdown_timeout"),
            token_lifetime: table.text("token_lifetime"),
        };
        table.end();
        limits
    }
}

impl App {
    fn read(table: Table<'_>) -> Self {
        let app = Self {
            id: table.required("id"),
            key: table.required("key"),
            admins: table.tables("admins").into_iter().map(Admin::read).collect(),
            users: table.tables("users").into_iter().map(User::read).collect(),
            things: table.tables("things").into_iter().map(Thing::read).collect(),
            groups: table.tables("groups").into_iter().map(Group::read).collect(),
        };
        table.end();
        app
    }
}

impl Admin {
    fn read(table: Table<'_>) -> Self {
        let admin = Self {
            client_id: table.required("client_id"),
            client_secret_hash: table.required("client_secret_hash"),
            token_hashes: table.texts("token_hashes").unwrap_or_default(),
        };
        table.end();
        admin
    }
}

impl User {
    fn read(table: Table<'_>) -> Self {
        let user = Self {
            span: table.span(),
            id: table.required("id"),
            login_name: table.text("login_name"),
            email: table.text("email"),
            phone: table.text("phone"),
            password_hash: table.text("password_hash"),
            token_hashes: table.texts("token_hashes").unwrap_or_default(),
        };
        table.end();
        user
    }
}

impl Thing {
    fn read(table: Table<'_>) -> Self {
        let thing = Self {
            span: table.span(),
            id: table.required("id"),
            vendor_thing_id: table.text("vendor_thing_id"),
            password_hash: table.text("password_hash"),
            token_hashes: table.texts("token_hashes").unwrap_or_default(),
        };
        table.end();
        thing
    }
}

impl Group {
    fn read(table: Table<'_>) -> Self {
        let group = Self { id: table.required("id"), members: table.texts("members").unwrap_or_default() };
        table.end();
        group
    }
}
