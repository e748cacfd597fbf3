//! One request as a command.

use std::fmt;

use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};

use super::answers::Answers;
use crate::{
    deployment::NEVER_ISSUED,
    report::story::{
        ContentForm, CredentialsKind, StoryContent, StoryCredentials, StoryDelivery, StoryExchange, WrongToken,
    },
    values::visible::unsafe_characters,
};

/// What stands in a story for a secret.
const REDACTED: &str = "[redacted]";

/// The beginning of the variables that hold the values of headers.
const HEADER: &str = "KII_HEADER_";

/// The digits of a point in time in milliseconds.
const POINT_IN_TIME: usize = 12;

/// A request, whose number the files of the script have.
pub(super) struct Command<'a> {
    pub(super) exchange: &'a StoryExchange,
    pub(super) number: usize,
    pub(super) run: &'a str,
    pub(super) answers: &'a Answers,
}

/// The variables that a request needs.
pub(super) fn variables(exchange: &StoryExchange) -> Vec<String> {
    let request = &exchange.request;
    let own = request.credentials.iter().flat_map(|credentials| credentials.variables.iter().cloned());
    let headers = request.headers.iter().filter(|(name, value)| is_secret(name, value)).map(|(name, _)| variable(name));
    own.chain(headers).collect()
}

fn is_secret(name: &str, value: &str) -> bool {
    !name.eq_ignore_ascii_case("authorization") && value == REDACTED
}

/// The variable that holds the value of a header.
fn variable(name: &str) -> String {
    format!("{HEADER}{}", name.replace('-', "_").to_uppercase())
}

impl Command<'_> {
    /// The commands that write the content into a file.
    pub(super) fn preparation(&self) -> String {
        let (number, request) = (self.number, &self.exchange.request);
        let Some(content) = &request.content else { return String::new() };
        let made = match (&content.packed, content.form) {
            (Some(packed), _) => format!("printf %s {} | base64 -d | gzip -d", quoted(packed)),
            (None, ContentForm::Base64) => format!("printf %s {} | base64 -d", quoted(&content.data)),
            // What a terminal obeys, or nobody sees, would not be pasted as it is.
            (None, ContentForm::Text) if unsafe_characters(&content.data).next().is_some() => {
                format!("printf %s {} | base64 -d", quoted(&BASE64.encode(&content.data)))
            }
            (None, ContentForm::Text) => format!("printf %s {}", self.text(content)),
        };
        let note = match (content.is_cut, &content.packed) {
            (true, None) => format!(
                "# Only the beginning of this content was kept; all of it has {} bytes. Run the case itself instead.\n",
                content.length
            ),
            (true, Some(_)) | (false, _) => String::new(),
        };
        let half = match request.delivery {
            Some(StoryDelivery::BrokenOff) => format!(
                "head -c $(( $(wc -c < \"$dir/{number}.sent\") / 2 )) \"$dir/{number}.sent\" > \"$dir/{number}.half\"\n\
                 : > \"$dir/{number}.head\"\n"
            ),
            Some(StoryDelivery::InParts | StoryDelivery::Chunked | StoryDelivery::Slow) | None => String::new(),
        };
        format!("{note}{made} > \"$dir/{number}.sent\"\n{half}")
    }

    /// A content, in which a point in time is computed anew.
    fn text(&self, content: &StoryContent) -> String {
        let text = &content.data;
        let Some(ends_in) = self.exchange.request.ends_in_ms else { return quoted(text) };
        let digits: Vec<(usize, &str)> = text.match_indices(|char: char| char.is_ascii_digit()).collect();
        let run_at = |start: usize| text[start..].bytes().take_while(u8::is_ascii_digit).count();
        match digits.iter().find(|(start, _)| run_at(*start) >= POINT_IN_TIME) {
            Some((start, _)) => {
                let end = start + run_at(*start);
                let now = format!("\"$(( $(date +%s) * 1000 + {ends_in} ))\"");
                format!("{}{now}{}", quoted(&text[..*start]), quoted(&text[end..]))
            }
            None => quoted(text),
        }
    }

    /// A text of the request, with what comes from answers, and with new names.
    fn filled(&self, text: &str, is_header: bool) -> String {
        match self.answers.within(text, is_header) {
            Some((value, reader)) => {
                let (before, after) = text.split_once(value).unwrap_or((text, ""));
                let named = |text: &str| if text.is_empty() { String::new() } else { self.named(text) };
                format!("{}\"$({reader})\"{}", named(before), named(after))
            }
            None => self.named(text),
        }
    }

    /// A text with the names of a new run.
    fn named(&self, text: &str) -> String {
        let (lower, upper) = (format!("-{}-", self.run), format!("-{}-", self.run.to_uppercase()));
        let parts = text.split(&lower).map(|part| {
            let parts: Vec<String> = part.split(&upper).map(quoted).collect();
            parts.join("-\"$RUN\"-")
        });
        parts.collect::<Vec<_>>().join("-\"$run\"-")
    }

    fn header(&self, name: &str, value: &str) -> String {
        let request = &self.exchange.request;
        match &request.credentials {
            Some(credentials) if name.eq_ignore_ascii_case("authorization") => authorization(name, credentials),
            _ if is_secret(name, value) => format!("'{name}: '\"${}\"", variable(name)),
            // This is how curl is asked for a header without a value.
            _ if value.is_empty() => format!("'{name};'"),
            _ => format!("{}{}", quoted(&format!("{name}: ")), self.filled(value, true)),
        }
    }
}

impl fmt::Display for Command<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (number, request) = (self.number, &self.exchange.request);
        // With any other flag, curl waits for a content that never comes, and it takes the head for a content.
        let (method, body) = match request.method.as_str() {
            "HEAD" => ("--head".to_owned(), "/dev/null".to_owned()),
            method => (format!("-X {}", quoted(method)), format!("\"$dir/{number}.body\"")),
        };
        write!(f, "curl -sS --globoff --path-as-is --http1.1 {method} {}", self.filled(&request.url, false))?;
        if self.exchange.operation.is_none() {
            // Who reads published content follows redirects.
            write!(f, " -L --max-redirs 5")?;
        }
        for (name, value) in &request.headers {
            write!(f, " \\\n  -H {}", self.header(name, value))?;
        }
        let has_media = request.headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("content-type"));
        match &request.content {
            Some(_) if request.delivery == Some(StoryDelivery::BrokenOff) => write!(
                f,
                " \\\n  -H 'expect:' -H \"content-length: $(wc -c < \"$dir/{number}.sent\" | tr -d ' ')\" --data-binary \
                 @\"$dir/{number}.half\" --max-time 1"
            )?,
            Some(_) => {
                write!(f, " \\\n  -H 'expect:' --data-binary @\"$dir/{number}.sent\"")?;
                if request.delivery == Some(StoryDelivery::Chunked) {
                    write!(f, " -H 'transfer-encoding: chunked'")?;
                }
            }
            // Without content, too, these say how long it is.
            None if matches!(request.method.as_str(), "POST" | "PUT" | "PATCH") => {
                write!(f, " \\\n  --data-binary ''")?
            }
            None => {}
        }
        if !has_media {
            write!(f, " -H 'content-type:'")?;
        }
        write!(f, " \\\n  -D \"$dir/{number}.head\" -o {body}")?;
        // curl announces all of the content, has half of it, and gives up.
        writeln!(f, "{}", if request.delivery == Some(StoryDelivery::BrokenOff) { " 2> /dev/null || :" } else { "" })
    }
}

/// The header with credentials, whose secrets are in variables.
fn authorization(name: &str, credentials: &StoryCredentials) -> String {
    let scheme = |scheme: &str| match credentials.lower_case_scheme {
        true => scheme.to_lowercase(),
        false => scheme.to_owned(),
    };
    let variable = |place: usize| credentials.variables.get(place).map_or("", String::as_str);
    match credentials.of {
        CredentialsKind::Token => {
            format!("\"{name}: {}\"", bearer(&scheme("Bearer"), variable(0), credentials.form))
        }
        CredentialsKind::Application => format!(
            "\"{name}: {} $(printf %s \"{}${}:${}\" | base64 | tr -d '\\n')\"",
            scheme("Basic"),
            // An ID that no application has.
            if credentials.form.is_some() { "x" } else { "" },
            variable(0),
            variable(1)
        ),
        CredentialsKind::Nobody => format!("\"{name}: {} {NEVER_ISSUED}\"", scheme("Bearer")),
    }
}

/// A scheme and a token, or what differs from them like this.
fn bearer(scheme: &str, variable: &str, form: Option<WrongToken>) -> String {
    let piped = |command: &str| format!("{scheme} $(printf %s \"${variable}\" | {command})");
    match form {
        // The application's credentials are no token.
        None | Some(WrongToken::OtherApplication) => format!("{scheme} ${variable}"),
        Some(WrongToken::Missing) => scheme.to_owned(),
        Some(WrongToken::Followed) => format!("{scheme} ${variable} x"),
        Some(WrongToken::OtherScheme) => format!("Token ${variable}"),
        Some(WrongToken::BrokenBase64) => "Basic %%%".to_owned(),
        Some(WrongToken::Shortened) => format!("{scheme} ${{{variable}%?}}"),
        Some(WrongToken::Lengthened) => format!("{scheme} ${{{variable}}}x"),
        Some(WrongToken::OtherCase) => piped("tr 'a-zA-Z' 'A-Za-z'"),
        Some(WrongToken::Swapped) => piped(
            "awk '{ m = int(length($0) / 2); c = substr($0, m + 1, 1); print substr($0, 1, m) (c == \"x\" ? \"y\" : \"x\") substr($0, m + 2) }'",
        ),
        Some(WrongToken::Reversed) => {
            piped("awk '{ for (i = length($0); i > 0; i--) r = r substr($0, i, 1); print r }'")
        }
    }
}

/// A text as bash takes it.
fn quoted(text: &str) -> String {
    // What cannot be quoted has a NUL, which no header and no text of a request has.
    shlex::try_quote(text).map_or_else(|_| "''".to_owned(), std::borrow::Cow::into_owned)
}
