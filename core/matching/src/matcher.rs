//! Running published keys through what was heard.

use std::io::{Read, Seek};

use super::{
    HeardIndex, MatchOutcome, NEAR_MISS_INTERVALS, Policy,
    found::{Batch, Found},
    worker::Worker,
    workers,
};
use lancan_protocol::{
    export::{ExportError, ExportKey, ExportReader, StreamedKey, TrustedKeys, Unverified, VerifiedExport},
    time::UnixTime,
};

/// Keys gathered before they are matched, day by day.
const BATCH_KEYS: usize = 32_768;

/// Matches published keys with what was heard.
pub struct Matcher<'a> {
    index: &'a HeardIndex,
    policy: Policy,
    threads: usize,
}

impl<'a> Matcher<'a> {
    /// A matcher with one thread. A tolerance above [`NEAR_MISS_INTERVALS`] is cut to it.
    pub fn new(index: &'a HeardIndex, policy: Policy) -> Self {
        let policy = Policy { tolerance: policy.tolerance.min(NEAR_MISS_INTERVALS) };
        Self { index, policy, threads: 1 }
    }

    /// Matches with this many threads; 1 stays on the caller's. The outcome is the same.
    #[must_use]
    pub fn threads(self, threads: usize) -> Self {
        Self { threads: threads.max(1), ..self }
    }

    /// Matches all keys of an export, in memory that does not grow with it. Nothing of it counts unless a trusted key
    /// signed the whole.
    ///
    /// # Errors
    /// [`ExportError`] when the export is broken or over its limits, or when no trusted key signed it.
    pub fn match_export<R: Read + Seek>(
        &self,
        export: &mut ExportReader<R>,
        trusted: &TrustedKeys,
    ) -> Result<(VerifiedExport, MatchOutcome), ExportError> {
        let (export, outcome) = self.match_unverified(export, trusted)?;
        Ok((export.verified()?, outcome))
    }

    /// Matches as [`Matcher::match_export`] does and returns the outcome even where no signature is valid: for tools, not for
    /// phones.
    ///
    /// # Errors
    /// [`ExportError`] when the export is broken or over its limits.
    pub fn match_unverified<R: Read + Seek>(
        &self,
        export: &mut ExportReader<R>,
        trusted: &TrustedKeys,
    ) -> Result<(Unverified, MatchOutcome), ExportError> {
        let mut stream = export.stream()?;
        let published = stream.header().end;
        let outcome = self.run(published, || stream.next())?;
        Ok((stream.inspect(trusted)?, outcome))
    }

    /// Matches keys that the caller trusts, all published at one time.
    pub fn match_keys(&self, keys: &[ExportKey], published: UnixTime) -> MatchOutcome {
        let mut keys = keys.iter();
        let next = || Ok(keys.next().map(|key| StreamedKey { key: key.clone(), revised: false }));
        self.run(published, next).unwrap_or_default()
    }

    /// Matches keys that came out of a stream whose signature has verified, all published at one time.
    ///
    /// # Errors
    /// [`ExportError::TooLarge`] when they match more often than an export may.
    pub fn match_streamed(&self, keys: &[StreamedKey], published: UnixTime) -> Result<MatchOutcome, ExportError> {
        let mut keys = keys.iter();
        self.run(published, || Ok(keys.next().cloned()))
    }

    fn run(
        &self,
        published: UnixTime,
        mut next: impl FnMut() -> Result<Option<StreamedKey>, ExportError>,
    ) -> Result<MatchOutcome, ExportError> {
        let mut keys = 0;
        let mut next_batch = || {
            let mut batch = Vec::with_capacity(BATCH_KEYS);
            while batch.len() < BATCH_KEYS {
                let Some(key) = next()? else { break };
                batch.push(key);
            }
            let ordinal = keys;
            keys += batch.len() as u64;
            Ok((!batch.is_empty()).then_some(Batch { ordinal, keys: batch }))
        };
        let new_worker = || Worker::new(self.index, self.policy, published);
        let mut found = Found::default();
        if self.threads == 1 {
            let mut worker = new_worker();
            while let Some(batch) = next_batch()? {
                worker.match_batch(&batch, &mut found)?;
            }
        } else {
            found = workers::run(self.threads, next_batch, new_worker)?;
        }
        Ok(found.into_outcome(keys))
    }
}
