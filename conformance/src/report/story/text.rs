//! A story as a text for people.

use std::fmt;

use super::{Story, StoryContent, StoryExchange};
use crate::report::{
    case_result::{CaseResult, ReportedMismatch, level_word},
    failure::source_lines,
    story::ContentForm,
};

/// How many characters of a content are shown.
const SHOWN: usize = 2000;

/// The story of a case and its result.
pub(crate) struct StoryText<'a> {
    pub(crate) result: &'a CaseResult,
    /// None if the case sent nothing, or nothing was kept of it.
    pub(crate) story: Option<&'a Story>,
}

impl fmt::Display for StoryText<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { result, story } = self;
        writeln!(f, "---- {} ----", result.name)?;
        write!(f, "  outcome    {}", result.outcome)?;
        match &result.reason {
            Some(reason) => writeln!(f, ": {reason}")?,
            None => writeln!(f)?,
        }
        writeln!(f, "  about      {}", result.statements.join("\n             "))?;
        for why in &result.retries {
            writeln!(f, "  sent again {why}")?;
        }
        let exchanges = story.map(|story| story.exchanges.as_slice()).unwrap_or_default();
        if exchanges.is_empty() {
            writeln!(f, "\n  no exchange was kept")?;
        }
        if let Some(story) = story.filter(|story| story.attempts > 1) {
            writeln!(f, "  attempts   {}, of which this is the last", story.attempts)?;
        }
        for (number, exchange) in exchanges.iter().enumerate() {
            writeln!(f)?;
            write_exchange(f, number + 1, exchange)?;
        }
        match &result.rerun {
            Some(rerun) => writeln!(f, "\n  rerun      {rerun}"),
            None => Ok(()),
        }
    }
}

fn write_exchange(f: &mut fmt::Formatter<'_>, number: usize, exchange: &StoryExchange) -> fmt::Result {
    let what = exchange.operation.as_deref().unwrap_or("published content");
    let client = exchange.client.map(|client| format!(", client {client}")).unwrap_or_default();
    if let Some(pause) = exchange.pause_ms {
        writeln!(f, "  (waited {pause} ms)")?;
    }
    writeln!(f, "{number}. {} ({what}{client}), {} ms", exchange.step, exchange.time_ms)?;
    writeln!(f, "  known      {}", exchange.known)?;
    let request = &exchange.request;
    writeln!(f, "    > {} {}", request.method, request.url)?;
    write_message(f, '>', &request.headers, request.content.as_ref())?;
    if let Some(delivery) = request.delivery {
        writeln!(f, "  sent       {}", delivery.word())?;
    }
    match (&exchange.response, &exchange.problem) {
        (Some(response), _) => {
            writeln!(f, "    < {} {}", response.status, response.reason)?;
            write_message(f, '<', &response.headers, response.content.as_ref())?;
        }
        (None, problem) => writeln!(f, "  no answer  {}", problem.as_deref().unwrap_or("for an unknown reason"))?,
    }
    if !exchange.due.is_empty() {
        writeln!(f, "  due        {}", exchange.due.join(" or "))?;
    }
    if let Some(received) = &exchange.received {
        writeln!(f, "  received   {received}")?;
    }
    if !exchange.examined.is_empty() {
        writeln!(f, "  examined   {}", exchange.examined.join("\n             "))?;
    }
    exchange.mismatches.iter().try_for_each(|mismatch| write_mismatch(f, mismatch))
}

fn write_message(
    f: &mut fmt::Formatter<'_>,
    mark: char,
    headers: &[(String, String)],
    content: Option<&StoryContent>,
) -> fmt::Result {
    for (name, value) in headers {
        writeln!(f, "    {mark} {name}: {}", value.replace('\n', "\\n"))?;
    }
    let Some(content) = content else { return Ok(()) };
    let (shown, is_cut) = match content.data.char_indices().nth(SHOWN) {
        Some((end, _)) => (&content.data[..end], true),
        None => (content.data.as_str(), content.is_cut),
    };
    let form = match content.form {
        ContentForm::Text => "",
        ContentForm::Base64 => " (in base64)",
    };
    // Marked like this, no line of a target can be taken for one of the suite or of what runs it.
    writeln!(f, "    {mark}{form}\n    {mark} {}", shown.replace('\n', &format!("\n    {mark} ")))?;
    match is_cut {
        true => writeln!(f, "    {mark} ... and so on, {} bytes in all", content.length),
        false => Ok(()),
    }
}

fn write_mismatch(f: &mut fmt::Formatter<'_>, mismatch: &ReportedMismatch) -> fmt::Result {
    writeln!(f, "  violates   {} ({})", mismatch.statement, level_word(mismatch.level))?;
    writeln!(f, "  source     {}", source_lines(&mismatch.source, 13))?;
    writeln!(f, "  expected   {}", mismatch.expected)?;
    writeln!(f, "  found      {}", mismatch.found)
}
