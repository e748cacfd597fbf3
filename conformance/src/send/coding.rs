//! Undoes the codings of content, which a server may use although the suite asks for none (RFC 9110, 8.4).

use std::io::{self, Read};

use flate2::read::{DeflateDecoder, MultiGzDecoder, ZlibDecoder};
use http::header;

use super::{
    client::LARGEST_CONTENT,
    exchange::{Coding, Response},
};

impl Response {
    /// The same answer, whose content is without the codings that its headers name.
    #[must_use]
    pub fn decoded(mut self) -> Self {
        let named = self.headers.get_all(header::CONTENT_ENCODING).iter();
        let named: Vec<_> = named.map(|value| String::from_utf8_lossy(value.as_bytes()).to_ascii_lowercase()).collect();
        let named = named.join(", ");
        let codings = named.split(',').map(str::trim).filter(|coding| !coding.is_empty() && *coding != "identity");
        // The last one was applied last.
        let codings: Vec<&str> = codings.rev().collect();
        if codings.is_empty() || self.content.is_empty() {
            return self;
        }
        let decoded = codings.iter().try_fold(self.content.to_vec(), |content, coding| decode(coding, &content));
        self.coding = match decoded {
            Ok(content) => {
                self.content = content.into();
                Coding::Undone(named)
            }
            Err(why) => Coding::Kept(named, why),
        };
        self
    }
}

/// Content without one coding; or why it cannot be decoded.
fn decode(coding: &str, content: &[u8]) -> Result<Vec<u8>, String> {
    match coding {
        "gzip" | "x-gzip" => read(MultiGzDecoder::new(content)),
        // Some send the compressed data without the envelope that the name stands for (RFC 9110, 8.4.1.2).
        "deflate" => read(ZlibDecoder::new(content)).or_else(|_| read(DeflateDecoder::new(content))),
        other => return Err(format!("the suite cannot undo the coding `{other}`")),
    }
    .map_err(|error| format!("the content has no such coding: {error}"))
}

fn read(decoder: impl Read) -> io::Result<Vec<u8>> {
    let mut content = Vec::new();
    decoder.take(LARGEST_CONTENT as u64 + 1).read_to_end(&mut content)?;
    match content.len() > LARGEST_CONTENT {
        true => Err(io::Error::other(format!("more than {LARGEST_CONTENT} bytes"))),
        false => Ok(content),
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use bytes::Bytes;
    use flate2::{Compression, write::GzEncoder};
    use http::HeaderValue;

    use super::*;

    fn packed(content: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(content).unwrap();
        encoder.finish().unwrap()
    }

    fn decoded(coding: &'static str, content: Vec<u8>) -> Response {
        let mut answer = Response { content: content.into(), ..Response::default() };
        answer.headers.insert("content-encoding", HeaderValue::from_static(coding));
        answer.decoded()
    }

    #[test]
    fn codings_are_undone_from_the_last_to_the_first() {
        let once = decoded("GZIP", packed(b"{}"));
        assert_eq!((&once.content[..], once.coding), (&b"{}"[..], Coding::Undone("gzip".to_owned())));
        let twice = decoded("gzip, x-gzip", packed(&packed(b"{}")));
        assert_eq!(&twice.content[..], b"{}");
        assert_eq!(decoded("identity", b"{}".to_vec()).coding, Coding::None);
    }

    #[test]
    fn a_coding_that_the_content_does_not_have_is_untrue_and_changes_nothing() {
        let plain = decoded("gzip", b"{}".to_vec());
        assert_eq!(&plain.content[..], b"{}");
        let Coding::Kept(coding, why) = plain.coding else { panic!("{:?}", plain.coding) };
        assert_eq!(coding, "gzip");
        assert!(why.contains("no such coding"), "{why}");
        let mut broken = packed(b"{}");
        let place = broken.len() - 8;
        broken[place] ^= 1;
        assert!(matches!(decoded("gzip", broken).coding, Coding::Kept(..)), "its checksum differs");
        assert!(matches!(decoded("br", b"{}".to_vec()).coding, Coding::Kept(..)));
    }

    #[test]
    fn content_that_grows_without_bounds_is_given_up() {
        let bomb = decoded("gzip", packed(&vec![0; LARGEST_CONTENT + 1]));
        assert!(matches!(bomb.coding, Coding::Kept(..)));
        assert!(bomb.content.len() < LARGEST_CONTENT);
        assert_eq!(Response { content: Bytes::new(), ..Response::default() }.decoded().coding, Coding::None);
    }
}
