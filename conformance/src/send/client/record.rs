//! The bytes that a server sends in one exchange, before HTTP has interpreted them.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;

use super::spelling::Spelling;
use crate::send::wire_form::NameCase;

/// How many bytes are recorded of one exchange: more than the longest head that the client reads.
const LARGEST: usize = 512 * 1024;

/// How many bytes of the record's memory a connection keeps between exchanges.
const KEPT: usize = 16 * 1024;

/// The record of the exchange under way on one connection. The stream of the connection writes it, its owner reads it.
#[derive(Clone, Debug, Default)]
pub(super) struct Record(Arc<Mutex<Received>>);

#[derive(Debug, Default)]
struct Received {
    /// What has arrived since the exchange began, or its beginning.
    bytes: Vec<u8>,
    /// Whether what arrives is no longer recorded, as the head is complete.
    is_complete: bool,
    /// Whether the next read asks the system itself, instead of relying on the runtime's last news.
    is_asking: bool,
    /// What is left to be spelled of the head of the request.
    spelling: Spelling,
}

impl Record {
    /// Begins the record of an exchange.
    pub(super) fn begin(&self) {
        let mut record = self.lock();
        record.bytes.clear();
        record.bytes.shrink_to(KEPT);
        record.is_complete = false;
    }

    /// Adds bytes that have arrived.
    pub(super) fn add(&self, bytes: &[u8]) {
        let mut record = self.lock();
        if !record.is_complete {
            let room = LARGEST - record.bytes.len();
            record.bytes.extend_from_slice(bytes.get(..room).unwrap_or(bytes));
        }
    }

    /// The bytes of the head of the answer, with those of interim answers (1xx) before it. What follows is content and
    /// is not recorded.
    pub(super) fn take_head(&self) -> Bytes {
        let mut record = self.lock();
        record.is_complete = true;
        let length = head_length(&record.bytes);
        Bytes::copy_from_slice(record.bytes.get(..length).unwrap_or(&record.bytes))
    }

    /// All bytes since the exchange began, or their beginning.
    pub(super) fn received(&self) -> Vec<u8> {
        self.lock().bytes.clone()
    }

    /// Lets the next reads ask the system whether anything has arrived, or no longer.
    pub(super) fn set_asking(&self, is_asking: bool) {
        self.lock().is_asking = is_asking;
    }

    /// Whether reads are to ask the system.
    pub(super) fn is_asking(&self) -> bool {
        self.lock().is_asking
    }

    /// Lets the names of the next request be spelled in this case.
    pub(super) fn begin_request(&self, names: NameCase) {
        self.lock().spelling = Spelling::new(names);
    }

    /// What is left to be spelled of the head of the request; `None` if nothing is.
    pub(super) fn spelling(&self) -> Option<Spelling> {
        Some(self.lock().spelling).filter(|spelling| !spelling.is_over())
    }

    /// Notes that these bytes of the request have been written.
    pub(super) fn wrote(&self, bytes: &[u8]) {
        self.lock().spelling.pass(bytes);
    }

    fn lock(&self) -> MutexGuard<'_, Received> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The length of the head with which these bytes begin, interim answers included; all of them if it does not end.
fn head_length(bytes: &[u8]) -> usize {
    let (mut start, mut line) = (0, 0);
    while let Some(length) = bytes[line..].iter().position(|byte| *byte == b'\n') {
        let (begin, end) = (line, line + length + 1);
        line = end;
        // An empty line ends a head.
        if !matches!(&bytes[begin..end], b"\r\n" | b"\n") || begin == start {
            continue;
        }
        if !is_interim(&bytes[start..end]) {
            return end;
        }
        start = end;
    }
    bytes.len()
}

/// Whether this is the head of an interim answer, which a final one follows: a status 1xx except 101 (RFC 9110, 15.2).
fn is_interim(head: &[u8]) -> bool {
    let status = head.split(|byte| *byte == b' ').nth(1).unwrap_or_default();
    status.starts_with(b"1") && !status.starts_with(b"101")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn head(bytes: &[u8]) -> String {
        let record = Record::default();
        record.begin();
        bytes.chunks(7).for_each(|chunk| record.add(chunk));
        String::from_utf8_lossy(&record.take_head()).into_owned()
    }

    #[test]
    fn a_head_is_kept_as_it_was_sent() {
        let sent = "HTTP/1.1 200 Fine\r\nX-A:  1 \r\nx-a: 2\r\n\r\n";
        assert_eq!(head(format!("{sent}content\r\n\r\nmore").as_bytes()), sent);
        assert_eq!(head(b"HTTP/1.1 204 \nx: y\n\ncontent"), "HTTP/1.1 204 \nx: y\n\n");
    }

    #[test]
    fn interim_answers_belong_to_it() {
        let interim = "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\n";
        let sent = format!("{interim}HTTP/1.1 200 OK\r\n\r\n");
        assert_eq!(head(format!("{sent}content").as_bytes()), sent);
        assert_eq!(head(b"HTTP/1.1 101 Switching Protocols\r\n\r\nx"), "HTTP/1.1 101 Switching Protocols\r\n\r\n");
    }

    #[test]
    fn memory_is_bounded() {
        let record = Record::default();
        (0..20).for_each(|_| record.add(&[b'x'; 100_000]));
        assert_eq!(record.received().len(), LARGEST);
        record.begin();
        assert!(record.lock().bytes.capacity() <= KEPT);
    }
}
