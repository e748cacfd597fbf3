//! Elements of an XML document.

use std::fmt::{self, Write as _};

use crate::values::visible::Visible;

/// An element, with its attributes in the order in which they were added.
#[derive(Clone, Debug)]
pub(super) struct Element {
    name: &'static str,
    attributes: Vec<(&'static str, String)>,
    children: Vec<Element>,
    text: Option<String>,
}

impl Element {
    /// An element without content.
    pub(super) fn new(name: &'static str) -> Self {
        Self { name, attributes: Vec::new(), children: Vec::new(), text: None }
    }

    /// The element with one more attribute.
    pub(super) fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.attributes.push((name, value.into()));
        self
    }

    /// The element with more children.
    pub(super) fn containing(mut self, children: impl IntoIterator<Item = Self>) -> Self {
        self.children.extend(children);
        self
    }

    /// The element with this text before its children.
    pub(super) fn saying(mut self, text: impl Into<String>) -> Self {
        self.text = Some(text.into());
        self
    }

    /// Whether it has any children.
    pub(super) fn has_children(&self) -> bool {
        !self.children.is_empty()
    }

    /// Its name.
    #[cfg(test)]
    pub(super) const fn name(&self) -> &'static str {
        self.name
    }

    /// Its attributes, as they were before they were escaped.
    #[cfg(test)]
    pub(super) fn attributes(&self) -> impl Iterator<Item = (&'static str, &str)> {
        self.attributes.iter().map(|(name, value)| (*name, value.as_str()))
    }

    /// Its children.
    #[cfg(test)]
    pub(super) fn children(&self) -> impl Iterator<Item = &Self> {
        self.children.iter()
    }

    /// A document of which this is the root.
    pub(super) fn document(&self) -> String {
        format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n{self}\n")
    }

    fn write(&self, f: &mut fmt::Formatter<'_>, depth: usize) -> fmt::Result {
        let Self { name, attributes, children, text } = self;
        write!(f, "{:depth$}<{name}", "")?;
        for (name, value) in attributes {
            // As it is, a reader would take it for a blank (3.3.3).
            let value = Escaped(value).to_string().replace('\n', "&#10;").replace('\t', "&#9;");
            write!(f, " {name}=\"{value}\"")?;
        }
        if children.is_empty() && text.is_none() {
            return f.write_str("/>");
        }
        f.write_char('>')?;
        if let Some(text) = text {
            write!(f, "{}", Escaped(text))?;
        }
        for child in children {
            f.write_char('\n')?;
            child.write(f, depth + 4)?;
        }
        if !children.is_empty() {
            write!(f, "\n{:depth$}", "")?;
        }
        write!(f, "</{name}>")
    }
}

impl fmt::Display for Element {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write(f, 0)
    }
}

/// A text as it stands in an attribute or in content: visible, so that it is well-formed (XML 1.0, 2.2) whatever it is.
pub(super) struct Escaped<'a>(pub(super) &'a str);

impl fmt::Display for Escaped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Visible(self.0).to_string().chars().try_for_each(|char| match char {
            '<' => f.write_str("&lt;"),
            '>' => f.write_str("&gt;"),
            '&' => f.write_str("&amp;"),
            '\'' => f.write_str("&apos;"),
            '"' => f.write_str("&quot;"),
            char => f.write_char(char),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_xml_cannot_express_is_written_out_and_the_rest_escaped() {
        let element = Element::new("a").with("b", "\u{1b}[1m\"<&>'\n\t").saying("x\0\u{ffff}\r\n<y>]]>");
        let expected =
            "<a b=\"\\u{1b}[1m&quot;&lt;&amp;&gt;&apos;&#10;&#9;\">x\\u{0}\\u{ffff}\\u{d}\n&lt;y&gt;]]&gt;</a>";
        assert_eq!(element.to_string(), expected);
    }

    #[test]
    fn children_are_indented_and_empty_elements_are_short() {
        let element = Element::new("a").containing([Element::new("b").containing([Element::new("c")])]);
        let expected = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<a>\n    <b>\n        <c/>\n    </b>\n</a>\n";
        assert_eq!(element.document(), expected);
    }
}
