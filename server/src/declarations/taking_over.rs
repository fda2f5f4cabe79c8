//! Taking one's record over: who has a telephone of their own declares for themselves from then on, and whoever declared for
//! them before reads nothing of it any more.

use std::sync::Arc;

use lancan_protocol::forms::FormVersion;
use lancan_protocol::problem::Problem;

use super::diary_store;
use super::person_store::{self, PersonRow};
use super::persons::year;
use super::store::{self, ListedRow, PersonId};
use super::{Declarations, Declarer, red_calls};
use crate::ground::error::{Failure, Refusal};
use crate::store::Transaction;

/// Wrong years of birth by which a record is tried to be taken over, at most.
const MOST_TRIES: u32 = 5;

impl Declarations {
    /// The records that the holder of a number can take over: somebody else declares for whoever has this number.
    pub(crate) async fn to_take_over(&self, declarer: Declarer) -> Result<Vec<PersonId>, Failure> {
        let work = move |tx: &mut dyn Transaction| {
            let rows = person_store::with_own_number(tx, &declarer.number)?;
            Ok::<_, Failure>(rows.into_iter().map(|row| row.id).collect())
        };
        self.store.view("records_to_take_over", work).await
    }

    /// Takes a record over: the declarations become the holder's own. The year of birth shows that the number was not
    /// mistyped. Returns whether it was right.
    ///
    /// # Errors
    /// [`Problem::NotFound`] where there is no such record for this number, a refusal after five wrong years.
    pub(crate) async fn take_over(
        self: &Arc<Self>,
        declarer: Declarer,
        person: PersonId,
        birth_year: &str,
    ) -> Result<bool, Failure> {
        let (declarations, birth_year) = (self.clone(), year(birth_year));
        let work = move |tx: &mut dyn Transaction| {
            let row = person_store::find(tx, &person)?;
            let is_theirs = |row: &PersonRow| row.own_number == Some(declarer.number) && row.number != declarer.number;
            let row = row.filter(is_theirs).ok_or(Problem::NotFound)?;
            if row.tries >= MOST_TRIES {
                return Err(Refusal::saying(Problem::Conflict, "web-family-tried").into());
            }
            let record = declarations.person_of(&row)?.record.ok_or(Problem::NotFound)?;
            if birth_year != Some(record.birth_year) {
                person_store::update(tx, &PersonRow { tries: row.tries + 1, ..row })?;
                return Ok(false);
            }
            store::hand_over(tx, &person, &declarer.number)?;
            diary_store::hand_over(tx, &person, &declarer.number)?;
            person_store::delete(tx, &person)?;
            declarations.drop_drafts_of(tx, &row.number, &person)?;
            declarations.one_a_day(tx, declarer)?;
            Ok(true)
        };
        self.store.run("take_over", work).await
    }

    /// Of two reports of one day about one person, one by each number, the later one stands.
    fn one_a_day(&self, tx: &mut dyn Transaction, declarer: Declarer) -> Result<(), Failure> {
        let all = store::of_number(tx, &declarer.number)?;
        let own: Vec<&ListedRow> = all
            .iter()
            .filter(|row| row.person.is_none() && row.leader.is_none() && row.replaced_at.is_none())
            .filter(|row| FormVersion::ONCE_A_DAY.contains(&row.form.as_str()))
            .collect();
        for (at, row) in own.iter().enumerate() {
            // The newest come first.
            let later = own.iter().take(at).find(|later| (later.day, &later.form) == (row.day, &row.form));
            if let Some(later) = later {
                store::replace(tx, &row.id, later.at)?;
                (self.of_others.ended)(tx, &row.id, self.clock.now())?;
                red_calls::replaced(tx, &row.id)?;
            }
        }
        Ok(())
    }
}
