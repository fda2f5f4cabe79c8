//! Levels of receivers and transmitters from several logs at once, and both directions of a pair: what only the server can
//! do, with the logs of people who chose to answer.

use std::collections::BTreeMap;

/// What one receiver read of one transmitter over some stretch of time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PairReading {
    /// The receiver, numbered by the caller.
    pub receiver: u32,
    /// The transmitter, numbered alike.
    pub transmitter: u32,
    /// Typical attenuation in dB.
    pub attenuation_db: f64,
}

/// Levels in dB, relative to the mean of all readings.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Levels {
    receivers: BTreeMap<u32, f64>,
    transmitters: BTreeMap<u32, f64>,
}

impl Levels {
    /// How much more attenuation this receiver reads than the mean; 0 for an unknown one.
    pub fn receiver_db(&self, receiver: u32) -> f64 {
        self.receivers.get(&receiver).copied().unwrap_or(0.0)
    }

    /// How much more attenuation is read of this transmitter than the mean; 0 for an unknown one.
    pub fn transmitter_db(&self, transmitter: u32) -> f64 {
        self.transmitters.get(&transmitter).copied().unwrap_or(0.0)
    }

    /// The reading without the levels of its two phones.
    pub fn without(&self, reading: &PairReading) -> f64 {
        reading.attenuation_db - self.receiver_db(reading.receiver) - self.transmitter_db(reading.transmitter)
    }
}

/// Fits `attenuation = mean + receiver + transmitter` to the readings by alternating means, each level drawn towards zero as
/// if `prior_readings` readings had been at the mean. Deterministic; 20 rounds are far past convergence.
pub fn fit_levels(readings: &[PairReading], prior_readings: f64) -> Levels {
    let mut levels = Levels::default();
    let count = readings.len();
    if count == 0 {
        return levels;
    }
    #[expect(clippy::cast_precision_loss, reason = "no slice has 2^52 readings")]
    let mean = readings.iter().map(|reading| reading.attenuation_db).sum::<f64>() / count as f64;
    for _ in 0..20 {
        levels.receivers = means(
            readings,
            prior_readings,
            |r| r.receiver,
            |r| r.attenuation_db - mean - levels.transmitter_db(r.transmitter),
        );
        levels.transmitters = means(
            readings,
            prior_readings,
            |r| r.transmitter,
            |r| r.attenuation_db - mean - levels.receiver_db(r.receiver),
        );
    }
    levels
}

fn means(
    readings: &[PairReading],
    prior: f64,
    phone: impl Fn(&PairReading) -> u32,
    rest: impl Fn(&PairReading) -> f64,
) -> BTreeMap<u32, f64> {
    let mut sums: BTreeMap<u32, (f64, f64)> = BTreeMap::new();
    for reading in readings {
        let (sum, weight) = sums.entry(phone(reading)).or_default();
        *sum += rest(reading);
        *weight += 1.0;
    }
    sums.into_iter().map(|(phone, (sum, weight))| (phone, sum / (weight + prior))).collect()
}

/// The attenuation of a pair from what each read of the other; one alone where there is no other.
pub fn both_ways(one: Option<f64>, other: Option<f64>) -> Option<f64> {
    match (one, other) {
        (Some(one), Some(other)) => Some(f64::midpoint(one, other)),
        (one, other) => one.or(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn additive_levels_are_recovered() {
        let receiver = [0.0, 5.0, -5.0];
        let transmitter = [2.0, -2.0, 0.0];
        let mut readings = Vec::new();
        for (r, receiver_db) in (0..).zip(receiver) {
            for (t, transmitter_db) in (0..).zip(transmitter) {
                readings.push(PairReading {
                    receiver: r,
                    transmitter: t,
                    attenuation_db: 60.0 + receiver_db + transmitter_db,
                });
            }
        }
        let levels = fit_levels(&readings, 0.0);
        for reading in &readings {
            assert!((levels.without(reading) - 60.0).abs() < 1e-9);
        }
        assert!((levels.receiver_db(1) - 5.0).abs() < 1e-9);
        assert!(levels.receiver_db(9).abs() < 1e-9);
    }

    #[test]
    fn few_readings_are_drawn_towards_the_mean() {
        let reading = |receiver, attenuation_db| PairReading { receiver, transmitter: 0, attenuation_db };
        let readings = [reading(0, 50.0), reading(1, 70.0)];
        let free = fit_levels(&readings, 0.0).receiver_db(1);
        let drawn = fit_levels(&readings, 3.0).receiver_db(1);
        assert!(drawn > 0.0 && drawn < free / 2.0);
    }

    #[test]
    fn one_direction_is_better_than_none() {
        assert_eq!(both_ways(Some(60.0), Some(64.0)), Some(62.0));
        assert_eq!(both_ways(None, Some(64.0)), Some(64.0));
        assert_eq!(both_ways(None, None), None);
    }
}
