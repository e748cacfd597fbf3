//! Time-outs of connections, by a clock that goes on when everybody waits.

use axum::routing::get;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt, BufStream, DuplexStream, duplex},
    task::JoinHandle,
    time::sleep,
};

use super::*;
use crate::{listening::ConnectionCounts, watched::Watched};

/// How many bytes are on the way at most. A client that takes nothing blocks the server soon.
const ON_THE_WAY: usize = 16 << 10;

/// How many bytes the answer has.
const ANSWER: usize = 10 * ON_THE_WAY;

const LIMITS: Limits = Limits {
    connections: 1,
    header: Duration::from_secs(30),
    body: Duration::from_secs(30),
    idle: Duration::from_secs(20),
    shutdown: Duration::from_secs(1),
};

/// What lies between the server and the stream.
#[derive(Clone, Copy, Debug)]
enum Between {
    Nothing,
    /// Something that takes more than it has sent, as TLS does.
    Buffer,
}

/// A connection on which a request was sent, and the server at its other end, which gives whether it has timed out.
async fn asked(between: Between) -> (DuplexStream, JoinHandle<bool>, watch::Sender<()>) {
    let (mut client, stream) = duplex(ON_THE_WAY);
    let router = Router::new().route("/", get(async || "x".repeat(ANSWER)));
    let progress = Arc::new(Progress::new());
    let stream = Watched::new(stream, Arc::clone(&progress), Arc::<ConnectionCounts>::default());
    let (running, stop) = watch::channel(());
    let serving = match between {
        Between::Nothing => tokio::spawn(serve(stream, router, LIMITS, progress, stop)),
        Between::Buffer => {
            let stream = BufStream::with_capacity(1 << 10, 1 << 16, stream);
            tokio::spawn(serve(stream, router, LIMITS, progress, stop))
        }
    };
    client.write_all(b"GET / HTTP/1.1\r\nHost: kii.test\r\n\r\n").await.unwrap();
    (client, serving, running)
}

async fn takes_slowly(between: Between) {
    let (mut client, serving, _running) = asked(between).await;
    let (mut answer, mut part) = (Vec::new(), vec![0; ON_THE_WAY]);
    while !answer.ends_with(&[b'x'; ANSWER]) {
        // Far more often than the idle time lasts, each time for less than that, and faster than a client has to be.
        sleep(LIMITS.idle - Duration::from_secs(1)).await;
        let read = client.read(&mut part).await.unwrap();
        assert_ne!(read, 0, "{between:?}: the answer was cut off after {} bytes", answer.len());
        answer.extend_from_slice(&part[..read]);
    }
    let begin = Instant::now();
    assert_eq!(client.read(&mut part).await.unwrap(), 0, "{between:?}: then the connection ends");
    assert!(begin.elapsed() <= LIMITS.idle, "{between:?}");
    assert!(serving.await.unwrap(), "{between:?}: because it was idle");
}

#[tokio::test(start_paused = true)]
async fn a_client_that_takes_an_answer_slowly_gets_all_of_it_and_then_has_the_idle_time() {
    takes_slowly(Between::Nothing).await;
    takes_slowly(Between::Buffer).await;
}

#[tokio::test(start_paused = true)]
async fn a_client_that_takes_a_little_now_and_then_is_cut_off() {
    for between in [Between::Nothing, Between::Buffer] {
        let (mut client, serving, _running) = asked(between).await;
        let begin = Instant::now();
        let mut part = [0; 100];
        while !serving.is_finished() {
            sleep(Duration::from_secs(1)).await;
            let _: usize = client.read(&mut part).await.unwrap();
            assert!(begin.elapsed() < 3 * LIMITS.body, "{between:?}: it keeps the connection");
        }
        assert!(serving.await.unwrap(), "{between:?}: it has timed out");
        assert!(begin.elapsed() >= LIMITS.body, "{between:?}: it had its time");
    }
}

#[tokio::test(start_paused = true)]
async fn a_client_that_takes_nothing_any_more_is_cut_off() {
    for between in [Between::Nothing, Between::Buffer] {
        let (client, serving, _running) = asked(between).await;
        let begin = Instant::now();
        assert!(serving.await.unwrap(), "{between:?}: it has timed out");
        assert!(begin.elapsed() >= LIMITS.body && begin.elapsed() < 2 * LIMITS.body, "{between:?}");
        drop(client);
    }
}
