//! What officers decide at a gate.

/// What came of a traveller so far.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TravellerState {
    /// Waits, or is at a counter.
    Presented,
    /// Went on.
    Cleared,
    /// Went on after an officer had corrected an answer.
    Corrected,
    /// Gave a sample and waits for what comes of it.
    Sample,
    /// Is in quarantine.
    Quarantine,
    /// Was sent to a doctor or another authority, and comes back.
    Referred,
    /// Was not let in.
    Refused,
}

impl TravellerState {
    /// Every state.
    pub(crate) const ALL: [Self; 7] = [
        Self::Presented,
        Self::Cleared,
        Self::Corrected,
        Self::Sample,
        Self::Quarantine,
        Self::Referred,
        Self::Refused,
    ];

    /// What a record says of a clearance without a network that decided nothing. No traveller is in this state.
    pub(crate) const PROVISIONAL: &str = "provisional";

    /// Its name in the store, in forms and in the keys of texts.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Presented => "presented",
            Self::Cleared => "cleared",
            Self::Corrected => "corrected",
            Self::Sample => "sample",
            Self::Quarantine => "quarantine",
            Self::Referred => "referred",
            Self::Refused => "refused",
        }
    }

    /// The state of this name.
    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }

    /// Whether an officer may still decide.
    pub(crate) const fn is_open(self) -> bool {
        matches!(self, Self::Presented | Self::Sample | Self::Referred)
    }
}

/// What an officer decides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum GateDecision {
    /// The traveller goes on.
    Clear,
    /// A sample is taken.
    Sample,
    /// Quarantine at this place, from today on, as long as the rules say.
    Quarantine {
        /// Where.
        place: String,
    },
    /// To a doctor or another authority.
    Refer,
    /// Not let in.
    Refuse,
}

impl GateDecision {
    /// The names of decisions, as forms and software write them.
    pub(crate) const NAMES: [&str; 5] = ["clear", "sample", "quarantine", "refer", "refuse"];

    /// The decision of this name; the place is where quarantine is.
    pub(crate) fn named(name: &str, place: String) -> Option<Self> {
        Some(match name {
            "clear" => Self::Clear,
            "sample" => Self::Sample,
            "quarantine" => Self::Quarantine { place },
            "refer" => Self::Refer,
            "refuse" => Self::Refuse,
            _ => return None,
        })
    }
}
