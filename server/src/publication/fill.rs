//! Random keys that fill a small export up, each modelled on a real one, so that nobody sees how many are real.

use lancan_protocol::export::{ExportKey, padding};
use lancan_protocol::keys::DayKey;
use lancan_protocol::rules::Rules;
use lancan_protocol::time::{Interval, UnixTime};
use lancan_protocol::wire::ReportType;
use prost::Message;
use rand::Rng as _;

use crate::ground::random;
use crate::reports::PendingKey;

/// Most models that are kept.
const MOST_MODELS: usize = 1_000;
/// Before the first report: cases with onset one to this many days ago.
const ONSETS: u32 = 4;

/// What random keys are modelled on: the real ones of the last export that had any.
#[derive(Clone, PartialEq, Message)]
pub(super) struct Fill {
    /// The end of that export.
    #[prost(uint64, tag = "1")]
    end: u64,
    #[prost(message, repeated, tag = "2")]
    models: Vec<PendingKey>,
}

impl Fill {
    pub(super) fn of(real: &[ExportKey], end: UnixTime) -> Self {
        Self { end: end.0, models: real.iter().take(MOST_MODELS).map(PendingKey::model).collect() }
    }

    pub(super) fn encode(&self) -> Vec<u8> {
        self.encode_to_vec()
    }

    /// No models where none were kept.
    pub(super) fn decode(bytes: &[u8]) -> Self {
        Message::decode(bytes).unwrap_or_default()
    }

    /// The real keys and as many random ones as the rules ask for.
    pub(super) fn fill_up(&self, real: Vec<ExportKey>, rules: &Rules, end: UnixTime) -> Vec<ExportKey> {
        let mut rng = random::rng();
        let publication = &rules.publication;
        let least = u64::from(publication.least_keys);
        let spread = u64::from(publication.spread_keys);
        // The bias of the remainder, 2^-57 here, tells nothing.
        let extra = if spread == 0 { 0 } else { rng.next_u64() % spread };
        let missing = usize::try_from(least + extra).unwrap_or(usize::MAX).saturating_sub(real.len());
        let models = if real.is_empty() { self.models(rules, end) } else { real.clone() };
        let mut keys = real;
        keys.extend(padding::draw(&models, missing, &mut rng));
        keys
    }

    /// The kept models moved by whole days to now, so that a filled export looks as fresh as a real one.
    fn models(&self, rules: &Rules, end: UnixTime) -> Vec<ExportKey> {
        if self.models.is_empty() {
            return invented(rules, end);
        }
        let days = rules.key_days.day(end).0.saturating_sub(rules.key_days.day(UnixTime(self.end)).0);
        // A whole day later on the clock, or the youngest models would be published too early.
        let days = if end.0 < self.end + u64::from(days) * 86_400 { days.saturating_sub(1) } else { days };
        self.models.iter().map(|model| model.to_model(days)).collect()
    }
}

/// Before any report: whole days of cases by test, from three days before an onset of the last days until yesterday.
fn invented(rules: &Rules, end: UnixTime) -> Vec<ExportKey> {
    let yesterday = rules.key_days.day(end.minus(u64::from(rules.publication.wait_seconds))).minus(1);
    let mut models = Vec::new();
    for onset in 1..=ONSETS {
        for before in 0..onset + 3 {
            let age = i32::try_from(before + 1).unwrap_or(i32::MAX);
            models.push(ExportKey {
                report_type: Some(ReportType::ConfirmedTest),
                days_since_onset: i32::try_from(onset).ok().map(|onset| onset - age),
                ..ExportKey::new(
                    DayKey::from_bytes([0; 16]),
                    rules.key_days.first_interval(yesterday.minus(before)),
                    Interval::PER_DAY,
                )
            });
        }
    }
    models
}

#[cfg(test)]
mod tests {
    use super::*;
    use lancan_protocol::key_days::KeyDays;
    use lancan_protocol::time::Day;
    use std::collections::BTreeSet;

    const END: UnixTime = UnixTime(18_765 * 86_400 + 36_000);

    fn key(byte: u8, start: Interval, period: u32) -> ExportKey {
        ExportKey {
            report_type: Some(ReportType::ConfirmedClinicalDiagnosis),
            days_since_onset: Some(-1),
            ..ExportKey::new(DayKey::from_bytes([byte; 16]), start, period)
        }
    }

    fn fields(keys: &[ExportKey]) -> BTreeSet<(u32, u32, Option<i32>)> {
        keys.iter().map(|key| (key.start.0, key.period, key.days_since_onset)).collect()
    }

    #[test]
    fn a_small_export_is_filled_up_with_keys_like_the_real_ones() {
        let rules = Rules::built_in();
        let real = vec![
            key(1, KeyDays::VIETNAM.first_interval(Day(18_764)), 144),
            key(2, KeyDays::VIETNAM.first_interval(Day(18_765)), 30),
        ];
        let keys = Fill::default().fill_up(real.clone(), &rules, END);
        assert!((1_000..1_100).contains(&keys.len()));
        assert_eq!(fields(&keys), fields(&real));
        assert!(real.iter().all(|key| keys.contains(key)));
    }

    #[test]
    fn an_export_without_real_keys_looks_like_the_last_one_as_many_days_later() {
        let rules = Rules::built_in();
        let real = [
            key(1, KeyDays::VIETNAM.first_interval(Day(18_764)), 144),
            key(2, KeyDays::VIETNAM.first_interval(Day(18_765)), 30),
        ];
        let fill = Fill::decode(&Fill::of(&real, END).encode());
        for (later, days) in [(0, 0), (600, 0), (86_399, 0), (86_400, 1), (3 * 86_400 + 5, 3)] {
            let keys = fill.fill_up(Vec::new(), &rules, END.plus(later));
            let moved: Vec<_> = real.iter().map(|k| key(0, k.start.plus(days * 144), k.period)).collect();
            assert_eq!(fields(&keys), fields(&moved));
            assert!(keys.iter().all(|key| key.earliest_publication() <= END.plus(later)));
        }
    }

    #[test]
    fn before_any_report_the_random_keys_are_such_as_could_be_published() {
        for seconds in [0, 600, 1_200, 43_200] {
            let end = KeyDays::VIETNAM.start(Day(18_765)).plus(seconds);
            let keys = Fill::default().fill_up(Vec::new(), &Rules::built_in(), end);
            assert!((1_000..1_100).contains(&keys.len()));
            assert!(keys.iter().all(|key| key.is_valid() && key.earliest_publication() <= end));
        }
    }

    #[test]
    fn models_keep_their_stored_form() {
        let fill = Fill::of(&[key(1, Interval(18_764 * 144), 144)], END);
        // Protobuf by hand: end (tag 1), and one model (2) of start, period, report type and days since onset.
        assert_eq!(lancan_protocol::hex::encode(&fill.encode()), "08a0a08e8506120c10c0f5a40118900120022801");
        assert!(Fill::decode(&fill.encode()) == fill);
    }
}
