//! The radio: executes [`RadioCommand`]s and reports [`RadioEvent`]s.

mod central;
mod error;
mod handles;
mod link;
#[cfg(target_os = "linux")]
mod peripheral;
#[cfg(target_os = "linux")]
mod presence;
#[cfg(target_os = "linux")]
mod privacy;
mod rssi;

use std::sync::{Arc, Mutex};

use lancan_core::{AdapterState, AddressControl, Advertising, Capabilities, RadioCommand, RadioEvent};
use lancan_protocol::frame::ServiceUuid;
use tokio::sync::mpsc;

pub use error::BluetoothError;

use central::Central;
use handles::Handles;
#[cfg(target_os = "linux")]
use peripheral::Peripheral;
#[cfg(target_os = "linux")]
use presence::Presence;

/// Events that may wait for the core; more sightings are dropped, as a radio drops adverts.
const WAITING: usize = 4096;

/// What the parts of the radio share.
#[derive(Clone)]
pub(crate) struct Shared {
    pub(crate) service: ServiceUuid,
    pub(crate) handles: Arc<Mutex<Handles>>,
    pub(crate) events: mpsc::Sender<RadioEvent>,
}

impl Shared {
    /// Reports what must not be lost.
    pub(crate) async fn report(&self, event: RadioEvent) {
        // The receiver is gone only when the whole radio is being dropped.
        let _ = self.events.send(event).await;
    }

    /// Reports what may be lost in a flood.
    pub(crate) fn report_if_room(&self, event: RadioEvent) {
        let _ = self.events.try_send(event);
    }
}

/// This laptop's Bluetooth. Everything it does ends when it is dropped.
pub struct Bluetooth {
    central: Central,
    #[cfg(target_os = "linux")]
    peripheral: Option<Peripheral>,
    #[cfg(target_os = "linux")]
    presence: Presence,
    shared: Shared,
}

impl Bluetooth {
    /// Opens an adapter by its name (`hci0`), or the first there is. Events come through the receiver, the
    /// adapter's state first.
    ///
    /// # Errors
    /// [`BluetoothError`] says what is missing: BlueZ, an adapter, a permission.
    pub async fn open(
        adapter: Option<&str>,
        service: ServiceUuid,
    ) -> Result<(Self, mpsc::Receiver<RadioEvent>), BluetoothError> {
        let (events, receiver) = mpsc::channel(WAITING);
        let shared = Shared { service, handles: Arc::default(), events };
        let central = Central::open(adapter, shared.clone()).await?;
        #[cfg(target_os = "linux")]
        let presence = Presence::watch(central.name(), shared.clone()).await?;
        #[cfg(target_os = "linux")]
        let peripheral = Peripheral::open(central.name(), presence.turns(), shared.clone()).await;
        let bluetooth = Self {
            central,
            #[cfg(target_os = "linux")]
            peripheral,
            #[cfg(target_os = "linux")]
            presence,
            shared,
        };
        bluetooth.shared.report(RadioEvent::Adapter(bluetooth.central.state().await)).await;
        Ok((bluetooth, receiver))
    }

    /// What this laptop's radio can do.
    pub fn capabilities(&self) -> Capabilities {
        #[cfg(target_os = "linux")]
        let manner = self.peripheral.as_ref().map(Peripheral::manner);
        #[cfg(target_os = "linux")]
        let (advertises, serves, coupled) =
            (manner.is_some(), manner.is_some_and(|m| m.private), manner.is_some_and(|m| m.fresh_addresses));
        #[cfg(not(target_os = "linux"))]
        let (advertises, serves, coupled) = (false, false, false);
        Capabilities {
            advertising: if advertises { Advertising::ServiceData } else { Advertising::None },
            serves_gatt: serves,
            connects: true,
            address_control: if coupled { AddressControl::Coupled } else { AddressControl::Independent },
            transmit_power_dbm: None,
            measures_rssi: true,
            connections: 3,
            ..Capabilities::default()
        }
    }

    /// Executes a command. What comes of it is an event.
    pub async fn execute(&mut self, command: RadioCommand) {
        match command {
            #[cfg(target_os = "linux")]
            RadioCommand::Advertise { frame, longest } => {
                let event = match &mut self.peripheral {
                    Some(peripheral) => peripheral.advertise(frame, longest).await,
                    None => RadioEvent::AdvertisingFailed,
                };
                self.shared.report(event).await;
            }
            #[cfg(target_os = "linux")]
            RadioCommand::StopAdvertising => {
                if let Some(peripheral) = &mut self.peripheral {
                    peripheral.stop().await;
                }
            }
            #[cfg(not(target_os = "linux"))]
            RadioCommand::Advertise { .. } => self.shared.report(RadioEvent::AdvertisingFailed).await,
            #[cfg(not(target_os = "linux"))]
            RadioCommand::StopAdvertising => {}
            other => self.central.execute(other).await,
        }
    }

    /// Takes everything off the air and waits until it is.
    pub async fn close(mut self) {
        self.execute(RadioCommand::StopAdvertising).await;
        self.execute(RadioCommand::StopScan).await;
    }

    /// Whether the adapter is plugged in; elsewhere than on Linux nobody says.
    pub fn is_there(&self) -> bool {
        #[cfg(target_os = "linux")]
        return self.presence.is_there();
        #[cfg(not(target_os = "linux"))]
        true
    }

    /// Whether the adapter can be used now.
    pub async fn state(&self) -> AdapterState {
        self.central.state().await
    }
}
