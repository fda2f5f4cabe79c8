//! What a case's reports say, for the officers of its centre: unsealed for the answer, never joined with another case.

mod api;
mod callback;
mod grade;
pub mod weigh;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use lancan_protocol::key_days::KeyDays;
use lancan_protocol::time::{Day, Interval, UnixTime};
use lancan_protocol::wire::{ENCOUNTER_BYTES, Report, ReportedEncounter};
use serde::Serialize;
use utoipa::ToSchema;

use crate::cases::Cases;
use crate::ground::calendar::Date;
use crate::ground::error::Failure;
use crate::ground::ids::CaseId;
use crate::http::Officer;
use crate::reports::{self, Arrival, Reports};

pub(crate) use api::routes;
pub(crate) use grade::EvidenceGrade;
pub(crate) use weigh::Weighing;

/// One report.
#[derive(Serialize, ToSchema)]
pub(crate) struct ReportEvidence {
    /// When it came, Unix seconds.
    #[schema(value_type = u64)]
    pub(crate) received_at: UnixTime,
    /// How many day keys it brought.
    pub(crate) keys: u32,
    /// How many encounters it brought.
    pub(crate) encounters: u32,
    /// Whether the user agreed that the keys are published.
    pub(crate) consent_keys: bool,
    /// Whether the user agreed that encounters are given to the health authority.
    pub(crate) consent_encounters: bool,
    /// Version of the text the user saw.
    pub(crate) consent_text_version: u32,
    /// Language of that text.
    pub(crate) consent_language: String,
    /// Its days, oldest first.
    pub(crate) days: Vec<DayEvidence>,
}

/// One day of a report.
#[derive(Serialize, ToSchema)]
pub(crate) struct DayEvidence {
    /// Its date.
    #[schema(value_type = String, format = Date)]
    pub(crate) date: Date,
    /// Intervals of this day in which the phone advertised, of 144.
    pub(crate) advertised: u32,
    /// Intervals of this day in which the phone scanned, of 144.
    pub(crate) scanned: u32,
    /// Intervals with close encounters, in order.
    pub(crate) intervals: Vec<IntervalEvidence>,
}

/// Ten minutes with somebody near.
#[derive(Serialize, ToSchema)]
pub(crate) struct IntervalEvidence {
    /// Its first instant, Unix seconds.
    #[schema(value_type = u64)]
    pub(crate) start: UnixTime,
    /// Different identifiers heard: people, or fewer where an identifier changed in between.
    pub(crate) identifiers: usize,
    /// Estimated seconds near each other, of the longest encounter.
    pub(crate) longest_seconds: u16,
    /// Least attenuation of any, in dB as if sent with 0 dBm.
    pub(crate) least_attenuation: u8,
}

/// What the reports of a case say.
pub(crate) struct Evidence {
    pub(crate) cases: Arc<Cases>,
    pub(crate) reports: Arc<Reports>,
}

impl Evidence {
    /// The evidence in a case's reports, oldest first. Written to the audit log before the reports are opened.
    pub(crate) async fn of_case(&self, officer: &Officer, id: &CaseId) -> Result<Vec<ReportEvidence>, Failure> {
        let cases = self.cases.clone();
        self.cases
            .read(officer, id, "view-report", move |tx, case| {
                let key = cases.opened(&case)?.key;
                let key_days = cases.rules.key_days;
                let reports = reports::opened(tx, &case.id, &key)?;
                Ok(reports
                    .into_iter()
                    .map(|(arrival, report)| ReportEvidence::of(&arrival, &report, key_days))
                    .collect())
            })
            .await
    }
}

impl ReportEvidence {
    fn of(arrival: &Arrival, report: &Report, key_days: KeyDays) -> Self {
        let consent = report.consent.clone().unwrap_or_default();
        Self {
            received_at: arrival.received_at,
            keys: arrival.keys,
            encounters: arrival.encounters,
            consent_keys: consent.keys,
            consent_encounters: consent.encounters,
            consent_text_version: consent.text_version,
            consent_language: consent.language,
            days: days(report, key_days),
        }
    }
}

fn days(report: &Report, key_days: KeyDays) -> Vec<DayEvidence> {
    let mut by_interval: BTreeMap<Interval, Vec<ReportedEncounter>> = BTreeMap::new();
    let encounters = report.encounters.as_chunks::<ENCOUNTER_BYTES>().0;
    for encounter in encounters.iter().filter_map(|bytes| ReportedEncounter::from_bytes(bytes)) {
        by_interval.entry(encounter.interval).or_default().push(encounter);
    }
    let mut days: BTreeMap<Day, DayEvidence> = BTreeMap::new();
    for activity in &report.activity {
        let day = entry(&mut days, Day(activity.day));
        let (advertised, scanned) = activity.maps().unwrap_or_default();
        (day.advertised, day.scanned) = (advertised.count(), scanned.count());
    }
    for (interval, heard) in by_interval {
        let identifiers: BTreeSet<_> = heard.iter().map(|encounter| encounter.frame.id).collect();
        entry(&mut days, key_days.day(interval)).intervals.push(IntervalEvidence {
            start: interval.start(),
            identifiers: identifiers.len(),
            longest_seconds: heard.iter().map(|encounter| encounter.seconds).max().unwrap_or(0),
            least_attenuation: heard.iter().map(|encounter| encounter.least_attenuation).min().unwrap_or(u8::MAX),
        });
    }
    days.into_values().collect()
}

fn entry(days: &mut BTreeMap<Day, DayEvidence>, day: Day) -> &mut DayEvidence {
    days.entry(day).or_insert(DayEvidence { date: Date(day), advertised: 0, scanned: 0, intervals: Vec::new() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use lancan_protocol::{frame::Frame, wire::DayActivity};

    fn encounter(id: u8, interval: u32, seconds: u16, attenuation: u8) -> [u8; 32] {
        ReportedEncounter {
            frame: Frame::from_bytes(&[id; 20]).unwrap(),
            interval: Interval(interval),
            seconds,
            least_attenuation: attenuation,
            typical_attenuation: attenuation + 5,
            scans: 1,
            flags: 0,
        }
        .to_bytes()
    }

    #[test]
    fn encounters_are_summed_up_by_interval_and_day() {
        let encounters = [encounter(1, 145, 60, 50), encounter(2, 145, 300, 40), encounter(1, 290, 5, 70)].concat();
        let mut scanned = vec![0; 18];
        scanned[0] = 0b11;
        let activity = vec![DayActivity { day: 1, advertised: vec![255; 18], scanned }];
        let days = days(&Report { encounters, activity, ..Report::default() }, KeyDays::VIETNAM);
        assert_eq!(days.iter().map(|day| day.date).collect::<Vec<_>>(), [Date(Day(1)), Date(Day(2))]);
        assert_eq!((days[0].advertised, days[0].scanned), (144, 2));
        let only = &days[0].intervals[0];
        assert_eq!((only.identifiers, only.longest_seconds, only.least_attenuation), (2, 300, 40));
        assert_eq!(only.start, Interval(145).start());
        assert_eq!(days[1].intervals.len(), 1);
    }
}
