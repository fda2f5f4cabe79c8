//! What a person of the rehearsal is, and the sign that stands for it: told apart by shape, and by colour too.

use lancan_protocol::risk::Verdict;
use lancan_simulator::outbreak::Told;

/// What a person is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Confirmed.
    Case,
    /// Truly a close contact, and told so.
    Found,
    /// Truly a close contact, and told of a possible contact.
    Half,
    /// Truly a close contact, and told nothing.
    Missed,
    /// No close contact, and told to be one.
    Wrong,
    /// Not a close contact, and told of a possible contact.
    Possible,
    /// Neither close nor told anything.
    Other,
}

impl Kind {
    /// Those of the key and of the table, in their order.
    pub(super) const SHOWN: [Self; 6] =
        [Self::Case, Self::Found, Self::Half, Self::Missed, Self::Wrong, Self::Possible];

    pub(super) fn of(told: &Told) -> Self {
        let verdict = told.warning.as_ref().map(|warning| warning.verdict);
        match (told.is_case, told.was_close, verdict) {
            (true, _, _) => Self::Case,
            (_, true, Some(Verdict::Close)) => Self::Found,
            (_, true, Some(Verdict::Possible)) => Self::Half,
            (_, true, _) => Self::Missed,
            (_, false, Some(Verdict::Close)) => Self::Wrong,
            (_, false, Some(Verdict::Possible)) => Self::Possible,
            _ => Self::Other,
        }
    }

    /// The end of its text's key, and its class in the page.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Case => "case",
            Self::Found => "found",
            Self::Half => "half",
            Self::Missed => "missed",
            Self::Wrong => "wrong",
            Self::Possible => "possible",
            Self::Other => "other",
        }
    }

    /// Its sign around a point, twelve units wide.
    pub(super) fn sign(self, x: f64, y: f64) -> String {
        let class = self.name();
        let path = |shape: String| format!("<path class=\"{class}\" d=\"{shape}\"/>");
        match self {
            Self::Case => path(format!("M{:.1} {:.1}h12v12h-12z", x - 6.0, y - 6.0)),
            Self::Found => format!("<circle class=\"{class}\" cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"6\"/>"),
            // A ring whose left half is full.
            Self::Half => {
                format!("<circle class=\"{class} ring\" cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"5\"/>")
                    + &path(format!("M{x:.1} {:.1}a5 5 0 0 0 0 10z", y - 5.0))
            }
            Self::Missed => path(format!("M{:.1} {:.1}l10 10m0 -10l-10 10", x - 5.0, y - 5.0)),
            Self::Wrong => path(format!("M{x:.1} {:.1}l6 11h-12z", y - 6.0)),
            Self::Possible => format!("<circle class=\"{class} ring\" cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"5\"/>"),
            Self::Other => format!("<circle class=\"{class}\" cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"2.5\"/>"),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_kind_has_a_sign_of_its_own_without_its_colour_too() {
        let bare = |kind: Kind| kind.sign(8.0, 8.0).replace(&format!("class=\"{}", kind.name()), "class=\"");
        let signs: BTreeSet<String> = Kind::SHOWN.into_iter().chain([Kind::Other]).map(bare).collect();
        assert_eq!(signs.len(), 7);
    }
}
