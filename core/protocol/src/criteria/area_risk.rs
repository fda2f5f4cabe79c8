//! The risk of an area: another layer of the map, beside how safe its facilities are.

/// How much risk an area has, by its score from 0 to 100.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum AreaRisk {
    /// Up to 50.
    Low,
    /// More than 50.
    Moderate,
    /// More than 70.
    High,
    /// More than 90.
    VeryHigh,
}

impl AreaRisk {
    /// The risk of a score.
    pub fn of(score: u32) -> Self {
        match score {
            0..=50 => Self::Low,
            51..=70 => Self::Moderate,
            71..=90 => Self::High,
            91.. => Self::VeryHigh,
        }
    }

    /// The colour of the map of 2020 and 2021 (antoancovid.vn), as `#rrggbb`.
    pub fn colour(self) -> &'static str {
        match self {
            Self::Low => "#0FA57F",
            Self::Moderate => "#F1BA15",
            Self::High => "#F28E12",
            Self::VeryHigh => "#DA4711",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_score_has_more_risk_only_above_its_bound() {
        let colours = [0, 50, 51, 70, 71, 90, 91, 100].map(|score| AreaRisk::of(score).colour());
        let [low, moderate, high, highest] = ["#0FA57F", "#F1BA15", "#F28E12", "#DA4711"];
        assert_eq!(colours, [low, low, moderate, moderate, high, high, highest, highest]);
    }
}
