//! The figures of a run with the texts that name them, for the terminal and for the page.

use std::path::Path;

use lancan_simulator::outbreak::PlaceFigures;
use lancan_text::Catalogue;

use super::{
    kind::Kind,
    stage::{Run, Stage},
};

/// Figures with the keys of their names, in the order in which they are read.
pub(super) struct Sums {
    pub(super) counts: Vec<(&'static str, usize)>,
    /// Shares of one; none where there was nothing to count.
    pub(super) shares: Vec<(&'static str, Option<f64>)>,
}

impl Sums {
    /// What Bluetooth came to.
    pub(super) fn of(run: &Run) -> Self {
        let outcome = &run.outcome;
        let of = |kind: Kind| outcome.told.iter().filter(|told| Kind::of(told) == kind).count();
        Self {
            counts: vec![
                ("demo-people", outcome.people),
                ("demo-cases", outcome.cases),
                ("demo-close", outcome.close_contacts_true),
                ("demo-found", of(Kind::Found)),
                ("demo-half", of(Kind::Half)),
                ("demo-missed", of(Kind::Missed)),
                ("demo-wrong", of(Kind::Wrong)),
                ("demo-possible", of(Kind::Possible)),
            ],
            shares: vec![("demo-recall", outcome.recall()), ("demo-precision", outcome.precision())],
        }
    }

    /// What posters at places added.
    pub(super) fn of_places(run: &Run, figures: &PlaceFigures) -> Self {
        let close = run.outcome.close_contacts_true;
        Self {
            counts: vec![
                ("demo-places-posters", figures.posters),
                ("demo-places-scans", figures.scans),
                ("demo-places-reported", figures.reported),
                ("demo-places-published", figures.published),
                ("demo-places-warned", figures.warned),
                ("demo-places-together", figures.together_true),
            ],
            shares: vec![
                ("demo-places-recall", figures.recall(close)),
                ("demo-places-either", figures.either_recall(close)),
                ("demo-places-precision", figures.precision()),
                ("demo-places-together-recall", figures.together_recall()),
                ("demo-places-together-precision", figures.together_precision()),
            ],
        }
    }

    /// Each figure's name and the figure, as people read it.
    pub(super) fn said(&self, text: &Catalogue) -> Vec<(String, String)> {
        let counts = self.counts.iter().map(|(key, count)| (*key, text.grouped(&count.to_string())));
        let shares = self.shares.iter().map(|(key, share)| (*key, percent(text, *share)));
        counts.chain(shares).map(|(key, value)| (text.message(key, &[]), value)).collect()
    }
}

/// A share as people read it: `83,2 %`; a dash where there was nothing to count.
#[expect(clippy::cast_possible_truncation, reason = "at most 1000")]
pub(super) fn percent(text: &Catalogue, share: Option<f64>) -> String {
    share.map_or_else(|| "–".to_owned(), |share| format!("{} %", text.tenths((share * 1_000.0).round() as i64)))
}

/// Where the contacts come from: the name of the file without its folder, or that they are generated.
pub(super) fn source(text: &Catalogue, stage: &Stage) -> String {
    let name = Path::new(&stage.source).file_name().map(|name| name.to_string_lossy().into_owned());
    let file = stage.pattern.is_some().then_some(name).flatten();
    file.unwrap_or_else(|| text.message("demo-generated", &[]))
}
