//! What a report must be, apart from what the store knows. Refusals name the field, never its content.
//!
//! A report that is not of the documented form is refused. An element of the right form that may not be taken is left out,
//! and the rest is taken: one bad element never refuses the whole.

use std::collections::BTreeSet;

use lancan_protocol::key_days::KeyDays;
use lancan_protocol::keys::DayKey;
use lancan_protocol::problem::Problem;
use lancan_protocol::rules::Rules;
use lancan_protocol::time::{Day, Interval, UnixTime};
use lancan_protocol::visits::{MOST_VISITS, ReportedVisit};
use lancan_protocol::wire::{DayActivity, ENCOUNTER_BYTES, MOST_ENCOUNTERS, Report, ReportedEncounter, ReportedKey};

use super::schedule::AHEAD;
use super::upload::{CheckedKey, Upload};
use crate::codes::Claims;
use crate::ground::error::Refusal;
use crate::ground::ids::ReportId;

/// Most keys of one day.
pub(super) const MOST_PER_DAY: usize = 3;

/// A report that holds what it must.
pub(super) struct Checked {
    pub(super) report_id: ReportId,
    /// The keys that may be taken, each once, in the order in which they came.
    pub(super) keys: Vec<CheckedKey>,
    pub(super) encounters: u32,
    pub(super) upload: Upload,
}

fn invalid(detail: &'static str) -> Refusal {
    Refusal::because(Problem::ReportInvalid, detail)
}

pub(super) fn report_id(report: &Report) -> Result<ReportId, Refusal> {
    ReportId::try_from(report.report_id.as_slice()).map_err(|_| invalid("report_id: 16 bytes"))
}

/// A body that takes back what came with its token brings nothing.
pub(super) fn withdrawal(report: &Report) -> Result<(), Refusal> {
    let is_empty = report.keys.is_empty()
        && report.encounters.is_empty()
        && report.activity.is_empty()
        && report.visits.is_empty();
    if is_empty { Ok(()) } else { Err(invalid("withdrawal: such a body brings nothing")) }
}

/// Checks a report against its token.
pub(super) fn check(report: Report, claims: &Claims, rules: &Rules, now: UnixTime) -> Result<Checked, Refusal> {
    let report_id = report_id(&report)?;
    let window = claims.window_from..=claims.window_to;
    let key_days = rules.key_days;
    let days = key_days.day(claims.window_from)..=key_days.day(claims.window_to);
    let consent = report.consent.as_ref().ok_or(invalid("consent: missing"))?;
    if !matches!(consent.language.as_str(), "vi" | "en") {
        return Err(invalid("consent.language: vi or en"));
    }
    if !consent.keys && !report.keys.is_empty() {
        return Err(invalid("keys: without consent"));
    }
    let heard = !report.encounters.is_empty() || !report.activity.is_empty();
    if heard && !consent.encounters {
        return Err(invalid("encounters, activity: without consent"));
    }
    if report.keys.is_empty() && report.encounters.is_empty() && report.visits.is_empty() {
        return Err(invalid("keys, encounters, visits: a report holds something"));
    }
    if !consent.visits && !report.visits.is_empty() {
        return Err(invalid("visits: without consent"));
    }
    if !report.visits.len().is_multiple_of(ReportedVisit::BYTES)
        || report.visits.len() > MOST_VISITS * ReportedVisit::BYTES
    {
        return Err(invalid("visits: 36 bytes each, at most 200"));
    }
    let kept_days = (rules.keeping.retention_days + 2) as usize;
    if report.keys.len() > kept_days * MOST_PER_DAY {
        return Err(invalid("keys: more than fit the retention"));
    }
    let is_over =
        |day: Day| rules.publication.while_in_use || key_days.first_interval(day.plus(1)) <= now.interval().plus(AHEAD);
    let mut keys = Vec::new();
    let mut known = BTreeSet::new();
    for key in &report.keys {
        let key = read_key(key, key_days)?;
        let is_taken = key.as_ref().is_some_and(|(_, day)| days.contains(day) && is_over(*day));
        if let Some((key, day)) = key.filter(|_| is_taken)
            && known.insert(*key.as_bytes())
        {
            keys.push(CheckedKey { key, day });
        }
    }
    let encounters = read_encounters(&report.encounters, |interval| window.contains(&interval))?;
    let activity = read_activity(&report.activity, |day| days.contains(&day), kept_days)?;
    let count = u32::try_from(encounters.len() / ENCOUNTER_BYTES).unwrap_or(u32::MAX);
    let upload = Upload::of(Report { encounters, activity, ..report });
    Ok(Checked { report_id, keys, encounters: count, upload })
}

/// A key and the day that it is of, whatever part of the day it names: keys are published as whole days. No day where the
/// key reaches over midnight.
fn read_key(key: &ReportedKey, key_days: KeyDays) -> Result<Option<(DayKey, Day)>, Refusal> {
    let bytes: [u8; 16] = key.key.as_slice().try_into().map_err(|_| invalid("keys.key: 16 bytes"))?;
    if !(1..=Interval::PER_DAY).contains(&key.period) {
        return Err(invalid("keys.period: 1 to 144"));
    }
    let start = Interval(key.start);
    let day = key_days.day(start);
    let is_within = start.plus(key.period) <= key_days.first_interval(day.plus(1));
    Ok(is_within.then(|| (DayKey::from_bytes(bytes), day)))
}

/// The encounters that lie in the window.
fn read_encounters(bytes: &[u8], in_window: impl Fn(Interval) -> bool) -> Result<Vec<u8>, Refusal> {
    let (encounters, rest) = bytes.as_chunks::<ENCOUNTER_BYTES>();
    if !rest.is_empty() {
        return Err(invalid("encounters: 32 bytes each"));
    }
    if encounters.len() > MOST_ENCOUNTERS {
        return Err(invalid("encounters: at most 2000"));
    }
    let mut taken = Vec::with_capacity(bytes.len());
    for bytes in encounters {
        let encounter =
            ReportedEncounter::from_bytes(bytes).ok_or(invalid("encounters: one is not of the documented form"))?;
        if in_window(encounter.interval) {
            taken.extend_from_slice(bytes);
        }
    }
    Ok(taken)
}

/// The activity of the days that lie in the window.
fn read_activity(
    activity: &[DayActivity],
    in_window: impl Fn(Day) -> bool,
    most: usize,
) -> Result<Vec<DayActivity>, Refusal> {
    let days: BTreeSet<u32> = activity.iter().map(|day| day.day).collect();
    if days.len() != activity.len() || days.len() > most {
        return Err(invalid("activity: each day once"));
    }
    if activity.iter().any(|day| day.maps().is_none()) {
        return Err(invalid("activity: maps of 18 bytes"));
    }
    Ok(activity.iter().filter(|day| in_window(Day(day.day))).cloned().collect())
}

#[cfg(any(test, fuzzing))]
const NOW: UnixTime = UnixTime(18_772 * 86_400 + 36_000);

/// A token for five days until now.
#[cfg(any(test, fuzzing))]
fn claims() -> Option<Claims> {
    let claims = serde_json::json!({
        "iss": "", "aud": "", "exp": NOW.0 + 1, "jti": "", "case_ref": "", "jkt": "",
        "window_from": KeyDays::VIETNAM.first_interval(KeyDays::VIETNAM.day(NOW).minus(5)), "window_to": NOW.interval(),
        "report_type": "confirmed_test",
    });
    serde_json::from_value(claims).ok()
}

/// Any bytes as the body of a report that somebody signed: refused, or what is taken of it lies in the token's days.
#[cfg(any(test, fuzzing))]
pub(crate) fn fuzzed_report(bytes: &[u8]) {
    let (Ok(report), Some(claims)) = (<Report as prost::Message>::decode(bytes), claims()) else { return };
    let _ = withdrawal(&report);
    let consented = report.consent.as_ref().is_some_and(|consent| consent.keys);
    let Ok(checked) = check(report, &claims, &Rules::built_in(), NOW) else { return };
    let today = KeyDays::VIETNAM.day(NOW);
    assert!(checked.keys.iter().all(|key| key.day >= today.minus(5) && key.day < today));
    assert!(checked.encounters as usize <= MOST_ENCOUNTERS);
    assert!(consented || checked.keys.is_empty());
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use prost::Message as _;

    fn claims() -> Claims {
        super::claims().unwrap()
    }

    prop_compose! {
        fn a_key()(key in proptest::collection::vec(any::<u8>(), 15..=17), start in 0_u32..1_100, period in 0_u32..=146) -> ReportedKey {
            let first = KeyDays::VIETNAM.first_interval(KeyDays::VIETNAM.day(NOW).minus(6)).0;
            ReportedKey { key, start: first + start, period }
        }
    }

    prop_compose! {
        fn a_report()(
            keys in proptest::collection::vec(a_key(), 0..3),
            encounters in proptest::collection::vec(any::<u8>(), 0..40),
            days in proptest::collection::vec(18_765_u32..18_775, 0..3),
            consent in proptest::option::of((any::<bool>(), any::<bool>())),
        ) -> Report {
            let consent = consent.map(|(keys, encounters)| lancan_protocol::wire::Consent {
                keys, encounters, text_version: 1, language: "vi".into(), visits: false,
            });
            let activity = days.into_iter().map(|day| DayActivity { day, advertised: vec![0; 18], scanned: vec![0; 18] });
            Report {
                report_id: vec![1; 16], keys, encounters, activity: activity.collect(), consent, ..Report::default()
            }
        }
    }

    fn taken(keys: Vec<ReportedKey>, now: UnixTime) -> Vec<(u8, Day)> {
        let consent = lancan_protocol::wire::Consent { keys: true, language: "vi".into(), ..Default::default() };
        let report = Report { report_id: vec![1; 16], keys, consent: Some(consent), ..Report::default() };
        let checked = check(report, &claims(), &Rules::built_in(), now).unwrap_or_else(|_| panic!("refused"));
        checked.keys.iter().map(|key| (key.key.as_bytes()[0], key.day)).collect()
    }

    fn today() -> Day {
        KeyDays::VIETNAM.day(NOW)
    }

    fn whole(byte: u8, day: Day) -> ReportedKey {
        ReportedKey { key: vec![byte; 16], start: KeyDays::VIETNAM.first_interval(day).0, period: 144 }
    }

    #[test]
    fn keys_that_may_not_be_taken_are_left_out_and_the_rest_is_taken() {
        let day = |ago| today().minus(ago);
        let over_midnight = ReportedKey { start: KeyDays::VIETNAM.first_interval(day(2)).0 + 1, ..whole(6, day(2)) };
        let keys = vec![
            whole(1, day(1)),
            whole(2, day(0)),
            whole(3, today().plus(1)),
            whole(4, day(6)),
            whole(1, day(2)),
            whole(5, Day(u32::MAX / 144 - 1)),
            over_midnight,
            whole(7, day(5)),
        ];
        assert_eq!(taken(keys, NOW), [(1, day(1)), (7, day(5))]);
    }

    #[test]
    fn a_key_is_of_its_whole_day_whatever_part_it_names() {
        let part = ReportedKey {
            key: vec![1; 16],
            start: KeyDays::VIETNAM.first_interval(today().minus(1)).0 + 100,
            period: 3,
        };
        assert_eq!(taken(vec![part], NOW), [(1, today().minus(1))]);
        // So one of today is not over, whatever it says.
        let of_today = ReportedKey { key: vec![1; 16], start: KeyDays::VIETNAM.first_interval(today()).0, period: 10 };
        assert_eq!(taken(vec![of_today], NOW), []);
    }

    #[test]
    fn a_phone_whose_clock_is_up_to_half_an_hour_fast_has_its_last_day_taken() {
        let midnight = KeyDays::VIETNAM.start(today().plus(1));
        assert_eq!(taken(vec![whole(1, today())], midnight.minus(1_801)), []);
        assert_eq!(taken(vec![whole(1, today())], midnight.minus(25 * 60)), [(1, today())]);
    }

    #[test]
    fn encounters_outside_the_window_are_left_out() {
        let mut bytes = [[0; 32]; 3];
        for (bytes, interval) in bytes.iter_mut().zip([NOW.interval().plus(1), NOW.interval(), Interval(0)]) {
            bytes[20..24].copy_from_slice(&interval.0.to_le_bytes());
        }
        let within = read_encounters(bytes.as_flattened(), |interval| interval == NOW.interval());
        assert!(within.is_ok_and(|taken| taken == bytes[1]));
    }

    proptest! {
        #[test]
        fn whatever_is_accepted_keeps_every_promise(report in a_report()) {
            let Ok(checked) = check(report.clone(), &claims(), &Rules::built_in(), NOW) else { return Ok(()) };
            let consent = report.consent.unwrap();
            prop_assert!(checked.keys.is_empty() || consent.keys);
            prop_assert!(checked.encounters == 0 || consent.encounters);
            for key in &checked.keys {
                prop_assert!(report.keys.iter().any(|sent| sent.key == key.key.as_bytes()));
                prop_assert!(key.day >= today().minus(5) && key.day < today());
            }
        }

        #[test]
        fn a_withdrawal_that_brings_anything_is_refused(report in a_report()) {
            let bare = Report { report_id: report.report_id.clone(), withdrawal: true, ..Report::default() };
            prop_assert!(withdrawal(&bare).is_ok());
            let full = Report { withdrawal: true, ..report };
            let adds_nothing = full.encode_to_vec().len() == Report { consent: full.consent.clone(), ..bare }.encode_to_vec().len();
            prop_assert_eq!(withdrawal(&full).is_ok(), adds_nothing);
        }

        #[test]
        fn any_bytes_are_a_report_or_refused_and_never_a_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            if let Ok(report) = <Report as prost::Message>::decode(bytes.as_slice()) {
                let _ = check(report, &claims(), &Rules::built_in(), NOW);
            }
        }

        #[test]
        fn any_encounter_bytes_are_counted_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            if let Ok(taken) = read_encounters(&bytes, |_| true) {
                prop_assert_eq!(taken, bytes);
            }
        }
    }
}
