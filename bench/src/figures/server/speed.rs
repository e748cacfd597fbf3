//! How many reads and writes a second a server answers, and how long each takes.

use std::time::Duration;

use anyhow::Result;

use crate::{
    figure::{Figure, Target, Unit},
    load::{Bucket, Extent, Load, Request, Sent},
    server_process::ServerProcess,
};

/// Over how many connections at the same time.
pub(super) const CONNECTIONS: usize = 64;
/// How long is measured.
const TIME: Duration = Duration::from_secs(10);
/// For how long requests are sent before, so that caches are full and pools are large enough.
const WARM_UP: Duration = Duration::from_secs(1);

/// What objects a server has.
#[derive(Clone, Copy)]
pub(super) struct Objects {
    pub(super) count: u32,
    /// How many bytes of JSON each has.
    pub(super) size: usize,
}

/// What a server did.
pub(super) struct Speed {
    name: &'static str,
    objects: Objects,
    pub(super) gets: Sent,
    puts: Sent,
}

impl Speed {
    /// Writes the objects, and then reads and replaces them at random for a while.
    pub(super) fn measure(
        name: &'static str,
        server: &ServerProcess,
        bucket: &Bucket,
        objects: Objects,
    ) -> Result<Self> {
        let put = Request::put(bucket, objects.size);
        load(&put, objects, Extent::EachOnce).send(server.address())?;
        let gets = timed(server, &Request::get(bucket), objects)?;
        let puts = timed(server, &put, objects)?;
        Ok(Self { name, objects, gets, puts })
    }

    /// Rates and latencies without targets.
    pub(super) fn figures(&self) -> [Figure; 4] {
        let Self { name, objects, gets, puts } = self;
        let [get_rate, get_p99] = figures(&format!("{name}_get"), "GET", *objects, gets);
        let [put_rate, put_p99] = figures(&format!("{name}_put"), "PUT", *objects, puts);
        [get_rate, get_p99, put_rate, put_p99]
    }

    /// The same with the least reads and writes a second, and the longest time in milliseconds that 99 % of them may take.
    pub(super) fn with_targets(&self, gets: f64, puts: f64, p99: f64) -> [Figure; 4] {
        let [get_rate, get_p99, put_rate, put_p99] = self.figures();
        let (get_rate, put_rate) = (get_rate.with(Target::AtLeast(gets)), put_rate.with(Target::AtLeast(puts)));
        [get_rate, get_p99.with(Target::AtMost(p99)), put_rate, put_p99.with(Target::AtMost(p99))]
    }
}

/// Requests of one kind about so many objects.
pub(super) fn load(request: &Request, objects: Objects, extent: Extent) -> Load {
    Load { connections: CONNECTIONS, requests: vec![request.clone()], objects: objects.count, extent }
}

/// What a server does for a while, once it is warm.
pub(super) fn timed(server: &ServerProcess, request: &Request, objects: Objects) -> Result<Sent> {
    load(request, objects, Extent::For(WARM_UP)).send(server.address())?;
    load(request, objects, Extent::For(TIME)).send(server.address())
}

/// How many requests a second, and the time that 99 % of them take.
pub(super) fn figures(name: &str, method: &str, objects: Objects, sent: &Sent) -> [Figure; 2] {
    let Objects { count, size } = objects;
    let what = match count {
        1 => format!("{method} of one object of {size} bytes"),
        _ => format!("{method} of {count} objects of {size} bytes at random"),
    };
    let (requests, wall, cost) = (sent.requests(), sent.wall(), sent.cost());
    let rate = format!(
        "{what}, {CONNECTIONS} connections: {requests} in {wall:.1} s, {cost:.1} us of CPU time of the load generator for each"
    );
    let latency =
        format!("the time that 99 % of these take at most; half of them take {:.2} ms", sent.percentile(50.0));
    [
        Figure::new(&format!("server.{name}"), sent.per_second(), Unit::PerSecond, rate),
        Figure::new(&format!("server.{name}_p99"), sent.percentile(99.0), Unit::Milliseconds, latency),
    ]
}
