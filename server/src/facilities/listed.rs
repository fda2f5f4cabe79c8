//! A list of facilities in one file: an education department's schools, a health department's clinics.
//!
//! Each row becomes a verified place, its manager, and a facility. Nobody has to register 43,000 schools one by one.

use std::sync::Arc;

use lancan_protocol::criteria::FacilityKind;
use lancan_protocol::phone_number::PhoneNumber;
use lancan_protocol::places::{Category, PlaceFlags};
use lancan_protocol::problem::Problem;
use lancan_text::Catalogue;

use super::Facilities;
use super::bodies::{FacilityPoint, NewFacility};
use super::state::Weekdays;
use crate::ground::error::{Detail, Failure, Refusal};
use crate::ground::unit_set::UnitSet;
use crate::places::{AddedListed, NewPlace, PlaceDetails, PlaceOfList, Places};
use crate::store::Transaction;

/// Columns that a list has, in any order.
const COLUMNS: [&str; 7] = ["name", "kind", "unit", "address", "people", "phone", "manager"];
/// The column that a list may leave out.
const POINT: &str = "point";
/// Rows that are written in one transaction.
const AT_ONCE: usize = 500;
/// Most wrong rows that are told at once.
const MOST_FAULTS: usize = 20;

/// What is wrong with a row of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListFault {
    /// The line of the file, the header's being 1.
    pub line: u64,
    refusal: Refusal,
}

impl ListFault {
    /// The row and what is wrong with it, in the words of a language.
    pub fn in_words(&self, text: &Catalogue) -> String {
        let line = self.line.to_string();
        let what = match &self.refusal.detail {
            Some(detail) => detail.in_words(text),
            None => text.problem(self.refusal.problem).title,
        };
        text.message("facility-list-line", &[("line", line.as_str().into()), ("what", what.as_str().into())])
    }
}

/// What became of a list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ListTaken {
    /// Facilities that were added.
    pub added: u32,
    /// Rows whose facility was there.
    pub known: u32,
}

/// A row that can be taken.
struct FacilityOfList {
    line: u64,
    place: PlaceOfList,
    facility: NewFacility,
}

fn wrong(field: &'static str, key: &'static str) -> Refusal {
    Refusal::of_field(field, key, Vec::new())
}

/// A refusal that names the column in which the list has what a place calls otherwise.
fn in_columns(mut refusal: Refusal) -> Refusal {
    if let Some(Detail::Said { field, .. }) = &mut refusal.detail
        && *field == Some("registrant")
    {
        *field = Some("manager");
    }
    refusal
}

/// The facilities of a list, or what is wrong with its first rows.
fn read(set: UnitSet, text: &[u8]) -> Result<Vec<FacilityOfList>, Vec<ListFault>> {
    let mut reader = csv::ReaderBuilder::new().flexible(true).trim(csv::Trim::All).from_reader(text);
    let unreadable = |line: u64| vec![ListFault { line, refusal: wrong("csv", "facility-list-unreadable") }];
    let headers = reader.headers().map_err(|_| unreadable(1))?.clone();
    let at = |name: &str| headers.iter().position(|header| header.trim_start_matches('\u{feff}') == name);
    let missing: Vec<ListFault> = COLUMNS
        .into_iter()
        .filter(|name| at(name).is_none())
        .map(|name| ListFault { line: 1, refusal: wrong(name, "facility-list-column") })
        .collect();
    if !missing.is_empty() {
        return Err(missing);
    }
    let (mut found, mut faults) = (Vec::new(), Vec::new());
    for record in reader.records() {
        let record = record.map_err(|error| unreadable(error.position().map_or(0, csv::Position::line)))?;
        let line = record.position().map_or(0, csv::Position::line);
        match row(set, line, |name| at(name).and_then(|at| record.get(at)).unwrap_or_default()) {
            Ok(row) => found.push(row),
            Err(refusal) => faults.push(ListFault { line, refusal }),
        }
        if faults.len() >= MOST_FAULTS {
            break;
        }
    }
    if faults.is_empty() { Ok(found) } else { Err(faults) }
}

fn row<'r>(set: UnitSet, line: u64, field: impl Fn(&str) -> &'r str) -> Result<FacilityOfList, Refusal> {
    let kind = FacilityKind::of_name(field("kind")).ok_or_else(|| wrong("kind", "facility-list-kind"))?;
    let (category, weekdays) = match kind {
        FacilityKind::School => (Category::School, Weekdays::SCHOOL),
        FacilityKind::Hospital => (Category::Hospital, Weekdays::ALL),
        FacilityKind::Clinic => (Category::Clinic, Weekdays::ALL),
    };
    let people = field("people").parse().map_err(|_| wrong("people", "facility-error-people"))?;
    let point = match field(POINT) {
        "" => None,
        text => Some(FacilityPoint::read(text).ok_or_else(|| wrong("point", "facility-error-point"))?),
    };
    let facility = NewFacility { kind, people, point, weekdays };
    facility.check()?;
    let new = NewPlace {
        name: field("name").to_owned(),
        category,
        unit: field("unit").to_owned(),
        address: field("address").to_owned(),
        flags: PlaceFlags::default(),
        details: PlaceDetails { capacity: Some(people), ..PlaceDetails::default() },
        although_alike: true,
    };
    let phone = PhoneNumber::parse(field("phone")).map_err(|_| wrong("phone", "facility-list-phone"))?;
    let place = PlaceOfList { new, phone, manager: field("manager").to_owned() };
    place.check(set).map_err(in_columns)?;
    Ok(FacilityOfList { line, place, facility })
}

impl Facilities {
    /// Takes a list of facilities (CSV with a header). A facility that is there, by unit, name and number, stays as it is, so
    /// that a list can be taken again.
    ///
    /// # Errors
    /// The wrong rows, at most 20: nothing was written then, but for a number that manages too many places, before whose row
    /// the list was taken.
    pub(crate) async fn take_list(
        self: &Arc<Self>,
        places: &Arc<Places>,
        text: &[u8],
    ) -> Result<Result<ListTaken, Vec<ListFault>>, Failure> {
        let mut rows = match read(self.set, text) {
            Ok(rows) => rows,
            Err(faults) => return Ok(Err(faults)),
        };
        let mut taken = ListTaken::default();
        while !rows.is_empty() {
            let part = Arc::new(rows.drain(..rows.len().min(AT_ONCE)).collect::<Vec<_>>());
            let (facilities, places) = (self.clone(), places.clone());
            let work = move |tx: &mut dyn Transaction| facilities.take_rows(tx, &places, &part);
            match self.store.run("take_facility_list", work).await? {
                Ok(part) => taken = ListTaken { added: taken.added + part.added, known: taken.known + part.known },
                Err(fault) => return Ok(Err(vec![fault])),
            }
        }
        Ok(Ok(taken))
    }

    fn take_rows(
        &self,
        tx: &mut dyn Transaction,
        places: &Places,
        rows: &[FacilityOfList],
    ) -> Result<Result<ListTaken, ListFault>, Failure> {
        let mut taken = ListTaken::default();
        for FacilityOfList { line, place, facility } in rows {
            match places.add_listed(tx, place) {
                Ok(AddedListed::New(place)) => {
                    self.register_in(tx, &place, facility)?;
                    taken.added += 1;
                }
                Ok(AddedListed::Known) => taken.known += 1,
                Err(Failure::Refused(refusal)) if refusal.problem == Problem::TooManyRequests => {
                    return Ok(Err(ListFault { line: *line, refusal }));
                }
                Err(failure) => return Err(failure),
            }
        }
        Ok(Ok(taken))
    }
}

/// Reads any bytes as a list: every row is a facility that can be, or the file is refused.
#[cfg(any(test, fuzzing))]
pub(crate) fn fuzzed_list(bytes: &[u8]) {
    for set in [UnitSet::Of2021, UnitSet::Of2025] {
        match read(set, bytes) {
            Ok(rows) => assert!(rows.iter().all(|row| row.facility.check().is_ok() && row.place.check(set).is_ok())),
            Err(faults) => assert!((1..=MOST_FAULTS.max(COLUMNS.len())).contains(&faults.len())),
        }
    }
}
