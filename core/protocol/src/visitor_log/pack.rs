//! A province's pack: the public keys that phones and checkers seal to.
//!
//! ```text
//! pack        := version 1 = 1 ‖ signed ‖ signature 64 by the opener ‖ certificate
//! signed      := province 1 ‖ serial 4 ‖ first day 4 ‖ expiry 4 ‖ 35 × day key 65 ‖ 3 × card key 65
//! certificate := opener's public key 33 ‖ valid until 4 ‖ signature 64 by the national key
//! ```
//! The card keys are those of the month of the first day and of the two months after it. The national key signs province ‖
//! opener's key ‖ valid until. Times are minutes.

use chrono::{Datelike as _, NaiveDate};
use p256::{
    ecdsa::{SigningKey, VerifyingKey},
    pkcs8::DecodePublicKey as _,
};
use serde::{Deserialize, Serialize};

use super::{reader::Reader, sealing::LogPublicKey};
use crate::{
    places::{Minute, Province},
    public_key::PublicKeyPem,
    saturate::Saturate as _,
    signed::Purpose,
    time::Day,
};

/// Days of which a pack has keys.
pub const PACK_DAYS: usize = 35;
/// Months of which a pack has card keys.
pub const CARD_MONTHS: usize = 3;

const VERSION: u8 = 1;
const SIGNED_BYTES: usize = 1 + 4 + 4 + 4 + (PACK_DAYS + CARD_MONTHS) * LogPublicKey::BYTES;

/// A month: months since January 1970 of the deployment's calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Month(pub u32);

impl Month {
    /// The month of a day.
    pub fn of(day: Day) -> Self {
        let date = day.0.try_into().ok().and_then(NaiveDate::from_epoch_days);
        let (year, month) = date.map_or((1970, 0), |date| (date.year(), date.month0()));
        Self((year - 1970).saturating_mul(12).saturate()).plus(month)
    }

    /// `count` months later.
    #[must_use]
    pub fn plus(self, count: u32) -> Self {
        Self(self.0.saturating_add(count))
    }

    /// The first day of the month.
    pub fn first_day(self) -> Day {
        let year: i32 = (1970 + self.0 / 12).saturate();
        let date = NaiveDate::from_ymd_opt(year, self.0 % 12 + 1, 1);
        Day(date.map_or(u32::MAX, |date| date.to_epoch_days().saturate()))
    }
}

/// By which the national key vouches for the key of a province's opener.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenerCertificate {
    /// The opener's public key.
    pub opener: VerifyingKey,
    /// The first minute in which it vouches no more.
    pub until: Minute,
    signature: [u8; 64],
}

impl OpenerCertificate {
    /// Bytes of a certificate.
    pub const BYTES: usize = 33 + 4 + 64;

    /// Vouches for the key of a province's opener.
    pub fn sign(province: Province, opener: VerifyingKey, until: Minute, national: &SigningKey) -> Self {
        let signature = Purpose::Opener.sign(national, &certified(province, &opener, until));
        Self { opener, until, signature }
    }

    /// Whether one of `national` vouched for this opener of this province.
    pub fn is_by(&self, national: &[VerifyingKey], province: Province) -> bool {
        let signed = certified(province, &self.opener, self.until);
        national.iter().any(|key| Purpose::Opener.verifies(key, &signed, &self.signature))
    }

    /// The bytes.
    pub fn to_bytes(&self) -> Vec<u8> {
        let key = self.opener.to_sec1_point(true);
        [key.as_bytes(), &self.until.0.to_le_bytes(), &self.signature].concat()
    }

    /// The certificate of these bytes; none where they are no certificate.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let mut input = Reader(bytes);
        let opener = VerifyingKey::from_sec1_bytes(&input.array::<33>()?).ok()?;
        let certificate = Self { opener, until: Minute(input.word()?), signature: input.array()? };
        input.is_empty().then_some(certificate)
    }
}

fn certified(province: Province, opener: &VerifyingKey, until: Minute) -> Vec<u8> {
    let key = opener.to_sec1_point(true);
    [&[province.0], key.as_bytes(), &until.0.to_le_bytes()].concat()
}

/// The public keys of a province, verified.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyPack {
    /// Whose.
    pub province: Province,
    /// Counts packs; a later one replaces an earlier one.
    pub serial: u32,
    /// The day of the first key.
    pub first_day: Day,
    /// The first minute in which the pack is taken no more.
    pub expires: Minute,
    /// The key of the opener who signed it, which the national key vouches for.
    pub opener: VerifyingKey,
    days: Vec<LogPublicKey>,
    cards: Vec<LogPublicKey>,
}

/// Why a pack is refused. What was known before stays.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PackRefused {
    /// Not a pack.
    #[error("not a pack of visitor log keys")]
    Malformed,
    /// A later version: the app needs an update.
    #[error("the pack has version {0}, which is not known; update the app")]
    NewerVersion(u8),
    /// It is of another province.
    #[error("the pack is of another province")]
    OtherProvince,
    /// No national key vouches for who signed it, or the signature does not fit.
    #[error("no opener that the national key vouches for signed this pack")]
    NotSigned,
    /// A later one is known.
    #[error("a later pack is known")]
    Older,
    /// It, or the certificate of who signed it, has expired.
    #[error("the pack has expired")]
    Expired,
}

impl KeyPack {
    /// Bytes of a pack.
    pub const BYTES: usize = 1 + SIGNED_BYTES + 64 + OpenerCertificate::BYTES;

    /// The public keys that pin who may vouch for openers, of a deployment. One that cannot be read is left out.
    pub fn national(keys: &[PublicKeyPem]) -> Vec<VerifyingKey> {
        keys.iter().filter_map(|key| VerifyingKey::from_public_key_pem(&key.pem).ok()).collect()
    }

    /// Signs a pack. `days` and `cards` are the keys in order; none for another number than 35 and 3.
    pub fn sign(
        (province, serial): (Province, u32),
        (first_day, expires): (Day, Minute),
        days: &[LogPublicKey],
        cards: &[LogPublicKey],
        (opener, certificate): (&SigningKey, &OpenerCertificate),
    ) -> Option<Vec<u8>> {
        if days.len() != PACK_DAYS || cards.len() != CARD_MONTHS {
            return None;
        }
        let mut signed = vec![province.0];
        for word in [serial, first_day.0, expires.0] {
            signed.extend_from_slice(&word.to_le_bytes());
        }
        days.iter().chain(cards).for_each(|key| signed.extend_from_slice(key.as_bytes()));
        let signature = Purpose::Pack.sign(opener, &signed);
        Some([&[VERSION], signed.as_slice(), &signature, &certificate.to_bytes()].concat())
    }

    /// Reads a pack of a province, and checks it against the national keys, the serial known so far and the clock.
    ///
    /// # Errors
    /// [`PackRefused`]; nothing of a pack that is refused is returned.
    pub fn read(
        bytes: &[u8],
        national: &[VerifyingKey],
        province: Province,
        known_serial: u32,
        now: Minute,
    ) -> Result<Self, PackRefused> {
        let (version, rest) = bytes.split_first().ok_or(PackRefused::Malformed)?;
        if *version > VERSION {
            return Err(PackRefused::NewerVersion(*version));
        }
        let parts = rest.split_at_checked(SIGNED_BYTES).filter(|_| *version == VERSION);
        let (signed, proof) = parts.ok_or(PackRefused::Malformed)?;
        let (signature, certificate) = proof.split_at_checked(64).ok_or(PackRefused::Malformed)?;
        let certificate = OpenerCertificate::from_bytes(certificate).ok_or(PackRefused::Malformed)?;
        let of: Province = signed.first().copied().map(Province).ok_or(PackRefused::Malformed)?;
        let vouched = certificate.is_by(national, of);
        if !vouched || !Purpose::Pack.verifies(&certificate.opener, signed, signature) {
            return Err(PackRefused::NotSigned);
        }
        if of != province {
            return Err(PackRefused::OtherProvince);
        }
        let pack = Self::parts(signed, certificate.opener).ok_or(PackRefused::Malformed)?;
        if pack.serial < known_serial {
            return Err(PackRefused::Older);
        }
        if now >= pack.expires || now >= certificate.until {
            return Err(PackRefused::Expired);
        }
        Ok(pack)
    }

    fn parts(signed: &[u8], opener: VerifyingKey) -> Option<Self> {
        let mut input = Reader(signed);
        let province = Province(input.byte()?);
        let (serial, first_day, expires) = (input.word()?, Day(input.word()?), Minute(input.word()?));
        let mut keys = |count: usize| -> Option<Vec<LogPublicKey>> {
            (0..count).map(|_| LogPublicKey::from_bytes(input.array()?)).collect()
        };
        let (days, cards) = (keys(PACK_DAYS)?, keys(CARD_MONTHS)?);
        Some(Self { province, serial, first_day, expires, opener, days, cards })
    }

    /// The key of a day, where the pack has it.
    pub fn day(&self, day: Day) -> Option<&LogPublicKey> {
        let index = day.0.checked_sub(self.first_day.0)?;
        self.days.get(usize::try_from(index).ok()?)
    }

    /// The card key of a month, where the pack has it.
    pub fn card(&self, month: Month) -> Option<&LogPublicKey> {
        let index = month.0.checked_sub(Month::of(self.first_day).0)?;
        self.cards.get(usize::try_from(index).ok()?)
    }
}
