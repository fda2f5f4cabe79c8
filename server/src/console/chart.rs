//! Small charts, drawn by the server: they print, need no script, and hold their figures as a table.

use std::fmt::Write as _;

/// Width of a chart in its own units.
pub(super) const WIDTH: u32 = 280;
/// Height of the bars in the same units.
const HEIGHT: u32 = 56;
/// Where the first and the last label stand, below the bars.
pub(super) const LABELS: u32 = HEIGHT + 12;
/// Height of a chart with its labels.
pub(super) const WHOLE: u32 = HEIGHT + 14;
/// Room between two bars.
const GAP: u32 = 3;

/// A chart of bars.
pub(super) struct Bars {
    /// Unique on the page.
    pub(super) id: &'static str,
    /// What is counted.
    pub(super) title: String,
    /// The heads of the table: what a bar stands for, and what is counted.
    pub(super) heads: [String; 2],
    /// Each bar with its label, oldest first.
    pub(super) counts: Vec<(String, usize)>,
}

impl Bars {
    /// The sum over all bars.
    pub(super) fn sum(&self) -> usize {
        self.counts.iter().map(|(_, count)| count).sum()
    }

    /// What is inside the `svg` element. Holds digits and slashes alone, so nothing needs escaping.
    pub(super) fn drawing(&self) -> String {
        let most = self.counts.iter().map(|(_, count)| *count).max().unwrap_or(0).max(1);
        let width = self.bar_width();
        let mut svg = String::new();
        let _ = write!(svg, "<path class=\"base\" d=\"M0 {HEIGHT}.5H{WIDTH}\"/>");
        for (at, (_, count)) in (0_u32..).zip(&self.counts) {
            let tall = scaled(*count, most);
            let (x, y) = (at * (width + GAP), HEIGHT - tall);
            let _ =
                write!(svg, "<rect class=\"mark\" x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{tall}\" rx=\"1\"/>");
        }
        svg
    }

    pub(super) fn first(&self) -> &str {
        self.counts.first().map_or("", |(label, _)| label)
    }

    pub(super) fn last(&self) -> &str {
        self.counts.last().map_or("", |(label, _)| label)
    }

    fn bar_width(&self) -> u32 {
        let count = u32::try_from(self.counts.len()).unwrap_or(1).max(1);
        ((WIDTH + GAP) / count).saturating_sub(GAP).max(1)
    }
}

/// A count as a height: at least two units where there is anything, so that it is seen.
fn scaled(count: usize, most: usize) -> u32 {
    if count == 0 {
        return 0;
    }
    let tall = u64::from(HEIGHT) * count as u64 / (most as u64).max(1);
    u32::try_from(tall).unwrap_or(HEIGHT).clamp(2, HEIGHT)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tallest_bar_fills_the_chart_and_the_smallest_is_still_seen() {
        assert_eq!((scaled(0, 9), scaled(1_000, 1_000), scaled(1, 1_000)), (0, HEIGHT, 2));
    }

    #[test]
    fn every_bar_lies_within_the_chart() {
        for count in [1, 7, 14, 31] {
            let counts = (0..count).map(|at| (String::new(), at)).collect();
            let chart = Bars { id: "a", title: String::new(), heads: <[String; 2]>::default(), counts };
            let end = u32::try_from(count).unwrap() * (chart.bar_width() + GAP) - GAP;
            assert!(end <= WIDTH, "{count}: {end}");
            assert_eq!(chart.drawing().matches("<rect").count(), count);
        }
    }
}
