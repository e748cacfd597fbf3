//! Lines that are written by a thread of their own.
//!
//! Whoever writes a line never waits. If nobody reads what is written, lines wait up to a number, and further ones are dropped.

use std::{
    io::{self, Write},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
        mpsc::{self, Receiver, SyncSender, TrySendError},
    },
    thread,
    time::{Duration, Instant},
};

/// How long the end waits for a thread that still writes.
const END: Duration = Duration::from_secs(1);

/// How soon it tries again to be heard.
const PAUSE: Duration = Duration::from_millis(5);

/// Takes lines, each with one write.
#[derive(Clone)]
pub(super) struct LogWriter {
    lines: SyncSender<Message>,
    dropped: Arc<AtomicU64>,
}

/// When it is dropped, what waits is written, unless that takes too long.
pub(crate) struct LogEnd(LogWriter);

/// What the thread gets.
enum Message {
    Line(Vec<u8>),
    /// Everything before this is written.
    End(SyncSender<()>),
}

impl LogWriter {
    /// A thread that writes here, where so many lines can wait.
    ///
    /// # Errors
    /// When there can be no more threads.
    pub(super) fn begin(to: impl Write + Send + 'static, waiting: usize) -> io::Result<(Self, LogEnd)> {
        let (lines, received) = mpsc::sync_channel(waiting);
        thread::Builder::new().name("log".to_owned()).spawn(move || write(to, &received))?;
        let writer = Self { lines, dropped: Arc::default() };
        Ok((writer.clone(), LogEnd(writer)))
    }

    /// How many lines were dropped so far.
    pub(super) fn dropped(&self) -> Arc<AtomicU64> {
        Arc::clone(&self.dropped)
    }
}

fn write(mut to: impl Write, received: &Receiver<Message>) {
    for message in received {
        match message {
            // Whoever has closed standard error does not want to read this.
            Message::Line(line) => drop(to.write_all(&line)),
            Message::End(written) => drop(written.try_send(())),
        }
    }
}

impl Write for LogWriter {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        if self.lines.try_send(Message::Line(line.to_vec())).is_err() {
            self.dropped.fetch_add(1, Ordering::Relaxed);
        }
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Drop for LogEnd {
    fn drop(&mut self) {
        let (begin, (written, end)) = (Instant::now(), mpsc::sync_channel(1));
        let mut message = Message::End(written);
        while let Err(TrySendError::Full(again)) = self.0.lines.try_send(message) {
            if begin.elapsed() >= END {
                return;
            }
            message = again;
            thread::sleep(PAUSE);
        }
        // It may be waiting for a reader that has stopped reading.
        let _: Result<(), _> = end.recv_timeout(END.saturating_sub(begin.elapsed()));
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::*;

    /// A place that takes nothing as long as somebody holds it.
    #[derive(Clone, Default)]
    struct Place(Arc<Mutex<Vec<u8>>>);

    impl Write for Place {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn what_waits_is_written_before_the_end() {
        let place = Place::default();
        let (mut writer, end) = LogWriter::begin(place.clone(), 100).unwrap();
        for number in 0..100 {
            writer.write_all(format!("{number}\n").as_bytes()).unwrap();
        }
        drop(end);
        let text = String::from_utf8(place.0.lock().unwrap().clone()).unwrap();
        let dropped = usize::try_from(writer.dropped().load(Ordering::Relaxed)).unwrap();
        assert_eq!(text.lines().count() + dropped, 100);
        assert!(text.starts_with("0\n"), "{text}");
    }

    #[test]
    fn lines_that_nobody_takes_are_dropped_and_counted_and_hold_up_nobody() {
        let place = Place::default();
        let held = place.0.lock().unwrap();
        let (mut writer, end) = LogWriter::begin(place.clone(), 10).unwrap();
        for number in 0..1000 {
            writer.write_all(format!("{number}\n").as_bytes()).unwrap();
        }
        drop(end);
        // Besides those that wait, the thread may have taken one.
        assert!((989..=990).contains(&writer.dropped().load(Ordering::Relaxed)));
        drop(held);
    }
}
