//! Leases: jobs that one instance does at a time, whoever dies meanwhile.
//!
//! An instance takes the lease, works and gives it back. A lease of a killed instance ends by time. An instance that was only
//! slow, and whose lease another took, is stopped by its next transaction: each that writes for the job calls [`Lease::hold`].
//! So two clocks that differ, or a long pause of one process, cost time and nothing else.

use std::sync::Arc;

use lancan_protocol::time::UnixTime;

use super::clock::Clock;
use super::random;
use crate::store::{StoreError, Transaction};
use crate::values;

/// Seconds for which a lease is taken, and by which each transaction of the job prolongs it.
const SECONDS: u64 = 30;

/// The lease of a job, as this instance knows it.
pub(crate) struct Lease {
    job: &'static str,
    /// This instance.
    holder: [u8; 16],
    clock: Arc<dyn Clock>,
}

impl Lease {
    /// The lease of a job, for an instance of its own.
    pub(crate) fn new(job: &'static str, clock: Arc<dyn Clock>) -> Self {
        Self { job, holder: random::bytes(), clock }
    }

    /// Takes the lease, unless another instance has it. Returns whether it was taken. An end further away than any lease lasts
    /// was written by a clock that was ahead, and does not count.
    pub(crate) fn take(&self, tx: &mut dyn Transaction) -> Result<bool, StoreError> {
        let now = self.clock.now();
        self.write(tx, now, now)
    }

    /// Takes the lease whoever has it: where no other instance can be.
    pub(crate) fn seize(&self, tx: &mut dyn Transaction) -> Result<(), StoreError> {
        self.write(tx, self.clock.now(), UnixTime(i64::MAX.unsigned_abs())).map(drop)
    }

    /// Takes the lease where it ends at `ended` or before.
    fn write(&self, tx: &mut dyn Transaction, now: UnixTime, ended: UnixTime) -> Result<bool, StoreError> {
        let written = tx.execute(
            "-- leases::write
             INSERT INTO leases (name, holder, ends_at) VALUES (?1, ?2, ?3)
             ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, ends_at = excluded.ends_at
             WHERE leases.holder = excluded.holder OR leases.ends_at <= ?4 OR leases.ends_at > ?5",
            values![self.job, &self.holder[..], now.plus(SECONDS), ended, now.plus(2 * SECONDS)],
        )?;
        Ok(written > 0)
    }

    /// Prolongs the lease. A transaction that does part of the job begins with this.
    ///
    /// # Errors
    /// [`StoreError::TakenOver`] when another instance has taken the lease since.
    pub(crate) fn hold(&self, tx: &mut dyn Transaction) -> Result<(), StoreError> {
        let held = tx.execute(
            "-- leases::hold
             UPDATE leases SET ends_at = ?3 WHERE name = ?1 AND holder = ?2",
            values![self.job, &self.holder[..], self.clock.now().plus(SECONDS)],
        )?;
        if held == 0 { Err(StoreError::TakenOver) } else { Ok(()) }
    }

    /// Gives the lease back, where this instance still has it.
    pub(crate) fn give_back(&self, tx: &mut dyn Transaction) -> Result<(), StoreError> {
        tx.execute(
            "-- leases::give_back
             UPDATE leases SET ends_at = 0 WHERE name = ?1 AND holder = ?2",
            values![self.job, &self.holder[..]],
        )?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ground::clock::VirtualClock;
    use crate::store::Store;

    const NOW: UnixTime = UnixTime(1_621_936_800);

    /// Two instances on one clock.
    fn two() -> (Arc<VirtualClock>, Lease, Lease) {
        let clock = Arc::new(VirtualClock::new(NOW));
        (clock.clone(), Lease::new("publish", clock.clone()), Lease::new("publish", clock))
    }

    async fn one_instance_has_a_lease_until_it_gives_it_back_or_the_lease_ends(store: Store) {
        let done: Result<(), StoreError> = store
            .run("lease", |tx| {
                let (clock, first, second) = two();
                assert!(first.take(tx)? && !second.take(tx)? && first.take(tx)?);
                first.give_back(tx)?;
                assert!(second.take(tx)? && !first.take(tx)?);
                first.give_back(tx)?;
                assert!(!first.take(tx)?, "nobody gives back what another has");
                clock.advance(SECONDS);
                assert!(first.take(tx)?, "the second was killed");
                assert!(Lease::new("another job", clock).take(tx)?);
                Ok(())
            })
            .await;
        done.unwrap();
    }

    async fn an_instance_whose_lease_another_took_is_stopped_and_one_that_works_keeps_it(store: Store) {
        let done: Result<(), StoreError> = store
            .run("lease", |tx| {
                let (clock, first, second) = two();
                assert!(first.take(tx)?);
                clock.advance(SECONDS - 1);
                first.hold(tx)?;
                clock.advance(SECONDS - 1);
                assert!(!second.take(tx)?, "the first goes on");
                clock.advance(1);
                first.hold(tx)?;
                clock.advance(SECONDS);
                assert!(second.take(tx)?);
                assert_eq!(first.hold(tx), Err(StoreError::TakenOver));
                second.hold(tx)
            })
            .await;
        done.unwrap();
    }

    async fn a_lease_that_a_fast_clock_wrote_keeps_nobody_out_and_one_alone_takes_any(store: Store) {
        let done: Result<(), StoreError> = store
            .run("lease", |tx| {
                let (clock, first, second) = two();
                let ahead = Lease::new("publish", Arc::new(VirtualClock::new(NOW.plus(86_400))));
                assert!(ahead.take(tx)? && first.take(tx)?);
                assert!(!second.take(tx)?);
                second.seize(tx)?;
                assert_eq!(first.hold(tx), Err(StoreError::TakenOver));
                clock.advance(1);
                second.hold(tx)
            })
            .await;
        done.unwrap();
    }

    crate::store::testing::store_behaviours! {
        one_instance_has_a_lease_until_it_gives_it_back_or_the_lease_ends
        an_instance_whose_lease_another_took_is_stopped_and_one_that_works_keeps_it
        a_lease_that_a_fast_clock_wrote_keeps_nobody_out_and_one_alone_takes_any
    }
}
