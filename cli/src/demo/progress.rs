//! How far a run is, on standard error.

use indicatif::{ProgressBar, ProgressStyle};
use lancan_simulator::outbreak::Progress;

/// A bar that vanishes when the run is over. Nothing is drawn where nobody looks.
pub(super) struct Bar(ProgressBar);

impl Bar {
    pub(super) fn new(seed: u64) -> Self {
        let bar = ProgressBar::new(1);
        if let Ok(style) = ProgressStyle::with_template("{prefix} {wide_bar} {percent:>3}% {msg}") {
            bar.set_style(style);
        }
        bar.set_prefix(format!("seed {seed}"));
        Self(bar)
    }

    pub(super) fn show(&self, at: Progress) {
        let (message, done, all) = match at {
            Progress::Meeting(done, all) => ("people meet", done, all),
            Progress::Reporting => ("a case reports", 1, 1),
            Progress::Warning(done, all) => ("phones match and warn", done, all),
        };
        self.0.set_length(all.max(1));
        self.0.set_position(done);
        self.0.set_message(message);
    }

    pub(super) fn done(&self) {
        self.0.finish_and_clear();
    }
}
