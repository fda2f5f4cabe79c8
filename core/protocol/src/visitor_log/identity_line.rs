//! Codes of others that a checker meets: they fill the form that a checker writes on somebody's behalf, and nothing else of them
//! is read or kept.

use unicode_normalization::UnicodeNormalization as _;
use zeroize::{Zeroize, ZeroizeOnDrop};

use super::contact::VisitorContact;
use crate::hex;

/// Longest text that is looked at, in bytes.
const LONGEST: usize = 1_024;

/// Whose code a line is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LineKind {
    /// A person's code by 1405/QĐ-BTTTT: `SoGiayTo|HoTen|NgaySinh|LoaiDinhDanh|QID|EXT`.
    Decision1405,
    /// A health insurance card: number, name in hexadecimal, date of birth, further fields, `$` at the end.
    Insurance,
}

/// Name and year of birth of another system's code. Its `Debug` shows nothing.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct IdentityLine {
    #[zeroize(skip)]
    kind: LineKind,
    name: String,
    #[zeroize(skip)]
    birth_year: u16,
}

impl IdentityLine {
    /// Reads a line; none for a text that is neither.
    pub fn read(text: &str) -> Option<Self> {
        let text = text.trim();
        if text.len() > LONGEST {
            return None;
        }
        let fields: Vec<&str> = text.split('|').collect();
        if text.ends_with('$') { Self::insurance(&fields) } else { Self::decision_1405(&fields) }
    }

    fn decision_1405(fields: &[&str]) -> Option<Self> {
        let [document, name, born, kind, _, _] = fields else { return None };
        let is_document = document.bytes().all(|byte| byte.is_ascii_alphanumeric());
        if !is_document || kind.len() > 2 {
            return None;
        }
        Self::of(LineKind::Decision1405, name, year(born)?)
    }

    fn insurance(fields: &[&str]) -> Option<Self> {
        let [number, name, born, _, _, ..] = fields else { return None };
        let (letters, digits) = if number.len() == 15 { number.split_at_checked(2)? } else { ("", *number) };
        let is_number = (digits.len() == 10 || digits.len() == 13)
            && digits.bytes().all(|byte| byte.is_ascii_digit())
            && letters.bytes().all(|byte| byte.is_ascii_uppercase());
        let name = String::from_utf8(hex::decode(name).filter(|_| is_number)?).ok()?;
        Self::of(LineKind::Insurance, &name, year(born)?)
    }

    fn of(kind: LineKind, name: &str, birth_year: u16) -> Option<Self> {
        let name: String = name.trim().nfc().collect();
        VisitorContact::typed(&name, None, birth_year, None).ok()?;
        Some(Self { kind, name, birth_year })
    }

    /// Whose code it is.
    pub fn kind(&self) -> LineKind {
        self.kind
    }

    /// The name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The year of birth.
    pub fn birth_year(&self) -> u16 {
        self.birth_year
    }
}

/// The year of `03/05/1980`, `03-05-1980`, `03051980`, `1980-05-03` or `1980`.
fn year(born: &str) -> Option<u16> {
    let parts: Vec<&str> = born.split(['/', '-']).collect();
    let year = match parts.as_slice() {
        [whole] if whole.len() == 8 => whole.get(4..)?,
        [year] | [year, _, _] | [_, _, year] if year.len() == 4 => year,
        _ => return None,
    };
    let is_number = born.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'/' | b'-'));
    year.parse().ok().filter(|year| is_number && VisitorContact::YEARS.contains(year))
}

crate::opaque::opaque_debug!(IdentityLine);
