//! What a server does by the settings and keys that it read last: its rooms and what works beside them. When settings are read
//! again, another generation takes over on the same store; the one before ends what it is at.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::app::App;
use crate::publication::Publication;
use crate::routes;

/// How long after its end the publisher is started again.
const RESTART: Duration = Duration::from_secs(1);

/// A generation at work. Dropping it ends it without waiting; [`Generation::halt`] lets one wait.
pub(crate) struct Generation {
    pub(crate) app: App,
    /// What requests are answered by.
    pub(crate) router: axum::Router,
    stop: watch::Sender<bool>,
    working: Vec<JoinHandle<()>>,
}

impl Generation {
    /// The routes of these rooms. Nothing works beside them before [`Generation::begin`].
    pub(crate) fn new(app: App) -> Self {
        let (stop, stopped) = watch::channel(false);
        let router = routes::router(&app, stopped);
        Self { app, router, stop, working: Vec::new() }
    }

    /// Publishes, weighs callbacks and counts from now on.
    pub(crate) fn begin(&mut self) {
        let (app, stopped) = (&self.app, self.stop.subscribe());
        self.working.push(tokio::spawn({
            let (publication, stopped) = (app.publication.clone(), stopped.clone());
            async move { supervise(&publication, stopped).await }
        }));
        if app.open.facilities {
            self.working.push(tokio::spawn(app.facilities.clone().keep_counting(stopped.clone())));
            self.working.push(tokio::spawn(app.map.feed.clone().keep_looking(stopped.clone())));
        }
        self.working.push(tokio::spawn(app.contacts.clone().keep_weighing(stopped)));
    }

    /// Ends what works beside the requests, and streams of events; browsers connect again to whoever answers then. What is
    /// returned is over when all of it has ended.
    pub(crate) fn halt(&mut self) -> impl Future<Output = ()> + Send + use<> {
        let _ = self.stop.send(true);
        let working = std::mem::take(&mut self.working);
        async move {
            for working in working {
                let _ = working.await;
            }
        }
    }
}

/// Keeps the publisher running until it is told to stop: one that panicked is started again.
async fn supervise(publication: &Arc<Publication>, stopped: watch::Receiver<bool>) {
    loop {
        let ended = tokio::spawn(publication.clone().run(stopped.clone())).await;
        if *stopped.borrow() || stopped.has_changed().is_err() {
            return;
        }
        tracing::error!(panicked = ended.is_err(), "the publisher ended; it is started again");
        tokio::time::sleep(RESTART).await;
    }
}
