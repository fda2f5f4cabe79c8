//! The rules compiled in.

use super::{
    AttenuationUsed, Band, BandRange, ContactRule, Decree, Degree, InfectiousDays, InfectiousPeriod, KeepingRules,
    LevelEncoding, LevelValue, Masks, MatchingRules, MinutesWeight, PlaceRules, PollingRules, PublicationRules,
    Quarantine, Range, Rules, ScoringRules, UploadRules,
};
use crate::{
    key_days::KeyDays,
    ranging::{Company, RangingRules},
    time::{Day, UnixTime},
};

/// Day number of a date of the Gregorian calendar, from 1 March 1970 on (days counted from March, so that leap days come last).
const fn date(year: u32, month: u32, day: u32) -> Day {
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let days = 365 * year + year / 4 - year / 100 + year / 400 + (153 * month + 2) / 5 + day - 1;
    // Days from 1 March of year 0 to 1 January 1970.
    Day(days - 719_468)
}

/// F1 by the tracing handbook, 5053/QĐ-BYT: within 2 m, 15 minutes added up over 24 hours, from 3 days before onset
/// until isolation. F2 by 3638/QĐ-BYT: within 2 m of an F1. 11042/BYT-DP: infectious from 2 days before onset; 15 minutes
/// with masks and any time without, of which a phone knows nothing: 15 minutes here. 1909/BYT-DP: within 1 m for 15
/// minutes with masks; no quarantine any more. The test's date counts like onset where there were no symptoms, which is
/// our reading.
///
/// Quarantine: 600/CĐ-BCĐ, then 5599/BYT-MT (14 days and 14 at home), then 762/BYT-DP (7 and 3). Since 10696/BYT-MT those
/// fully vaccinated or recovered have fewer days (7 and 7, later 5 and 5); a phone does not know who is, so the days are
/// the others' and the advice says so. The 14 days before May 2021 and the 10 days of follow-up since April 2022 are as
/// reported by the press.
pub(super) fn rules() -> Rules {
    let handbook = decree("5053/QĐ-BYT", date(2020, 12, 3));
    let guidance = decree("3638/QĐ-BYT", date(2021, 7, 30));
    let omicron = decree("11042/BYT-DP", date(2021, 12, 29));
    let living_with_it = decree("1909/BYT-DP", date(2022, 4, 15));
    let three_weeks = quarantine(21, 7, decree("600/CĐ-BCĐ", date(2021, 5, 5)));
    let two_weeks = quarantine(14, 14, decree("5599/BYT-MT", date(2021, 7, 14)));
    let f1 =
        |id: &str, decree: &Decree, from: Day, until: Day, days_before: u32, quarantine: &Quarantine| ContactRule {
            id: id.into(),
            degree: Degree::F1,
            decree: decree.clone(),
            in_force_from: from,
            in_force_until: Some(until),
            distance_m: Some(2.0),
            minutes: 15,
            window_hours: 24,
            masks: Masks::Any,
            infectious: InfectiousPeriod {
                days_before_onset: days_before,
                days_before_test: days_before,
                days_after: None,
            },
            quarantine: quarantine.clone(),
            advice: "advice-f1-quarantine".into(),
        };
    let one_week = quarantine(7, 3, decree("762/BYT-DP", date(2022, 2, 21)));
    let shorter = |rule: ContactRule| ContactRule { advice: "advice-f1-quarantine-shorter".into(), ..rule };
    let first_weeks = quarantine(14, 14, handbook.clone());
    let first = f1("f1-2020-12", &handbook, date(2020, 12, 3), date(2021, 5, 4), 3, &first_weeks);
    let may = f1("f1-2021-05", &handbook, date(2021, 5, 5), date(2021, 7, 13), 3, &three_weeks);
    let july = f1("f1-2021-07", &handbook, date(2021, 7, 14), date(2021, 12, 15), 3, &two_weeks);
    let vaccinated = shorter(f1("f1-2021-12", &handbook, date(2021, 12, 16), date(2021, 12, 28), 3, &two_weeks));
    let new_year = shorter(f1("f1-2022-01", &omicron, date(2021, 12, 29), date(2022, 2, 20), 2, &two_weeks));
    let february = shorter(f1("f1-2022-02", &omicron, date(2022, 2, 21), date(2022, 4, 14), 2, &one_week));
    let april = ContactRule {
        in_force_until: None,
        distance_m: Some(1.0),
        masks: Masks::Worn,
        advice: "advice-f1-watch".into(),
        ..f1(
            "f1-2022-04",
            &living_with_it,
            date(2022, 4, 15),
            date(2022, 4, 15),
            2,
            &quarantine(0, 10, living_with_it.clone()),
        )
    };
    let second = ContactRule {
        degree: Degree::F2,
        advice: "advice-f2-watch".into(),
        ..f1("f2-2021-07", &guidance, date(2021, 7, 30), date(2021, 12, 28), 3, &quarantine(0, 14, guidance.clone()))
    };
    Rules {
        format: Rules::FORMAT,
        serial: 0,
        issued_at: KeyDays::VIETNAM.start(date(2022, 4, 15)),
        expires_at: KeyDays::VIETNAM.start(date(9999, 12, 31)),
        contact: vec![first, may, july, vaccinated, new_year, february, april, second],
        key_days: KeyDays::VIETNAM,
        keeping: KeepingRules { retention_days: 21, trace_days: 14 },
        matching: MatchingRules { tolerance: 1, bluezone_until: None },
        polling: PollingRules { seconds: 4 * 3_600, cover_mean_days: Some(5) },
        upload: UploadRules { least_probability: 0.1 },
        publication: PublicationRules {
            wait_seconds: 1_200,
            while_in_use: false,
            every_seconds: 2 * 3_600,
            slots_per_class: 3,
            delay_seconds: 2 * 3_600,
        },
        ranging: ranging(),
        scoring: scoring(),
        places: PlaceRules::default(),
    }
}

pub(super) fn for_test() -> Rules {
    let mut rules = rules();
    rules.contact.truncate(1);
    for rule in &mut rules.contact {
        rule.id = "f1-test".into();
        rule.in_force_from = Day(0);
        rule.in_force_until = None;
    }
    rules.issued_at = UnixTime(0);
    rules.polling = PollingRules { seconds: 5, cover_mean_days: None };
    rules.publication = PublicationRules {
        wait_seconds: 0,
        while_in_use: true,
        every_seconds: 1,
        slots_per_class: 0,
        delay_seconds: 0,
    };
    rules.with_contact(None, 1)
}

/// Fitted on three DP-3T recordings (lunch, train, office) by `simulator/examples/fit_ranging.rs`, which prints the first six numbers and
/// the share of windows that were close there, for `probability_unmeasured`; `docs/accuracy.md` says how good they are.
fn ranging() -> RangingRules {
    RangingRules {
        attenuation_at_1m_db: 48.8,
        decay_db: 36.5,
        spread_db: 4.6,
        reference_attenuation_db: 61.2,
        level_share: 0.75,
        doubling_db: 2.0,
        // The median of the table of phone levels, by which the recordings' phones were taken to send.
        assumed_power_dbm: -26,
        prior_scans: 20.0,
        // Chosen with the next one on generated offices and conferences; the recordings bear it.
        prior_people: Some(5.0),
        // Two deviations of the receivers' levels in the table.
        most_level_db: 8.0,
        company: Some(Company { attenuation_db: 76.0, hours: 2.0, most_db: 5.0 }),
        phones: Vec::new(),
        // In the fullest recording, a train, phones expected ten at most; with eight the recordings are judged almost as without.
        most_close: 8.0,
        probability_unmeasured: 0.45,
        smoothing_seconds: 150,
        longest_gap_seconds: 300,
        enough_probability: 0.57,
        possible_probability: 0.4,
    }
}

/// Buckets and weights of the "narrower net" that the Linux Foundation Public Health recommended for GAEN v2; reports count by
/// how sure they are; nine minutes a day are much, five are some.
fn scoring() -> ScoringRules {
    let weight = |min, max, weight| MinutesWeight { attenuation: Range::half_open(min, max), weight };
    let band = |min, max, band| BandRange { score: Range::half_open(min, max), band };
    let values = [(3, 0.6), (4, 0.8), (5, 1.0), (6, 1.2), (7, 1.4), (8, 1.6)];
    ScoringRules {
        attenuation: AttenuationUsed::Typical,
        bucket_edges_db: [55, 63, 70],
        highly_infectious: InfectiousDays { from: -2, until: 4 },
        minutes_filters: Vec::new(),
        level_filters: Vec::new(),
        minutes_weights: vec![weight(0.0, 55.0, 1.5), weight(55.0, 63.0, 1.0), weight(63.0, 70.0, 0.4)],
        level_encoding: LevelEncoding {
            standard: 1,
            high: 2,
            recursive: 0,
            self_report: 2,
            confirmed_clinical_diagnosis: 4,
            confirmed_test: 6,
        },
        level_values: values.into_iter().map(|(level, value)| LevelValue { level, value }).collect(),
        window_bands: vec![band(0.0, 9.0, Band::Low), band(9.0, 1e6, Band::High)],
        day_bands: vec![band(5.0, 9.0, Band::Low), band(9.0, 1e6, Band::High)],
    }
}

fn decree(number: &str, date: Day) -> Decree {
    Decree { number: number.into(), date }
}

fn quarantine(days: u32, follow_up_days: u32, decree: Decree) -> Quarantine {
    Quarantine { days, follow_up_days, decree }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report_type::ReportType;

    #[test]
    fn dates_are_day_numbers() {
        assert_eq!(date(1970, 3, 1), Day(59));
        assert_eq!(date(2000, 2, 29), Day(11_016));
        assert_eq!(date(2021, 5, 5), KeyDays::VIETNAM.day(UnixTime(1_620_172_800)));
    }

    #[test]
    fn every_day_since_the_handbook_has_exactly_one_definition_of_an_f1() {
        let rules = Rules::built_in();
        for day in date(2020, 12, 3).0..date(2030, 1, 1).0 {
            assert_eq!(rules.in_force(Day(day)).filter(|rule| rule.degree == Degree::F1).count(), 1, "day {day}");
        }
    }

    #[test]
    fn in_may_2021_a_contact_is_15_minutes_within_2_m_from_3_days_before_onset_and_21_days_of_quarantine_follow() {
        let rules = Rules::built_in();
        let rule = rules.in_force(date(2021, 5, 20)).next().unwrap();
        assert_eq!((rule.distance_m, rule.minutes, rule.window_hours), (Some(2.0), 15, 24));
        assert_eq!((rule.quarantine.days, rule.quarantine.follow_up_days), (21, 7));
        assert_eq!(rule.decree.number, "5053/QĐ-BYT");
        assert!(rule.infectious.covers(Some(-3)) && !rule.infectious.covers(Some(-4)) && rule.infectious.covers(None));
        assert!(rule.applies_to(ReportType::ConfirmedTest) && !rule.applies_to(ReportType::Recursive));
    }

    #[test]
    fn since_december_2021_the_advice_says_that_fewer_days_may_do_and_since_february_2022_they_are_7() {
        let rules = Rules::built_in();
        let rule = |year, month, day| rules.in_force(date(year, month, day)).find(|rule| rule.degree == Degree::F1);
        assert_eq!(rule(2021, 12, 15).unwrap().advice, "advice-f1-quarantine");
        for (rule, days, follow_up_days) in
            [(rule(2021, 12, 16), 14, 14), (rule(2022, 1, 5), 14, 14), (rule(2022, 2, 21), 7, 3)]
        {
            let rule = rule.unwrap();
            assert_eq!(rule.advice, "advice-f1-quarantine-shorter");
            assert_eq!((rule.quarantine.days, rule.quarantine.follow_up_days), (days, follow_up_days));
        }
    }

    #[test]
    fn since_april_2022_one_metre_counts_and_nobody_is_quarantined() {
        let rules = Rules::built_in();
        let rule = rules.in_force(date(2022, 5, 1)).next().unwrap();
        assert_eq!((rule.distance_m, rule.masks, rule.quarantine.days), (Some(1.0), Masks::Worn, 0));
    }

    #[test]
    fn the_built_in_rules_survive_json() {
        let json = serde_json::to_vec(&Rules::built_in()).unwrap();
        assert_eq!(Rules::from_json(&json), Ok(Rules::built_in()));
    }
}
