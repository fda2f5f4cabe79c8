//! Bytes as lower-case hex, as the index writes hashes.

use core::fmt::Write as _;

/// Two digits for each byte.
pub fn encode(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_byte_gives_two_lower_case_digits() {
        assert_eq!(super::encode(&[0, 0x0a, 0xff]), "000aff");
        assert_eq!(super::encode(&[]), "");
    }
}
