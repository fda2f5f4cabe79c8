//! Named values are padded before they are sealed, so that their sizes tell little.

/// Smallest size of a padded value in bytes.
const SMALLEST: usize = 256;

/// Length (4 bytes, little-endian) ‖ value ‖ zeros, up to the next power of two from 256.
pub(super) fn pad(value: &[u8]) -> Option<Vec<u8>> {
    let length = u32::try_from(value.len()).ok()?;
    let size = value.len().checked_add(4)?.max(SMALLEST).checked_next_power_of_two()?;
    let mut padded = Vec::with_capacity(size + 16);
    padded.extend_from_slice(&length.to_le_bytes());
    padded.extend_from_slice(value);
    padded.resize(size, 0);
    Some(padded)
}

/// The value within its padding.
pub(super) fn unpad(padded: &[u8]) -> Option<&[u8]> {
    let (length, rest) = padded.split_first_chunk::<4>()?;
    rest.get(..usize::try_from(u32::from_le_bytes(*length)).ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_value_survives_its_padding_and_sizes_are_powers_of_two(value in proptest::collection::vec(any::<u8>(), 0..3000)) {
            let padded = pad(&value).unwrap();
            prop_assert!(padded.len().is_power_of_two() && padded.len() >= SMALLEST);
            prop_assert_eq!(unpad(&padded), Some(value.as_slice()));
        }

        #[test]
        fn any_bytes_are_unpadded_without_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            let _ = unpad(&bytes);
        }
    }
}
