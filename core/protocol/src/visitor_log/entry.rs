//! What one envelope says: who, when, in or out.
//!
//! ```text
//! entry    := form 1 (1 self-scan, 2 scanned by a checker, 3 written on behalf) ‖ direction 1 (1 in, 2 out, 3 both)
//!             ‖ companions 1 ‖ minute 4 ‖ visitor, zeros to 379
//! self     := contact ‖ certificate 68 ‖ card public key 33 ‖ signature 64
//! scanned  := length 1 ‖ code
//! behalf   := contact
//! contact  := length 1 ‖ name ‖ length 1 ‖ number ‖ year of birth 2 ‖ unit 3
//! ```
//! The signature of a self-scan is by the card's key over log id ‖ hour ‖ minute ‖ direction: nobody can enter somebody else with
//! a photograph of their code.

use p256::ecdsa::{SigningKey, VerifyingKey};
use zeroize::Zeroizing;

use super::{
    certificate::NumberCertificate,
    contact::{ContactRefused, VisitorContact},
    hour::LogHour,
    paper_code::PaperCode,
    phone_code::PhoneCode,
    reader::Reader,
};
use crate::{
    places::{LogId, Minute},
    signed::Purpose,
};

const SELF_SCAN: u8 = 1;
const SCANNED: u8 = 2;
const BEHALF: u8 = 3;

/// Which way somebody went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// In.
    In = 1,
    /// Out.
    Out = 2,
    /// In and out at once: a door without an exit of its own.
    Both = 3,
}

/// Who an entry is about.
#[derive(Clone, PartialEq, Eq)]
pub enum Visitor {
    /// Somebody who scanned the place's code with their own phone.
    SelfScan {
        /// Who they say they are.
        contact: VisitorContact,
        /// What proves their number, where they have one.
        certificate: Option<NumberCertificate>,
        /// The card that signed.
        card: Box<VerifyingKey>,
        /// By the card's key.
        signature: [u8; 64],
    },
    /// Somebody whose code a checker scanned: the code whole. The opener verifies it.
    Scanned(Vec<u8>),
    /// Somebody for whom a checker typed.
    OnBehalf(VisitorContact),
}

/// What one envelope says. Its `Debug` shows nothing.
#[derive(Clone, PartialEq, Eq)]
pub struct Entry {
    /// Which way.
    pub direction: Direction,
    /// How many came along without a code of their own: children, mostly.
    pub companions: u8,
    /// When.
    pub minute: Minute,
    /// Who.
    pub visitor: Visitor,
}

/// Why an entry is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EntryRefused {
    /// The bytes are no entry.
    #[error("not an entry of the visitor log")]
    Malformed,
    /// What somebody typed has to be put right.
    #[error(transparent)]
    Contact(#[from] ContactRefused),
}

impl Entry {
    /// Bytes of an entry before it is sealed: what an upload of 512 bytes leaves.
    pub const BYTES: usize = 379;

    /// The entry of somebody who scanned a place's code with their own phone, signed by their card.
    pub fn self_scan(
        (log, hour): (LogId, LogHour),
        (direction, companions, minute): (Direction, u8, Minute),
        (contact, certificate): (VisitorContact, Option<NumberCertificate>),
        card: &SigningKey,
    ) -> Self {
        let signature = Purpose::Visit.sign(card, &signed_part(log, hour, minute, direction));
        let visitor = Visitor::SelfScan { contact, certificate, card: Box::new(*card.verifying_key()), signature };
        Self { direction, companions, minute, visitor }
    }

    /// Whether the card of a self-scan signed this entry for this place and hour; the others have nothing to verify.
    pub fn is_signed(&self, log: LogId, hour: LogHour) -> bool {
        match &self.visitor {
            Visitor::SelfScan { card, signature, .. } => {
                Purpose::Visit.verifies(card, &signed_part(log, hour, self.minute, self.direction), signature)
            }
            Visitor::Scanned(_) | Visitor::OnBehalf(_) => true,
        }
    }

    /// The 379 bytes.
    pub fn to_bytes(&self) -> Zeroizing<Vec<u8>> {
        let form = match &self.visitor {
            Visitor::SelfScan { .. } => SELF_SCAN,
            Visitor::Scanned(_) => SCANNED,
            Visitor::OnBehalf(_) => BEHALF,
        };
        let mut out = Zeroizing::new(Vec::with_capacity(Self::BYTES));
        out.extend_from_slice(&[form, self.direction as u8, self.companions]);
        out.extend_from_slice(&self.minute.0.to_le_bytes());
        match &self.visitor {
            Visitor::SelfScan { contact, certificate, card, signature } => {
                contact.put(&mut out);
                let none = [0; NumberCertificate::BYTES];
                out.extend_from_slice(&certificate.map_or(none, NumberCertificate::to_bytes));
                out.extend_from_slice(card.to_sec1_point(true).as_bytes());
                out.extend_from_slice(signature);
            }
            Visitor::Scanned(code) => {
                out.push(u8::try_from(code.len()).unwrap_or(u8::MAX));
                out.extend(code.iter().take(usize::from(u8::MAX)));
            }
            Visitor::OnBehalf(contact) => contact.put(&mut out),
        }
        out.resize(Self::BYTES, 0);
        out
    }

    /// Reads 379 bytes. What they say is not verified yet.
    ///
    /// # Errors
    /// [`EntryRefused`] for bytes that are no entry, and for a contact that nobody could have typed.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, EntryRefused> {
        let mut input = Reader(bytes);
        let head = |input: &mut Reader<'_>| Some((input.array::<3>()?, Minute(input.word()?)));
        let ([form, direction, companions], minute) = head(&mut input).ok_or(EntryRefused::Malformed)?;
        let direction = match direction {
            1 => Direction::In,
            2 => Direction::Out,
            3 => Direction::Both,
            _ => return Err(EntryRefused::Malformed),
        };
        let visitor = match form {
            SELF_SCAN => {
                let contact = VisitorContact::take(&mut input)?;
                Self::proof(&mut input, contact).ok_or(EntryRefused::Malformed)?
            }
            SCANNED => {
                let length = input.byte().map(usize::from);
                let is_code = |length: &usize| [PhoneCode::BYTES, PaperCode::BYTES].contains(length);
                let code = length.filter(is_code).and_then(|length| input.slice(length));
                Visitor::Scanned(code.ok_or(EntryRefused::Malformed)?.to_vec())
            }
            BEHALF => Visitor::OnBehalf(VisitorContact::take(&mut input)?),
            _ => return Err(EntryRefused::Malformed),
        };
        let is_whole = bytes.len() == Self::BYTES && input.is_padding();
        is_whole.then_some(Self { direction, companions, minute, visitor }).ok_or(EntryRefused::Malformed)
    }

    fn proof(input: &mut Reader<'_>, contact: VisitorContact) -> Option<Visitor> {
        let certificate: [u8; NumberCertificate::BYTES] = input.array()?;
        let is_certified = certificate.iter().any(|byte| *byte != 0);
        let card = Box::new(VerifyingKey::from_sec1_bytes(&input.array::<33>()?).ok()?);
        let certificate = is_certified.then(|| NumberCertificate::from_bytes(&certificate));
        Some(Visitor::SelfScan { contact, certificate, card, signature: input.array()? })
    }
}

fn signed_part(log: LogId, hour: LogHour, minute: Minute, direction: Direction) -> Vec<u8> {
    let fields: [&[u8]; 4] = [log.as_bytes(), &hour.0.to_le_bytes(), &minute.0.to_le_bytes(), &[direction as u8]];
    fields.concat()
}

crate::opaque::opaque_debug!(Entry, Visitor);
