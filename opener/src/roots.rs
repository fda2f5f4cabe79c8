//! The roots of the months, and the keys that are derived from them.

use std::collections::BTreeMap;

use hkdf::Hkdf;
use lancan_protocol::{
    time::Day,
    visitor_log::{LogPublicKey, LogSecretKey, Month},
};
use rand_core::CryptoRng;
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use crate::{
    boxes::{Boxes, Unlocked},
    failure::Failure,
};

/// Days after the end of its month that a root is kept.
const KEPT_DAYS: u32 = 60;

/// The root of one month: 32 fresh random bytes, never derived from another root.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct RootSecret([u8; 32]);

/// The roots that are kept, each in a box for each pair of holders.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Roots(BTreeMap<Month, Boxes>);

impl RootSecret {
    /// A fresh root from a cryptographically secure source.
    pub fn generate(rng: &mut dyn CryptoRng) -> Self {
        let mut root = [0; 32];
        rng.fill_bytes(&mut root);
        Self(root)
    }

    fn derive(&self, label: &[u8], number: u32) -> (LogSecretKey, LogPublicKey) {
        let mut ikm = Zeroizing::new([0; 32]);
        // 32 bytes are within HKDF-SHA256's limit.
        let _ = Hkdf::<Sha256>::new(None, &self.0).expand_multi_info(&[label, &number.to_le_bytes()], &mut *ikm);
        LogSecretKey::derive(&ikm)
    }
}

/// The key of a day: `DeriveKeyPair(HKDF(root, "lancan-log-day-v1" ‖ day, 32))`.
pub fn day_key(root: &RootSecret, day: Day) -> (LogSecretKey, LogPublicKey) {
    root.derive(b"lancan-log-day-v1", day.0)
}

/// The card key of a month: likewise under `lancan-card-key-v1` and the month's number.
pub fn card_key(root: &RootSecret, month: Month) -> (LogSecretKey, LogPublicKey) {
    root.derive(b"lancan-card-key-v1", month.0)
}

fn label(month: Month) -> String {
    format!("lancan-root-v1 {}", month.0)
}

impl Roots {
    /// Makes the root of a month, where there is none; all three holders have to be here. Whether it made one.
    ///
    /// # Errors
    /// [`Failure::Passphrases`] when a holder is missing.
    pub fn make(&mut self, month: Month, holders: &Unlocked, rng: &mut dyn CryptoRng) -> Result<bool, Failure> {
        if self.0.contains_key(&month) {
            return Ok(false);
        }
        let root = RootSecret::generate(rng);
        self.0.insert(month, holders.seal(&label(month), &root.0, rng)?);
        Ok(true)
    }

    /// The root of a month, for two holders.
    ///
    /// # Errors
    /// [`Failure::NoRoot`] when there is none, [`Failure::WrongPassphrases`].
    pub fn open(&self, month: Month, holders: &Unlocked) -> Result<RootSecret, Failure> {
        let boxes = self.0.get(&month).ok_or_else(|| Failure::NoRoot(name(month)))?;
        let secret = holders.open(&label(month), boxes)?;
        secret.as_slice().try_into().map(RootSecret).map_err(|_| Failure::WrongPassphrases)
    }

    /// Forgets the roots whose month ended more than 60 days before `today`. Which they were.
    pub fn forget(&mut self, today: Day) -> Vec<Month> {
        let is_over = |month: &Month| month.plus(1).first_day().plus(KEPT_DAYS) <= today;
        let over: Vec<Month> = self.0.keys().copied().filter(is_over).collect();
        self.0.retain(|month, _| !over.contains(month));
        over
    }

    /// The months of which there are roots.
    pub fn months(&self) -> Vec<Month> {
        self.0.keys().copied().collect()
    }
}

/// `2021-05`.
pub(crate) fn name(month: Month) -> String {
    format!("{:04}-{:02}", 1970 + month.0 / 12, month.0 % 12 + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::boxes::{Cost, Holders};
    use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng as _};

    #[test]
    fn a_root_is_fresh_each_month_and_forgotten_sixty_days_after_it() {
        let mut rng = ChaCha20Rng::seed_from_u64(1);
        let (_, _, all) = Holders::generate(Cost { memory_kib: 64, passes: 1 }, &mut rng).unwrap();
        let mut roots = Roots::default();
        let (may, june) = (Month(616), Month(617));
        assert!(roots.make(may, &all, &mut rng).unwrap() && roots.make(june, &all, &mut rng).unwrap());
        let before = roots.clone();
        assert!(!roots.make(may, &all, &mut rng).unwrap(), "a root is never replaced");
        assert_eq!(roots, before);
        let [one, other] = [may, june].map(|month| roots.open(month, &all).unwrap());
        assert_ne!(one.0, other.0);
        assert_ne!(day_key(&one, Day(18_750)).1, day_key(&one, Day(18_751)).1);
        assert_ne!(day_key(&one, Day(18_750)).1, day_key(&other, Day(18_750)).1);
        assert_ne!(card_key(&one, Month(18_750)).1, day_key(&one, Day(18_750)).1, "labels keep apart");
        // 31 May 2021 is day 18,778; 60 days after the month's end.
        assert_eq!(roots.forget(Day(18_838)), []);
        assert_eq!(roots.forget(Day(18_839)), [may]);
        assert!(matches!(roots.open(may, &all), Err(Failure::NoRoot(month)) if month == "2021-05"));
        assert_eq!(roots.months(), [june]);
    }
}
