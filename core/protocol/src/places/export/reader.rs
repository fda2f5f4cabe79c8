//! Reading an export of places as a stream, within limits.

use std::io::{BufRead as _, BufReader, Read, Seek};

use sha2::{Digest as _, Sha256};

use super::{PLACES_HEADER, PlacesHeader, ROWS};
use crate::{
    export::{
        ExportError, SignatureStatus, TrustedKeys,
        archive::{Member, MemberReader},
        container,
        protobuf::{Value, take_field, take_varint},
        trust::NamedSignature,
    },
    places::{Province, ROW_BYTES, Row},
    time::UnixTime,
};

/// How much a reader takes before it gives up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PlacesLimits {
    /// Bytes of the zip.
    pub file_bytes: u64,
    /// Bytes of `export.bin`, unpacked.
    pub export_bytes: u64,
    /// Rows.
    pub rows: u64,
}

impl Default for PlacesLimits {
    /// 16 MiB packed, 64 MiB unpacked, a million rows.
    fn default() -> Self {
        Self { file_bytes: 16 << 20, export_bytes: 64 << 20, rows: 1_000_000 }
    }
}

/// Bytes of `export.bin` held at a time.
const BUFFER_BYTES: usize = 64 * 1_024;
/// Longest field before the rows, in bytes.
const LONGEST_FIELD: usize = 64;
const BROKEN: ExportError = ExportError::Malformed("export.bin is broken");

/// An export of places, opened: its directory and its signatures are read, its rows are not.
pub struct PlacesReader<R> {
    source: R,
    export: Member,
    signatures: Vec<NamedSignature>,
    limits: PlacesLimits,
}

/// The rows of an export, one after the other. What was concluded from them counts only after [`PlacesStream::finish`].
pub struct PlacesStream<'a, R: Read> {
    source: BufReader<Digested<MemberReader<'a, R>>>,
    header: PlacesHeader,
    rows: u64,
    left: u64,
    last: Option<Row>,
    signatures: &'a [NamedSignature],
}

/// A whole export of places that a trusted key signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct VerifiedPlaces {
    /// What it says about itself.
    pub header: PlacesHeader,
    /// Rows read.
    pub rows: u64,
}

impl<R: Read + Seek> PlacesReader<R> {
    /// Opens an export.
    ///
    /// # Errors
    /// [`ExportError`] when it is no export or larger than `limits`. An unsigned one opens, and is refused in the end.
    pub fn open(mut source: R, limits: PlacesLimits) -> Result<Self, ExportError> {
        let (export, signatures) = container::open(&mut source, limits.file_bytes, limits.export_bytes)?;
        Ok(Self { source, export, signatures, limits })
    }

    /// Begins to read its rows, from the first.
    ///
    /// # Errors
    /// [`ExportError`] when the header is missing or broken, or there are too many rows.
    pub fn stream(&mut self) -> Result<PlacesStream<'_, R>, ExportError> {
        let member = self.export.open(&mut self.source)?;
        let digested = Digested { inner: member, digest: Sha256::new() };
        let mut source = BufReader::with_capacity(BUFFER_BYTES, digested);
        let mut first = [0; PLACES_HEADER.len()];
        source.read_exact(&mut first)?;
        if &first != PLACES_HEADER {
            return Err(ExportError::NotAnExport);
        }
        let (header, bytes) = read_header(&mut source)?;
        if bytes % ROW_BYTES as u64 != 0 {
            return Err(ExportError::Malformed("its rows are broken off"));
        }
        let rows = bytes / ROW_BYTES as u64;
        if rows > self.limits.rows {
            return Err(ExportError::TooLarge { what: "rows", limit: self.limits.rows });
        }
        Ok(PlacesStream { source, header, rows, left: rows, last: None, signatures: &self.signatures })
    }
}

/// Everything before the rows, and how many bytes of rows follow.
fn read_header(source: &mut impl BufReadExact) -> Result<(PlacesHeader, u64), ExportError> {
    let (mut start, mut end, mut province, mut number, mut size) = (None, None, None, 0, 0);
    loop {
        let tag = source.varint()?;
        if tag == ROWS << 3 | 2 {
            let bytes = source.varint()?;
            let (Some(start), Some(end), Some(province)) = (start, end, province) else {
                return Err(ExportError::Malformed("what the export says about itself is not whole"));
            };
            return Ok((PlacesHeader { start, end, province, batch_number: number, batch_size: size }, bytes));
        }
        let field = source.field(tag)?;
        match take_field(&mut field.as_slice()).map_err(|_| BROKEN)? {
            (1, Value::Fixed64(seconds)) => start = Some(UnixTime(seconds)),
            (2, Value::Fixed64(seconds)) => end = Some(UnixTime(seconds)),
            (3, Value::Bytes(region)) => {
                let region = core::str::from_utf8(region).map_err(|_| BROKEN)?;
                province = Some(Province::from_region(region).ok_or(ExportError::Malformed("its region is none"))?);
            }
            (4, Value::Varint(value)) => number = u32::try_from(value).map_err(|_| BROKEN)?,
            (5, Value::Varint(value)) => size = u32::try_from(value).map_err(|_| BROKEN)?,
            (1..=5 | ROWS, _) => return Err(BROKEN),
            _ => {}
        }
    }
}

/// Reading the little of protobuf that stands before the rows.
trait BufReadExact: Read {
    /// A varint, byte by byte.
    fn varint(&mut self) -> Result<u64, ExportError> {
        let mut bytes = Vec::with_capacity(10);
        loop {
            let mut byte = [0];
            self.read_exact(&mut byte)?;
            bytes.extend_from_slice(&byte);
            if byte[0] & 0x80 == 0 || bytes.len() == 10 {
                return take_varint(&mut bytes.as_slice()).map_err(|_| BROKEN);
            }
        }
    }

    /// The whole field that begins with this tag.
    fn field(&mut self, tag: u64) -> Result<Vec<u8>, ExportError> {
        let mut field = Vec::with_capacity(LONGEST_FIELD);
        crate::export::protobuf::put_varint(&mut field, tag);
        let more = match tag & 7 {
            0 => {
                let value = self.varint()?;
                crate::export::protobuf::put_varint(&mut field, value);
                0
            }
            1 => 8,
            2 => {
                let length = self.varint()?;
                crate::export::protobuf::put_varint(&mut field, length);
                usize::try_from(length).ok().filter(|length| *length <= LONGEST_FIELD).ok_or(BROKEN)?
            }
            5 => 4,
            _ => return Err(BROKEN),
        };
        let before = field.len();
        field.resize(before + more, 0);
        self.read_exact(field.get_mut(before..).unwrap_or_default())?;
        Ok(field)
    }
}

impl<R: Read> BufReadExact for BufReader<R> {}

impl<R: Read> PlacesStream<'_, R> {
    /// What the export says about itself.
    pub fn header(&self) -> &PlacesHeader {
        &self.header
    }

    /// The next row; `None` at the end.
    ///
    /// # Errors
    /// [`ExportError`] when the export is broken; discard what was read of it before.
    #[expect(clippy::should_implement_trait, reason = "an iterator of results invites skipping the end's verdict")]
    pub fn next(&mut self) -> Result<Option<Row>, ExportError> {
        if self.left == 0 {
            return Ok(None);
        }
        let mut bytes = [0; ROW_BYTES];
        self.source.read_exact(&mut bytes)?;
        self.left -= 1;
        let row = Row::from_bytes(bytes);
        if self.last.is_some_and(|last| last >= row) {
            return Err(ExportError::Malformed("its rows do not ascend"));
        }
        self.last = Some(row);
        Ok(Some(row))
    }

    /// Reads what is left and checks whether a trusted key signed the export.
    ///
    /// # Errors
    /// [`ExportError::Unsigned`], [`ExportError::UnknownKey`], [`ExportError::SignatureInvalid`], or what reading met.
    pub fn finish(mut self, trusted: &TrustedKeys) -> Result<VerifiedPlaces, ExportError> {
        while self.next()?.is_some() {}
        // What a later version adds behind the rows is signed too.
        loop {
            let count = self.source.fill_buf()?.len();
            if count == 0 {
                break;
            }
            self.source.consume(count);
        }
        let digest = self.source.into_inner().digest.finalize().into();
        match trusted.judge(self.signatures, &digest) {
            SignatureStatus::Valid { .. } => Ok(VerifiedPlaces { header: self.header, rows: self.rows }),
            SignatureStatus::Invalid => Err(ExportError::SignatureInvalid),
            SignatureStatus::UnknownKey => Err(ExportError::UnknownKey),
            SignatureStatus::Absent => Err(ExportError::Unsigned),
        }
    }
}

/// Digests what is read.
struct Digested<R> {
    inner: R,
    digest: Sha256,
}

impl<R: Read> Read for Digested<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.digest.update(buffer.get(..count).unwrap_or_default());
        Ok(count)
    }
}
