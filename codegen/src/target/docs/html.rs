//! Texts as HTML.

use kii_spec::{Api, Origin, Source};

use crate::layout::visible;

/// A text in which nothing is markup.
pub(super) fn escaped(text: &str) -> String {
    let mut html = String::new();
    for letter in visible(text).chars() {
        match letter {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            _ => html.push(letter),
        }
    }
    html
}

/// A sentence of the spec: what stands between backticks is code, and what stands between asterisks is emphasized.
pub(super) fn prose(text: &str) -> String {
    let mut html = String::new();
    for (place, part) in text.trim().split('`').enumerate() {
        match place % 2 {
            0 => html.push_str(&emphasized(&escaped(part))),
            _ => html.push_str(&code(part)),
        }
    }
    html
}

fn emphasized(html: &str) -> String {
    // An asterisk alone is itself.
    let parts: Vec<&str> = html.split('*').collect();
    if parts.len().is_multiple_of(2) {
        return html.to_owned();
    }
    let parts = parts.iter().enumerate().map(|(place, part)| match place % 2 {
        0 => (*part).to_owned(),
        _ => format!("<em>{part}</em>"),
    });
    parts.collect()
}

pub(super) fn code(text: &str) -> String {
    format!("<code>{}</code>", escaped(text))
}

/// A link to a part of the page.
pub(super) fn link(anchor: &str, text: &str) -> String {
    format!("<a href=\"#{}\">{}</a>", escaped(anchor), escaped(text))
}

/// Where something comes from.
pub(super) fn origin(api: &Api, origin: &Origin) -> String {
    match origin {
        Origin::Page(source) => cited(api, source),
        Origin::Decision(id) => format!("decision {}", link(&id.0, &id.0)),
    }
}

/// A section of a page.
pub(super) fn cited(api: &Api, source: &Source) -> String {
    let section = escaped(&source.section);
    match api.pages.get(&source.page) {
        Some(page) => {
            format!("<a href=\"{}\">{}</a>, “{section}”", escaped(&page.url), escaped(&page.title))
        }
        None => section,
    }
}

#[cfg(test)]
mod tests {
    use super::{escaped, prose};

    #[test]
    fn nothing_in_a_text_is_markup() {
        assert_eq!(escaped("<a href=\"x\">&"), "&lt;a href=&quot;x&quot;&gt;&amp;");
        assert_eq!(escaped("a\u{202e}b"), "a\\u{202e}b");
    }

    #[test]
    fn code_and_emphasis_are_marked_up() {
        assert_eq!(prose("`If-None-Match: *` is a *should*"), "<code>If-None-Match: *</code> is a <em>should</em>");
        assert_eq!(prose("2 * 2 < 5"), "2 * 2 &lt; 5");
    }
}
