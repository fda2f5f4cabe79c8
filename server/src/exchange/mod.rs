//! Contacts out into files of other systems, and in again.
//!
//! Evidence goes out and never comes in: a file could make it up. What comes in has a number, and is undone by it.

mod api;
mod dhis2;
mod export;
mod godata;
mod godata_json;
mod import;
mod layout;
mod meanings;
mod outcome;
mod reading;
mod row;
mod sharing;
mod sormas;
mod store;
mod table;
mod taking;
mod undo;
mod unit_names;
mod words;

use std::sync::Arc;

use lancan_protocol::problem::Problem;
use lancan_protocol::time::Day;

use crate::cases::Cases;
use crate::contacts::Contacts;
use crate::ground::calendar::Date;
use crate::ground::error::{Detail, Refusal};
use crate::ground::ids::CaseId;
use crate::ground::unit_set::UnitSet;
use crate::store::{StoreError, Transaction};
use crate::units::Units;

pub(crate) use api::{as_file, routes};
pub use dhis2::{Dhis2Mapping, MappingFault, dhis2_fields};
pub(crate) use export::{ExportForm, FileForm};
pub(crate) use import::ImportForm;
pub(crate) use layout::{DateForm, FileLayout};
pub(crate) use meanings::Meaning;
pub(crate) use outcome::{Imported, LineEffect, RowEffect};
#[cfg(any(test, fuzzing))]
pub(crate) use reading::fuzzed_contact_file;
pub(crate) use sharing::TakenOver;
pub(crate) use store::SharedMeanings;
pub(crate) use undo::{ImportFile, ImportShown, Undone};
use unit_names::UnitNames;

/// Most bytes of a file that comes in.
pub(crate) const MOST_BYTES: usize = 4 << 20;

/// The refusal of a file that is larger than [`MOST_BYTES`].
pub(crate) fn too_large() -> Refusal {
    let arguments = vec![("most", (MOST_BYTES >> 20).to_string())];
    let detail = Detail::Said { field: None, key: "officer-file-large", arguments };
    Refusal { problem: Problem::TooLarge, detail: Some(detail) }
}

/// Whether a contact of a case was sent to another part of the country, where nobody has answered yet.
pub(crate) type IsWaiting = fn(&mut dyn Transaction, &CaseId, &str) -> Result<bool, StoreError>;

/// Files of contacts.
pub(crate) struct Exchange {
    cases: Arc<Cases>,
    contacts: Arc<Contacts>,
    /// Handed in: transfers are a room that this one does not use.
    is_waiting: IsWaiting,
    /// The provinces, districts and wards in force.
    names: Arc<UnitNames>,
    /// How our fields are called in the operator's DHIS2, where there is one.
    dhis2: Option<Dhis2Mapping>,
}

/// Forgets imports whose contacts are gone.
pub(crate) fn expire(tx: &mut dyn Transaction, today: Day) -> Result<(), StoreError> {
    store::expire(tx, today)
}

impl Exchange {
    /// Files of the contacts of these rooms, with the units in force.
    pub(crate) fn new(
        cases: &Arc<Cases>,
        contacts: &Arc<Contacts>,
        set: UnitSet,
        is_waiting: IsWaiting,
        dhis2: Option<Dhis2Mapping>,
    ) -> Self {
        let names = Arc::new(UnitNames::of(Units::of(set)));
        Self { cases: cases.clone(), contacts: contacts.clone(), is_waiting, names, dhis2 }
    }

    /// Whether files go out for DHIS2.
    pub(crate) const fn writes_dhis2(&self) -> bool {
        self.dhis2.is_some()
    }

    /// Today by the deployment's calendar.
    fn today(&self) -> Date {
        Date(self.cases.rules.key_days.day(self.cases.clock.now()))
    }
}
