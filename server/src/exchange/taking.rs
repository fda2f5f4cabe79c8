//! The rows of a file, taken one after the other.

use std::collections::{BTreeMap, BTreeSet};

use lancan_protocol::problem::Problem;

use super::layout::FileLayout;
use super::outcome::TakenRows;
use super::reading::ParsedFile;
use super::row::{BadCell, ReadRow};
use super::{godata, sormas};
use crate::cases::{CaseRow, Cases};
use crate::contacts::{Contacts, TakenIn, Tier, field_of};
use crate::ground::error::{Failure, Refusal};
use crate::ground::ids::{CaseId, Digest};
use crate::http::Area;
use crate::store::Transaction;

/// What is known while the rows of a file are taken.
pub(super) struct Taking<'a> {
    pub(super) cases: &'a Cases,
    pub(super) contacts: &'a Contacts,
    pub(super) area: &'a Area,
    /// The case that all rows are of; none where each row names its own.
    pub(super) the_case: Option<CaseRow>,
    pub(super) layout: FileLayout,
    /// Whether rows are written, or only looked at.
    pub(super) writes: bool,
    /// The ids of the rows that were good so far, and those that the contacts have here.
    ids: BTreeMap<String, String>,
    /// The numbers of these rows by the cases that they are of.
    phones: BTreeSet<(CaseId, Digest)>,
}

impl<'a> Taking<'a> {
    pub(super) const fn new(
        cases: &'a Cases,
        contacts: &'a Contacts,
        area: &'a Area,
        the_case: Option<CaseRow>,
        layout: FileLayout,
        writes: bool,
    ) -> Self {
        Self { cases, contacts, area, the_case, layout, writes, ids: BTreeMap::new(), phones: BTreeSet::new() }
    }

    /// Takes the rows of a file, or says what they would do. An F1 comes before the F2 that hang on it.
    ///
    /// # Errors
    /// Faults of the store.
    pub(super) fn all(mut self, tx: &mut dyn Transaction, file: &ParsedFile) -> Result<TakenRows, Failure> {
        let is_f2 =
            |row: &Result<ReadRow, _>| row.as_ref().is_ok_and(|row| row.incoming.contact.tier == Some(Tier::F2));
        let of_tier = |second: bool| file.rows.iter().filter(move |(_, row)| is_f2(row) == second);
        let mut outcome = TakenRows { done: Vec::new(), bad: Vec::new() };
        for (line, row) in of_tier(false).chain(of_tier(true)) {
            match row {
                Err(cells) => outcome.bad.push((*line, cells.clone())),
                Ok(row) => match self.row(tx, row)? {
                    Ok(taken) => outcome.done.push((*line, taken)),
                    Err(cell) => outcome.bad.push((*line, vec![cell])),
                },
            }
        }
        Ok(outcome)
    }

    /// Takes one row, or says which cell cannot be used.
    fn row(&mut self, tx: &mut dyn Transaction, row: &ReadRow) -> Result<Result<TakenIn, BadCell>, Failure> {
        let named = match &row.case {
            Some(name) => self.cases.meant(tx, self.area, name)?,
            None => self.the_case.clone(),
        };
        let case = match (&self.the_case, named) {
            (Some(case), Some(named)) if case.id != named.id => {
                return Ok(Err(BadCell::new(self.column_of("case"), "officer-import-other-case")));
            }
            (Some(case), _) => case.clone(),
            (None, Some(named)) => named,
            (None, None) => return Ok(Err(BadCell::new(self.column_of("case"), "officer-import-no-case"))),
        };
        if row.incoming.id.as_ref().is_some_and(|id| self.ids.contains_key(id)) {
            return Ok(Err(BadCell::new(self.column_of("id"), "officer-import-twice")));
        }
        let mut incoming = row.incoming.clone();
        let mut is_coming = false;
        if let Some(parent) = &incoming.contact.parent {
            is_coming = self.ids.contains_key(parent);
            incoming.contact.parent = Some(self.ids.get(parent).unwrap_or(parent).clone());
        }
        let id = incoming.id.clone();
        match self.contacts.take_in(tx, self.area, &case, incoming, self.writes, is_coming && !self.writes) {
            Ok(mut taken) => {
                if let Some(id) = id {
                    self.ids.insert(id, taken.id.clone());
                }
                if let Some(phone) = taken.phone {
                    taken.is_alike |= !self.phones.insert((case.id, phone));
                }
                Ok(Ok(taken))
            }
            Err(Failure::Refused(refusal)) if refusal.problem == Problem::RequestInvalid => {
                Ok(Err(self.bad_cell(&refusal)))
            }
            Err(failure) => Err(failure),
        }
    }

    fn column_of(&self, field: &str) -> &'static str {
        match self.layout {
            FileLayout::Sormas => sormas::column_of(field),
            FileLayout::GoData => godata::column_of(field),
        }
    }

    fn bad_cell(&self, refusal: &Refusal) -> BadCell {
        let (field, key, arguments) = field_of(refusal);
        BadCell { column: self.column_of(field), key, arguments }
    }
}
