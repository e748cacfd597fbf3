//! A server that sends scripted bytes, which need not be HTTP.

use std::{
    io::{self, BufRead as _, BufReader, Read as _, Write as _},
    net::{IpAddr, Ipv4Addr, SocketAddr, TcpListener, TcpStream},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
    time::Duration,
};

/// Something that a server does with a connection.
pub(crate) type Operation = Box<dyn FnOnce(&TcpStream) -> io::Result<()>>;

/// An action of a server after a request.
pub(crate) enum Act {
    /// Sends these bytes.
    Send(Vec<u8>),
    /// Sends these bytes again and again with this time between, until nobody reads them.
    Repeat(Vec<u8>, Duration),
    /// Sends these bytes one by one, with this time between them.
    Drip(Vec<u8>, Duration),
    /// Does something else with the connection.
    Do(Operation),
    /// Closes its side in good order.
    Close,
    /// Resets the connection.
    Reset,
    /// Sends nothing more and keeps the connection.
    Hang,
}

/// A server that runs until it is dropped.
pub(crate) struct RawServer {
    address: SocketAddr,
    connections: Arc<AtomicUsize>,
    requests: Arc<AtomicUsize>,
}

impl RawServer {
    /// A server that does what the script says for the head of each request, and then waits for the next one.
    pub(crate) fn new(script: impl Fn(&str) -> Vec<Act> + Send + Sync + 'static) -> Self {
        Self::at(Ipv4Addr::LOCALHOST.into(), script)
    }

    /// The same at this address.
    pub(crate) fn at(address: IpAddr, script: impl Fn(&str) -> Vec<Act> + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind((address, 0)).expect("a free port");
        let address = listener.local_addr().expect("the address");
        let server = Self { address, connections: Arc::default(), requests: Arc::default() };
        let (connections, requests) = (Arc::clone(&server.connections), Arc::clone(&server.requests));
        let script = Arc::new(script);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                connections.fetch_add(1, Ordering::SeqCst);
                let (script, requests) = (Arc::clone(&script), Arc::clone(&requests));
                // A client that has gone is no fault of the server.
                thread::spawn(move || drop(serve(stream, &*script, &requests)));
            }
        });
        server
    }

    /// A server that sends the same bytes over each connection, and then closes it.
    pub(crate) fn sending(bytes: impl Into<Vec<u8>>) -> Self {
        let bytes = bytes.into();
        Self::new(move |_| vec![Act::Send(bytes.clone()), Act::Close])
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    pub(crate) fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }

    pub(crate) fn requests(&self) -> usize {
        self.requests.load(Ordering::SeqCst)
    }
}

fn serve(mut stream: TcpStream, script: &dyn Fn(&str) -> Vec<Act>, requests: &AtomicUsize) -> io::Result<()> {
    let mut reader = BufReader::new(stream.try_clone()?);
    loop {
        let Some(head) = read(&mut reader)? else { return Ok(()) };
        requests.fetch_add(1, Ordering::SeqCst);
        for act in script(&head) {
            match act {
                Act::Send(bytes) => stream.write_all(&bytes)?,
                Act::Repeat(bytes, pause) => loop {
                    stream.write_all(&bytes)?;
                    thread::sleep(pause);
                },
                Act::Drip(bytes, pause) => {
                    for byte in bytes {
                        stream.write_all(&[byte])?;
                        thread::sleep(pause);
                    }
                }
                Act::Close => return Ok(()),
                Act::Reset => return reset(stream),
                Act::Do(act) => act(&stream)?,
                // Until the client has had enough.
                Act::Hang => return reader.read_to_end(&mut Vec::new()).map(drop),
            }
        }
    }
}

/// The head of the next request, whose content is read as well; `None` where there is none.
fn read(reader: &mut BufReader<TcpStream>) -> io::Result<Option<String>> {
    let (mut head, mut line) = (String::new(), String::new());
    while reader.read_line(&mut line)? > 0 && line != "\r\n" {
        head.push_str(&line);
        line.clear();
    }
    let lengths = |line: &str| line.to_lowercase().strip_prefix("content-length: ")?.parse().ok();
    let mut content = vec![0; head.lines().find_map(lengths).unwrap_or(0)];
    reader.read_exact(&mut content)?;
    Ok((!head.is_empty()).then_some(head))
}

/// Closes a connection so that the peer sees a reset: without waiting for what is unsent.
fn reset(stream: TcpStream) -> io::Result<()> {
    let stream = socket2::Socket::from(stream);
    stream.set_linger(Some(Duration::ZERO))
}

/// An answer with this head and content, whatever they say about each other.
pub(crate) fn answer(head: &str, content: impl AsRef<[u8]>) -> Vec<u8> {
    [format!("HTTP/1.1 {head}\r\n\r\n").as_bytes(), content.as_ref()].concat()
}
