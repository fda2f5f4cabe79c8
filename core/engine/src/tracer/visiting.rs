//! Visits to places: what the user does with them, and what the authority's exports of places say of them.

use lancan_protocol::{
    export::TrustedKeys,
    hex,
    places::{
        CodeError, Minute, PlaceCode, PlaceKeys, Province, ScannedText,
        export::{PlacesLimits, PlacesReader},
    },
    problem::Problem,
    time::UnixTime,
    visits::FoundWindow,
    wire::{IndexedPlaceDay, IndexedPlaces},
};
use sha2::{Digest as _, Sha256};
use std::io::Cursor;

use super::{Tracer, common::Common, publication::Publication};
use crate::{
    kept::Kept,
    notice::Notice,
    now::Now,
    polling::DayArrived,
    visits::{Judged, ScanRefused, Scanned, Search, StoredPlaceWarning, Visit, Visited, VisitedDate},
};

impl Tracer {
    /// Takes the text of a QR code that the user's camera read: enters a place, or leaves one. Nothing is sent, and nothing is
    /// kept of a code that is not a place's. At a place that must list its visitors the user is asked first
    /// ([`Scanned::LogAsked`]).
    ///
    /// The time is the phone's own, or the known one where the phone's clock is wrong.
    ///
    /// # Errors
    /// [`Problem::StoreFailed`] when the visit could not be kept; it is kept with a later event then.
    pub fn scan_place(&mut self, now: Now, text: &str) -> Result<Scanned, Problem> {
        self.time_passes(now);
        let code = match self.place_code(text) {
            Ok(code) => code,
            Err(refused) => return Ok(*refused),
        };
        let at = Minute::of(self.users_time());
        let Self { visited, publication, .. } = self;
        let scanned = visited.scan(&code, at, publication.judged());
        let scanned = self.logged(scanned, &code, at);
        self.saved().map(|()| scanned)
    }

    /// Adds a visit by hand: the text of the place's code, and when the user was there.
    ///
    /// # Errors
    /// [`Problem::RequestInvalid`] for times in the future, that end before they begin, that last for more than 16 hours, or of
    /// a day that the code does not know: a display's knows its own day alone. [`Problem::StoreFailed`] as
    /// [`Self::scan_place`] has it.
    pub fn add_visit(&mut self, now: Now, text: &str, enter: UnixTime, leave: UnixTime) -> Result<Scanned, Problem> {
        self.time_passes(now);
        let stay = self.stay(enter, leave)?;
        let code = match self.place_code(text) {
            Ok(code) => code,
            Err(refused) => return Ok(*refused),
        };
        let Self { visited, publication, .. } = self;
        let scanned = visited.add(&code, stay, publication.judged()).ok_or(Problem::RequestInvalid)?;
        publication.polling.match_places_again();
        self.saved().map(|()| scanned)
    }

    /// Corrects when the user was at a place.
    ///
    /// # Errors
    /// [`Problem::NotFound`] where there is no such visit; [`Problem::RequestInvalid`] for times as in [`Self::add_visit`], or
    /// more than a day from those of the scan; [`Problem::StoreFailed`] as [`Self::scan_place`] has it.
    pub fn edit_visit(&mut self, now: Now, id: i64, enter: UnixTime, leave: UnixTime) -> Result<Visit, Problem> {
        self.time_passes(now);
        let stay = self.stay(enter, leave)?;
        if !self.visited.knows(id) {
            return Err(Problem::NotFound);
        }
        let Self { visited, publication, .. } = self;
        let visit = visited.edit(id, stay, publication.judged()).ok_or(Problem::RequestInvalid)?;
        publication.polling.match_places_again();
        self.saved().map(|()| visit)
    }

    /// Deletes a visit, with the warning that rests on it, and what of it still waits for a visitor log. Returns whether there was one of this id.
    ///
    /// # Errors
    /// [`Problem::StoreFailed`] as [`Self::scan_place`] has it.
    pub fn delete_visit(&mut self, now: Now, id: i64) -> Result<bool, Problem> {
        self.time_passes(now);
        let deleted = self.visited.knows(id) && self.visited.delete(id);
        if self.visitor_log.entries.knows(id) {
            self.visitor_log.entries.forget_visit(id);
        }
        self.saved().map(|()| deleted)
    }

    /// The visits that are kept by the deployment's day, the newest day first.
    pub fn visits(&self) -> Vec<VisitedDate> {
        self.visited.by_day(Minute::of(self.users_time()), self.publication.rules.key_days)
    }

    /// Every warning of a place that is still kept, newest first.
    pub fn place_warnings(&self) -> Vec<StoredPlaceWarning> {
        self.visited.warnings()
    }

    /// Puts the warning of a visit away. Returns whether there was one.
    pub fn dismiss_place_warning(&mut self, visit: i64) -> bool {
        let dismissed = self.visited.dismiss(visit);
        self.flush();
        dismissed
    }

    /// The place code in a text, or what to answer in its place.
    fn place_code(&self, text: &str) -> Result<PlaceCode, Box<Scanned>> {
        let bytes = match ScannedText::of(text) {
            ScannedText::Place(bytes) => bytes,
            ScannedText::Foreign(whose) => return Err(Box::new(Scanned::Foreign(whose))),
            ScannedText::Unknown => return Err(Box::new(Scanned::Refused(ScanRefused::NotAPlace))),
        };
        PlaceCode::read(&bytes, &PlaceKeys::of(&self.publication.deployment)).map_err(|error| {
            Box::new(Scanned::Refused(match error {
                CodeError::NewerVersion(_) | CodeError::UnknownKey(_) => ScanRefused::UpdateNeeded,
                CodeError::NotSigned => ScanRefused::NotSigned,
                CodeError::Malformed(_) => ScanRefused::NotAPlace,
            }))
        })
    }

    /// The minutes of a stay that a user typed; none in the future.
    fn stay(&self, enter: UnixTime, leave: UnixTime) -> Result<(Minute, Minute), Problem> {
        let is_past = enter <= leave && leave <= self.users_time();
        is_past.then(|| (Minute::of(enter), Minute::of(leave))).ok_or(Problem::RequestInvalid)
    }

    fn saved(&mut self) -> Result<(), Problem> {
        let Self { visited, publication, common, .. } = self;
        publication.warn_of_places(visited, common);
        if self.flush() { Ok(()) } else { Err(Problem::StoreFailed) }
    }
}

impl Publication {
    fn judged(&self) -> Judged<'_> {
        Judged { rules: &self.rules.places, days: self.rules.key_days }
    }

    /// An index has come: the exports of the provinces that were visited are fetched, and those of their decoys.
    pub(super) fn want_places(&mut self, visited: &mut Kept<Visited>, common: &mut Common) {
        let published: Vec<Province> = self.polling.provinces();
        if visited.lacks_decoys(&published) {
            visited.draw_decoys(&published, &mut common.rng);
        }
        self.polling.want_places(&visited.wanted());
    }

    /// An export of places: checked against index and signature, and matched with the visits.
    pub(super) fn places_arrived(
        &mut self,
        places: &IndexedPlaces,
        bytes: &[u8],
        visited: &mut Kept<Visited>,
        common: &mut Common,
    ) {
        let search = visited.search(self.judged());
        let is_named = hex::encode(&Sha256::digest(bytes)) == places.sha256;
        match self.match_places(bytes, &places.region, &search) {
            Some((end, found)) if is_named => {
                common.known_time.at_least(end, common.now);
                self.polling.matched_places(places, end);
                if visited.finds_new(&search, &found) {
                    visited.found(&search, &found);
                }
            }
            _ => self.polling.refuse(),
        }
    }

    /// A day file of places, or the end of one: each export checked like one that comes alone.
    pub(super) fn place_day_arrived(
        &mut self,
        of: &IndexedPlaceDay,
        arrived: &DayArrived,
        visited: &mut Kept<Visited>,
        common: &mut Common,
    ) {
        let search = visited.search(self.judged());
        let Ok(new) = arrived.new_exports() else { return self.polling.refuse() };
        let matched = new.into_iter().map(|export| self.match_places(export, &of.region, &search));
        let Some(matched) = matched.collect::<Option<Vec<_>>>() else { return self.polling.refuse() };
        let ends = matched.iter().map(|(end, _)| *end);
        let end = ends.max().unwrap_or(of.day.end);
        common.known_time.at_least(end, common.now);
        self.polling.matched_place_day(of, end);
        for (_, found) in matched {
            if visited.finds_new(&search, &found) {
                visited.found(&search, &found);
            }
        }
    }

    /// When an export of places of a province ended, and what it says of visited places; none where its signature does not
    /// verify, or it is another province's.
    fn match_places(&self, bytes: &[u8], region: &str, search: &Search) -> Option<(UnixTime, Vec<FoundWindow>)> {
        let trusted = TrustedKeys::new(&self.deployment.places_keys).unwrap_or_default();
        let mut export = PlacesReader::open(Cursor::new(bytes), PlacesLimits::default()).ok()?;
        let (verified, found) = search.tags.match_export(&mut export, &trusted).ok()?;
        (verified.header.province.region() == region).then_some((verified.header.end, found))
    }

    /// Compares the warnings of places that follow with what the user was told, and tells the difference.
    pub(super) fn warn_of_places(&self, visited: &mut Kept<Visited>, common: &mut Common) {
        let now = self.users_time(common);
        if !visited.has_something_to_tell(self.judged(), now) {
            return;
        }
        for notice in visited.warn(self.judged(), now) {
            common.tell(Notice::WarnedOfPlace(notice));
        }
    }
}
