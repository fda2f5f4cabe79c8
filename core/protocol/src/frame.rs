//! The 20 bytes a phone sends, and how they lie in an advert or a GATT value
//! (`docs/protocol.md`, On the air).

use crate::keys::{EncryptedMetadata, RollingId};

/// What one phone tells another: its rolling identifier and encrypted metadata.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Frame {
    /// The identifier of the sender's current interval.
    pub id: RollingId,
    /// The sender's metadata, encrypted under the day key.
    pub metadata: EncryptedMetadata,
}

/// A frame that is not [`Frame::LENGTH`] bytes long.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a frame has {} bytes, not {found}", Frame::LENGTH)]
pub struct FrameLength {
    /// How many bytes there were.
    pub found: usize,
}

impl Frame {
    /// Length of a frame in bytes; fits the smallest ATT MTU.
    pub const LENGTH: usize = 20;

    /// The frame as sent: identifier, then metadata.
    pub fn to_bytes(self) -> [u8; Self::LENGTH] {
        let mut bytes = [0; Self::LENGTH];
        let (id, metadata) = bytes.split_at_mut(16);
        id.copy_from_slice(self.id.as_bytes());
        metadata.copy_from_slice(self.metadata.as_bytes());
        bytes
    }

    /// Reads a frame from service data or a GATT value.
    ///
    /// # Errors
    /// [`FrameLength`] for any other length than 20 bytes.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, FrameLength> {
        let wrong_length = FrameLength { found: bytes.len() };
        let (id, rest) = bytes.split_first_chunk::<16>().ok_or(wrong_length)?;
        let metadata: [u8; 4] = rest.try_into().map_err(|_| wrong_length)?;
        Ok(Self { id: RollingId::from_bytes(*id), metadata: EncryptedMetadata::from_bytes(metadata) })
    }
}

/// A Bluetooth 16-bit service UUID. A deployment's setting.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
pub struct ServiceUuid(pub u16);

impl ServiceUuid {
    /// 0x4E56, which Bluezone used.
    pub const DEFAULT: Self = Self(0x4E56);

    /// The full 128-bit form under the Bluetooth base UUID.
    pub const fn full(self) -> u128 {
        ((self.0 as u128) << 96) | 0x0000_0000_0000_1000_8000_0080_5F9B_34FB
    }
}

/// The GATT characteristic that holds a frame under the service: `read` gives mine, `write` takes the peer's.
pub const CHARACTERISTIC: u128 = 0x4E56_0001_6C61_6E63_616E_2D6E_6561_7262;

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_full_service_uuid_is_built_on_the_bluetooth_base() {
        assert_eq!(ServiceUuid::DEFAULT.full(), 0x0000_4E56_0000_1000_8000_0080_5F9B_34FB);
    }

    proptest! {
        #[test]
        fn a_frame_survives_its_bytes(bytes in any::<[u8; 20]>()) {
            prop_assert_eq!(Frame::from_bytes(&bytes).unwrap().to_bytes(), bytes);
        }

        #[test]
        fn any_other_length_is_refused(bytes in proptest::collection::vec(any::<u8>(), 0..64)) {
            prop_assume!(bytes.len() != Frame::LENGTH);
            prop_assert_eq!(Frame::from_bytes(&bytes), Err(FrameLength { found: bytes.len() }));
        }
    }
}
