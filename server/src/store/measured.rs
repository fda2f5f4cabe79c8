//! Counts and times of transactions, for whoever runs the server.

use std::sync::Arc;
use std::time::Instant;

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;

use super::{Access, Done, Engine, StoreError, Work};

/// Upper ends of the classes of a transaction's time, in seconds.
const SECONDS: [f64; 8] = [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 10.0];

/// The words for why a transaction was not kept: what an operator can do something about, and the rest.
const WHY: [&str; 4] = ["contended", "full", "refused", "unreachable"];

/// A database whose transactions are counted.
pub(super) struct MeasuredEngine {
    engine: Arc<dyn Engine>,
    seconds: Family<AccessLabels, Histogram>,
    failed: Family<FailureLabels, Counter>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct AccessLabels {
    access: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct FailureLabels {
    why: &'static str,
}

impl MeasuredEngine {
    pub(super) fn new(engine: Arc<dyn Engine>, registry: &mut Registry) -> Self {
        let seconds = Family::new_with_constructor(histogram as fn() -> Histogram);
        let failed: Family<FailureLabels, Counter> = Family::default();
        // From zero on, so that the first failure is seen as a rise.
        for why in WHY {
            drop(failed.get_or_create(&FailureLabels { why }));
        }
        let help = "Time of a transaction with its wait in the queue, in seconds";
        registry.register("transaction_seconds", help, seconds.clone());
        registry.register("transaction_failures", "Transactions that the database did not keep", failed.clone());
        Self { engine, seconds, failed }
    }
}

impl Engine for MeasuredEngine {
    fn execute(&self, name: &'static str, access: Access, work: Work) -> Done<'_> {
        let labels = AccessLabels { access: if access == Access::Write { "write" } else { "read" } };
        Box::pin(async move {
            let began = Instant::now();
            let result = self.engine.execute(name, access, work).await;
            self.seconds.get_or_create(&labels).observe(began.elapsed().as_secs_f64());
            if let Err(error) = &result {
                self.failed.get_or_create(&FailureLabels { why: why(error) }).inc();
            }
            result
        })
    }

    fn is_damaged(&self) -> bool {
        self.engine.is_damaged()
    }
}

fn histogram() -> Histogram {
    Histogram::new(SECONDS)
}

/// One of [`WHY`].
fn why(error: &StoreError) -> &'static str {
    match error {
        StoreError::Full(_) => "full",
        StoreError::Unreachable(_) | StoreError::CommitUnknown | StoreError::Closed => "unreachable",
        StoreError::Contended(_) => "contended",
        _ => "refused",
    }
}
