//! What is counted at gates: the six of the eight numbers of a point of entry that officers there decide.

use lancan_protocol::time::Day;

use super::Gates;
use super::decision::TravellerState;
use super::traveller_store::{self, CountedTravellers};
use crate::declarations::{Counted, shown};
use crate::ground::error::Failure;
use crate::http::{Officer, Right};
use crate::store::{StoreError, Transaction};

/// The six numbers, of travellers who were presented on some days. A figure that is kept back is few people, or would give few
/// people away by subtraction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct GateFigures {
    /// Presented at a counter.
    pub(crate) screened: Counted,
    /// Went on, with or without a corrected answer.
    pub(crate) cleared: Counted,
    /// Was ordered into quarantine.
    pub(crate) enrolled: Counted,
    /// Was referred, and is not decided on yet.
    pub(crate) referred: Counted,
    /// Whose quarantine is over.
    pub(crate) completed: Counted,
    /// Whose quarantine goes on.
    pub(crate) followed: Counted,
}

impl GateFigures {
    fn of(counted: &[CountedTravellers], today: Day) -> Self {
        let sum = |fits: &dyn Fn(&CountedTravellers) -> bool| {
            counted.iter().filter(|one| fits(one)).fold(0_u32, |sum, one| sum.saturating_add(one.count))
        };
        let in_state = |states: &'static [TravellerState]| sum(&|one| states.contains(&one.state));
        let ordered = |is_over: bool| {
            sum(&|one| {
                one.state == TravellerState::Quarantine && one.last_day.is_some_and(|day| day < today) == is_over
            })
        };
        // Everybody is in one of these, so that figures that are kept back cannot be subtracted from the first.
        let parts = [
            in_state(&[TravellerState::Cleared, TravellerState::Corrected]),
            in_state(&[TravellerState::Referred]),
            ordered(true),
            ordered(false),
            in_state(&[TravellerState::Presented, TravellerState::Sample, TravellerState::Refused]),
        ];
        let (screened, cells) = shown(&parts);
        let cell = |at: usize| cells.get(at).copied().unwrap_or(Counted::KeptBack);
        let (completed, followed) = (cell(2), cell(3));
        let enrolled = match (completed, followed) {
            (Counted::Of(completed), Counted::Of(followed)) => Counted::Of(completed.saturating_add(followed)),
            _ => Counted::KeptBack,
        };
        Self { screened, cleared: cell(0), enrolled, referred: cell(1), completed, followed }
    }
}

impl Gates {
    /// Counts the travellers who were presented at the gates of the officer's area from one day to another. Both days count.
    /// Says nothing of anybody.
    ///
    /// # Errors
    /// A refusal where the officer sees no travellers.
    pub(crate) async fn figures(&self, officer: &Officer, from: Day, until: Day) -> Result<GateFigures, Failure> {
        officer.may(Right::Read)?;
        let gates: Vec<_> = self.of_officer(officer).collect();
        let today = self.key_days.day(self.clock.now());
        let work = move |tx: &mut dyn Transaction| {
            let mut counted = Vec::new();
            for gate in &gates {
                counted.extend(traveller_store::counted(tx, *gate, from, until)?);
            }
            Ok::<_, StoreError>(counted)
        };
        Ok(GateFigures::of(&self.store.view("gate_figures", work).await?, today))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TODAY: Day = Day(18_772);

    fn counted(state: TravellerState, last_day: Option<Day>, count: u32) -> CountedTravellers {
        CountedTravellers { state, last_day, count }
    }

    #[test]
    fn each_traveller_counts_once_and_quarantine_is_over_the_day_after_its_last() {
        let all = [
            counted(TravellerState::Cleared, None, 20),
            counted(TravellerState::Corrected, None, 7),
            counted(TravellerState::Referred, None, 6),
            counted(TravellerState::Quarantine, Some(TODAY.minus(1)), 8),
            counted(TravellerState::Quarantine, Some(TODAY), 9),
            counted(TravellerState::Sample, None, 5),
        ];
        let figures = GateFigures::of(&all, TODAY);
        let [screened, cleared, enrolled, referred, completed, followed] = [55, 27, 17, 6, 8, 9].map(Counted::Of);
        assert_eq!(figures, GateFigures { screened, cleared, enrolled, referred, completed, followed });
    }

    #[test]
    fn few_in_quarantine_are_not_found_by_subtraction() {
        let all = [
            counted(TravellerState::Cleared, None, 20),
            counted(TravellerState::Quarantine, Some(TODAY), 3),
            counted(TravellerState::Referred, None, 6),
        ];
        let figures = GateFigures::of(&all, TODAY);
        assert_eq!((figures.screened, figures.cleared), (Counted::Of(29), Counted::Of(20)));
        assert_eq!([figures.followed, figures.enrolled, figures.referred], [Counted::KeptBack; 3]);
        assert_eq!(GateFigures::of(&[], TODAY).screened, Counted::Of(0));
    }
}
