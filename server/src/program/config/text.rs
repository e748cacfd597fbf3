//! What of a configuration may be shown to anybody who reads a message about it.

use std::ops::Range;

use toml::de::{DeTable, DeValue};

/// The keys whose values are no secrets. Values of all other keys are covered, those of misspelt ones among them.
const SHOWN: [&str; 25] = [
    "address",
    "data",
    "certificate",
    "origins",
    "max_body",
    "max_accounts",
    "max_connections",
    "header_timeout",
    "body_timeout",
    "idle_timeout",
    "shutdown_timeout",
    "token_lifetime",
    "format",
    "level",
    "health",
    "metrics",
    "id",
    "client_id",
    "login_name",
    "email",
    "phone",
    "vendor_thing_id",
    "members",
    "log",
    "cors",
];

/// The text with asterisks in place of what may be a secret. It is as long as the text was, so that places stay.
pub(super) fn covered(text: &str, table: &DeTable<'_>) -> String {
    let mut secrets = Vec::new();
    collect(table, &mut secrets);
    let mut covered = text.to_owned();
    for span in secrets {
        let Some(secret) = text.get(span.clone()) else { continue };
        let asterisks: String = secret
            .chars()
            .flat_map(|char| std::iter::repeat_n(if char == '\n' { '\n' } else { '*' }, char.len_utf8()))
            .collect();
        covered.replace_range(span, &asterisks);
    }
    covered
}

fn collect(table: &DeTable<'_>, secrets: &mut Vec<Range<usize>>) {
    for (name, value) in table {
        collect_value(SHOWN.contains(&name.get_ref().as_ref()), value.get_ref(), value.span(), secrets);
    }
}

fn collect_value(is_shown: bool, value: &DeValue<'_>, span: Range<usize>, secrets: &mut Vec<Range<usize>>) {
    match value {
        DeValue::Table(table) => collect(table, secrets),
        DeValue::Array(items) => {
            items.iter().for_each(|item| collect_value(is_shown, item.get_ref(), item.span(), secrets));
        }
        DeValue::String(_) | DeValue::Integer(_) | DeValue::Float(_) | DeValue::Boolean(_) | DeValue::Datetime(_) => {
            if !is_shown {
                secrets.push(span);
            }
        }
    }
}
