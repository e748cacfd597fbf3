//! The suite against a server that admits so many requests a second, and refuses the rest with 429 and `Retry-After`.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Instant,
};

use anyhow::Result;
use axum::{
    extract::{Request, State},
    middleware::{self, Next},
    response::{IntoResponse as _, Response},
};
use http::{StatusCode, header::RETRY_AFTER};

use super::{Measured, limit::recorded, run::SuiteRun};
use crate::{
    Bench,
    deployment::Deployment,
    figure::{Figure, Target, Unit},
};

/// How many requests a second are admitted, and how many at once after a pause.
const RATE: f64 = 20.0;
/// About how many requests are sent: so many cases are run.
const REQUESTS: f64 = 600.0;
/// The share of the permitted requests that has to be used, in per cent.
const SHARE: f64 = 95.0;

/// A token bucket: a request takes a token, and tokens come back at a rate.
#[derive(Debug)]
struct Bucket {
    tokens: f64,
    filled: f64,
    first: Option<f64>,
    admitted: u64,
    refused: u64,
    last: f64,
}

impl Bucket {
    const fn full() -> Self {
        Self { tokens: RATE, filled: 0.0, first: None, admitted: 0, refused: 0, last: 0.0 }
    }

    /// Whether a request is admitted at a time, in seconds. Times never go back.
    fn admits(&mut self, now: f64) -> bool {
        self.first.get_or_insert(now);
        self.tokens = (self.tokens + (now - self.filled) * RATE).min(RATE);
        self.filled = now;
        if self.tokens < 1.0 {
            self.refused += 1;
            return false;
        }
        self.tokens -= 1.0;
        self.admitted += 1;
        self.last = now;
        true
    }

    /// The share of the requests that were permitted up to the last one that was made of them, in per cent.
    fn share(&self) -> f64 {
        let time = self.last - self.first.unwrap_or_default();
        self.admitted as f64 * 100.0 / (RATE + time * RATE).floor()
    }
}

/// The bucket and the start of its clock.
#[derive(Clone)]
struct Throttle(Arc<(Mutex<Bucket>, Instant)>);

impl Throttle {
    fn with<T>(&self, act: impl FnOnce(&mut Bucket, f64) -> T) -> T {
        let (bucket, begun) = &*self.0;
        let mut bucket = bucket.lock().unwrap_or_else(PoisonError::into_inner);
        act(&mut bucket, begun.elapsed().as_secs_f64())
    }
}

async fn throttle(State(throttle): State<Throttle>, request: Request, next: Next) -> Response {
    if throttle.with(Bucket::admits) {
        next.run(request).await
    } else {
        (StatusCode::TOO_MANY_REQUESTS, [(RETRY_AFTER, "1")]).into_response()
    }
}

pub(super) fn measure(bench: &Bench) -> Result<Measured> {
    let shard = shard(bench)?;
    // One run takes half a minute, and nothing but the suite's own times in it varies: one is enough.
    let shared = Throttle(Arc::new((Mutex::new(Bucket::full()), Instant::now())));
    let state = shared.clone();
    let layer = |router: axum::Router| router.layer(middleware::from_fn_with_state(state, throttle));
    let deployment = Deployment::with(bench, layer)?;
    let usage = SuiteRun::new(bench, &deployment.target_file).with(["--shard", &shard]).usage()?;
    deployment.stop(bench)?;
    let (share, admitted, refused) =
        shared.with(|bucket, _| (bucket.share(), bucket.admitted as f64, bucket.refused as f64));
    let about = format!("the share of the permitted rate of {RATE} requests/s that a shard uses (one run)");
    Ok(Measured {
        figures: vec![
            Figure::new("throttle.share", share, Unit::Percent, about).with(Target::AtLeast(SHARE)),
            Figure::new("throttle.wall", usage.wall, Unit::Seconds, "how long that takes"),
            Figure::new("throttle.admitted", admitted, Unit::Count, "the requests that were admitted"),
            Figure::new("throttle.refused", refused, Unit::Count, "the requests that were refused with 429"),
        ],
        notes: Vec::new(),
    })
}

/// The part of the cases that is run.
fn shard(bench: &Bench) -> Result<String> {
    let deployment = Deployment::start(bench)?;
    let run = SuiteRun::new(bench, &deployment.target_file).with_64_in_flight();
    let requests = recorded(bench, &deployment, &run)?.exchanges() as f64;
    deployment.stop(bench)?;
    Ok(format!("1/{:.0}", (requests / REQUESTS).round().max(1.0)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bucket_admits_a_second_s_worth_at_once_and_then_the_rate() {
        let mut bucket = Bucket::full();
        let admitted = |bucket: &mut Bucket, now, tries| (0..tries).filter(|_| bucket.admits(now)).count();
        assert_eq!(admitted(&mut bucket, 5.0, 30), 20);
        assert_eq!(admitted(&mut bucket, 5.5, 30), 10);
        assert_eq!(admitted(&mut bucket, 60.0, 30), 20, "a pause permits no more than a second's worth");
    }

    #[test]
    fn the_share_is_what_was_made_of_what_was_permitted() {
        let mut bucket = Bucket::full();
        (0..20).for_each(|_| assert!(bucket.admits(1.0)));
        (0..20).for_each(|_| assert!(bucket.admits(2.0)));
        assert!((bucket.share() - 100.0).abs() < 1e-9);
        (0..10).for_each(|_| assert!(bucket.admits(4.0)));
        assert!((bucket.share() - 62.5).abs() < 1e-9, "50 of 80: {}", bucket.share());
    }
}
