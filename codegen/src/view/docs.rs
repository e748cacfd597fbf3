//! Doc comments. Each names where its item comes from.

use kii_spec::{Api, Origin, Source};

/// A doc comment that says what an item is and where it comes from.
pub(crate) fn docs(api: &Api, summary: &str, origin: &Origin) -> String {
    comment([summary, "", &cite(api, origin)])
}

/// The doc comment of a part of an item, which has the addresses.
pub(crate) fn part_docs(api: &Api, summary: &str, origin: &Origin) -> String {
    let source = match origin {
        Origin::Page(source) => format!("Source: {}.", place(api, source)),
        Origin::Decision(id) => format!("Source: decision {id}."),
    };
    comment([summary, "", &source])
}

/// A doc comment of these lines.
pub(crate) fn comment<'a>(lines: impl IntoIterator<Item = &'a str>) -> String {
    let lines: Vec<String> = lines.into_iter().map(|line| format!("/// {}", plain(line))).collect();
    lines.join("\n")
}

/// Where something comes from, one sentence.
pub(crate) fn cite(api: &Api, origin: &Origin) -> String {
    match origin {
        Origin::Page(source) => match api.pages.get(&source.page) {
            Some(page) => format!("Source: {}, <{}>.", place(api, source), page.url),
            None => format!("Source: {}.", place(api, source)),
        },
        Origin::Decision(id) => match api.decisions.get(id) {
            Some(decision) => format!("Source: decision {id}: {}", decision.choice),
            None => format!("Source: decision {id}."),
        },
    }
}

/// A place on a page.
fn place(api: &Api, source: &Source) -> String {
    let title = api.pages.get(&source.page).map_or(source.page.0.as_str(), |page| &page.title);
    format!("{title}, \"{}\"", source.section)
}

/// Text on one line, with nothing in it that rustdoc would take for a link; addresses in angle brackets stay.
fn plain(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").replace('[', "\\[").replace(']', "\\]")
}

#[cfg(test)]
mod tests {
    use super::comment;

    #[test]
    fn a_comment_keeps_each_line_on_one_line_and_makes_no_links() {
        assert_eq!(comment(["One\n  [or two] words.", "", "End."]), "/// One \\[or two\\] words.\n/// \n/// End.");
    }
}
