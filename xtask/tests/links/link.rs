//! A link to a server that is not as good as loopback: slow, throttled, or broken now and then.

use std::{
    io::{self, BufRead as _, BufReader, Read as _, Write as _},
    net::{SocketAddr, TcpListener, TcpStream},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
    time::Duration,
};

/// What a link does with a request.
pub(crate) enum Treatment {
    /// It reaches the server, after this time.
    Passes(Duration),
    /// It is answered here, with these bytes, and never reaches the server.
    IsAnswered(String),
    /// Its connection is reset before it reaches the server.
    IsLost,
    /// The server answers, and the connection is reset in place of the answer.
    IsLostOnTheWayBack,
}

/// A request at a link: the number of the request and of its connection, in the order in which they came, and how many
/// requests are under way with it.
#[derive(Clone, Copy)]
pub(crate) struct IncomingRequest<'r> {
    pub(crate) request: usize,
    pub(crate) connection: usize,
    pub(crate) at_once: usize,
    /// Its first line.
    pub(crate) line: &'r str,
}

/// A proxy that treats each request in its own way.
pub(crate) struct Link {
    address: SocketAddr,
    counts: Arc<Counts>,
}

/// The requests at a link.
#[derive(Default)]
struct Counts {
    all: AtomicUsize,
    under_way: AtomicUsize,
    most_at_once: AtomicUsize,
}

impl Link {
    pub(crate) fn new(
        server: SocketAddr,
        treat: impl Fn(IncomingRequest<'_>) -> Treatment + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let link = Self { address: listener.local_addr().unwrap(), counts: Arc::default() };
        let (treat, counts) = (Arc::new(treat), Arc::clone(&link.counts));
        thread::spawn(move || {
            for (connection, client) in listener.incoming().flatten().enumerate() {
                let (treat, counts) = (Arc::clone(&treat), Arc::clone(&counts));
                // The client may close the connection at any time.
                thread::spawn(move || {
                    drop(carry(client, server, &counts, |request, at_once, line| {
                        treat(IncomingRequest { request, connection, at_once, line })
                    }))
                });
            }
        });
        link
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// How many requests have come in.
    pub(crate) fn requests(&self) -> usize {
        self.counts.all.load(Ordering::SeqCst)
    }

    /// The highest number of requests at the same time.
    pub(crate) fn most_at_once(&self) -> usize {
        self.counts.most_at_once.load(Ordering::SeqCst)
    }
}

/// Carries the requests of one connection to the server, and the answers back.
fn carry(
    mut client: TcpStream,
    server: SocketAddr,
    counts: &Counts,
    treat: impl Fn(usize, usize, &str) -> Treatment,
) -> io::Result<()> {
    let mut server = TcpStream::connect(server)?;
    // Each message is written at once, and nothing is gained by waiting for more.
    client.set_nodelay(true)?;
    server.set_nodelay(true)?;
    let (mut requests, mut answers) = (BufReader::new(client.try_clone()?), BufReader::new(server.try_clone()?));
    loop {
        let Some(request) = message(&mut requests, |_| true)? else { return Ok(()) };
        let has_content = !request.starts_with(b"HEAD ");
        let mut answer = || {
            server.write_all(&request)?;
            let answer = message(&mut answers, |head| has_content && !head.starts_with("HTTP/1.1 204"))?;
            answer.ok_or(io::ErrorKind::UnexpectedEof.into())
        };
        let under_way = counts.under_way.fetch_add(1, Ordering::SeqCst) + 1;
        counts.most_at_once.fetch_max(under_way, Ordering::SeqCst);
        let line = String::from_utf8_lossy(request.split(|byte| *byte == b'\r').next().unwrap_or_default());
        let answer: io::Result<Vec<u8>> = match treat(counts.all.fetch_add(1, Ordering::SeqCst), under_way, &line) {
            Treatment::Passes(after) => {
                thread::sleep(after);
                answer()
            }
            Treatment::IsAnswered(bytes) => Ok(bytes.into_bytes()),
            Treatment::IsLost => return reset(client),
            Treatment::IsLostOnTheWayBack => {
                answer()?;
                return reset(client);
            }
        };
        // Before the client can have the answer and send more.
        counts.under_way.fetch_sub(1, Ordering::SeqCst);
        client.write_all(&answer?)?;
    }
}

/// The next message, with as much content as its head says, where it has any; `None` where there is none.
fn message(from: &mut BufReader<TcpStream>, has_content: impl Fn(&str) -> bool) -> io::Result<Option<Vec<u8>>> {
    let (mut head, mut line) = (Vec::new(), Vec::new());
    while from.read_until(b'\n', &mut line)? > 0 {
        head.extend_from_slice(&line);
        if line == b"\r\n" {
            break;
        }
        line.clear();
    }
    let text = String::from_utf8_lossy(&head).to_lowercase();
    if text.contains("\r\ntransfer-encoding: chunked\r\n") {
        let chunks = chunks(from)?;
        return Ok(Some([head, chunks].concat()));
    }
    let length = text.lines().find_map(|line| line.strip_prefix("content-length: ")?.parse().ok()).unwrap_or(0);
    let mut content = vec![0; if has_content(&String::from_utf8_lossy(&head)) { length } else { 0 }];
    from.read_exact(&mut content)?;
    Ok((!head.is_empty()).then(|| [head, content].concat()))
}

/// Content in chunks, as it comes.
fn chunks(from: &mut BufReader<TcpStream>) -> io::Result<Vec<u8>> {
    let mut all = Vec::new();
    loop {
        let mut line = String::new();
        from.read_line(&mut line)?;
        let length = usize::from_str_radix(line.trim(), 16).map_err(|_| io::ErrorKind::InvalidData)?;
        let mut chunk = vec![0; length + 2];
        from.read_exact(&mut chunk)?;
        all.extend(line.bytes().chain(chunk));
        if length == 0 {
            return Ok(all);
        }
    }
}

/// Closes a connection so that the peer sees a reset: without waiting for what is unsent.
fn reset(stream: TcpStream) -> io::Result<()> {
    socket2::Socket::from(stream).set_linger(Some(Duration::ZERO))
}
