//! Asking for an opening: one place of the officer's area, at most six hours, a case, a reason, and who signs second.

use std::sync::Arc;

use lancan_protocol::hex;
use lancan_protocol::places::{LogId, Minute, PlaceFlags, UnitCode};
use lancan_protocol::problem::Problem;
use lancan_protocol::time::UnixTime;
use lancan_protocol::visitor_log::{LogHour, OpeningRequest};

use super::kept::KeptOpening;
use super::store::{self, OpeningRow};
use super::{Openings, key_store};
use crate::cases::CaseRow;
use crate::ground::error::{Failure, Fault, Refusal};
use crate::ground::ids::OfficerId;
use crate::ground::random;
use crate::http::{Area, Officer, Right};
use crate::officers;
use crate::places::{self, PlaceRow};
use crate::store::Transaction;

/// Days after which no envelope is left.
const KEPT_DAYS: u64 = 28;
const DAY_SECONDS: u64 = 86_400;
/// Most openings of a place in seven days, of an officer and of a district in 24 hours: those of the opener.
const A_PLACE: u32 = 4;
const AN_OFFICER: u32 = 5;
const A_DISTRICT: u32 = 20;

/// What an officer asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct NewOpening {
    /// The case, by the authority's own number or by its id.
    pub(crate) case: String,
    /// Id of the place.
    pub(crate) place: String,
    /// The first instant; the beginning of an hour.
    pub(crate) from: UnixTime,
    /// How many hours.
    pub(crate) hours: u8,
    /// Why.
    pub(crate) reason: String,
    /// Who signs second.
    pub(crate) second: OfficerId,
}

/// Who could sign second.
pub(crate) struct SecondOfficer {
    /// Row number.
    pub(crate) id: OfficerId,
    /// The name.
    pub(crate) name: String,
}

fn wrong(field: &'static str, key: &'static str) -> Refusal {
    Refusal::of_field(field, key, Vec::new())
}

impl NewOpening {
    /// What can be said before anything is looked up.
    fn check(&self, now: UnixTime) -> Result<LogHour, Refusal> {
        let hour = LogHour::of(self.from);
        let end = self.from.plus(u64::from(self.hours) * 3_600);
        if hour.start() != self.from || self.from > now || end.plus(KEPT_DAYS * DAY_SECONDS) <= now {
            return Err(wrong("from", "opening-error-from"));
        }
        if !(1..=OpeningRequest::MOST_HOURS).contains(&self.hours) {
            return Err(wrong("hours", "opening-error-hours"));
        }
        let reason = self.reason.trim();
        let fits =
            (1..=OpeningRequest::MOST_TEXT_BYTES).contains(&reason.len()) && !reason.chars().any(char::is_control);
        if !fits || !reason.chars().any(char::is_alphabetic) {
            return Err(wrong("reason", "opening-error-reason"));
        }
        Ok(hour)
    }
}

/// The district of a place; its province where there are no districts.
fn district(place: &PlaceRow) -> Option<(String, UnitCode)> {
    let codes: Vec<&str> = place.area.path().split('/').filter(|code| !code.is_empty()).collect();
    let code = match codes.as_slice() {
        [_, district, _, ..] => district,
        [province, ..] => province,
        [] => return None,
    };
    Some(((*code).to_owned(), UnitCode::from_digits(code)?))
}

/// Who answers for the officers of an area, but for one.
fn others(tx: &mut dyn Transaction, area: &Area, but: OfficerId) -> Result<Vec<SecondOfficer>, Failure> {
    let all = officers::who_answer_for(tx, area)?.into_iter().filter(|(id, _)| *id != but);
    Ok(all.map(|(id, name)| SecondOfficer { id, name }).collect())
}

impl Openings {
    /// Who could sign second for the cases of the officer's centre: supervisors with a key of their own.
    pub(crate) async fn seconds(&self, officer: &Officer) -> Result<Vec<SecondOfficer>, Failure> {
        officer.may(Right::Write)?;
        let (home, id) = (officer.home.clone(), officer.id);
        let read = move |tx: &mut dyn Transaction| {
            let mut able = Vec::new();
            for other in others(tx, &home, id)? {
                if key_store::live(tx, other.id)?.is_some() {
                    able.push(other);
                }
            }
            Ok::<_, Failure>(able)
        };
        self.store.view("second_officers", read).await
    }

    /// The place of the officer's area with this id, where the law demands a visitor log.
    pub(crate) async fn place(&self, officer: &Officer, id: &str) -> Result<PlaceRow, Failure> {
        officer.may(Right::Write)?;
        let (officer, id) = (officer.clone(), id.to_owned());
        let read = move |tx: &mut dyn Transaction| Ok(logged(tx, &officer, &id)?.ok_or(Problem::NotFound)?);
        self.store.view("place_of_opening", read).await
    }

    /// Asks for an opening. Nothing is signed yet. Returns its id.
    ///
    /// # Errors
    /// A refusal that names the field that cannot be; [`Problem::TooManyRequests`] where a limit is reached.
    pub(crate) async fn ask(self: &Arc<Self>, officer: &Officer, new: NewOpening) -> Result<String, Failure> {
        officer.may(Right::Write)?;
        let now = self.clock.now();
        let hour = new.check(now)?;
        let (openings, area, named) = (self.clone(), officer.area.clone(), new.case.trim().to_owned());
        let found = self.store.view("case_to_open_for", move |tx| openings.cases.meant(tx, &area, &named)).await?;
        let case = found.ok_or_else(|| wrong("case", "opening-error-case"))?;
        let id = random::bytes::<16>();
        let about = (&case.id, format!("opening {}", hex::encode(&id)));
        let (openings, who, case_now) = (self.clone(), officer.clone(), case.clone());
        let work = move |tx: &mut dyn Transaction| openings.asked(tx, &who, &case_now, (&new, hour), id);
        self.officers.write(officer, "ask-opening", about, work).await?;
        Ok(hex::encode(&id))
    }

    fn asked(
        &self,
        tx: &mut dyn Transaction,
        officer: &Officer,
        case: &CaseRow,
        (new, hour): (&NewOpening, LogHour),
        id: [u8; 16],
    ) -> Result<(), Failure> {
        case.must_hold()?;
        let now = self.clock.now();
        let place = logged(tx, officer, &new.place)?.ok_or_else(|| wrong("place", "opening-error-place"))?;
        let (district, unit) = district(&place).ok_or_else(|| wrong("place", "opening-error-place"))?;
        let is_another = others(tx, &case.area, officer.id)?.iter().any(|other| other.id == new.second);
        if !is_another {
            return Err(wrong("second", "opening-error-second").into());
        }
        let own =
            key_store::live(tx, officer.id)?.ok_or_else(|| Refusal::saying(Problem::Conflict, "opening-no-key"))?;
        let theirs = key_store::live(tx, new.second)?.ok_or_else(|| wrong("second", "opening-error-second"))?;
        if own.key.key == theirs.key.key {
            return Err(wrong("second", "opening-error-one-key").into());
        }
        let (week, day) = (now.minus(7 * DAY_SECONDS), now.minus(DAY_SECONDS));
        let (of_place, of_officers, of_district) =
            store::asked_since(tx, (&place.id, week), [officer.id, new.second], (&district, day))?;
        let is_full = of_place >= A_PLACE || of_officers.iter().any(|asked| *asked >= AN_OFFICER);
        if is_full || of_district >= A_DISTRICT {
            return Err(Refusal::saying(Problem::TooManyRequests, "opening-limit").into());
        }
        let number = |id: OfficerId| u32::try_from(id).map_err(|_| Fault::Broken("an officer's number is too great"));
        let named = self.cases.reference_in(tx, &case.area, &case.id)?.unwrap_or_else(|| case.id.0.clone());
        let request = OpeningRequest {
            id,
            province: place.place.province,
            district: unit,
            logs: self.logs(tx, &place.id, (hour, new.hours))?,
            first_hour: hour,
            hours: new.hours,
            issued: Minute::of(now),
            expires: Minute::of(now).plus(OpeningRequest::MOST_MINUTES),
            officers: [number(officer.id)?, number(new.second)?],
            recipient: self.recipient.1.fingerprint(),
            place: place.place.name.as_str().to_owned(),
            case: named,
            reason: new.reason.trim().to_owned(),
        };
        request.check().map_err(|_| wrong("place", "opening-error-codes"))?;
        let key = self.cases.opened(case)?.key;
        let id = hex::encode(&id);
        let row = OpeningRow {
            sealed: KeptOpening::of(&request).seal(&id, &key)?,
            id,
            case: case.id.clone(),
            place: place.id,
            district,
            first: officer.id,
            second: new.second,
            asked_at: now,
            expires_at: request.expires.start(),
            first_at: None,
            second_at: None,
            refused_at: None,
            handed_out_at: None,
            imported_at: None,
            contacts: None,
        };
        Ok(store::insert(tx, &row)?)
    }

    /// What the envelopes of a place are filed under whose codes were valid in these hours.
    fn logs(
        &self,
        tx: &mut dyn Transaction,
        place: &str,
        (first, hours): (LogHour, u8),
    ) -> Result<Vec<LogId>, Failure> {
        let last = first.plus(u32::from(hours).saturating_sub(1));
        let days = [first.day(self.key_days), last.day(self.key_days)];
        let mut live = Vec::new();
        for log in self.places.logs_of(tx, place)? {
            for day in days {
                if !live.contains(&log) && self.places.logged(tx, log, day)?.is_some() {
                    live.push(log);
                }
            }
        }
        Ok(live)
    }
}

/// The place of the officer's area with this id, where the law demands a visitor log.
fn logged(tx: &mut dyn Transaction, officer: &Officer, id: &str) -> Result<Option<PlaceRow>, Failure> {
    let territory = officer.area.territory();
    let is_there = |place: &PlaceRow| {
        place.place.flags.contains(PlaceFlags::VISITOR_LOG)
            && territory.as_ref().is_some_and(|territory| territory.covers(&place.area))
    };
    Ok(places::find(tx, id)?.filter(is_there))
}
