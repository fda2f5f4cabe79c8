//! Place codes: what a poster or a display shows, signed by the authority (`docs/protocol.md`, Place code).
//!
//! ```text
//! header   := version 4 bits = 1 ‖ type 4 bits (1 poster, 2 rotating) ‖ key id 1 ‖ flags 1 ‖ category 1 ‖ province 1 ‖ unit 3
//! poster   := header ‖ seed 16 ‖ name 1 + n ‖ signature 64
//! rotating := header ‖ code id 16 ‖ day 4 ‖ day seed 16 ‖ name 1 + n ‖ signature 64 ‖ minute of the day 2 ‖ mac 8
//! ```
//! The signature covers all before it. What a display adds each minute is not signed: a phone compares the minute with its
//! clock, the server checks the mac.

use p256::ecdsa::{SigningKey, VerifyingKey};
use p256::pkcs8::DecodePublicKey as _;

use super::{
    Category, CodeId, DaySeed, LogId, Minute, Place, PlaceFlags, PlaceName, PlaceSeed, Province, RotatingKey, UnitCode,
};
use crate::{
    key_days::KeyDays, public_key::PublicKeyPem, saturate::Saturate as _, signed::Purpose, time::Day, wire::Deployment,
};

const VERSION: u8 = 1;
const POSTER: u8 = 1;
const ROTATING: u8 = 2;
const SIGNATURE_BYTES: usize = 64;
/// Bytes that a display adds to what was signed: the minute of the day and the mac.
const CLOCK_BYTES: usize = 2 + 8;

/// Why a place code is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CodeError {
    /// The code is of a later version: the app needs an update.
    #[error("the code has version {0}, which this app does not read; update the app")]
    NewerVersion(u8),
    /// The code is signed by a key that this app does not know: the app needs an update, or the code is not the authority's.
    #[error("the code names signing key {0}, which this app does not know; update the app")]
    UnknownKey(u8),
    /// The bytes are broken off, too many, or not of the form of a place code.
    #[error("not a place code: {0}")]
    Malformed(&'static str),
    /// The signature does not fit: somebody made or changed the code.
    #[error("the authority did not sign this code")]
    NotSigned,
}

/// A place code whose signature verifies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlaceCode {
    /// What the code says of its place.
    pub place: Place,
    /// What only who scanned the code knows.
    pub secret: CodeSecret,
}

/// What only who scanned a code knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CodeSecret {
    /// Of a poster: the seed of its code generation.
    Poster(PlaceSeed),
    /// Of a display: one day's part, and the minute of the picture.
    Rotating(Rotating),
}

/// What a display shows for one minute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rotating {
    /// Which code generation the display belongs to.
    pub code_id: CodeId,
    /// The day for which the authority signed.
    pub day: Day,
    /// The seed of that day.
    pub day_seed: DaySeed,
    /// Minutes since the deployment's midnight of that day.
    pub minute_of_day: u16,
    /// What proves the minute to the server.
    pub mac: [u8; 8],
}

impl Rotating {
    /// The minute of the picture.
    pub fn minute(&self, days: KeyDays) -> Minute {
        Minute::of(days.start(self.day)).plus(self.minute_of_day.into())
    }
}

/// The public keys that sign place codes, each under its number.
#[derive(Clone, Debug, Default)]
pub struct PlaceKeys {
    posters: Vec<(u8, VerifyingKey)>,
    rotating: Vec<(u8, VerifyingKey)>,
}

impl PlaceKeys {
    /// The keys of a deployment. The id of each is its number in decimal digits; a key that cannot be read is left out, as one
    /// that this version does not know.
    pub fn of(deployment: &Deployment) -> Self {
        Self { posters: numbered(&deployment.poster_keys), rotating: numbered(&deployment.rotating_keys) }
    }
}

fn numbered(keys: &[PublicKeyPem]) -> Vec<(u8, VerifyingKey)> {
    let read = |key: &PublicKeyPem| Some((key.id.parse().ok()?, VerifyingKey::from_public_key_pem(&key.pem).ok()?));
    keys.iter().filter_map(read).collect()
}

/// The code of a poster, signed with the key of this number.
pub fn poster(place: &Place, seed: &PlaceSeed, key_id: u8, key: &SigningKey) -> Vec<u8> {
    let mut code = header(POSTER, key_id, place);
    code.extend_from_slice(seed.as_bytes());
    put_name(&mut code, &place.name);
    code.extend_from_slice(&Purpose::Poster.sign(key, &code));
    code
}

/// One day of a display, signed: what a tablet holds besides the day's [`RotatingKey`].
#[derive(Clone, PartialEq, Eq)]
pub struct DoorDay(Vec<u8>);

impl DoorDay {
    /// Signs a day of a display whose code generation has this seed, with the key of this number.
    pub fn sign(place: &Place, seed: &PlaceSeed, day: Day, key_id: u8, key: &SigningKey) -> Self {
        let mut code = header(ROTATING, key_id, place);
        code.extend_from_slice(seed.code_id().as_bytes());
        code.extend_from_slice(&day.0.to_le_bytes());
        code.extend_from_slice(seed.day_seed(day).as_bytes());
        put_name(&mut code, &place.name);
        code.extend_from_slice(&Purpose::Rotating.sign(key, &code));
        Self(code)
    }

    /// What the authority signed: a code that lacks the minute and the mac at its end.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// The code that is shown in a minute of the day.
    pub fn shown(&self, minute_of_day: u16, day_starts: Minute, key: &RotatingKey) -> Vec<u8> {
        let mut code = self.0.clone();
        code.extend_from_slice(&minute_of_day.to_le_bytes());
        code.extend_from_slice(&key.mac(day_starts.plus(minute_of_day.into())));
        code
    }
}

crate::opaque::opaque_debug!(DoorDay);

fn header(kind: u8, key_id: u8, place: &Place) -> Vec<u8> {
    let [a, b, c] = place.unit.to_bytes();
    vec![VERSION << 4 | kind, key_id, place.flags.0, place.category.number(), place.province.0, a, b, c]
}

fn put_name(code: &mut Vec<u8>, name: &PlaceName) {
    let bytes = name.as_str().as_bytes();
    code.push(bytes.len().saturate());
    code.extend_from_slice(bytes);
}

impl PlaceCode {
    /// Most bytes of a code.
    pub const MOST_BYTES: usize = 8 + 36 + 1 + PlaceName::MOST_BYTES + SIGNATURE_BYTES + CLOCK_BYTES;

    /// Reads a code and checks that one of `trusted` signed it.
    ///
    /// # Errors
    /// [`CodeError`]; nothing of a code that does not verify is returned.
    pub fn read(bytes: &[u8], trusted: &PlaceKeys) -> Result<Self, CodeError> {
        let mut input = Input(bytes);
        let [first, key_id] = input.take()?;
        if first >> 4 != VERSION {
            return Err(CodeError::NewerVersion(first >> 4));
        }
        let (keys, purpose) = match first & 0x0F {
            POSTER => (&trusted.posters, Purpose::Poster),
            ROTATING => (&trusted.rotating, Purpose::Rotating),
            // A type that this version does not know came with a later one.
            _ => return Err(CodeError::NewerVersion(first >> 4)),
        };
        let [flags, category, province] = input.take()?;
        let unit: [u8; 3] = input.take()?;
        let secret = match purpose {
            Purpose::Poster => CodeSecret::Poster(PlaceSeed::from_bytes(input.take()?)),
            _ => CodeSecret::Rotating(Rotating {
                code_id: CodeId::from_bytes(input.take()?),
                day: Day(u32::from_le_bytes(input.take()?)),
                day_seed: DaySeed::from_bytes(input.take()?),
                minute_of_day: 0,
                mac: [0; 8],
            }),
        };
        let [length] = input.take()?;
        let name = input.slice(length.into())?;
        let signed = bytes.get(..bytes.len() - input.0.len()).unwrap_or_default();
        let signature: [u8; SIGNATURE_BYTES] = input.take()?;
        let secret = match secret {
            CodeSecret::Rotating(rotating) => {
                let minute_of_day = u16::from_le_bytes(input.take()?);
                CodeSecret::Rotating(Rotating { minute_of_day, mac: input.take()?, ..rotating })
            }
            poster @ CodeSecret::Poster(_) => poster,
        };
        if !input.0.is_empty() {
            return Err(CodeError::Malformed("it is too long"));
        }
        let mut named = keys.iter().filter(|(id, _)| *id == key_id).peekable();
        named.peek().ok_or(CodeError::UnknownKey(key_id))?;
        if !named.any(|(_, key)| purpose.verifies(key, signed, &signature)) {
            return Err(CodeError::NotSigned);
        }
        let name = core::str::from_utf8(name).ok().and_then(|name| PlaceName::exact(name).ok());
        let category = Category::from_number(category).unwrap_or(Category::Other);
        let place = Place {
            flags: PlaceFlags(flags),
            category,
            province: Province(province),
            unit: UnitCode::from_bytes(unit).ok_or(CodeError::Malformed("its unit is none"))?,
            name: name.ok_or(CodeError::Malformed("its name is none"))?,
        };
        let minute_is_one =
            !matches!(&secret, CodeSecret::Rotating(of) if u32::from(of.minute_of_day) >= Minute::PER_DAY);
        if minute_is_one { Ok(Self { place, secret }) } else { Err(CodeError::Malformed("its minute is none")) }
    }

    /// Which code generation the code belongs to.
    pub fn code_id(&self) -> CodeId {
        match &self.secret {
            CodeSecret::Poster(seed) => seed.code_id(),
            CodeSecret::Rotating(rotating) => rotating.code_id,
        }
    }

    /// What envelopes of the visitor log are filed under.
    pub fn log_id(&self) -> LogId {
        match &self.secret {
            CodeSecret::Poster(seed) => seed.log_id(),
            CodeSecret::Rotating(rotating) => rotating.code_id.display_log_id(),
        }
    }

    /// The seed of a day; a display's code has that of its own day alone.
    pub fn day_seed(&self, day: Day) -> Option<DaySeed> {
        match &self.secret {
            CodeSecret::Poster(seed) => Some(seed.day_seed(day)),
            CodeSecret::Rotating(rotating) => (rotating.day == day).then(|| rotating.day_seed.clone()),
        }
    }
}

/// What is left of a code.
struct Input<'a>(&'a [u8]);

impl<'a> Input<'a> {
    fn take<const N: usize>(&mut self) -> Result<[u8; N], CodeError> {
        let (taken, rest) = self.0.split_first_chunk().ok_or(CodeError::Malformed("it is broken off"))?;
        self.0 = rest;
        Ok(*taken)
    }

    fn slice(&mut self, length: usize) -> Result<&'a [u8], CodeError> {
        let (taken, rest) = self.0.split_at_checked(length).ok_or(CodeError::Malformed("it is broken off"))?;
        self.0 = rest;
        Ok(taken)
    }
}
