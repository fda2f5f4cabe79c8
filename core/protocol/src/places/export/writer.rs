//! Writing an export of places.

use crate::Saturate as _;
use std::io::Cursor;

use rand_core::CryptoRng;
use sha2::{Digest as _, Sha256};

use super::{PLACES_HEADER, PlacesHeader, ROWS};
use crate::{
    export::{
        EXPORT_NAME, ExportError, ExportSigner, SIGNATURE_NAME,
        archive::ArchiveWriter,
        protobuf::{put_bytes, put_fixed64, put_number, put_varint},
        trust::signature_list,
    },
    places::{ROW_BYTES, Row},
};

/// Rows of an export at level 0.
const ROWS_AT_LEVEL_0: u128 = 32;
/// Each level holds 5 rows for every 4 of the level before.
const GROWTH: (u128, u128) = (5, 4);
/// The highest level: what a reader takes, 1,000,000 rows, is not reached.
const HIGHEST_LEVEL: u8 = 46;

/// `⌈32 · 1.25^level⌉`: how many rows an export of this level holds.
pub fn rows_of_level(level: u8) -> usize {
    let level = level.min(HIGHEST_LEVEL).into();
    let rows = (ROWS_AT_LEVEL_0 * GROWTH.0.pow(level)).div_ceil(GROWTH.1.pow(level));
    rows.saturate()
}

/// The rows of an export of this level in their order: those given, and random ones. None where there are more than fit.
pub fn fill(mut rows: Vec<Row>, level: u8, rng: &mut dyn CryptoRng) -> Option<Vec<Row>> {
    let count = rows_of_level(level);
    if rows.len() > count {
        return None;
    }
    rows.resize_with(count, || {
        let mut bytes = [0; ROW_BYTES];
        rng.fill_bytes(&mut bytes);
        Row::from_bytes(bytes)
    });
    rows.sort_unstable();
    Some(rows)
}

/// Writes an export. The same rows, header and signers give the same bytes.
///
/// # Errors
/// [`ExportError::Order`] for rows that do not ascend; [`ExportError::TooLarge`] for more than a zip can hold.
pub fn write_places(header: &PlacesHeader, rows: &[Row], signers: &[ExportSigner]) -> Result<Vec<u8>, ExportError> {
    if !rows.is_sorted_by(|a, b| a < b) {
        return Err(ExportError::Order);
    }
    let mut bin = Vec::with_capacity(rows.len() * ROW_BYTES + 64);
    bin.extend_from_slice(PLACES_HEADER);
    put_fixed64(&mut bin, 1, header.start.0);
    put_fixed64(&mut bin, 2, header.end.0);
    put_bytes(&mut bin, 3, header.province.region().as_bytes());
    put_number(&mut bin, 4, header.batch_number.into());
    put_number(&mut bin, 5, header.batch_size.into());
    put_varint(&mut bin, ROWS << 3 | 2);
    put_varint(&mut bin, (rows.len() * ROW_BYTES) as u64);
    for row in rows {
        bin.extend_from_slice(row.as_bytes());
    }
    let digest = Sha256::digest(&bin).into();
    let mut member = ArchiveWriter::new(Cursor::new(Vec::new())).member(EXPORT_NAME)?;
    member.write_all(&bin)?;
    let list = signature_list(signers, &digest, header.batch_number, header.batch_size)?;
    let mut member = member.finish()?.member(SIGNATURE_NAME)?;
    member.write_all(&list)?;
    Ok(member.finish()?.finish()?.into_inner())
}
