//! Scanning and connecting, by btleplug.

use core::time::Duration;
use std::{collections::HashMap, sync::PoisonError, time::Instant};

use btleplug::{
    api::{Central as _, CentralEvent, CentralState, Manager as _, Peripheral as _, ScanFilter},
    platform::{Adapter, Manager, PeripheralId},
};
use futures_util::StreamExt as _;
use lancan_core::{AdapterState, Advert, AdvertParts, PeerHandle, RadioCommand, RadioEvent, Sighting};
use tokio::{sync::mpsc, task::JoinHandle};

use super::{
    BluetoothError, Shared,
    link::{self, Order},
    rssi,
};

/// Time within which several signals of BlueZ are one sighting: it reports one advert in several.
const ONE_ADVERT: Duration = Duration::from_millis(40);
/// The most addresses whose last sighting is remembered for that.
const REMEMBERED: usize = 1024;

pub(crate) struct Central {
    adapter: Adapter,
    name: String,
    shared: Shared,
    watching: JoinHandle<()>,
    links: HashMap<PeerHandle, Link>,
}

/// A connection that we asked for.
struct Link {
    orders: mpsc::Sender<Order>,
    /// Monotonic time by which the connection must be open; none once that time is over.
    opens_until: Option<Duration>,
    running: JoinHandle<()>,
}

impl Central {
    pub(crate) async fn open(wanted: Option<&str>, shared: Shared) -> Result<Self, BluetoothError> {
        let manager = Manager::new().await?;
        let mut names = Vec::new();
        let mut found = None;
        for adapter in manager.adapters().await? {
            let info = adapter.adapter_info().await.unwrap_or_default();
            let name = info.split_whitespace().next().unwrap_or_default().to_owned();
            let name = name.rsplit('/').next().unwrap_or_default().to_owned();
            if found.is_none() && wanted.is_none_or(|wanted| wanted == name) {
                found = Some((adapter, name.clone()));
            }
            names.push(name);
        }
        let (adapter, name) = match found {
            Some(found) => found,
            None if names.is_empty() => return Err(BluetoothError::NoAdapter),
            None => {
                names.sort();
                return Err(BluetoothError::NoSuchAdapter { there_are: names.join(", ") });
            }
        };
        let watching = tokio::spawn(watch(adapter.clone(), shared.clone()));
        Ok(Self { adapter, name, shared, watching, links: HashMap::new() })
    }

    /// The adapter's name, as BlueZ has it.
    #[cfg_attr(not(target_os = "linux"), expect(dead_code, reason = "only BlueZ is asked by name"))]
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    pub(crate) async fn state(&self) -> AdapterState {
        match self.adapter.adapter_state().await {
            Ok(state) => adapter_state(state),
            Err(btleplug::Error::PermissionDenied) => AdapterState::PermissionMissing,
            Err(_) => AdapterState::Off,
        }
    }

    #[deny(clippy::wildcard_enum_match_arm, reason = "a new command must not be dropped")]
    pub(crate) async fn execute(&mut self, at: Duration, command: RadioCommand) {
        match command {
            RadioCommand::Scan { duration, .. } => self.scan(at.saturating_add(duration)).await,
            RadioCommand::StopScan => self.stop_scan().await,
            RadioCommand::Connect { peer, timeout } => self.connect(peer, at.saturating_add(timeout)).await,
            RadioCommand::Read(peer) => self.order(peer, Order::Read),
            RadioCommand::Write { peer, frame } => self.order(peer, Order::Write(frame)),
            RadioCommand::Disconnect(peer) => self.order(peer, Order::Close),
            // Another part of the radio advertises.
            RadioCommand::Advertise { .. } | RadioCommand::StopAdvertising => {}
        }
    }

    /// When the first connection must be open.
    pub(crate) fn next_due(&self) -> Option<Duration> {
        self.links.values().filter_map(|link| link.opens_until).min()
    }

    /// Ends the scan and gives up connections whose time is over.
    pub(crate) async fn tick(&mut self, at: Duration) {
        if self.shared.reports.scan_until().is_some_and(|until| until <= at) {
            self.stop_scan().await;
        }
        for link in self.links.values_mut() {
            if link.opens_until.take_if(|until| *until <= at).is_some() {
                // It may have ended already.
                let _ = link.orders.try_send(Order::GiveUp);
            }
        }
    }

    /// The adapter is off: every connection has ended, and none is reported any more.
    pub(crate) fn went_off(&mut self) {
        for (_, link) in self.links.drain() {
            link.running.abort();
        }
    }

    async fn scan(&mut self, until: Duration) {
        if self.shared.reports.is_scanning() {
            // BlueZ refuses a second one.
            let _ = self.adapter.stop_scan().await;
        }
        // Bluezone's and Apple's adverts carry no UUID of ours alone: no filter but our own.
        if !self.shared.reports.is_on() || self.adapter.start_scan(ScanFilter::default()).await.is_err() {
            self.shared.reports.scan_failed();
        } else if !self.shared.reports.scan_began(until) {
            let _ = self.adapter.stop_scan().await;
        }
    }

    /// Stops the scan under way, if there is one.
    pub(crate) async fn stop_scan(&mut self) {
        if self.shared.reports.is_scanning() {
            let _ = self.adapter.stop_scan().await;
            self.shared.reports.scan_stopped();
        }
    }

    async fn connect(&mut self, peer: PeerHandle, opens_until: Duration) {
        self.links.retain(|_, link| !link.orders.is_closed());
        let id = self.shared.handles.lock().unwrap_or_else(PoisonError::into_inner).id_of(peer);
        let peripheral = match id {
            Some(id) => self.adapter.peripheral(&id).await.ok(),
            None => None,
        };
        match peripheral {
            Some(peripheral) if !self.links.contains_key(&peer) => {
                let (orders, receiver) = mpsc::channel(8);
                let running = tokio::spawn(link::run(peer, peripheral, receiver, self.shared.clone()));
                self.links.insert(peer, Link { orders, opens_until: Some(opens_until), running });
            }
            _ => self.shared.reports.tell(RadioEvent::Disconnected(peer)),
        }
    }

    fn order(&mut self, peer: PeerHandle, order: Order) {
        let owes_an_answer = matches!(order, Order::Read | Order::Write(_));
        let taken = self.links.get(&peer).is_some_and(|link| link.orders.try_send(order).is_ok());
        if owes_an_answer && !taken {
            self.shared.reports.tell(RadioEvent::ExchangeFailed(peer));
        }
    }
}

impl Drop for Central {
    fn drop(&mut self) {
        self.watching.abort();
        if self.shared.reports.is_scanning() {
            // The process may go on without us: the receiver must not stay on.
            let adapter = self.adapter.clone();
            if let Ok(runtime) = tokio::runtime::Handle::try_current() {
                runtime.spawn(async move { adapter.stop_scan().await });
            }
        }
    }
}

/// Reports adverts while a scan of ours runs, and the adapter's state.
async fn watch(adapter: Adapter, shared: Shared) {
    let mut last: HashMap<PeripheralId, (Instant, Advert)> = HashMap::new();
    let Ok(mut events) = adapter.events().await else {
        shared.reports.adapter(AdapterState::Off);
        return;
    };
    while let Some(event) = events.next().await {
        let id = match event {
            CentralEvent::StateUpdate(state) => {
                shared.reports.adapter(adapter_state(state));
                continue;
            }
            CentralEvent::DeviceDiscovered(id)
            | CentralEvent::DeviceUpdated(id)
            | CentralEvent::ServiceDataAdvertisement { id, .. }
            | CentralEvent::ManufacturerDataAdvertisement { id, .. }
            | CentralEvent::RssiUpdate { id, .. } => id,
            _ => continue,
        };
        if !shared.reports.is_scanning() {
            continue;
        }
        let Some((sighting, id)) = sighting(&adapter, &shared, id).await else { continue };
        let now = Instant::now();
        let twice = last.get(&id).is_some_and(|(at, advert)| *advert == sighting.advert && now - *at < ONE_ADVERT);
        if twice {
            continue;
        }
        if last.len() >= REMEMBERED {
            last.retain(|_, (at, _)| now - *at < ONE_ADVERT);
        }
        last.insert(id, (now, sighting.advert));
        shared.reports.sighted(sighting);
    }
    // The stack itself has gone away.
    shared.reports.adapter(AdapterState::Off);
}

/// What the adapter knows of a peer now; none where the peer is not one of ours.
async fn sighting(adapter: &Adapter, shared: &Shared, id: PeripheralId) -> Option<(Sighting, PeripheralId)> {
    let peripheral = adapter.peripheral(&id).await.ok()?;
    let properties = peripheral.properties().await.ok()??;
    let services: Vec<u128> = properties.services.iter().map(uuid::Uuid::as_u128).collect();
    let service_data: Vec<(u128, &[u8])> =
        properties.service_data.iter().map(|(uuid, data)| (uuid.as_u128(), data.as_slice())).collect();
    let manufacturer_data: Vec<(u16, &[u8])> =
        properties.manufacturer_data.iter().map(|(company, data)| (*company, data.as_slice())).collect();
    let parts = AdvertParts { services: &services, service_data: &service_data, manufacturer_data: &manufacturer_data };
    let advert = Advert::from_parts(shared.service, &parts)?;
    let peer = shared.handles.lock().unwrap_or_else(PoisonError::into_inner).of(&id, properties.address);
    Some((Sighting { peer, rssi_dbm: rssi::measured(properties.rssi), advert }, id))
}

#[allow(clippy::needless_pass_by_value, reason = "a plain state, handed on")]
fn adapter_state(state: CentralState) -> AdapterState {
    match state {
        CentralState::PoweredOn => AdapterState::On,
        // Windows and macOS say "unknown" until they know.
        CentralState::PoweredOff | CentralState::Unknown => AdapterState::Off,
    }
}
