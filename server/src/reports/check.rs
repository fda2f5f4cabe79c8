//! What a report must be, apart from what the store knows. Refusals name the field, never its content.

use lancan_protocol::key_days::KeyDays;
use lancan_protocol::keys::DayKey;
use lancan_protocol::problem::Problem;
use lancan_protocol::rules::Rules;
use lancan_protocol::time::{Day, Interval, UnixTime};
use lancan_protocol::wire::{DayActivity, ENCOUNTER_BYTES, MOST_ENCOUNTERS, Report, ReportedEncounter, ReportedKey};

use super::upload::{CheckedKey, Upload};
use crate::codes::Claims;
use crate::ground::error::Refusal;
use crate::ground::ids::ReportId;

/// Most keys with the same first interval.
const MOST_PER_START: usize = 3;
/// Phones' clocks may run ahead by this many intervals.
const AHEAD: u32 = 1;

/// A report that holds what it must.
pub(super) struct Checked {
    pub(super) report_id: ReportId,
    pub(super) keys: Vec<CheckedKey>,
    pub(super) encounters: u32,
    pub(super) upload: Upload,
}

fn invalid(detail: &'static str) -> Refusal {
    Refusal::because(Problem::ReportInvalid, detail)
}

fn refused(detail: &'static str) -> Refusal {
    Refusal::because(Problem::KeyRefused, detail)
}

pub(super) fn report_id(report: &Report) -> Result<ReportId, Refusal> {
    ReportId::try_from(report.report_id.as_slice()).map_err(|_| invalid("report_id: 16 bytes"))
}

/// Checks a report against its token.
pub(super) fn check(report: &Report, claims: &Claims, rules: &Rules, now: UnixTime) -> Result<Checked, Refusal> {
    let report_id = report_id(report)?;
    let window = claims.window_from..=claims.window_to;
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
    if report.keys.is_empty() && report.encounters.is_empty() {
        return Err(invalid("keys, encounters: a report holds one or the other"));
    }
    let days = (rules.keeping.retention_days + 2) as usize;
    if report.keys.len() > days * MOST_PER_START {
        return Err(refused("keys: more than fit the retention"));
    }
    let keys = report.keys.iter().map(|key| check_key(key, claims, now)).collect::<Result<Vec<_>, _>>()?;
    let distinct: std::collections::BTreeSet<&[u8; 16]> = keys.iter().map(|key| key.key.as_bytes()).collect();
    if distinct.len() != keys.len() {
        return Err(refused("keys: one is given twice"));
    }
    spans(keys.iter().map(|key| (key.start, key.period)))?;
    let encounters = check_encounters(&report.encounters, |interval| window.contains(&interval))?;
    check_activity(&report.activity, claims, rules.key_days, days)?;
    Ok(Checked { report_id, keys, encounters, upload: Upload::of(report) })
}

fn check_key(key: &ReportedKey, claims: &Claims, now: UnixTime) -> Result<CheckedKey, Refusal> {
    let bytes: [u8; 16] = key.key.as_slice().try_into().map_err(|_| invalid("keys.key: 16 bytes"))?;
    if !(1..=Interval::PER_DAY).contains(&key.period) {
        return Err(invalid("keys.period: 1 to 144"));
    }
    let start = Interval(key.start);
    if start < claims.window_from || start > claims.window_to {
        return Err(refused("keys.start: outside the window of the token"));
    }
    if start.plus(key.period) > now.interval().plus(1 + AHEAD) {
        return Err(refused("keys: one reaches into the future"));
    }
    Ok(CheckedKey { key: DayKey::from_bytes(bytes), start, period: key.period })
}

/// At most three keys may begin at the same interval; apart from those, no two may overlap.
pub(super) fn spans(all: impl Iterator<Item = (Interval, u32)>) -> Result<(), Refusal> {
    let mut all: Vec<_> = all.collect();
    all.sort_unstable();
    let mut same = 1;
    let mut end = None;
    for pair in all.windows(2) {
        let [(start, period), (next, _)] = *pair else { continue };
        end = end.max(Some(start.plus(period)));
        if next == start {
            same += 1;
            if same > MOST_PER_START {
                return Err(refused("keys: more than three begin at the same interval"));
            }
        } else {
            same = 1;
            if end > Some(next) {
                return Err(refused("keys: two overlap"));
            }
        }
    }
    Ok(())
}

fn check_encounters(bytes: &[u8], in_window: impl Fn(Interval) -> bool) -> Result<u32, Refusal> {
    let (encounters, rest) = bytes.as_chunks::<ENCOUNTER_BYTES>();
    if !rest.is_empty() {
        return Err(invalid("encounters: 32 bytes each"));
    }
    if encounters.len() > MOST_ENCOUNTERS {
        return Err(invalid("encounters: at most 2000"));
    }
    for encounter in encounters {
        let encounter =
            ReportedEncounter::from_bytes(encounter).ok_or(invalid("encounters: one is not of the documented form"))?;
        if !in_window(encounter.interval) {
            return Err(invalid("encounters: one lies outside the window of the token"));
        }
    }
    u32::try_from(encounters.len()).map_err(|_| invalid("encounters: at most 2000"))
}

fn check_activity(activity: &[DayActivity], claims: &Claims, key_days: KeyDays, most: usize) -> Result<(), Refusal> {
    let window = key_days.day(claims.window_from)..=key_days.day(claims.window_to);
    let mut days: Vec<u32> = activity.iter().map(|day| day.day).collect();
    days.sort_unstable();
    days.dedup();
    if days.len() != activity.len() || days.len() > most {
        return Err(invalid("activity: each day once"));
    }
    if !days.iter().all(|day| window.contains(&Day(*day))) {
        return Err(invalid("activity: a day lies outside the window of the token"));
    }
    if activity.iter().any(|day| day.maps().is_none()) {
        return Err(invalid("activity: maps of 18 bytes"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn are_refused(all: &[(u32, u32)]) -> bool {
        spans(all.iter().map(|(start, period)| (Interval(*start), *period))).is_err()
    }

    #[test]
    fn keys_may_follow_each_other_and_share_a_start_but_not_overlap() {
        assert!(!are_refused(&[]));
        assert!(!are_refused(&[(144, 50), (194, 94), (288, 144)]));
        assert!(!are_refused(&[(144, 144), (144, 10), (144, 144), (288, 1)]));
        assert!(are_refused(&[(144, 144), (144, 10), (144, 144), (144, 1)]));
        assert!(are_refused(&[(144, 144), (287, 144)]));
        assert!(are_refused(&[(0, 144), (1, 1), (2, 1)]));
    }

    const NOW: UnixTime = UnixTime(18_772 * 86_400 + 36_000);

    /// A token for five days until now.
    fn claims() -> Claims {
        let claims = serde_json::json!({
            "iss": "", "aud": "", "exp": NOW.0 + 1, "jti": "", "case_ref": "", "jkt": "",
            "window_from": KeyDays::VIETNAM.first_interval(KeyDays::VIETNAM.day(NOW).minus(5)), "window_to": NOW.interval(),
            "report_type": "confirmed_test",
        });
        serde_json::from_value(claims).unwrap()
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
                keys, encounters, text_version: 1, language: "vi".into(),
            });
            let activity = days.into_iter().map(|day| DayActivity { day, advertised: vec![0; 18], scanned: vec![0; 18] });
            Report {
                report_id: vec![1; 16], keys, encounters, activity: activity.collect(), consent, ..Report::default()
            }
        }
    }

    proptest! {
        #[test]
        fn whatever_is_accepted_keeps_every_promise(report in a_report()) {
            let Ok(checked) = check(&report, &claims(), &Rules::built_in(), NOW) else { return Ok(()) };
            let consent = report.consent.unwrap();
            prop_assert!(checked.keys.is_empty() || consent.keys);
            prop_assert!(checked.encounters == 0 || consent.encounters);
            prop_assert_eq!(checked.keys.len(), report.keys.len());
            for key in &checked.keys {
                prop_assert!((1..=144).contains(&key.period));
                prop_assert!(KeyDays::VIETNAM.day(key.start) >= KeyDays::VIETNAM.day(NOW).minus(5) && key.start <= NOW.interval());
                prop_assert!(key.start.plus(key.period) <= NOW.interval().plus(1 + AHEAD));
            }
        }

        #[test]
        fn any_bytes_are_a_report_or_refused_and_never_a_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            if let Ok(report) = <Report as prost::Message>::decode(bytes.as_slice()) {
                let _ = check(&report, &claims(), &Rules::built_in(), NOW);
            }
        }

        #[test]
        fn overlap_is_found_wherever_it_is(spans in proptest::collection::vec((0_u32..600, 1_u32..=144), 0..6)) {
            let overlap = spans.iter().enumerate().any(|(i, a)| spans.iter().skip(i + 1).any(|b| {
                a.0 != b.0 && a.0 < b.0 + b.1 && b.0 < a.0 + a.1
            }));
            let crowded = spans.iter().any(|a| spans.iter().filter(|b| a.0 == b.0).count() > MOST_PER_START);
            prop_assert_eq!(are_refused(&spans), overlap || crowded);
        }

        #[test]
        fn any_encounter_bytes_are_counted_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            if let Ok(count) = check_encounters(&bytes, |_| true) {
                prop_assert_eq!(count as usize * ENCOUNTER_BYTES, bytes.len());
            }
        }
    }
}
