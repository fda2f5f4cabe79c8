//! The persons for whom somebody declares: a child, or somebody without a telephone of their own.

use std::sync::Arc;

use super::person_record::PersonRecord;
use super::person_store::{self, PersonRow};
use super::store::{self, DeclarationId, ListedRow, PersonId};
use super::{Declarations, Declarer, USUAL_DAYS, red_calls};
use crate::ground::error::{Failure, Refusal};
use crate::ground::random;
use crate::store::Transaction;
use lancan_protocol::phone_number::PhoneNumber;
use lancan_protocol::problem::Problem;
use lancan_protocol::time::{Day, UnixTime};
use lancan_protocol::wire::{DeclaredPerson, MOST_DECLARED_PERSONS, Relation};

/// Letters of a name, at most.
const MOST_LETTERS: usize = 100;
/// The earliest year of birth that is taken.
const EARLIEST_YEAR: i32 = 1900;

/// A person as whoever declares for them sees them.
#[derive(Clone)]
pub(crate) struct FamilyPerson {
    pub(crate) id: PersonId,
    /// Whether a number of their own was written down.
    pub(crate) has_number: bool,
    /// None where it does not open any more.
    pub(crate) record: Option<PersonRecord>,
}

/// What somebody writes of a person.
pub(crate) struct NewPerson {
    pub(crate) name: String,
    pub(crate) birth_year: String,
    pub(crate) relation: String,
    /// Their own number; empty where they have none.
    pub(crate) phone: String,
    /// Whether the tick is there: the person agrees, or is a child whose guardian declares.
    pub(crate) consent: bool,
}

/// A person as an app names them, read.
pub(crate) struct NamedPerson(pub(super) (PersonRecord, Option<PhoneNumber>));

/// What is wrong with what somebody writes of a person, by field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PersonWrong {
    Name,
    BirthYear,
    Relation,
    Phone,
    Consent,
}

impl PersonWrong {
    /// The field's name in the form and in the keys of texts.
    pub(crate) const fn field(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::BirthYear => "birth_year",
            Self::Relation => "relation",
            Self::Phone => "phone",
            Self::Consent => "consent",
        }
    }
}

impl NewPerson {
    /// What was written, read; or everything that is wrong with it.
    fn read(&self, today: Day, now: UnixTime) -> Result<(PersonRecord, Option<PhoneNumber>), Vec<PersonWrong>> {
        let mut wrong = Vec::new();
        let name = self.name.split_whitespace().collect::<Vec<_>>().join(" ");
        if name.is_empty() || name.chars().count() > MOST_LETTERS || name.chars().any(char::is_control) {
            wrong.push(PersonWrong::Name);
        }
        let birth_year = year(&self.birth_year).filter(|year| (EARLIEST_YEAR..=year_of(today)).contains(year));
        if birth_year.is_none() {
            wrong.push(PersonWrong::BirthYear);
        }
        let relation = Relation::named(&self.relation);
        if relation.is_none() {
            wrong.push(PersonWrong::Relation);
        }
        let phone = Some(self.phone.trim()).filter(|phone| !phone.is_empty()).map(PhoneNumber::parse).transpose();
        if phone.is_err() {
            wrong.push(PersonWrong::Phone);
        }
        if !self.consent {
            wrong.push(PersonWrong::Consent);
        }
        match (birth_year, relation, phone) {
            (Some(birth_year), Some(relation), Ok(phone)) if wrong.is_empty() => {
                Ok((PersonRecord { name, birth_year, relation, consent_at: now }, phone))
            }
            _ => Err(wrong),
        }
    }
}

/// A year as somebody writes it.
pub(super) fn year(text: &str) -> Option<i32> {
    text.trim().parse().ok()
}

fn year_of(day: Day) -> i32 {
    lancan_protocol::forms::Date::of(day).year_month_day().0
}

impl Declarations {
    /// The persons for whom a number declares.
    pub(crate) async fn family(self: &Arc<Self>, declarer: Declarer) -> Result<Vec<FamilyPerson>, Failure> {
        let declarations = self.clone();
        let work = move |tx: &mut dyn Transaction| {
            let rows = person_store::of_number(tx, &declarer.number)?;
            rows.iter().map(|row| declarations.person_of(row)).collect::<Result<Vec<_>, Failure>>()
        };
        self.store.view("family", work).await
    }

    /// One of them. A person of another number is not found.
    pub(crate) async fn person(self: &Arc<Self>, declarer: Declarer, id: PersonId) -> Result<FamilyPerson, Failure> {
        let declarations = self.clone();
        let work = move |tx: &mut dyn Transaction| declarations.person_of(&theirs(tx, declarer, &id)?);
        self.store.view("family_person", work).await
    }

    /// Adds a person. What is wrong comes back and nothing is kept.
    ///
    /// # Errors
    /// A refusal where the number declares for ten persons already.
    pub(crate) async fn add_person(
        self: &Arc<Self>,
        declarer: Declarer,
        new: NewPerson,
    ) -> Result<Result<PersonId, Vec<PersonWrong>>, Failure> {
        let read = match new.read(self.today(), self.clock.now()) {
            Ok(read) => read,
            Err(wrong) => return Ok(Err(wrong)),
        };
        let (id, declarations): (PersonId, _) = (random::bytes(), self.clone());
        let work = move |tx: &mut dyn Transaction| declarations.insert_person(tx, declarer, id, &read);
        self.store.run("add_person", work).await?;
        Ok(Ok(id))
    }

    /// Makes a person known to a number, under this id.
    ///
    /// # Errors
    /// A refusal where the number declares for ten persons already.
    pub(super) fn insert_person(
        &self,
        tx: &mut dyn Transaction,
        declarer: Declarer,
        id: PersonId,
        (record, phone): &(PersonRecord, Option<PhoneNumber>),
    ) -> Result<(), Failure> {
        if person_store::of_number(tx, &declarer.number)?.len() >= MOST_DECLARED_PERSONS {
            return Err(Refusal::saying(Problem::Conflict, "web-family-full").into());
        }
        let expiry = self.today().plus(USUAL_DAYS);
        let row = PersonRow {
            id,
            number: declarer.number,
            own_number: phone.as_ref().map(|phone| self.declarer_number(phone)),
            tries: 0,
            added_at: record.consent_at,
            expiry,
            sealed: record.seal(&self.expiry_keys.get_or_make(expiry)?, &id)?,
        };
        Ok(person_store::insert(tx, &row)?)
    }

    /// What a person is whom an app names for the first time.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub(crate) fn read_person(&self, person: DeclaredPerson) -> Result<NamedPerson, Vec<PersonWrong>> {
        let DeclaredPerson { id: _, name, birth_year, relation, phone, consent } = person;
        let new = NewPerson {
            name,
            birth_year: birth_year.to_string(),
            relation: relation.name().to_owned(),
            phone: phone.unwrap_or_default(),
            consent,
        };
        new.read(self.today(), self.clock.now()).map(NamedPerson)
    }

    /// Writes down a person's own number, by which they can take their record over; an empty one forgets it.
    pub(crate) async fn set_own_number(
        &self,
        declarer: Declarer,
        id: PersonId,
        phone: Option<PhoneNumber>,
    ) -> Result<(), Failure> {
        let own_number = phone.map(|phone| self.declarer_number(&phone));
        let work = move |tx: &mut dyn Transaction| {
            let row = theirs(tx, declarer, &id)?;
            Ok::<_, Failure>(person_store::update(tx, &PersonRow { own_number, tries: 0, ..row })?)
        };
        self.store.run("set_own_number", work).await
    }

    /// Deletes a person with every declaration that was made for them.
    pub(crate) async fn remove_person(self: &Arc<Self>, declarer: Declarer, id: PersonId) -> Result<(), Failure> {
        let (declarations, ended, now) = (self.clone(), self.of_others.ended, self.clock.now());
        let work = move |tx: &mut dyn Transaction| {
            theirs(tx, declarer, &id)?;
            let all = store::of_number(tx, &declarer.number)?;
            let of_person: Vec<ListedRow> = all.into_iter().filter(|row| row.person == Some(id)).collect();
            for row in &of_person {
                ended(tx, &row.id, now)?;
            }
            red_calls::forget(tx, &of_person)?;
            for row in &of_person {
                store::delete(tx, &row.id)?;
            }
            declarations.drop_drafts_of(tx, &declarer.number, &id)?;
            Ok::<_, Failure>(person_store::delete(tx, &id)?)
        };
        self.store.run("remove_person", work).await
    }

    /// For whom whoever declared did so, where it was not for themselves: relation, and when consent was ticked. None where it
    /// does not open any more.
    pub(crate) fn on_behalf(
        &self,
        tx: &mut dyn Transaction,
        id: &DeclarationId,
    ) -> Result<Option<PersonRecord>, Failure> {
        let Some(person) = store::find(tx, id)?.and_then(|row| row.listed.person) else { return Ok(None) };
        let row = person_store::find(tx, &person)?;
        Ok(row.map(|row| self.person_of(&row)).transpose()?.and_then(|person| person.record))
    }

    pub(super) fn person_of(&self, row: &PersonRow) -> Result<FamilyPerson, Failure> {
        let key = self.expiry_keys.read(row.expiry)?;
        let record = key.and_then(|key| PersonRecord::open(&key, row));
        Ok(FamilyPerson { id: row.id, has_number: row.own_number.is_some(), record })
    }

    /// Keeps a person as long as the declaration that was just made for them.
    pub(super) fn keep_person(&self, tx: &mut dyn Transaction, row: &PersonRow, until: Day) -> Result<(), Failure> {
        let record = self.person_of(row)?.record;
        if let Some(record) = record.as_ref().filter(|_| until > row.expiry) {
            let sealed = record.seal(&self.expiry_keys.get_or_make(until)?, &row.id)?;
            person_store::update(tx, &PersonRow { expiry: until, sealed, ..row.clone() })?;
        }
        Ok(())
    }
}

/// A person for whom the number declares.
pub(super) fn theirs(tx: &mut dyn Transaction, declarer: Declarer, id: &PersonId) -> Result<PersonRow, Failure> {
    let row = person_store::find(tx, id)?.filter(|row| row.number == declarer.number);
    row.ok_or_else(|| Problem::NotFound.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_that_is_wrong_with_a_person_is_named_at_once() {
        let (today, now) = (Day(18_772), UnixTime(1_621_936_800));
        let new = |name: &str, birth_year: &str, relation: &str, phone: &str, consent| NewPerson {
            name: name.to_owned(),
            birth_year: birth_year.to_owned(),
            relation: relation.to_owned(),
            phone: phone.to_owned(),
            consent,
        };
        let (record, phone) = new("  Bé   An ", "2021", "child", " ", true).read(today, now).ok().unwrap();
        assert_eq!((record.name.as_str(), record.birth_year, phone.is_none()), ("Bé An", 2021, true));
        let (_, phone) = new("Bà Sáu", "1900", "grandparent", "0912 345 678", true).read(today, now).ok().unwrap();
        assert_eq!(phone.unwrap().as_str(), "+84912345678");
        let all = new("\u{7}", "1899", "boss", "12", false).read(today, now).err().unwrap();
        let names: Vec<&str> = all.iter().map(|wrong| wrong.field()).collect();
        assert_eq!(names, ["name", "birth_year", "relation", "phone", "consent"]);
        assert_eq!(new("An", "2022", "child", "", true).read(today, now).err(), Some(vec![PersonWrong::BirthYear]));
    }
}
