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

/// The bytes of a text of two hex digits each; none for another text.
pub fn decode(text: &str) -> Option<Vec<u8>> {
    let digit = |digit: &u8| char::from(*digit).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let bytes = text.as_bytes().chunks(2).map(|pair| match pair {
        [high, low] => Some(digit(high)? << 4 | digit(low)?),
        _ => None,
    });
    bytes.collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_byte_gives_two_lower_case_digits() {
        assert_eq!(super::encode(&[0, 0x0a, 0xff]), "000aff");
        assert_eq!(super::encode(&[]), "");
    }

    #[test]
    fn two_digits_each_are_read_back_and_nothing_else_is() {
        assert_eq!(super::decode("000Aff"), Some(vec![0, 0x0a, 0xff]));
        assert_eq!(["0", "0g", "é"].map(super::decode), [None, None, None]);
    }
}
