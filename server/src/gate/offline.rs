//! What was decided at a counter without a network, brought in when the network is back.
//!
//! A clearance without a network is provisional: the device knew what it had fetched, and no other counter. It holds where nobody
//! decided otherwise and nothing stands out; else it is noted in the same record, and both officers see it.

use std::sync::Arc;

use lancan_protocol::hex;
use lancan_protocol::pass::{GateNumber, GatePass, PassRefused};
use lancan_protocol::places::Minute;
use lancan_protocol::problem::Problem;
use lancan_protocol::time::UnixTime;

use super::decision::TravellerState;
use super::pass_store::{self, PassRow};
use super::record::DecisionMade;
use super::traveller_store::{self, TravellerRow};
use super::{GateRecord, Gates};
use crate::declarations::DeclarationId;
use crate::ground::error::{Failure, Refusal};
use crate::http::Officer;
use crate::store::Transaction;

/// Most clearances that are brought in at once.
const MOST_AT_ONCE: usize = 100;
/// Seconds by which a device's clock may be ahead.
const AHEAD_SECONDS: u64 = 300;
/// Seconds after which a clearance is brought in no more.
const LATEST_SECONDS: u64 = 7 * 86_400;

/// Somebody whom an officer cleared without a network.
#[derive(Clone)]
pub(crate) struct OfflineClearance {
    /// What the pass said.
    pub(crate) pass: String,
    /// When the officer cleared them, by the device's clock.
    pub(crate) at: UnixTime,
}

/// Why a clearance did not decide.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NotedWhy {
    /// Somebody had decided already.
    Decided,
    /// The traveller is at another officer's counter.
    Elsewhere,
    /// The urgency is not low.
    NotGreen,
    /// The pass was taken back.
    TakenBack,
}

impl NotedWhy {
    /// Its name, as software and the keys of texts have it.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Decided => "decided",
            Self::Elsewhere => "elsewhere",
            Self::NotGreen => "not-green",
            Self::TakenBack => "taken-back",
        }
    }
}

/// What came of a clearance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BroughtIn {
    /// The traveller is cleared by it, now or when it was brought in before.
    Cleared(DeclarationId),
    /// It stands in the traveller's record and decided nothing.
    Noted(DeclarationId, NotedWhy),
    /// The pass let nobody through at that time.
    Refused(PassRefused),
    /// The declaration is gone: its declarer erased it.
    Gone,
}

impl Gates {
    /// Brings in what an officer cleared without a network, the first first. The same clearance again changes nothing.
    ///
    /// # Errors
    /// A refusal where the officer does not see the gate or decides nothing there, or there are more than [`MOST_AT_ONCE`].
    pub(crate) async fn bring_in(
        self: &Arc<Self>,
        officer: &Officer,
        gate: GateNumber,
        cleared: &[OfflineClearance],
    ) -> Result<Vec<BroughtIn>, Failure> {
        self.decides_at(officer, gate)?;
        if cleared.len() > MOST_AT_ONCE {
            return Err(Refusal::because(Problem::RequestInvalid, "cleared: at most 100").into());
        }
        let mut all = Vec::new();
        for OfflineClearance { pass, at } in cleared {
            all.push(self.bring_one(officer, gate, pass, *at).await?);
        }
        Ok(all)
    }

    async fn bring_one(
        self: &Arc<Self>,
        officer: &Officer,
        gate: GateNumber,
        scanned: &str,
        at: UnixTime,
    ) -> Result<BroughtIn, Failure> {
        let (now, minute) = (self.clock.now(), Minute::of(at));
        let timely = if at > now.plus(AHEAD_SECONDS) {
            Err(PassRefused::NotYet { from: minute })
        } else if at < now.minus(LATEST_SECONDS) {
            Err(PassRefused::Expired { since: minute })
        } else {
            GatePass::read(scanned, &self.pass_keys())
        };
        let pass = match timely.and_then(|pass| pass.fits(gate, minute).map(|()| pass)) {
            Ok(pass) => pass,
            Err(refused) => return Ok(BroughtIn::Refused(refused)),
        };
        let (gates, who) = (self.clone(), officer.clone());
        let work = move |tx: &mut dyn Transaction| gates.note_clearance(tx, &who, &pass, at);
        self.officers.write(officer, "gate-offline", (None, format!("pass {}", hex::encode(&pass.id.0))), work).await
    }

    fn note_clearance(
        &self,
        tx: &mut dyn Transaction,
        officer: &Officer,
        pass: &GatePass,
        at: UnixTime,
    ) -> Result<BroughtIn, Failure> {
        let Some(known) = pass_store::named(tx, pass.id)? else { return Ok(BroughtIn::Gone) };
        let id = known.declaration;
        if traveller_store::find(tx, &id)?.is_none() {
            let Some(new) = self.arrival(tx, pass.gate, &id, at)? else { return Ok(BroughtIn::Gone) };
            traveller_store::present(tx, &new)?;
        }
        let mut row = traveller_store::find(tx, &id)?.ok_or(Problem::NotFound)?;
        let mut record = self.record(&row)?;
        if let Some(before) = record.decisions.iter().find(|one| one.at == at && one.officer == officer.id) {
            return Ok(if before.state == TravellerState::PROVISIONAL {
                BroughtIn::Noted(id, NotedWhy::Decided)
            } else {
                BroughtIn::Cleared(id)
            });
        }
        let why = self.why_provisional(officer, &row, &known, pass);
        let state = match (why, record.corrections.is_empty()) {
            (Some(_), _) => TravellerState::PROVISIONAL,
            (None, true) => TravellerState::Cleared.name(),
            (None, false) => TravellerState::Corrected.name(),
        };
        record.decisions.push(DecisionMade {
            at,
            officer: officer.id,
            state: state.to_owned(),
            reason: String::new(),
            place: String::new(),
            is_offline: true,
        });
        if let Some(state) = TravellerState::named(state) {
            (row.state, row.decided_by, row.decided_at) = (state, Some(officer.id), Some(at));
            traveller_store::unlock(tx, &id)?;
        }
        self.keep(tx, &mut row, &record)?;
        Ok(why.map_or(BroughtIn::Cleared(id), |why| BroughtIn::Noted(id, why)))
    }

    /// Why a clearance decides nothing; none where it decides.
    fn why_provisional(
        &self,
        officer: &Officer,
        row: &TravellerRow,
        known: &PassRow,
        pass: &GatePass,
    ) -> Option<NotedWhy> {
        let holder = row.holder(self.clock.now());
        if !row.state.is_open() {
            Some(NotedWhy::Decided)
        } else if holder.is_some_and(|holder| holder != officer.id) {
            Some(NotedWhy::Elsewhere)
        } else if row.class != "green" {
            Some(NotedWhy::NotGreen)
        } else if pass.serial <= known.taken_back {
            Some(NotedWhy::TakenBack)
        } else {
            None
        }
    }

    /// Seals the record and writes the row.
    pub(super) fn keep(
        &self,
        tx: &mut dyn Transaction,
        row: &mut TravellerRow,
        record: &GateRecord,
    ) -> Result<(), Failure> {
        row.sealed = record.seal(&self.expiry_keys.get_or_make(row.expiry)?, &row.declaration)?;
        traveller_store::write(tx, row)?;
        Ok(())
    }
}
