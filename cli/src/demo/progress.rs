//! How far a run is, on standard error.

use indicatif::{ProgressBar, ProgressStyle};
use lancan_simulator::outbreak::Progress;
use lancan_text::Catalogue;

/// A bar that vanishes when the run is over. Nothing is drawn where nobody looks.
pub(super) struct Bar<'a> {
    bar: ProgressBar,
    text: &'a Catalogue,
}

impl<'a> Bar<'a> {
    pub(super) fn new(text: &'a Catalogue, seed: u64) -> Self {
        let bar = ProgressBar::new(1);
        if let Ok(style) = ProgressStyle::with_template("{prefix} {wide_bar} {percent:>3}% {msg}") {
            bar.set_style(style);
        }
        let seed = seed.to_string();
        bar.set_prefix(text.message("demo-run", &[("seed", seed.as_str().into())]));
        Self { bar, text }
    }

    pub(super) fn show(&self, at: Progress) {
        let (message, done, all) = match at {
            Progress::Meeting(done, all) => ("demo-shown-meeting", done, all),
            Progress::Reporting => ("demo-shown-reporting", 1, 1),
            Progress::Warning(done, all) => ("demo-shown-warning", done, all),
        };
        self.bar.set_length(all.max(1));
        self.bar.set_position(done);
        self.bar.set_message(self.text.message(message, &[]));
    }

    pub(super) fn done(&self) {
        self.bar.finish_and_clear();
    }
}
