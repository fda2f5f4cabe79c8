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

/// An order to a link.
pub(crate) enum Order {
    Read,
    Write(Frame),
    Close,
    /// Close, unless it is open by now.
    GiveUp,
}

/// Runs a connection until it is closed or breaks. Reports exactly one `Disconnected`, last of all.
pub(crate) async fn run(peer: PeerHandle, peripheral: Peripheral, mut orders: mpsc::Receiver<Order>, shared: Shared) {
    let opened = tokio::select! {
        opened = open(&peripheral) => opened,
        () = ordered(&mut orders, |order| matches!(order, Order::Close | Order::GiveUp)) => None,
    };
    if let Some(characteristic) = opened {
        shared.reports.tell(RadioEvent::Connected(peer));
        while let Some(order) = orders.recv().await {
            if matches!(order, Order::GiveUp) {
                continue;
            }
            let exchange = async {
                match order {
                    Order::GiveUp | Order::Close => None,
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
                () = ordered(&mut orders, |order| matches!(order, Order::Close)) => None,
            };
            match event {
                Some(event) => shared.reports.tell(event),
                None => break,
            }
        }
    }
    let _ = timeout(CLOSE_WITHIN, peripheral.disconnect()).await;
    // The next connection to this peer may be asked for as soon as this one is said to have ended.
    drop(orders);
    shared.reports.tell(RadioEvent::Disconnected(peer));
}

/// Connects and finds our characteristic.
async fn open(peripheral: &Peripheral) -> Option<Characteristic> {
    peripheral.connect().await.ok()?;
    peripheral.discover_services().await.ok()?;
    peripheral.characteristics().into_iter().find(|found| found.uuid == Uuid::from_u128(CHARACTERISTIC))
}

/// Waits for this kind of order, or for the end of the radio. The core gives no other order while one is being executed.
async fn ordered(orders: &mut mpsc::Receiver<Order>, such: impl Fn(&Order) -> bool) {
    while let Some(order) = orders.recv().await {
        if such(&order) {
            return;
        }
    }
}
