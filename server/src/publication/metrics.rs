//! What is counted of publishing.

use lancan_protocol::time::UnixTime;
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::registry::Registry;

use crate::ground::object_store::StoreRefusal;

/// Counts of the publisher. A clone counts the same.
#[derive(Clone)]
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

/// Counts of copies in an object store. A clone counts the same.
#[derive(Clone)]
pub(crate) struct CopyMetrics {
    /// Files that the store took.
    pub(super) sent: Counter,
    waiting: Gauge,
    failures: Family<RefusalLabels, Counter>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct RefusalLabels {
    why: &'static str,
}

impl CopyMetrics {
    pub(crate) fn new(registry: &mut Registry) -> Self {
        let metrics = Self { sent: Counter::default(), waiting: Gauge::default(), failures: Family::default() };
        registry.register("copies_sent", "Published files that the object store took", metrics.sent.clone());
        let help = "Published files that the object store does not have yet";
        registry.register("copies_waiting", help, metrics.waiting.clone());
        let help = "Attempts that the object store ended";
        registry.register("copying_failures", help, metrics.failures.clone());
        // From zero on, so that the first failure is seen as a rise.
        for why in StoreRefusal::WHY {
            drop(metrics.failures.get_or_create(&RefusalLabels { why }));
        }
        metrics
    }

    /// So many files wait.
    pub(super) fn waiting(&self, files: usize) {
        self.waiting.set(files.try_into().unwrap_or(i64::MAX));
    }

    /// The store ended an attempt; one word for why.
    pub(super) fn failed(&self, why: &'static str) {
        self.failures.get_or_create(&RefusalLabels { why }).inc();
    }
}
