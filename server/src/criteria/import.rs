//! Criteria from one file: the words of sets that are known, or whole sets. Each set that the file changes gets a new version
//! with a first day of its own.

use lancan_protocol::criteria::CriteriaSet;
use lancan_protocol::time::Day;
use lancan_text::Catalogue;

use super::fault::CriteriaFault;
use super::{CriteriaSets, store, versions};
use crate::ground::error::Failure;
use crate::store::Transaction;

/// A version that an import made, or would make.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CriteriaTaken {
    /// The set.
    pub id: String,
    /// The new version.
    pub version: u32,
    /// The set's decree.
    pub decree: String,
    /// Where the set holds: `VN`, or codes of provinces.
    pub areas: Vec<String>,
    /// The first day of the version, such as `2021-05-26`.
    pub from: String,
    /// Criteria that have words in it.
    pub worded: u32,
    /// Criteria of the set.
    pub criteria: u32,
}

impl CriteriaTaken {
    fn of(set: &CriteriaSet) -> Self {
        let worded = set.criteria.iter().filter(|criterion| criterion.title.is_some()).count();
        Self {
            id: set.id.clone(),
            version: set.version,
            decree: set.decree.clone(),
            areas: set.areas.clone(),
            from: set.from.to_string(),
            worded: u32::try_from(worded).unwrap_or(u32::MAX),
            criteria: set.len(),
        }
    }
}

impl CriteriaTaken {
    /// The new version, in the words of a language.
    pub fn in_words(&self, text: &Catalogue) -> String {
        let area = self.areas.join(", ");
        text.message(
            "criteria-import-taken",
            &[
                ("id", self.id.as_str().into()),
                ("version", self.version.into()),
                ("decree", self.decree.as_str().into()),
                ("area", area.as_str().into()),
                ("from", self.from.as_str().into()),
                ("worded", self.worded.into()),
                ("criteria", self.criteria.into()),
            ],
        )
    }
}

impl CriteriaSets {
    /// Takes a file of texts (CSV with a header) or of whole sets (JSON). Texts hold from a day on, from today where none is said;
    /// sets from their own first day, or from this day where that is later. With `is_trial` nothing is written.
    ///
    /// # Errors
    /// [`Failure`] when the store fails; inside, what is wrong, at most 20 rows or sets. Nothing was written then.
    pub(crate) async fn import(
        &self,
        text: &[u8],
        from: Option<Day>,
        is_trial: bool,
    ) -> Result<Result<Vec<CriteriaTaken>, Vec<CriteriaFault>>, Failure> {
        let now = self.clock.now();
        let today = self.key_days.day(now);
        let (shipped, text) = (self.shipped.clone(), text.to_vec());
        let work = move |tx: &mut dyn Transaction| {
            let known: Vec<CriteriaSet> = shipped.iter().cloned().chain(store::all(tx)?).collect();
            let new = match versions::read(&known, &text, from, today) {
                Ok(new) => new,
                Err(faults) => return Ok::<_, Failure>(Err(faults)),
            };
            if !is_trial {
                // Serials of the signed document come from these times, so each import has its own.
                let at = store::newest(tx)?.1.map_or(now, |last| now.max(last.plus(1)));
                new.iter().try_for_each(|set| store::insert(tx, set, at))?;
            }
            Ok(Ok(new.iter().map(CriteriaTaken::of).collect()))
        };
        self.store.run("import_criteria", work).await
    }
}
