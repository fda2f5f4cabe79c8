//! The numbers of the ranging model, part of the rules.

use serde::{Deserialize, Serialize};

/// The ranging model's numbers.
///
/// Attenuation is transmit power minus signal strength, in dB. A phone at distance `d` metres is expected at
/// `attenuation_at_1m_db + decay_db · log₁₀ d`; the probability of being within `d` falls from 1 to 0 around that
/// attenuation as a logistic curve of width `spread_db`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RangingRules {
    /// Attenuation at which being within one metre is as likely as not, in dB.
    pub attenuation_at_1m_db: f64,
    /// Rise of that attenuation for ten times the distance, in dB.
    pub decay_db: f64,
    /// Width of the logistic curve, in dB.
    pub spread_db: f64,
    /// The usual transmit power of the phones in use, in dBm, assumed where a phone's own is not known.
    pub assumed_power_dbm: i8,
    /// The mean attenuation that the model's phones read of the nearest they heard ([`super::ReceiverLevel::NEAREST`]), in dB; a
    /// receiver's own is compared with it.
    pub reference_attenuation_db: f64,
    /// Number of heard scans that weigh as much as the starting value of a receiver's level, where `prior_people` is absent;
    /// also the number of heard scans after which the usual number of sightings is half known.
    pub prior_scans: f64,
    /// Number of people, one after the other, who weigh as much as the starting value of a receiver's level. People are
    /// counted and not scans: ten scans of one neighbour say where the neighbour sits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prior_people: Option<f64>,
    /// How much of a receiver's mean distance from the reference is its own level, 0 to 1.
    pub level_share: f64,
    /// Attenuation in dB that one halving of the usual number of sightings speaks for.
    pub doubling_db: f64,
    /// Greatest level of a receiver, in dB either way; a level beyond it is cut.
    pub most_level_db: f64,
    /// How the readings of two phones that are together for hours correct both phones' levels; absent: no correction.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub company: Option<Company>,
    /// Known levels of phone models.
    #[serde(default)]
    pub phones: Vec<PhoneLevel>,
    /// Most people that are likely to be within two metres of somebody at once; of a crowd no more are taken to be close.
    pub most_close: f64,
    /// The probability of being close where a phone was heard but no signal strength is known.
    pub probability_unmeasured: f64,
    /// Seconds after which the weight of a neighbouring scan has fallen to 1/e, when attenuation is smoothed over a stay.
    pub smoothing_seconds: u16,
    /// Greatest number of seconds before a scan that the scan counts for.
    pub longest_gap_seconds: u16,
    /// Least probability of enough minutes with which a contact is "close".
    pub enough_probability: f64,
    /// Least probability of enough minutes with which a contact is "possible".
    pub possible_probability: f64,
}

/// What long company says: where people share rooms for hours, their usual distance and both phones' levels are in the mean of
/// what is read, and closeness is what stands out from it.
///
/// In a key's stretches of `t` hours with mean attenuation `m` all attenuations fall by
/// `(m − attenuation_db) · (t / (t + hours))²`, bounded. The longer the company, the stricter: this is how the operating point follows the kind of place.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Company {
    /// The mean attenuation of people who share rooms for hours, in dB. A greater one is stricter with long company.
    pub attenuation_db: f64,
    /// Hours of company after which a quarter of what they say is trusted.
    pub hours: f64,
    /// Greatest change of an attenuation, in dB either way.
    pub most_db: f64,
}

/// What is known of a phone model's radio.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PhoneLevel {
    /// The model as its system names it.
    pub model: String,
    /// How many dB more attenuation it reads than a typical phone.
    pub level_db: f64,
    /// Transmit power at the setting the app uses, in dBm, where it was measured.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub transmit_power_dbm: Option<i8>,
    /// How sure: 0 (not measured) to 3 (high), as in the metadata.
    pub confidence: u8,
}
