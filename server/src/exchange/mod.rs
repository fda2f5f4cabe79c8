//! Contacts out into files of other systems, and in again.
//!
//! Evidence goes out and never comes in: a file could make it up. What comes in has a number, and is undone by it.

mod api;
mod cells;
mod export;
mod godata;
mod godata_json;
mod import;
mod layout;
mod places;
mod row;
mod sormas;
mod store;
mod table;
mod undo;
mod words;

use std::sync::Arc;

use lancan_protocol::time::Day;

use crate::cases::Cases;
use crate::contacts::Contacts;
use crate::ground::calendar::Date;
use crate::ground::unit_set::UnitSet;
use crate::store::{StoreError, Transaction};
use crate::units::Units;

pub(crate) use api::{as_file, routes};
pub(crate) use export::{ExportForm, FileForm};
pub(crate) use import::{ImportForm, Imported, LineEffect, RowEffect};
pub(crate) use layout::{DateForm, FileLayout};
pub(crate) use undo::{ImportShown, Undone};

/// Most bytes of a file that comes in.
pub(crate) const MOST_BYTES: usize = 4 << 20;

/// Files of contacts.
pub(crate) struct Exchange {
    cases: Arc<Cases>,
    contacts: Arc<Contacts>,
    /// The provinces, districts and wards in force.
    units: &'static Units,
}

/// Forgets imports whose contacts are gone.
pub(crate) fn expire(tx: &mut dyn Transaction, today: Day) -> Result<(), StoreError> {
    store::expire(tx, today)
}

impl Exchange {
    /// Files of the contacts of these rooms, with the units in force.
    pub(crate) fn new(cases: &Arc<Cases>, contacts: &Arc<Contacts>, set: UnitSet) -> Self {
        Self { cases: cases.clone(), contacts: contacts.clone(), units: Units::of(set) }
    }

    /// Today by the deployment's calendar.
    fn today(&self) -> Date {
        Date(self.cases.rules.key_days.day(self.cases.clock.now()))
    }
}
