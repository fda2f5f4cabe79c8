//! Facilities: schools, hospitals and clinics that assess themselves by the criteria of a decree, and commit to it. A facility
//! is a place: its name, address and managers are the place's.

mod acts;
mod api;
mod assessment_store;
mod bodies;
mod counting;
mod counts_store;
mod description_store;
mod filter;
mod listed;
mod moving;
mod paging;
mod photo_store;
mod photos;
#[cfg(test)]
mod plans;
mod reading;
mod recount;
mod registering;
mod reminding;
mod state;
mod store;

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, OnceLock};

use lancan_protocol::criteria::{CriteriaSet, FacilityKind, UnitRule};
use lancan_protocol::forms::Date;
use lancan_protocol::key_days::KeyDays;
use lancan_protocol::problem::Problem;
use lancan_protocol::time::Day;

use crate::criteria::CriteriaSets;
use crate::ground::clock::Clock;
use crate::ground::clock_guard::ClockGuard;
use crate::ground::error::{Failure, Fault};
use crate::ground::leases::Lease;
use crate::ground::picture::PictureDrawer;
use crate::ground::purposes;
use crate::ground::sealing::SealingKey;
use crate::ground::secrets::Secrets;
use crate::ground::unit_set::UnitSet;
use crate::http::Area;
use crate::officers::Officers;
use crate::store::{Store, StoreError, Transaction};

pub(crate) use acts::GivenAnswers;
pub(crate) use api::routes;
pub(crate) use assessment_store::AssessmentRow;
pub(crate) use bodies::{FacilityPoint, NewFacility};
pub(crate) use counts_store::WardCounts;
pub(crate) use filter::FacilityFilter;
#[cfg(any(test, fuzzing))]
pub(crate) use listed::fuzzed_list;
pub use listed::{ListFault, ListTaken};
pub(crate) use paging::{next_page, page_start};
pub(crate) use photos::{MOST_ASSESSMENT_PHOTOS, PhotoOf};
pub(crate) use reading::{AreaCounts, FacilityFile, FacilityLine, MissingReports, UnitLine};
pub(crate) use recount::Recounted;
pub(crate) use state::{DayCounts, FacilityState, FacilityVerdict, Weekdays, colour_name};

/// Days that assessments, counts and closed days are kept.
const KEPT_DAYS: u32 = 400;
/// Seconds after midnight of the deployment's day by which an assessment of the day is due: 10:00.
const DUE_BY: u64 = 10 * 3_600;
/// Seconds after midnight from which on an assessment of the day is closed: 22:00.
const LOCKED_FROM: u64 = 22 * 3_600;
/// Seconds after midnight before which the day before is not recounted.
const RECOUNTED_FROM: u64 = 3_600;
/// Seconds for which an officer opens a day again.
const REOPENED_FOR: u64 = 24 * 3_600;
/// Seconds between two looks at what is due.
const TICK_SECONDS: u64 = 60;
/// Days of a facility's history that everybody sees.
pub(crate) const SHOWN_DAYS: u32 = 30;

/// The facilities of the store.
pub(crate) struct Facilities {
    store: Store,
    officers: Arc<Officers>,
    clock: Arc<dyn Clock>,
    /// Says whether the clock is trusted: no day begins by one that is not.
    guard: Arc<ClockGuard>,
    key_days: KeyDays,
    set: UnitSet,
    /// The criteria in use.
    pub(crate) criteria: Arc<CriteriaSets>,
    /// How the colour of a unit follows from its counts.
    units: UnitRule,
    /// Seals the names of who commits.
    people: SealingKey,
    /// Seals photographs of assessments.
    pictures_key: SealingKey,
    /// Draws photographs from strangers again, one after the other.
    pub(crate) pictures: Arc<PictureDrawer>,
    /// Lets one instance at a time recount a day.
    recounting: Lease,
    /// Reminds managers; empty where the settings do not ask for it.
    reminders: OnceLock<reminding::Reminders>,
    /// Lets one instance at a time remind.
    reminding: Lease,
    /// The newest day whose counts this process has seen begun.
    begun: AtomicU32,
}

/// Deletes what is older than it is kept.
pub(crate) fn expire(tx: &mut dyn Transaction, today: Day) -> Result<(), StoreError> {
    let oldest = today.minus(KEPT_DAYS);
    store::expire(tx, oldest)?;
    photo_store::expire(tx, today.minus(SHOWN_DAYS))?;
    assessment_store::expire(tx, oldest)?;
    description_store::expire(tx, oldest)?;
    counts_store::expire(tx, oldest)
}

impl Facilities {
    /// # Errors
    /// [`Fault`] when the server's secret gives no key.
    pub(crate) fn new(
        officers: Arc<Officers>,
        criteria: Arc<CriteriaSets>,
        guard: Arc<ClockGuard>,
        key_days: KeyDays,
        set: UnitSet,
    ) -> Result<Self, Fault> {
        let (store, clock) = (officers.store.clone(), officers.clock.clone());
        let people = secrets_of(&officers).sealing_key(purposes::FACILITY_PEOPLE)?;
        let pictures_key = secrets_of(&officers).sealing_key(purposes::ASSESSMENT_PHOTOS)?;
        let recounting = Lease::new("recount-facilities", clock.clone());
        let reminding = Lease::new("remind-facilities", clock.clone());
        Ok(Self {
            store,
            officers,
            clock,
            guard,
            key_days,
            set,
            units: criteria.now().units.clone(),
            criteria,
            people,
            pictures_key,
            pictures: Arc::default(),
            recounting,
            reminders: OnceLock::new(),
            reminding,
            begun: AtomicU32::new(0),
        })
    }

    /// The deployment's day.
    pub(crate) fn today(&self) -> Day {
        self.key_days.day(self.clock.now())
    }

    /// Seconds since the deployment's midnight.
    fn second_of_day(&self) -> u64 {
        let now = self.clock.now();
        now.0.saturating_sub(self.key_days.start(self.key_days.day(now)).0)
    }

    /// Whether whoever has not assessed themselves on a day is late: from 10:00 on, and on days that are over.
    pub(crate) fn is_late(&self, day: Day) -> bool {
        day < self.today() || day == self.today() && self.second_of_day() >= DUE_BY
    }

    /// Whether the assessment of today is closed for the day.
    pub(crate) fn is_locked(&self) -> bool {
        self.second_of_day() >= LOCKED_FROM
    }

    /// How the colour of a unit follows from its counts.
    pub(crate) fn unit_rule(&self) -> &UnitRule {
        &self.units
    }

    /// The criteria in force on a day for a kind of facility in the province of an area.
    pub(crate) fn criteria_for(&self, day: Day, kind: FacilityKind, area: &Area) -> Option<CriteriaSet> {
        let province = area.path().split('/').next().unwrap_or_default();
        self.criteria.now().in_force(Date::of(day), kind, province).cloned()
    }

    /// A version of a set of criteria.
    pub(crate) fn criteria_version(&self, id: &str, version: u32) -> Option<CriteriaSet> {
        self.criteria.now().version(id, version).cloned()
    }

    /// The criteria that an assessment names.
    pub(crate) fn criteria_of(&self, row: &AssessmentRow) -> Option<CriteriaSet> {
        self.criteria_version(&row.criteria, row.set_version)
    }

    /// Begins the counts of today, and moves facilities into the set of units in force, where that was not done yet.
    pub(crate) async fn begin_today(self: &Arc<Self>) -> Result<(), Failure> {
        self.criteria.refresh().await?;
        let today = self.today();
        if self.begun.load(Ordering::Relaxed) == today.0 || !self.guard.trusts(self.clock.now()) {
            return Ok(());
        }
        let facilities = self.clone();
        let work = move |tx: &mut dyn Transaction| Ok::<_, Failure>(facilities.begin(tx, today)?);
        self.store.run("begin_facility_day", work).await?;
        self.begun.store(today.0, Ordering::Relaxed);
        Ok(())
    }

    /// Begins a day's counts, recounts the day before and reminds who has not reported, when it is time.
    ///
    /// # Errors
    /// [`Failure`] when the store fails; the next call does it again.
    pub(crate) async fn tick(self: &Arc<Self>) -> Result<(), Failure> {
        if !self.guard.trusts(self.clock.now()) {
            return Ok(());
        }
        self.begin_today().await?;
        self.remind_when_due().await?;
        if let Some(Recounted { day, wrong_rows }) = self.recount_when_due().await?
            && wrong_rows > 0
        {
            tracing::error!(day = day.0, wrong_rows, "counts of facilities were wrong, and were corrected");
        }
        Ok(())
    }

    /// Does what is due each minute until `stop` says so.
    pub(crate) async fn keep_counting(self: Arc<Self>, mut stop: tokio::sync::watch::Receiver<bool>) {
        loop {
            if let Err(failure) = self.tick().await {
                tracing::error!(%failure, "counting facilities failed; it is tried again");
            }
            tokio::select! {
                () = self.clock.reached(self.clock.now().plus(TICK_SECONDS)) => {}
                _ = stop.wait_for(|stop| *stop) => return,
            }
        }
    }

    fn found(tx: &mut dyn Transaction, place: &str) -> Result<store::FacilityRow, Failure> {
        Ok(store::find(tx, place)?.ok_or(Problem::NotFound)?)
    }
}

/// The server's secrets, as the officers hold them.
fn secrets_of(officers: &Officers) -> &Secrets {
    &officers.secrets
}

/// What is sealed of an assessment, for the seal's label.
fn label(place: &str, day: Day, version: u32) -> String {
    format!("facility_assessments|sealed|{place}|{}|{version}", day.0)
}
