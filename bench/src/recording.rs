//! What went over the connections of a run: requests and answers, byte by byte, in the order of each connection.

use std::{
    fs::File,
    io::{BufReader, BufWriter, Read, Write},
    path::Path,
};

use anyhow::{Context, Result, bail};

/// The traffic of a run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Recording {
    /// The exchanges of each connection.
    pub(crate) connections: Vec<Vec<Exchange>>,
}

/// What a client sent until the server answered, and what the server sent until the client did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Exchange {
    /// What the client sent.
    pub(crate) request: Vec<u8>,
    /// What the server sent.
    pub(crate) answer: Vec<u8>,
}

/// Who sent bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Side {
    /// The client.
    Client,
    /// The server.
    Server,
}

impl Recording {
    /// Appends bytes to a connection.
    pub(crate) fn note(&mut self, connection: usize, side: Side, bytes: &[u8]) {
        if self.connections.len() <= connection {
            self.connections.resize_with(connection + 1, Vec::new);
        }
        let exchanges = &mut self.connections[connection];
        let begins = side == Side::Client && exchanges.last().is_none_or(|last| !last.answer.is_empty());
        if begins || exchanges.is_empty() {
            exchanges.push(Exchange::default());
        }
        if let Some(last) = exchanges.last_mut() {
            match side {
                Side::Client => last.request.extend_from_slice(bytes),
                Side::Server => last.answer.extend_from_slice(bytes),
            }
        }
    }

    /// How many exchanges there are.
    pub(crate) fn exchanges(&self) -> usize {
        self.connections.iter().map(Vec::len).sum()
    }

    /// Writes it to a file: numbers are 8 bytes, and stand before the things that they count.
    pub(crate) fn write(&self, path: &Path) -> Result<()> {
        let what = || format!("cannot write {}", path.display());
        let mut file = BufWriter::new(File::create(path).with_context(what)?);
        let mut all = || {
            write_number(&mut file, self.connections.len())?;
            for exchanges in &self.connections {
                write_number(&mut file, exchanges.len())?;
                for bytes in exchanges.iter().flat_map(|exchange| [&exchange.request, &exchange.answer]) {
                    write_number(&mut file, bytes.len())?;
                    file.write_all(bytes)?;
                }
            }
            file.flush()
        };
        all().with_context(what)
    }

    /// Reads it from a file.
    pub(crate) fn read(path: &Path) -> Result<Self> {
        let what = || format!("cannot read {}", path.display());
        let mut file = BufReader::new(File::open(path).with_context(what)?);
        let mut connections = Vec::new();
        for _ in 0..read_number(&mut file).with_context(what)? {
            let mut exchanges = Vec::new();
            for _ in 0..read_number(&mut file).with_context(what)? {
                let [request, answer] = [read_bytes(&mut file), read_bytes(&mut file)];
                exchanges.push(Exchange { request: request.with_context(what)?, answer: answer.with_context(what)? });
            }
            connections.push(exchanges);
        }
        Ok(Self { connections })
    }
}

fn write_number(file: &mut impl Write, number: usize) -> std::io::Result<()> {
    file.write_all(&(number as u64).to_le_bytes())
}

fn read_number(file: &mut impl Read) -> Result<u64> {
    let mut bytes = [0; 8];
    file.read_exact(&mut bytes)?;
    Ok(u64::from_le_bytes(bytes))
}

fn read_bytes(file: &mut impl Read) -> Result<Vec<u8>> {
    let length = read_number(file)?;
    let mut bytes = Vec::new();
    if file.take(length).read_to_end(&mut bytes)? as u64 != length {
        bail!("it ends too early");
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn recording() -> Recording {
        let mut recording = Recording::default();
        for (connection, side, bytes) in [
            (1, Side::Client, "head"),
            (1, Side::Client, "body"),
            (1, Side::Server, "200"),
            (0, Side::Client, "other"),
            (1, Side::Server, "text"),
            (1, Side::Client, "next"),
        ] {
            recording.note(connection, side, bytes.as_bytes());
        }
        recording
    }

    #[test]
    fn an_exchange_is_all_that_one_side_sends_before_the_other_does() {
        let exchange = |request: &str, answer: &str| Exchange { request: request.into(), answer: answer.into() };
        let expected = vec![vec![exchange("other", "")], vec![exchange("headbody", "200text"), exchange("next", "")]];
        assert_eq!(recording(), Recording { connections: expected });
        assert_eq!(recording().exchanges(), 3);
    }

    #[test]
    fn a_file_keeps_all_of_it_and_a_part_of_the_file_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("recording");
        recording().write(&path).unwrap();
        assert_eq!(Recording::read(&path).unwrap(), recording());
        let bytes = std::fs::read(&path).unwrap();
        std::fs::write(&path, &bytes[..bytes.len() - 9]).unwrap();
        assert!(Recording::read(&path).is_err());
    }
}
