//! A stranger with a receiver: notes which address sent which frame, and when.

use core::time::Duration;
use std::sync::{Arc, Mutex, PoisonError};

use bluer::{Adapter, AdapterEvent, Address, AddressType, DiscoveryFilter, Session};
use futures_util::StreamExt as _;
use lancan_desktop::now;
use lancan_protocol::{
    frame::{Frame, ServiceUuid},
    time::UnixTime,
};
use tokio::{task::JoinHandle, time::sleep};
use uuid::Uuid;

use crate::guest::Outcome;

/// One frame from one address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Noted {
    pub(crate) address: Address,
    pub(crate) kind: AddressType,
    pub(crate) frame: Frame,
    pub(crate) at: UnixTime,
}

/// Listens on an adapter until dropped.
pub(crate) struct Observer {
    noted: Arc<Mutex<Vec<Noted>>>,
    listening: JoinHandle<()>,
}

impl Observer {
    pub(crate) async fn start(adapter: &str) -> Result<Self, String> {
        let adapter = adapter_of(adapter).await?;
        adapter
            .set_discovery_filter(DiscoveryFilter { duplicate_data: true, ..DiscoveryFilter::default() })
            .await
            .map_err(|error| format!("filter: {error}"))?;
        let events = adapter.discover_devices_with_changes().await.map_err(|error| format!("discovery: {error}"))?;
        for _ in 0..100 {
            if adapter.is_discovering().await.unwrap_or(false) {
                break;
            }
            sleep(Duration::from_millis(100)).await;
        }
        // BlueZ says so when it has asked the controller, not when the controller listens.
        sleep(Duration::from_secs(1)).await;
        let noted = Arc::<Mutex<Vec<Noted>>>::default();
        let into = Arc::clone(&noted);
        let listening = tokio::spawn(async move {
            let mut events = Box::pin(events);
            while let Some(event) = events.next().await {
                let AdapterEvent::DeviceAdded(address) = event else { continue };
                if let Some(new) = look(&adapter, address).await {
                    into.lock().unwrap_or_else(PoisonError::into_inner).push(new);
                }
            }
        });
        Ok(Self { noted, listening })
    }

    /// Everything so far, each pair of address and frame once, in order.
    pub(crate) fn noted(&self) -> Vec<Noted> {
        let all = self.noted.lock().unwrap_or_else(PoisonError::into_inner);
        let mut pairs: Vec<Noted> = Vec::new();
        for new in all.iter() {
            if !pairs.iter().any(|old| old.address == new.address && old.frame == new.frame) {
                pairs.push(*new);
            }
        }
        pairs
    }
}

impl Drop for Observer {
    fn drop(&mut self) {
        self.listening.abort();
    }
}

async fn look(adapter: &Adapter, address: Address) -> Option<Noted> {
    let device = adapter.device(address).ok()?;
    let kind = device.address_type().await.ok()?;
    let data = device.service_data().await.ok()??;
    let frame = Frame::from_bytes(data.get(&Uuid::from_u128(ServiceUuid::DEFAULT.full()))?).ok()?;
    Some(Noted { address, kind, frame, at: now().wall })
}

/// An adapter of the guest, by name.
pub(crate) async fn adapter_of(name: &str) -> Result<Adapter, String> {
    let session = Session::new().await.map_err(|error| format!("session: {error}"))?;
    session.adapter(name).map_err(|error| format!("{name}: {error}"))
}

/// Switches an adapter on or off and waits until it is.
pub(crate) async fn power(name: &str, on: bool) -> Outcome {
    let adapter = adapter_of(name).await?;
    for _ in 0..100 {
        if adapter.is_powered().await.is_ok_and(|is| is == on) {
            return Ok(());
        }
        // BlueZ says "busy" while it is at it.
        let _ = adapter.set_powered(on).await;
        sleep(Duration::from_millis(100)).await;
    }
    Err(format!("{name} cannot be switched"))
}
