// Made by `cargo xtask codegen` from spec/. Never edited by hand: change the spec or the templates.

//! Points in time, as JSON carries them.

use serde::{Deserialize, Serialize};
use std::time::{Duration, SystemTime};

/// Milliseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct EpochMilliseconds(pub i64);

impl From<SystemTime> for EpochMilliseconds {
    fn from(time: SystemTime) -> Self {
        let milliseconds = |duration: Duration| i64::try_from(duration.as_millis()).unwrap_or(i64::MAX);
        match time.duration_since(SystemTime::UNIX_EPOCH) {
            Ok(after) => Self(milliseconds(after)),
            Err(before) => Self(-milliseconds(before.duration())),
        }
    }
}

impl EpochMilliseconds {
    /// The point in time; `None` when this machine cannot tell it.
    #[must_use]
    pub fn to_system_time(self) -> Option<SystemTime> {
        let duration = Duration::from_millis(self.0.unsigned_abs());
        if self.0 < 0 {
            SystemTime::UNIX_EPOCH.checked_sub(duration)
        } else {
            SystemTime::UNIX_EPOCH.checked_add(duration)
        }
    }
}
