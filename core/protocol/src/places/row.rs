//! Rows of the export: a tag, and a window sealed for who was there (`docs/protocol.md`, Export of places).

use aes_gcm_siv::{Aes256GcmSiv, Key, KeyInit as _, Nonce, Tag, aead::AeadInOut as _};

use super::{DaySeed, Minute};

/// Bytes of a row.
pub const ROW_BYTES: usize = 48;
const TAG_BYTES: usize = 16;
const PLAIN_BYTES: usize = 16;
/// Windows begin and end at multiples of this many minutes, so that collected posters do not chain a person's day to the minute.
const ROUNDED_MINUTES: u32 = 30;

/// Where a row stands among those of one code generation and day. Each position is used once.
pub mod position {
    /// Positions of one code generation and day.
    pub const COUNT: u8 = 48;
    /// Positions of windows: 0 to 30.
    pub const WINDOWS: core::ops::RangeInclusive<u8> = 0..=30;
    /// The position of one window for the whole day, where there are more windows than positions.
    pub const WHOLE_DAY: u8 = 31;
    /// Positions of withdrawals: 32 to 47.
    pub const WITHDRAWALS: core::ops::RangeInclusive<u8> = 32..=47;
}

/// What a row is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum WindowKind {
    /// A case was here.
    CaseWasHere = 1,
    /// The place as such is meant, for the whole window.
    WholePlace = 2,
    /// The window at another position of the same day is withdrawn.
    Withdrawn = 3,
}

/// A time at a place of which the authority warns, or a withdrawal of one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// First minute.
    pub start: Minute,
    /// First minute after it.
    pub end: Minute,
    /// What the row is about.
    pub kind: WindowKind,
    /// Number of the advice; 0 for the usual one.
    pub advice: u8,
    /// Number of the rule by which the officer published; 0 where none is named.
    pub rule: u16,
    /// The position that a withdrawal refers to; 0 otherwise.
    pub refers_to: u8,
}

impl Window {
    /// A window in which a case was here, rounded outwards to half hours.
    pub fn of_case(from: Minute, to: Minute) -> Self {
        let start = Minute(from.0 - from.0 % ROUNDED_MINUTES);
        let end = Minute(to.0.div_ceil(ROUNDED_MINUTES).saturating_mul(ROUNDED_MINUTES));
        Self { start, end, kind: WindowKind::CaseWasHere, advice: 0, rule: 0, refers_to: 0 }
    }

    /// The withdrawal of a window that was published at `refers_to`.
    #[must_use]
    pub fn withdrawal(self, refers_to: u8) -> Self {
        Self { kind: WindowKind::Withdrawn, refers_to, ..self }
    }

    fn to_bytes(self) -> [u8; PLAIN_BYTES] {
        let times = [self.start.0.to_le_bytes(), self.end.0.to_le_bytes()];
        let [low, high] = self.rule.to_le_bytes();
        let rest = [self.kind as u8, self.advice, low, high, self.refers_to];
        let mut bytes = [0; PLAIN_BYTES];
        for (to, from) in bytes.iter_mut().zip(times.into_iter().flatten().chain(rest)) {
            *to = from;
        }
        bytes
    }

    /// None for bytes of another form: reserved bytes that are not zero, an unknown kind, a window that ends before it begins.
    fn from_bytes(bytes: [u8; PLAIN_BYTES]) -> Option<Self> {
        let (start, rest) = bytes.split_first_chunk::<4>()?;
        let (end, rest) = rest.split_first_chunk::<4>()?;
        let [kind, advice, low, high, refers_to, 0, 0, 0] = *rest else { return None };
        let kind = match kind {
            1 => WindowKind::CaseWasHere,
            2 => WindowKind::WholePlace,
            3 => WindowKind::Withdrawn,
            _ => return None,
        };
        let (start, end) = (Minute(u32::from_le_bytes(*start)), Minute(u32::from_le_bytes(*end)));
        let rule = u16::from_le_bytes([low, high]);
        (start <= end).then_some(Self { start, end, kind, advice, rule, refers_to })
    }
}

/// A row of the export. To who has not the day's seed it is 48 random bytes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Row([u8; ROW_BYTES]);

impl Row {
    /// Seals a window for who has the day's seed. A position of a day seals one window, ever: the nonce is always zero, and the
    /// key is of this position alone.
    pub fn seal(window: &Window, seed: &DaySeed, position: u8) -> Self {
        let mut sealed = window.to_bytes();
        let cipher = Aes256GcmSiv::new(&Key::<Aes256GcmSiv>::from(seed.row_key(position)));
        // Sealing 16 bytes cannot fail.
        let mac = cipher.encrypt_inout_detached(&Nonce::default(), &[], sealed.as_mut_slice().into());
        let mac: [u8; TAG_BYTES] = mac.map(Into::into).unwrap_or_default();
        let mut row = [0; ROW_BYTES];
        for (to, from) in row.iter_mut().zip(seed.tag(position).into_iter().chain(sealed).chain(mac)) {
            *to = from;
        }
        Self(row)
    }

    /// A row as it was read, or random bytes that fill an export.
    pub fn from_bytes(bytes: [u8; ROW_BYTES]) -> Self {
        Self(bytes)
    }

    /// The 48 bytes.
    pub fn as_bytes(&self) -> &[u8; ROW_BYTES] {
        &self.0
    }

    /// The tag by which a visitor finds the row.
    pub fn tag(&self) -> [u8; TAG_BYTES] {
        self.0.first_chunk().copied().unwrap_or_default()
    }

    /// The window, for who has the day's seed; none where the row was not sealed for this seed and position.
    pub fn open(&self, seed: &DaySeed, position: u8) -> Option<Window> {
        let (_, sealed) = self.0.split_first_chunk::<TAG_BYTES>()?;
        let (plain, mac) = sealed.split_first_chunk::<PLAIN_BYTES>()?;
        let mac: [u8; TAG_BYTES] = mac.try_into().ok()?;
        let mut plain = *plain;
        let cipher = Aes256GcmSiv::new(&Key::<Aes256GcmSiv>::from(seed.row_key(position)));
        let buffer = plain.as_mut_slice().into();
        cipher.decrypt_inout_detached(&Nonce::default(), &[], buffer, &Tag::from(mac)).ok()?;
        Window::from_bytes(plain)
    }
}

crate::opaque::opaque_debug!(Row);
