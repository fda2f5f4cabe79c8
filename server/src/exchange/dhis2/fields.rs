//! Our fields as a mapping names them, and what each says of a case or a contact.

use lancan_protocol::key_days::KeyDays;
use lancan_protocol::time::{Day, UnixTime};
use lancan_protocol::wire::ReportType;
use serde::Serialize;

use super::super::unit_names::UnitNames;
use crate::cases::CaseFile;
use crate::contacts::{Closeness, Outgoing, Sex, Source, Status, Tier};
use crate::evidence::EvidenceGrade;
use crate::ground::calendar::Date;

/// The fields of a case.
pub(super) const OF_A_CASE: [&str; 9] = [
    "id",
    "reference",
    "unit",
    "report_type",
    "opened_date",
    "onset_date",
    "tested_date",
    "closed_date",
    "revoked_date",
];

/// The fields of a contact.
pub(super) const OF_A_CONTACT: [&str; 31] = [
    "id",
    "case",
    "parent",
    "tier",
    "source",
    "grade",
    "closeness",
    "minutes",
    "last_contact_date",
    "status",
    "reported_date",
    "name",
    "family_name",
    "given_names",
    "phone",
    "birth_year",
    "sex",
    "address",
    "unit",
    "province",
    "district",
    "ward",
    "relation",
    "notes",
    "relay_suspected",
    "supports_order",
    "decree",
    "quarantine_from_date",
    "quarantine_until_date",
    "follow_up_until_date",
    "became_case",
];

/// The words that a field has for values; none where its values are no words of ours.
pub(super) fn words_of(field: &str) -> Option<Vec<String>> {
    fn all<T: Serialize>(kinds: &[T]) -> Vec<String> {
        kinds.iter().filter_map(word).collect()
    }
    Some(match field {
        "tier" => all(Tier::ALL),
        "source" => all(Source::ALL),
        "closeness" => all(Closeness::ALL),
        "status" => all(Status::ALL),
        "grade" => all(&EvidenceGrade::ALL),
        "sex" => all(Sex::ALL),
        "report_type" => {
            all(&[ReportType::ConfirmedTest, ReportType::ConfirmedClinicalDiagnosis, ReportType::SelfReport])
        }
        _ => return None,
    })
}

/// The name of a kind, as the API has it.
fn word<T: Serialize>(kind: &T) -> Option<String> {
    serde_json::to_value(kind).ok()?.as_str().map(str::to_owned)
}

/// A date as DHIS2 reads one.
pub(super) fn date(days: KeyDays, at: UnixTime) -> String {
    Date(days.day(at)).to_string()
}

/// What a field says of a case; none where nothing is known.
pub(super) fn of_case(field: &str, case: &CaseFile, days: KeyDays) -> Option<String> {
    let (reference, known) = case.opened.as_ref()?;
    match field {
        "id" => Some(case.case.id.0.clone()),
        "reference" => reference.clone(),
        "unit" => units_of(case).last().map(|code| (*code).to_owned()),
        "report_type" => word(&case.case.report_type),
        "opened_date" => Some(date(days, case.case.opened_at)),
        "onset_date" => known.onset.map(|day| Date(day).to_string()),
        "tested_date" => known.tested.map(|day| Date(day).to_string()),
        "closed_date" => case.case.closed_at.map(|at| date(days, at)),
        "revoked_date" => case.case.revoked_at.map(|at| date(days, at)),
        _ => None,
    }
}

/// The codes of the units that a case lies in, the province first.
pub(super) fn units_of(case: &CaseFile) -> Vec<&str> {
    case.case.area.path().split('/').filter(|part| !part.is_empty() && !part.starts_with('.')).collect()
}

/// What a field says of a contact; none where nothing is known.
pub(super) fn of_contact(field: &str, outgoing: &Outgoing, names: &UnitNames, days: KeyDays) -> Option<String> {
    let Outgoing { contact, reference, order } = outgoing;
    let person = contact.person.as_ref()?;
    let split = || person.name.as_deref().map(|name| name.split_once(' ').unwrap_or((name, "")));
    let place = |level: usize| person.unit.as_deref().and_then(|code| names.names_of(code)?.get(level).cloned());
    let day = |day: Option<u32>| day.map(|day| Date(Day(day)).to_string());
    let order = order.as_ref();
    let said = match field {
        "id" => Some(contact.id.clone()),
        "case" => Some(reference.clone().unwrap_or_else(|| contact.case_id.clone())),
        "parent" => contact.parent.clone(),
        "tier" => word(&contact.tier),
        "source" => word(&contact.source),
        "grade" => contact.grade.and_then(|grade| word(&grade)),
        "closeness" => word(&contact.closeness),
        "minutes" => contact.minutes.map(|minutes| minutes.to_string()),
        "last_contact_date" => contact.last_contact.map(|date| date.to_string()),
        "status" => word(&contact.status),
        "reported_date" => Some(date(days, contact.created_at)),
        "name" => person.name.clone(),
        "family_name" => split().map(|(family, _)| family.to_owned()),
        "given_names" => split().map(|(_, given)| given.to_owned()),
        "phone" => person.phone.clone(),
        "birth_year" => person.birth_year.map(|year| year.to_string()),
        "sex" => person.sex.and_then(|sex| word(&sex)),
        "address" => person.address.clone(),
        "unit" => person.unit.clone(),
        "province" => place(0),
        "district" => place(1),
        "ward" => place(2),
        "relation" => person.relation.clone(),
        "notes" => person.notes.clone(),
        "relay_suspected" => Some(contact.relay_suspected.to_string()),
        "supports_order" => Some(contact.supports_order.to_string()),
        "decree" => order.map(|order| order.decree.clone()),
        "quarantine_from_date" => day(order.map(|order| order.last_contact)),
        "quarantine_until_date" => day(order.map(|order| order.until)),
        "follow_up_until_date" => day(order.map(|order| order.follow_up_until)),
        "became_case" => contact.became_case.clone(),
        _ => None,
    };
    said.filter(|said| !said.is_empty())
}
