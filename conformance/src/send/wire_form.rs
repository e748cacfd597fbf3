//! How a request is written on the connection, where HTTP leaves the choice to the client. Nothing that is due depends on it.

use std::fmt;

use http::HeaderValue;
use kii_spec::Transfer;

use crate::values::random::{hash, mixed};

/// How a request is written on the connection. The default is what most clients do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct WireForm {
    /// The case of the letters in the names of headers.
    pub names: NameCase,
    /// How its content is sent.
    pub delivery: Delivery,
    /// Which media types it accepts.
    pub accept: Accept,
}

/// Which media types a request accepts. All are among them, so nothing else is due.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Accept {
    /// Whatever it is.
    #[default]
    All,
    /// JSON and text are named first, as libraries for browsers do.
    JsonFirst,
}

/// The case of the letters in the names of headers, which means nothing (RFC 9110, 5.1).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum NameCase {
    /// `content-type`.
    #[default]
    Lower,
    /// `Content-Type`.
    Title,
    /// `CONTENT-TYPE`.
    Upper,
}

/// How content is sent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Delivery {
    /// At once, with its length before it.
    #[default]
    Whole,
    /// With its length before it, in parts with a short pause between them.
    InParts,
    /// In chunks, without its length.
    Chunked,
    /// With its length before it, in parts with a long pause between them.
    Slow,
    /// The first half of what its announced length promises; then the client closes the connection.
    BrokenOff,
}

impl WireForm {
    /// One of the forms that no server may treat differently: they take turns by the name of a request.
    pub(crate) fn in_turn(name: &str) -> Self {
        let number = mixed(hash(name)) >> 1;
        let names = match number % 3 {
            0 => NameCase::Lower,
            1 => NameCase::Title,
            _ => NameCase::Upper,
        };
        let delivery = match number / 3 % 12 {
            0..4 => Delivery::InParts,
            // Some servers cannot read chunks at all: enough of their other faults must still show.
            4 => Delivery::Chunked,
            _ => Delivery::Whole,
        };
        let accept = match number / 36 % 3 {
            0 => Accept::JsonFirst,
            _ => Accept::All,
        };
        Self { names, delivery, accept }
    }
}

impl Accept {
    /// The value of the header.
    pub(crate) const fn value(self) -> HeaderValue {
        HeaderValue::from_static(match self {
            Self::All => "*/*",
            Self::JsonFirst => "application/json, text/plain, */*",
        })
    }
}

impl NameCase {
    /// A name of a header in this case.
    pub(crate) fn spell(self, name: &str) -> String {
        let mut begins = true;
        let letters = name.chars().map(|letter| {
            let spelled = self.letter(letter, begins);
            begins = letter == '-';
            spelled
        });
        letters.collect()
    }

    /// A letter of a name, at the beginning of a word or not.
    pub(super) const fn letter(self, letter: char, begins: bool) -> char {
        match self {
            Self::Title if begins => letter.to_ascii_uppercase(),
            Self::Upper => letter.to_ascii_uppercase(),
            Self::Lower | Self::Title => letter,
        }
    }
}

impl From<Transfer> for Delivery {
    fn from(transfer: Transfer) -> Self {
        match transfer {
            Transfer::Chunked => Self::Chunked,
            Transfer::Slow => Self::Slow,
        }
    }
}

impl fmt::Display for Delivery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Whole => "at once",
            Self::InParts => "in parts",
            Self::Chunked => "in chunks",
            Self::Slow => "in parts with a pause of more than a second",
            Self::BrokenOff => "in half, then the connection is closed",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_spelled_in_each_case() {
        assert_eq!(NameCase::Lower.spell("if-none-match"), "if-none-match");
        assert_eq!(NameCase::Title.spell("if-none-match"), "If-None-Match");
        assert_eq!(NameCase::Upper.spell("if-none-match"), "IF-NONE-MATCH");
    }

    #[test]
    fn each_form_has_its_turn() {
        let forms: Vec<WireForm> = (0..2000).map(|number| WireForm::in_turn(&format!("request {number}"))).collect();
        for names in [NameCase::Lower, NameCase::Title, NameCase::Upper] {
            for delivery in [Delivery::Whole, Delivery::InParts, Delivery::Chunked] {
                for accept in [Accept::All, Accept::JsonFirst] {
                    let form = WireForm { names, delivery, accept };
                    assert!(forms.contains(&form), "{form:?}");
                }
            }
        }
    }
}
