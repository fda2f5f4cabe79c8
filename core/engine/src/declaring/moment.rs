//! When something is done about declaring.

use lancan_protocol::time::{Day, UnixTime};

/// When something is done: the instant, and the deployment's day that it lies in.
#[derive(Clone, Copy)]
pub(crate) struct Moment {
    pub(crate) at: UnixTime,
    pub(crate) today: Day,
}
