//! The form for what came of a call.

use serde::Deserialize;

/// What an officer writes of a call.
#[derive(Default, Deserialize)]
pub(in crate::console) struct OutcomeForm {
    /// Which of [`super::words::RESULTS`].
    #[serde(default)]
    pub(in crate::console) outcome: String,
    /// When the contact asked to be called, as people write day and time.
    #[serde(default)]
    pub(in crate::console) again_at: String,
    /// `next` to take the next call at once.
    #[serde(default)]
    pub(in crate::console) then: String,
}
