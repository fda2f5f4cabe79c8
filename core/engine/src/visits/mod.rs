//! Visits to places: what the user scanned, where the authority warns of, and the warnings that follow.
//!
//! All of it is one sealed value, so that not even the number of visits shows. A scan sends nothing and asks nothing.

mod book;
mod own;
mod provinces;
mod shown;
mod stored;
mod warned;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use lancan_protocol::{
    key_days::KeyDays,
    places::{CodeId, Minute, PlaceCode, Province},
    rules::PlaceRules,
    time::{Day, UnixTime},
    visits::{FoundWindow, TagIndex, VisitedDay},
};
use rand_core::CryptoRng;
use serde::{Deserialize, Serialize};

use book::Book;
pub(crate) use own::OwnVisit;
use provinces::Provinces;
pub use shown::{LogQuestion, ScanRefused, Scanned, Visit, VisitedDate};
pub use warned::StoredPlaceWarning;
use warned::Windows;

use crate::{
    kept::{Keep, from_json, to_json},
    notice::PlaceNotice,
};

/// The visits, the windows that were found for them, and the provinces whose files are fetched.
#[derive(Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Visited {
    /// Which form this is.
    version: FormOfVisits,
    book: Book,
    windows: Windows,
    provinces: Provinces,
}

/// The form that this version of the app writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "u32", into = "u32")]
struct FormOfVisits;

impl Default for FormOfVisits {
    fn default() -> Self {
        Self
    }
}

impl From<FormOfVisits> for u32 {
    fn from(_: FormOfVisits) -> Self {
        1
    }
}

impl TryFrom<u32> for FormOfVisits {
    type Error = &'static str;

    fn try_from(number: u32) -> Result<Self, Self::Error> {
        if number == 1 { Ok(Self) } else { Err("visits of a version that this app does not read") }
    }
}

impl Keep for Visited {
    fn to_bytes(&self) -> Option<Vec<u8>> {
        if *self == Self::default() { None } else { to_json(self) }
    }

    fn from_bytes(bytes: &[u8]) -> Option<Self> {
        from_json(bytes)
    }
}

/// What visits are judged by.
#[derive(Clone, Copy)]
pub(crate) struct Judged<'a> {
    pub(crate) rules: &'a PlaceRules,
    pub(crate) days: KeyDays,
}

/// The days of a place that a search goes by, and the index of their tags.
pub(crate) struct Search {
    pub(crate) tags: TagIndex,
    places: Vec<(CodeId, Day)>,
}

impl Search {
    /// What was found, with the place and day of each.
    fn places_of<'a>(&self, found: &'a [FoundWindow]) -> impl Iterator<Item = ((CodeId, Day), &'a FoundWindow)> {
        let place = |window: &FoundWindow| self.places.get(usize::try_from(window.handle).ok()?).copied();
        found.iter().filter_map(move |window| Some((place(window)?, window)))
    }
}

impl Visited {
    /// The user scanned a place's code.
    pub(crate) fn scan(&mut self, code: &PlaceCode, at: Minute, by: Judged<'_>) -> Scanned {
        let scanned = self.book.scan(code, at, by);
        if matches!(scanned, Scanned::Entered(_)) {
            self.provinces.visited(code.place.province, at.start());
        }
        scanned
    }

    /// The user adds a visit by the place's code and the times.
    pub(crate) fn add(&mut self, code: &PlaceCode, stay: (Minute, Minute), by: Judged<'_>) -> Option<Scanned> {
        let scanned = self.book.add(code, stay, by)?;
        self.provinces.visited(code.place.province, stay.0.start());
        Some(scanned)
    }

    /// The user corrects the times of a visit. None where there is no such visit, or its place's days are not known for them.
    pub(crate) fn edit(&mut self, id: i64, stay: (Minute, Minute), by: Judged<'_>) -> Option<Visit> {
        let visit = self.book.edit(id, stay, by)?;
        self.provinces.visited(visit.province, stay.0.start());
        Some(visit.shown(false, by.days))
    }

    /// Deletes a visit, with the warning that rests on it. Returns whether there was one.
    pub(crate) fn delete(&mut self, id: i64) -> bool {
        self.windows.forget_warning(id);
        self.book.delete(id)
    }

    /// The visits by day, the newest day first.
    pub(crate) fn by_day(&self, at: Minute, days: KeyDays) -> Vec<VisitedDate> {
        let mut found: BTreeMap<Day, Vec<Visit>> = BTreeMap::new();
        for visit in self.book.visits() {
            let shown = visit.shown(self.book.is_open(visit, at), days);
            found.entry(shown.day).or_default().push(shown);
        }
        let dates = found.into_iter().rev().map(|(day, mut visits)| {
            visits.sort_by_key(|visit| (visit.enter, visit.id));
            VisitedDate { day, visits }
        });
        dates.collect()
    }

    /// The visits as a report would bring them, newest first.
    pub(crate) fn own(&self, window: (Minute, Minute), days: KeyDays) -> Vec<OwnVisit> {
        own::own(self.book.visits(), window, days)
    }

    /// Whether there is a visit of this number.
    pub(crate) fn knows(&self, id: i64) -> bool {
        self.book.visits().iter().any(|visit| visit.id == id)
    }

    /// The province of the place that was visited last; none without a visit.
    pub(crate) fn last_province(&self) -> Option<Province> {
        let last = self.book.visits().iter().max_by_key(|visit| (visit.enter, visit.id))?;
        Some(last.province)
    }

    /// Whether decoys are still to be drawn. `published`: the provinces of which the index names files.
    pub(crate) fn lacks_decoys(&self, published: &[Province]) -> bool {
        self.provinces.lacks_decoys(published)
    }

    /// Draws the decoys that are missing.
    pub(crate) fn draw_decoys(&mut self, published: &[Province], rng: &mut dyn CryptoRng) {
        self.provinces.draw_decoys(published, rng);
    }

    /// The provinces whose files are to be fetched, decoys among them, each with the instant before which no file is needed.
    pub(crate) fn wanted(&self) -> BTreeMap<Province, UnixTime> {
        self.provinces.wanted()
    }

    /// What to look for in exports of places.
    pub(crate) fn search(&self, by: Judged<'_>) -> Search {
        let mut seeds = BTreeMap::new();
        for visit in self.book.visits() {
            for (day, seed) in visit.days(by) {
                seeds.insert((visit.code_id, day), seed);
            }
        }
        let places: Vec<(CodeId, Day)> = seeds.keys().copied().collect();
        let visited = (0..).zip(seeds.into_values()).map(|(handle, seed)| VisitedDay { handle, seed });
        Search { tags: TagIndex::new(visited.collect()), places }
    }

    /// Whether any of what an export said is new.
    pub(crate) fn finds_new(&self, search: &Search, found: &[FoundWindow]) -> bool {
        search.places_of(found).any(|(place, window)| !self.windows.holds(place, window))
    }

    /// Takes up what an export said of visited places.
    pub(crate) fn found(&mut self, search: &Search, found: &[FoundWindow]) {
        for (place, window) in search.places_of(found) {
            self.windows.add(place, window);
        }
    }

    /// Compares the warnings that follow from visits and windows with what the user was told.
    pub(crate) fn warn(&mut self, by: Judged<'_>, now: UnixTime) -> Vec<PlaceNotice> {
        self.windows.reconcile(self.book.visits(), by, now)
    }

    /// Whether comparing would change anything of what was told.
    pub(crate) fn has_something_to_tell(&self, by: Judged<'_>, now: UnixTime) -> bool {
        self.windows.would_change(self.book.visits(), by, now)
    }

    /// The warnings, newest first.
    pub(crate) fn warnings(&self) -> Vec<StoredPlaceWarning> {
        self.windows.told()
    }

    /// Puts a warning away. Returns whether there was one of this visit.
    pub(crate) fn dismiss(&mut self, visit: i64) -> bool {
        self.windows.dismiss(visit)
    }

    /// Whether something is older than what is kept.
    pub(crate) fn has_older_than(&self, oldest: Day, days: KeyDays) -> bool {
        self.book.visits().iter().any(|visit| days.day(visit.leave) < oldest)
    }

    /// Forgets visits that ended before a day, with what rests on them alone.
    pub(crate) fn forget_before(&mut self, oldest: Day, days: KeyDays) {
        self.book.forget_before(oldest, days);
        self.windows.keep_only(self.book.visits());
        self.provinces.keep_only(self.book.visits());
    }

    /// Takes up what another phone of the same person kept. Taking it up twice changes nothing more.
    pub(crate) fn join(&mut self, other: Self) {
        let renamed = self.book.join(other.book);
        self.windows.join(other.windows, &renamed);
        self.provinces.join(other.provinces);
    }
}
