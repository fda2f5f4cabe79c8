//! A case is confirmed, and its owner reports.

use lancan_core::{ConsentGiven, Notice, ReportStage};
use lancan_protocol::{key_days::KeyDays, time::UnixTime};

use super::OutbreakError;
use crate::{
    authority::Authority,
    clock::{FIRST_MIDNIGHT, SimTime},
    contacts::{Person, Slot},
    world::{Network as _, World},
};

/// What the cases reported.
#[derive(Default)]
pub(super) struct Reported {
    /// The cases by their ids at the authority.
    pub(super) cases: Vec<String>,
    pub(super) accepted: SimTime,
    pub(super) published_by: UnixTime,
    pub(super) keys: u64,
    pub(super) encounters: u64,
}

impl Reported {
    /// Counts what has come for all cases, as an officer sees it.
    pub(super) fn count(&mut self, authority: &mut Authority, now: SimTime) -> Result<(), OutbreakError> {
        authority.time_is(now.wall(FIRST_MIDNIGHT));
        authority.sign_in()?;
        for id in &self.cases {
            let seen = authority.case(id)?;
            let count = |field: &str| {
                let reports = seen.get("reports").and_then(|reports| reports.as_array());
                reports.into_iter().flatten().filter_map(|report| report.get(field)?.as_u64()).sum::<u64>()
            };
            self.keys += count("keys");
            self.encounters += count("encounters");
        }
        Ok(())
    }
}

/// An officer confirms a case; its owner enters the code, agrees and sends.
pub(super) fn report(
    world: &mut World,
    authority: &mut Authority,
    case: Person,
    number: usize,
    visits: bool,
    reported: &mut Reported,
) -> Result<(), OutbreakError> {
    let now = world.now();
    let today = KeyDays::VIETNAM.day(now.wall(FIRST_MIDNIGHT));
    // Onset three days after the first day at the latest: every day of the run is one on which the case was infectious.
    let first_day = SimTime::of(Slot(Slot::PER_DAY + Slot::PER_DAY / 2));
    let first_day = KeyDays::VIETNAM.day(first_day.wall(FIRST_MIDNIGHT));
    let onset = first_day.plus(3).min(today);
    authority.time_is(now.wall(FIRST_MIDNIGHT));
    authority.sign_in()?;
    let id = authority.confirm_case(&format!("F0-{number:03}"), onset, today)?;
    let code = authority.issue_code(&id)?;

    let phone = &mut world.phones[case.index()];
    phone.act(now, |core, now| core.enter_code(now, &code))?;
    wait(world, authority, case, |stage| matches!(stage, ReportStage::Review { .. }))?;

    let now = world.now();
    let phone = &mut world.phones[case.index()];
    phone.core.review()?;
    let consent = ConsentGiven { keys: true, encounters: true, text_version: 1, language: "vi".to_owned(), visits };
    phone.act(now, |core, now| core.send(now, &consent))?;
    let stage = wait(world, authority, case, |stage| matches!(stage, ReportStage::Accepted { .. }))?;
    if let ReportStage::Accepted { published_by } = stage {
        reported.published_by = reported.published_by.max(published_by);
    }
    reported.accepted = world.now();
    reported.cases.push(id);
    Ok(())
}

/// Lets time pass until a phone's report is at a stage, for ten minutes at most.
fn wait(
    world: &mut World,
    authority: &mut Authority,
    person: Person,
    reached: impl Fn(&ReportStage) -> bool,
) -> Result<ReportStage, OutbreakError> {
    let latest = |world: &World| {
        world.phones[person.index()].host.notices.iter().rev().find_map(|(_, notice)| match notice {
            Notice::Report(stage) => Some(stage.clone()),
            _ => None,
        })
    };
    for _ in 0..30 {
        world.run_until(SimTime(world.now().0 + 20_000), authority, &mut |_| {});
        match latest(world) {
            Some(stage) if reached(&stage) => return Ok(stage),
            Some(ReportStage::Failed(problem)) => return Err(problem.into()),
            _ => {}
        }
    }
    Err(OutbreakError::NotAccepted(latest(world)))
}
