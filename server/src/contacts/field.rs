//! The fields of a contact, as a file has some of them and names those that it changes.

use std::collections::BTreeSet;

use serde::Serialize;
use utoipa::ToSchema;

use super::entry::NewContact;
use super::person::Person;
use super::store::ContactRow;

/// A field of a contact that a file can change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ContactField {
    /// Full name.
    Name,
    /// Telephone number.
    Phone,
    /// Year of birth.
    BirthYear,
    /// Sex.
    Sex,
    /// House, street, hamlet.
    Address,
    /// Code of the ward or whatever unit is known.
    Unit,
    /// Relation to the case.
    Relation,
    /// What officers noted.
    Notes,
    /// F1 or F2, and of an F2 the F1.
    Tier,
    /// How near case and contact were.
    Closeness,
    /// Minutes near each other.
    Minutes,
    /// Date of the last contact.
    LastContact,
    /// How far the follow-up is.
    Status,
}

/// The contact that a file tells of, where it says something of the fields in `told` alone: the others are as they are.
pub(super) fn completed(
    new: NewContact,
    told: &BTreeSet<ContactField>,
    row: &ContactRow,
    person: &Person,
) -> NewContact {
    let is_told = |field| told.contains(&field);
    let (theirs, ours) = (new.person, person.clone());
    let person = Person {
        name: if is_told(ContactField::Name) { theirs.name } else { ours.name },
        phone: if is_told(ContactField::Phone) { theirs.phone } else { ours.phone },
        birth_year: if is_told(ContactField::BirthYear) { theirs.birth_year } else { ours.birth_year },
        sex: if is_told(ContactField::Sex) { theirs.sex } else { ours.sex },
        address: if is_told(ContactField::Address) { theirs.address } else { ours.address },
        unit: if is_told(ContactField::Unit) { theirs.unit } else { ours.unit },
        relation: if is_told(ContactField::Relation) { theirs.relation } else { ours.relation },
        notes: if is_told(ContactField::Notes) { theirs.notes } else { ours.notes },
        call_words: ours.call_words,
    };
    let (tier, parent) =
        if is_told(ContactField::Tier) { (new.tier, new.parent) } else { (Some(row.tier), row.parent.clone()) };
    NewContact { person, tier, parent, ..new }
}

/// The fields in which two states of a contact differ.
pub(super) fn differences(before: (&ContactRow, &Person), after: (&ContactRow, &Person)) -> Vec<ContactField> {
    let ((row, person), (new_row, new)) = (before, after);
    let fields = [
        (ContactField::Name, person.name != new.name),
        (ContactField::Phone, person.phone != new.phone),
        (ContactField::BirthYear, person.birth_year != new.birth_year),
        (ContactField::Sex, person.sex != new.sex),
        (ContactField::Address, person.address != new.address),
        (ContactField::Unit, person.unit != new.unit),
        (ContactField::Relation, person.relation != new.relation),
        (ContactField::Notes, person.notes != new.notes),
        (ContactField::Tier, (row.tier, &row.parent) != (new_row.tier, &new_row.parent)),
        (ContactField::Closeness, row.closeness != new_row.closeness),
        (ContactField::Minutes, row.minutes != new_row.minutes),
        (ContactField::LastContact, row.last_contact != new_row.last_contact),
        (ContactField::Status, row.status != new_row.status),
    ];
    fields.into_iter().filter(|(_, differs)| *differs).map(|(field, _)| field).collect()
}
