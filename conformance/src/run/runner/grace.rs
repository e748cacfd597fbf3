//! How exactly a publication has to end, and how long a date may stay the same.

use std::time::Duration;

/// How much later than its lifetime says a publication counts as ended. Clocks and timers work in milliseconds.
pub(super) const MARGIN: Duration = Duration::from_millis(20);

/// How much later a publication may end: 1 s on a server that works in whole seconds and rounds up, and another one until
/// whatever removes ended publications comes round.
pub(super) const LATE: Duration = Duration::from_secs(2);

/// How long to wait before the suite asks again whether a publication has ended.
pub(super) const ASK_AGAIN: Duration = Duration::from_millis(200);

/// How long it takes until even a date in whole seconds is another one.
pub(super) const NEXT_SECOND: Duration = Duration::from_millis(1100);
