//! The report itself, from what the user reviewed and agreed to.

use lancan_protocol::{
    key_days::KeyDays,
    problem::Problem,
    time::{Day, Interval},
    wire::{Consent, DayActivity, MOST_ENCOUNTERS, Report, ReportedKey, VerifyAnswer},
};

use super::{
    ConsentGiven, LeftOut, Material, ReportSecret, Span,
    review::{candidates_in, is_withheld},
};
use crate::store::{StoredKey, longest_used};

/// Text version and language of the consent are kept with the report: they say what was agreed to. A report that has
/// nothing to bring but what follows the next day is a body of cover traffic.
pub(super) fn report(
    answer: &VerifyAnswer,
    all_left_out: LeftOut<'_>,
    material: &Material,
    consent: &ConsentGiven,
    secret: &ReportSecret,
    report_id: [u8; 16],
) -> Result<Report, Problem> {
    let left_out = all_left_out.spans;
    let (days, today) = (material.days, material.today());
    let window = days.day(answer.window_from)..=days.day(answer.window_to);
    let own = if consent.keys { keys(material, left_out, |day| window.contains(&day)) } else { Vec::new() };
    // Today's key follows when its day is over.
    let day_of = |key: &ReportedKey| days.day(Interval(key.start));
    let follows = own.iter().any(|key| day_of(key) == today);
    let is_brought = |key: &ReportedKey| day_of(key) < today || material.brings_today && day_of(key) == today;
    let keys: Vec<ReportedKey> = own.into_iter().filter(is_brought).collect();
    let mut chosen: Vec<_> = candidates_in(answer, &material.candidates)
        .filter(|candidate| consent.encounters && !left_out.iter().any(|s| s.touches(candidate.encounter.interval)))
        .collect();
    chosen.sort_by(|a, b| b.probability.total_cmp(&a.probability));
    chosen.truncate(MOST_ENCOUNTERS);
    // In the order of time, not of closeness.
    chosen.sort_by_key(|candidate| (candidate.encounter.interval, candidate.encounter.frame));
    let own_visits = material.visits.iter().filter(|own| consent.visits && !all_left_out.holds(own));
    let visits: Vec<u8> = own_visits.flat_map(|own| own.reported.to_bytes()).collect();
    let is_empty = keys.is_empty() && chosen.is_empty() && visits.is_empty();
    if is_empty && !follows {
        return Err(Problem::NothingToDo);
    }
    if is_empty {
        return Ok(Report { cover: true, ..bare(answer, secret, report_id) });
    }
    let activity = material.activity.iter().filter(|day| consent.encounters && window.contains(&Day(day.day)));
    Ok(Report {
        keys,
        encounters: chosen.iter().flat_map(|candidate| candidate.encounter.to_bytes()).collect(),
        activity: activity.map(|day| without(day, days, left_out)).collect(),
        consent: Some(self::consent(consent)),
        visits,
        ..bare(answer, secret, report_id)
    })
}

/// A report that says nothing yet.
fn bare(answer: &VerifyAnswer, secret: &ReportSecret, report_id: [u8; 16]) -> Report {
    Report {
        report_id: report_id.to_vec(),
        token: answer.token.clone(),
        public_key: secret.public_key(),
        ..Report::default()
    }
}

/// The keys of the wanted days as a report brings them: each as a whole key day whatever its use, at most three of one day,
/// the longest used, and none that was used within what was left out.
pub(crate) fn keys(material: &Material, left_out: &[Span], is_wanted: impl Fn(Day) -> bool) -> Vec<ReportedKey> {
    let days = material.days;
    let reported = |key: StoredKey| ReportedKey {
        key: key.key.as_bytes().to_vec(),
        start: days.first_interval(key.day(days)).0,
        period: Interval::PER_DAY,
    };
    let wanted = longest_used(&material.keys).into_iter().filter(|key| is_wanted(key.day(days)));
    wanted.filter(|key| !is_withheld(left_out, key)).map(reported).collect()
}

/// A consent as a report carries it.
pub(crate) fn consent(given: &ConsentGiven) -> Consent {
    Consent {
        keys: given.keys,
        encounters: given.encounters,
        text_version: given.text_version,
        language: given.language.clone(),
        visits: given.visits,
    }
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
