//! One connection that we opened, from opening to its end.

use core::time::Duration;

use btleplug::{
    api::{Characteristic, Peripheral as _, WriteType},
    platform::Peripheral,
};
use lancan_core::{PeerHandle, RadioEvent};
use lancan_protocol::frame::{CHARACTERISTIC, Frame};
use tokio::{sync::mpsc, time::timeout};
use uuid::Uuid;

use super::Shared;

/// How long the system may take to close a connection.
const CLOSE_WITHIN: Duration = Duration::from_secs(5);

/// What a link is told.
pub(crate) enum Order {
    Read,
    Write(Frame),
    Close,
}

/// Runs a connection until it is closed or breaks. Reports exactly one `Disconnected`, as its last word.
pub(crate) async fn run(
    peer: PeerHandle,
    peripheral: Peripheral,
    open_within: Duration,
    mut orders: mpsc::Receiver<Order>,
    shared: Shared,
) {
    let opened = tokio::select! {
        opened = timeout(open_within, open(&peripheral)) => opened.ok().flatten(),
        () = closed(&mut orders) => None,
    };
    if let Some(characteristic) = opened {
        shared.report(RadioEvent::Connected(peer)).await;
        while let Some(order) = orders.recv().await {
            let exchange = async {
                match order {
                    Order::Close => None,
                    Order::Read => Some(match peripheral.read(&characteristic).await {
                        Ok(value) => RadioEvent::ValueRead { peer, value },
                        Err(_) => RadioEvent::ExchangeFailed(peer),
                    }),
                    Order::Write(frame) => {
                        let bytes = frame.to_bytes();
                        Some(match peripheral.write(&characteristic, &bytes, WriteType::WithResponse).await {
                            Ok(()) => RadioEvent::ValueWritten(peer),
                            Err(_) => RadioEvent::ExchangeFailed(peer),
                        })
                    }
                }
            };
            let event = tokio::select! {
                event = exchange => event,
                () = closed(&mut orders) => None,
            };
            match event {
                Some(event) => shared.report(event).await,
                None => break,
            }
        }
    }
    let _ = timeout(CLOSE_WITHIN, peripheral.disconnect()).await;
    shared.report(RadioEvent::Disconnected(peer)).await;
}

/// Connects and finds our characteristic.
async fn open(peripheral: &Peripheral) -> Option<Characteristic> {
    peripheral.connect().await.ok()?;
    peripheral.discover_services().await.ok()?;
    peripheral.characteristics().into_iter().find(|found| found.uuid == Uuid::from_u128(CHARACTERISTIC))
}

/// Waits for the order to close. The core gives no other order while one is being executed.
async fn closed(orders: &mut mpsc::Receiver<Order>) {
    while let Some(order) = orders.recv().await {
        if matches!(order, Order::Close) {
            return;
        }
    }
}
