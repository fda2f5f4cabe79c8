//! Where a patient was and when, as the officer was told: written down for the officer's own work, sealed with the case. It
//! warns nobody by itself.

use std::sync::Arc;

use lancan_protocol::problem::Problem;
use lancan_protocol::time::{Day, UnixTime};
use prost::Message;

use super::milestone_store as store;
use super::{CaseFile, Cases};
use crate::ground::error::{Failure, Fault, Refusal};
use crate::ground::ids::CaseId;
use crate::ground::random;
use crate::ground::sealing::SealingKey;
use crate::http::Officer;
use crate::store::Transaction;

/// Most characters of a place.
const LONGEST_PLACE: usize = 200;
/// Most days that a stay may lie back.
const OLDEST_DAYS: u64 = 60;
/// Most milestones of a case.
const MOST: usize = 200;

/// A stay of a patient at a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Milestone {
    /// Random id.
    pub(crate) id: String,
    /// Where, in the officer's words.
    pub(crate) place: String,
    /// When the patient came.
    pub(crate) from: UnixTime,
    /// When the patient left.
    pub(crate) to: UnixTime,
}

/// What is sealed of a milestone.
#[derive(Message)]
struct SealedStay {
    #[prost(string, tag = "1")]
    place: String,
    #[prost(uint64, tag = "2")]
    from: u64,
    #[prost(uint64, tag = "3")]
    to: u64,
}

/// What an officer writes of a milestone. A time is missing where what was written is none.
pub(crate) struct NewMilestone {
    /// Where.
    pub(crate) place: String,
    /// When the patient came.
    pub(crate) from: Option<UnixTime>,
    /// When the patient left.
    pub(crate) to: Option<UnixTime>,
}

impl NewMilestone {
    fn check(&self, now: UnixTime) -> Result<Milestone, Refusal> {
        let place = self.place.trim();
        if place.is_empty() || place.chars().count() > LONGEST_PLACE {
            return Err(Refusal::of_field("place", "officer-milestone-place", Vec::new()));
        }
        let oldest = now.minus(OLDEST_DAYS * Day::SECONDS);
        let possible = |at: &UnixTime| (oldest..=now).contains(at);
        let from = self.from.filter(possible);
        let from = from.ok_or_else(|| Refusal::of_field("from", "officer-milestone-from", Vec::new()))?;
        let to = self.to.filter(|to| possible(to) && *to >= from);
        let to = to.ok_or_else(|| Refusal::of_field("to", "officer-milestone-to", Vec::new()))?;
        Ok(Milestone { id: random::id(), place: place.to_owned(), from, to })
    }
}

impl Cases {
    /// A case of the officer's area with its milestones, oldest first.
    ///
    /// # Errors
    /// A refusal where the area has no such case.
    pub(crate) async fn view_whole(
        self: &Arc<Self>,
        officer: &Officer,
        id: &CaseId,
    ) -> Result<(CaseFile, Vec<Milestone>), Failure> {
        let cases = self.clone();
        self.read(officer, id, "view-case", move |tx, case| {
            let mut milestones = match cases.open_sealed(&case) {
                Some(opened) => opened_milestones(tx, &case.id, &opened.key)?,
                None => Vec::new(),
            };
            milestones.sort_by_key(|milestone| (milestone.from, milestone.to));
            Ok((cases.file(tx, case)?, milestones))
        })
        .await
    }

    /// Writes a milestone down.
    ///
    /// # Errors
    /// A refusal that names the field where something cannot be, and where the case has too many already.
    pub(crate) async fn add_milestone(
        self: &Arc<Self>,
        officer: &Officer,
        id: &CaseId,
        new: NewMilestone,
    ) -> Result<(), Failure> {
        let milestone = new.check(self.clock.now())?;
        let cases = self.clone();
        self.write(officer, id, "add-milestone", move |tx, case| {
            if store::of_case(tx, &case.id)?.len() >= MOST {
                return Err(Refusal::saying(Problem::Conflict, "officer-milestones-full").into());
            }
            let Milestone { id, place, from, to } = milestone.clone();
            let plain = SealedStay { place, from: from.0, to: to.0 }.encode_to_vec();
            let key = cases.opened(&case)?.key;
            let sealed = key.seal(&place_of(&case.id, &id), &plain).map_err(Fault::from)?;
            Ok(store::insert(tx, &case.id, &id, &sealed)?)
        })
        .await
    }

    /// Deletes a milestone.
    ///
    /// # Errors
    /// A refusal where the case has no such milestone.
    pub(crate) async fn delete_milestone(
        self: &Arc<Self>,
        officer: &Officer,
        id: &CaseId,
        milestone: String,
    ) -> Result<(), Failure> {
        self.write(officer, id, "delete-milestone", move |tx, case| {
            if store::delete(tx, &case.id, &milestone)? { Ok(()) } else { Err(Problem::NotFound.into()) }
        })
        .await
    }
}

fn opened_milestones(tx: &mut dyn Transaction, case: &CaseId, key: &SealingKey) -> Result<Vec<Milestone>, Failure> {
    let open = |(id, sealed): (String, Vec<u8>)| {
        let plain = key.open(&place_of(case, &id), &sealed).map_err(Fault::from)?;
        let SealedStay { place, from, to } =
            SealedStay::decode(&plain[..]).map_err(|_| Fault::Broken("a milestone does not decode"))?;
        Ok(Milestone { id, place, from: UnixTime(from), to: UnixTime(to) })
    };
    store::of_case(tx, case)?.into_iter().map(open).collect()
}

fn place_of(case: &CaseId, milestone: &str) -> String {
    format!("case_milestones|sealed|{}|{milestone}", case.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: UnixTime = UnixTime(1_621_936_800);

    const EARLIER: &str = "0101010101010101010101017cf1cadf71044f2e933566821f173cf20a960464e125be154091d6d1e3b2fae7e787ec65\
        1a131a661f592acf427c";

    /// Sealed by another program, under the label and in the form that stored stays have.
    #[test]
    fn a_stay_that_was_sealed_earlier_opens() {
        let key = SealingKey::new(&[7; 32]).unwrap();
        let sealed = lancan_protocol::hex::decode(EARLIER).unwrap();
        let plain = key.open(&place_of(&CaseId("a".into()), "m"), &sealed).unwrap();
        let stay = SealedStay::decode(&plain[..]).unwrap();
        assert_eq!((stay.place.as_str(), stay.from, stay.to), ("Chợ Bảo Lâm", NOW.0 - 3_600, NOW.0));
    }

    #[test]
    fn a_stay_has_a_place_and_ends_after_it_began_in_the_last_sixty_days() {
        let said = |place: &str, from: Option<UnixTime>, to: Option<UnixTime>| {
            NewMilestone { place: place.to_owned(), from, to }.check(NOW).map(|milestone| milestone.place)
        };
        let hour_ago = Some(NOW.minus(3_600));
        assert_eq!(said(" Chợ Bảo Lâm ", hour_ago, Some(NOW)).as_deref(), Ok("Chợ Bảo Lâm"));
        assert_eq!(said("a", hour_ago, hour_ago).as_deref(), Ok("a"));
        for (place, from, to) in [
            (" ", hour_ago, Some(NOW)),
            (&"x".repeat(201), hour_ago, Some(NOW)),
            ("a", None, Some(NOW)),
            ("a", hour_ago, None),
            ("a", Some(NOW), hour_ago),
            ("a", hour_ago, Some(NOW.plus(1))),
            ("a", Some(NOW.minus(60 * 86_400 + 1)), Some(NOW)),
        ] {
            assert!(said(place, from, to).is_err(), "{place} {from:?} {to:?}");
        }
    }
}
