//! Windows of which the authority warned at visited places, and the warnings that follow: a function of visits, windows,
//! withdrawals and rules, compared with what the user was told.

use std::collections::BTreeMap;

use lancan_protocol::{
    places::{CodeId, Minute, Window, WindowKind},
    time::{Day, UnixTime},
    visits::{FoundWindow, is_exposed},
};
use serde::{Deserialize, Serialize};

use super::{Judged, stored::StoredVisit};
use crate::{
    notice::{PlaceNotice, PlaceWarning, WarningChange},
    store::Standing,
};

/// A warning of a place and what the user did with it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct StoredPlaceWarning {
    /// The warning.
    pub warning: PlaceWarning,
    /// The user has put it away.
    pub dismissed: bool,
    /// Whether it still holds.
    pub standing: Standing,
}

/// A row that was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct FoundRow {
    code_id: CodeId,
    day: Day,
    position: u8,
    start: Minute,
    end: Minute,
    kind: u8,
    advice: u8,
    rule: u16,
    refers_to: u8,
}

/// The rows that were found, and what the user was told.
#[derive(Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Windows {
    found: Vec<FoundRow>,
    told: Vec<StoredPlaceWarning>,
}

impl FoundRow {
    fn new((code_id, day): (CodeId, Day), row: &FoundWindow) -> Self {
        let Window { start, end, kind, advice, rule, refers_to } = row.window;
        Self { code_id, day, position: row.position, start, end, kind: kind as u8, advice, rule, refers_to }
    }

    fn window(&self) -> Window {
        let kind = match self.kind {
            3 => WindowKind::Withdrawn,
            2 => WindowKind::WholePlace,
            _ => WindowKind::CaseWasHere,
        };
        let Self { start, end, advice, rule, refers_to, .. } = *self;
        Window { start, end, kind, advice, rule, refers_to }
    }

    fn is_of(&self, place: (CodeId, Day)) -> bool {
        (self.code_id, self.day) == place
    }
}

impl Windows {
    /// Whether a row was taken up before.
    pub(super) fn holds(&self, place: (CodeId, Day), row: &FoundWindow) -> bool {
        self.found.contains(&FoundRow::new(place, row))
    }

    /// Takes up a row.
    pub(super) fn add(&mut self, place: (CodeId, Day), row: &FoundWindow) {
        if !self.holds(place, row) {
            self.found.push(FoundRow::new(place, row));
        }
    }

    /// The windows of a place and day that hold.
    fn in_force(&self, place: (CodeId, Day)) -> impl Iterator<Item = Window> {
        let of_place = self.found.iter().filter(move |found| found.is_of(place));
        let withdrawn = of_place.clone().filter(|found| found.window().kind == WindowKind::Withdrawn);
        let withdrawn: Vec<u8> = withdrawn.map(|found| found.refers_to).collect();
        of_place
            .filter(move |found| !withdrawn.contains(&found.position))
            .map(FoundRow::window)
            .filter(|window| window.kind != WindowKind::Withdrawn)
    }

    /// The warning that follows for a visit.
    fn follows(&self, visit: &StoredVisit, by: Judged<'_>, now: UnixTime) -> Option<PlaceWarning> {
        let windows = visit.days(by).flat_map(|(day, _)| self.in_force((visit.code_id, day)));
        let met = windows.filter(|window| is_exposed(&visit.stay(), window, by.rules));
        let warning = |window: Window| PlaceWarning {
            visit: visit.id,
            place: visit.name.clone(),
            category: visit.category,
            enter: visit.enter.start(),
            leave: visit.leave.start(),
            from: window.start.start(),
            to: window.end.start(),
            advice: window.advice,
            found_at: now,
        };
        met.map(warning).reduce(|one, other| PlaceWarning {
            from: one.from.min(other.from),
            to: one.to.max(other.to),
            advice: one.advice.max(other.advice),
            ..one
        })
    }

    /// Compares what follows now with what was told, keeps what follows, and returns what to tell.
    pub(super) fn reconcile(&mut self, visits: &[StoredVisit], by: Judged<'_>, now: UnixTime) -> Vec<PlaceNotice> {
        let mut notices = Vec::new();
        for visit in visits {
            let follows = self.follows(visit, by, now);
            let told = self.told.iter_mut().find(|told| told.warning.visit == visit.id);
            match (follows, told) {
                (Some(warning), Some(told)) => {
                    let change = if told.standing != Standing::InForce {
                        Some(WarningChange::New)
                    } else if warning.advice > told.warning.advice {
                        Some(WarningChange::Graver)
                    } else {
                        None
                    };
                    let found_at = if change.is_some() { now } else { told.warning.found_at };
                    told.warning = PlaceWarning { found_at, ..warning };
                    told.standing = Standing::InForce;
                    if let Some(change) = change {
                        told.dismissed = false;
                        notices.push(PlaceNotice { change, warning: told.warning.clone() });
                    }
                }
                (Some(warning), None) => {
                    notices.push(PlaceNotice { change: WarningChange::New, warning: warning.clone() });
                    self.told.push(StoredPlaceWarning { warning, dismissed: false, standing: Standing::InForce });
                }
                (None, Some(told)) if told.standing == Standing::InForce => {
                    told.standing = Standing::Withdrawn;
                    notices.push(PlaceNotice { change: WarningChange::Withdrawn, warning: told.warning.clone() });
                }
                (None, _) => {}
            }
        }
        notices
    }

    /// Whether [`Self::reconcile`] would change anything.
    pub(super) fn would_change(&self, visits: &[StoredVisit], by: Judged<'_>, now: UnixTime) -> bool {
        visits.iter().any(|visit| {
            let told = self.told.iter().find(|told| told.warning.visit == visit.id);
            let in_force = told.filter(|told| told.standing == Standing::InForce).map(|told| &told.warning);
            let follows = self.follows(visit, by, now);
            let as_told = follows.map(|warning| match in_force {
                Some(told) => PlaceWarning { found_at: told.found_at, ..warning },
                None => warning,
            });
            as_told.as_ref() != in_force
        })
    }

    pub(super) fn told(&self) -> Vec<StoredPlaceWarning> {
        let mut told = self.told.clone();
        told.sort_by_key(|told| core::cmp::Reverse((told.warning.found_at, told.warning.visit)));
        told
    }

    pub(super) fn dismiss(&mut self, visit: i64) -> bool {
        let told = self.told.iter_mut().find(|told| told.warning.visit == visit);
        told.map(|told| told.dismissed = true).is_some()
    }

    pub(super) fn forget_warning(&mut self, visit: i64) {
        self.told.retain(|told| told.warning.visit != visit);
    }

    /// Forgets what rests on no visit.
    pub(super) fn keep_only(&mut self, visits: &[StoredVisit]) {
        self.told.retain(|told| visits.iter().any(|visit| visit.id == told.warning.visit));
        self.found.retain(|found| {
            visits.iter().any(|visit| visit.code_id == found.code_id && visit.seeds.contains_key(&found.day))
        });
    }

    /// Takes up another phone's, whose visits have other numbers here.
    pub(super) fn join(&mut self, other: Self, renamed: &BTreeMap<i64, i64>) {
        for found in other.found {
            if !self.found.contains(&found) {
                self.found.push(found);
            }
        }
        for told in other.told {
            if let Some(id) = renamed.get(&told.warning.visit) {
                let warning = PlaceWarning { visit: *id, ..told.warning };
                self.told.push(StoredPlaceWarning { warning, ..told });
            }
        }
    }
}
