//! Contacts in the layout of SORMAS' import of contacts.

use std::collections::BTreeSet;

use super::layout::{DateForm, FileLayout};
use super::row::{BadCell, Cells, ReadRow, agreed, has_lost_letters, joined, settable, told};
use super::unit_names::UnitNames;
use super::words::{self, OwnWords};
use crate::contacts::{
    Closeness, ContactField, Incoming, NewContact, Outgoing, Person, Sex, Source, Status, Tier, sex_of, with_lost_zero,
};
use crate::evidence::EvidenceGrade;
use crate::ground::calendar::Date;

/// The row of a contact, a cell for each column; none where the person does not open. `reported` is the date on which the
/// contact became known.
pub(super) fn written(units: &UnitNames, dates: DateForm, outgoing: &Outgoing, reported: Date) -> Option<Vec<String>> {
    let contact = &outgoing.contact;
    let person = contact.person.as_ref()?;
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let (last, first) = person.name.as_deref().map_or(("", ""), |name| name.split_once(' ').unwrap_or((name, "")));
    let unit = person.unit.as_deref().unwrap_or_default();
    let [region, district, community] =
        units.names_of(unit).unwrap_or_else(|| [String::new(), String::new(), unit.to_owned()]);
    let day = |day: Option<u32>| day.map(|day| dates.write(Date(lancan_protocol::time::Day(day)))).unwrap_or_default();
    let order = outgoing.order.as_ref();
    let by_app = contact.source == Source::App;
    let of = |column: &str| match column {
        "externalID" => contact.id.clone(),
        "caseIdExternalSystem" => outgoing.reference.clone().unwrap_or_else(|| contact.case_id.clone()),
        "caseOrEventInformation" => words::of(contact),
        "disease" => "CORONAVIRUS".to_owned(),
        "reportDateTime" => dates.write(reported),
        "region" | "person.address.region" => region.clone(),
        "district" | "person.address.district" => district.clone(),
        "community" | "person.address.community" => community.clone(),
        "multiDayContact" => "false".to_owned(),
        "lastContactDate" => contact.last_contact.map(|date| dates.write(date)).unwrap_or_default(),
        "contactIdentificationSource" => source_name(contact.source).to_owned(),
        "tracingApp" if by_app => "OTHER".to_owned(),
        "tracingAppDetails" if by_app => "Lân Cận".to_owned(),
        "contactProximity" => proximity(contact.closeness).to_owned(),
        "contactCategory" => category(contact.tier).to_owned(),
        "contactClassification" => classification(contact.grade).to_owned(),
        "contactStatus" => state(contact.status).to_owned(),
        "followUpStatus" => follow_up(contact.status).to_owned(),
        "followUpComment" => text(&person.notes),
        "followUpUntil" => day(order.map(|order| order.follow_up_until)),
        "overwriteFollowUpUntil" | "quarantineOrderedOfficialDocument" if order.is_some() => "true".to_owned(),
        "quarantineFrom" => day(order.map(|order| order.last_contact)),
        "quarantineTo" => day(order.map(|order| order.until)),
        "relationToCase" if person.relation.is_some() => "OTHER".to_owned(),
        "relationDescription" => text(&person.relation),
        "person.lastName" => last.to_owned(),
        "person.firstName" => first.to_owned(),
        "person.sex" => sex_name(person.sex).to_owned(),
        "person.birthdateYYYY" => person.birth_year.map(|year| year.to_string()).unwrap_or_default(),
        // Without its plus: a spreadsheet would take it for a formula.
        "person.phone" => text(&person.phone).trim_start_matches('+').to_owned(),
        "person.address.details" => text(&person.address),
        _ => String::new(),
    };
    Some(FileLayout::Sormas.columns().map(of).collect())
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
    let words = OwnWords::in_cell(cells.get("caseOrEventInformation"));
    let mut bad = Vec::new();
    let name = joined(&[cells.get("person.lastName"), cells.get("person.firstName")]);
    if name.as_deref().is_some_and(has_lost_letters) {
        bad.push(BadCell::new("person.lastName", "officer-lost-letters"));
    }
    let birth_year = cells.get("person.birthdateYYYY").and_then(|cell| {
        let year = cell.parse().ok();
        if year.is_none() {
            bad.push(BadCell::new("person.birthdateYYYY", "officer-birth-year"));
        }
        year
    });
    let last_contact = cells.get("lastContactDate").and_then(|cell| {
        let date = dates.read(cell, today);
        if date.is_none() {
            bad.push(BadCell::new("lastContactDate", "officer-date-in-cell"));
        }
        date.map(|date| date.to_string())
    });
    let sex = match cells.get("person.sex") {
        None | Some("UNKNOWN") => None,
        Some(cell) => {
            let sex = sex_of(cell);
            if sex.is_none() {
                bad.push(BadCell::new("person.sex", "officer-sex"));
            }
            sex
        }
    };
    if !bad.is_empty() {
        return Err(bad);
    }
    let (by_proximity, by_source, by_status) = kinds_of(cells);
    let proximity_cell = cells.get("contactProximity").unwrap_or_default();
    let source_cell = cells.get("contactIdentificationSource").unwrap_or_default();
    let status_cell = cells.get("followUpStatus").unwrap_or_default();
    let parent =
        words.get("parent").filter(|_| cells.get("contactCategory").is_none_or(|cell| cell == category(Tier::F2)));
    let address = |name: &str| cells.get(&format!("person.address.{name}")).or_else(|| cells.get(name));
    let names = ["region", "district", "community"].map(address);
    let unit = words.get("unit").filter(|code| units.names_of(code).is_some_and(|own| own_is(&own, names)));
    let code = unit.map(str::to_owned).or_else(|| units.code_of(names));
    let fields = told_by(units, cells, &words, code.as_deref());
    let person = Person {
        name,
        phone: cells.get("person.phone").map(with_lost_zero),
        birth_year,
        sex,
        address: cells.text("person.address.details"),
        unit: code,
        relation: cells.text("relationDescription"),
        notes: cells.text("followUpComment"),
        call_words: Vec::new(),
    };
    let contact = NewContact {
        person,
        tier: Some(if parent.is_some() { Tier::F2 } else { Tier::F1 }),
        parent: parent.map(str::to_owned),
        source: told(agreed(words.kind("source"), by_source, source_name, source_cell)),
        closeness: agreed(words.kind("closeness"), by_proximity, proximity, proximity_cell),
        minutes: words.get("minutes").and_then(|minutes| minutes.parse().ok()),
        last_contact,
        changed_at: None,
    };
    let status = settable(agreed(words.kind("status"), by_status, follow_up, status_cell));
    let incoming = Incoming { id: cells.text("externalID"), contact, told: fields, as_of: words.as_of(), status };
    Ok(ReadRow { case: cells.text("caseIdExternalSystem"), incoming })
}

/// What a row says something of. A field in several columns counts where the row has all of them: half a name is none.
fn told_by(units: &UnitNames, cells: &Cells<'_>, words: &OwnWords<'_>, code: Option<&str>) -> BTreeSet<ContactField> {
    let mut told = cells.told(&[
        (ContactField::Name, &["person.lastName", "person.firstName"]),
        (ContactField::Phone, &["person.phone"]),
        (ContactField::BirthYear, &["person.birthdateYYYY"]),
        (ContactField::Sex, &["person.sex"]),
        (ContactField::Address, &["person.address.details"]),
        (ContactField::Relation, &["relationDescription"]),
        (ContactField::Notes, &["followUpComment"]),
        (ContactField::LastContact, &["lastContactDate"]),
    ]);
    let has = |name: &str| cells.have(&[name]) || cells.have(&[format!("person.address.{name}").as_str()]);
    // The name of a ward alone is not enough to take a ward for another.
    let is_known = code.is_some_and(|code| units.is_code(code));
    if has("community") && (is_known || (has("region") && has("district"))) {
        told.insert(ContactField::Unit);
    }
    if words.are_there() {
        told.insert(ContactField::Minutes);
    }
    if words.are_there() || cells.get("contactCategory") == Some(category(Tier::F1)) {
        told.insert(ContactField::Tier);
    }
    told
}

/// Whether a unit's names are those of the cells.
fn own_is(own: &[String; 3], cells: [Option<&str>; 3]) -> bool {
    own.iter().zip(cells).all(|(own, cell)| own == cell.unwrap_or_default())
}

fn kinds_of(cells: &Cells<'_>) -> (Option<Closeness>, Option<Source>, Option<Status>) {
    let closeness = match cells.get("contactProximity") {
        Some("FACE_TO_FACE_LONG" | "TOUCHED_FLUID" | "PHYSICAL_CONTACT" | "MEDICAL_UNSAFE") => Some(Closeness::Close),
        Some("SAME_ROOM" | "FACE_TO_FACE_SHORT") => Some(Closeness::Possible),
        _ => None,
    };
    let source = match cells.get("contactIdentificationSource") {
        Some("CASE_PERSON" | "CONTACT_PERSON") => Some(Source::Interview),
        _ => Some(Source::List),
    };
    let status = match cells.get("followUpStatus") {
        Some("FOLLOW_UP") => Some(Status::FollowUp),
        Some("COMPLETED") => Some(Status::Completed),
        Some("LOST") => Some(Status::Lost),
        Some("CANCELED" | "NO_FOLLOW_UP") => Some(Status::Cancelled),
        _ => None,
    };
    (closeness, source, status)
}

const fn source_name(source: Source) -> &'static str {
    match source {
        Source::App => "TRACING_APP",
        Source::Interview => "CASE_PERSON",
        Source::Venue | Source::List | Source::VisitorLog => "OTHER",
    }
}

/// `FACE_TO_FACE_SHORT` is never written: it switches follow-up off there.
const fn proximity(closeness: Closeness) -> &'static str {
    match closeness {
        Closeness::Unknown => "",
        Closeness::SamePlace | Closeness::Possible => "SAME_ROOM",
        Closeness::Close => "FACE_TO_FACE_LONG",
    }
}

const fn category(tier: Tier) -> &'static str {
    match tier {
        Tier::F1 => "HIGH_RISK",
        Tier::F2 => "LOW_RISK",
    }
}

const fn classification(grade: Option<EvidenceGrade>) -> &'static str {
    match grade {
        Some(EvidenceGrade::Corroborated) => "CONFIRMED",
        _ => "UNCONFIRMED",
    }
}

const fn state(status: Status) -> &'static str {
    match status {
        Status::BecameCase => "CONVERTED",
        Status::Cancelled => "DROPPED",
        _ => "ACTIVE",
    }
}

const fn follow_up(status: Status) -> &'static str {
    match status {
        Status::New | Status::FollowUp => "FOLLOW_UP",
        Status::Completed => "COMPLETED",
        Status::Lost => "LOST",
        Status::Cancelled => "CANCELED",
        Status::BecameCase => "NO_FOLLOW_UP",
    }
}

const fn sex_name(sex: Option<Sex>) -> &'static str {
    match sex {
        Some(Sex::Female) => "FEMALE",
        Some(Sex::Male) => "MALE",
        Some(Sex::Other) => "OTHER",
        None => "UNKNOWN",
    }
}

/// The column that a field of a contact is in.
pub(super) fn column_of(field: &str) -> &'static str {
    match field {
        "name" => "person.lastName",
        "phone" => "person.phone",
        "birth_year" => "person.birthdateYYYY",
        "address" => "person.address.details",
        "unit" => "person.address.community",
        "relation" => "relationDescription",
        "notes" => "followUpComment",
        "last_contact" => "lastContactDate",
        "id" => "externalID",
        "case" => "caseIdExternalSystem",
        _ => "caseOrEventInformation",
    }
}
