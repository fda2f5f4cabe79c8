//! What an officer decides on a traveller at the counter.

use std::sync::Arc;

use lancan_protocol::pass::GateNumber;
use lancan_protocol::problem::Problem;

use super::decision::{GateDecision, TravellerState};
use super::queue::{KEPT_DAYS, about};
use super::record::{DecisionMade, GateRecord};
use super::traveller_store::{self, TravellerRow};
use super::{FORM, Gates};
use crate::declarations::{self, DeclarationId};
use crate::ground::error::{Failure, Fault, Refusal};
use crate::ground::ids::OfficerId;
use crate::http::Officer;
use crate::store::Transaction;

/// Most characters of a reason and of a place.
const LONGEST_WORDS: usize = 500;

impl Gates {
    /// Decides on a traveller at the officer's counter. Returns the state that the decision led to.
    ///
    /// # Errors
    /// A refusal where the traveller is not at the officer's counter, or a reason or a place is missing.
    pub(crate) async fn decide(
        self: &Arc<Self>,
        officer: &Officer,
        gate: GateNumber,
        id: DeclarationId,
        decision: GateDecision,
        reason: &str,
    ) -> Result<TravellerState, Failure> {
        self.decides_at(officer, gate)?;
        let reason = words(reason)?;
        let decision = match decision {
            GateDecision::Quarantine { place } => GateDecision::Quarantine { place: words(&place)? },
            other => other,
        };
        match &decision {
            GateDecision::Quarantine { place } if place.is_empty() => {
                return Err(Refusal::saying(Problem::RequestInvalid, "console-gate-needs-place").into());
            }
            GateDecision::Refer | GateDecision::Refuse if reason.is_empty() => {
                return Err(Refusal::saying(Problem::RequestInvalid, "console-gate-needs-reason").into());
            }
            _ => {}
        }
        let (gates, who) = (self.clone(), officer.id);
        let work = move |tx: &mut dyn Transaction| {
            let row = gates.at_counter(tx, gate, &id, who)?;
            gates.decided(tx, row, who, &decision, &reason)
        };
        self.officers.write(officer, "gate-decide", (None, about(&id)), work).await
    }

    fn decided(
        &self,
        tx: &mut dyn Transaction,
        mut row: TravellerRow,
        officer: OfficerId,
        decision: &GateDecision,
        reason: &str,
    ) -> Result<TravellerState, Failure> {
        let now = self.clock.now();
        let mut record = self.record(&row)?;
        let state = match decision {
            GateDecision::Clear if record.corrections.is_empty() => TravellerState::Cleared,
            GateDecision::Clear => TravellerState::Corrected,
            GateDecision::Sample => TravellerState::Sample,
            GateDecision::Quarantine { .. } => TravellerState::Quarantine,
            GateDecision::Refer => TravellerState::Referred,
            GateDecision::Refuse => TravellerState::Refused,
        };
        let place = match decision {
            GateDecision::Quarantine { place } => {
                let form = self.declarations.form_of_version(FORM, &record.version);
                let form = form.ok_or(Fault::Broken("a form that was answered is gone"))?;
                let (from, to) = GateRecord::quarantine(form, self.key_days.day(now));
                row.quarantine = Some((from, to));
                declarations::begin_diary(tx, &row.declaration, (from, to))?;
                // The key of an earlier day ends with that day, and with it every earlier copy of the record.
                row.expiry = row.expiry.max(to.plus(KEPT_DAYS));
                place.clone()
            }
            _ => String::new(),
        };
        record.decisions.push(DecisionMade {
            at: now,
            officer,
            state: state.name().to_owned(),
            reason: reason.to_owned(),
            place,
            is_offline: false,
        });
        (row.state, row.decided_by, row.decided_at) = (state, Some(officer), Some(now));
        self.keep(tx, &mut row, &record)?;
        traveller_store::unlock(tx, &row.declaration)?;
        Ok(state)
    }
}

/// What an officer wrote, without spaces around.
fn words(text: &str) -> Result<String, Refusal> {
    let text = text.trim();
    if text.chars().count() > LONGEST_WORDS || text.chars().any(char::is_control) {
        return Err(Refusal::saying(Problem::RequestInvalid, "console-gate-words"));
    }
    Ok(text.to_owned())
}
