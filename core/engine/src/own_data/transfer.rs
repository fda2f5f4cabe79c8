//! An encrypted file that takes the user's data to a new phone.
//!
//! ```text
//! file    := "LanCanMove1\0" ‖ memory KiB u32 ‖ passes u32 ‖ lanes u32 ‖ salt 16 ‖ sealed payload
//! payload := list(interval u32 ‖ block) ‖ list(start u32 ‖ period u32 ‖ flags u8 ‖ key 16 ‖ [map 18]) ‖ warnings ‖ list(name ‖ value)
//! ```
//! Flags of a key: 1 it has gone out in a report, 2 the map of the intervals in which it was used follows. Without a map it
//! was used in all of its period.
//!
//! Sealed with AES-256-GCM under Argon2id of the passphrase (NFKC), everything before it as associated data. The salt is
//! fresh for every file, so the key is too, and the nonce is zero. Numbers are little-endian; lists, blocks, warnings
//! (JSON), names and values are preceded by their length as u32.
//!
//! Day keys that are still live do not travel: two phones must never send the same identifiers.

use aes_gcm::{
    Aes256Gcm, KeyInit as _,
    aead::{AeadInOut as _, Nonce},
};
use argon2::{Algorithm, Argon2, Params, Version};
use lancan_protocol::Saturate;
use lancan_protocol::{
    IntervalMap,
    keys::DayKey,
    problem::Problem,
    time::{Interval, UnixTime},
};
use rand_core::CryptoRng;
use unicode_normalization::UnicodeNormalization as _;
use zeroize::Zeroizing;

use crate::{
    reader::Reader,
    store::{Block, Store, StoreError, StoredKey, StoredWarning, list_of_warnings},
};

const MAGIC: &[u8; 12] = b"LanCanMove1\0";
const HEADER: usize = 12 + 3 * 4 + 16;

/// Argon2id: 64 MiB, three passes, one lane (RFC 9106, second recommended option, with one lane for small phones).
const COST: Cost = Cost { memory_kib: 64 << 10, passes: 3, lanes: 1 };
/// The most that a file may ask for, so that a forged one cannot exhaust a phone.
const MOST: Cost = Cost { memory_kib: 256 << 10, passes: 10, lanes: 4 };

/// Flag of a key that has gone out in a report.
const REPORTED: u8 = 1;
/// Flag of a key whose map of use follows.
const HAS_MAP: u8 = 2;

/// Fewest characters of a passphrase.
const LEAST_CHARACTERS: usize = 10;

/// Why a transfer file could not be made or read.
#[derive(Debug, thiserror::Error)]
pub enum TransferError {
    /// The passphrase is too short to protect anything.
    #[error("the passphrase has fewer than {LEAST_CHARACTERS} characters; choose a longer one")]
    PassphraseTooShort,
    /// The passphrase is not the one the file was made with, or the file is damaged: the two look alike.
    #[error("the passphrase does not open this file; check it, or make the file again on the old phone")]
    WrongPassphrase,
    /// The file is no transfer file, or asks for more memory than any we make.
    #[error("the file is not a transfer file of this app")]
    NotATransfer,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<TransferError> for Problem {
    fn from(error: TransferError) -> Self {
        match error {
            TransferError::PassphraseTooShort => Self::PassphraseTooShort,
            TransferError::WrongPassphrase => Self::PassphraseWrong,
            TransferError::NotATransfer => Self::FileInvalid,
            TransferError::Store(error) => error.problem(),
        }
    }
}

/// What a transfer file brought to this phone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct Transferred {
    /// Number of intervals with encounters.
    pub intervals: u32,
    /// Number of day keys.
    pub keys: u32,
    /// Number of warnings.
    pub warnings: u32,
}

/// Values by their names.
type NamedValues = Vec<(String, Zeroizing<Vec<u8>>)>;

#[derive(Clone, Copy)]
struct Cost {
    memory_kib: u32,
    passes: u32,
    lanes: u32,
}

/// Makes a transfer file: all intervals, the day keys that are no longer live, all warnings, and the named values in
/// `values`.
///
/// # Errors
/// [`TransferError::PassphraseTooShort`]; [`TransferError::Store`] when the store cannot be read.
pub fn seal_transfer(
    store: &mut Store,
    now: UnixTime,
    values: &[&str],
    passphrase: &str,
    rng: &mut dyn CryptoRng,
) -> Result<Vec<u8>, TransferError> {
    let passphrase = normalised(passphrase);
    if passphrase.chars().count() < LEAST_CHARACTERS {
        return Err(TransferError::PassphraseTooShort);
    }
    let mut salt = [0; 16];
    rng.fill_bytes(&mut salt);
    let mut file = MAGIC.to_vec();
    for number in [COST.memory_kib, COST.passes, COST.lanes] {
        file.extend_from_slice(&number.to_le_bytes());
    }
    file.extend_from_slice(&salt);
    let key = file_key(&passphrase, &salt, COST)?;
    let mut payload = payload(store, now, values)?;
    key.encrypt_in_place(&zero_nonce(), &file, &mut *payload).map_err(|_| TransferError::NotATransfer)?;
    file.extend_from_slice(&payload);
    Ok(file)
}

/// Reads a transfer file into a store, beside what is there: of an identifier heard in the same interval by both, the
/// store's own encounter stays. Reading the same file twice changes nothing more.
///
/// Returns what came, and the named values for the caller to judge: none of them was stored.
///
/// # Errors
/// [`TransferError::WrongPassphrase`]; [`TransferError::NotATransfer`]; [`TransferError::Store`] when the store cannot be
/// written. Nothing was changed then.
pub fn open_transfer(
    store: &mut Store,
    file: &[u8],
    passphrase: &str,
) -> Result<(Transferred, NamedValues), TransferError> {
    let (header, sealed) = file.split_at_checked(HEADER).ok_or(TransferError::NotATransfer)?;
    let (cost, salt) = read_header(header).ok_or(TransferError::NotATransfer)?;
    let key = file_key(&normalised(passphrase), &salt, cost)?;
    let mut payload = Zeroizing::new(sealed.to_vec());
    key.decrypt_in_place(&zero_nonce(), header, &mut *payload).map_err(|_| TransferError::WrongPassphrase)?;
    let Contents { intervals, keys, warnings, values } = Contents::read(&payload).ok_or(TransferError::NotATransfer)?;
    let count = |length: usize| -> u32 { length.saturate() };
    let transferred =
        Transferred { intervals: count(intervals.len()), keys: count(keys.len()), warnings: count(warnings.len()) };
    store.adopt(intervals, keys, warnings)?;
    Ok((transferred, values))
}

/// The same characters in the same bytes, however a keyboard composed them.
fn normalised(passphrase: &str) -> Zeroizing<String> {
    Zeroizing::new(passphrase.nfkc().collect())
}

fn file_key(passphrase: &str, salt: &[u8; 16], cost: Cost) -> Result<Aes256Gcm, TransferError> {
    let mut key = Zeroizing::new([0; 32]);
    let params = Params::new(cost.memory_kib, cost.passes, cost.lanes, Some(key.len()))
        .map_err(|_| TransferError::NotATransfer)?;
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into(passphrase.as_bytes(), salt, key.as_mut_slice())
        .map_err(|_| TransferError::NotATransfer)?;
    Ok(Aes256Gcm::new((&*key).into()))
}

fn zero_nonce() -> Nonce<Aes256Gcm> {
    Nonce::<Aes256Gcm>::default()
}

fn read_header(header: &[u8]) -> Option<(Cost, [u8; 16])> {
    let mut reader = Reader(header.strip_prefix(MAGIC)?);
    let cost = Cost { memory_kib: reader.number()?, passes: reader.number()?, lanes: reader.number()? };
    let salt = reader.array()?;
    let fits = cost.memory_kib <= MOST.memory_kib && cost.passes <= MOST.passes && cost.lanes <= MOST.lanes;
    fits.then_some((cost, salt))
}

fn payload(store: &mut Store, now: UnixTime, values: &[&str]) -> Result<Zeroizing<Vec<u8>>, TransferError> {
    let mut blocks = Zeroizing::new(Vec::new());
    let mut count = 0_usize;
    store.each_interval(Interval(0)..=Interval(u32::MAX), |record| {
        blocks.extend_from_slice(&record.interval.0.to_le_bytes());
        let block = Block { activity: record.activity, encounters: record.encounters };
        put_bytes(&mut blocks, &block.encode());
        count += 1;
    })?;
    let mut out = Zeroizing::new(Vec::with_capacity(blocks.len() + 8192));
    put_length(&mut out, count);
    out.extend_from_slice(&blocks);
    let mut keys = store.keys(Interval(0)..=Interval(u32::MAX))?;
    keys.retain(|key| !key.is_live(now.interval()));
    put_length(&mut out, keys.len());
    for stored in &keys {
        out.extend_from_slice(&stored.start.0.to_le_bytes());
        out.extend_from_slice(&stored.period.to_le_bytes());
        let whole = StoredKey::used_throughout(stored.key.clone(), stored.start, stored.period);
        let has_map = stored.used != whole.used;
        out.push(u8::from(stored.reported) * REPORTED + u8::from(has_map) * HAS_MAP);
        out.extend_from_slice(stored.key.as_bytes());
        if has_map {
            out.extend_from_slice(stored.used.as_bytes());
        }
    }
    let warnings = serde_json::to_vec(&store.warnings()?).map_err(|_| StoreError::Damaged("the warnings"))?;
    put_bytes(&mut out, &warnings);
    let mut named = Vec::new();
    for name in values {
        named.extend(store.get(name)?.map(|value| (name, value)));
    }
    put_length(&mut out, named.len());
    for (name, value) in named {
        put_bytes(&mut out, name.as_bytes());
        put_bytes(&mut out, &value);
    }
    Ok(out)
}

struct Contents {
    intervals: Vec<(Interval, Block)>,
    keys: Vec<StoredKey>,
    warnings: Vec<StoredWarning>,
    values: NamedValues,
}

impl Contents {
    fn read(payload: &[u8]) -> Option<Self> {
        let mut reader = Reader(payload);
        let intervals = reader.list(|reader| {
            let interval = Interval(reader.number()?);
            Some((interval, Block::decode(interval, reader.sized()?)?))
        })?;
        let keys = reader.list(|reader| {
            let (start, period) = (Interval(reader.number()?), reader.number()?);
            let flags = reader.byte()?;
            let key = DayKey::from_bytes(reader.array()?);
            let mut key = StoredKey::used_throughout(key, start, period);
            if flags & HAS_MAP != 0 {
                key.used = IntervalMap::from_bytes(reader.bytes(IntervalMap::BYTES)?)?;
            }
            Some(StoredKey { ended: true, reported: flags & REPORTED != 0, ..key })
        })?;
        let warnings = list_of_warnings(reader.sized()?)?;
        let values = reader.list(|reader| {
            let name = String::from_utf8(reader.sized()?.to_vec()).ok()?;
            Some((name, Zeroizing::new(reader.sized()?.to_vec())))
        })?;
        reader.0.is_empty().then_some(Self { intervals, keys, warnings, values })
    }
}

fn put_length(out: &mut Vec<u8>, length: usize) {
    // What a phone holds is far smaller than 4 GiB.
    out.extend_from_slice(&Saturate::<u32>::saturate(length).to_le_bytes());
}

fn put_bytes(out: &mut Vec<u8>, bytes: &[u8]) {
    put_length(out, bytes.len());
    out.extend_from_slice(bytes);
}

impl<'a> Reader<'a> {
    fn number(&mut self) -> Option<u32> {
        self.array().map(u32::from_le_bytes)
    }

    /// Bytes preceded by their length.
    fn sized(&mut self) -> Option<&'a [u8]> {
        let length = usize::try_from(self.number()?).ok()?;
        self.bytes(length)
    }

    fn list<T>(&mut self, mut item: impl FnMut(&mut Self) -> Option<T>) -> Option<Vec<T>> {
        let length = self.number()?;
        (0..length).map(|_| item(self)).collect()
    }
}
