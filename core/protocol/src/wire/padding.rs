//! Messages of one size, whatever they say, so that cover traffic cannot be told apart.

use serde::Serialize;

/// Pads a JSON message with a `padding` field to exactly `size` bytes; `None` when it does not fit.
pub fn to_padded_json<T: Serialize + Padded>(message: &mut T, size: usize) -> Option<Vec<u8>> {
    message.set_padding(String::new());
    let room = size.checked_sub(serde_json::to_vec(message).ok()?.len())?;
    message.set_padding("0".repeat(room));
    serde_json::to_vec(message).ok().filter(|bytes| bytes.len() == size)
}

/// The padding (a field of bytes with a tag below 16) that brings a protobuf message of `unpadded` bytes to exactly `size`;
/// `None` when the message does not fit.
pub(super) fn protobuf_padding(unpadded: usize, size: usize) -> Option<Vec<u8>> {
    // Tag (1 byte) and length (3 bytes, for any padding from 16,384 bytes; shorter ones take fewer).
    let room = size.checked_sub(unpadded)?;
    let overhead = (2..=4).find(|overhead| {
        room.checked_sub(*overhead).is_some_and(|n| 1 + prost::length_delimiter_len(n) == *overhead)
    })?;
    Some(vec![0; room - overhead])
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
