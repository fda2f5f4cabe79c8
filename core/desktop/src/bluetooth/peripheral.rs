//! Advertising and serving the characteristic, through BlueZ.

use core::time::Duration;
use std::{
    collections::HashSet,
    sync::{Arc, Mutex, PoisonError},
    time::Instant,
};

use bluer::{
    Adapter, Address, Session,
    adv::{Advertisement, AdvertisementHandle, PlatformFeature, Type},
    gatt::local::{
        Application, ApplicationHandle, Characteristic, CharacteristicRead, CharacteristicWrite,
        CharacteristicWriteMethod, ReqError, Service,
    },
};
use lancan_core::RadioEvent;
use lancan_protocol::frame::{CHARACTERISTIC, Frame};
use tokio::time::sleep;
use uuid::Uuid;

use super::{Shared, presence::Turns, privacy};

/// Time between two adverts.
const ADVERT_EVERY: Duration = Duration::from_millis(250);
/// How long BlueZ may take to forget an advert.
const FORGET_WITHIN: Duration = Duration::from_secs(2);

/// What peers read, and who has written on its present connection.
#[derive(Default)]
struct Served {
    /// The frame, and when its time is over whatever else happens.
    frame: Option<(Frame, Instant)>,
    wrote: HashSet<Address>,
    /// Peers that used the characteristic since adverts began.
    guests: HashSet<Address>,
}

/// How an adapter sends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Manner {
    /// BlueZ is set to use private addresses, so a connectable advert does not show the public one.
    pub(crate) private: bool,
    /// Each registration of an advert takes a fresh address.
    pub(crate) fresh_addresses: bool,
}

pub(crate) struct Peripheral {
    adapter: Adapter,
    manner: Manner,
    shared: Shared,
    served: Arc<Mutex<Served>>,
    advert: Option<AdvertisementHandle>,
    /// An advert that ended with the adapter may not have been forgotten yet.
    forgetting: bool,
    /// With the adapter's turn in which it was registered: an adapter that was away knows nothing of it.
    application: Option<(u32, ApplicationHandle)>,
    turns: Turns,
}

impl Peripheral {
    /// None where this adapter cannot advertise.
    pub(crate) async fn open(adapter: &str, turns: Turns, shared: Shared) -> Option<Self> {
        let session = Session::new().await.ok()?;
        let adapter = session.adapter(adapter).ok()?;
        let instances = adapter.supported_advertising_instances().await.ok()?;
        let taken = adapter.active_advertising_instances().await.unwrap_or(0);
        if instances == 0 && taken == 0 {
            return None;
        }
        let private = privacy::enabled();
        // A controller that keeps adverts apart gives each an address of its own; the kernel draws it when the
        // advert is registered. Others share one address, which the kernel changes by its timer.
        let features = adapter.supported_advertising_features().await.ok().flatten().unwrap_or_default();
        let manner =
            Manner { private, fresh_addresses: !private || features.contains(&PlatformFeature::HardwareOffload) };
        Some(Self {
            adapter,
            manner,
            shared,
            served: Arc::default(),
            advert: None,
            forgetting: false,
            application: None,
            turns,
        })
    }

    /// How this adapter sends.
    pub(crate) fn manner(&self) -> Manner {
        self.manner
    }

    /// Puts a frame on the air in place of any before.
    pub(crate) async fn advertise(&mut self, at: Duration, frame: Frame, longest: Duration) {
        self.stop().await;
        if !self.shared.reports.is_on() || self.start(frame, longest).await.is_err() {
            self.take_off().await;
            self.shared.reports.advert_failed();
        } else if !self.shared.reports.advert_began(at.saturating_add(longest)) {
            self.take_off().await;
        }
    }

    /// Takes the frame off the air, and closes the connections of those who read it.
    pub(crate) async fn stop(&mut self) {
        self.take_off().await;
        self.shared.reports.advert_stopped();
    }

    /// Takes off what has been on the air for its longest time.
    pub(crate) async fn tick(&mut self, at: Duration) {
        if self.shared.reports.advert_until().is_some_and(|until| until <= at) {
            self.take_off().await;
            self.shared.reports.advert_over();
        }
    }

    /// The adapter is off: what was on the air must not come back with it.
    pub(crate) fn went_off(&mut self) {
        *self.served() = Served::default();
        self.forgetting |= self.advert.take().is_some();
    }

    async fn take_off(&mut self) {
        let guests = {
            let mut served = self.served();
            served.frame = None;
            served.wrote.clear();
            std::mem::take(&mut served.guests)
        };
        let was_on_air = self.advert.take().is_some();
        if std::mem::take(&mut self.forgetting) || was_on_air {
            // Dropping the handle only asks BlueZ; the identifier must be gone before the next one starts.
            let until = Instant::now() + FORGET_WITHIN;
            while Instant::now() < until && self.adapter.active_advertising_instances().await.is_ok_and(|n| n > 0) {
                sleep(Duration::from_millis(20)).await;
            }
        }
        for guest in guests {
            if let Ok(device) = self.adapter.device(guest)
                && device.is_connected().await.unwrap_or(false)
            {
                let _ = device.disconnect().await;
            }
        }
    }

    async fn start(&mut self, frame: Frame, longest: Duration) -> bluer::Result<()> {
        let turn = self.turns.now();
        self.application.take_if(|(registered, _)| *registered != turn);
        if self.manner.private && self.application.is_none() {
            // Nobody is to be asked to pair on our account.
            let _ = self.adapter.set_pairable(false).await;
            self.application = Some((turn, self.adapter.serve_gatt_application(self.application()).await?));
        }
        let service = Uuid::from_u128(self.shared.service.full());
        self.served().frame = Some((frame, Instant::now() + longest));
        // Without private addresses a connectable advert would show the public one: then nobody can connect.
        let connectable = self.manner.private;
        let advert = Advertisement {
            advertisement_type: if connectable { Type::Peripheral } else { Type::Broadcast },
            service_uuids: [service].into(),
            service_data: [(service, frame.to_bytes().to_vec())].into(),
            discoverable: connectable.then_some(true),
            timeout: Some(longest),
            min_interval: Some(ADVERT_EVERY),
            max_interval: Some(ADVERT_EVERY),
            ..Advertisement::default()
        };
        self.advert = Some(self.adapter.advertise(advert).await?);
        Ok(())
    }

    /// The service with its one characteristic: read and write without bonding.
    fn application(&self) -> Application {
        let (for_reads, for_writes, shared) = (Arc::clone(&self.served), Arc::clone(&self.served), self.shared.clone());
        let read = CharacteristicRead {
            read: true,
            fun: Box::new(move |request| {
                let served = Arc::clone(&for_reads);
                Box::pin(async move {
                    let mut served = served.lock().unwrap_or_else(PoisonError::into_inner);
                    served.guests.insert(request.device_address);
                    let (frame, until) = served.frame.ok_or(ReqError::NotPermitted)?;
                    if Instant::now() >= until {
                        return Err(ReqError::NotPermitted);
                    }
                    let bytes = frame.to_bytes();
                    bytes.get(usize::from(request.offset)..).map(<[u8]>::to_vec).ok_or(ReqError::InvalidOffset)
                })
            }),
            ..CharacteristicRead::default()
        };
        let write = CharacteristicWrite {
            write: true,
            method: CharacteristicWriteMethod::Fun(Box::new(move |value, request| {
                let (served, shared) = (Arc::clone(&for_writes), shared.clone());
                Box::pin(async move {
                    if value.len() != Frame::LENGTH || request.offset != 0 {
                        return Err(ReqError::InvalidValueLength);
                    }
                    let address = request.device_address;
                    {
                        let mut served = served.lock().unwrap_or_else(PoisonError::into_inner);
                        served.guests.insert(address);
                        if !served.wrote.insert(address) {
                            return Err(ReqError::NotPermitted);
                        }
                    }
                    let peer = shared.handles.lock().unwrap_or_else(PoisonError::into_inner).of_address(address.0);
                    shared.reports.tell(RadioEvent::PeerWrote { peer, value });
                    Ok(())
                })
            })),
            ..CharacteristicWrite::default()
        };
        let characteristic = Characteristic {
            uuid: Uuid::from_u128(CHARACTERISTIC),
            read: Some(read),
            write: Some(write),
            ..Characteristic::default()
        };
        let service = Service {
            uuid: Uuid::from_u128(self.shared.service.full()),
            primary: true,
            characteristics: vec![characteristic],
            ..Service::default()
        };
        Application { services: vec![service], ..Application::default() }
    }

    fn served(&self) -> std::sync::MutexGuard<'_, Served> {
        self.served.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
