//! A peer that is not one of ours: advertises the bare service UUID and answers reads as it is told to.

use bluer::{
    adv::{Advertisement, AdvertisementHandle, Type},
    gatt::local::{Application, ApplicationHandle, Characteristic, CharacteristicRead, Service},
};
use lancan_protocol::frame::{CHARACTERISTIC, ServiceUuid};
use uuid::Uuid;

use crate::observer::adapter_of;

/// On the air until dropped.
pub(crate) struct Stranger {
    _application: ApplicationHandle,
    _advert: AdvertisementHandle,
}

impl Stranger {
    /// `value`: what reads give; none: they are never answered.
    pub(crate) async fn start(adapter: &str, value: Option<Vec<u8>>) -> Result<Self, String> {
        let adapter = adapter_of(adapter).await?;
        let service = Uuid::from_u128(ServiceUuid::DEFAULT.full());
        let read = CharacteristicRead {
            read: true,
            fun: Box::new(move |_| {
                let value = value.clone();
                Box::pin(async move {
                    match value {
                        Some(value) => Ok(value),
                        None => core::future::pending().await,
                    }
                })
            }),
            ..CharacteristicRead::default()
        };
        let characteristic =
            Characteristic { uuid: Uuid::from_u128(CHARACTERISTIC), read: Some(read), ..Characteristic::default() };
        let served =
            Service { uuid: service, primary: true, characteristics: vec![characteristic], ..Service::default() };
        let application = adapter
            .serve_gatt_application(Application { services: vec![served], ..Application::default() })
            .await
            .map_err(|error| format!("the stranger cannot serve: {error}"))?;
        let advert = Advertisement {
            advertisement_type: Type::Peripheral,
            service_uuids: [service].into(),
            discoverable: Some(true),
            ..Advertisement::default()
        };
        let advert =
            adapter.advertise(advert).await.map_err(|error| format!("the stranger cannot advertise: {error}"))?;
        Ok(Self { _application: application, _advert: advert })
    }
}
