//! Limits on failures in a sliding window, counted by minute in the store: instances share them, and a restart keeps them.

use lancan_protocol::key_days::KeyDays;
use lancan_protocol::time::{Day, UnixTime};

use crate::store::{StoreError, Transaction};
use crate::values;

/// Seconds over which failures are counted.
const WINDOW: u64 = 15 * 60;
/// Days that a count is kept: longer than the window, so that an operator sees it.
const KEPT_DAYS: u32 = 1;

/// The most failures of one kind in any 15 minutes.
#[derive(Clone, Copy)]
pub(crate) struct Limit {
    kind: &'static str,
    most: u64,
}

impl Limit {
    /// A limit of `most` failures of a kind, for each subject.
    pub(crate) fn new(kind: &'static str, most: u32) -> Self {
        Self { kind, most: most.into() }
    }

    /// Whether the last 15 minutes hold as many failures of a subject as are allowed.
    pub(crate) fn is_reached(
        &self,
        tx: &mut dyn Transaction,
        subject: &[u8],
        now: UnixTime,
    ) -> Result<bool, StoreError> {
        Ok(self.lately(tx, subject, now)? >= self.most)
    }

    /// Counts one failure of a subject.
    pub(crate) fn count(&self, tx: &mut dyn Transaction, subject: &[u8], now: UnixTime) -> Result<(), StoreError> {
        tx.execute(
            "-- limits::count
             INSERT INTO failures (kind, subject, minute, failures) VALUES (?1, ?2, ?3, 1)
             ON CONFLICT (kind, subject, minute) DO UPDATE SET failures = failures.failures + 1",
            values![self.kind, subject, minute(now)],
        )?;
        Ok(())
    }

    /// Counts one failure of a subject, unless the limit is reached. Returns whether it was counted.
    pub(crate) fn try_count(
        &self,
        tx: &mut dyn Transaction,
        subject: &[u8],
        now: UnixTime,
    ) -> Result<bool, StoreError> {
        let counts = !self.is_reached(tx, subject, now)?;
        if counts {
            self.count(tx, subject, now)?;
        }
        Ok(counts)
    }

    /// Takes back one failure that was counted at `at`.
    pub(crate) fn take_back(&self, tx: &mut dyn Transaction, subject: &[u8], at: UnixTime) -> Result<(), StoreError> {
        tx.execute(
            "-- limits::take_back
             UPDATE failures SET failures = failures - 1
             WHERE kind = ?1 AND subject = ?2 AND minute = ?3 AND failures > 0",
            values![self.kind, subject, minute(at)],
        )?;
        Ok(())
    }

    /// Failures of a subject in the last 15 minutes.
    pub(crate) fn lately(&self, tx: &mut dyn Transaction, subject: &[u8], now: UnixTime) -> Result<u64, StoreError> {
        self.counted(tx, subject, now.minus(WINDOW))
    }

    /// Failures of a subject in the minutes from that of `since` on.
    fn counted(&self, tx: &mut dyn Transaction, subject: &[u8], since: UnixTime) -> Result<u64, StoreError> {
        let counted = tx.first(
            "-- limits::counted
             SELECT CAST(coalesce(sum(failures), 0) AS BIGINT) FROM failures
             WHERE kind = ?1 AND subject = ?2 AND minute >= ?3",
            values![self.kind, subject, minute(since)],
            |mut row| row.take(),
        )?;
        Ok(counted.unwrap_or(0))
    }
}

/// Writes a row that stands for nothing, to see whether the database takes writes.
pub(crate) fn try_a_write(tx: &mut dyn Transaction) -> Result<(), StoreError> {
    tx.execute(
        "-- limits::try_a_write
         INSERT INTO failures (kind, subject, minute, failures) VALUES ('none', ?1, 0, 0)
         ON CONFLICT (kind, subject, minute) DO UPDATE SET failures = excluded.failures",
        values![&[][..] as &[u8]],
    )?;
    Ok(())
}

/// Forgets old counts.
pub(crate) fn expire(tx: &mut dyn Transaction, today: Day) -> Result<(), StoreError> {
    let since = KeyDays::UTC.start(today.minus(KEPT_DAYS));
    tx.execute("-- limits::expire\n DELETE FROM failures WHERE minute < ?1", values![minute(since)])?;
    Ok(())
}

fn minute(at: UnixTime) -> u64 {
    at.0 / 60
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Store;

    const NOW: UnixTime = UnixTime(1_621_936_800);

    async fn failures_are_counted_by_kind_subject_and_minute(store: Store) {
        let done: Result<(), StoreError> = store
            .run("failures", |tx| {
                let (codes, sign_ins) = (Limit::new("code", 1), Limit::new("sign-in", 2));
                codes.count(tx, &[], NOW)?;
                sign_ins.count(tx, &[1], NOW)?;
                sign_ins.count(tx, &[1], NOW.plus(60))?;
                sign_ins.count(tx, &[1], NOW.plus(60))?;
                assert_eq!(codes.counted(tx, &[], NOW)?, 1);
                assert_eq!(sign_ins.counted(tx, &[1], NOW)?, 3);
                assert_eq!(sign_ins.counted(tx, &[1], NOW.plus(60))?, 2);
                assert_eq!(sign_ins.counted(tx, &[2], NOW)?, 0);
                Ok(())
            })
            .await;
        done.unwrap();
    }

    async fn a_limit_is_reached_for_a_quarter_of_an_hour(store: Store) {
        let done: Result<(), StoreError> = store
            .run("limit", |tx| {
                let limit = Limit::new("code", 2);
                limit.count(tx, &[], NOW)?;
                assert!(!limit.is_reached(tx, &[], NOW)?);
                limit.count(tx, &[], NOW)?;
                assert!(limit.is_reached(tx, &[], NOW)? && limit.is_reached(tx, &[], NOW.plus(WINDOW))?);
                assert!(!limit.is_reached(tx, &[], NOW.plus(WINDOW + 60))?);
                expire(tx, KeyDays::UTC.day(NOW).plus(1))?;
                assert!(limit.is_reached(tx, &[], NOW)?);
                expire(tx, KeyDays::UTC.day(NOW).plus(2))?;
                assert!(!limit.is_reached(tx, &[], NOW)?);
                Ok(())
            })
            .await;
        done.unwrap();
    }

    async fn nothing_is_counted_past_a_limit_and_what_was_counted_is_taken_back(store: Store) {
        let done: Result<(), StoreError> = store
            .run("limit", |tx| {
                let limit = Limit::new("sign-in", 2);
                assert!(limit.try_count(tx, &[1], NOW)? && limit.try_count(tx, &[1], NOW)?);
                assert!(!limit.try_count(tx, &[1], NOW)?);
                assert_eq!(limit.lately(tx, &[1], NOW)?, 2);
                limit.take_back(tx, &[1], NOW)?;
                assert!(limit.try_count(tx, &[1], NOW)?);
                limit.take_back(tx, &[2], NOW)?;
                assert_eq!((limit.lately(tx, &[1], NOW)?, limit.lately(tx, &[2], NOW)?), (2, 0));
                Ok(())
            })
            .await;
        done.unwrap();
    }

    crate::store::testing::store_behaviours! {
        nothing_is_counted_past_a_limit_and_what_was_counted_is_taken_back
        failures_are_counted_by_kind_subject_and_minute
        a_limit_is_reached_for_a_quarter_of_an_hour
    }
}
