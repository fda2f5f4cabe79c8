//! On how many days this phone has worked, as it is told.

use lancan_protocol::time::Day;

/// On how many of the last days this phone worked, and on which it did not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct Coverage {
    /// Finished days looked at: the last 14, or those since the day after this phone began.
    pub days: u32,
    /// How many of them it both sent and listened for at least twelve hours.
    pub worked_days: u32,
    /// The others, oldest first.
    pub gaps: Vec<Gap>,
}

/// A day on which this phone did not send, or did not listen, for twelve hours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct Gap {
    /// The key day.
    pub day: Day,
    /// Minutes with adverts on the air, in steps of ten.
    pub sent_minutes: u32,
    /// Minutes in which scans ran, in steps of ten.
    pub listened_minutes: u32,
}
