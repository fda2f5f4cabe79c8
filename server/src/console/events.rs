//! Tells an open page that the officer's list has changed: a number, nothing else. The page then asks for the list with the
//! rights of its session.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::Extension;
use axum::extract::State;
use axum::response::sse::{Event, Sse};
use futures_util::stream::{self, Stream};
use tokio::sync::watch;

use super::Console;
use super::session::Desk;
use crate::ground::error::Failure;
use crate::http::Officer;

/// How long a stream lasts. The browser asks for the next one, so that a connection is not held past its time.
const LIFE: Duration = Duration::from_mins(4);
/// The least time between two looks at the list.
const PAUSE: Duration = Duration::from_millis(500);
/// How often the list is looked at though this program wrote nothing: another may have.
const LOOK: Duration = Duration::from_secs(30);

/// Turns true when the server stops.
#[derive(Clone)]
pub(super) struct Stopped(pub(super) watch::Receiver<bool>);

/// What a stream has told so far.
struct Listener {
    console: Arc<Console>,
    officer: Officer,
    token: String,
    writes: watch::Receiver<u64>,
    stopped: watch::Receiver<bool>,
    /// The list as the page knows it; `None` before the first look.
    mark: Option<[u64; 3]>,
    told: u64,
    ends: tokio::time::Instant,
}

/// The stream of a session.
pub(super) async fn stream(
    State(console): State<Arc<Console>>,
    Extension(Stopped(stopped)): Extension<Stopped>,
    desk: Desk,
) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let listener = Listener {
        writes: console.store.writes(),
        officer: desk.officer,
        token: desk.token,
        stopped,
        mark: None,
        told: 0,
        ends: tokio::time::Instant::now() + LIFE,
        console,
    };
    Sse::new(stream::unfold(listener, |mut listener| async move {
        let event = listener.next().await?;
        Some((Ok(event), listener))
    }))
}

impl Listener {
    /// The lists as they are: of cases, of contacts and of travellers at gates.
    async fn look(&self) -> Result<[u64; 3], Failure> {
        let cases = self.console.cases.mark(&self.officer).await?;
        let contacts = match &self.console.contacts {
            Some(contacts) => contacts.mark(&self.officer).await?,
            None => 0,
        };
        let gates = match &self.console.gates {
            Some(gates) => gates.mark(&self.officer).await?,
            None => 0,
        };
        Ok([cases, contacts, gates])
    }

    /// The next thing to tell; `None` at the stream's end.
    async fn next(&mut self) -> Option<Event> {
        loop {
            // The session may have ended, and the officer's rights may have changed.
            self.officer = self.console.officers.holder_of_idle_page(&self.token).await.ok()?;
            let mark = self.look().await.ok()?;
            if self.mark.replace(mark) != Some(mark) {
                self.told += 1;
                let name = if self.told == 1 { "ready" } else { "changed" };
                return Some(Event::default().event(name).data(self.told.to_string()));
            }
            tokio::select! {
                _ = self.stopped.wait_for(|stop| *stop) => return None,
                () = tokio::time::sleep_until(self.ends) => return None,
                changed = tokio::time::timeout(LOOK, self.writes.changed()) => {
                    if matches!(changed, Ok(Err(_))) {
                        return None;
                    }
                }
            }
            tokio::time::sleep(PAUSE).await;
        }
    }
}
