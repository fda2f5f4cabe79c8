//! What answers are judged to be.

use super::{AnswersError, Colour, CriteriaAnswers, CriteriaSet, Score};

/// What a facility's answers are judged to be, and what they come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Judgement {
    /// How safe the facility is.
    pub colour: Colour,
    /// What the answers come to.
    pub score: Score,
}

impl CriteriaSet {
    /// Judges a facility's answers; red where no rule holds.
    ///
    /// # Errors
    /// [`AnswersError`] names the first criterion whose answer is missing or cannot be.
    pub fn judge(&self, answers: &CriteriaAnswers) -> Result<Judgement, AnswersError> {
        let score = self.score(answers)?;
        let first = self.verdict.iter().find(|rule| rule.holds(score));
        Ok(Judgement { colour: first.map_or(Colour::Red, |rule| rule.is), score })
    }
}
