//! The queue of a gate: who was presented, and at whose counter each is.

use std::sync::Arc;

use lancan_protocol::PublicKeyPem;
use lancan_protocol::forms::Answer;
use lancan_protocol::hex;
use lancan_protocol::pass::{GateNumber, GatePass, PassKeys, PassRefused};
use lancan_protocol::places::Minute;
use lancan_protocol::problem::Problem;
use lancan_protocol::time::UnixTime;

use super::answers::answer_to;
use super::decision::TravellerState;
use super::pass_store;
use super::record::GateRecord;
use super::traveller_store::{self, TravellerRow};
use super::{FORM, Gates};
use crate::declarations::DeclarationId;
use crate::ground::error::{Failure, Refusal};
use crate::ground::folded::folded;
use crate::ground::ids::{Digest, OfficerId};
use crate::ground::purposes;
use crate::ground::secrets::Secrets;
use crate::http::Officer;
use crate::officers;
use crate::store::Transaction;

/// Seconds for which a traveller is one officer's alone.
const HELD_SECONDS: u64 = 5 * 60;
/// What the HMAC of a passport is for.
const PASSPORT: &str = purposes::GATE_PASSPORT;
/// Days that a record is kept after the traveller was presented, and after the end of quarantine.
pub(super) const KEPT_DAYS: u32 = 28;
/// What came of a pass that was shown, or of a traveller that an officer asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum AtCounter {
    /// The traveller is at this officer's counter.
    Here(DeclarationId),
    /// The traveller is at another officer's counter.
    Elsewhere {
        /// The traveller's declaration.
        id: DeclarationId,
        /// The other officer's name.
        officer: String,
    },
    /// Nothing is to be decided any more.
    Decided(DeclarationId),
    /// The pass is not let through.
    Refused(PassRefused),
}

/// A line of the queue.
pub(crate) struct QueueLine {
    pub(crate) row: TravellerRow,
    /// Name and seat; empty where the record does not open.
    pub(crate) name: String,
    pub(crate) seat: String,
    /// The name of the officer at whose counter the traveller is.
    pub(crate) holder: Option<String>,
}

/// The day of a gate: everybody who was presented today, and who is open since yesterday.
pub(crate) struct GateDay {
    /// Those who wait or are at a counter, and those who come back, in their order; the first of them.
    pub(crate) open: Vec<QueueLine>,
    /// How many there are.
    pub(crate) waiting: usize,
    /// How many were decided today.
    pub(crate) decided: usize,
    /// Seconds from being presented to the decision, of the middle one of those who were decided today.
    pub(crate) median_seconds: Option<u64>,
    /// By flight or ship: its number, how many came today, and how many of them still wait.
    pub(crate) vehicles: Vec<(String, usize, usize)>,
}

/// Most lines of a queue that a page shows.
const MOST_LINES: usize = 100;

impl Gates {
    /// The keys that passes are read with.
    pub(super) fn pass_keys(&self) -> PassKeys {
        PassKeys::of(&[self.pass_key()])
    }

    /// The key that passes are read with.
    pub(crate) fn pass_key(&self) -> PublicKeyPem {
        self.secrets.pass.numbered(Secrets::PASS_KEY_NUMBER)
    }

    /// The key that bundles and lists of passes taken back are read with.
    pub(crate) fn revoked_key(&self) -> PublicKeyPem {
        self.secrets.revoked.public()
    }

    /// Reads the pass that a traveller shows at a gate, puts the traveller into the queue, and takes them to the officer's
    /// counter.
    ///
    /// # Errors
    /// A refusal where the officer does not see the gate or changes nothing.
    pub(crate) async fn scan(
        self: &Arc<Self>,
        officer: &Officer,
        gate: GateNumber,
        scanned: &str,
    ) -> Result<AtCounter, Failure> {
        self.decides_at(officer, gate)?;
        let pass = match GatePass::read(scanned, &self.pass_keys()) {
            Ok(pass) => pass,
            Err(refused) => return Ok(AtCounter::Refused(refused)),
        };
        let (gates, who) = (self.clone(), officer.clone());
        let work = move |tx: &mut dyn Transaction| gates.present(tx, &who, gate, &pass);
        self.officers.write(officer, "gate-scan", (None, format!("pass {}", hex::encode(&pass.id.0))), work).await
    }

    fn present(
        &self,
        tx: &mut dyn Transaction,
        officer: &Officer,
        gate: GateNumber,
        pass: &GatePass,
    ) -> Result<AtCounter, Failure> {
        let now = self.clock.now();
        if let Err(refused) = pass.fits(gate, Minute::of(now)) {
            return Ok(AtCounter::Refused(refused));
        }
        let known = pass_store::named(tx, pass.id)?.filter(|row| pass.serial > row.taken_back);
        let Some(known) = known else { return Ok(AtCounter::Refused(PassRefused::Revoked)) };
        self.arrive(tx, officer, gate, &known.declaration)
    }

    /// Puts the traveller of a declaration into the queue, if they are not there, and takes them to the officer's counter.
    pub(super) fn arrive(
        &self,
        tx: &mut dyn Transaction,
        officer: &Officer,
        gate: GateNumber,
        id: &DeclarationId,
    ) -> Result<AtCounter, Failure> {
        if traveller_store::find(tx, id)?.is_none() {
            let Some(new) = self.arrival(tx, gate, id, self.clock.now())? else {
                return Ok(AtCounter::Refused(PassRefused::Revoked));
            };
            traveller_store::present(tx, &new)?;
        }
        self.hold(tx, officer, id)
    }

    /// The row of a traveller who is presented now; none where the declaration is gone or does not open.
    pub(super) fn arrival(
        &self,
        tx: &mut dyn Transaction,
        gate: GateNumber,
        id: &DeclarationId,
        now: UnixTime,
    ) -> Result<Option<TravellerRow>, Failure> {
        let Some(opened) = self.declarations.found(tx, id)?.filter(|one| one.declaration.form == FORM) else {
            return Ok(None);
        };
        let (declared, Some(answers)) = (opened.declaration, opened.answers) else { return Ok(None) };
        let record = GateRecord {
            version: declared.version,
            declared_on: self.key_days.day(declared.at),
            declared_at: declared.at,
            reason: answers.reason,
            declared: answers.response,
            corrected: None,
            corrections: Vec::new(),
            decisions: Vec::new(),
        };
        let day = self.key_days.day(now);
        let expiry = declared.expiry.max(day.plus(KEPT_DAYS));
        let sealed = record.seal(&self.expiry_keys.get_or_make(expiry)?, id)?;
        Ok(Some(TravellerRow {
            declaration: *id,
            gate,
            day,
            presented_at: now,
            class: declared.class,
            vehicle: record.vehicle(),
            state: TravellerState::Presented,
            locked_by: None,
            locked_until: UnixTime(0),
            decided_by: None,
            decided_at: None,
            quarantine: None,
            passport: self.passport(&record),
            expiry,
            sealed,
        }))
    }

    /// HMAC of country and number of a passport, whatever marks, spaces and capitals it is written with.
    pub(super) fn passport(&self, record: &GateRecord) -> Digest {
        let number = match answer_to(record.answers(), "passport") {
            Some(Answer::String(number)) => folded(number).split_whitespace().collect::<String>(),
            _ => String::new(),
        };
        let country = record.words("nationality").unwrap_or_default();
        self.secrets.digest(PASSPORT, format!("{country}\0{number}").as_bytes())
    }

    /// Takes a traveller to an officer's counter, unless they are at another one or nothing is to be decided any more.
    fn hold(&self, tx: &mut dyn Transaction, officer: &Officer, id: &DeclarationId) -> Result<AtCounter, Failure> {
        let now = self.clock.now();
        let row = traveller_store::find(tx, id)?.ok_or(Problem::NotFound)?;
        if !row.state.is_open() {
            return Ok(AtCounter::Decided(*id));
        }
        if traveller_store::lock(tx, id, officer.id, now, now.plus(HELD_SECONDS))? {
            return Ok(AtCounter::Here(*id));
        }
        let holder = row.holder(now).unwrap_or_default();
        let name = officers::name_of(tx, holder)?.unwrap_or_default();
        Ok(AtCounter::Elsewhere { id: *id, officer: name })
    }

    /// Takes a traveller of the queue to the officer's counter.
    ///
    /// # Errors
    /// As [`Gates::scan`], and [`Problem::NotFound`] where no such traveller was presented at the gate.
    pub(crate) async fn take(
        self: &Arc<Self>,
        officer: &Officer,
        gate: GateNumber,
        id: DeclarationId,
    ) -> Result<AtCounter, Failure> {
        self.decides_at(officer, gate)?;
        let (gates, who) = (self.clone(), officer.clone());
        let work = move |tx: &mut dyn Transaction| {
            at_gate(tx, gate, &id)?;
            gates.hold(tx, &who, &id)
        };
        self.officers.write(officer, "gate-take", (None, about(&id)), work).await
    }

    /// Takes whoever waits longest to the officer's counter; none where nobody waits.
    ///
    /// # Errors
    /// As [`Gates::scan`].
    pub(crate) async fn take_next(
        self: &Arc<Self>,
        officer: &Officer,
        gate: GateNumber,
    ) -> Result<Option<DeclarationId>, Failure> {
        self.decides_at(officer, gate)?;
        let (gates, who) = (self.clone(), officer.clone());
        let work = move |tx: &mut dyn Transaction| {
            let now = gates.clock.now();
            let since = gates.key_days.day(now).minus(1);
            let Some(id) = traveller_store::next(tx, gate, since, now)? else { return Ok(None) };
            Ok(matches!(gates.hold(tx, &who, &id)?, AtCounter::Here(_)).then_some(id))
        };
        self.officers.write(officer, "gate-next", (None, format!("gate {}", gate.0)), work).await
    }

    /// Lets a traveller at the officer's counter go back into the queue.
    ///
    /// # Errors
    /// As [`Gates::take`].
    pub(crate) async fn put_back(
        self: &Arc<Self>,
        officer: &Officer,
        gate: GateNumber,
        id: DeclarationId,
    ) -> Result<(), Failure> {
        self.decides_at(officer, gate)?;
        let (gates, who) = (self.clone(), officer.id);
        let work = move |tx: &mut dyn Transaction| {
            gates.at_counter(tx, gate, &id, who)?;
            Ok(traveller_store::unlock(tx, &id)?)
        };
        self.officers.write(officer, "gate-put-back", (None, about(&id)), work).await
    }

    /// The row of a traveller at an officer's counter.
    pub(super) fn at_counter(
        &self,
        tx: &mut dyn Transaction,
        gate: GateNumber,
        id: &DeclarationId,
        officer: OfficerId,
    ) -> Result<TravellerRow, Failure> {
        let row = at_gate(tx, gate, id)?;
        if row.holder(self.clock.now()) != Some(officer) {
            return Err(Refusal::saying(Problem::Conflict, "console-gate-not-yours").into());
        }
        Ok(row)
    }

    pub(super) fn record(&self, row: &TravellerRow) -> Result<GateRecord, Failure> {
        let key = self.expiry_keys.read(row.expiry)?.ok_or(Problem::NotFound)?;
        Ok(GateRecord::open(&key, &row.declaration, &row.sealed)?)
    }

    /// The queue of a gate, and its figures of today.
    ///
    /// # Errors
    /// A refusal where the officer does not see the gate.
    pub(crate) async fn day(self: &Arc<Self>, officer: &Officer, gate: GateNumber) -> Result<GateDay, Failure> {
        self.looks_at(officer, gate)?;
        let gates = self.clone();
        let read = move |tx: &mut dyn Transaction| gates.gate_day(tx, gate);
        self.officers.read(officer, "gate-queue", (None, format!("gate {}", gate.0)), |_| Ok(()), read).await
    }

    fn gate_day(&self, tx: &mut dyn Transaction, gate: GateNumber) -> Result<GateDay, Failure> {
        let now = self.clock.now();
        let today = self.key_days.day(now);
        let rows = traveller_store::of_gate(tx, gate, today.minus(1))?;
        let is_of_today = |at: UnixTime| self.key_days.day(at) == today;
        let mut took: Vec<u64> = rows
            .iter()
            .filter_map(|row| Some((row.presented_at, row.decided_at.filter(|at| is_of_today(*at))?)))
            .map(|(from, to)| to.0.saturating_sub(from.0))
            .collect();
        took.sort_unstable();
        let mut vehicles: Vec<(String, usize, usize)> = Vec::new();
        for row in rows.iter().filter(|row| row.day == today || row.state.is_open()) {
            let waits = usize::from(row.state == TravellerState::Presented);
            match vehicles.iter_mut().find(|(name, ..)| *name == row.vehicle) {
                Some((_, all, waiting)) => (*all, *waiting) = (*all + 1, *waiting + waits),
                None => vehicles.push((row.vehicle.clone(), 1, waits)),
            }
        }
        let waiting = rows.iter().filter(|row| row.state == TravellerState::Presented).count();
        let decided = took.len();
        let mut open = Vec::new();
        for row in rows.into_iter().filter(|row| row.state.is_open()).take(MOST_LINES) {
            let record = self.record(&row).ok();
            let word = |name| record.as_ref().and_then(|record| record.words(name)).unwrap_or_default().to_owned();
            let holder = match row.holder(now) {
                Some(holder) => officers::name_of(tx, holder)?,
                None => None,
            };
            open.push(QueueLine { name: word("name"), seat: word("seat"), holder, row });
        }
        Ok(GateDay { open, waiting, decided, median_seconds: took.get(decided / 2).copied(), vehicles })
    }

    /// Changes when anything in the queues of an officer's gates does.
    pub(crate) async fn mark(self: &Arc<Self>, officer: &Officer) -> Result<u64, Failure> {
        use std::hash::{DefaultHasher, Hash as _, Hasher as _};
        let numbers: Vec<GateNumber> = self.of_officer(officer).collect();
        let since = self.key_days.day(self.clock.now()).minus(1);
        let sums = self.store.view("gate_sums", move |tx| traveller_store::sums(tx, &numbers, since)).await?;
        let mut mark = DefaultHasher::new();
        sums.hash(&mut mark);
        Ok(mark.finish())
    }
}

/// The row of a traveller of a gate.
pub(super) fn at_gate(tx: &mut dyn Transaction, gate: GateNumber, id: &DeclarationId) -> Result<TravellerRow, Failure> {
    let row = traveller_store::find(tx, id)?.filter(|row| row.gate == gate);
    Ok(row.ok_or(Problem::NotFound)?)
}

/// How the audit log names a traveller: by the random id of the declaration.
pub(super) fn about(id: &DeclarationId) -> String {
    format!("declaration {}", hex::encode(id))
}
