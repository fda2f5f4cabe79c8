//! Who a visitor is, and how to reach them.

use unicode_normalization::{UnicodeNormalization as _, is_nfc};
use zeroize::{Zeroize, ZeroizeOnDrop};

use super::reader::{Reader, put_text};
use crate::{phone_number::PhoneNumber, places::UnitCode};

/// Who a visitor is, and how to reach them. Its `Debug` shows nothing.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct VisitorContact {
    name: String,
    phone: Option<PhoneNumber>,
    #[zeroize(skip)]
    birth_year: u16,
    #[zeroize(skip)]
    unit: Option<UnitCode>,
}

/// Why a contact is refused. Each names the field that has to be put right.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ContactRefused {
    /// The name is empty, too long, or has control characters.
    #[error("the name has 1 to {} bytes and no control characters", VisitorContact::MOST_NAME_BYTES)]
    Name,
    /// A name that a spreadsheet would take for a formula.
    #[error("the name begins with a sign that a spreadsheet would take for a formula")]
    Formula,
    /// The year of birth is none.
    #[error("the year of birth lies between {} and {}", VisitorContact::YEARS.start(), VisitorContact::YEARS.end())]
    BirthYear,
    /// The bytes are no contact.
    #[error("not a contact")]
    Malformed,
}

impl VisitorContact {
    /// Most bytes of a name.
    pub const MOST_NAME_BYTES: usize = 96;
    /// Most bytes of a contact: name and number with their lengths, year, unit.
    pub const MOST_BYTES: usize = 1 + Self::MOST_NAME_BYTES + 1 + 16 + 2 + 3;
    /// Years of birth that are taken; 0 where nobody said.
    pub const YEARS: core::ops::RangeInclusive<u16> = 1900..=2100;
    /// What no name begins with: a spreadsheet would take the rest for a formula.
    const FORMULA: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

    /// A contact as somebody typed it. The name is brought into normal form C, without space around; a year of 0 is unknown.
    ///
    /// # Errors
    /// [`ContactRefused`] says what to put right.
    pub fn typed(
        name: &str,
        phone: Option<PhoneNumber>,
        birth_year: u16,
        unit: Option<UnitCode>,
    ) -> Result<Self, ContactRefused> {
        // Before trimming: a tab or a carriage return at the beginning is an attempt, and no slip.
        if name.starts_with(Self::FORMULA) {
            return Err(ContactRefused::Formula);
        }
        let contact = Self { name: name.trim().nfc().collect(), phone, birth_year, unit };
        contact.check()?;
        Ok(contact)
    }

    fn check(&self) -> Result<(), ContactRefused> {
        if self.name.starts_with(Self::FORMULA) {
            return Err(ContactRefused::Formula);
        }
        let fits = (1..=Self::MOST_NAME_BYTES).contains(&self.name.len());
        if !fits || self.name.chars().any(char::is_control) || !is_nfc(&self.name) {
            return Err(ContactRefused::Name);
        }
        let is_year = self.birth_year == 0 || Self::YEARS.contains(&self.birth_year);
        is_year.then_some(()).ok_or(ContactRefused::BirthYear)
    }

    /// The name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The telephone number, where there is one.
    pub fn phone(&self) -> Option<&PhoneNumber> {
        self.phone.as_ref()
    }

    /// The year of birth; 0 where nobody said.
    pub fn birth_year(&self) -> u16 {
        self.birth_year
    }

    /// The ward where the visitor lives, or a greater unit.
    pub fn unit(&self) -> Option<UnitCode> {
        self.unit
    }

    pub(super) fn put(&self, out: &mut Vec<u8>) {
        put_text(out, &self.name);
        put_text(out, self.phone.as_ref().map_or("", PhoneNumber::as_str));
        out.extend_from_slice(&self.birth_year.to_le_bytes());
        out.extend_from_slice(&self.unit.map_or([0xFF; 3], UnitCode::to_bytes));
    }

    pub(super) fn take(input: &mut Reader<'_>) -> Result<Self, ContactRefused> {
        Self::parts(input).ok_or(ContactRefused::Malformed).and_then(|contact| {
            contact.check()?;
            Ok(contact)
        })
    }

    fn parts(input: &mut Reader<'_>) -> Option<Self> {
        let name = input.text()?.to_owned();
        let phone = match input.text()? {
            "" => None,
            number => Some(PhoneNumber::from_e164(number.to_owned()).ok()?),
        };
        let birth_year = u16::from_le_bytes(input.array()?);
        let unit = match input.array()? {
            [0xFF, 0xFF, 0xFF] => None,
            bytes => Some(UnitCode::from_bytes(bytes)?),
        };
        Some(Self { name, phone, birth_year, unit })
    }
}

crate::opaque::opaque_debug!(VisitorContact);
