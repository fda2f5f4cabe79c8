//! The days of onset and test, sealed under the case's key.

use lancan_protocol::time::Day;

use crate::ground::sealing::{NotOpened, SealingKey};

/// The days that an officer wrote of a case.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct CaseDays {
    /// Day of the first symptoms.
    pub(crate) onset: Option<Day>,
    /// Day of the test.
    pub(crate) tested: Option<Day>,
}

impl CaseDays {
    /// Seals the days of a case: each as its number plus one, zero where it is not known, four bytes little-endian.
    pub(super) fn seal(self, key: &SealingKey, case: &str) -> Result<Vec<u8>, NotOpened> {
        let number = |day: Option<Day>| day.map_or(0, |day| day.0.saturating_add(1)).to_le_bytes();
        key.seal(&place(case), &[number(self.onset), number(self.tested)].concat())
    }

    /// Opens the days of a case.
    pub(super) fn open(key: &SealingKey, case: &str, sealed: &[u8]) -> Result<Self, NotOpened> {
        let plain = key.open(&place(case), sealed)?;
        let ([onset, tested], []) = plain.as_chunks::<4>() else { return Err(NotOpened) };
        let day = |bytes: &[u8; 4]| u32::from_le_bytes(*bytes).checked_sub(1).map(Day);
        Ok(Self { onset: day(onset), tested: day(tested) })
    }
}

fn place(case: &str) -> String {
    format!("cases|days|{case}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_back_for_their_case_only() {
        let key = SealingKey::new(&[1; 32]).unwrap();
        for (onset, tested) in [(None, None), (Some(Day(0)), None), (Some(Day(18_770)), Some(Day(18_772)))] {
            let days = CaseDays { onset, tested };
            let sealed = days.seal(&key, "a").unwrap();
            assert_eq!(CaseDays::open(&key, "a", &sealed), Ok(days));
            assert_eq!(CaseDays::open(&key, "b", &sealed), Err(NotOpened));
        }
    }

    #[test]
    fn the_sealed_bytes_are_numbers_of_days_plus_one() {
        let key = SealingKey::new(&[1; 32]).unwrap();
        let sealed = key.seal("cases|days|a", &[0x53, 0x49, 0, 0, 0, 0, 0, 0]).unwrap();
        assert_eq!(CaseDays::open(&key, "a", &sealed), Ok(CaseDays { onset: Some(Day(0x4952)), tested: None }));
        let short = key.seal("cases|days|a", &[0; 7]).unwrap();
        assert_eq!(CaseDays::open(&key, "a", &short), Err(NotOpened));
    }
}
