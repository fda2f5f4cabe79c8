//! How far feedback has come.

/// How far feedback has come. Nobody but officers of the area sees it before it is [`Self::Visible`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FeedbackState {
    /// It came, and no officer has read it.
    Received,
    /// Everybody sees it.
    Visible,
    /// An officer rejected it.
    Rejected,
    /// The facility answered.
    Answered,
    /// An officer saw that it is set right.
    Resolved,
    /// An officer saw that it is not set right.
    Persists,
}

impl FeedbackState {
    const ALL: [Self; 6] =
        [Self::Received, Self::Visible, Self::Rejected, Self::Answered, Self::Resolved, Self::Persists];

    /// Its name in the store and in the keys of texts.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Received => "received",
            Self::Visible => "visible",
            Self::Rejected => "rejected",
            Self::Answered => "answered",
            Self::Resolved => "resolved",
            Self::Persists => "persists",
        }
    }

    /// The state of a name.
    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }

    /// Whether everybody sees it.
    pub(crate) fn is_public(self) -> bool {
        !matches!(self, Self::Received | Self::Rejected)
    }

    /// Whether everybody sees it, and it is not set right.
    pub(crate) fn is_open(self) -> bool {
        self.is_public() && self != Self::Resolved
    }
}

/// Why feedback is rejected: the names of the reasons, and the ends of the keys of their texts.
pub(crate) const REASONS: [&str; 5] = ["other-place", "about-a-person", "insulting", "unclear", "repeated"];
