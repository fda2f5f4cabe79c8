//! A case's own key, sealed under the key of the day on which the case expires.

use zeroize::Zeroizing;

use crate::ground::random;
use crate::ground::sealing::{NotOpened, SealingKey};

/// A fresh key of a case: the key, and the key sealed under the key of its expiry day.
pub(super) fn fresh_case_key(day: &SealingKey, case: &str) -> Result<(SealingKey, Vec<u8>), NotOpened> {
    let bytes = Zeroizing::new(random::bytes::<32>());
    let sealed = day.seal(&format!("cases|key|{case}"), bytes.as_slice())?;
    Ok((SealingKey::new(bytes.as_slice())?, sealed))
}

/// Opens a case's key.
pub(super) fn open_case_key(day: &SealingKey, case: &str, sealed: &[u8]) -> Result<SealingKey, NotOpened> {
    SealingKey::new(&day.open(&format!("cases|key|{case}"), sealed)?)
}

#[cfg(test)]
mod tests {
    use lancan_protocol::time::Day;

    use super::*;
    use crate::ground::sealing::ExpiryKeys;

    #[test]
    fn once_a_days_key_is_destroyed_its_cases_do_not_open_and_others_do() {
        let dir = tempfile::tempdir().unwrap();
        let keys = ExpiryKeys::open(dir.path().join("expiry-keys")).unwrap();
        let sealed: Vec<_> = [Day(5), Day(6)]
            .map(|day| fresh_case_key(&keys.get_or_make(day).unwrap(), "c").unwrap().1)
            .into_iter()
            .collect();
        assert!(open_case_key(&keys.get_or_make(Day(5)).unwrap(), "c", &sealed[0]).is_ok());
        keys.destroy_until(Day(5)).unwrap();
        assert!(keys.get(Day(5)).is_none());
        assert!(open_case_key(&keys.get(Day(6)).unwrap(), "c", &sealed[1]).is_ok());
    }
}
