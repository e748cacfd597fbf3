//! Makes of what is written what is meant: texts are understood, and references looked up.

mod application;

use std::{fmt, path::Path, str::FromStr};

use toml::Spanned;

use self::application::Applications;
use super::{Config, document::Document, wire};
use crate::program::{
    log::{LogFormat, LogLevel},
    options::{CONNECTIONS, Options},
};

/// The configuration that is meant, as far as it could be read. Its problems are in the document.
pub(super) fn config(written: wire::Server, folder: &Path, document: &Document<'_>) -> Config {
    let wire::Server { address, data, public_url, tls, origins, limits, log_format, log_level, health, metrics, apps } =
        written;
    let path = |text: Spanned<String>| folder.join(text.into_inner());
    let (tls_cert, tls_key) = tls.map_or((None, None), |tls| (tls.certificate.map(path), tls.key.map(path)));
    let number = |number: Option<Spanned<u64>>| number.map(Spanned::into_inner);
    let options = Options {
        address: parsed(document, "address", address),
        data: data.map(path),
        no_cors: origins.as_ref().is_some_and(Vec::is_empty),
        cors_origins: (origins.into_iter().flatten())
            .filter_map(|origin| parsed(document, "origin", Some(origin)))
            .collect(),
        public_url: parsed(document, "public_url", public_url),
        tls_cert,
        tls_key,
        max_body: number(limits.max_body),
        max_accounts: number(limits.max_accounts).map(|number| usize::try_from(number).unwrap_or(usize::MAX)),
        max_connections: most_connections(document, limits.max_connections),
        header_timeout: parsed(document, "header_timeout", limits.header_timeout),
        body_timeout: parsed(document, "body_timeout", limits.body_timeout),
        idle_timeout: parsed(document, "idle_timeout", limits.idle_timeout),
        shutdown_timeout: parsed(document, "shutdown_timeout", limits.shutdown_timeout),
        token_lifetime: parsed(document, "token_lifetime", limits.token_lifetime),
        log: word(document, "format", log_format, &LogFormat::ALL),
        log_level: word(document, "level", log_level, &LogLevel::ALL),
        no_health: health == Some(false),
        no_metrics: metrics == Some(false),
    };
    if apps.is_empty() {
        document.note(0..0, "there is no application", "add [[apps]]", None);
    }
    Config { options, applications: Applications::new(document).resolve(apps) }
}

/// What a text means; what cannot be understood is a problem.
fn parsed<T: FromStr<Err: fmt::Display>>(
    document: &Document<'_>,
    what: &str,
    text: Option<Spanned<String>>,
) -> Option<T> {
    let text = text?;
    let parsed = text.get_ref().parse();
    parsed.map_err(|why: T::Err| document.note(text.span(), format!("this is no {what}"), why.to_string(), None)).ok()
}

/// One of the words that are allowed.
fn word<T: Copy + fmt::Display>(
    document: &Document<'_>,
    what: &str,
    text: Option<Spanned<String>>,
    allowed: &[T],
) -> Option<T> {
    let text = text?;
    let found = allowed.iter().copied().find(|word| word.to_string() == *text.get_ref());
    if found.is_none() {
        let words: Vec<String> = allowed.iter().map(ToString::to_string).collect();
        let help = kii_spec::suggestion(text.get_ref(), words.iter().map(String::as_str));
        document.note(text.span(), format!("this is no {what}"), "not known here", Some(help));
    }
    found
}

fn most_connections(document: &Document<'_>, number: Option<Spanned<u64>>) -> Option<usize> {
    let number = number?;
    let found = usize::try_from(*number.get_ref()).ok().filter(|number| CONNECTIONS.contains(number));
    if found.is_none() {
        let (least, most) = (CONNECTIONS.start(), CONNECTIONS.end());
        document.note(
            number.span(),
            format!("`max_connections` is from {least} to {most}"),
            "found another number",
            None,
        );
    }
    found
}
