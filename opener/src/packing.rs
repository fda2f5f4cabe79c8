//! Packs: 35 days of public keys, signed.

use lancan_protocol::{
    places::{Minute, Province},
    time::Day,
    visitor_log::{CARD_MONTHS, KeyPack, LogPublicKey, Month, OpenerCertificate, PACK_DAYS},
};
use p256::ecdsa::SigningKey;

use crate::{
    boxes::Unlocked,
    failure::Failure,
    roots::{Roots, card_key, day_key},
};

/// When a pack holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PackTimes {
    /// The day of the first key.
    pub first_day: Day,
    /// The first minute in which it is taken no more.
    pub expires: Minute,
}

/// Signs the pack of a province. The months of its days, and of its card keys, need roots.
///
/// # Errors
/// [`Failure::NoRoot`] names the first month without one.
pub fn pack(
    (province, serial): (Province, u32),
    times: PackTimes,
    roots: &Roots,
    holders: &Unlocked,
    (key, certificate): (&SigningKey, &OpenerCertificate),
) -> Result<Vec<u8>, Failure> {
    if certificate.opener != *key.verifying_key() {
        return Err(Failure::Other("the certificate is of another opener's key; have this key certified"));
    }
    let days = (0..PACK_DAYS).zip(0_u32..).map(|(_, at)| {
        let day = times.first_day.plus(at);
        Ok(day_key(&roots.open(Month::of(day), holders)?, day).1)
    });
    let days = days.collect::<Result<Vec<LogPublicKey>, Failure>>()?;
    let cards = (0..CARD_MONTHS).zip(0_u32..).map(|(_, at)| {
        let month = Month::of(times.first_day).plus(at);
        Ok(card_key(&roots.open(month, holders)?, month).1)
    });
    let cards = cards.collect::<Result<Vec<LogPublicKey>, Failure>>()?;
    KeyPack::sign((province, serial), (times.first_day, times.expires), &days, &cards, (key, certificate))
        .ok_or(Failure::Other("a pack has 35 days and 3 months"))
}
