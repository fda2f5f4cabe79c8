//! Writing exports: keys go in one after the other, the zip comes out signed.

use std::io::{Cursor, Seek, Write};

use sha2::{Digest as _, Sha256};

use super::{
    EXPORT_NAME, ExportError, ExportHeader, ExportKey, ExportSigner, FILE_HEADER, SIGNATURE_NAME,
    archive::{ArchiveWriter, MemberWriter},
    protobuf::{put_bytes, put_fixed64, put_number, put_varint, zigzag},
    trust::signature_list,
};

/// Bytes gathered before they are packed.
const CHUNK_BYTES: usize = 64 * 1_024;

/// Writes an export as a stream. The same keys, header and signers give the same bytes.
pub struct ExportWriter<'a, W: Write + Seek> {
    member: MemberWriter<W>,
    signers: &'a [ExportSigner],
    header: ExportHeader,
    digest: Sha256,
    pending: Vec<u8>,
    last: Option<ExportKey>,
    revising: bool,
    embargo: bool,
}

impl<'a, W: Write + Seek> ExportWriter<'a, W> {
    /// Begins an export at the beginning of `sink`. Each of `signers` will sign: more than one while keys change.
    ///
    /// # Errors
    /// [`ExportError::Io`] when the sink fails.
    pub fn new(sink: W, header: ExportHeader, signers: &'a [ExportSigner]) -> Result<Self, ExportError> {
        let member = ArchiveWriter::new(sink).member(EXPORT_NAME)?;
        let mut pending = Vec::with_capacity(CHUNK_BYTES + 64);
        pending.extend_from_slice(FILE_HEADER);
        put_fixed64(&mut pending, 1, header.start.0);
        put_fixed64(&mut pending, 2, header.end.0);
        put_bytes(&mut pending, 3, header.region.as_bytes());
        put_number(&mut pending, 4, u64::from(header.batch_number));
        put_number(&mut pending, 5, u64::from(header.batch_size));
        for signer in signers {
            put_bytes(&mut pending, 6, &signer.info());
        }
        Ok(Self { member, signers, header, digest: Sha256::new(), pending, last: None, revising: false, embargo: true })
    }

    /// Takes keys before their embargo is over: for rules that wait less or publish keys in use, as those of tests do.
    #[must_use]
    pub fn without_embargo(mut self) -> Self {
        self.embargo = false;
        self
    }

    /// Adds a key. Keys come in ascending order of their bytes, each once.
    ///
    /// # Errors
    /// [`ExportError::Order`], [`ExportError::TooEarly`], [`ExportError::Key`] for one that breaks the format's
    /// limits, [`ExportError::Io`].
    pub fn key(&mut self, key: &ExportKey) -> Result<(), ExportError> {
        if self.revising {
            return Err(ExportError::Order);
        }
        self.put(7, key)
    }

    /// Adds a key that was published before and is now said to be something else. These follow all others, in order.
    ///
    /// # Errors
    /// As [`ExportWriter::key`].
    pub fn revised_key(&mut self, key: &ExportKey) -> Result<(), ExportError> {
        if !self.revising {
            (self.revising, self.last) = (true, None);
        }
        self.put(8, key)
    }

    fn put(&mut self, field: u64, key: &ExportKey) -> Result<(), ExportError> {
        if !key.is_valid() {
            return Err(ExportError::Key(0, "a period, start or risk outside the format's limits"));
        }
        if self.embargo && key.earliest_publication() > self.header.end {
            return Err(ExportError::TooEarly);
        }
        if self.last.as_ref().is_some_and(|last| last.key >= key.key) {
            return Err(ExportError::Order);
        }
        put_key(&mut self.pending, field, key);
        self.last = Some(key.clone());
        if self.pending.len() >= CHUNK_BYTES { self.drain() } else { Ok(()) }
    }

    fn drain(&mut self) -> Result<(), ExportError> {
        self.digest.update(&self.pending);
        self.member.write_all(&self.pending)?;
        self.pending.clear();
        Ok(())
    }

    /// Signs and completes the export; returns the sink.
    ///
    /// # Errors
    /// [`ExportError::Io`] when the sink fails.
    pub fn finish(mut self) -> Result<W, ExportError> {
        self.drain()?;
        let digest = self.digest.finalize().into();
        let list = signature_list(self.signers, &digest, self.header.batch_number, self.header.batch_size)?;
        let mut member = self.member.finish()?.member(SIGNATURE_NAME)?;
        member.write_all(&list)?;
        member.finish()?.finish()
    }
}

/// GAEN's `TemporaryExposureKey`, as a field of the export.
fn put_key(out: &mut Vec<u8>, field: u64, key: &ExportKey) {
    let mut message = Vec::with_capacity(40);
    put_bytes(&mut message, 1, key.key.as_bytes());
    if key.transmission_risk != 0 {
        put_number(&mut message, 2, u64::from(key.transmission_risk));
    }
    put_number(&mut message, 3, u64::from(key.start.0));
    put_number(&mut message, 4, u64::from(key.period));
    if let Some(kind) = key.report_type {
        put_number(&mut message, 5, u64::from((kind as i32).unsigned_abs()));
    }
    if let Some(days) = key.days_since_onset {
        put_varint(&mut message, 6 << 3);
        put_varint(&mut message, zigzag(days));
    }
    put_bytes(out, field, &message);
}

/// Writes a whole export into memory; `keys` and `revised` may come in any order.
///
/// # Errors
/// As [`ExportWriter`]; [`ExportError::Order`] when a key is given twice.
pub fn write_export(
    header: &ExportHeader,
    keys: &[ExportKey],
    revised: &[ExportKey],
    signers: &[ExportSigner],
) -> Result<Vec<u8>, ExportError> {
    let sorted = |keys: &[ExportKey]| {
        let mut keys: Vec<ExportKey> = keys.to_vec();
        keys.sort_unstable_by(|a, b| a.key.cmp(&b.key));
        keys
    };
    let mut writer = ExportWriter::new(Cursor::new(Vec::new()), header.clone(), signers)?;
    sorted(keys).iter().try_for_each(|key| writer.key(key))?;
    sorted(revised).iter().try_for_each(|key| writer.revised_key(key))?;
    Ok(writer.finish()?.into_inner())
}
