//! The zip around an export: two members, stored or deflated, no comment, no zip64.
//!
//! The directory is read within fixed bounds before anything of a member is; a general zip library keeps
//! whatever directory a hostile file claims.

use std::io::{self, Read, Seek, SeekFrom, Write};

use flate2::{Compression, Crc, CrcWriter, read::DeflateDecoder, write::DeflateEncoder};

use super::ExportError;
use crate::saturate::Saturate as _;

const LOCAL_SIGNATURE: [u8; 4] = *b"PK\x03\x04";
const CENTRAL_SIGNATURE: [u8; 4] = *b"PK\x01\x02";
const END_SIGNATURE: [u8; 4] = *b"PK\x05\x06";
const LOCAL_BYTES: usize = 30;
const CENTRAL_BYTES: usize = 46;
const END_BYTES: usize = 22;
/// Most members an archive may list.
const MOST_MEMBERS: u16 = 16;
/// Largest directory that is read.
const MOST_DIRECTORY_BYTES: u32 = 16 * 1_024;
/// Bit 0 of the flags: encrypted.
const ENCRYPTED: u16 = 1;
/// 1980-01-01 in MS-DOS form: files made of the same keys are the same.
const NO_DATE: u16 = 1 << 5 | 1;
const VERSION: u16 = 20;
const STORED: u16 = 0;
const DEFLATED: u16 = 8;

/// Where a member lies and how it is packed.
#[derive(Clone, Copy)]
pub(crate) struct Member {
    method: u16,
    crc: u32,
    packed: u64,
    unpacked: u64,
    header_at: u64,
}

/// The members called `names`, where there are such.
pub(crate) fn members<const N: usize>(
    source: &mut (impl Read + Seek),
    most_bytes: u64,
    names: [&[u8]; N],
) -> Result<[Option<Member>; N], ExportError> {
    let length = source.seek(SeekFrom::End(0))?;
    if length > most_bytes {
        return Err(ExportError::TooLarge { what: "bytes of the file", limit: most_bytes });
    }
    let end_at = length.checked_sub(END_BYTES as u64).ok_or(ExportError::Archive("too short for a zip"))?;
    source.seek(SeekFrom::Start(end_at))?;
    let mut end = [0; END_BYTES];
    source.read_exact(&mut end)?;
    if !end.starts_with(&END_SIGNATURE) {
        return Err(ExportError::Archive("it does not end as a zip without comment does"));
    }
    let (count, bytes, at) = (u16_at(&end, 10), u32_at(&end, 12), u32_at(&end, 16));
    if count > MOST_MEMBERS || bytes > MOST_DIRECTORY_BYTES {
        return Err(ExportError::TooLarge { what: "members of the archive", limit: u64::from(MOST_MEMBERS) });
    }
    if u64::from(at) + u64::from(bytes) > end_at {
        return Err(ExportError::Archive("its directory lies outside the file"));
    }
    source.seek(SeekFrom::Start(u64::from(at)))?;
    let mut directory = vec![0; bytes as usize];
    source.read_exact(&mut directory)?;

    let mut found = [None; N];
    let mut rest = directory.as_slice();
    for _ in 0..count {
        let (name, member, tail) = take_entry(rest)?;
        rest = tail;
        if let Some(slot) = names.iter().position(|wanted| *wanted == name).and_then(|at| found.get_mut(at)) {
            if slot.is_some() {
                return Err(ExportError::Archive("it has two members of one name"));
            }
            *slot = Some(member);
        }
    }
    Ok(found)
}

fn take_entry(input: &[u8]) -> Result<(&[u8], Member, &[u8]), ExportError> {
    let broken = ExportError::Archive("its directory is broken");
    let Some((fixed, rest)) = input.split_at_checked(CENTRAL_BYTES) else { return Err(broken) };
    let name_length = usize::from(u16_at(fixed, 28));
    let extra = usize::from(u16_at(fixed, 30)) + usize::from(u16_at(fixed, 32));
    let (true, Some((name, rest))) = (fixed.starts_with(&CENTRAL_SIGNATURE), rest.split_at_checked(name_length)) else {
        return Err(broken);
    };
    let rest = rest.get(extra..).ok_or(broken)?;
    let method = u16_at(fixed, 10);
    if u16_at(fixed, 8) & ENCRYPTED != 0 || !matches!(method, STORED | DEFLATED) {
        return Err(ExportError::Archive("a member is packed in a way that exports do not use"));
    }
    let member = Member {
        method,
        crc: u32_at(fixed, 16),
        packed: u64::from(u32_at(fixed, 20)),
        unpacked: u64::from(u32_at(fixed, 24)),
        header_at: u64::from(u32_at(fixed, 42)),
    };
    Ok((name, member, rest))
}

/// A member's unpacked bytes. Reading on after the end reports damage that the checksum shows.
pub(crate) struct MemberReader<'a, R: Read> {
    packed: Packed<'a, R>,
    member: Member,
    read: u64,
    crc: Crc,
}

enum Packed<'a, R: Read> {
    Stored(io::Take<&'a mut R>),
    Deflated(Box<DeflateDecoder<io::Take<&'a mut R>>>),
}

impl Member {
    /// Bytes when unpacked, as the directory claims; [`MemberReader`] never gives more.
    pub(crate) fn unpacked(&self) -> u64 {
        self.unpacked
    }

    /// Opens the member.
    pub(crate) fn open<R: Read + Seek>(self, source: &mut R) -> Result<MemberReader<'_, R>, ExportError> {
        source.seek(SeekFrom::Start(self.header_at))?;
        let mut header = [0; LOCAL_BYTES];
        source.read_exact(&mut header)?;
        if !header.starts_with(&LOCAL_SIGNATURE) {
            return Err(ExportError::Archive("a member is not where the directory says"));
        }
        let skip = u64::from(u16_at(&header, 26)) + u64::from(u16_at(&header, 28));
        source.seek(SeekFrom::Start(self.header_at + LOCAL_BYTES as u64 + skip))?;
        let packed = source.take(self.packed);
        let packed = match self.method {
            STORED => Packed::Stored(packed),
            _ => Packed::Deflated(Box::new(DeflateDecoder::new(packed))),
        };
        Ok(MemberReader { packed, member: self, read: 0, crc: Crc::new() })
    }
}

impl<R: Read> Read for MemberReader<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let damaged = || io::Error::from(io::ErrorKind::InvalidData);
        let count = match &mut self.packed {
            Packed::Stored(inner) => inner.read(buffer)?,
            Packed::Deflated(inner) => inner.read(buffer).map_err(|error| match error.kind() {
                io::ErrorKind::UnexpectedEof => damaged(),
                _ => error,
            })?,
        };
        let Some(bytes) = buffer.get(..count) else { return Err(damaged()) };
        self.crc.update(bytes);
        self.read += count as u64;
        let at_end = count == 0 && !buffer.is_empty();
        let whole = self.read == self.member.unpacked && self.crc.sum() == self.member.crc;
        if self.read > self.member.unpacked || (at_end && !whole) { Err(damaged()) } else { Ok(count) }
    }
}

/// Writes an archive, one member after the other.
pub(crate) struct ArchiveWriter<W> {
    sink: W,
    directory: Vec<u8>,
    members: u16,
}

impl<W: Write + Seek> ArchiveWriter<W> {
    /// An archive from the sink's beginning.
    pub(crate) fn new(sink: W) -> Self {
        Self { sink, directory: Vec::new(), members: 0 }
    }

    /// Begins a member; [`MemberWriter::finish`] gives the archive back.
    pub(crate) fn member(mut self, name: &'static [u8]) -> Result<MemberWriter<W>, ExportError> {
        let header_at = self.sink.stream_position()?;
        self.sink.write_all(&header(LOCAL_SIGNATURE, name, 0, 0, 0))?;
        self.sink.write_all(name)?;
        let deflate = DeflateEncoder::new(Counted { inner: self.sink, count: 0 }, Compression::fast());
        let data = CrcWriter::new(deflate);
        Ok(MemberWriter { data, name, unpacked: 0, header_at, directory: self.directory, members: self.members })
    }

    /// Writes the directory and returns the sink.
    pub(crate) fn finish(mut self) -> Result<W, ExportError> {
        let at = small(self.sink.stream_position()?)?;
        let bytes = small(self.directory.len() as u64)?;
        let mut end = Vec::from(END_SIGNATURE);
        end.extend_from_slice(&[0; 4]);
        end.extend_from_slice(&self.members.to_le_bytes());
        end.extend_from_slice(&self.members.to_le_bytes());
        end.extend_from_slice(&bytes.to_le_bytes());
        end.extend_from_slice(&at.to_le_bytes());
        end.extend_from_slice(&[0; 2]);
        self.sink.write_all(&self.directory)?;
        self.sink.write_all(&end)?;
        self.sink.flush()?;
        Ok(self.sink)
    }
}

/// A member being written.
pub(crate) struct MemberWriter<W: Write> {
    data: CrcWriter<DeflateEncoder<Counted<W>>>,
    name: &'static [u8],
    unpacked: u64,
    header_at: u64,
    directory: Vec<u8>,
    members: u16,
}

struct Counted<W> {
    inner: W,
    count: u64,
}

impl<W: Write> Write for Counted<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let count = self.inner.write(bytes)?;
        self.count += count as u64;
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

impl<W: Write + Seek> MemberWriter<W> {
    /// Appends to the member.
    pub(crate) fn write_all(&mut self, bytes: &[u8]) -> Result<(), ExportError> {
        self.unpacked += bytes.len() as u64;
        Ok(self.data.write_all(bytes)?)
    }

    /// Completes the member.
    pub(crate) fn finish(self) -> Result<ArchiveWriter<W>, ExportError> {
        let (crc, unpacked) = (self.data.crc().sum(), small(self.unpacked)?);
        let Counted { inner: mut sink, count } = self.data.into_inner().finish()?;
        let packed = small(count)?;
        let end = sink.stream_position()?;
        sink.seek(SeekFrom::Start(self.header_at))?;
        sink.write_all(&header(LOCAL_SIGNATURE, self.name, crc, packed, unpacked))?;
        sink.seek(SeekFrom::Start(end))?;

        let mut directory = self.directory;
        directory.extend_from_slice(&header(CENTRAL_SIGNATURE, self.name, crc, packed, unpacked));
        directory.extend_from_slice(&[0; 10]);
        directory.extend_from_slice(&small(self.header_at)?.to_le_bytes());
        directory.extend_from_slice(self.name);
        Ok(ArchiveWriter { sink, directory, members: self.members + 1 })
    }
}

/// The fields that the local and the central header share, with the signature of either before them.
fn header(signature: [u8; 4], name: &[u8], crc: u32, packed: u32, unpacked: u32) -> Vec<u8> {
    let mut out = Vec::from(signature);
    if signature == CENTRAL_SIGNATURE {
        out.extend_from_slice(&VERSION.to_le_bytes());
    }
    for half in [VERSION, 0, DEFLATED, 0, NO_DATE] {
        out.extend_from_slice(&half.to_le_bytes());
    }
    for word in [crc, packed, unpacked] {
        out.extend_from_slice(&word.to_le_bytes());
    }
    let name_bytes: u16 = name.len().saturate();
    out.extend_from_slice(&name_bytes.to_le_bytes());
    out.extend_from_slice(&[0; 2]);
    out
}

/// Zip without its 64-bit extension ends at 4 GiB.
fn small(bytes: u64) -> Result<u32, ExportError> {
    u32::try_from(bytes).map_err(|_| ExportError::TooLarge { what: "bytes of the file", limit: u64::from(u32::MAX) })
}

fn u16_at(bytes: &[u8], at: usize) -> u16 {
    bytes.get(at..).and_then(|rest| rest.first_chunk()).map_or(0, |bytes| u16::from_le_bytes(*bytes))
}

fn u32_at(bytes: &[u8], at: usize) -> u32 {
    bytes.get(at..).and_then(|rest| rest.first_chunk()).map_or(0, |bytes| u32::from_le_bytes(*bytes))
}
