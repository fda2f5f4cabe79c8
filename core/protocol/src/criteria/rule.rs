//! The rules of a verdict.

use serde::{Deserialize, Serialize};

/// How safe a facility is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Colour {
    /// Safe.
    Green,
    /// At risk: safe enough to be open, and checked.
    Yellow,
    /// Not safe.
    Red,
}

impl Colour {
    /// Every colour, from the safest.
    pub const ALL: [Self; 3] = [Self::Green, Self::Yellow, Self::Red];

    /// The letter that stands beside the colour, so that no sign is a colour alone: A (an toàn), V (vàng, nguy cơ), Đ (đỏ).
    pub fn letter(self) -> char {
        match self {
            Self::Green => 'A',
            Self::Yellow => 'V',
            Self::Red => 'Đ',
        }
    }
}

/// One rule of a verdict: holds where all holds that it says. Unknown fields are refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VerdictRule {
    /// At least this many criteria are passed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub passed: Option<u32>,
    /// At least this percentage of what can be reached.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub percent: Option<u32>,
    /// More than this percentage of what can be reached.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub percent_over: Option<u32>,
    /// Every mandatory criterion is passed.
    #[serde(default, skip_serializing_if = "core::ops::Not::not")]
    pub mandatory: bool,
    /// No criterion that applies failed or has no points.
    #[serde(default, skip_serializing_if = "core::ops::Not::not")]
    pub no_zero: bool,
    /// What the facility is then.
    pub is: Colour,
}

/// What answers come to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Score {
    /// Criteria that are passed; points, where points are given.
    pub reached: u32,
    /// What could be reached: the criteria that apply; the total without the points of those that do not apply.
    pub of: u32,
    /// Whether a mandatory criterion failed, or has no points.
    pub mandatory_failed: bool,
    /// Whether a criterion that applies failed, or has no points.
    pub any_zero: bool,
}

impl VerdictRule {
    /// Whether the rule asks for nothing.
    pub(super) fn always_holds(&self) -> bool {
        let Self { passed, percent, percent_over, mandatory, no_zero, is: _ } = *self;
        passed.is_none() && percent.is_none() && percent_over.is_none() && !mandatory && !no_zero
    }

    /// Whether the rule holds for what answers come to.
    pub(super) fn holds(&self, score: Score) -> bool {
        // In whole numbers: 75.0 per cent of 150 points is 112.5 of them, and no float decides it.
        let (reached, of) = (u64::from(score.reached) * 100, u64::from(score.of));
        self.passed.is_none_or(|passed| score.reached >= passed)
            && self.percent.is_none_or(|percent| reached >= u64::from(percent) * of)
            && self.percent_over.is_none_or(|percent| reached > u64::from(percent) * of)
            && !(self.mandatory && score.mandatory_failed)
            && !(self.no_zero && score.any_zero)
    }
}
