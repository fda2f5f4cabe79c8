//! A facility's answers.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{AnswerForm, CriteriaSet, Score};

/// What a facility says of one criterion.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CriterionAnswer {
    /// It is fulfilled.
    Passed,
    /// It is not.
    Failed,
    /// Fulfilled to these points.
    Points(u32),
    /// It does not apply to the facility.
    NotApplicable,
}

/// A facility's answers, by the number of the criterion.
pub type CriteriaAnswers = BTreeMap<u32, CriterionAnswer>;

/// Why answers cannot be judged. The criterion is named by its number, nothing of an answer is repeated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AnswersError {
    /// A criterion has no answer.
    #[error("criterion {0} has no answer")]
    Missing(u32),
    /// The set has no criterion of this number.
    #[error("there is no criterion {0}")]
    Unknown(u32),
    /// The answer is none that the criterion takes.
    #[error("criterion {0} does not take this answer")]
    NotTaken(u32),
    /// The criterion has fewer points to give.
    #[error("criterion {number} has at most {most} points")]
    TooManyPoints {
        /// The criterion.
        number: u32,
        /// Its most points.
        most: u32,
    },
    /// All points together are more than the set has.
    #[error("there are {total} points in all")]
    OverTotal {
        /// The set's total.
        total: u32,
    },
    /// No criterion applies, so nothing can be judged.
    #[error("no criterion applies")]
    NothingApplies,
}

impl CriteriaSet {
    /// What answers come to.
    ///
    /// # Errors
    /// [`AnswersError`] names the first criterion, by number, whose answer is missing or cannot be.
    pub fn score(&self, answers: &CriteriaAnswers) -> Result<Score, AnswersError> {
        let count = self.len();
        if let Some(unknown) = answers.keys().find(|number| !(1..=count).contains(*number)) {
            return Err(AnswersError::Unknown(*unknown));
        }
        let mut score = Score { of: self.total.unwrap_or(count), ..Score::default() };
        for number in 1..=count {
            let answer = answers.get(&number).ok_or(AnswersError::Missing(number))?;
            let reached = match (self.answer, answer) {
                (AnswerForm::Pass, CriterionAnswer::Passed) => 1,
                (AnswerForm::Pass, CriterionAnswer::Failed) => 0,
                (AnswerForm::Points { .. }, CriterionAnswer::Points(points)) => {
                    let most = self.most_points(number).unwrap_or_default();
                    if *points > most {
                        return Err(AnswersError::TooManyPoints { number, most });
                    }
                    *points
                }
                (form, CriterionAnswer::NotApplicable)
                    if self.criterion(number).is_some_and(|criterion| criterion.may_not_apply) =>
                {
                    let own = match form {
                        AnswerForm::Pass => 1,
                        AnswerForm::Points { .. } => self.most_points(number).unwrap_or_default(),
                    };
                    score.of = score.of.saturating_sub(own);
                    continue;
                }
                _ => return Err(AnswersError::NotTaken(number)),
            };
            score.reached = score.reached.saturating_add(reached);
            score.any_zero |= reached == 0;
            score.mandatory_failed |= reached == 0 && self.mandatory.contains(&number);
        }
        if score.of == 0 {
            return Err(AnswersError::NothingApplies);
        }
        match self.total {
            Some(total) if score.reached > score.of => Err(AnswersError::OverTotal { total }),
            _ => Ok(score),
        }
    }
}
