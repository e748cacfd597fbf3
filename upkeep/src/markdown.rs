//! What the pages for people are made of, as far as this package has to know: links and headings.

use std::path::{Path, PathBuf};

/// A link as it is written: `[text](target)`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Link<'a> {
    pub(crate) text: &'a str,
    pub(crate) target: &'a str,
}

impl<'a> Link<'a> {
    /// The file or folder of the repository to which it leads from a page, by its path from the root; `None` if it leads
    /// elsewhere on the page or out of the repository.
    pub(crate) fn file(&self, page: &Path) -> Option<PathBuf> {
        let target = self.target.split('#').next().unwrap_or_default();
        let is_outside = self.target.contains("://") || self.target.starts_with("mailto:");
        if target.is_empty() || is_outside {
            return None;
        }
        let mut path = page.to_owned();
        path.pop();
        for part in target.split('/') {
            match part {
                "" | "." => {}
                ".." => _ = path.pop(),
                name => path.push(name),
            }
        }
        Some(path)
    }

    /// The heading to which it leads.
    pub(crate) fn anchor(&self) -> Option<&'a str> {
        let is_outside = self.target.contains("://");
        self.target.split_once('#').map(|(_, anchor)| anchor).filter(|_| !is_outside)
    }
}

/// The links of a text, in its order.
pub(crate) fn links(text: &str) -> impl Iterator<Item = Link<'_>> {
    parts(text).filter_map(|(_, link)| link)
}

/// The text with other targets.
pub(crate) fn move_links(text: &str, target: impl Fn(&Link<'_>) -> String) -> String {
    rewritten(text, |link| format!("[{}]({})", link.text, target(link)))
}

/// The text in which the links that are not to be kept are only words.
pub(crate) fn keep_links(text: &str, is_kept: impl Fn(&Link<'_>) -> bool) -> String {
    rewritten(text, |link| match is_kept(link) {
        true => format!("[{}]({})", link.text, link.target),
        false => link.text.to_owned(),
    })
}

fn rewritten(text: &str, write: impl Fn(&Link<'_>) -> String) -> String {
    parts(text).map(|(before, link)| format!("{before}{}", link.as_ref().map(&write).unwrap_or_default())).collect()
}

/// A text in parts: what is before each link, with the link; and what is behind the last one.
fn parts(text: &str) -> impl Iterator<Item = (&str, Option<Link<'_>>)> {
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        let text = rest?;
        let found = text.match_indices("](").find_map(|(middle, _)| {
            let open = text[..middle].rfind('[')?;
            let end = middle + 2 + text[middle + 2..].find(')')?;
            Some((open, Link { text: &text[open + 1..middle], target: &text[middle + 2..end] }, end + 1))
        });
        let Some((open, link, end)) = found else {
            rest = None;
            return Some((text, None));
        };
        rest = Some(&text[end..]);
        Some((&text[..open], Some(link)))
    })
}

/// The anchors of the headings of a page, as GitHub and mdBook make them.
pub(crate) fn anchors(text: &str) -> Vec<String> {
    let mut anchors: Vec<String> = Vec::new();
    let mut is_code = false;
    for line in text.lines() {
        is_code ^= line.trim_start().starts_with("```");
        let Some(heading) = line.strip_prefix('#').filter(|_| !is_code) else { continue };
        let heading = heading.trim_start_matches('#').trim();
        let letters = heading.chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
        let anchor: String = letters.map(|c| if c == ' ' { '-' } else { c.to_ascii_lowercase() }).collect();
        let before = anchors.iter().filter(|known| **known == anchor).count();
        anchors.push(if before == 0 { anchor } else { format!("{anchor}-{before}") });
    }
    anchors
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_lead_to_files_from_the_page_that_has_them() {
        let text = "[a](x.md) ![b](../pics/b.png)[c](#here)\n[d](https://example.org/#e) [f](../g.md#h)";
        let found: Vec<_> = links(text).map(|link| (link.file(Path::new("docs/page.md")), link.anchor())).collect();
        let expected = [
            (Some("docs/x.md".into()), None),
            (Some("pics/b.png".into()), None),
            (None, Some("here")),
            (None, None),
            (Some("g.md".into()), Some("h")),
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn a_text_without_a_change_stays_as_it_is() {
        for text in ["", "no link ](", "[a](b) and [c", "an [a](b)\n\n[d](e)."] {
            assert_eq!(keep_links(text, |_| true), text);
        }
        assert_eq!(keep_links("an [a](b)!", |_| false), "an a!");
    }

    #[test]
    fn anchors_are_made_of_headings_outside_of_code() {
        let page = "# A page: `code`, and more\n```sh\n# no heading\n```\n## Twice\n## Twice\n### `object.put`\n";
        assert_eq!(anchors(page), ["a-page-code-and-more", "twice", "twice-1", "objectput"]);
    }
}
