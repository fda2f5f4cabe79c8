//! What a checker's device posts: an envelope that the checker's own key signed, and a masked line for whoever runs the place.
//!
//! ```text
//! checked := checker 16 ‖ log id 16 ‖ hour 4 ‖ envelope 460 ‖ reader 16 ‖ line 113 ‖ signature 64        689 bytes
//! checker := SHA-256(checker's public key, uncompressed)[..16]
//! reader  := SHA-256(manager's public key, uncompressed)[..16], zeros where no manager reads
//! line    := HPKE(manager's key, info = "lancan-line-v1\0" ‖ log id ‖ hour, shown 32), zeros where no manager reads
//! shown   := direction 1 ‖ companions 1 ‖ minute 4 ‖ source 1 (1 phone, 2 paper, 3 typed) ‖ masked line 24 ‖ zero 1
//! ```
//! The signature is by the checker's key over all before it.

use p256::ecdsa::{SigningKey, VerifyingKey};
use rand_core::CryptoRng;
use sha2::{Digest as _, Sha256};

use super::{
    entry::Direction,
    envelope::{ENVELOPE_BYTES, EnvelopeId},
    hour::LogHour,
    masked_line::MaskedLine,
    reader::Reader,
    sealing::{LogPublicKey, LogSecretKey, SealingFailed},
};
use crate::{
    places::{LogId, Minute},
    signed::Purpose,
};

/// Bytes of what a line shows before it is sealed.
const SHOWN_BYTES: usize = 1 + 1 + 4 + 1 + MaskedLine::BYTES + 1;
/// Bytes of a sealed line.
pub const LINE_BYTES: usize = SHOWN_BYTES + LogPublicKey::OVERHEAD;

/// What a checker is called: the first 16 bytes of SHA-256 of the public key of their device.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CheckerId(pub [u8; 16]);

impl CheckerId {
    /// The name of the device with this key.
    pub fn of(key: &VerifyingKey) -> Self {
        Self(short_digest(key.to_sec1_point(false).as_bytes()))
    }

    /// Signs that the device asks in this minute what it needs to check.
    pub fn ask(self, minute: Minute, key: &SigningKey) -> [u8; 64] {
        Purpose::CheckerAsks.sign(key, &asked(self, minute))
    }

    /// Whether the device with this key asked in this minute.
    pub fn asked(self, minute: Minute, key: &VerifyingKey, signature: &[u8]) -> bool {
        Purpose::CheckerAsks.verifies(key, &asked(self, minute), signature)
    }
}

fn asked(checker: CheckerId, minute: Minute) -> Vec<u8> {
    [checker.0.as_slice(), &minute.0.to_le_bytes()].concat()
}

/// Which manager's browser can read a line: the first 16 bytes of SHA-256 of its public key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LineReader(pub [u8; 16]);

impl LineReader {
    /// The name of a browser's key.
    pub fn of(key: &LogPublicKey) -> Self {
        Self(short_digest(key.as_bytes()))
    }
}

fn short_digest(bytes: &[u8]) -> [u8; 16] {
    Sha256::digest(bytes).first_chunk().copied().unwrap_or_default()
}

/// Where a checker took a visitor from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Source {
    /// A phone's code.
    Phone = 1,
    /// A paper card.
    Paper = 2,
    /// The checker typed.
    Typed = 3,
}

/// What whoever runs a place sees of a visitor whom a checker let through. Its `Debug` shows nothing.
#[derive(Clone, PartialEq, Eq)]
pub struct VisitLine {
    /// Which way.
    pub direction: Direction,
    /// How many came along.
    pub companions: u8,
    /// When.
    pub minute: Minute,
    /// Where the line is from.
    pub source: Source,
    /// Initials and the last three digits.
    pub line: MaskedLine,
}

impl VisitLine {
    /// Seals the line to a manager's key.
    ///
    /// # Errors
    /// [`SealingFailed`]; no line is known that leads there.
    pub fn seal(
        &self,
        (log, hour): (LogId, LogHour),
        to: &LogPublicKey,
        rng: &mut dyn CryptoRng,
    ) -> Result<Vec<u8>, SealingFailed> {
        let mut shown = vec![self.direction as u8, self.companions];
        shown.extend_from_slice(&self.minute.0.to_le_bytes());
        shown.push(self.source as u8);
        shown.extend_from_slice(&self.line.to_bytes());
        shown.push(0);
        to.seal(&info(log, hour), &shown, rng)
    }

    /// Opens a line with a manager's key.
    ///
    /// # Errors
    /// [`SealingFailed`] for the line of another place, hour or manager, and for bytes that are no line.
    pub fn open(sealed: &[u8], (log, hour): (LogId, LogHour), with: &LogSecretKey) -> Result<Self, SealingFailed> {
        let plain = with.open(&info(log, hour), sealed)?;
        Self::from_bytes(&plain).ok_or(SealingFailed)
    }

    /// The line of these bytes; none where they are no line.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let mut input = Reader(bytes);
        let [direction, companions] = input.array()?;
        let minute = Minute(input.word()?);
        let direction = match direction {
            1 => Direction::In,
            2 => Direction::Out,
            3 => Direction::Both,
            _ => return None,
        };
        let source = match input.byte()? {
            1 => Source::Phone,
            2 => Source::Paper,
            3 => Source::Typed,
            _ => return None,
        };
        let line = MaskedLine::from_bytes(&input.array()?)?;
        let is_whole = input.array() == Some([0]) && input.is_empty();
        is_whole.then_some(Self { direction, companions, minute, source, line })
    }
}

fn info(log: LogId, hour: LogHour) -> Vec<u8> {
    [b"lancan-line-v1\0".as_slice(), log.as_bytes(), &hour.0.to_le_bytes()].concat()
}

/// What a checker's device posts: always 689 bytes. Its `Debug` shows nothing.
#[derive(Clone, PartialEq, Eq)]
pub struct CheckedUpload {
    /// Whose.
    pub checker: CheckerId,
    /// What it is filed under.
    pub log: LogId,
    /// Its hour.
    pub hour: LogHour,
    /// The envelope.
    pub envelope: Vec<u8>,
    /// The masked line, sealed, and who can read it; none where no manager reads.
    pub line: Option<(LineReader, Vec<u8>)>,
    signature: [u8; 64],
}

impl CheckedUpload {
    /// Bytes of an upload.
    pub const BYTES: usize = 16 + 16 + 4 + ENVELOPE_BYTES + 16 + LINE_BYTES + 64;

    /// Signs what a checker's device posts.
    pub fn sign(
        (log, hour): (LogId, LogHour),
        envelope: Vec<u8>,
        line: Option<(LineReader, Vec<u8>)>,
        key: &SigningKey,
    ) -> Self {
        let checker = CheckerId::of(key.verifying_key());
        let mut upload = Self { checker, log, hour, envelope, line, signature: [0; 64] };
        upload.signature = Purpose::Checked.sign(key, &upload.signed());
        upload
    }

    /// Whether the checker's key signed it.
    pub fn is_by(&self, key: &VerifyingKey) -> bool {
        CheckerId::of(key) == self.checker && Purpose::Checked.verifies(key, &self.signed(), &self.signature)
    }

    fn signed(&self) -> Vec<u8> {
        let (reader, line) = match &self.line {
            Some((reader, line)) => (reader.0, line.as_slice()),
            None => ([0; 16], [0; LINE_BYTES].as_slice()),
        };
        let fields: [&[u8]; 6] =
            [&self.checker.0, self.log.as_bytes(), &self.hour.0.to_le_bytes(), &self.envelope, &reader, line];
        fields.concat()
    }

    /// The 689 bytes.
    pub fn to_bytes(&self) -> Vec<u8> {
        [self.signed().as_slice(), &self.signature].concat()
    }

    /// Reads 689 bytes; none for another length, and for a line that names nobody who could read it. Whether the checker signed
    /// it shows with the checker's key.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let mut input = Reader(bytes);
        let checker = CheckerId(input.array()?);
        let (log, hour) = (LogId::from_bytes(input.array()?), LogHour(input.word()?));
        let envelope = input.slice(ENVELOPE_BYTES)?.to_vec();
        let (reader, line): ([u8; 16], _) = (input.array()?, input.slice(LINE_BYTES)?.to_vec());
        let line = if reader != [0; 16] {
            Some((LineReader(reader), line))
        } else if line.iter().all(|byte| *byte == 0) {
            None
        } else {
            return None;
        };
        let signature = input.array()?;
        input.is_empty().then_some(Self { checker, log, hour, envelope, line, signature })
    }

    /// What the envelope is kept under.
    pub fn id(&self) -> EnvelopeId {
        EnvelopeId::of(&self.envelope)
    }
}

crate::opaque::opaque_debug!(VisitLine, CheckedUpload);
