//! What was written down of two contacts that are one person.

use lancan_protocol::time::Day;

use super::kept::{self, DayRecord};
use crate::contacts::kinds::Seen;
use crate::ground::sealing::SealingKey;
use crate::store::{StoreError, Transaction};

/// Gives days, specimens and days of contact of one contact to another of the same case. The first keeps its own as well.
pub(in crate::contacts) fn take_over(
    tx: &mut dyn Transaction,
    from: &str,
    to: &str,
    last_contacts: [Option<Day>; 2],
    key: &SealingKey,
) -> Result<(), StoreError> {
    let days = kept::exposures(tx, from)?;
    for day in days.into_iter().chain(last_contacts.into_iter().flatten()) {
        kept::put_exposure(tx, to, day)?;
    }
    let mine = kept::days(tx, key, to)?;
    for (day, theirs) in kept::days(tx, key, from)? {
        let record = match mine.iter().find(|(of, _)| *of == day) {
            Some((_, mine)) => joined(mine.clone(), theirs),
            None => theirs,
        };
        kept::put_day(tx, key, to, day, &record)?;
    }
    let last = kept::last_specimen(tx, to)?;
    for (next, (_, specimen)) in (last + 1..).zip(kept::specimens(tx, key, from)?) {
        kept::put_specimen(tx, key, to, next, &specimen)?;
    }
    Ok(())
}

/// Two records of one day: what tells more, the higher temperature, and every word.
fn joined(mine: DayRecord, theirs: DayRecord) -> DayRecord {
    let words = |mine: Option<String>, theirs: Option<String>| match (mine, theirs) {
        (Some(mine), Some(theirs)) if mine != theirs => Some(format!("{mine}\n{theirs}")),
        (mine, theirs) => mine.or(theirs),
    };
    let tells = |seen: Seen| match seen {
        Seen::Symptoms => 3,
        Seen::Well => 2,
        Seen::Missed => 1,
        Seen::NotAttempted => 0,
    };
    DayRecord {
        seen: if tells(theirs.seen) > tells(mine.seen) { theirs.seen } else { mine.seen },
        temperature_tenths: mine.temperature_tenths.max(theirs.temperature_tenths),
        symptoms: words(mine.symptoms, theirs.symptoms),
        note: words(mine.note, theirs.note),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    prop_compose! {
        fn a_record()(
            seen in prop::sample::select(Seen::ALL), temperature_tenths in prop::option::of(360_u32..400),
            symptoms in prop::option::of("[a-z]{1,3}"), note in prop::option::of("[a-z]{1,3}"),
        ) -> DayRecord {
            DayRecord { seen, temperature_tenths, symptoms, note }
        }
    }

    proptest! {
        #[test]
        fn of_two_records_of_a_day_no_alarm_and_no_word_is_lost(mine in a_record(), theirs in a_record()) {
            let one = joined(mine.clone(), theirs.clone());
            prop_assert_eq!(one.is_alarm(), mine.is_alarm() || theirs.is_alarm());
            prop_assert_eq!(one.seen.is_seen(), mine.seen.is_seen() || theirs.seen.is_seen());
            for record in [mine, theirs] {
                for (all, words) in [(&one.symptoms, record.symptoms), (&one.note, record.note)] {
                    prop_assert!(words.is_none_or(|words| all.as_ref().is_some_and(|all| all.contains(&words))));
                }
                prop_assert!(record.temperature_tenths <= one.temperature_tenths);
            }
        }
    }
}
