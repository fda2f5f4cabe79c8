//! The files that travel between console and opener: on a stick, where the opener has no network.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde::{Deserialize, Serialize};

use super::{
    assertion::Assertion,
    card::{CardId, CardKind},
    envelope::ENVELOPE_BYTES,
    hour::LogHour,
    pack::Month,
    reader::Reader,
};
use crate::{hex, places::LogId};

/// A request with what both officers signed, as JSON.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignedRequest {
    /// The bytes of the [`super::OpeningRequest`], hex.
    pub request: String,
    /// The 65 bytes of the public key that the result is to be sealed to, hex.
    pub recipient: String,
    /// What each officer's authenticator answered, in the order of the request's officers.
    pub assertions: Vec<Assertion>,
}

/// What an opener needs for the first round, in one file of JSON: the signed request and the envelopes of its hours.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OpeningBundle {
    /// Form of this document: 1.
    pub format: u16,
    /// The request with both signatures.
    pub signed: SignedRequest,
    /// The envelopes, one [`FiledEnvelope`] after the other, base64.
    pub envelopes: String,
}

impl OpeningBundle {
    /// The bundle of a request and a file of envelopes.
    pub fn of(signed: SignedRequest, envelopes: &[u8]) -> Self {
        Self { format: 1, signed, envelopes: STANDARD.encode(envelopes) }
    }

    /// The file of envelopes; none where the bundle is of another form, or broken off.
    pub fn envelopes(&self) -> Option<Vec<u8>> {
        let bytes = STANDARD.decode(&self.envelopes).ok().filter(|_| self.format == 1)?;
        bytes.len().is_multiple_of(FiledEnvelope::BYTES).then_some(bytes)
    }
}

/// Which cards' contacts an opener needs to finish a request, as JSON.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WantedCards {
    /// The request, 32 hex digits.
    pub request: String,
    /// The cards' names, 32 hex digits each.
    pub cards: Vec<String>,
}

/// The sealed contacts of cards, as JSON.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CardBlobs {
    /// The request that they are for, 32 hex digits.
    pub request: String,
    /// Each.
    pub cards: Vec<CardBlob>,
}

/// The sealed contact of one card.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CardBlob {
    /// The card's name, 32 hex digits.
    pub card: String,
    /// Whether it is a paper card.
    pub paper: bool,
    /// The month whose card key it is sealed to.
    pub month: Month,
    /// The sealed contact, hex.
    pub blob: String,
}

impl CardBlob {
    /// The blob of a card.
    pub fn of(card: CardId, kind: CardKind, month: Month, blob: &[u8]) -> Self {
        Self { card: hex::encode(card.as_bytes()), paper: kind == CardKind::Paper, month, blob: hex::encode(blob) }
    }

    /// Where the card is shown.
    pub fn kind(&self) -> CardKind {
        if self.paper { CardKind::Paper } else { CardKind::Phone }
    }
}

/// An envelope and what it is filed under: 480 bytes of a file of envelopes.
#[derive(Clone, PartialEq, Eq)]
pub struct FiledEnvelope {
    /// The place's code generation.
    pub log: LogId,
    /// The hour.
    pub hour: LogHour,
    /// The envelope.
    pub envelope: Vec<u8>,
}

impl FiledEnvelope {
    /// Bytes of each in a file.
    pub const BYTES: usize = 16 + 4 + ENVELOPE_BYTES;

    /// Appends it to a file.
    pub fn put(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(self.log.as_bytes());
        out.extend_from_slice(&self.hour.0.to_le_bytes());
        out.extend_from_slice(&self.envelope);
    }

    /// The envelopes of a file; none where it is broken off.
    pub fn read_all(file: &[u8]) -> Option<Vec<Self>> {
        let mut input = Reader(file);
        let mut all = Vec::with_capacity(file.len() / Self::BYTES);
        while !input.is_empty() {
            let log = LogId::from_bytes(input.array()?);
            all.push(Self { log, hour: LogHour(input.word()?), envelope: input.slice(ENVELOPE_BYTES)?.to_vec() });
        }
        Some(all)
    }
}

crate::opaque::opaque_debug!(FiledEnvelope);
