//! Day files: the exports of one finished day in one file, each unchanged, with its own end and its own signature
//! (`docs/protocol.md`, Diagnosis key export).
//!
//! A day file is the protobuf message `{ repeated bytes export = 1 }`, oldest export first. What begins at an export and
//! ends with the file is a day file too, so a phone that has the first exports of a day fetches the others alone.

use std::io::{self, Write};

use super::{
    ExportError,
    protobuf::{Value, put_varint, take_field},
};

/// The tag of field 1, bytes.
const TAG: u64 = 1 << 3 | 2;

/// Appends an export to a day file.
///
/// # Errors
/// Those of the sink.
pub fn put(sink: &mut impl Write, export: &[u8]) -> io::Result<()> {
    let mut prefix = Vec::with_capacity(11);
    put_varint(&mut prefix, TAG);
    put_varint(&mut prefix, export.len() as u64);
    sink.write_all(&prefix)?;
    sink.write_all(export)
}

/// How many bytes of a day file an export of this size takes.
pub fn bytes_of(export_bytes: u64) -> u64 {
    let mut prefix = Vec::with_capacity(11);
    put_varint(&mut prefix, TAG);
    put_varint(&mut prefix, export_bytes);
    prefix.len() as u64 + export_bytes
}

/// The exports in a day file, or in the end of one.
///
/// # Errors
/// [`ExportError::Malformed`] when it is no day file.
pub fn exports(mut file: &[u8]) -> Result<Vec<&[u8]>, ExportError> {
    let mut exports = Vec::new();
    while !file.is_empty() {
        match take_field(&mut file) {
            Ok((1, Value::Bytes(export))) => exports.push(export),
            _ => return Err(ExportError::Malformed("not a day file")),
        }
    }
    Ok(exports)
}
