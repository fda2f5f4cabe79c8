//! From scans to stretches of presence: how long, and how strongly heard.
//!
//! **Duration.** A scan that hears an identifier is credited with the seconds since the previous scan began, at most
//! `longest_gap_seconds`. A stay is thus heard once in every scan it spans, and the expected credit equals its length
//! whatever the period of scanning; with scans back to back it is exact to one scan.

use super::Heard;
use crate::{
    encounter::{Encounter, EncounterFlags},
    keys::Metadata,
    ranging::{Crowd, RangingRules, Reading, ReceiverLevel, sightings_per_scan},
    rules::{ContactRule, Degree, Rules},
    time::UnixTime,
};

/// A stretch of time in which somebody was heard.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stretch {
    /// First instant of the stretch.
    pub start: UnixTime,
    /// Length of the stretch in seconds.
    pub seconds: u32,
    /// Attenuation in dB without the receiver's level; absent where no signal strength was measured.
    pub attenuation_db: Option<f64>,
    /// Whether it can never make more than a "possible" contact.
    pub at_most_possible: bool,
    /// Logits by which the crowd around makes closeness less likely ([`crate::ranging::Crowd::doubt`]); 0 without a crowd.
    pub doubt: f64,
}

impl Stretch {
    /// The first instant after it.
    pub fn end(&self) -> UnixTime {
        self.start.plus(u64::from(self.seconds))
    }

    /// The probability of having been within the rule's distance.
    pub fn close_probability(&self, rule: &ContactRule, ranging: &RangingRules) -> f64 {
        match (rule.distance_m, self.attenuation_db) {
            (None, _) => 1.0,
            (Some(_), None) => ranging.probability_unmeasured,
            (Some(distance), Some(attenuation)) => ranging.probability_within(distance, attenuation, self.doubt),
        }
    }
}

/// The power in dBm that the sender declares; none where metadata are absent, say that it is unknown, or contradict each
/// other.
fn declared_dbm(metadata: Option<Metadata>, flags: EncounterFlags) -> Option<f64> {
    let metadata = metadata.filter(|_| !flags.contains(EncounterFlags::METADATA_CONFLICT));
    metadata?.power_dbm().map(f64::from)
}

/// An encounter with the power in dBm that its sender is taken to have.
pub(super) type Powered<'a> = (&'a Encounter, Option<f64>);

/// Encounters with the powers that their senders declare.
pub(super) fn as_declared<'a>(encounters: &[Heard<'a>]) -> impl Iterator<Item = Powered<'a>> {
    encounters.iter().map(|heard| (heard.encounter, declared_dbm(heard.metadata, heard.encounter.flags)))
}

/// One scan of an encounter: when it ended, what it is credited with and what it read, in dB of attenuation.
#[derive(Clone, Copy, Debug)]
pub(super) struct TimedScan {
    pub(super) end: UnixTime,
    pub(super) seconds: u32,
    pub(super) typical_db: Option<f64>,
    pub(super) least_db: Option<f64>,
    pub(super) at_most_possible: bool,
}

/// The scans of encounters with one day key, in time order.
pub(super) fn scans<'a>(
    encounters: impl Iterator<Item = Powered<'a>>,
    receiver: &ReceiverLevel,
    rules: &RangingRules,
) -> Vec<TimedScan> {
    let mut scans: Vec<TimedScan> = encounters.flat_map(|heard| timed(heard, receiver, rules)).collect();
    scans.sort_by_key(|scan| scan.end);
    scans
}

/// Scan times are not recorded. The first scan is placed at the first sighting, each further scan its `seconds_since_last`
/// later, and the last scan at the last sighting.
fn timed<'a>(
    (encounter, power_dbm): Powered<'a>,
    receiver: &'a ReceiverLevel,
    rules: &'a RangingRules,
) -> impl Iterator<Item = TimedScan> + 'a {
    let sightings = sightings_per_scan(encounter);
    let measured = !encounter.flags.contains(EncounterFlags::NO_RSSI);
    let attenuation = move |rssi: i8| {
        let reading = Reading { power_dbm, rssi_dbm: f64::from(rssi), sightings };
        receiver.attenuation_db(&reading, rules).filter(|_| measured)
    };
    let last_index = encounter.scans.len().saturating_sub(1);
    let mut at = encounter.first;
    encounter.scans.iter().enumerate().map(move |(index, scan)| {
        if index > 0 {
            at = at.saturating_add(scan.seconds_since_last).min(encounter.last);
        }
        if index == last_index && index > 0 {
            at = encounter.last;
        }
        TimedScan {
            end: encounter.interval.start().plus(u64::from(at)),
            seconds: u32::from(scan.seconds_since_last.min(rules.longest_gap_seconds)),
            typical_db: attenuation(scan.typical_rssi),
            least_db: attenuation(scan.strongest_rssi),
            at_most_possible: encounter.flags.at_most_possible(),
        }
    })
}

/// The stretches of encounters with one day key, in time order, one for each scan, without overlaps: a phone has one identifier
/// at a time. Attenuation is smoothed over the stay: the mean of the key's scans, each weighed down by a factor e for every
/// `smoothing_seconds` between it and the scan.
pub fn stretches(encounters: &[Heard<'_>], receiver: &ReceiverLevel, rules: &RangingRules) -> Vec<Stretch> {
    smoothed(&scans(as_declared(encounters), receiver, rules), rules)
}

fn smoothed(scans: &[TimedScan], rules: &RangingRules) -> Vec<Stretch> {
    let off_db = off_in_company(scans, rules);
    let mut free = UnixTime(0);
    let stretch = |scan: &TimedScan| {
        let start = scan.end.minus(u64::from(scan.seconds)).max(free);
        free = start.plus(u64::from(scan.seconds));
        Stretch {
            start,
            seconds: scan.seconds,
            attenuation_db: scan.typical_db.and_then(|_| Some(mean_around(scans, scan.end, rules)? - off_db)),
            at_most_possible: scan.at_most_possible,
            doubt: 0.0,
        }
    };
    scans.iter().map(stretch).collect()
}

/// How many dB too much two phones read of each other, judged by all that one reads of the other under one key
/// ([`crate::ranging::Company`]).
fn off_in_company(scans: &[TimedScan], rules: &RangingRules) -> f64 {
    let Some(company) = rules.company else { return 0.0 };
    let (mut sum, mut seconds) = (0.0, 0.0);
    for (typical_db, scan) in scans.iter().filter_map(|scan| Some((scan.typical_db?, scan))) {
        sum += typical_db * f64::from(scan.seconds);
        seconds += f64::from(scan.seconds);
    }
    if seconds <= 0.0 {
        return 0.0;
    }
    let long = (seconds / (seconds + company.hours * 3_600.0)).powi(2);
    let off_db = (sum / seconds - company.attenuation_db) * long;
    off_db.clamp(-company.most_db, company.most_db)
}

/// The mean attenuation in dB around an instant. Scans that are more than five times `smoothing_seconds` away weigh less than
/// a hundredth and are left out.
fn mean_around(scans: &[TimedScan], at: UnixTime, rules: &RangingRules) -> Option<f64> {
    let reach = u64::from(rules.smoothing_seconds);
    let from = scans.partition_point(|scan| scan.end < at.minus(5 * reach));
    let until = scans.partition_point(|scan| scan.end <= at.plus(5 * reach));
    let (mut sum, mut weights) = (0.0, 0.0);
    for scan in scans.get(from..until).unwrap_or_default() {
        let Some(typical_db) = scan.typical_db else { continue };
        #[expect(clippy::cast_precision_loss, reason = "hours in seconds")]
        let apart = scan.end.0.abs_diff(at.0) as f64;
        let weight = (-apart / f64::from(rules.smoothing_seconds.max(1))).exp();
        sum += weight * typical_db;
        weights += weight;
    }
    (weights > 0.0).then(|| sum / weights)
}

/// The probabilities that encounters of one interval were close, by the widest F1 rule in force, before anybody's key is
/// known: everybody is taken to send with the usual power ([`ReceiverLevel::usual_power_dbm`]). `encounters` are all that
/// were heard in it. For choosing what a report may hold.
pub fn close_probabilities(encounters: &[Encounter], receiver: &ReceiverLevel, rules: &Rules) -> Vec<f64> {
    let Some(day) = encounters.first().map(|encounter| rules.key_days.day(encounter.interval)) else {
        return Vec::new();
    };
    let usual_dbm = receiver.usual_power_dbm();
    let crowd = Crowd::of(encounters);
    let in_force: Vec<(&ContactRule, f64)> = rules
        .in_force(day)
        .filter(|rule| rule.degree == Degree::F1)
        .map(|rule| {
            let doubt = |distance| crowd.doubt(distance, usual_dbm, receiver, &rules.ranging);
            (rule, rule.distance_m.map_or(0.0, doubt))
        })
        .collect();
    let likeliest = |encounter| {
        let scans = scans(core::iter::once((encounter, usual_dbm)), receiver, &rules.ranging);
        let near = smoothed(&scans, &rules.ranging);
        let by_rule = in_force.iter().flat_map(|(rule, doubt)| {
            near.iter().map(|near| Stretch { doubt: *doubt, ..*near }.close_probability(rule, &rules.ranging))
        });
        by_rule.fold(0.0, f64::max)
    };
    encounters.iter().map(likeliest).collect()
}
