//! Contacts who were at a place at the same time as the case: who the opener of a visitor log found.

use lancan_protocol::time::Day;

use super::kinds::{Closeness, Source};
use super::store::ContactRow;
use super::{Contacts, Opened, Person};
use crate::cases::CaseRow;
use crate::ground::error::Failure;
use crate::store::Transaction;

/// Somebody who was at the place.
pub(crate) struct Visitor {
    /// Who it is.
    pub(crate) person: Person,
    /// The day.
    pub(crate) day: Day,
    /// Minutes at the place, where they are known.
    pub(crate) minutes: Option<u32>,
}

impl Contacts {
    /// Makes contacts of a case of those who were at a place, within an act that is on record already. How many.
    ///
    /// # Errors
    /// A refusal where what is known of a person cannot be a contact's.
    pub(crate) fn add_visitors(
        &self,
        tx: &mut dyn Transaction,
        case: &CaseRow,
        visitors: Vec<Visitor>,
    ) -> Result<u32, Failure> {
        let (mut key, mut added) = (self.cases.opened(case)?.key, 0);
        for visitor in visitors {
            let person = visitor.person.checked()?;
            let row = ContactRow {
                closeness: Closeness::SamePlace,
                minutes: visitor.minutes,
                last_contact: Some(visitor.day),
                ..self.fresh(case, Source::VisitorLog)
            };
            self.enqueue(tx, &row, &person)?;
            let opened = Opened { row, person, key };
            self.put(tx, &opened)?;
            key = opened.key;
            added += 1;
        }
        Ok(added)
    }
}
