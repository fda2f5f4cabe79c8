//! Places: their codes, and the times at them of which the authority warns. Who was at a place is nowhere here.

mod after_restore;
mod api;
mod bodies;
mod closing;
mod codes;
mod details;
mod display;
mod listed;
mod logged;
mod logged_store;
mod manager_store;
mod managers;
mod moving;
mod new_place;
mod positions;
mod poster;
mod registration;
mod reported;
mod rows;
mod store;
mod tablet_store;
mod tablets;
mod telling;
mod windows;

use lancan_protocol::Saturate as _;
use std::sync::Arc;

use lancan_protocol::key_days::KeyDays;
use lancan_protocol::places::{self as place_code, Minute, Province, Row};
use lancan_protocol::problem::Problem;
use lancan_protocol::rules::Rules;
use lancan_protocol::time::{Day, UnixTime};

use crate::ground::clock::Clock;
use crate::ground::error::{Failure, Fault, Refusal};
use crate::ground::folded::folded;
use crate::ground::ids::CaseId;
use crate::ground::purposes;
use crate::ground::random;
use crate::ground::sealing::SealingKey;
use crate::ground::secrets::Secrets;
use crate::ground::sms::Sms;
use crate::ground::unit_set::UnitSet;
use crate::http::{Area, Officer};
use crate::officers::Officers;
use crate::otp::OneTimePasswords;
use crate::store::{StoreError, Transaction};

pub(crate) use after_restore::PublishedRow;
pub(crate) use api::routes;
pub(crate) use bodies::PublishedWindow;
pub(crate) use details::{PlaceDetails, category_name, category_named};
pub(crate) use display::DisplayDay;
pub(crate) use listed::{AddedListed, PlaceOfList};
pub(crate) use managers::{KnownManager, MOST_MANAGERS, Manager, SESSION_DAYS};
pub(crate) use moving::SplitPlace;
pub(crate) use new_place::NewPlace;
pub(crate) use poster::PosterPaper;
pub(crate) use reported::VisitedPlace;
pub(crate) use rows::WindowRow;
pub(crate) use store::PlaceRow;
pub(crate) use windows::NewWindow;

use store::PlaceCodeRow;

/// Days that windows, rows and the ids of visits are kept: longer than phones keep visits (at most 60 by the rules).
const KEPT_DAYS: u32 = 64;
/// Codes of one kind that a place has on one day at most.
const MOST_CODES: usize = 4;
/// Most places of a page.
pub(crate) const PAGE: u32 = 100;
/// Most windows of a place that are shown.
const WINDOWS_SHOWN: u32 = 200;

/// The places of the store.
pub(crate) struct Places {
    officers: Arc<Officers>,
    otp: Arc<OneTimePasswords>,
    secrets: Arc<Secrets>,
    clock: Arc<dyn Clock>,
    rules: Arc<Rules>,
    set: UnitSet,
    /// The key that seals names and numbers of managers.
    people: SealingKey,
    /// The key that seals seeds.
    seeds: SealingKey,
    /// The host that place codes lead to.
    host: String,
    /// Sends managers what became of windows; none where the settings do not ask for it.
    sms: Option<Arc<dyn Sms>>,
    /// What hangs on a place; none where nothing does.
    follower: Option<PlaceFollower>,
}

/// What a room that hangs on places does when a place was closed for good, opened again or moved into another unit, in the same
/// transaction.
pub(crate) type PlaceFollower = Arc<dyn Fn(&mut dyn Transaction, &str) -> Result<(), Failure> + Send + Sync>;

/// A place with its codes and its windows.
pub(crate) struct PlaceFile {
    /// The place.
    pub(crate) place: PlaceRow,
    /// Its codes, the newest last.
    pub(crate) codes: Vec<ShownCode>,
    /// Its windows, the latest first.
    pub(crate) windows: Vec<WindowRow>,
    /// Who runs it.
    pub(crate) managers: Vec<KnownManager>,
}

/// A code of a place, without what is secret of it.
pub(crate) struct ShownCode {
    /// Whether a display shows it; posters otherwise.
    pub(crate) rotating: bool,
    /// First day on which it is valid.
    pub(crate) live_from: Day,
    /// Last day; none while no newer code takes its place.
    pub(crate) live_until: Option<Day>,
}

/// What became of a place that was to be added.
pub(crate) enum AddedPlace {
    /// It has this id.
    Place(String),
    /// The unit has places of this or nearly this name; nothing was added.
    Alike(Vec<PlaceRow>),
}

/// Deletes what is older than phones keep visits.
pub(crate) fn expire(tx: &mut dyn Transaction, today: Day) -> Result<(), StoreError> {
    manager_store::forget_sessions(tx, KeyDays::UTC.start(today))?;
    let oldest = today.minus(KEPT_DAYS);
    store::forget_before(tx, oldest)?;
    rows::forget_before(tx, oldest, Minute::of(KeyDays::UTC.start(oldest)))
}

/// A case is destroyed: nothing tells any more which windows were of it.
pub(crate) fn forget_case(tx: &mut dyn Transaction, case: &CaseId) -> Result<(), StoreError> {
    rows::forget_case(tx, case)
}

/// The windows that were published for a case, the earliest first.
pub(crate) fn windows_of_case(tx: &mut dyn Transaction, case: &CaseId) -> Result<Vec<WindowRow>, StoreError> {
    rows::windows_of_case(tx, case)
}

/// The window with this id.
pub(crate) fn window(tx: &mut dyn Transaction, id: &str) -> Result<Option<WindowRow>, StoreError> {
    rows::find_window(tx, id)
}

/// The place with this id.
pub(crate) fn find(tx: &mut dyn Transaction, id: &str) -> Result<Option<PlaceRow>, StoreError> {
    store::find(tx, id)
}

/// The provinces that have places.
pub(crate) fn provinces(tx: &mut dyn Transaction) -> Result<Vec<Province>, StoreError> {
    store::provinces(tx)
}

/// Takes the rows that the export of a province with this end is to hold: at most `most`, and whether more are left. Asked
/// again for the same end it takes the same rows.
pub(crate) fn take_rows(
    tx: &mut dyn Transaction,
    province: Province,
    end: UnixTime,
    most: usize,
) -> Result<(Vec<Row>, bool), StoreError> {
    let limit: u32 = most.saturate();
    let mut due = rows::due(tx, province, end, limit.saturating_add(1))?;
    let more = due.len() > most;
    due.truncate(most);
    due.iter().try_for_each(|row| rows::take(tx, row, end))?;
    Ok((due.into_iter().map(|row| row.sealed).collect(), more))
}

/// A place as the audit log names it.
fn about(id: &str) -> (Option<&CaseId>, String) {
    (None, format!("place {id}"))
}

impl Places {
    /// # Errors
    /// [`Fault`] when the server's secret gives no key.
    pub(crate) fn new(
        officers: Arc<Officers>,
        otp: Arc<OneTimePasswords>,
        secrets: Arc<Secrets>,
        clock: Arc<dyn Clock>,
        rules: Arc<Rules>,
        set: UnitSet,
        host: String,
    ) -> Result<Self, Fault> {
        let seeds = secrets.sealing_key(purposes::PLACE_SEEDS)?;
        let people = secrets.sealing_key(purposes::PLACE_PEOPLE)?;
        Ok(Self { officers, otp, secrets, clock, rules, set, people, seeds, host, sms: None, follower: None })
    }

    /// The same places, whose managers are told by text message what becomes of windows.
    pub(crate) fn telling(mut self, sms: Arc<dyn Sms>) -> Self {
        self.sms = Some(sms);
        self
    }

    /// The same places, on which another room hangs.
    pub(crate) fn followed_by(mut self, follower: PlaceFollower) -> Self {
        self.follower = Some(follower);
        self
    }

    /// Tells what hangs on a place that the place was closed for good, opened again or moved.
    fn followed(&self, tx: &mut dyn Transaction, id: &str) -> Result<(), Failure> {
        self.follower.as_ref().map_or(Ok(()), |follower| follower(tx, id))
    }

    fn today(&self) -> Day {
        self.rules.key_days.day(self.clock.now())
    }

    /// Adds a place of the officer's area with a code for its posters. One that an officer adds is verified.
    /// Where the law demands a visitor log, the officer says so: no place puts itself under that duty.
    pub(crate) async fn add(
        self: &Arc<Self>,
        officer: &Officer,
        new: NewPlace,
        log_by_law: bool,
    ) -> Result<AddedPlace, Failure> {
        let mut checked = new.check(self.set)?;
        if log_by_law {
            checked.place.flags.0 |= place_code::PlaceFlags::VISITOR_LOG.0;
        }
        if !territory(officer).is_some_and(|territory| territory.covers(&checked.area)) {
            return Err(Refusal::saying(Problem::NotAllowed, "officer-place-elsewhere").into());
        }
        let (places, now) = (self.clone(), self.clock.now());
        self.officers
            .write(officer, "add-place", None, move |tx| {
                let alike = store::alike(tx, checked.unit, &checked.folded)?;
                if !alike.is_empty() && !new.although_alike {
                    return Ok(AddedPlace::Alike(alike));
                }
                let id = random::id();
                store::insert(tx, &id, &checked, now, Some(now))?;
                places.new_code(tx, &id, false, places.rules.key_days.day(now))?;
                Ok(AddedPlace::Place(id))
            })
            .await
    }

    /// A page of the places of the officer's area whose names hold these words, whatever their marks.
    pub(crate) async fn list(&self, officer: &Officer, words: &str, after: &str) -> Result<Vec<PlaceRow>, Failure> {
        let (area, words, after) = (territory(officer), folded(words), after.to_owned());
        let read = move |tx: &mut dyn Transaction| match &area {
            Some(area) => Ok(store::in_area(tx, area, &words, &after, PAGE)?),
            None => Ok(Vec::new()),
        };
        self.officers.read(officer, "list-places", None, |_| Ok(()), read).await
    }

    /// A place of the officer's area with its codes and windows.
    pub(crate) async fn view(self: &Arc<Self>, officer: &Officer, id: &str) -> Result<PlaceFile, Failure> {
        let (places, finder) = (self.clone(), Self::finder(officer, id));
        let allowed = finder.clone();
        let read = move |tx: &mut dyn Transaction| {
            let place = finder(tx)?;
            places.file(tx, place)
        };
        self.officers.read(officer, "view-place", about(id), move |tx| allowed(tx).map(|_| ()), read).await
    }

    /// Says that a health officer has seen the place.
    pub(crate) async fn verify(&self, officer: &Officer, id: &str) -> Result<(), Failure> {
        let (finder, now, named) = (Self::finder(officer, id), self.clock.now(), about(id));
        let id = id.to_owned();
        let work = move |tx: &mut dyn Transaction| {
            finder(tx)?;
            Ok(store::verify(tx, &id, now)?)
        };
        self.officers.write(officer, "verify-place", named, work).await
    }

    /// Gives a place a new code: for posters, or for a display.
    pub(crate) async fn change_code(
        self: &Arc<Self>,
        officer: &Officer,
        id: &str,
        rotating: bool,
    ) -> Result<(), Failure> {
        let (places, finder, named) = (self.clone(), Self::finder(officer, id), about(id));
        let id = id.to_owned();
        let work = move |tx: &mut dyn Transaction| {
            finder(tx)?;
            places.next_code(tx, &id, rotating)
        };
        self.officers.write(officer, "change-place-code", named, work).await
    }

    /// A place with its codes, its windows and its managers.
    fn file(&self, tx: &mut dyn Transaction, place: PlaceRow) -> Result<PlaceFile, Failure> {
        let codes = store::codes_of(tx, &place.id)?;
        let shown =
            |PlaceCodeRow { rotating, live_from, live_until, .. }| ShownCode { rotating, live_from, live_until };
        let codes = codes.into_iter().map(shown).collect();
        let windows = rows::windows_of_place(tx, &place.id, WINDOWS_SHOWN)?;
        let managers = self.known_managers(tx, &place.id)?;
        Ok(PlaceFile { place, codes, windows, managers })
    }

    /// Days after its publication for which phones are told of a window.
    pub(crate) fn keep_days(&self) -> u32 {
        self.rules.places.keep_days
    }

    /// Gives a place a new code, unless it has four of this kind that are valid today. One for a display ends the addresses
    /// of the tablets that showed the old one.
    fn next_code(&self, tx: &mut dyn Transaction, id: &str, rotating: bool) -> Result<(), Failure> {
        let today = self.today();
        let live = store::codes_of(tx, id)?;
        let live = live.iter().filter(|code| code.rotating == rotating);
        let live = live.filter(|code| code.live_until.is_none_or(|until| until >= today)).count();
        if live >= MOST_CODES {
            return Err(Refusal::saying(Problem::TooManyRequests, "officer-place-codes").into());
        }
        if rotating {
            tablet_store::forget(tx, id)?;
        }
        self.new_code(tx, id, rotating, today)?;
        self.followed(tx, id)
    }

    /// What stands before a place code in the address that a QR code holds.
    pub(crate) fn address(&self) -> String {
        place_code::url(&self.host, &[])
    }

    /// The first minute of a day.
    pub(crate) fn starts(&self, day: Day) -> UnixTime {
        self.rules.key_days.start(day)
    }

    /// Withdraws a window at a place of the officer's area.
    pub(crate) async fn withdraw_window(
        self: &Arc<Self>,
        officer: &Officer,
        id: &str,
        window: &str,
    ) -> Result<(), Failure> {
        let (places, finder, now) = (self.clone(), Self::finder(officer, id), self.clock.now());
        let (named, id, window) = (about(id), id.to_owned(), window.to_owned());
        let work = move |tx: &mut dyn Transaction| {
            finder(tx)?;
            let found = rows::find_window(tx, &window)?.filter(|found| found.place == id);
            places.withdraw(tx, &found.ok_or(Problem::NotFound)?.id, now)
        };
        self.officers.write(officer, "withdraw-window", named, work).await
    }

    /// A place of the officer's area. One of another area is not found.
    pub(crate) fn seen_by(tx: &mut dyn Transaction, officer: &Officer, id: &str) -> Result<PlaceRow, Failure> {
        Self::finder(officer, id)(tx)
    }

    /// Finds a place of the officer's area. One of another area is not found.
    fn finder(
        officer: &Officer,
        id: &str,
    ) -> impl Fn(&mut dyn Transaction) -> Result<PlaceRow, Failure> + Clone + Send + use<> {
        let (territory, id) = (territory(officer), id.to_owned());
        move |tx| {
            let place = store::find(tx, &id)?;
            let is_there = |place: &PlaceRow| territory.as_ref().is_some_and(|territory| territory.covers(&place.area));
            Ok(place.filter(is_there).ok_or(Problem::NotFound)?)
        }
    }
}

/// Where an officer adds and sees places: also who sees the cases of a health centre alone sees the places of its unit.
fn territory(officer: &Officer) -> Option<Area> {
    officer.area.territory()
}
