//! The radio: executes [`RadioCommand`]s and reports [`RadioEvent`]s. Its caller tells it the time.

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
mod reports;
mod rssi;

use core::time::Duration;
use std::sync::{Arc, Mutex};

use lancan_core::{AdapterState, AddressControl, Advertising, Capabilities, RadioCommand, RadioEvent};
use lancan_protocol::frame::ServiceUuid;
use tokio::sync::mpsc::UnboundedReceiver;

pub use error::BluetoothError;

use central::Central;
use handles::Handles;
#[cfg(target_os = "linux")]
use peripheral::Peripheral;
#[cfg(target_os = "linux")]
use presence::Presence;
use reports::Reports;

/// What the parts of the radio share.
#[derive(Clone)]
pub(crate) struct Shared {
    pub(crate) service: ServiceUuid,
    pub(crate) handles: Arc<Mutex<Handles>>,
    pub(crate) reports: Arc<Reports>,
}

/// This laptop's Bluetooth. Everything it does ends when it is dropped.
pub struct Bluetooth {
    central: Central,
    #[cfg(target_os = "linux")]
    peripheral: Option<Peripheral>,
    #[cfg(target_os = "linux")]
    presence: Presence,
    shared: Shared,
    events: UnboundedReceiver<RadioEvent>,
}

impl Bluetooth {
    /// Opens an adapter by its name (`hci0`), or the first there is. Its state is the first event.
    ///
    /// # Errors
    /// [`BluetoothError`] says what is missing: BlueZ, an adapter, a permission.
    pub async fn open(adapter: Option<&str>, service: ServiceUuid) -> Result<Self, BluetoothError> {
        let (reports, events) = Reports::new();
        let shared = Shared { service, handles: Arc::default(), reports: Arc::new(reports) };
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
            events,
        };
        bluetooth.shared.reports.adapter(bluetooth.central.state().await);
        Ok(bluetooth)
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
            advertising: if advertises { Advertising::ServiceData } else { Advertising::Nothing },
            serves_gatt: serves,
            connects: true,
            address_control: if coupled { AddressControl::Coupled } else { AddressControl::Independent },
            transmit_power_dbm: None,
            measures_rssi: true,
            connections: 3,
            ..Capabilities::default()
        }
    }

    /// Executes a command, at this monotonic time. What comes of it is an event.
    #[deny(clippy::wildcard_enum_match_arm, reason = "a new command must not be dropped")]
    pub async fn execute(&mut self, at: Duration, command: RadioCommand) {
        match command {
            #[cfg(target_os = "linux")]
            RadioCommand::Advertise { frame, longest } => match &mut self.peripheral {
                Some(peripheral) => peripheral.advertise(at, frame, longest).await,
                None => self.shared.reports.advert_failed(),
            },
            #[cfg(target_os = "linux")]
            RadioCommand::StopAdvertising => {
                if let Some(peripheral) = &mut self.peripheral {
                    peripheral.stop().await;
                }
            }
            #[cfg(not(target_os = "linux"))]
            RadioCommand::Advertise { .. } => self.shared.reports.advert_failed(),
            #[cfg(not(target_os = "linux"))]
            RadioCommand::StopAdvertising => {}
            RadioCommand::Scan { .. }
            | RadioCommand::StopScan
            | RadioCommand::Connect { .. }
            | RadioCommand::Read(_)
            | RadioCommand::Write { .. }
            | RadioCommand::Disconnect(_) => self.central.execute(at, command).await,
        }
    }

    /// The monotonic time at which something under way is over.
    pub fn next_due(&self) -> Option<Duration> {
        let reports = &self.shared.reports;
        [reports.scan_until(), reports.advert_until(), self.central.next_due()].into_iter().flatten().min()
    }

    /// Ends what is over at this monotonic time.
    pub async fn tick(&mut self, at: Duration) {
        #[cfg(target_os = "linux")]
        if let Some(peripheral) = &mut self.peripheral {
            peripheral.tick(at).await;
        }
        self.central.tick(at).await;
    }

    /// Waits for the next event. Giving up the wait loses nothing.
    pub async fn next(&mut self) -> RadioEvent {
        let Some(event) = self.events.recv().await else {
            // We hold a sender ourselves.
            return core::future::pending().await;
        };
        self.shared.reports.taken(&event);
        if let RadioEvent::Adapter(state) = event
            && state != AdapterState::On
        {
            self.central.went_off();
            #[cfg(target_os = "linux")]
            if let Some(peripheral) = &mut self.peripheral {
                peripheral.went_off();
            }
        }
        event
    }

    /// Takes everything off the air, and returns when that is done.
    pub async fn close(mut self) {
        #[cfg(target_os = "linux")]
        if let Some(peripheral) = &mut self.peripheral {
            peripheral.stop().await;
        }
        self.central.stop_scan().await;
    }

    /// Whether the adapter is plugged in. Only Linux tells; elsewhere it counts as plugged in.
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
