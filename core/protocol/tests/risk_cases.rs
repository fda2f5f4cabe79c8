//! The exposure-window cases of another system give its results through our public configuration.
//!
//! Reads the file named in `LANCAN_RISK_CASES`, else `vectors/cwa_risk_cases.json` of the outside data; skipped, and
//! said so, where neither is there.

#![cfg(test)]

use std::path::PathBuf;

use lancan_protocol::{
    risk::{ExposureWindow, Infectiousness, WindowScan, overview, summarise},
    rules::{
        AttenuationUsed, Band, BandRange, LevelEncoding, LevelValue, MinutesFilter, MinutesWeight, Range, Rules,
        ScoringRules,
    },
    time::Day,
    wire::ReportType,
};
use serde_json::Value;

const TODAY: Day = Day(18_800);

fn cases() -> Option<Value> {
    let shared = std::env::var_os("LANCAN_DATA")
        .map_or_else(|| PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data")), PathBuf::from);
    let path =
        std::env::var_os("LANCAN_RISK_CASES").map_or_else(|| shared.join("vectors/cwa_risk_cases.json"), PathBuf::from);
    let named = std::env::var_os("LANCAN_RISK_CASES").is_some();
    match std::fs::read(&path) {
        Ok(bytes) => Some(serde_json::from_slice(&bytes).expect("the cases are JSON")),
        Err(error) if named => panic!("LANCAN_RISK_CASES: {error}"),
        Err(_) => {
            eprintln!("skipped: no outside data with risk cases");
            None
        }
    }
}

fn number(value: &Value) -> f64 {
    value.as_f64().expect("a number")
}

fn small(value: &Value) -> u32 {
    value.as_u64().and_then(|n| u32::try_from(n).ok()).expect("a small number")
}

fn list<'a>(value: &'a Value, name: &str) -> &'a [Value] {
    value[name].as_array().map_or(&[], Vec::as_slice)
}

fn range(value: &Value) -> Range {
    Range {
        min: number(&value["min"]),
        max: number(&value["max"]),
        min_exclusive: value["minExclusive"].as_bool().unwrap_or(false),
        max_exclusive: value["maxExclusive"].as_bool().unwrap_or(false),
    }
}

fn bands(config: &Value, name: &str) -> Vec<BandRange> {
    let band = |level: u32| if level >= 2 { Band::High } else { Band::Low };
    list(config, name)
        .iter()
        .map(|b| BandRange { score: range(&b["normalizedTimeRange"]), band: band(small(&b["riskLevel"])) })
        .collect()
}

/// Their configuration as ours.
fn scoring(config: &Value) -> ScoringRules {
    let encoding = &config["trlEncoding"];
    ScoringRules {
        attenuation: AttenuationUsed::Least,
        minutes_filters: list(config, "minutesAtAttenuationFilters")
            .iter()
            .map(|f| MinutesFilter {
                attenuation: range(&f["attenuationRange"]),
                drop_if_minutes: range(&f["dropIfMinutesInRange"]),
            })
            .collect(),
        level_filters: list(config, "trlFilters").iter().map(|f| range(&f["dropIfTrlInRange"])).collect(),
        minutes_weights: list(config, "minutesAtAttenuationWeights")
            .iter()
            .map(|w| MinutesWeight { attenuation: range(&w["attenuationRange"]), weight: number(&w["weight"]) })
            .collect(),
        level_encoding: LevelEncoding {
            standard: small(&encoding["infectiousnessOffsetStandard"]),
            high: small(&encoding["infectiousnessOffsetHigh"]),
            recursive: small(&encoding["reportTypeOffsetRecursive"]),
            self_report: small(&encoding["reportTypeOffsetSelfReport"]),
            confirmed_clinical_diagnosis: small(&encoding["reportTypeOffsetConfirmedClinicalDiagnosis"]),
            confirmed_test: small(&encoding["reportTypeOffsetConfirmedTest"]),
        },
        level_values: list(config, "transmissionRiskValueMapping")
            .iter()
            .map(|v| LevelValue {
                level: small(&v["transmissionRiskLevel"]),
                value: number(&v["transmissionRiskValue"]),
            })
            .collect(),
        window_bands: bands(config, "normalizedTimePerEWToRiskLevelMapping"),
        day_bands: bands(config, "normalizedTimePerDayToRiskLevelMapping"),
        ..Rules::built_in().scoring
    }
}

fn window(value: &Value) -> ExposureWindow {
    let scan = |scan: &Value| WindowScan {
        least_attenuation: u16::try_from(small(&scan["minAttenuation"])).expect("an attenuation"),
        typical_attenuation: u16::try_from(small(&scan["typicalAttenuation"])).expect("an attenuation"),
        seconds_since_last: scan["secondsSinceLastScan"].as_i64().and_then(|n| i32::try_from(n).ok()).expect("seconds"),
    };
    ExposureWindow {
        day: TODAY.minus(small(&value["ageInDays"])),
        report_type: ReportType::from_number(small(&value["reportType"]).into()).expect("a report type"),
        infectiousness: match small(&value["infectiousness"]) {
            2 => Infectiousness::High,
            _ => Infectiousness::Standard,
        },
        confidence: u8::try_from(small(&value["calibrationConfidence"])).expect("a confidence"),
        scans: list(value, "scanInstances").iter().map(scan).collect(),
    }
}

#[test]
fn risk_cases() {
    let Some(file) = cases() else { return };
    let configured = Rules { scoring: scoring(&file["defaultRiskCalculationConfiguration"]), ..Rules::built_in() };
    // What is tested can be published: it passes the checks and survives its JSON.
    let rules = Rules::from_json(&serde_json::to_vec(&configured).expect("rules serialise")).expect("rules are good");
    let cases = file["testCases"].as_array().expect("cases");
    assert!(!cases.is_empty());
    for case in cases {
        let name = case["description"].as_str().unwrap_or("unnamed");
        let windows: Vec<ExposureWindow> = list(case, "exposureWindows").iter().map(window).collect();
        let found = overview(&summarise(&windows, &rules.scoring));
        let age = |day: Option<Day>| day.map(|day| TODAY.0 - day.0);
        let expected = |field: &str| case[field].as_u64().and_then(|n| u32::try_from(n).ok());
        assert_eq!(Some(if found.band == Some(Band::High) { 2 } else { 1 }), expected("expTotalRiskLevel"), "{name}");
        assert_eq!(age(found.last_low), expected("expAgeOfMostRecentDateWithLowRisk"), "{name}");
        assert_eq!(age(found.last_high), expected("expAgeOfMostRecentDateWithHighRisk"), "{name}");
        assert_eq!(Some(found.low_days), expected("expNumberOfDaysWithLowRisk"), "{name}");
        assert_eq!(Some(found.high_days), expected("expNumberOfDaysWithHighRisk"), "{name}");
        assert_eq!(Some(found.low_encounters), expected("expTotalMinimumDistinctEncountersWithLowRisk"), "{name}");
        assert_eq!(Some(found.high_encounters), expected("expTotalMinimumDistinctEncountersWithHighRisk"), "{name}");
    }
    println!("{} cases", cases.len());
}
