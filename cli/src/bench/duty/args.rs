//! What `lancan bench duty` is told.

/// Compares the duty cycles of scanning and sending.
///
/// Plays meetings of two, and a crowd, on the simulated air, with phones as their platforms are, under our duty cycle,
/// Bluezone's (scan 40 s of 300 s, advertise 15 s of 30 s) and that of the Google and Apple system (scan 4 s of 300 s). Prints
/// how soon and how continuously the other was named, and how long the radio was on. Nothing here depends on the processor.
#[derive(clap::Args)]
pub(crate) struct DutyArgs {
    /// What every draw depends on
    #[arg(long, default_value_t = 1)]
    pub(super) seed: u64,
    /// Pairs of people
    #[arg(long, default_value_t = 40, value_parser = clap::value_parser!(u16).range(1..=1_000))]
    pub(super) pairs: u16,
    /// Hours of meetings
    #[arg(long, default_value_t = 4, value_parser = clap::value_parser!(u32).range(1..=12))]
    pub(super) hours: u32,
    /// People in the crowd
    #[arg(long, default_value_t = 200, value_parser = clap::value_parser!(u16).range(2..=1_000))]
    pub(super) crowd: u16,
    /// Minutes that the crowd stays
    #[arg(long, default_value_t = 60, value_parser = clap::value_parser!(u32).range(1..=720))]
    pub(super) crowd_minutes: u32,
    /// Milliseconds from the order to scan until the receiver listens (an assumption)
    #[arg(long, default_value_t = 100, value_parser = clap::value_parser!(u64).range(0..=5_000))]
    pub(super) set_up_ms: u64,
    /// Compares other constants for our own cycle instead
    #[arg(long)]
    pub(super) sweep: bool,
    /// Prints one JSON object
    #[arg(long)]
    pub(super) json: bool,
}
