//! Visits as a report would bring them.

use lancan_protocol::{
    key_days::KeyDays,
    places::Minute,
    visits::{MOST_VISITS, ReportedVisit},
};

use super::stored::StoredVisit;

/// A visit of the report's time: what its owner sees, and what would be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct OwnVisit {
    pub(crate) shown: super::Visit,
    pub(crate) reported: ReportedVisit,
}

/// The newest visits within a window.
pub(super) fn own(visits: &[StoredVisit], window: (Minute, Minute), days: KeyDays) -> Vec<OwnVisit> {
    let mut own: Vec<OwnVisit> = visits
        .iter()
        .filter(|visit| window.0 <= visit.enter && visit.enter < window.1)
        .filter_map(|visit| {
            let id = visit.seeds.get(&days.day(visit.enter))?.visit_id();
            let reported = ReportedVisit {
                id,
                enter: visit.enter,
                leave: Some(visit.leave),
                flags: visit.flags,
                proof: visit.proof.unwrap_or_default(),
            };
            Some(OwnVisit { shown: visit.shown(false, days), reported })
        })
        .collect();
    own.sort_by_key(|own| core::cmp::Reverse((own.reported.enter, own.shown.id)));
    own.truncate(MOST_VISITS);
    own
}
