//! From an advert as a platform hands it over to what it means to phones of a deployment.

use lancan_core::{Advert, AdvertParts};
use lancan_protocol::{
    frame::{CHARACTERISTIC, ServiceUuid},
    problem::Problem,
};

use crate::boundary::guard;

/// The UUIDs by which phones of a deployment find each other.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct BluetoothUuids {
    /// The service, in 16 bits.
    pub short_service: u16,
    /// The service, in 36 characters.
    pub service: String,
    /// The characteristic that holds a frame, in 36 characters.
    pub characteristic: String,
}

/// Data that an advert carries for a service.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct ServiceData {
    /// UUID of the service, in 4 or 36 characters.
    pub service: String,
    /// The data.
    pub data: Vec<u8>,
}

/// What an advert means, from its bytes as received: AD structures (Android `ScanRecord.getBytes`). None: the advert
/// is not for phones of this deployment.
///
/// # Errors
/// [`Problem::Internal`] when the library panics.
#[uniffi::export]
pub fn advert_from_bytes(short_service: u16, bytes: Vec<u8>) -> Result<Option<Advert>, Problem> {
    guard(|| Ok(Advert::from_bytes(ServiceUuid(short_service), &bytes)))
}

/// What an advert means that the platform has split (CoreBluetooth). None: the advert is not for phones of this
/// deployment.
///
/// `services` are UUIDs, of the overflow area too, in 4 or 36 characters. `manufacturer_data` is the company number in
/// two bytes, the low one first, and what follows.
///
/// # Errors
/// [`Problem::Internal`] when the library panics.
#[uniffi::export]
pub fn advert_from_parts(
    short_service: u16,
    services: Vec<String>,
    service_data: Vec<ServiceData>,
    manufacturer_data: Option<Vec<u8>>,
) -> Result<Option<Advert>, Problem> {
    guard(|| {
        let services: Vec<u128> = services.iter().filter_map(|text| uuid(text)).collect();
        let service_data: Vec<(u128, &[u8])> =
            service_data.iter().filter_map(|part| Some((uuid(&part.service)?, part.data.as_slice()))).collect();
        let manufacturer_data: Vec<(u16, &[u8])> = manufacturer_data
            .as_deref()
            .and_then(|bytes| bytes.split_first_chunk::<2>())
            .map(|(company, data)| (u16::from_le_bytes(*company), data))
            .into_iter()
            .collect();
        let parts =
            AdvertParts { services: &services, service_data: &service_data, manufacturer_data: &manufacturer_data };
        Ok(Advert::from_parts(ServiceUuid(short_service), &parts))
    })
}

impl BluetoothUuids {
    pub(crate) fn of(service: ServiceUuid) -> Self {
        Self { short_service: service.0, service: dashed(service.full()), characteristic: dashed(CHARACTERISTIC) }
    }
}

/// A UUID of 4 (16 bits) or 36 characters.
fn uuid(text: &str) -> Option<u128> {
    if text.len() == 4 {
        return u16::from_str_radix(text, 16).ok().map(|short| ServiceUuid(short).full());
    }
    let digits: String = text.chars().filter(|c| *c != '-').collect();
    (text.len() == 36 && digits.len() == 32).then(|| u128::from_str_radix(&digits, 16).ok()).flatten()
}

fn dashed(uuid: u128) -> String {
    let mut text = format!("{uuid:032X}");
    for at in [20, 16, 12, 8] {
        text.insert(at, '-');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_platforms_parts_mean_the_same_as_the_bytes() {
        let uuids = BluetoothUuids::of(ServiceUuid::DEFAULT);
        let mut bytes = vec![2, 1, 6, 3, 3, 0x56, 0x4E, 23, 0x16, 0x56, 0x4E];
        bytes.extend([7; 20]);
        let whole = advert_from_bytes(uuids.short_service, bytes).unwrap();
        assert!(matches!(whole, Some(Advert::ServiceData(frame)) if frame.to_bytes() == [7; 20]));
        for service in ["4E56".to_owned(), uuids.service] {
            let data = vec![ServiceData { service: service.clone(), data: vec![7; 20] }];
            assert_eq!(advert_from_parts(uuids.short_service, vec![service], data, None), Ok(whole));
        }
    }

    #[test]
    fn what_is_no_uuid_is_passed_over() {
        let parts = |service: &str| advert_from_parts(0x4E56, vec![service.to_owned()], Vec::new(), None);
        assert_eq!(parts("4e56"), Ok(Some(Advert::ServiceUuid)));
        for other in ["", "4E5", "4E57", "zzzz", "00004E56-0000-1000-8000-00805F9B34F"] {
            assert_eq!(parts(other), Ok(None), "{other}");
        }
    }

    #[test]
    fn an_iphone_whose_app_is_not_in_front_is_known_by_its_manufacturer_data() {
        let mut overflow = vec![0x4C, 0x00, 0x01];
        overflow.extend([0; 15]);
        overflow.push(1);
        assert_eq!(advert_from_parts(0x4E56, Vec::new(), Vec::new(), Some(overflow)), Ok(Some(Advert::AppleOverflow)));
        assert_eq!(advert_from_parts(0x4E56, Vec::new(), Vec::new(), Some(vec![0x4C])), Ok(None));
    }
}
