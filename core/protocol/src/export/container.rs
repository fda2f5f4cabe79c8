//! The container of every export, of keys and of places: a zip of what is signed and of its signatures.

use std::io::{Read as _, Seek};

use super::{
    EXPORT_NAME, ExportError, SIGNATURE_NAME,
    archive::{self, Member},
    trust::{NamedSignature, read_signatures},
};

/// Most bytes of `export.sig`.
const MOST_SIGNATURE_BYTES: u64 = 16 * 1_024;

/// Finds `export.bin` and reads the signatures. The bounds: bytes of the zip, and of `export.bin` unpacked.
///
/// # Errors
/// [`ExportError`] when it is no export or beyond the bounds. An unsigned one opens, with no signatures.
pub(crate) fn open<R: std::io::Read + Seek>(
    source: &mut R,
    file_bytes: u64,
    export_bytes: u64,
) -> Result<(Member, Vec<NamedSignature>), ExportError> {
    let [export, signature] = archive::members(source, file_bytes, [EXPORT_NAME, SIGNATURE_NAME])?;
    let export = export.ok_or(ExportError::Archive("it has no export.bin"))?;
    if export.unpacked() > export_bytes {
        return Err(ExportError::TooLarge { what: "bytes of export.bin", limit: export_bytes });
    }
    let mut list = Vec::new();
    if let Some(member) = signature {
        if member.unpacked() > MOST_SIGNATURE_BYTES {
            return Err(ExportError::TooLarge { what: "bytes of export.sig", limit: MOST_SIGNATURE_BYTES });
        }
        member.open(source)?.read_to_end(&mut list)?;
    }
    Ok((export, read_signatures(&list)?))
}
