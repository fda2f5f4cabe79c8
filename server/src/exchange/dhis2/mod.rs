//! Cases and contacts as DHIS2's tracker imports them (`POST /api/tracker`), by the operator's mapping.
//!
//! People, enrollments and events get UIDs made of our ids with the server's secret: a file that goes in again changes what the
//! one before brought, and nobody comes twice.

mod fields;
mod mapping;

use std::collections::BTreeMap;

use lancan_protocol::key_days::KeyDays;
use serde::Serialize;

use super::unit_names::UnitNames;
use crate::cases::CaseFile;
use crate::contacts::{Outgoing, Status};
use crate::ground::purposes;
use crate::ground::secrets::Secrets;

pub use mapping::{Dhis2Mapping, MappingFault};
use mapping::{TrackerPlan, Uid};

/// Letters of a UID: the first is none of the digits at the end.
const LETTERS: &[u8; 62] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/// Our fields that a mapping may name: those of a case, and those of a contact.
pub fn dhis2_fields() -> [&'static [&'static str]; 2] {
    [&fields::OF_A_CASE, &fields::OF_A_CONTACT]
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Payload {
    tracked_entities: Vec<PersonOut>,
    relationships: Vec<RelationshipOut>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PersonOut {
    tracked_entity: Uid,
    tracked_entity_type: Uid,
    org_unit: Uid,
    attributes: Vec<Attribute>,
    enrollments: [EnrollmentOut; 1],
}

#[derive(Serialize)]
struct Attribute {
    attribute: Uid,
    value: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct EnrollmentOut {
    enrollment: Uid,
    program: Uid,
    org_unit: Uid,
    enrolled_at: String,
    occurred_at: String,
    status: &'static str,
    attributes: Vec<Attribute>,
    events: Vec<EventOut>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct EventOut {
    event: Uid,
    program: Uid,
    program_stage: Uid,
    org_unit: Uid,
    occurred_at: String,
    status: &'static str,
    data_values: Vec<DataValue>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct DataValue {
    data_element: Uid,
    value: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct RelationshipOut {
    relationship: Uid,
    relationship_type: Uid,
    from: End,
    to: End,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct End {
    tracked_entity: EndEntity,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct EndEntity {
    tracked_entity: Uid,
}

/// Somebody who goes out, whatever they are.
struct Someone<'a> {
    id: &'a str,
    /// What UIDs are made of besides the id: a case and a contact never share one.
    kind: &'static str,
    org_unit: Uid,
    enrolled_at: String,
    occurred_at: String,
    status: &'static str,
}

/// Writes a file by a mapping.
pub(super) struct Dhis2Writer<'a> {
    pub(super) mapping: &'a Dhis2Mapping,
    pub(super) secrets: &'a Secrets,
    pub(super) names: &'a UnitNames,
    pub(super) days: KeyDays,
}

impl Dhis2Writer<'_> {
    /// The file of these cases and contacts. Who does not open is left out. A contact is related to the case only where the
    /// file has the case.
    pub(super) fn written(&self, cases: &[CaseFile], contacts: &[Outgoing]) -> Result<Vec<u8>, serde_json::Error> {
        let there: BTreeMap<&str, &CaseFile> =
            cases.iter().filter(|case| case.opened.is_some()).map(|case| (case.case.id.0.as_str(), case)).collect();
        let contacts = || contacts.iter().filter(|outgoing| outgoing.contact.person.is_some());
        let mut tracked_entities: Vec<PersonOut> = there.values().map(|case| self.case(case)).collect();
        tracked_entities.extend(contacts().map(|outgoing| self.contact(outgoing, &there)));
        let related = contacts().filter(|outgoing| there.contains_key(outgoing.contact.case_id.as_str()));
        let relationships = related.filter_map(|outgoing| self.relationship(outgoing)).collect();
        serde_json::to_vec_pretty(&Payload { tracked_entities, relationships })
    }

    fn case(&self, case: &CaseFile) -> PersonOut {
        let opened = fields::date(self.days, case.case.opened_at);
        let said = |field: &str| fields::of_case(field, case, self.days);
        let status = match (case.case.revoked_at, case.case.closed_at) {
            (Some(_), _) => "CANCELLED",
            (None, Some(_)) => "COMPLETED",
            (None, None) => "ACTIVE",
        };
        let someone = Someone {
            id: &case.case.id.0,
            kind: "case",
            org_unit: self.org_unit(fields::units_of(case).into_iter().rev()),
            occurred_at: said("onset_date").or_else(|| said("tested_date")).unwrap_or_else(|| opened.clone()),
            enrolled_at: opened,
            status,
        };
        self.entity(&self.mapping.case, &someone, said)
    }

    fn contact(&self, outgoing: &Outgoing, cases: &BTreeMap<&str, &CaseFile>) -> PersonOut {
        let contact = &outgoing.contact;
        let said = |field: &str| fields::of_contact(field, outgoing, self.names, self.days);
        let own = contact.person.as_ref().and_then(|person| person.unit.as_deref());
        let own = own.map(|code| self.names.line_of(code)).unwrap_or_default();
        let of_case = cases.get(contact.case_id.as_str()).map(|case| fields::units_of(case)).unwrap_or_default();
        let reported = fields::date(self.days, contact.created_at);
        let someone = Someone {
            id: &contact.id,
            kind: "contact",
            org_unit: self.org_unit(own.into_iter().rev().chain(of_case.into_iter().rev())),
            occurred_at: said("last_contact_date").unwrap_or_else(|| reported.clone()),
            enrolled_at: reported,
            status: match contact.status {
                Status::New | Status::FollowUp | Status::Lost => "ACTIVE",
                Status::Completed | Status::BecameCase => "COMPLETED",
                Status::Cancelled => "CANCELLED",
            },
        };
        self.entity(&self.mapping.contact, &someone, said)
    }

    /// The organisation unit of the first of these units of ours that has one.
    fn org_unit<'u>(&self, mut codes: impl Iterator<Item = &'u str>) -> Uid {
        let found = codes.find_map(|code| self.mapping.org_units.get(code));
        found.unwrap_or(&self.mapping.org_unit).clone()
    }

    fn entity(&self, program: &TrackerPlan, someone: &Someone<'_>, said: impl Fn(&str) -> Option<String>) -> PersonOut {
        let value = |field: &str| {
            let said = said(field)?;
            let option = self.mapping.options.get(&(field.to_owned(), said.clone()));
            Some(option.cloned().unwrap_or(said))
        };
        let attributes = |of: &[(&'static str, Uid)]| {
            of.iter()
                .filter_map(|(field, uid)| Some(Attribute { attribute: uid.clone(), value: value(field)? }))
                .collect()
        };
        let event = program.stage.as_ref().map(|stage| EventOut {
            event: self.uid(someone.kind, "event", someone.id),
            program: program.program.clone(),
            program_stage: stage.program_stage.clone(),
            org_unit: someone.org_unit.clone(),
            occurred_at: someone.occurred_at.clone(),
            status: "COMPLETED",
            data_values: stage
                .data_elements
                .iter()
                .filter_map(|(field, uid)| Some(DataValue { data_element: uid.clone(), value: value(field)? }))
                .collect(),
        });
        PersonOut {
            tracked_entity: self.uid(someone.kind, "person", someone.id),
            tracked_entity_type: program.tracked_entity_type.clone(),
            org_unit: someone.org_unit.clone(),
            attributes: attributes(&program.attributes),
            enrollments: [EnrollmentOut {
                enrollment: self.uid(someone.kind, "enrollment", someone.id),
                program: program.program.clone(),
                org_unit: someone.org_unit.clone(),
                enrolled_at: someone.enrolled_at.clone(),
                occurred_at: someone.occurred_at.clone(),
                status: someone.status,
                attributes: attributes(&program.program_attributes),
                events: event.into_iter().collect(),
            }],
        }
    }

    fn relationship(&self, outgoing: &Outgoing) -> Option<RelationshipOut> {
        let relationship = self.mapping.relationship.as_ref()?;
        let end = |kind, id: &str| End { tracked_entity: EndEntity { tracked_entity: self.uid(kind, "person", id) } };
        let contact = end("contact", &outgoing.contact.id);
        let case = end("case", &outgoing.contact.case_id);
        let (from, to) = if relationship.is_from_contact { (contact, case) } else { (case, contact) };
        let uid = self.uid("contact", "relationship", &outgoing.contact.id);
        Some(RelationshipOut { relationship: uid, relationship_type: relationship.kind.clone(), from, to })
    }

    /// The UID of something of ours, the same in every file.
    fn uid(&self, kind: &str, what: &str, id: &str) -> Uid {
        let digest = self.secrets.digest(purposes::DHIS2_UID, format!("{kind}|{what}|{id}").as_bytes());
        let mut number = digest.iter().take(16).fold(0_u128, |number, byte| number << 8 | u128::from(*byte));
        let mut uid = Uid::new();
        for at in 0..11 {
            let letters = LETTERS.get(..if at == 0 { 52 } else { 62 }).unwrap_or_default();
            let count = letters.len() as u128;
            let letter = usize::try_from(number % count).ok().and_then(|at| letters.get(at));
            uid.extend(letter.map(|letter| char::from(*letter)));
            number /= count;
        }
        uid
    }
}
