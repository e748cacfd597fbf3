//! A story as a script for bash, which sends the requests of a case again with curl.
//!
//! The names of buckets and objects are new in each run of the script, so that it finds nothing of an earlier one. What a
//! request repeats of an earlier answer, such as a version, is read from the answer to the script's own request.

mod answers;
mod request;

use std::{collections::BTreeSet, fmt};

use self::{answers::Answers, request::Command};
use super::story::{Story, StoryExchange};
use crate::values::visible::{Visible, in_one_line};

/// The longest line of a comment, in characters.
const LONGEST: usize = 300;

/// What prints a header and a member of an answer by its number, and what shows the answer.
const FUNCTIONS: &str = r#"header() { awk -v name="$2:" 'tolower(substr($0, 1, length(name))) == name { sub(/^[^:]*: */, ""); sub(/\r$/, ""); value = $0 } END { print value }' "$dir/$1.head"; }
member() { tr -d '\n' < "$dir/$1.body" | sed -n "s/.*\"$2\" *: *\"\([^\"]*\)\".*/\1/p" | sed 's,\\/,/,g'; }
show() { printf '\n== %s\n' "$2"; cat -v "$dir/$1.head"; [ ! -f "$dir/$1.body" ] || cat -v "$dir/$1.body"; echo; }
"#;

/// The script for the story of a case.
pub(crate) struct CurlScript<'a> {
    pub(crate) story: &'a Story,
    /// The ID of the run, with which its names begin.
    pub(crate) run: &'a str,
}

impl fmt::Display for CurlScript<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { story, run } = self;
        let count = story.exchanges.len();
        comment(
            f,
            &format!("{}: the requests of the case ({count}), in their order. Paste this into bash.", story.name),
        )?;
        comment(
            f,
            "It needs curl, awk, sed, od and base64, and gzip for long contents. It removes nothing that it creates.",
        )?;
        let variables: BTreeSet<String> = story.exchanges.iter().flat_map(request::variables).collect();
        if !variables.is_empty() {
            comment(f, "Set these variables first; the target file has their values:")?;
        }
        variables.iter().try_for_each(|name| comment(f, &format!("  export {name}=...")))?;
        writeln!(f, "(")?;
        for name in &variables {
            writeln!(f, ": \"${{{name}:?set it to the value of the target file}}\"")?;
        }
        writeln!(f, "dir=$(mktemp -d) || exit")?;
        // As many characters as the ID of a run has.
        writeln!(f, "run=$(od -An -N4 -tx1 /dev/urandom | tr -d ' \\n'); RUN=$(printf %s \"$run\" | tr a-f A-F)")?;
        f.write_str(FUNCTIONS)?;
        let mut answers = Answers::default();
        let mut rest = story.exchanges.as_slice();
        let mut number = 0;
        while let Some(first) = rest.first() {
            let length = match first.client {
                None => 1,
                Some(_) => rest.iter().take_while(|exchange| exchange.client.is_some()).count(),
            };
            let (group, others) = rest.split_at(length);
            write_group(f, group, number, run, &mut answers)?;
            (rest, number) = (others, number + length);
        }
        writeln!(f, "rm -r \"$dir\"\n)")
    }
}

/// Requests that are sent at the same time, or one alone; `before` others were sent before.
fn write_group(
    f: &mut fmt::Formatter<'_>,
    group: &[StoryExchange],
    before: usize,
    run: &str,
    answers: &mut Answers,
) -> fmt::Result {
    let numbered = || group.iter().enumerate().map(|(place, exchange)| (before + place + 1, exchange));
    for (number, exchange) in numbered() {
        writeln!(f)?;
        head(exchange, number).iter().try_for_each(|line| comment(f, line))?;
        if let Some(pause) = exchange.pause_ms {
            writeln!(f, "sleep {}", pause.div_ceil(1000))?;
        }
        write!(f, "{}", Command { exchange, number, run, answers }.preparation())?;
        if exchange.client.is_none() {
            write!(f, "{}", Command { exchange, number, run, answers })?;
        }
    }
    let clients: BTreeSet<usize> = group.iter().filter_map(|exchange| exchange.client).collect();
    for client in &clients {
        writeln!(f, "{{")?;
        for (number, exchange) in numbered().filter(|(_, exchange)| exchange.client == Some(*client)) {
            write!(f, "{}", Command { exchange, number, run, answers })?;
        }
        writeln!(f, "}} &")?;
    }
    if !clients.is_empty() {
        writeln!(f, "wait")?;
    }
    for (number, exchange) in numbered() {
        answers.add(number, exchange);
        writeln!(f, "show {number} {}", shlex::try_quote(&title(exchange, number)).unwrap_or_default())?;
    }
    Ok(())
}

fn title(exchange: &StoryExchange, number: usize) -> String {
    let what = exchange.operation.as_deref().unwrap_or("published content");
    let due = if exchange.due.is_empty() { String::new() } else { format!(", due: {}", exchange.due.join(" or ")) };
    format!("{number}. {}: {what}{due}", exchange.step)
}

/// What is said before a request.
fn head(exchange: &StoryExchange, number: usize) -> Vec<String> {
    let mut lines = vec![title(exchange, number)];
    match (&exchange.response, &exchange.problem) {
        (Some(response), _) => lines.push(format!("The run got {} {}", response.status, response.reason)),
        (None, problem) => lines.push(format!("The run got no answer: {}", problem.as_deref().unwrap_or_default())),
    }
    for mismatch in &exchange.mismatches {
        lines.push(format!("Violates {}", mismatch.statement));
        lines.push(format!("  expected {}", mismatch.expected));
        lines.push(format!("  found    {}", mismatch.found));
    }
    lines
}

/// A line that bash ignores, whatever is in the text.
fn comment(f: &mut fmt::Formatter<'_>, text: &str) -> fmt::Result {
    let line = Visible(&in_one_line(text)).to_string();
    match line.char_indices().nth(LONGEST) {
        Some((end, _)) => writeln!(f, "# {}...", &line[..end]),
        None => writeln!(f, "# {line}"),
    }
}
