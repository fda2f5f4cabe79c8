//! The report itself, from what the user reviewed and agreed to.

use lancan_protocol::{
    key_days::KeyDays,
    problem::Problem,
    time::Day,
    wire::{Consent, DayActivity, MOST_ENCOUNTERS, Report, ReportedKey, VerifyAnswer},
};

use super::{
    ConsentGiven, Material, ReportSecret, Span,
    review::{candidates_in, is_withheld, keys_in},
};

/// Text version and language of the consent are kept with the report: they say what was agreed to.
pub(super) fn report(
    answer: &VerifyAnswer,
    left_out: &[Span],
    days: KeyDays,
    material: &Material,
    consent: &ConsentGiven,
    secret: &ReportSecret,
    report_id: [u8; 16],
) -> Result<Report, Problem> {
    let keys: Vec<ReportedKey> = keys_in(answer, &material.keys)
        .filter(|(_, start, period)| consent.keys && !is_withheld(left_out, *start, *period))
        .map(|(key, start, period)| ReportedKey { key: key.as_bytes().to_vec(), start: start.0, period })
        .collect();
    let mut chosen: Vec<_> = candidates_in(answer, &material.candidates)
        .filter(|candidate| consent.encounters && !left_out.iter().any(|s| s.touches(candidate.encounter.interval)))
        .collect();
    chosen.sort_by(|a, b| b.probability.total_cmp(&a.probability));
    chosen.truncate(MOST_ENCOUNTERS);
    // In the order of time, not of closeness.
    chosen.sort_by_key(|candidate| (candidate.encounter.interval, candidate.encounter.frame));
    if keys.is_empty() && chosen.is_empty() {
        return Err(Problem::NothingToDo);
    }
    let window = days.day(answer.window_from)..=days.day(answer.window_to);
    let activity = material.activity.iter().filter(|day| consent.encounters && window.contains(&Day(day.day)));
    Ok(Report {
        report_id: report_id.to_vec(),
        token: answer.token.clone(),
        public_key: secret.public_key(),
        keys,
        encounters: chosen.iter().flat_map(|candidate| candidate.encounter.to_bytes()).collect(),
        activity: activity.map(|day| without(day, days, left_out)).collect(),
        consent: Some(Consent {
            keys: consent.keys,
            encounters: consent.encounters,
            text_version: consent.text_version,
            language: consent.language.clone(),
        }),
        cover: false,
        padding: Vec::new(),
    })
}

/// A day's maps without the intervals that were left out: the server then knows only that nothing can be said of them.
fn without(activity: &DayActivity, days: KeyDays, left_out: &[Span]) -> DayActivity {
    let day = Day(activity.day);
    let (mut advertised, mut scanned) = activity.maps().unwrap_or_default();
    for (position, interval) in (0..).zip(days.intervals(day)) {
        if left_out.iter().any(|span| span.touches(interval)) {
            advertised.remove(position);
            scanned.remove(position);
        }
    }
    DayActivity::new(day, &advertised, &scanned)
}
