//! The little of protobuf that exports need: reading fields from a slice and appending them to one.

/// A field's value, borrowed from the message.
pub(crate) enum Value<'a> {
    /// Wire type 0.
    Varint(u64),
    /// Wire type 1.
    Fixed64(u64),
    /// Wire type 2.
    Bytes(&'a [u8]),
    /// Wire type 5; exports have no such field, so its value is of no interest.
    Fixed32,
}

/// The message is broken off or not protobuf.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Broken;

/// Takes a varint from the front of `input`.
pub(crate) fn take_varint(input: &mut &[u8]) -> Result<u64, Broken> {
    // Nearly all varints of an export have one byte.
    if let [byte @ 0..=0x7F, rest @ ..] = *input {
        *input = rest;
        return Ok(u64::from(*byte));
    }
    let mut value = 0_u64;
    for (count, byte) in input.iter().enumerate().take(10) {
        let bits = u64::from(byte & 0x7F);
        if count == 9 && bits > 1 {
            return Err(Broken);
        }
        value |= bits << (7 * count);
        if byte & 0x80 == 0 {
            *input = input.get(count + 1..).unwrap_or_default();
            return Ok(value);
        }
    }
    Err(Broken)
}

/// Takes the next field from the front of `input`: its number and its value.
pub(crate) fn take_field<'a>(input: &mut &'a [u8]) -> Result<(u64, Value<'a>), Broken> {
    let tag = take_varint(input)?;
    let value = match tag & 7 {
        0 => Value::Varint(take_varint(input)?),
        1 => {
            let (bytes, rest) = input.split_first_chunk::<8>().ok_or(Broken)?;
            *input = rest;
            Value::Fixed64(u64::from_le_bytes(*bytes))
        }
        2 => {
            let length = usize::try_from(take_varint(input)?).map_err(|_| Broken)?;
            let (bytes, rest) = input.split_at_checked(length).ok_or(Broken)?;
            *input = rest;
            Value::Bytes(bytes)
        }
        5 => {
            *input = input.get(4..).ok_or(Broken)?;
            Value::Fixed32
        }
        _ => return Err(Broken),
    };
    if tag >> 3 == 0 { Err(Broken) } else { Ok((tag >> 3, value)) }
}

/// Appends a varint.
pub(crate) fn put_varint(out: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        out.push((value & 0x7F) as u8 | 0x80);
        value >>= 7;
    }
    out.push(value.to_le_bytes()[0]);
}

/// Appends a varint field.
pub(crate) fn put_number(out: &mut Vec<u8>, field: u64, value: u64) {
    put_varint(out, field << 3);
    put_varint(out, value);
}

/// Appends a fixed64 field.
pub(crate) fn put_fixed64(out: &mut Vec<u8>, field: u64, value: u64) {
    put_varint(out, field << 3 | 1);
    out.extend_from_slice(&value.to_le_bytes());
}

/// Appends a length-delimited field.
pub(crate) fn put_bytes(out: &mut Vec<u8>, field: u64, value: &[u8]) {
    put_varint(out, field << 3 | 2);
    put_varint(out, value.len() as u64);
    out.extend_from_slice(value);
}

/// Zigzag encoding of an sint32.
pub(crate) fn zigzag(value: i32) -> u64 {
    u64::from(((value << 1) ^ (value >> 31)).cast_unsigned())
}

/// The sint32 of a zigzag varint; higher bits are dropped, as protobuf does.
pub(crate) fn unzigzag(value: u64) -> i32 {
    let [a, b, c, d, ..] = value.to_le_bytes();
    let value = u32::from_le_bytes([a, b, c, d]);
    (value >> 1).cast_signed() ^ -(value & 1).cast_signed()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_varint_survives_its_bytes(value: u64, rest in proptest::collection::vec(any::<u8>(), 0..4)) {
            let mut bytes = Vec::new();
            put_varint(&mut bytes, value);
            bytes.extend_from_slice(&rest);
            let mut input = bytes.as_slice();
            prop_assert_eq!(take_varint(&mut input), Ok(value));
            prop_assert_eq!(input, rest.as_slice());
        }

        #[test]
        fn a_signed_number_survives_zigzag(value: i32) {
            prop_assert_eq!(unzigzag(zigzag(value)), value);
        }

        #[test]
        fn any_bytes_are_fields_or_broken(bytes in proptest::collection::vec(any::<u8>(), 0..64)) {
            let mut input = bytes.as_slice();
            while !input.is_empty() && take_field(&mut input).is_ok() {}
        }
    }

    #[test]
    fn a_varint_of_more_than_64_bits_is_broken() {
        assert_eq!(take_varint(&mut [0xFF; 11].as_slice()), Err(Broken));
        assert_eq!(take_varint(&mut [0x80; 3].as_slice()), Err(Broken));
        let mut largest = [0xFF; 10];
        largest[9] = 1;
        assert_eq!(take_varint(&mut largest.as_slice()), Ok(u64::MAX));
        largest[9] = 2;
        assert_eq!(take_varint(&mut largest.as_slice()), Err(Broken));
    }
}
