//! What one `fsync` takes on the disk of the data folders: no answer to a write can be there sooner.

use std::{
    fs::File,
    os::unix::fs::FileExt as _,
    path::Path,
    time::{Duration, Instant},
};

use anyhow::{Context, Result};

use crate::{
    figure::{Figure, Unit},
    statistics::percentile,
};

/// How many are made.
const TIMES: usize = 500;
/// How many bytes are written before each: a page of the database.
const PAGE: usize = 4096;

/// The figure, and the slow ones beside it.
pub(super) fn measure(folder: &Path) -> Result<Figure> {
    let what = || format!("cannot write in {}", folder.display());
    let file = File::create(folder.join("fsync")).with_context(what)?;
    let times = (0..TIMES).map(|_| once(&file)).collect::<Result<Vec<Duration>, _>>();
    let mut times = times.with_context(what)?;
    times.sort_unstable();
    let ms = |percent| percentile(&times, percent).as_secs_f64() * 1e3;
    let about = format!("one fdatasync of {PAGE} bytes, median of {TIMES}; the 99th percentile is {:.2} ms", ms(99.0));
    Ok(Figure::new("server.fsync", ms(50.0), Unit::Milliseconds, about))
}

fn once(file: &File) -> std::io::Result<Duration> {
    file.write_all_at(&[1; PAGE], 0)?;
    let begun = Instant::now();
    file.sync_data()?;
    Ok(begun.elapsed())
}
