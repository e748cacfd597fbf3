//! `kii-server init`.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Write},
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail};
use clap::Args;
use kii_server::{Fixture, PasswordHash, SecretHash};

use super::{settings::ADDRESS, terminal};

/// The configuration, with names in braces in place of what is made up.
const TEMPLATE: &str = include_str!("init/server.toml");

/// Where to write.
#[derive(Args)]
#[command(after_help = "Examples:\n  kii-server init kii  # kii/server.toml, and kii/target.toml with the credentials")]
pub(super) struct Init {
    /// Folder to write to, which is made if there is none
    dir: PathBuf,
}

impl Init {
    /// Writes a configuration with new credentials, and the target file for it.
    pub(super) fn run(self) -> Result<()> {
        let (server, target) = (self.dir.join("server.toml"), self.dir.join("target.toml"));
        for path in [&server, &target] {
            if path.symlink_metadata().is_ok() {
                bail!("{} is there already, and is not overwritten; name another folder, or remove it", path.display());
            }
        }
        fs::create_dir_all(&self.dir).with_context(|| format!("cannot make the folder {}", self.dir.display()))?;
        let fixture = Fixture::demo();
        write(&target, &target_toml(&fixture))?;
        write(&server, &server_toml(&fixture))?;
        terminal::print(&next(&server, &target));
        Ok(())
    }
}

/// What to do then.
fn next(server: &Path, target: &Path) -> String {
    let (server, target) = (server.display(), target.display());
    format!(
        "wrote {server} (applications and options, with hashes in place of secrets)\n\
         wrote {target} (the credentials; keep it to yourself)\n\n\
         next       kii-server serve --config {server}\n\
         test it    kii-conformance run --target {target}\n"
    )
}

fn server_toml(fixture: &Fixture) -> String {
    let Fixture { app_id, app_key, admin_token, admin_login, owner, stranger, thing, group_id } = fixture;
    let name = |account: &kii_server::Account| {
        let login = &account.login.name;
        login.split_once(':').map_or(login.as_str(), |(_, name)| name).to_owned()
    };
    let password = |secret: &str| PasswordHash::of(secret).as_str().to_owned();
    let token = |token: &str| SecretHash::of(token).to_string();
    let values = [
        ("{app_id}", app_id.clone()),
        ("{app_key}", app_key.clone()),
        ("{client_id}", admin_login.name.clone()),
        ("{client_secret_hash}", password(&admin_login.secret)),
        ("{admin_token_hash}", token(admin_token)),
        ("{owner_id}", owner.id.clone()),
        ("{owner_login_name}", name(owner)),
        ("{owner_password_hash}", password(&owner.login.secret)),
        ("{owner_token_hash}", token(&owner.token)),
        ("{stranger_id}", stranger.id.clone()),
        ("{stranger_email}", name(stranger)),
        ("{stranger_password_hash}", password(&stranger.login.secret)),
        ("{stranger_token_hash}", token(&stranger.token)),
        ("{thing_id}", thing.id.clone()),
        ("{vendor_thing_id}", name(thing)),
        ("{thing_password_hash}", password(&thing.login.secret)),
        ("{thing_token_hash}", token(&thing.token)),
        ("{group_id}", group_id.clone()),
    ];
    values.iter().fold(TEMPLATE.to_owned(), |text, (name, value)| text.replace(name, value))
}

/// The target file, in which there are also the logins, for other programs.
fn target_toml(fixture: &Fixture) -> String {
    let Fixture { admin_login, owner, stranger, thing, .. } = fixture;
    let logins = [
        ("admin", "client_id", "client_secret", admin_login),
        ("owner", "username", "password", &owner.login),
        ("stranger", "username", "password", &stranger.login),
        ("thing", "username", "password", &thing.login),
    ];
    let mut text = fixture.target_toml(&format!("http://{ADDRESS}"));
    text.push_str("\n# Clients can log in with these. The suite does not need to, as it has the tokens above.\n");
    for (principal, name, secret, login) in logins {
        text.push_str(&format!("# {principal}: {name} = \"{}\", {secret} = \"{}\"\n", login.name, login.secret));
    }
    text
}

/// Writes a file that is not there, and that only its owner can read.
fn write(path: &Path, text: &str) -> Result<()> {
    let written = create(path).and_then(|mut file| file.write_all(text.as_bytes()));
    written.with_context(|| format!("cannot write {}", path.display()))
}

fn create(path: &Path) -> io::Result<File> {
    OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)
}
