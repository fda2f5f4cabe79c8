//! Whether a stay and a window of the export have met.

use super::VisitFlags;
use crate::{
    places::{Minute, Window, WindowKind},
    rules::PlaceRules,
};

/// A stay at a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stay {
    /// When the visitor entered.
    pub enter: Minute,
    /// When the visitor left, or is taken to have left.
    pub leave: Minute,
    /// How the visit came about.
    pub flags: VisitFlags,
}

impl Stay {
    /// From when until when the visitor may have been at the place: longer by the margin at each end that nobody scanned.
    pub fn possible(&self, rules: &PlaceRules) -> (Minute, Minute) {
        let sure = |scanned| if self.flags.contains(scanned) { 0 } else { rules.margin_minutes };
        let scanned_in = sure(VisitFlags::SCANNED_IN);
        let scanned_out = sure(VisitFlags::SCANNED_OUT);
        (self.enter.minus(scanned_in), self.leave.plus(scanned_out))
    }
}

/// Whether a stay overlaps a window for at least as long as the rules say, and for a minute. A withdrawal is no window.
pub fn is_exposed(stay: &Stay, window: &Window, rules: &PlaceRules) -> bool {
    let (from, until) = stay.possible(rules);
    let overlap = until.plus(1).min(window.end).since(from.max(window.start));
    window.kind != WindowKind::Withdrawn && overlap >= rules.least_overlap_minutes.max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOON: Minute = Minute(27_000_000);

    fn exposed(enter: u32, leave: u32, flags: u16, least_overlap_minutes: u32) -> bool {
        let stay = Stay { enter: NOON.plus(enter), leave: NOON.plus(leave), flags: VisitFlags(flags) };
        let window = Window { start: NOON.plus(600), end: NOON.plus(660), ..Window::of_case(NOON, NOON) };
        is_exposed(&stay, &window, &PlaceRules { margin_minutes: 60, least_overlap_minutes, ..PlaceRules::default() })
    }

    #[test]
    fn where_both_ends_were_scanned_the_stays_must_overlap() {
        let both = 1 | 2;
        assert!(exposed(610, 620, both, 0) && exposed(500, 600, both, 0) && exposed(659, 700, both, 0));
        assert!(!exposed(500, 599, both, 0) && !exposed(660, 700, both, 0));
        assert!(exposed(645, 700, both, 15) && !exposed(646, 700, both, 15));
    }

    #[test]
    fn an_end_that_nobody_scanned_counts_an_hour_longer() {
        let scanned_in = 1 | 4;
        assert!(exposed(480, 540, scanned_in, 0) && !exposed(480, 539, scanned_in, 0));
        assert!(!exposed(660, 700, scanned_in, 0), "the enter was scanned");
        let by_hand = 64;
        assert!(exposed(719, 800, by_hand, 0) && !exposed(720, 800, by_hand, 0));
    }

    #[test]
    fn a_withdrawal_is_no_window() {
        let stay = Stay { enter: NOON, leave: NOON.plus(10), flags: VisitFlags(3) };
        let window = Window::of_case(NOON, NOON.plus(10));
        let rules = PlaceRules::default();
        assert!(is_exposed(&stay, &window, &rules) && !is_exposed(&stay, &window.withdrawal(0), &rules));
    }
}
