//! Requests and answers of HTTP/1.1 as bytes, so that an answer can be written in every way that HTTP allows.

use std::{io, time::Duration};

use tokio::io::{AsyncBufRead, AsyncBufReadExt as _, AsyncRead, AsyncReadExt as _};

/// The fields of a message, in their order and spelling.
#[derive(Clone, Debug, Default)]
pub(super) struct Headers(pub(super) Vec<(String, String)>);

/// A request as the suite has sent it.
#[derive(Clone, Debug)]
pub(super) struct Request {
    pub(super) method: String,
    /// Path and query.
    pub(super) target: String,
    pub(super) headers: Headers,
    pub(super) content: Vec<u8>,
}

/// An answer, and how it is written.
#[derive(Clone, Debug)]
pub(super) struct Answer {
    /// What is sent before it: interim answers.
    pub(super) interim: &'static str,
    pub(super) version: &'static str,
    pub(super) status: u16,
    pub(super) reason: String,
    pub(super) headers: Headers,
    /// What stands between the name of a field and its value, and behind the value.
    pub(super) blanks: (&'static str, &'static str),
    pub(super) content: Vec<u8>,
    pub(super) framing: Framing,
    /// Whether the connection is closed behind it.
    pub(super) closes: bool,
    /// How long it is held back.
    pub(super) delay: Duration,
}

/// How the end of the content is marked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Framing {
    /// By its length.
    Length,
    /// By chunks, with this extension behind the size of each and these trailer fields.
    Chunks { extension: &'static str, trailer: &'static str },
    /// By the end of the connection.
    Close,
}

impl Headers {
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(field, _)| field.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    /// Replaces the value of the fields with this name, if there are any.
    pub(super) fn change(&mut self, name: &str, change: impl Fn(&str) -> String) {
        for (_, value) in self.0.iter_mut().filter(|(field, _)| field.eq_ignore_ascii_case(name)) {
            *value = change(value);
        }
    }

    pub(super) fn add(&mut self, name: &str, value: impl Into<String>) {
        self.0.push((name.to_owned(), value.into()));
    }

    pub(super) fn remove(&mut self, name: &str) {
        self.0.retain(|(field, _)| !field.eq_ignore_ascii_case(name));
    }

    fn length(&self) -> usize {
        self.get("content-length").and_then(|length| length.trim().parse().ok()).unwrap_or_default()
    }
}

impl Request {
    /// The next request of a connection; `None` at its end.
    pub(super) async fn read(stream: &mut (impl AsyncBufRead + Unpin)) -> io::Result<Option<Self>> {
        let Some((first, headers)) = head(stream).await? else { return Ok(None) };
        let mut words = first.split(' ').map(str::to_owned);
        let (method, target) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
        let content = match headers.get("transfer-encoding") {
            Some(_) => chunks(stream).await?,
            None => content(stream, headers.length()).await?,
        };
        Ok(Some(Self { method, target, headers, content }))
    }

    pub(super) fn bytes(&self) -> Vec<u8> {
        let mut head = format!("{} {} HTTP/1.1\r\n", self.method, self.target);
        let framing = ["content-length", "transfer-encoding"];
        let is_framing = |name: &str| framing.iter().any(|known| name.eq_ignore_ascii_case(known));
        let fields = self.headers.0.iter().filter(|(name, _)| !is_framing(name));
        head.extend(fields.map(|(name, value)| format!("{name}: {value}\r\n")));
        if !self.content.is_empty() || self.headers.get("content-length").is_some() {
            head.push_str(&format!("content-length: {}\r\n", self.content.len()));
        }
        [head.as_bytes(), b"\r\n", &self.content].concat()
    }
}

impl Answer {
    /// An answer without content, for a proxy that answers in place of the server.
    pub(super) fn empty(status: u16, reason: &str) -> Self {
        Self {
            interim: "",
            version: "HTTP/1.1",
            status,
            reason: reason.to_owned(),
            headers: Headers::default(),
            blanks: (" ", ""),
            content: Vec::new(),
            framing: Framing::Length,
            closes: false,
            delay: Duration::ZERO,
        }
    }

    /// The answer to a request.
    pub(super) async fn read(stream: &mut (impl AsyncBufRead + Unpin), to: &Request) -> io::Result<Self> {
        let Some((first, headers)) = head(stream).await? else { return Err(io::ErrorKind::UnexpectedEof.into()) };
        let mut words = first.splitn(3, ' ');
        let status = words.nth(1).and_then(|status| status.parse().ok()).unwrap_or_default();
        let mut answer = Self::empty(status, words.next().unwrap_or_default());
        answer.headers = headers;
        if answer.has_content(to) {
            answer.content = content(stream, answer.headers.length()).await?;
        }
        Ok(answer)
    }

    /// Whether there may be content behind the head.
    pub(super) fn has_content(&self, to: &Request) -> bool {
        to.method != "HEAD" && self.status != 204
    }

    pub(super) fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// The answer as it is written behind a request.
    pub(super) fn bytes(&self, to: &Request) -> Vec<u8> {
        let mut head = format!("{}{} {} {}\r\n", self.interim, self.version, self.status, self.reason);
        let framed = self.has_content(to);
        for (name, value) in &self.headers.0 {
            if !(framed && name.eq_ignore_ascii_case("content-length")) {
                head.push_str(&format!("{name}:{}{value}{}\r\n", self.blanks.0, self.blanks.1));
            }
        }
        let content = match (framed, self.framing) {
            (false, _) => Vec::new(),
            (true, Framing::Length) => {
                head.push_str(&format!("Content-Length: {}\r\n", self.content.len()));
                self.content.clone()
            }
            (true, Framing::Chunks { extension, trailer }) => {
                head.push_str("Transfer-Encoding: chunked\r\n");
                let mut chunks = Vec::new();
                for chunk in self.content.chunks(7000) {
                    chunks.extend(format!("{:x}{extension}\r\n", chunk.len()).bytes());
                    chunks.extend(chunk);
                    chunks.extend(b"\r\n");
                }
                chunks.extend(format!("0\r\n{trailer}\r\n").bytes());
                chunks
            }
            (true, Framing::Close) => self.content.clone(),
        };
        if self.closes {
            head.push_str("Connection: close\r\n");
        }
        [head.as_bytes(), b"\r\n", &content].concat()
    }
}

/// The first line of a message and its fields; `None` at the end of the connection.
async fn head(stream: &mut (impl AsyncBufRead + Unpin)) -> io::Result<Option<(String, Headers)>> {
    let mut lines = Vec::new();
    loop {
        let mut line = Vec::new();
        if stream.read_until(b'\n', &mut line).await? == 0 {
            return Ok(None);
        }
        match String::from_utf8_lossy(&line).trim_end_matches(['\r', '\n']) {
            "" => break,
            line => lines.push(line.to_owned()),
        }
    }
    let mut lines = lines.into_iter();
    let Some(first) = lines.next() else { return Ok(None) };
    let fields = lines.filter_map(|line| {
        let (name, value) = line.split_once(':')?;
        Some((name.to_owned(), value.trim().to_owned()))
    });
    Ok(Some((first, Headers(fields.collect()))))
}

/// The content that comes in chunks; there is nothing behind the last one, as the suite sends no trailer.
async fn chunks(stream: &mut (impl AsyncBufRead + Unpin)) -> io::Result<Vec<u8>> {
    let mut all = Vec::new();
    loop {
        let mut line = String::new();
        stream.read_line(&mut line).await?;
        let length = usize::from_str_radix(line.trim(), 16).map_err(|_| io::ErrorKind::InvalidData)?;
        let chunk = content(stream, length + 2).await?;
        if length == 0 {
            return Ok(all);
        }
        all.extend_from_slice(chunk.get(..length).unwrap_or_default());
    }
}

async fn content(stream: &mut (impl AsyncRead + Unpin), length: usize) -> io::Result<Vec<u8>> {
    let mut content = vec![0; length];
    stream.read_exact(&mut content).await?;
    Ok(content)
}
