//! Contacts in the layout of Go.Data's import of contacts with their relationship to a case.

use std::collections::BTreeSet;

use lancan_protocol::time::Day;

use super::layout::{DateForm, FileLayout};
use super::row::{BadCell, Cells, ReadRow, has_lost_letters, joined, settable, told};
use super::unit_names::UnitNames;
use super::words::{self, OwnWords};
use crate::contacts::{
    ContactField, Incoming, NewContact, Outgoing, Person, Sex, Source, Tier, sex_of, with_lost_zero,
};
use crate::evidence::EvidenceGrade;
use crate::ground::calendar::Date;

/// Hex digits of a contact's id, which ends a Go.Data id whatever prefix the outbreak's mask asks for.
const ID_DIGITS: usize = 32;

/// The row of a contact, a cell for each column; none where the person does not open. Ids begin with `prefix`, as the
/// outbreak's mask asks.
pub(super) fn written(
    units: &UnitNames,
    dates: DateForm,
    prefix: &str,
    outgoing: &Outgoing,
    reported: Date,
    today: Date,
) -> Option<Vec<String>> {
    let contact = &outgoing.contact;
    let person = contact.person.as_ref()?;
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let words: Vec<&str> = person.name.as_deref().unwrap_or_default().split(' ').collect();
    let [last, middle, first] = match words.as_slice() {
        [] => <[String; 3]>::default(),
        [only] => [String::new(), String::new(), (*only).to_owned()],
        [last, middle @ .., first] => [(*last).to_owned(), middle.join(" "), (*first).to_owned()],
    };
    let unit = person.unit.as_deref().unwrap_or_default();
    let [province, district, ward] =
        units.names_of(unit).unwrap_or_else(|| [String::new(), String::new(), unit.to_owned()]);
    let lowest = [ward, district].into_iter().find(|name| !name.is_empty()).unwrap_or_default();
    let of = |column: &str| match column {
        "Contact ID" => format!("{prefix}{}", contact.id),
        "First name" => first.clone(),
        "Middle name" => middle.clone(),
        "Last name" => last.clone(),
        "Gender" => gender(person.sex).to_owned(),
        "Age Years" => person.birth_year.and_then(|year| age(year, today)).unwrap_or_default(),
        "Date of reporting" | "Date of becoming contact" => dates.write(reported),
        "Risk level" => risk(contact.tier).to_owned(),
        "Reason" => words::of(contact),
        "Addresses Address type [1]" => "Usual place of residence".to_owned(),
        "Country [1]" => "Viet Nam".to_owned(),
        "City [1]" => province.clone(),
        "Address line 1 [1]" => text(&person.address),
        "Location [1]" => lowest.clone(),
        "Phone number [1]" => text(&person.phone).trim_start_matches('+').to_owned(),
        "Persons Related Person" => outgoing.reference.clone().unwrap_or_else(|| contact.case_id.clone()),
        "Date of last contact" => contact.last_contact.map(|date| dates.write(date)).unwrap_or_default(),
        "Is contact date estimated?" => "FALSE".to_owned(),
        "Certainty level" => certainty(contact.grade, contact.source).to_owned(),
        "Relation detail" => text(&person.relation),
        "Comment" => text(&person.notes),
        _ => String::new(),
    };
    Some(FileLayout::GoData.columns().map(of).collect())
}

/// Reads a row.
///
/// # Errors
/// The cells that cannot be used.
pub(super) fn read(
    units: &UnitNames,
    dates: DateForm,
    cells: &Cells<'_>,
    today: Date,
) -> Result<ReadRow, Vec<BadCell>> {
    let words = OwnWords::in_cell(cells.get("Reason"));
    let mut bad = Vec::new();
    let name = joined(&[cells.get("Last name"), cells.get("Middle name"), cells.get("First name")]);
    if name.as_deref().is_some_and(has_lost_letters) {
        bad.push(BadCell::new("First name", "officer-lost-letters"));
    }
    let birth_year = match (cells.get("Date of birth"), cells.get("Age Years")) {
        (Some(cell), _) => {
            let date = dates.read(cell, today);
            if date.is_none() {
                bad.push(BadCell::new("Date of birth", "officer-date-in-cell"));
            }
            date.and_then(year_of)
        }
        (None, Some(years)) => {
            let years = years.parse().ok();
            if years.is_none() {
                bad.push(BadCell::new("Age Years", "officer-age"));
            }
            years.and_then(|years| born(&words, years, today))
        }
        (None, None) => None,
    };
    let last_contact = cells.get("Date of last contact").and_then(|cell| {
        let date = dates.read(cell, today);
        if date.is_none() {
            bad.push(BadCell::new("Date of last contact", "officer-date-in-cell"));
        }
        date.map(|date| date.to_string())
    });
    let sex = match cells.get("Gender") {
        None => words.kind("sex").filter(|sex| *sex == Sex::Other),
        Some(cell) => {
            let sex = sex_of(cell.rsplit('_').next().unwrap_or(cell));
            if sex.is_none() {
                bad.push(BadCell::new("Gender", "officer-sex"));
            }
            sex
        }
    };
    if !bad.is_empty() {
        return Err(bad);
    }
    let parent = words.get("parent").filter(|_| cells.get("Risk level").is_none_or(|cell| cell == risk(Tier::F2)));
    let names = [cells.get("City [1]"), None, cells.get("Location [1]")];
    let unit = words.get("unit").filter(|code| {
        units.names_of(code).is_some_and(|[province, district, ward]| {
            let lowest = [ward, district].into_iter().find(|name| !name.is_empty()).unwrap_or_default();
            province == names[0].unwrap_or_default() && lowest == names[2].unwrap_or_default()
        })
    });
    let code = unit.map(str::to_owned).or_else(|| units.code_of(names));
    let fields = told_by(units, cells, &words, code.as_deref());
    let person = Person {
        name,
        phone: cells.get("Phone number [1]").map(with_lost_zero),
        birth_year,
        sex,
        address: cells.text("Address line 1 [1]"),
        unit: code,
        relation: cells.text("Relation detail"),
        notes: cells.text("Comment"),
        call_words: Vec::new(),
    };
    let contact = NewContact {
        person,
        tier: Some(if parent.is_some() { Tier::F2 } else { Tier::F1 }),
        parent: parent.map(str::to_owned),
        source: told(words.kind("source")),
        closeness: words.kind("closeness"),
        minutes: words.get("minutes").and_then(|minutes| minutes.parse().ok()),
        last_contact,
        changed_at: None,
    };
    let id = cells.get("Contact ID").and_then(own_id);
    let status = settable(words.kind("status"));
    let incoming = Incoming { id, contact, told: fields, as_of: words.as_of(), status };
    Ok(ReadRow { case: cells.text("Persons Related Person"), incoming })
}

/// What a row says something of. A field in several columns counts where the row has all of them: half a name is none.
fn told_by(units: &UnitNames, cells: &Cells<'_>, words: &OwnWords<'_>, code: Option<&str>) -> BTreeSet<ContactField> {
    let mut told = cells.told(&[
        (ContactField::Name, &["Last name", "Middle name", "First name"]),
        (ContactField::Phone, &["Phone number [1]"]),
        (ContactField::Sex, &["Gender"]),
        (ContactField::Address, &["Address line 1 [1]"]),
        (ContactField::Relation, &["Relation detail"]),
        (ContactField::Notes, &["Comment"]),
        (ContactField::LastContact, &["Date of last contact"]),
    ]);
    if cells.have(&["Age Years"]) || cells.have(&["Date of birth"]) {
        told.insert(ContactField::BirthYear);
    }
    // The name of a ward alone is not enough to take a ward for another.
    let is_known = code.is_some_and(|code| units.is_code(code));
    if cells.have(&["Location [1]"]) && (is_known || cells.have(&["City [1]"])) {
        told.insert(ContactField::Unit);
    }
    if words.are_there() {
        told.insert(ContactField::Minutes);
    }
    if words.are_there() || cells.get("Risk level") == Some(risk(Tier::F1)) {
        told.insert(ContactField::Tier);
    }
    told
}

/// Our id in a Go.Data id: its last 32 characters.
fn own_id(cell: &str) -> Option<String> {
    let at = cell.len().checked_sub(ID_DIGITS)?;
    cell.get(at..).map(str::to_owned)
}

fn year_of(date: Date) -> Option<u32> {
    date.to_string().split('-').next()?.parse().ok()
}

/// Years between a year of birth and today's year.
fn age(birth_year: u32, today: Date) -> Option<String> {
    year_of(today)?.checked_sub(birth_year).map(|years| years.to_string())
}

/// The year of birth of somebody of an age: the year of our words where the age fits it or, in a file that may be of last
/// year, fitted it then.
fn born(words: &OwnWords<'_>, years: u32, today: Date) -> Option<u32> {
    let this_year = year_of(today)?;
    // By days of UTC, what was changed in the first hours of a year in Viet Nam counts as changed in the year before.
    let changed_at = words.as_of().and_then(|at| u32::try_from(at.0 / 86_400).ok());
    let first =
        changed_at.and_then(|day| year_of(Date(Day(day)))).unwrap_or(this_year).max(this_year.saturating_sub(1));
    let word: Option<u32> = words.get("born").and_then(|year| year.parse().ok());
    let fits = |year: &u32| (first..=this_year).any(|now| now.checked_sub(*year) == Some(years));
    word.filter(fits).or_else(|| this_year.checked_sub(years))
}

const fn gender(sex: Option<Sex>) -> &'static str {
    match sex {
        Some(Sex::Female) => "Female",
        Some(Sex::Male) => "Male",
        Some(Sex::Other) | None => "",
    }
}

const fn risk(tier: Tier) -> &'static str {
    match tier {
        Tier::F1 => "3 - High",
        Tier::F2 => "1 - Low",
    }
}

const fn certainty(grade: Option<EvidenceGrade>, source: Source) -> &'static str {
    match (grade, source) {
        (Some(EvidenceGrade::Corroborated), _) => "3 - High",
        (None, Source::Venue | Source::VisitorLog) => "1 - Low",
        _ => "2 - Medium",
    }
}

/// The column that a field of a contact is in.
pub(super) fn column_of(field: &str) -> &'static str {
    match field {
        "name" => "First name",
        "phone" => "Phone number [1]",
        "birth_year" => "Age Years",
        "address" => "Address line 1 [1]",
        "unit" => "Location [1]",
        "relation" => "Relation detail",
        "notes" => "Comment",
        "last_contact" => "Date of last contact",
        "id" => "Contact ID",
        "case" => "Persons Related Person",
        _ => "Reason",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_year_of_birth_stays_over_new_year_and_an_age_that_somebody_changed_counts() {
        let of = |changed: u64, years: u32, today: &str| {
            let words = format!("lancan: tier=f1 changed={changed} born=1980");
            born(&OwnWords::in_cell(Some(&words)), years, today.parse().unwrap())
        };
        let (in_2021, in_2022) = (1_640_822_400, 1_641_168_000);
        assert_eq!(of(in_2021, 41, "2021-12-31"), Some(1980));
        assert_eq!(of(in_2021, 41, "2022-01-01"), Some(1980), "a file of last year");
        assert_eq!(of(in_2021, 42, "2022-01-01"), Some(1980), "a file of this year");
        assert_eq!(of(in_2022, 41, "2022-01-05"), Some(1981), "the file is of this year: somebody changed the age");
        assert_eq!(of(in_2021, 40, "2022-01-01"), Some(1982));
        assert_eq!(born(&OwnWords::in_cell(None), 41, "2022-01-01".parse().unwrap()), Some(1981));
    }
}
