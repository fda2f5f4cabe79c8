//! Whether the adapter is there: one may be unplugged, and plugged in again.

use std::sync::{
    Arc,
    atomic::{AtomicU32, Ordering},
};

use bluer::{Session, SessionEvent};
use futures_util::StreamExt as _;
use lancan_core::AdapterState;
use tokio::task::JoinHandle;

use super::Shared;

/// Watches one adapter come and go; ends when dropped.
pub(crate) struct Presence {
    turns: Arc<AtomicU32>,
    watching: JoinHandle<()>,
}

/// Number of times the adapter has gone or come: even while it is there.
#[derive(Clone)]
pub(crate) struct Turns(Arc<AtomicU32>);

impl Presence {
    /// Watches the adapter of this name, which is there now. When it goes, that is reported as switched off; when it comes,
    /// the state it is in is reported.
    pub(crate) async fn watch(name: &str, shared: Shared) -> bluer::Result<Self> {
        let session = Session::new().await?;
        let mut events = Box::pin(session.events().await?);
        let turns = Arc::<AtomicU32>::default();
        let (name, counted) = (name.to_owned(), Arc::clone(&turns));
        let watching = tokio::spawn(async move {
            while let Some(event) = events.next().await {
                let away = !counted.load(Ordering::Acquire).is_multiple_of(2);
                match event {
                    SessionEvent::AdapterRemoved(gone) if gone == name && !away => {
                        counted.fetch_add(1, Ordering::AcqRel);
                        shared.reports.adapter(AdapterState::Off);
                    }
                    SessionEvent::AdapterAdded(come) if come == name && away => {
                        counted.fetch_add(1, Ordering::AcqRel);
                        let powered = match session.adapter(&name) {
                            Ok(adapter) => adapter.is_powered().await.unwrap_or(false),
                            Err(_) => false,
                        };
                        let state = if powered { AdapterState::On } else { AdapterState::Off };
                        shared.reports.adapter(state);
                    }
                    _ => {}
                }
            }
        });
        Ok(Self { turns, watching })
    }

    /// Whether it is there now.
    pub(crate) fn is_there(&self) -> bool {
        self.turns().now().is_multiple_of(2)
    }

    /// A handle that tells others whether the adapter has been away.
    pub(crate) fn turns(&self) -> Turns {
        Turns(Arc::clone(&self.turns))
    }
}

impl Drop for Presence {
    fn drop(&mut self) {
        self.watching.abort();
    }
}

impl Turns {
    /// Grows by one whenever the adapter goes or comes.
    pub(crate) fn now(&self) -> u32 {
        self.0.load(Ordering::Acquire)
    }
}
