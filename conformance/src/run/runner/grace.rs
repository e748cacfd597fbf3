//! How exactly a publication has to end.

use std::time::Duration;

/// How much later than its lifetime says a publication counts as ended. Clocks and timers work in milliseconds.
pub(super) const MARGIN: Duration = Duration::from_millis(20);

/// How much later a publication may end on a server that works in whole seconds and rounds up.
pub(super) const WHOLE_SECOND: Duration = Duration::from_secs(1);

/// How long to wait before the suite asks again whether a publication has ended.
pub(super) const ASK_AGAIN: Duration = Duration::from_millis(200);
