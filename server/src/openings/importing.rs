//! What comes back from the opener: a list of cards that it needs, or the result, which becomes contacts of the case.

use std::collections::BTreeMap;
use std::sync::Arc;

use lancan_protocol::hex;
use lancan_protocol::key_days::KeyDays;
use lancan_protocol::places::Minute;
use lancan_protocol::problem::Problem;
use lancan_protocol::visitor_log::{Direction, Grade, Opened, OpenedEntry, OpeningRequest, WantedCards, open_result};
use lancan_text::{Catalogue, Language};

use super::Openings;
use super::signing::{OpenedOpening, not_now};
use super::state::OpeningState;
use crate::contacts::{Person, Visitor};
use crate::ground::error::{Failure, Fault, Refusal};
use crate::http::Officer;
use crate::http::pages::local::Local;
use crate::store::Transaction;

/// What a file from the opener led to.
pub(crate) enum FromOpener {
    /// It asked for cards: the file with them, JSON.
    Cards(Vec<u8>),
    /// It was the result: so many contacts came of it.
    Contacts(u32),
}

impl Openings {
    /// Takes a file from the opener, from one of the two officers.
    ///
    /// # Errors
    /// [`Problem::RequestInvalid`] for a file that is not of this request, or not signed by the opener of the place's province;
    /// [`Problem::Conflict`] for a second result; [`Problem::NotAllowed`] for other officers.
    pub(crate) async fn bring(
        self: &Arc<Self>,
        officer: &Officer,
        id: &str,
        file: Vec<u8>,
    ) -> Result<FromOpener, Failure> {
        match serde_json::from_slice::<WantedCards>(&file) {
            Ok(wanted) => self.give_cards(officer, id, wanted).await,
            Err(_) => self.import(officer, id, file).await,
        }
    }

    /// The file with the sealed contacts of the cards that the opener asked for. Of a card that the server does not keep it says
    /// nothing, and the opener counts its entries as without a card.
    async fn give_cards(
        self: &Arc<Self>,
        officer: &Officer,
        id: &str,
        wanted: WantedCards,
    ) -> Result<FromOpener, Failure> {
        let (openings, who, now) = (self.clone(), officer.id, self.clock.now());
        let work = move |tx: &mut dyn Transaction, opening: &mut OpenedOpening| {
            of_the_two(opening, who)?;
            if OpeningState::of(&opening.row, now) != OpeningState::Signed {
                return Err(not_now().into());
            }
            if wanted.request != opening.row.id {
                return Err(Refusal::saying(Problem::RequestInvalid, "opening-file-refused").into());
            }
            let cards = openings.log.cards_of(tx, &wanted)?;
            let file = serde_json::to_vec(&cards).map_err(|_| Fault::Broken("a file of cards does not encode"))?;
            Ok(FromOpener::Cards(file))
        };
        self.change(officer, id, "give-opening-cards", work).await
    }

    async fn import(self: &Arc<Self>, officer: &Officer, id: &str, file: Vec<u8>) -> Result<FromOpener, Failure> {
        let (openings, who, now) = (self.clone(), officer.id, self.clock.now());
        let work = move |tx: &mut dyn Transaction, opening: &mut OpenedOpening| {
            of_the_two(opening, who)?;
            let OpenedOpening { row, kept, case, .. } = opening;
            case.must_hold()?;
            if OpeningState::of(row, now) != OpeningState::Signed {
                return Err(not_now().into());
            }
            let request = kept.request()?;
            let opener = openings.log.opener_of(request.province)?;
            let refused = || Refusal::saying(Problem::RequestInvalid, "opening-file-refused");
            let opened = open_result(&file, &request.id, (&openings.recipient.0, &opener)).map_err(|_| refused())?;
            if !is_of(&opened, &request) {
                return Err(refused().into());
            }
            let visitors = visitors(&opened.entries, &request, openings.key_days);
            let entries = u32::try_from(opened.entries.len()).unwrap_or(u32::MAX);
            let contacts = openings.contacts.add_visitors(tx, case, visitors)?;
            kept.found = Some((entries, opened.unopened));
            row.imported_at = Some(now);
            row.contacts = Some(contacts);
            Ok(FromOpener::Contacts(contacts))
        };
        self.change(officer, id, "import-opening", work).await
    }
}

fn of_the_two(opening: &OpenedOpening, officer: crate::ground::ids::OfficerId) -> Result<(), Refusal> {
    let is_one = [opening.row.first, opening.row.second].contains(&officer);
    if is_one { Ok(()) } else { Err(Refusal::saying(Problem::NotAllowed, "opening-not-named")) }
}

/// Whether a result is about the hours of a request, each entry too.
fn is_of(opened: &Opened, request: &OpeningRequest) -> bool {
    let (from, until) = (request.first_hour.start(), request.first_hour.plus(request.hours.into()).start());
    let within = |entry: &OpenedEntry| (Minute::of(from)..Minute::of(until)).contains(&entry.minute);
    opened.format == 1
        && opened.request == hex::encode(&request.id)
        && (opened.first_hour, opened.hours) == (request.first_hour, request.hours)
        && opened.entries.iter().all(within)
}

/// By what entries are of one visitor: name, number and year of birth. A number alone may be a family's.
type Who<'e> = (&'e str, Option<&'e str>, u16);

/// The visitors of entries: those of one person are one visitor, who was there from the first to the last.
fn visitors(entries: &[OpenedEntry], request: &OpeningRequest, days: KeyDays) -> Vec<Visitor> {
    let mut by_person: BTreeMap<Who<'_>, Vec<&OpenedEntry>> = BTreeMap::new();
    for entry in entries {
        let who = (entry.name.as_str(), entry.phone.as_deref(), entry.birth_year);
        by_person.entry(who).or_default().push(entry);
    }
    by_person.into_values().filter_map(|entries| visitor(&entries, request, days)).collect()
}

fn visitor(entries: &[&OpenedEntry], request: &OpeningRequest, days: KeyDays) -> Option<Visitor> {
    let last = entries.iter().max_by_key(|entry| entry.minute)?;
    let person = Person {
        name: Some(last.name.clone()),
        phone: last.phone.clone(),
        birth_year: Some(u32::from(last.birth_year)).filter(|year| *year > 0),
        unit: last.unit.clone(),
        notes: Some(notes(entries, &request.place, days)),
        ..Person::default()
    };
    Some(Visitor { person, day: days.day(last.minute.start()), minutes: stay(entries) })
}

/// Minutes between each way in and the way out that follows it; none where nobody was seen to leave.
fn stay(entries: &[&OpenedEntry]) -> Option<u32> {
    let mut entries = entries.to_vec();
    entries.sort_by_key(|entry| entry.minute);
    let (mut came, mut all) = (None, None);
    for entry in entries {
        match entry.direction {
            Direction::In => came = came.or(Some(entry.minute)),
            Direction::Out => {
                let stayed = came.take().map(|came: Minute| entry.minute.since(came));
                all = stayed.map_or(all, |stayed| Some(all.unwrap_or(0) + stayed));
            }
            Direction::Both => {}
        }
    }
    all
}

/// What officers read of a visit, in Vietnamese as notes are: where, when, which way, how much it proves.
fn notes(entries: &[&OpenedEntry], place: &str, days: KeyDays) -> String {
    let text = Catalogue::of(Language::Vi);
    let local = Local(days);
    let lines = entries.iter().map(|entry| {
        let way = text.message(direction(entry.direction), &[]);
        let grade = text.message(grade(entry.grade), &[]);
        let when = local.moment(entry.minute.start());
        let companions = u32::from(entry.companions);
        let arguments = [
            ("place", place.into()),
            ("when", when.as_str().into()),
            ("way", way.as_str().into()),
            ("grade", grade.as_str().into()),
            ("companions", companions.into()),
        ];
        let note = text.message("opening-note", &arguments);
        if entry.number_certified { format!("{note} {}", text.message("opening-number-certified", &[])) } else { note }
    });
    // Notes are limited: a person who went in and out all day is told by the first twenty times.
    lines.take(20).collect::<Vec<_>>().join("\n")
}

const fn direction(direction: Direction) -> &'static str {
    match direction {
        Direction::In => "opening-way-in",
        Direction::Out => "opening-way-out",
        Direction::Both => "opening-way-both",
    }
}

const fn grade(grade: Grade) -> &'static str {
    match grade {
        Grade::SelfScan => "opening-grade-self",
        Grade::Phone => "opening-grade-phone",
        Grade::OldPhone => "opening-grade-old",
        Grade::Paper => "opening-grade-paper",
        Grade::OnBehalf => "opening-grade-behalf",
    }
}
