//! The loop: events in, commands out, one timer.

use core::time::Duration;
use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use lancan_core::{
    AddressControl, Advertising, Background, Capabilities, Command, Event, HttpAnswer, Notice, Now, RadioEvent, Tracer,
};
use tokio::{
    sync::{mpsc, oneshot},
    time::timeout,
};

use crate::{
    bluetooth::{Bluetooth, BluetoothError},
    clock::now,
    http::Http,
};

/// Somebody may set the wall clock without a word to us: it is looked at so often.
const LOOK_AT_CLOCK: Duration = Duration::from_secs(2);

/// Something to do with the tracer, between two events.
type Act = Box<dyn FnOnce(&mut Tracer, Now) -> Vec<Command> + Send>;

enum Order {
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
    http: Http,
    adapter: Option<String>,
    radio: bool,
    /// The adapter is unplugged.
    unplugged: Arc<AtomicBool>,
    orders: (mpsc::Sender<Order>, mpsc::Receiver<Order>),
}

impl Host {
    /// A host for this tracer, whose authority's server is at this address.
    pub fn new(tracer: Tracer, server: &str) -> Self {
        let unplugged = Arc::default();
        Self { tracer, http: Http::new(server), adapter: None, radio: true, unplugged, orders: mpsc::channel(16) }
    }

    /// Uses the adapter of this name (`hci0`) and not the first there is.
    #[must_use]
    pub fn adapter(mut self, name: Option<String>) -> Self {
        self.adapter = name;
        self
    }

    /// Neither sends nor listens: polls and reports only.
    #[must_use]
    pub fn without_radio(mut self) -> Self {
        self.radio = false;
        self
    }

    /// What the user does goes through here while [`Host::run`] runs.
    pub fn remote(&self) -> Remote {
        Remote { orders: self.orders.0.clone(), unplugged: Arc::clone(&self.unplugged) }
    }

    /// Runs until [`Remote::stop`]; `show` gets what the user should know.
    ///
    /// # Errors
    /// [`BluetoothError`] when there is no Bluetooth to begin with. What happens to it later shows in the status.
    pub async fn run(mut self, mut show: impl FnMut(Notice)) -> Result<(), BluetoothError> {
        let mut radio = if self.radio {
            let service = self.tracer.deployment().service_uuid;
            Some(Bluetooth::open(self.adapter.as_deref(), service).await?)
        } else {
            None
        };
        let capabilities = radio.as_ref().map_or_else(no_radio, |(bluetooth, _)| bluetooth.capabilities());
        let (answers, mut answered) = mpsc::channel::<HttpAnswer>(16);
        let mut commands = self.tracer.handle(now(), Event::Started { capabilities, restored: false });
        loop {
            let unplugged = radio.as_ref().is_some_and(|(bluetooth, _)| !bluetooth.is_there());
            self.unplugged.store(unplugged, Ordering::Release);
            for command in commands {
                match command {
                    Command::Radio(command) => {
                        if let Some((bluetooth, _)) = &mut radio {
                            bluetooth.execute(command).await;
                        }
                    }
                    Command::Http(request) => {
                        let (http, answers) = (self.http.clone(), answers.clone());
                        tokio::task::spawn_blocking(move || {
                            // Nobody waits any more when the host has stopped.
                            let _ = answers.blocking_send(http.send(&request));
                        });
                    }
                    Command::Notify(notice) => show(notice),
                    _ => {}
                }
            }
            let due = self.tracer.next_wake().map_or(LOOK_AT_CLOCK, |wake| wake.saturating_sub(now().monotonic));
            let next = async {
                tokio::select! {
                    Some(event) = radio_event(&mut radio) => Next::Event(Event::Radio(event)),
                    Some(answer) = answered.recv() => Next::Event(Event::Http(answer)),
                    Some(order) = self.orders.1.recv() => Next::Order(order),
                }
            };
            commands = match timeout(due.min(LOOK_AT_CLOCK), next).await {
                Err(_) => self.tracer.handle(now(), Event::Wake),
                Ok(Next::Event(event)) => self.tracer.handle(now(), event),
                Ok(Next::Order(Order::Act(act))) => act(&mut self.tracer, now()),
                Ok(Next::Order(Order::Stop)) => break,
            };
        }
        self.tracer.handle(now(), Event::Stopping);
        if let Some((bluetooth, _)) = radio {
            bluetooth.close().await;
        }
        Ok(())
    }
}

enum Next {
    Event(Event),
    Order(Order),
}

async fn radio_event(radio: &mut Option<(Bluetooth, mpsc::Receiver<RadioEvent>)>) -> Option<RadioEvent> {
    match radio {
        Some((_, events)) => events.recv().await,
        None => core::future::pending().await,
    }
}

fn no_radio() -> Capabilities {
    Capabilities {
        advertising: Advertising::None,
        serves_gatt: false,
        connects: false,
        address_control: AddressControl::Unknown,
        transmit_power_dbm: None,
        measures_rssi: false,
        background: Background::None,
        connections: 0,
        ..Capabilities::default()
    }
}

/// The user's hand on a running [`Host`].
#[derive(Clone)]
pub struct Remote {
    orders: mpsc::Sender<Order>,
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
    /// [`Stopped`] when the host runs no more.
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
        self.orders.send(Order::Act(act)).await.map_err(|_| Stopped)?;
        answered.await.map_err(|_| Stopped)
    }

    /// Whether the adapter has been unplugged; the host goes on as soon as it is there again.
    pub fn is_unplugged(&self) -> bool {
        self.unplugged.load(Ordering::Acquire)
    }

    /// Stops the host: what was heard is written, adverts and scans end.
    pub async fn stop(&self) {
        // It may have stopped already.
        let _ = self.orders.send(Order::Stop).await;
    }
}
