//! What is counted of publishing.

use lancan_protocol::time::UnixTime;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::registry::Registry;

/// Counts of the publisher.
pub(crate) struct PublicationMetrics {
    /// Exports that this instance published.
    pub(super) exports: Counter,
    /// Times that publishing failed.
    pub(super) failures: Counter,
    done_until: Gauge,
}

impl PublicationMetrics {
    pub(crate) fn new(registry: &mut Registry) -> Self {
        let metrics = Self { exports: Counter::default(), failures: Counter::default(), done_until: Gauge::default() };
        registry.register("exports_published", "Exports that this instance published", metrics.exports.clone());
        registry.register("publishing_failures", "Times that publishing failed", metrics.failures.clone());
        let help = "When everything due for publication was last done, in Unix seconds";
        registry.register("published_until_seconds", help, metrics.done_until.clone());
        metrics
    }

    /// Everything that was due at `now` is done.
    pub(super) fn done(&self, now: UnixTime) {
        self.done_until.set(i64::try_from(now.0).unwrap_or(i64::MAX));
    }
}
