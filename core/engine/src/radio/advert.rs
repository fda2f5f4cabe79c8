//! From an advert's bytes to what it means to us (`docs/protocol.md`, On the air).

use lancan_protocol::{
    bluezone::BluezoneId,
    frame::{Frame, ServiceUuid},
};

use crate::event::Advert;

/// An advert as a radio stack hands it over, already split into its parts.
#[derive(Clone, Copy, Debug, Default)]
pub struct AdvertParts<'a> {
    /// Service UUIDs in their 128-bit form.
    pub services: &'a [u128],
    /// Service data: UUID in its 128-bit form and payload.
    pub service_data: &'a [(u128, &'a [u8])],
    /// Manufacturer data: company number and payload.
    pub manufacturer_data: &'a [(u16, &'a [u8])],
}

/// Company number under which Bluezone 2.x sends its identifier.
const BLUEZONE_COMPANY: u16 = 0x22B5;
/// Apple's company number.
const APPLE_COMPANY: u16 = 0x004C;
/// Type byte of Apple's overflow area, followed by a map of 128 bits.
const APPLE_OVERFLOW: u8 = 0x01;
/// Most parts of one kind read from raw bytes; the longest legacy advert with scan response holds fewer.
const MOST_PARTS: usize = 32;

impl Advert {
    /// What this advert means; none where it is not for us.
    ///
    /// A frame goes before a Bluezone identifier, that before the bare UUID, that before Apple's overflow area.
    /// Service data of a wrong length is not for us, whatever else the advert carries.
    pub fn from_parts(service: ServiceUuid, advert: &AdvertParts<'_>) -> Option<Self> {
        let ours = service.full();
        if let Some((_, data)) = advert.service_data.iter().find(|(uuid, _)| *uuid == ours) {
            return Frame::from_bytes(data).ok().map(Self::ServiceData);
        }
        let from = |company| advert.manufacturer_data.iter().filter(move |(c, _)| *c == company).map(|(_, data)| *data);
        if advert.services.contains(&ServiceUuid::DEFAULT.full())
            && let Some(id) = from(BLUEZONE_COMPANY).find_map(|data| <[u8; 12]>::try_from(data).ok())
        {
            return Some(Self::Bluezone(BluezoneId::from_bytes(id)));
        }
        if advert.services.contains(&ours) {
            return Some(Self::ServiceUuid);
        }
        // Which of the 128 bits stands for our UUID is Apple's secret: any set bit may be ours.
        let overflow = from(APPLE_COMPANY).any(|data| match data.split_first() {
            Some((&APPLE_OVERFLOW, map)) => map.len() == 16 && map.iter().any(|byte| *byte != 0),
            _ => false,
        });
        overflow.then_some(Self::AppleOverflow)
    }

    /// The same for an advert's raw bytes: AD structures of length, type and data (Core Specification Supplement,
    /// part A). Structures that reach beyond the end are ignored.
    pub fn from_bytes(service: ServiceUuid, mut bytes: &[u8]) -> Option<Self> {
        let mut services = Vec::new();
        let mut service_data = Vec::new();
        let mut manufacturer_data = Vec::new();
        while let Some((length, rest)) = bytes.split_first() {
            let Some((structure, after)) = rest.split_at_checked(usize::from(*length)) else { break };
            bytes = after;
            let Some((kind, data)) = structure.split_first() else { continue };
            match kind {
                0x02 | 0x03 if services.len() < MOST_PARTS => {
                    services.extend(data.chunks_exact(2).filter_map(read_u16).map(|short| ServiceUuid(short).full()));
                }
                0x06 | 0x07 if services.len() < MOST_PARTS => {
                    services.extend(data.chunks_exact(16).filter_map(read_u128));
                }
                0x16 if service_data.len() < MOST_PARTS => {
                    if let Some((uuid, payload)) = data.split_at_checked(2) {
                        service_data.extend(read_u16(uuid).map(|short| (ServiceUuid(short).full(), payload)));
                    }
                }
                0x21 if service_data.len() < MOST_PARTS => {
                    if let Some((uuid, payload)) = data.split_at_checked(16) {
                        service_data.extend(read_u128(uuid).map(|uuid| (uuid, payload)));
                    }
                }
                0xFF if manufacturer_data.len() < MOST_PARTS => {
                    if let Some((company, payload)) = data.split_at_checked(2) {
                        manufacturer_data.extend(read_u16(company).map(|company| (company, payload)));
                    }
                }
                _ => {}
            }
        }
        let parts =
            AdvertParts { services: &services, service_data: &service_data, manufacturer_data: &manufacturer_data };
        Self::from_parts(service, &parts)
    }
}

fn read_u16(bytes: &[u8]) -> Option<u16> {
    bytes.try_into().ok().map(u16::from_le_bytes)
}

fn read_u128(bytes: &[u8]) -> Option<u128> {
    bytes.try_into().ok().map(u128::from_le_bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const SERVICE: ServiceUuid = ServiceUuid::DEFAULT;

    fn structure(kind: u8, data: &[u8]) -> Vec<u8> {
        let mut bytes = vec![u8::try_from(data.len() + 1).unwrap(), kind];
        bytes.extend(data);
        bytes
    }

    fn advert(structures: &[Vec<u8>]) -> Vec<u8> {
        structures.concat()
    }

    #[test]
    fn our_own_advert_is_31_bytes_and_read_as_a_frame() {
        let frame = Frame::from_bytes(&[9; 20]).unwrap();
        let data = [&[0x56, 0x4E][..], &frame.to_bytes()].concat();
        let bytes = advert(&[structure(0x01, &[6]), structure(0x03, &[0x56, 0x4E]), structure(0x16, &data)]);
        assert_eq!(bytes.len(), 31);
        assert_eq!(Advert::from_bytes(SERVICE, &bytes), Some(Advert::ServiceData(frame)));
    }

    #[test]
    fn service_data_of_a_wrong_length_is_not_for_us() {
        for length in [0, 1, 12, 19, 21] {
            let data = [&[0x56, 0x4E][..], &vec![1; length]].concat();
            let bytes = advert(&[structure(0x03, &[0x56, 0x4E]), structure(0x16, &data)]);
            assert_eq!(Advert::from_bytes(SERVICE, &bytes), None, "{length} bytes");
        }
    }

    #[test]
    fn bluezone_is_told_from_the_bare_service_uuid() {
        let uuid = structure(0x03, &[0x56, 0x4E]);
        let bluezone = structure(0xFF, &[0xB5, 0x22, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
        let short = structure(0xFF, &[0xB5, 0x22, 1, 2, 3]);
        assert_eq!(Advert::from_bytes(SERVICE, &uuid), Some(Advert::ServiceUuid));
        assert_eq!(
            Advert::from_bytes(SERVICE, &advert(&[uuid.clone(), bluezone.clone()])),
            Some(Advert::Bluezone(BluezoneId::from_bytes([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12])))
        );
        assert_eq!(Advert::from_bytes(SERVICE, &bluezone), None, "without the service UUID");
        assert_eq!(Advert::from_bytes(SERVICE, &advert(&[uuid, short])), Some(Advert::ServiceUuid));
    }

    #[test]
    fn bluezone_is_heard_under_its_own_uuid_whatever_the_deployments_is() {
        let bytes = advert(&[
            structure(0x03, &[0x56, 0x4E]),
            structure(0xFF, &[0xB5, 0x22, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]),
        ]);
        assert!(matches!(Advert::from_bytes(ServiceUuid(0xFD00), &bytes), Some(Advert::Bluezone(_))));
    }

    #[test]
    fn apples_overflow_area_may_hold_our_bit_only_if_any_is_set() {
        let mut data = [0; 19];
        data[..3].copy_from_slice(&[0x4C, 0x00, 0x01]);
        assert_eq!(Advert::from_bytes(SERVICE, &structure(0xFF, &data)), None);
        data[7] = 0x10;
        assert_eq!(Advert::from_bytes(SERVICE, &structure(0xFF, &data)), Some(Advert::AppleOverflow));
        data[2] = 0x10;
        assert_eq!(Advert::from_bytes(SERVICE, &structure(0xFF, &data)), None, "another Apple type");
    }

    #[test]
    fn the_128_bit_form_is_as_good_as_the_short_one() {
        let uuid = SERVICE.full().to_le_bytes();
        assert_eq!(Advert::from_bytes(SERVICE, &structure(0x07, &uuid)), Some(Advert::ServiceUuid));
        let data = [&uuid[..], &[5; 20]].concat();
        assert!(matches!(Advert::from_bytes(SERVICE, &structure(0x21, &data)), Some(Advert::ServiceData(_))));
    }

    #[test]
    fn others_are_not_for_us() {
        assert_eq!(Advert::from_bytes(SERVICE, &structure(0x03, &[0x6F, 0xFD])), None);
        assert_eq!(Advert::from_bytes(SERVICE, &[]), None);
    }

    proptest! {
        #[test]
        fn no_bytes_from_the_air_do_harm(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            let _ = Advert::from_bytes(SERVICE, &bytes);
        }

        #[test]
        fn a_cut_advert_is_never_read_beyond_its_end(cut in 0_usize..31, fill in any::<u8>()) {
            let data = [&[0x56, 0x4E][..], &[fill; 20]].concat();
            let bytes = advert(&[structure(0x01, &[6]), structure(0x03, &[0x56, 0x4E]), structure(0x16, &data)]);
            prop_assert!(!matches!(Advert::from_bytes(SERVICE, &bytes[..cut]), Some(Advert::ServiceData(_))));
        }
    }
}
