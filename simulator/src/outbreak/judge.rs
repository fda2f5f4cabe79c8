//! Who was warned, beside who should have been.

use std::collections::{BTreeMap, BTreeSet};

use lancan_core::{Notice, Standing, Warning, WarningChange};
use lancan_protocol::risk::{FailedCondition, Reason, Verdict};

use super::{Outcome, PlaceFigures, Tie, Told, posters::Posters, report::Reported};
use crate::{
    clock::SimTime,
    contacts::{Contacts, Person, ROW_SECONDS},
    phone::Phone,
    truth::Truth,
    visiting::{Attendance, seconds_with},
    world::World,
};

/// Seconds at places together with a case that count: as long as the rule of close contacts wants face to face.
const TOGETHER_SECONDS: u32 = 15 * 60;

/// The true close contacts of the cases, the cases left out.
fn close_to(truth: &Truth, cases: &[Person]) -> BTreeSet<Person> {
    let close = cases.iter().flat_map(|case| truth.close_to(*case)).copied();
    close.filter(|person| !cases.contains(person)).collect()
}

/// The gravest warning that a phone told its owner, and when it did.
fn gravest(phone: &Phone) -> Option<(SimTime, &Warning)> {
    let told = phone.host.notices.iter().filter_map(|(at, notice)| match notice {
        Notice::Warned(notice) if notice.change != WarningChange::Expired => Some((*at, &notice.warning)),
        _ => None,
    });
    told.fold(None, |gravest: Option<(SimTime, &Warning)>, (at, warning)| match gravest {
        Some((_, before)) if warning.verdict <= before.verdict => gravest,
        _ => Some((at, warning)),
    })
}

/// Whether the phone warns of a place now.
fn holds_place_warning(phone: &Phone) -> bool {
    phone.core.place_warnings().iter().any(|warning| matches!(warning.standing, Standing::InForce))
}

/// How well Bluetooth warned.
pub(super) fn by_contacts(
    world: &World,
    truth: &Truth,
    cases: &[Person],
    reported: &Reported,
    contacts: &Contacts,
) -> Outcome {
    let close = close_to(truth, cases);
    let (mut found, mut wrongly_warned, mut possible) = (0, 0, 0);
    let mut minutes = Vec::new();
    for phone in world.phones.iter().filter(|phone| !cases.contains(&phone.person)) {
        match gravest(phone).map(|(at, warning)| (at, warning.verdict)) {
            Some((at, Verdict::Close)) => {
                minutes.push((at.0.saturating_sub(reported.accepted.0)) / 60_000);
                if close.contains(&phone.person) { found += 1 } else { wrongly_warned += 1 }
            }
            Some((_, Verdict::Possible)) => possible += 1,
            _ => {}
        }
    }
    minutes.sort_unstable();
    Outcome {
        people: world.phones.len(),
        cases: cases.len(),
        close_contacts_true: close.len(),
        found,
        missed: close.len() - found,
        wrongly_warned,
        possible,
        keys_reported: reported.keys,
        encounters_reported: reported.encounters,
        minutes_to_warning: minutes.get(minutes.len() / 2).copied(),
        requests: world.requests(),
        places: None,
        told: world.phones.iter().map(|phone| told(phone, contacts, cases, &close)).collect(),
        ties: ties(contacts, cases),
    }
}

fn told(phone: &Phone, contacts: &Contacts, cases: &[Person], close: &BTreeSet<Person>) -> Told {
    let person = phone.person;
    Told {
        person,
        label: contacts.labels.get(person.index()).copied().unwrap_or_default(),
        is_case: cases.contains(&person),
        was_close: close.contains(&person),
        warning: gravest(phone).map(|(_, warning)| warning.clone()),
        warned_of_place: holds_place_warning(phone),
        reason: nearest(phone.core.reasons()),
    }
}

/// The reason that came nearest to a contact: by its verdict, then by how much of what makes a contact there was.
fn nearest(reasons: Vec<Reason>) -> Option<Reason> {
    let near = |reason: &Reason| {
        let (step, share) = match reason.failed {
            None => (6, 1.0),
            Some(FailedCondition::WeakEvidence) => (5, 1.0),
            Some(FailedCondition::TooUnlikely { probability, .. }) => (4, probability),
            Some(FailedCondition::TooShort { seconds, .. }) => (3, seconds),
            Some(FailedCondition::NotInfectious { .. }) => (2, 0.0),
            Some(FailedCondition::ReportType) => (1, 0.0),
            Some(FailedCondition::NotInForce) => (0, 0.0),
        };
        (reason.verdict, step, share)
    };
    reasons.into_iter().max_by(|one, other| {
        let ((verdict, step, share), (verdict2, step2, share2)) = (near(one), near(other));
        (verdict, step).cmp(&(verdict2, step2)).then(share.total_cmp(&share2))
    })
}

/// Everybody who was in contact with a case, another case left out.
fn ties(contacts: &Contacts, cases: &[Person]) -> Vec<Tie> {
    let mut rows: BTreeMap<(Person, Person), u32> = BTreeMap::new();
    for row in &contacts.rows {
        for (case, other) in [(row.a, row.b), (row.b, row.a)] {
            if cases.contains(&case) && !cases.contains(&other) {
                *rows.entry((case, other)).or_default() += 1;
            }
        }
    }
    let seconds = |rows: u32| rows.saturating_mul(ROW_SECONDS);
    rows.into_iter().map(|((case, other), rows)| Tie { case, other, minutes: seconds(rows) / 60 }).collect()
}

/// How well places warned.
pub(super) fn by_places(
    world: &World,
    truth: &Truth,
    cases: &[Person],
    attended: &[Attendance],
    posters: &Posters,
) -> PlaceFigures {
    let close = close_to(truth, cases);
    let together: BTreeSet<Person> = seconds_with(attended, cases)
        .into_iter()
        .filter(|(person, seconds)| *seconds >= TOGETHER_SECONDS && !cases.contains(person))
        .map(|(person, _)| person)
        .collect();
    let warned: BTreeSet<Person> =
        world.phones.iter().filter(|phone| holds_place_warning(phone)).map(|phone| phone.person).collect();
    let warned: BTreeSet<Person> = warned.into_iter().filter(|person| !cases.contains(person)).collect();
    let by_contact = |person: &&Person| {
        let phone = world.phones.get(person.index());
        warned.contains(person) || phone.and_then(gravest).is_some_and(|(_, warning)| warning.verdict == Verdict::Close)
    };
    PlaceFigures {
        posters: posters.count(),
        scans: posters.scanned,
        reported: posters.reported,
        published: posters.published,
        warned: warned.len(),
        close_found: close.intersection(&warned).count(),
        either_found: close.iter().filter(by_contact).count(),
        together_true: together.len(),
        together_found: together.intersection(&warned).count(),
    }
}
