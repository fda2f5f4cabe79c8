//! Messages of one size, whatever they say, so that cover traffic cannot be told apart.

use serde::Serialize;

/// Pads a JSON message with a `padding` field to exactly `size` bytes; `None` when it does not fit.
pub fn to_padded_json<T: Serialize + Padded>(message: &mut T, size: usize) -> Option<Vec<u8>> {
    message.set_padding(String::new());
    let room = size.checked_sub(serde_json::to_vec(message).ok()?.len())?;
    message.set_padding("0".repeat(room));
    serde_json::to_vec(message).ok().filter(|bytes| bytes.len() == size)
}

/// The first byte of the field `padding`: bytes, tag 15, the last of every message that is padded.
const PADDING: u8 = 15 << 3 | 2;

/// Pads a protobuf message with a field `padding` of tag 15 to exactly `size` bytes; `None` when the message does not fit.
pub(super) fn to_padded_protobuf(mut bytes: Vec<u8>, size: usize) -> Option<Vec<u8>> {
    let room = size.checked_sub(bytes.len())?;
    if room == 0 {
        return Some(bytes);
    }
    // The first byte, and the length in as many bytes as it takes. Where the next longer length would take one byte more than
    // there is room for, the length is written a byte longer than it has to be: every reader takes it.
    let width = (1..=4).find(|width| room.checked_sub(1 + width).is_some_and(|length| length >> (7 * width) == 0))?;
    let length = room - 1 - width;
    bytes.push(PADDING);
    for at in 0..width {
        let more = if at + 1 < width { 0x80 } else { 0 };
        bytes.push(u8::try_from(length >> (7 * at) & 0x7f).unwrap_or_default() | more);
    }
    bytes.resize(size, 0);
    Some(bytes)
}

/// A JSON message with a `padding` field.
pub trait Padded {
    /// Replaces the padding.
    fn set_padding(&mut self, padding: String);
}

/// Gives messages with a field `padding` the trait [`Padded`].
macro_rules! padded {
    ($($name:ident),*) => {$(
        impl $crate::wire::Padded for $name {
            fn set_padding(&mut self, padding: String) {
                self.padding = padding;
            }
        }
    )*};
}
pub(super) use padded;

#[cfg(test)]
mod tests {
    use prost::Message as _;

    use super::*;
    use crate::wire::Report;

    #[test]
    fn a_message_is_padded_to_its_size_whatever_room_is_left_but_a_single_byte() {
        for room in (0..300).chain(16_000..17_000) {
            let report = Report { token: "t".repeat(50), ..Report::default() };
            let unpadded = report.encode_to_vec();
            let padded = to_padded_protobuf(unpadded.clone(), unpadded.len() + room);
            if room == 1 {
                assert_eq!(padded, None);
                continue;
            }
            let padded = padded.unwrap();
            assert_eq!(padded.len(), unpadded.len() + room, "{room}");
            let read = Report::decode(padded.as_slice()).unwrap();
            assert!(read.padding.iter().all(|byte| *byte == 0) && read.padding.len() + 5 >= room.max(5) - 1, "{room}");
            assert_eq!(Report { padding: Vec::new(), ..read }, report);
        }
    }
}
