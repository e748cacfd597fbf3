//! How connections are served: for how long they may be slow or idle, how many there may be, and with which certificate.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

#[cfg(feature = "cli")]
use crate::tls::Tls;

/// What somebody has decided about connections.
#[derive(Clone, Default)]
pub struct Listening {
    /// How slow they may be, and how many.
    pub limits: Limits,
    /// Counts what happens on them.
    pub counts: Arc<ConnectionCounts>,
    /// With which certificate; `None` serves HTTP without TLS.
    #[cfg(feature = "cli")]
    pub tls: Option<Tls>,
}

/// How slow connections may be, and how many there may be at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// How many connections are served at once. Others wait in the queue of the operating system.
    pub connections: usize,
    /// How long the head of a request may take, and the TLS handshake.
    pub header: Duration,
    /// For how long nothing of a content may arrive, or be taken.
    pub body: Duration,
    /// How long a connection may wait for its next request.
    pub idle: Duration,
    /// How long requests that are under way may take once the server is asked to stop.
    pub shutdown: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: 1024,
            header: Duration::from_secs(30),
            body: Duration::from_secs(30),
            idle: Duration::from_secs(60),
            shutdown: Duration::from_secs(5),
        }
    }
}

/// Counts what happens on connections.
#[derive(Debug, Default)]
pub struct ConnectionCounts {
    accepted: AtomicU64,
    ended: AtomicU64,
    timed_out: AtomicU64,
    received: AtomicU64,
    sent: AtomicU64,
}

impl ConnectionCounts {
    /// How many connections have been accepted.
    pub fn accepted(&self) -> u64 {
        self.accepted.load(Ordering::Relaxed)
    }

    /// How many connections there are now.
    pub fn open(&self) -> u64 {
        self.accepted().saturating_sub(self.ended.load(Ordering::Relaxed))
    }

    /// How many were closed because they were slow or idle.
    pub fn timed_out(&self) -> u64 {
        self.timed_out.load(Ordering::Relaxed)
    }

    /// How many bytes have been received, those of TLS among them.
    pub fn received(&self) -> u64 {
        self.received.load(Ordering::Relaxed)
    }

    /// How many bytes have been sent, those of TLS among them.
    pub fn sent(&self) -> u64 {
        self.sent.load(Ordering::Relaxed)
    }

    pub(crate) fn count_received(&self, bytes: usize) {
        self.received.fetch_add(bytes as u64, Ordering::Relaxed);
    }

    pub(crate) fn count_sent(&self, bytes: usize) {
        self.sent.fetch_add(bytes as u64, Ordering::Relaxed);
    }
}

/// A connection that counts as open as long as this is there: until it ends, is ended, or what serves it panics.
pub(crate) struct OpenConnection(Arc<ConnectionCounts>);

impl OpenConnection {
    /// Counts a connection that has been accepted.
    pub(crate) fn begin(counts: Arc<ConnectionCounts>) -> Self {
        counts.accepted.fetch_add(1, Ordering::Relaxed);
        Self(counts)
    }

    /// It has been slow or idle for too long.
    pub(crate) fn note_time_out(&self) {
        self.0.timed_out.fetch_add(1, Ordering::Relaxed);
    }
}

impl Drop for OpenConnection {
    fn drop(&mut self) {
        self.0.ended.fetch_add(1, Ordering::Relaxed);
    }
}
