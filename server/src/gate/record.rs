//! What is kept, sealed, of a traveller at a gate: what was declared, what an officer corrected, and every decision.

use lancan_protocol::forms::{Answer, FormVersion, Response, ResponseItem};
use lancan_protocol::hex;
use lancan_protocol::time::{Day, UnixTime};
use serde::{Deserialize, Serialize};

use super::answers::answer_to;
use crate::declarations::DeclarationId;
use crate::ground::error::Fault;
use crate::ground::ids::OfficerId;
use crate::ground::sealing::SealingKey;

/// The sealed part of a traveller's row.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct GateRecord {
    /// Version of the form that was answered.
    pub(crate) version: String,
    /// The deployment's day on which the answers came, which dates are checked by.
    pub(super) declared_on: Day,
    /// When they came.
    pub(crate) declared_at: UnixTime,
    /// The end of the key of the text that says why the traveller is of their class, as corrected; none for green.
    pub(crate) reason: Option<String>,
    /// The declarer's own words. No officer changes them.
    pub(crate) declared: Response,
    /// The answers as corrected; none while nobody has.
    pub(super) corrected: Option<Response>,
    /// What was corrected, the first first.
    pub(crate) corrections: Vec<Correction>,
    /// What was decided, the first first.
    pub(crate) decisions: Vec<DecisionMade>,
}

/// One answer that an officer corrected and signed.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Correction {
    /// When.
    pub(crate) at: UnixTime,
    /// Who.
    pub(crate) officer: OfficerId,
    /// The question's name.
    pub(crate) link_id: String,
    /// What was answered before; none where nothing was.
    pub(crate) before: Option<ResponseItem>,
    /// What is answered now.
    pub(crate) after: Option<ResponseItem>,
}

/// One decision.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct DecisionMade {
    /// When.
    pub(crate) at: UnixTime,
    /// Who.
    pub(crate) officer: OfficerId,
    /// The name of the state that it led to.
    pub(crate) state: String,
    /// Why, in the officer's words.
    pub(crate) reason: String,
    /// Where to, for quarantine.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(crate) place: String,
    /// Whether it was decided without a network.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) is_offline: bool,
}

fn place(id: &DeclarationId) -> String {
    format!("gate_travellers|sealed|{}", hex::encode(id))
}

impl GateRecord {
    /// The answers as they stand.
    pub(crate) fn answers(&self) -> &Response {
        self.corrected.as_ref().unwrap_or(&self.declared)
    }

    /// The answer to a question for words.
    pub(crate) fn words(&self, link_id: &str) -> Option<&str> {
        match answer_to(self.answers(), link_id) {
            Some(Answer::String(words) | Answer::Coding(words)) => Some(words),
            _ => None,
        }
    }

    /// The flight or ship, where the form asks for one.
    pub(super) fn vehicle(&self) -> String {
        self.words("vehicle")
            .map(|words| words.split_whitespace().collect::<String>().to_uppercase())
            .unwrap_or_default()
    }

    /// The first and the last day of quarantine that begins on this day, by the numbers beside the form.
    pub(super) fn quarantine(form: &FormVersion, from: Day) -> (Day, Day) {
        /// Days where the form's numbers do not say.
        const USUAL: u32 = 21;
        let days = form.rules.numbers.get("quarantine_days").copied().unwrap_or(USUAL);
        (from, from.plus(days))
    }

    pub(super) fn seal(&self, key: &SealingKey, id: &DeclarationId) -> Result<Vec<u8>, Fault> {
        let plain = serde_json::to_vec(self).map_err(|_| Fault::Broken("a traveller's record does not encode"))?;
        Ok(key.seal(&place(id), &plain)?)
    }

    pub(super) fn open(key: &SealingKey, id: &DeclarationId, sealed: &[u8]) -> Result<Self, Fault> {
        let plain = key.open(&place(id), sealed)?;
        serde_json::from_slice(&plain).map_err(|_| Fault::Broken("a traveller's record does not read"))
    }
}
