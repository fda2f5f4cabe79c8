//! The warnings that follow from what was published: compared with what the user was told, and kept.

use lancan_protocol::time::UnixTime;

use super::Publication;
use crate::{
    exposures::Recorded,
    notice::{Notice, Warning, WarningNotice},
    reconcile::{Reconciled, expire, not_over, reconcile, rests_on_since},
    store::{StoreError, StoredWarning},
    tracer::common::Common,
};

impl Publication {
    /// Compares the warnings that follow from matches and rules with what the user was told, and tells the difference.
    pub(in crate::tracer) fn warn(&mut self, common: &mut Common) {
        let compared = self.compare(common);
        self.compare_warnings = compared.is_err();
        Self::tell_warnings(compared, common);
    }

    fn compare(&mut self, common: &mut Common) -> Result<Vec<WarningNotice>, StoreError> {
        self.witness(common);
        let now = self.users_time(common);
        let (exposures, rules) = (&self.exposures, &self.rules);
        let is_rule = |rule: &str| rules.contact_rule(rule).is_some();
        let know_of = |warning: &Warning| exposures.know_of(warning, rules);
        // Not by a wall clock that is ahead: a warning that is over stays so.
        let today = rules.key_days.day(now.min(common.known_time.now()));
        keep_reconciled(common, |said| {
            let found = not_over(&said, |since| exposures.warnings(rules, since, now));
            reconcile(said, found, is_rule, know_of, today)
        })
    }

    /// Copies the evidence of new matches out of the store, as far as it can be read.
    fn witness(&mut self, common: &mut Common) {
        let mut recorded = Recorded::new();
        for interval in self.exposures.unwitnessed() {
            // A block that cannot be read any more leaves the others to be judged.
            if let Ok(Some(record)) = common.store.interval(interval) {
                recorded.insert(interval, record.encounters);
            }
        }
        if !recorded.is_empty() {
            self.exposures.witness(&recorded, &self.receiver.level);
        }
    }

    /// Ends the warnings whose advice is over, and forgets what no warning in force rests on and is too old to be kept.
    pub(in crate::tracer) fn forget_what_is_old(&mut self, now: UnixTime, common: &mut Common) {
        let today = self.rules.key_days.day(now);
        let expired = keep_reconciled(common, |said| expire(said, today));
        // What was over may have hidden a later contact.
        self.compare_warnings |= expired.as_ref().is_ok_and(|expired| !expired.is_empty());
        Self::tell_warnings(expired, common);
        let oldest = *self.kept_intervals(common).start();
        match common.store.warnings() {
            Ok(said) => {
                let needed = rests_on_since(&said).map_or(oldest, |since| oldest.min(since.interval()));
                self.exposures.forget_before(needed);
            }
            Err(error) => common.note::<()>(&Err(error)),
        }
    }

    fn tell_warnings(notices: Result<Vec<WarningNotice>, StoreError>, common: &mut Common) {
        common.note(&notices);
        for notice in notices.unwrap_or_default() {
            common.tell(Notice::Warned(notice));
        }
    }
}

/// Keeps the warnings that `change` makes of those that were said, and returns what to tell.
fn keep_reconciled(
    common: &mut Common,
    change: impl FnOnce(Vec<StoredWarning>) -> Reconciled,
) -> Result<Vec<WarningNotice>, StoreError> {
    common.store.run("warn", |transaction| {
        let said = transaction.warnings()?;
        let Reconciled { warnings, notices } = change(said.clone());
        if warnings != said {
            transaction.write_warnings(&warnings)?;
        }
        Ok(notices)
    })
}
