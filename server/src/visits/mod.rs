//! What a case's reports say of places: for the officers of its area, who tick which of it is published.

mod api;

use std::collections::BTreeMap;
use std::sync::Arc;

use lancan_protocol::hex;
use lancan_protocol::places::{Minute, VisitId};
use lancan_protocol::problem::Problem;
use lancan_protocol::time::Day;
use lancan_protocol::visits::{KnownVisit, ReportedVisit, VisitFlags, plausible};
use serde::Serialize;
use utoipa::ToSchema;

use crate::cases::{self, CaseRow, Cases};
use crate::ground::error::{Failure, Refusal};
use crate::ground::ids::CaseId;
use crate::ground::purposes;
use crate::ground::secrets::Secrets;
use crate::http::Officer;
use crate::places::{self, NewWindow, PlaceRow, Places, VisitedPlace, WindowRow};
use crate::reports;
use crate::store::{StoreError, Transaction};

pub(crate) use api::routes;

/// What the HMAC that names a visit to officers is for.
const VISIT_NAME: &str = purposes::VISIT_NAME;
/// Bytes of that HMAC that the name has.
const NAME_BYTES: usize = 8;
/// Most windows that an officer publishes in one act.
const MOST_AT_ONCE: usize = 20;

/// What the reports of cases say of places.
pub(crate) struct Visits {
    pub(crate) cases: Arc<Cases>,
    pub(crate) places: Arc<Places>,
    pub(crate) secrets: Arc<Secrets>,
}

/// How far a visit is proven.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum VisitGrade {
    /// The phone saw the display's code in the minute of the enter or the leave.
    ShownAtTheDoor,
    /// The phone scanned a poster, or a display's code whose minute does not fit.
    Poster,
    /// The user entered it by hand.
    ByHand,
}

/// A visit of a case.
pub(crate) struct CaseVisit {
    /// Names it to officers.
    pub(crate) name: String,
    /// The place.
    pub(crate) place: PlaceRow,
    /// What the report says.
    pub(crate) visit: ReportedVisit,
    /// Last minute of it: the leave, or where nobody knows the leave as long as people usually stay.
    pub(crate) until: Minute,
    /// How far it is proven.
    pub(crate) grade: VisitGrade,
}

/// The visits of a case and the windows that were published for it.
pub(crate) struct CaseVisits {
    pub(crate) visits: Vec<CaseVisit>,
    pub(crate) windows: Vec<WindowRow>,
    /// The names of the places of the windows, by their ids.
    pub(crate) names: BTreeMap<String, String>,
}

/// What an officer publishes.
pub(crate) enum Publish {
    /// Visits of the case's reports, by their names.
    Visits(Vec<String>),
    /// A place and a time that the case named in an interview.
    Interview {
        /// The place.
        place: String,
        /// First minute.
        from: Minute,
        /// Last minute.
        until: Minute,
    },
}

/// Cases that are destroyed leave no trace on the windows that were published for them. Before the cases themselves go.
pub(crate) fn expire(tx: &mut dyn Transaction, today: Day) -> Result<(), StoreError> {
    cases::ending(tx, today)?.iter().try_for_each(|case| places::forget_case(tx, case))
}

impl Visits {
    /// The visits of a case to places that are known, and what was published of them.
    pub(crate) async fn of_case(self: &Arc<Self>, officer: &Officer, id: &CaseId) -> Result<CaseVisits, Failure> {
        let visits = self.clone();
        self.cases
            .read(officer, id, "view-visits", move |tx, case| {
                let windows = places::windows_of_case(tx, &case.id)?;
                let mut names = BTreeMap::new();
                for window in &windows {
                    if let Some(row) = places::find(tx, &window.place)? {
                        names.insert(row.id, row.place.name.as_str().to_owned());
                    }
                }
                Ok(CaseVisits { visits: visits.known(tx, &case)?, windows, names })
            })
            .await
    }

    /// Publishes visits of a case, or a place and time of an interview: all of it or nothing.
    pub(crate) async fn publish(
        self: &Arc<Self>,
        officer: &Officer,
        id: &CaseId,
        publish: Publish,
    ) -> Result<Vec<WindowRow>, Failure> {
        let (visits, by) = (self.clone(), officer.id);
        self.cases
            .write(officer, id, "publish-window", move |tx, case| {
                case.must_hold()?;
                let now = visits.cases.clock.now();
                let new = visits.windows(tx, &case, &publish)?;
                new.iter().map(|window| visits.places.publish(tx, window, by, now)).collect()
            })
            .await
    }

    /// Withdraws a window of a case.
    pub(crate) async fn withdraw(
        self: &Arc<Self>,
        officer: &Officer,
        id: &CaseId,
        window: &str,
    ) -> Result<(), Failure> {
        let (visits, window) = (self.clone(), window.to_owned());
        self.cases
            .write(officer, id, "withdraw-window", move |tx, case| {
                let now = visits.cases.clock.now();
                let found = places::window(tx, &window)?.filter(|found| found.case.as_ref() == Some(&case.id));
                visits.places.withdraw(tx, &found.ok_or(Problem::NotFound)?.id, now)
            })
            .await
    }

    /// The windows that an officer's choice means.
    fn windows(&self, tx: &mut dyn Transaction, case: &CaseRow, publish: &Publish) -> Result<Vec<NewWindow>, Failure> {
        match publish {
            Publish::Interview { place, from, until } => {
                let place = places::find(tx, place)?.ok_or(Problem::NotFound)?;
                let case = case.id.clone();
                Ok(vec![NewWindow { place: place.id, from: *from, until: *until, case, visit: None }])
            }
            Publish::Visits(names) => {
                if names.is_empty() || names.len() > MOST_AT_ONCE {
                    return Err(Refusal::because(Problem::RequestInvalid, "visits: 1 to 20").into());
                }
                let known = self.known(tx, case)?;
                let chosen = names.iter().map(|name| {
                    let visit = known.iter().find(|visit| visit.name == *name).ok_or(Problem::NotFound)?;
                    Ok(NewWindow {
                        place: visit.place.id.clone(),
                        from: visit.visit.enter,
                        until: visit.until,
                        case: case.id.clone(),
                        visit: Some(name.clone()),
                    })
                });
                chosen.collect()
            }
        }
    }

    /// The visits of a case's reports that can have been, earliest first. What names no place of ours is left out, and so is
    /// all that its user did not agree to give.
    fn known(&self, tx: &mut dyn Transaction, case: &CaseRow) -> Result<Vec<CaseVisit>, Failure> {
        let opened = self.cases.opened(case)?;
        let window = self.cases.window(opened.days, self.cases.clock.now());
        let mut found: Vec<(ReportedVisit, VisitedPlace)> = Vec::new();
        for (arrival, report) in reports::opened(tx, &case.id, &opened.key)? {
            if !report.consent.as_ref().is_some_and(|consent| consent.visits) {
                continue;
            }
            let arrived = Minute::of(arrival.received_at);
            for reported in ReportedVisit::all(&report.visits) {
                // Nobody has left a place before they did: an estimated leave may lie after the report.
                let leave = reported.leave.map(|leave| leave.min(arrived.max(reported.enter)));
                let visit = ReportedVisit { leave, ..reported };
                let is_new = found.iter().all(|(other, _)| (other.id, other.enter) != (visit.id, visit.enter));
                let times = (visit.enter, visit.leave);
                if is_new && let Some(place) = self.places.visited(tx, &visit.id, times, &visit.proof)? {
                    found.push((visit, place));
                }
            }
        }
        found.retain(|(visit, place)| self.cases.rules.key_days.day(visit.enter) == place.day);
        found.sort_by_key(|(visit, _)| (visit.enter, visit.id));
        let rules = &self.cases.rules.places;
        let known: Vec<KnownVisit> = found
            .iter()
            .map(|(visit, place)| KnownVisit { visit: *visit, category: place.place.place.category })
            .collect();
        let verdicts = plausible(&known, window, self.cases.rules.key_days, rules);
        let now = Minute::of(self.cases.clock.now());
        let taken = found.into_iter().zip(verdicts).filter(|(_, is_taken)| *is_taken);
        Ok(taken
            .map(|((visit, VisitedPlace { place, shown_at_the_door, .. }), _)| {
                let stay = rules.default_stay(place.place.category);
                CaseVisit {
                    name: self.name(&visit.id, visit.enter),
                    until: visit.leave.unwrap_or(visit.enter.plus(stay).min(now)),
                    grade: VisitGrade::of(&visit, shown_at_the_door),
                    place,
                    visit,
                }
            })
            .collect())
    }

    /// What a visit is called to officers: always the same, and nothing of the code.
    fn name(&self, id: &VisitId, enter: Minute) -> String {
        name(&self.secrets, id, enter)
    }
}

/// What a visit to the place of this code, from this minute on, is called to officers.
pub(crate) fn name(secrets: &Secrets, id: &VisitId, enter: Minute) -> String {
    let digest = secrets.digest(VISIT_NAME, &[id.as_bytes().as_slice(), &enter.0.to_le_bytes()].concat());
    hex::encode(digest.get(..NAME_BYTES).unwrap_or_default())
}

impl VisitGrade {
    fn of(visit: &ReportedVisit, shown_at_the_door: bool) -> Self {
        if visit.flags.contains(VisitFlags::BY_HAND) {
            Self::ByHand
        } else if shown_at_the_door && !visit.flags.contains(VisitFlags::EDITED) {
            Self::ShownAtTheDoor
        } else {
            Self::Poster
        }
    }
}
