//! The loop: events in, commands out.

use core::time::Duration;
use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use lancan_core::{Command, Event, Notice, Now, Tracer};
use tokio::{
    sync::{mpsc, oneshot},
    time::timeout,
};

use crate::{
    bluetooth::BluetoothError,
    clock::now,
    platform::{Platform, RadioChoice},
};

/// Time between two looks at the clocks, which go on while the laptop sleeps and may be set without notice.
const LOOK_AT_CLOCK: Duration = Duration::from_secs(2);

/// Something to do with the tracer, between two events.
type Act = Box<dyn FnOnce(&mut Tracer, Now) -> Vec<Command> + Send>;

enum Wish {
    Act(Act),
    Stop,
}

/// A laptop as a phone.
///
/// ```no_run
/// # async fn example(tracer: lancan_core::Tracer) -> Result<(), lancan_desktop::BluetoothError> {
/// lancan_desktop::Host::new(tracer, "https://example.gov.vn").run(|notice| println!("{notice:?}")).await
/// # }
/// ```
pub struct Host {
    tracer: Tracer,
    server: String,
    adapter: Option<String>,
    radio: bool,
    /// The adapter is unplugged.
    unplugged: Arc<AtomicBool>,
    orders: (mpsc::Sender<Wish>, mpsc::Receiver<Wish>),
}

impl Host {
    /// A host for this tracer, whose authority's server is at this address.
    pub fn new(tracer: Tracer, server: &str) -> Self {
        let unplugged = Arc::default();
        Self { tracer, server: server.to_owned(), adapter: None, radio: true, unplugged, orders: mpsc::channel(16) }
    }

    /// Uses the adapter of this name (`hci0`) and not the first there is.
    #[must_use]
    pub fn adapter(mut self, name: Option<String>) -> Self {
        self.adapter = name;
        self
    }

    /// Uses no Bluetooth: the phone polls and reports only.
    #[must_use]
    pub fn without_radio(mut self) -> Self {
        self.radio = false;
        self
    }

    /// The handle through which the user acts while [`Host::run`] runs.
    pub fn remote(&self) -> Remote {
        Remote { orders: self.orders.0.clone(), unplugged: Arc::clone(&self.unplugged) }
    }

    /// Runs until [`Remote::stop`]; `show` gets what the user should know.
    ///
    /// # Errors
    /// [`BluetoothError`] when there is no Bluetooth to begin with. What happens to it later shows in the status.
    pub async fn run(mut self, show: impl FnMut(Notice)) -> Result<(), BluetoothError> {
        let service = self.tracer.deployment().service_uuid;
        let radio = match self.adapter {
            _ if !self.radio => RadioChoice::None,
            Some(name) => RadioChoice::Named(name, service),
            None => RadioChoice::First(service),
        };
        let mut platform = Platform::start(&self.server, &radio, show).await?;
        loop {
            self.unplugged.store(platform.is_unplugged(), Ordering::Release);
            platform.tick(now()).await;
            let due = platform.next_due().map_or(LOOK_AT_CLOCK, |due| due.saturating_sub(now().monotonic));
            let next = async {
                tokio::select! {
                    event = platform.next() => Next::Event(event),
                    Some(order) = self.orders.1.recv() => Next::Wish(order),
                }
            };
            let commands = match timeout(due.min(LOOK_AT_CLOCK), next).await {
                Err(_) => continue,
                Ok(Next::Event(event)) => self.tracer.handle(now(), event),
                Ok(Next::Wish(Wish::Act(act))) => act(&mut self.tracer, now()),
                Ok(Next::Wish(Wish::Stop)) => break,
            };
            for command in commands {
                platform.execute(now().monotonic, command).await;
            }
            platform.wake_at(self.tracer.next_wake());
        }
        self.tracer.handle(now(), Event::Stopping);
        platform.close().await;
        Ok(())
    }
}

enum Next {
    Event(Event),
    Wish(Wish),
}

/// A handle by which the user acts on a running [`Host`].
#[derive(Clone)]
pub struct Remote {
    orders: mpsc::Sender<Wish>,
    unplugged: Arc<AtomicBool>,
}

/// The host has stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the host has stopped")]
pub struct Stopped;

impl Remote {
    /// Does something with the tracer between two events; commands that come of it are executed.
    ///
    /// # Errors
    /// [`Stopped`] when the host no longer runs.
    pub async fn act<T: Send + 'static>(
        &self,
        act: impl FnOnce(&mut Tracer, Now) -> (T, Vec<Command>) + Send + 'static,
    ) -> Result<T, Stopped> {
        let (answer, answered) = oneshot::channel();
        let act: Act = Box::new(move |tracer, now| {
            let (value, commands) = act(tracer, now);
            // Who asked may have gone away.
            let _ = answer.send(value);
            commands
        });
        self.orders.send(Wish::Act(act)).await.map_err(|_| Stopped)?;
        answered.await.map_err(|_| Stopped)
    }

    /// Whether the adapter has been unplugged; the host goes on as soon as it is there again.
    pub fn is_unplugged(&self) -> bool {
        self.unplugged.load(Ordering::Acquire)
    }

    /// Stops the host: what was heard is written, adverts and scans end.
    pub async fn stop(&self) {
        // It may have stopped already.
        let _ = self.orders.send(Wish::Stop).await;
    }
}
