//! What answers have said that later requests repeat, and how a script reads it from its own answers.

use serde_json::Value;

use crate::report::story::{ContentForm, StoryExchange};

/// The shortest value of a member that is looked for: shorter ones are in other texts by chance.
const SHORTEST: usize = 8;

/// Headers whose values no request repeats.
const OTHERS: &[&str] = &["date", "content-type", "content-length", "connection", "server", "cache-control", "vary"];

/// What the answers so far have said.
#[derive(Default)]
pub(super) struct Answers {
    values: Vec<Answered>,
    /// The texts of the requests so far: what is in them comes from the suite, and not from an answer.
    sent: Vec<String>,
}

/// A value in an answer.
struct Answered {
    value: String,
    /// The function of the script that prints it, with its arguments.
    reader: String,
    is_header: bool,
}

impl Answers {
    /// Adds what an exchange has said.
    pub(super) fn add(&mut self, number: usize, exchange: &StoryExchange) {
        let request = &exchange.request;
        self.sent.push(request.url.clone());
        self.sent.extend(request.content.iter().map(|content| content.data.clone()));
        let Some(response) = &exchange.response else { return };
        for (name, value) in response.headers.iter().filter(|(name, _)| !OTHERS.contains(&name.as_str())) {
            self.add_value(value, format!("header {number} {name}"), true);
        }
        if let Some(content) = response.content.as_ref().filter(|content| content.form == ContentForm::Text)
            && let Ok(json) = serde_json::from_str::<Value>(&content.data)
        {
            self.add_members(number, &content.data, &json);
        }
    }

    fn add_members(&mut self, number: usize, text: &str, json: &Value) {
        match json {
            Value::Object(members) => {
                for (name, member) in members {
                    match member {
                        Value::String(value) if is_first(text, name, value) => {
                            self.add_value(value, format!("member {number} {name}"), false);
                        }
                        Value::Object(_) | Value::Array(_) => self.add_members(number, text, member),
                        Value::String(_) | Value::Null | Value::Bool(_) | Value::Number(_) => {}
                    }
                }
            }
            Value::Array(items) => items.iter().for_each(|item| self.add_members(number, text, item)),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }

    fn add_value(&mut self, value: &str, reader: String, is_header: bool) {
        let is_repeated = is_header || value.len() >= SHORTEST;
        if is_repeated && !value.is_empty() && !self.sent.iter().any(|sent| sent.contains(value)) {
            self.values.push(Answered { value: value.to_owned(), reader, is_header });
        }
    }

    /// The value within a text of a request that an answer has said last, and what prints it.
    pub(super) fn within(&self, text: &str, is_header: bool) -> Option<(&str, &str)> {
        let is_meant = |answered: &&Answered| match answered.value.len() < SHORTEST {
            // A version in quotes is one, wherever it stands.
            true if is_header && answered.is_header => {
                text == answered.value || (answered.value.starts_with('"') && text.contains(&answered.value))
            }
            true => false,
            false => text.contains(&answered.value),
        };
        let longest = self.values.iter().rev().filter(is_meant).max_by_key(|answered| answered.value.len())?;
        let last = self.values.iter().rev().find(|answered| answered.value == longest.value)?;
        Some((&last.value, &last.reader))
    }
}

/// Whether a member is the only one of its name in a text, and written as it is.
fn is_first(text: &str, name: &str, value: &str) -> bool {
    let is_plain_name = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'));
    let is_plain = !value.contains(['"', '\\', '\n']);
    is_plain_name && is_plain && text.matches(&format!("\"{name}\"")).count() == 1
}
