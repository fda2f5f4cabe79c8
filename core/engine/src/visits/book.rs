//! The visits: scan = enter, the same again = leave, another place = leave of the former.

use std::collections::{BTreeMap, BTreeSet};

use lancan_protocol::{
    key_days::KeyDays,
    places::{CodeId, CodeSecret, Minute, PlaceCode, PlaceFlags},
    rules::PlaceRules,
    time::Day,
    visits::{Proof, VisitFlags},
};
use serde::{Deserialize, Serialize};

use super::{Judged, ScanRefused, Scanned, stored::StoredVisit};

/// The visits, and which of them nothing has ended yet.
#[derive(Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Book {
    /// The number of the latest visit; numbers are never used again.
    last_id: i64,
    /// The visit that nothing was scanned after.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    open: Option<i64>,
    visits: Vec<StoredVisit>,
}

/// By how many minutes the picture of a display may be off this phone's clock.
const MOST_MINUTES_OFF: u32 = 2;
/// A camera sees a code many times: within these minutes the same code is the same scan.
const SAME_SCAN_MINUTES: u32 = 1;

impl Book {
    pub(super) fn visits(&self) -> &[StoredVisit] {
        &self.visits
    }

    /// Whether the visitor may still be there.
    pub(super) fn is_open(&self, visit: &StoredVisit, at: Minute) -> bool {
        self.open == Some(visit.id) && visit.reaches(at)
    }

    pub(super) fn scan(&mut self, code: &PlaceCode, at: Minute, by: Judged<'_>) -> Scanned {
        if let CodeSecret::Rotating(shown) = &code.secret
            && shown.minute(by.days).0.abs_diff(at.0) > MOST_MINUTES_OFF
        {
            return Scanned::Refused(ScanRefused::OldPicture);
        }
        let (code_id, flags) = (code.code_id(), code.place.flags);
        let open = self.open.and_then(|id| self.visits.iter().position(|visit| visit.id == id));
        if let Some(visit) = open.and_then(|at| self.visits.get_mut(at)) {
            if visit.code_id == code_id && visit.reaches(at) && !flags.contains(PlaceFlags::ENTRY_ONLY) {
                if at.since(visit.enter) <= SAME_SCAN_MINUTES && !flags.contains(PlaceFlags::EXIT_ONLY) {
                    return Scanned::Entered(visit.shown(true, by.days));
                }
                visit.leave = at;
                visit.flags.insert(VisitFlags::SCANNED_OUT);
                visit.flags.remove(VisitFlags::ESTIMATED_LEAVE);
                take_secret(visit, code, at, by.days);
                self.open = None;
                return Scanned::Left(visit.shown(false, by.days));
            }
            if !flags.contains(PlaceFlags::EXIT_ONLY) && visit.enter <= at && at < visit.leave {
                // The visitor is elsewhere now: that ends the stay before, and never lengthens it.
                visit.leave = at;
                visit.flags.insert(VisitFlags::SCANNED_OUT);
                visit.flags.remove(VisitFlags::ESTIMATED_LEAVE);
            }
        }
        if flags.contains(PlaceFlags::EXIT_ONLY) {
            return Scanned::Refused(ScanRefused::NothingToLeave);
        }
        if !self.has_room(at, by) {
            return Scanned::Refused(ScanRefused::TooMany);
        }
        let leave = at.plus(by.rules.default_stay(code.place.category));
        let mut visit = StoredVisit::new(self.fresh_id(), code_id, &code.place, at, leave);
        visit.flags.insert(VisitFlags::SCANNED_IN);
        visit.flags.insert(VisitFlags::ESTIMATED_LEAVE);
        take_secret(&mut visit, code, at, by.days);
        self.open = Some(visit.id);
        let shown = visit.shown(true, by.days);
        self.visits.push(visit);
        Scanned::Entered(shown)
    }

    /// Adds a visit by hand. None where the code does not know the day, or the times are none.
    pub(super) fn add(&mut self, code: &PlaceCode, stay: (Minute, Minute), by: Judged<'_>) -> Option<Scanned> {
        let (enter, leave) = stay;
        code.day_seed(by.days.day(enter))?;
        if !is_stay(enter, leave) {
            return None;
        }
        if !self.has_room(enter, by) {
            return Some(Scanned::Refused(ScanRefused::TooMany));
        }
        let mut visit = StoredVisit::new(self.fresh_id(), code.code_id(), &code.place, enter, leave);
        take_secret(&mut visit, code, enter, by.days);
        visit.proof = None;
        visit.flags = VisitFlags::BY_HAND;
        let shown = visit.shown(false, by.days);
        self.visits.push(visit);
        Some(Scanned::Entered(shown))
    }

    /// Corrects the times of a visit, whose ends then nobody has scanned.
    pub(super) fn edit(&mut self, id: i64, stay: (Minute, Minute), by: Judged<'_>) -> Option<&StoredVisit> {
        let (enter, leave) = stay;
        let visit = self.visits.iter_mut().find(|visit| visit.id == id)?;
        let known = visit.seeds.contains_key(&by.days.day(enter));
        if !known || !is_stay(enter, leave) {
            return None;
        }
        if enter != visit.enter {
            visit.flags.remove(VisitFlags::SCANNED_IN);
        }
        if leave != visit.leave {
            visit.flags.remove(VisitFlags::SCANNED_OUT);
        }
        visit.flags.remove(VisitFlags::ESTIMATED_LEAVE);
        visit.flags.insert(VisitFlags::EDITED);
        (visit.enter, visit.leave) = (enter, leave);
        if self.open == Some(id) {
            self.open = None;
        }
        self.visits.iter().find(|visit| visit.id == id)
    }

    pub(super) fn delete(&mut self, id: i64) -> bool {
        let before = self.visits.len();
        self.visits.retain(|visit| visit.id != id);
        if self.open == Some(id) {
            self.open = None;
        }
        self.visits.len() < before
    }

    pub(super) fn forget_before(&mut self, oldest: Day, days: KeyDays) {
        self.visits.retain(|visit| days.day(visit.leave) >= oldest);
    }

    /// Takes up another phone's visits under fresh numbers. Returns which number became which.
    pub(super) fn join(&mut self, other: Self) -> BTreeMap<i64, i64> {
        let known: BTreeSet<(CodeId, Minute)> = self.visits.iter().map(|visit| (visit.code_id, visit.enter)).collect();
        let mut renamed = BTreeMap::new();
        for visit in other.visits {
            if known.contains(&(visit.code_id, visit.enter)) {
                continue;
            }
            let id = self.fresh_id();
            renamed.insert(visit.id, id);
            self.visits.push(StoredVisit { id, ..visit });
        }
        renamed
    }

    fn fresh_id(&mut self) -> i64 {
        self.last_id = self.last_id.saturating_add(1);
        self.last_id
    }

    fn has_room(&self, at: Minute, by: Judged<'_>) -> bool {
        let day = by.days.day(at);
        let of_day = self.visits.iter().filter(|visit| by.days.day(visit.enter) == day).count();
        u32::try_from(of_day).is_ok_and(|count| count < by.rules.most_visits_per_day)
    }
}

/// Whether a stay ends after it begins and is no longer than any is.
fn is_stay(enter: Minute, leave: Minute) -> bool {
    enter <= leave && leave.since(enter) <= PlaceRules::LONGEST_STAY_MINUTES
}

/// Takes up what the code knows of the days around a scan, and what a display proves.
fn take_secret(visit: &mut StoredVisit, code: &PlaceCode, at: Minute, days: KeyDays) {
    let day = days.day(at);
    for day in [day.minus(1), day, day.plus(1)] {
        if let Some(seed) = code.day_seed(day) {
            visit.seeds.insert(day, seed);
        }
    }
    if let CodeSecret::Rotating(shown) = &code.secret {
        visit.flags.insert(VisitFlags::ROTATING);
        visit.proof.get_or_insert_with(|| Proof::from(shown));
    }
}
