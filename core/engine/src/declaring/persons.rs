//! For whom the user declares, and what is known of each, so that nobody writes it twice.

use lancan_protocol::{
    forms::{Answer, FormVersion, Given, Item, ItemKind, PERSON_QUESTIONS},
    hex,
    phone_number::PhoneNumber,
    problem::Problem,
    time::UnixTime,
    wire::{DeclaredPerson, MOST_DECLARED_PERSONS, Relation},
};
use rand_core::CryptoRng;
use serde::{Deserialize, Serialize};

use super::{
    Moment,
    shown::DeclarationPerson,
    written::{Written, WrittenAnswer},
};
use crate::chance;

/// Most characters of a name.
const MOST_LETTERS: usize = 100;
/// The earliest year of birth.
const EARLIEST_YEAR: i32 = 1900;

/// Somebody for whom the user declares.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct KeptPerson {
    pub(super) id: i64,
    /// What the server calls the person: 32 hex digits.
    pub(super) wire_id: String,
    pub(super) name: String,
    pub(super) birth_year: i32,
    pub(super) relation: Relation,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) phone: Option<String>,
    /// When the user ticked that the person agrees, or that they are the child's guardian.
    pub(super) consent_at: UnixTime,
}

/// What a user writes of a person.
#[derive(Clone, Copy)]
pub(crate) struct NewPerson<'a> {
    pub(crate) name: &'a str,
    pub(crate) birth_year: i32,
    pub(crate) relation: Relation,
    pub(crate) phone: Option<&'a str>,
    pub(crate) consent: bool,
}

/// What is known of somebody from what was declared.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Profile {
    /// None for the user.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) person: Option<i64>,
    pub(super) answers: Written,
}

impl KeptPerson {
    /// Reads what a user wrote.
    ///
    /// # Errors
    /// [`Problem::RequestInvalid`] for a name or a year that nobody has, and without the consent; [`Problem::PhoneMistyped`].
    pub(super) fn new(id: i64, new: &NewPerson<'_>, now: Moment, rng: &mut dyn CryptoRng) -> Result<Self, Problem> {
        let name = new.name.split_whitespace().collect::<Vec<_>>().join(" ");
        let is_name = !name.is_empty() && name.chars().count() <= MOST_LETTERS && !name.chars().any(char::is_control);
        let this_year = lancan_protocol::forms::Date::of(now.today).year_month_day().0;
        if !is_name || !(EARLIEST_YEAR..=this_year).contains(&new.birth_year) || !new.consent {
            return Err(Problem::RequestInvalid);
        }
        let phone = new.phone.filter(|phone| !phone.trim().is_empty()).map(PhoneNumber::parse).transpose();
        let phone = phone.map_err(|_| Problem::PhoneMistyped)?;
        Ok(Self {
            id,
            wire_id: hex::encode(&chance::bytes::<16>(rng)),
            name,
            birth_year: new.birth_year,
            relation: new.relation,
            phone: phone.map(|phone| phone.as_str().to_owned()),
            consent_at: now.at,
        })
    }

    /// The person as a user wrote them once more. Who they are to the server stays.
    pub(super) fn changed(&self, new: Self) -> Self {
        Self { wire_id: self.wire_id.clone(), consent_at: self.consent_at, ..new }
    }

    /// As a host shows the person.
    pub(super) fn shown(&self) -> DeclarationPerson {
        let Self { id, name, birth_year, relation, phone, .. } = self.clone();
        DeclarationPerson { id, name, birth_year, relation, phone }
    }

    /// As a declaration names the person.
    pub(super) fn declared(&self) -> DeclaredPerson {
        let Self { wire_id, name, birth_year, relation, phone, .. } = self.clone();
        DeclaredPerson { id: wire_id, name, birth_year, relation, phone, consent: true }
    }

    /// Whether another phone knows the same person.
    pub(super) fn is(&self, other: &Self) -> bool {
        self.wire_id == other.wire_id
    }

    /// What the family's list says of the person, as answers.
    pub(super) fn known(&self) -> [(&'static str, Answer); 2] {
        [("name", Answer::String(self.name.clone())), ("birth_year", Answer::Integer(self.birth_year))]
    }
}

/// Whether another person fits.
pub(super) fn has_room(persons: &[KeptPerson]) -> bool {
    persons.len() < MOST_DECLARED_PERSONS
}

/// Takes up what a declaration says of a person, in the place of what was known of the same questions.
pub(super) fn remember(profiles: &mut Vec<Profile>, person: Option<i64>, answers: &Written) {
    let known = answers.0.iter().filter(|one| PERSON_QUESTIONS.contains(&one.link_id.as_str()));
    let known: Vec<WrittenAnswer> = known.cloned().collect();
    match profiles.iter_mut().find(|profile| profile.person == person) {
        Some(profile) => {
            profile.answers.0.retain(|one| known.iter().all(|new| new.link_id != one.link_id));
            profile.answers.0.extend(known);
        }
        None if !known.is_empty() => profiles.push(Profile { person, answers: Written(known) }),
        None => {}
    }
}

/// What is known of a person, as a form can take it.
pub(super) fn known_of(
    (profiles, persons): (&[Profile], &[KeptPerson]),
    person: Option<i64>,
    own_phone: Option<&str>,
    form: &FormVersion,
) -> Written {
    let mut known = Written::default();
    let listed = persons.iter().find(|one| Some(one.id) == person).map(KeptPerson::known);
    let phone = own_phone.filter(|_| person.is_none()).map(|phone| ("phone", Answer::String(phone.to_owned())));
    for (link_id, answer) in listed.into_iter().flatten().chain(phone) {
        known.set(link_id, None, vec![Given::Read(answer)]);
    }
    if let Some(profile) = profiles.iter().find(|profile| profile.person == person) {
        for one in &profile.answers.0 {
            known.set(&one.link_id, one.time, one.answers.clone());
        }
    }
    fitting(&known, form, &PERSON_QUESTIONS)
}

/// The answers to these questions that the form has and can take.
pub(super) fn fitting(answers: &Written, form: &FormVersion, questions: &[&str]) -> Written {
    let fits = |one: &&WrittenAnswer| {
        let item = form.questionnaire.find(&one.link_id).filter(|item| !item.is_hidden());
        let takes =
            |item: &Item| one.answers.iter().all(|given| matches!(given, Given::Read(answer) if takes(item, answer)));
        questions.contains(&one.link_id.as_str()) && item.is_some_and(takes)
    };
    Written(answers.0.iter().filter(fits).cloned().collect())
}

fn takes(item: &Item, answer: &Answer) -> bool {
    let is_offered = match answer {
        Answer::Coding(code) => item.offers(code),
        _ => true,
    };
    item.kind != ItemKind::Attachment && item.takes(answer) && is_offered
}
