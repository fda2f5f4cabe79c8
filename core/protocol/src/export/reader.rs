//! Reading exports as a stream, within limits, and checking in the end whether a trusted key signed them.

use std::io::{Read, Seek};

use sha2::{Digest as _, Sha256};

use super::{
    ExportError, ExportHeader, ExportKey, FILE_HEADER, HIGHEST_RISK, SignatureStatus, TrustedKeys,
    archive::{Member, MemberReader},
    container,
    protobuf::{Value, take_field, take_varint, unzigzag},
    trust::NamedSignature,
};
use crate::{
    keys::DayKey,
    report_type::ReportType,
    saturate::Saturate as _,
    time::{Interval, UnixTime},
};

/// How much a reader takes before it gives up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of the zip.
    pub file_bytes: u64,
    /// Bytes of `export.bin`, unpacked.
    pub export_bytes: u64,
    /// Keys, revised ones included.
    pub keys: u64,
}

impl Default for Limits {
    /// Enough for two million keys.
    fn default() -> Self {
        Self { file_bytes: 64 << 20, export_bytes: 96 << 20, keys: 2_000_000 }
    }
}

/// Bytes of `export.bin` held at a time. No single field may be longer.
const BUFFER_BYTES: usize = 64 * 1_024;
/// Longest tag and length of a field.
const PREFIX_BYTES: usize = 20;

/// An export, opened: its directory and its signatures are read, its keys are not.
pub struct ExportReader<R> {
    source: R,
    export: Member,
    signatures: Vec<NamedSignature>,
    limits: Limits,
}

impl<R: Read + Seek> ExportReader<R> {
    /// Opens an export.
    ///
    /// # Errors
    /// [`ExportError`] when it is no export or larger than `limits`. An unsigned one opens, and is refused in the end.
    pub fn open(mut source: R, limits: Limits) -> Result<Self, ExportError> {
        let (export, signatures) = container::open(&mut source, limits.file_bytes, limits.export_bytes)?;
        Ok(Self { source, export, signatures, limits })
    }

    /// Begins to read its keys, from the first.
    ///
    /// # Errors
    /// [`ExportError`] when the header is missing or broken.
    pub fn stream(&mut self) -> Result<ExportStream<'_, R>, ExportError> {
        let reader = self.export.open(&mut self.source)?;
        Ok(ExportStream { keys: KeyStream::new(reader, self.limits)?, signatures: &self.signatures })
    }
}

/// A key as it comes out of a stream, before the signature has been checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StreamedKey {
    /// The key.
    pub key: ExportKey,
    /// Published before, and now said to be something else.
    pub revised: bool,
}

/// The keys of an export, one after the other. Its conclusions hold only after [`ExportStream::finish`].
pub struct ExportStream<'a, R: Read> {
    keys: KeyStream<MemberReader<'a, R>>,
    signatures: &'a [NamedSignature],
}

/// A whole export that a trusted key signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerifiedExport {
    /// What it says about itself.
    pub header: ExportHeader,
    /// The id of the key that signed.
    pub key_id: String,
    /// The version of the key that signed.
    pub key_version: String,
    /// Keys read.
    pub keys: u64,
    /// Revised keys read.
    pub revised_keys: u64,
}

/// A whole export and what its signatures are worth: for tools that look at anything.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unverified {
    /// What it says about itself.
    pub header: ExportHeader,
    /// What its signatures are worth.
    pub signature: SignatureStatus,
    /// Keys read.
    pub keys: u64,
    /// Revised keys read.
    pub revised_keys: u64,
}

impl<R: Read> ExportStream<'_, R> {
    /// What the export says about itself, as far as it came before the keys; publication is its end.
    pub fn header(&self) -> &ExportHeader {
        &self.keys.header
    }

    /// The next key; `None` at the end.
    ///
    /// # Errors
    /// [`ExportError`] when the export is broken or over its limits; discard what was read of it before.
    #[expect(clippy::should_implement_trait, reason = "an iterator of results invites skipping the end's verdict")]
    pub fn next(&mut self) -> Result<Option<StreamedKey>, ExportError> {
        self.keys.next()
    }

    /// Reads what is left and checks whether a trusted key signed the export.
    ///
    /// # Errors
    /// [`ExportError::Unsigned`], [`ExportError::UnknownKey`], [`ExportError::SignatureInvalid`], or what reading met.
    pub fn finish(self, trusted: &TrustedKeys) -> Result<VerifiedExport, ExportError> {
        self.inspect(trusted)?.verified()
    }

    /// Reads what is left and says what the signatures are worth, whatever that is.
    ///
    /// # Errors
    /// What reading met.
    pub fn inspect(mut self, trusted: &TrustedKeys) -> Result<Unverified, ExportError> {
        while self.next()?.is_some() {}
        let KeyStream { header, digest, keys, revised_keys, .. } = self.keys;
        let signature = trusted.judge(self.signatures, &digest.finalize().into());
        Ok(Unverified { header, signature, keys, revised_keys })
    }
}

impl Unverified {
    /// The same export, if a trusted key signed it.
    ///
    /// # Errors
    /// [`ExportError::Unsigned`], [`ExportError::UnknownKey`] or [`ExportError::SignatureInvalid`].
    pub fn verified(self) -> Result<VerifiedExport, ExportError> {
        let Self { header, signature, keys, revised_keys } = self;
        match signature {
            SignatureStatus::Valid { key_id, key_version } => {
                Ok(VerifiedExport { header, key_id, key_version, keys, revised_keys })
            }
            SignatureStatus::Invalid => Err(ExportError::SignatureInvalid),
            SignatureStatus::UnknownKey => Err(ExportError::UnknownKey),
            SignatureStatus::Absent => Err(ExportError::Unsigned),
        }
    }
}

/// Reads a bare `export.bin`, without zip and signature: for tools and samples.
///
/// # Errors
/// [`ExportError`] when it is no export or larger than `limits`.
pub fn read_unsigned(source: impl Read, limits: Limits) -> Result<(ExportHeader, Vec<StreamedKey>), ExportError> {
    let mut stream = KeyStream::new(source, limits)?;
    let mut keys = Vec::new();
    while let Some(key) = stream.next()? {
        keys.push(key);
    }
    Ok((stream.header, keys))
}

/// The protobuf of `export.bin`, read through one buffer of fixed size.
struct KeyStream<R> {
    source: R,
    buffer: Vec<u8>,
    at: usize,
    filled: usize,
    at_end: bool,
    read: u64,
    digest: Sha256,
    header: ExportHeader,
    keys: u64,
    revised_keys: u64,
    limits: Limits,
}

impl<R: Read> KeyStream<R> {
    /// Reads the file header and all fields before the first key.
    fn new(source: R, limits: Limits) -> Result<Self, ExportError> {
        let mut stream = Self {
            source,
            buffer: vec![0; BUFFER_BYTES],
            at: 0,
            filled: 0,
            at_end: false,
            read: 0,
            digest: Sha256::new(),
            header: ExportHeader::default(),
            keys: 0,
            revised_keys: 0,
            limits,
        };
        stream.fill(FILE_HEADER.len())?;
        if !stream.window().starts_with(FILE_HEADER) {
            return Err(ExportError::NotAnExport);
        }
        stream.at += FILE_HEADER.len();
        while let Some((number, _)) = stream.prefix()? {
            if matches!(number, KEYS | REVISED_KEYS) {
                break;
            }
            stream.take_header_field()?;
        }
        Ok(stream)
    }

    fn window(&self) -> &[u8] {
        self.buffer.get(self.at..self.filled).unwrap_or_default()
    }

    /// Has at least `wanted` bytes in the window, or all there are.
    fn fill(&mut self, wanted: usize) -> Result<(), ExportError> {
        if self.filled - self.at >= wanted || self.at_end {
            return Ok(());
        }
        self.buffer.copy_within(self.at..self.filled, 0);
        (self.at, self.filled) = (0, self.filled - self.at);
        while self.filled < self.buffer.len() && !self.at_end {
            let Some(room) = self.buffer.get_mut(self.filled..) else { break };
            let count = match self.source.read(room) {
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
                count => count?,
            };
            self.digest.update(room.get(..count).unwrap_or_default());
            self.filled += count;
            self.read += count as u64;
            self.at_end = count == 0;
            if self.read > self.limits.export_bytes {
                return Err(ExportError::TooLarge { what: "bytes of export.bin", limit: self.limits.export_bytes });
            }
        }
        Ok(())
    }

    /// Has the whole next field in the window; gives its number and its length. `None` at the end.
    fn prefix(&mut self) -> Result<Option<(u64, usize)>, ExportError> {
        self.fill(PREFIX_BYTES)?;
        let mut input = self.window();
        if input.is_empty() {
            return Ok(None);
        }
        let before = input.len();
        let tag = take_varint(&mut input).map_err(|_| BROKEN)?;
        let value_bytes = match tag & 7 {
            0 => 1,
            1 => 8,
            2 => take_varint(&mut input).map_err(|_| BROKEN)?,
            5 => 4,
            _ => return Err(BROKEN),
        };
        let prefix_bytes = before - input.len();
        let length = usize::try_from(value_bytes).ok().and_then(|bytes| bytes.checked_add(prefix_bytes));
        let length = length.filter(|length| *length <= BUFFER_BYTES);
        let length = length.ok_or(ExportError::TooLarge { what: "bytes of one field", limit: BUFFER_BYTES as u64 })?;
        self.fill(length)?;
        if self.window().len() < length { Err(BROKEN) } else { Ok(Some((tag >> 3, length))) }
    }

    /// Takes one field that is not a key.
    fn take_header_field(&mut self) -> Result<(), ExportError> {
        let mut input = self.buffer.get(self.at..self.filled).unwrap_or_default();
        let before = input.len();
        let field = take_field(&mut input).map_err(|_| BROKEN)?;
        let header = &mut self.header;
        match field {
            (1, Value::Fixed64(seconds)) => header.start = UnixTime(seconds),
            (2, Value::Fixed64(seconds)) => header.end = UnixTime(seconds),
            (3, Value::Bytes(region)) => {
                core::str::from_utf8(region).map_err(|_| BROKEN)?.clone_into(&mut header.region);
            }
            (4, Value::Varint(number)) => header.batch_number = u32::try_from(number).map_err(|_| BROKEN)?,
            (5, Value::Varint(size)) => header.batch_size = u32::try_from(size).map_err(|_| BROKEN)?,
            (1..=8, _) if !matches!(field, (6, Value::Bytes(_))) => return Err(BROKEN),
            _ => {}
        }
        self.at += before - input.len();
        Ok(())
    }

    fn next(&mut self) -> Result<Option<StreamedKey>, ExportError> {
        while let Some((number, length)) = self.prefix()? {
            if !matches!(number, KEYS | REVISED_KEYS) {
                // Whoever matches as the stream goes by needs the times first; every known writer puts them there.
                if number <= 5 {
                    return Err(ExportError::Malformed("what the export says about itself comes after its keys"));
                }
                self.take_header_field()?;
                continue;
            }
            let mut input = self.buffer.get(self.at..self.at + length).unwrap_or_default();
            let (_, Value::Bytes(message)) = take_field(&mut input).map_err(|_| BROKEN)? else { return Err(BROKEN) };
            let ordinal = self.keys + self.revised_keys;
            if ordinal >= self.limits.keys {
                return Err(ExportError::TooLarge { what: "keys", limit: self.limits.keys });
            }
            let key = read_key(message).map_err(|what| ExportError::Key(ordinal, what))?;
            self.at += length;
            let revised = number == REVISED_KEYS;
            *if revised { &mut self.revised_keys } else { &mut self.keys } += 1;
            return Ok(Some(StreamedKey { key, revised }));
        }
        Ok(None)
    }
}

const KEYS: u64 = 7;
const REVISED_KEYS: u64 = 8;
const BROKEN: ExportError = ExportError::Malformed("export.bin is broken");

/// Reads GAEN's `TemporaryExposureKey`.
fn read_key(mut message: &[u8]) -> Result<ExportKey, &'static str> {
    let mut bytes = None;
    let mut start = None;
    let mut period = u64::from(Interval::PER_DAY);
    let mut risk = 0;
    let mut report_type = None;
    let mut days_since_onset = None;
    while !message.is_empty() {
        match take_field(&mut message).map_err(|_| "a broken field")? {
            (1, Value::Bytes(key)) => bytes = Some(key),
            (2, Value::Varint(level)) => risk = level,
            (3, Value::Varint(interval)) => start = Some(interval),
            (4, Value::Varint(intervals)) => period = intervals,
            (5, Value::Varint(kind)) => report_type = report_type_of(kind),
            (6, Value::Varint(days)) => days_since_onset = Some(unzigzag(days)),
            (1..=6, _) => return Err("a field of the wrong type"),
            _ => {}
        }
    }
    let key = bytes.and_then(|bytes| bytes.try_into().ok()).ok_or("no 16 bytes of key data")?;
    let start = start.and_then(|start| u32::try_from(start).ok()).ok_or("no start interval")?;
    let period: u32 = period.saturate();
    if !(1..=Interval::PER_DAY).contains(&period) || start.checked_add(period).is_none() {
        return Err("a rolling period outside 1 to 144");
    }
    let transmission_risk =
        u8::try_from(risk).ok().filter(|risk| *risk <= HIGHEST_RISK).ok_or("a transmission risk above 8")?;
    let (key, start) = (DayKey::from_bytes(key), Interval(start));
    Ok(ExportKey { key, start, period, report_type, days_since_onset, transmission_risk })
}

fn report_type_of(number: u64) -> Option<ReportType> {
    i64::try_from(number).ok().and_then(ReportType::from_number)
}
