//! A traveller without a pass: found by the number of their passport or their telephone number, and taken to the counter by an
//! officer who compares the passport.

use std::sync::Arc;

use lancan_protocol::forms::{Answer, Response};
use lancan_protocol::pass::{GateNumber, GatePass, PassId, PassRefused};
use lancan_protocol::places::Minute;
use lancan_protocol::problem::Problem;
use lancan_protocol::time::UnixTime;

use super::answers::answer_to;
use super::queue::about;
use super::{AtCounter, Gates, traveller_store};
use crate::declarations::{DeclarationId, OpenedDeclaration};
use crate::ground::error::{Failure, Refusal};
use crate::http::Officer;
use crate::store::Transaction;

/// Most characters of a number that is looked for.
const LONGEST_NUMBER: usize = 40;

/// A declaration that a number found.
pub(crate) struct FoundDeclaration {
    pub(crate) id: DeclarationId,
    /// When it was declared.
    pub(crate) at: UnixTime,
    /// Name, passport, flight or ship, and seat, as they were declared; empty where the form asks for none.
    pub(crate) name: String,
    pub(crate) passport: String,
    pub(crate) vehicle: String,
    pub(crate) seat: String,
    /// Why nobody goes through with it now; none where they may.
    pub(crate) refused: Option<PassRefused>,
    /// Whether the traveller was presented already.
    pub(crate) is_presented: bool,
}

/// The answer in words to a question; empty where there is none.
pub(super) fn words(response: &Response, question: &str) -> String {
    match answer_to(response, question) {
        Some(Answer::String(words) | Answer::Coding(words)) => words.clone(),
        _ => String::new(),
    }
}

impl Gates {
    /// The declarations for a gate with this number of a passport or telephone number.
    ///
    /// # Errors
    /// A refusal where the officer does not see the gate, or the words are no number.
    pub(crate) async fn find_without_pass(
        self: &Arc<Self>,
        officer: &Officer,
        gate: GateNumber,
        number: &str,
    ) -> Result<Vec<FoundDeclaration>, Failure> {
        self.looks_at(officer, gate)?;
        let number = number.trim().to_owned();
        let is_number = number.chars().any(|letter| letter.is_ascii_digit());
        if !is_number || number.chars().count() > LONGEST_NUMBER {
            return Err(Refusal::saying(Problem::RequestInvalid, "console-gate-find-wrong").into());
        }
        let gates = self.clone();
        let read = move |tx: &mut dyn Transaction| {
            let found = gates.declarations.of_gate(tx, &gate.0.to_string(), &number)?;
            found.into_iter().filter_map(|one| gates.found(tx, gate, one).transpose()).collect()
        };
        self.officers.read(officer, "gate-find", (None, format!("gate {}", gate.0)), |_| Ok(()), read).await
    }

    /// What an officer is told of a declaration; none where its answers do not open.
    fn found(
        &self,
        tx: &mut dyn Transaction,
        gate: GateNumber,
        opened: OpenedDeclaration,
    ) -> Result<Option<FoundDeclaration>, Failure> {
        let refused = self.refused_now(gate, &opened);
        let OpenedDeclaration { declaration, answers: Some(answers) } = opened else { return Ok(None) };
        let of = |question| words(&answers.response, question);
        Ok(Some(FoundDeclaration {
            id: declaration.id,
            at: declaration.at,
            name: of("name"),
            passport: of("passport"),
            vehicle: of("vehicle"),
            seat: of("seat"),
            refused,
            is_presented: traveller_store::find(tx, &declaration.id)?.is_some(),
        }))
    }

    /// Why a declaration lets nobody through a gate now, by the gate and the days that its pass would have.
    fn refused_now(&self, gate: GateNumber, opened: &OpenedDeclaration) -> Option<PassRefused> {
        if opened.declaration.replaced_at.is_some() {
            return Some(PassRefused::Revoked);
        }
        let Some(wanted) = self.wanted(opened) else { return Some(PassRefused::Malformed) };
        let pass = GatePass {
            id: PassId([0; 16]),
            gate: wanted.gate,
            valid_from: wanted.valid_from,
            valid_to: wanted.valid_to,
            serial: 1,
        };
        pass.fits(gate, Minute::of(self.clock.now())).err()
    }

    /// Puts a traveller without a pass into the queue, and takes them to the officer's counter. The audit log says that no pass
    /// was shown.
    ///
    /// # Errors
    /// As [`Gates::scan`], and [`Problem::NotFound`] where there is no such declaration.
    pub(crate) async fn present_without_pass(
        self: &Arc<Self>,
        officer: &Officer,
        gate: GateNumber,
        id: DeclarationId,
    ) -> Result<AtCounter, Failure> {
        self.decides_at(officer, gate)?;
        let (gates, who) = (self.clone(), officer.clone());
        let work = move |tx: &mut dyn Transaction| {
            let opened = gates.declarations.found(tx, &id)?.ok_or(Problem::NotFound)?;
            match gates.refused_now(gate, &opened) {
                Some(PassRefused::WrongGate { .. } | PassRefused::Malformed) => Err(Problem::NotFound.into()),
                Some(refused) => Ok(AtCounter::Refused(refused)),
                None => gates.arrive(tx, &who, gate, &id),
            }
        };
        self.officers.write(officer, "gate-present", (None, about(&id)), work).await
    }
}
