//! Criteria of safety, as data (`docs/protocol.md`, Criteria): what a facility checks itself by, how its answers are judged, and
//! how the colours of many facilities become the colour of a ward, a district or a province.
//!
//! A decree's criteria are a [`CriteriaSet`]; all sets in use are one signed document, [`Criteria`]. The sets that the
//! authority begins with are [`CriteriaSet::shipped`]. [`CriteriaSet::judge`] gives the [`Colour`] of a facility's answers,
//! [`UnitRule::colour`] that of a unit's [`Counts`].
//!
//! ```
//! use lancan_protocol::criteria::{Colour, CriteriaAnswers, CriteriaSet, CriterionAnswer};
//!
//! let sets = CriteriaSet::shipped()?;
//! let schools = sets.iter().find(|set| set.id == "school-1467").unwrap();
//! let mut answers: CriteriaAnswers = (1..=15).map(|number| (number, CriterionAnswer::Passed)).collect();
//! assert_eq!(schools.judge(&answers)?.colour, Colour::Green);
//! answers.insert(4, CriterionAnswer::Failed);
//! assert_eq!(schools.judge(&answers)?.colour, Colour::Red, "a mandatory criterion failed");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod answer;
mod area_risk;
mod duty;
mod roll_up;
mod rule;
mod set;
mod shipped;
mod signed;
mod verdict;

pub use answer::{AnswersError, CriteriaAnswers, CriterionAnswer};
pub use area_risk::AreaRisk;
pub use duty::{CriteriaSetError, SetDuty};
pub use roll_up::{Counts, UnitRule};
pub use rule::{Colour, Score, VerdictRule};
pub use set::{AnswerForm, CriteriaPeriod, CriteriaSet, Criterion, FacilityKind, SetPart, Wording};
pub use signed::{Criteria, CriteriaError};
pub use verdict::Judgement;
