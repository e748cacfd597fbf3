//! Spells the names of headers in the head of a request that is on its way. HTTP wrote them in lower case.

use crate::send::wire_form::NameCase;

/// The place in the head of a request up to which it has been written.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Spelling {
    names: NameCase,
    at: At,
}

#[derive(Clone, Copy, Debug, Default)]
enum At {
    /// In the first line or in the value of a header.
    Text,
    /// At the beginning of a line.
    Line,
    /// In the name of a header, at the beginning of a word or not.
    Name { begins: bool },
    /// Behind the head.
    #[default]
    Behind,
}

impl Spelling {
    /// At the beginning of a head with names in this case.
    pub(super) const fn new(names: NameCase) -> Self {
        match names {
            NameCase::Lower => Self { names, at: At::Behind },
            NameCase::Title | NameCase::Upper => Self { names, at: At::Text },
        }
    }

    /// Whether nothing is left to be spelled.
    pub(super) const fn is_over(self) -> bool {
        matches!(self.at, At::Behind)
    }

    /// The next bytes of the request, with the names spelled; goes on behind them.
    pub(super) fn spell(&mut self, bytes: &[u8]) -> Vec<u8> {
        let mut spelled = Vec::with_capacity(bytes.len());
        let mut rest = bytes.iter();
        // Content may be long, and nothing in it is spelled.
        while !self.is_over()
            && let Some(byte) = rest.next()
        {
            spelled.push(self.next(*byte));
        }
        spelled.extend_from_slice(rest.as_slice());
        spelled
    }

    /// Goes on behind bytes that have been written.
    pub(super) fn pass(&mut self, bytes: &[u8]) {
        let mut rest = bytes.iter();
        while !self.is_over()
            && let Some(byte) = rest.next()
        {
            self.next(*byte);
        }
    }

    fn next(&mut self, byte: u8) -> u8 {
        let (at, spelled) = match (self.at, byte) {
            (At::Behind, _) | (At::Line, b'\r' | b'\n') => (At::Behind, byte),
            (At::Text, b'\n') => (At::Line, byte),
            (At::Text, _) | (At::Name { .. }, b':') => (At::Text, byte),
            (At::Line, _) => (At::Name { begins: false }, self.letter(byte, true)),
            (At::Name { begins }, _) => (At::Name { begins: byte == b'-' }, self.letter(byte, begins)),
        };
        self.at = at;
        spelled
    }

    fn letter(self, byte: u8, begins: bool) -> u8 {
        u8::try_from(self.names.letter(char::from(byte), begins)).unwrap_or(byte)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_are_spelled_however_the_head_is_cut() {
        let head = "PUT /a:b HTTP/1.1\r\nif-match: \"x-y: z\"\r\nhost: h\r\n\r\n{\"a-b\": c}\r\nd-e: f";
        for (names, expected) in [
            (NameCase::Lower, head.to_owned()),
            (NameCase::Title, head.replace("if-match", "If-Match").replace("host", "Host")),
            (NameCase::Upper, head.replace("if-match", "IF-MATCH").replace("host", "HOST")),
        ] {
            for length in [1, 7, 1000] {
                let mut spelling = Spelling::new(names);
                let spelled: Vec<u8> = head.as_bytes().chunks(length).flat_map(|part| spelling.spell(part)).collect();
                assert_eq!(String::from_utf8_lossy(&spelled), expected);
                assert!(spelling.is_over());
            }
        }
    }
}
