//! Callbacks that wait are weighed: a job beside the requests, so that no answer's time tells what a callback names.

use std::sync::Arc;

use lancan_protocol::call_words::CallWords;
use lancan_protocol::time::UnixTime;
use lancan_protocol::wire::{Callback, CallbackContent};
use prost::Message as _;
use tokio::sync::watch;

use super::kinds::{Closeness, Source};
use super::order::Basis;
use super::store::ContactRow;
use super::waiting::{self, WaitingRow};
use super::{Contacts, Opened, Person, store};
use crate::cases::{self, CaseRow};
use crate::evidence::{EvidenceGrade, Weighing};
use crate::ground::error::{Failure, Fault};
use crate::ground::sealing::SealingKey;
use crate::store::Transaction;

/// Seconds between two looks for callbacks that wait.
const EVERY_SECONDS: u64 = 5;
/// Callbacks that one look takes up.
const AT_A_TIME: u32 = 64;
/// Seconds of closeness from which a contact counts as close (5053/QĐ-BYT: 15 minutes).
const CLOSE_SECONDS: u32 = 15 * 60;

impl Contacts {
    /// Weighs what waits, again and again, until it is told to stop.
    pub(crate) async fn keep_weighing(self: Arc<Self>, mut stop: watch::Receiver<bool>) {
        loop {
            if let Err(failure) = self.weigh_waiting().await {
                tracing::error!(%failure, "weighing callbacks failed; it is tried again");
            }
            tokio::select! {
                () = self.clock.reached(self.clock.now().plus(EVERY_SECONDS)) => {}
                _ = stop.wait_for(|stop| *stop) => return,
            }
        }
    }

    /// Weighs every callback that waits, the oldest first, each in a transaction of its own. One that fails does not stop the
    /// others.
    ///
    /// # Errors
    /// The first [`Failure`], when all were tried. What failed waits on.
    pub(crate) async fn weigh_waiting(self: &Arc<Self>) -> Result<(), Failure> {
        let mut failed = None;
        let mut behind = None;
        loop {
            let after = behind;
            let ids =
                self.store.view("waiting_callbacks", move |tx| waiting::next(tx, after.as_ref(), AT_A_TIME)).await?;
            let Some(last) = ids.last() else { return failed.map_or(Ok(()), Err) };
            behind = Some(*last);
            for (_, id) in ids {
                let contacts = self.clone();
                let done = self.store.run("weigh_callback", move |tx| contacts.weigh_one(tx, &id));
                if let Err(failure) = done.await {
                    failed.get_or_insert(failure);
                }
            }
        }
    }

    /// Weighs a callback that waits, and deletes it: keys and entries end here. Another instance may have done so already.
    fn weigh_one(&self, tx: &mut dyn Transaction, id: &[u8; 32]) -> Result<(), Failure> {
        let Some(row) = waiting::take(tx, id)? else { return Ok(()) };
        let now = self.clock.now();
        let Some(key) = self.cases.expiry_keys.read(row.expiry)? else {
            // As after a restore. The callback is of no more use.
            tracing::warn!("a callback's key is gone; nobody is called for it");
            return Ok(());
        };
        match opened(&key, id, &row) {
            Some(content) => self.weigh_against_each(tx, &content, now),
            None => Ok(()),
        }
    }

    /// Weighs a callback against each case that it names, by itself, and keeps what came out.
    fn weigh_against_each(
        &self,
        tx: &mut dyn Transaction,
        content: &CallbackContent,
        now: UnixTime,
    ) -> Result<(), Failure> {
        let own_keys = self.evidence.own_keys(tx, content)?;
        for (case, keys) in self.evidence.named(tx, &content.matched)? {
            // Nobody is called for a case that was revoked.
            let case = cases::unexpired(tx, &case, now)?.filter(|case| case.revoked_at.is_none());
            let Some(case) = case else { continue };
            let weighed = self.evidence.weigh(tx, &case, &keys, &own_keys, content).and_then(|found| match found {
                Some(weighing) => self.answered(tx, &case, content, &weighing),
                None => Ok(()),
            });
            match weighed {
                // What is sealed of one case and does not open takes nothing from the others.
                Err(Failure::Refused(_) | Failure::Fault(Fault::Broken(_))) => {
                    tracing::warn!("a case that a callback names does not open; nobody is called for it");
                }
                other => other?,
            }
        }
        Ok(())
    }

    /// Keeps an answer as a contact of the case. A number has one open callback for a case: an answer of before keeps the
    /// better evidence.
    fn answered(
        &self,
        tx: &mut dyn Transaction,
        case: &CaseRow,
        content: &CallbackContent,
        weighing: &Weighing,
    ) -> Result<(), Failure> {
        let number = self.index().number(&content.phone);
        let words = CallWords::of(&content.callback_id);
        let words = (words.first, words.second);
        let known = store::of_phone(tx, &case.id, &number)?.into_iter().find(|row| row.source == Source::App);
        let mut opened = if let Some(row) = known {
            self.open(tx, row)?
        } else {
            let person = Person { phone: Some(content.phone.as_str().to_owned()), ..Person::default() };
            Opened { row: self.fresh(case, Source::App), person, key: self.cases.opened(case)?.key }
        };
        // The app shows the words of the last callback.
        opened.person.call_words = vec![words];
        if opened.row.grade.is_none_or(|grade| grade < weighing.grade) {
            opened.row = with_evidence(opened.row, weighing);
        }
        self.enqueue(tx, &opened.row, &opened.person)?;
        self.put(tx, &opened)?;
        Ok(())
    }
}

/// What waits, opened; none for cover.
fn opened(key: &SealingKey, id: &[u8; 32], row: &WaitingRow) -> Option<CallbackContent> {
    let bytes = key.open(&waiting::place(id), &row.sealed).ok()?;
    let callback = Callback::decode(bytes.as_slice()).ok().filter(|callback| !callback.cover)?;
    callback.content().ok()
}

/// A contact with what weighing found. What an order could rest on before stays: no day and no closeness gets less.
fn with_evidence(row: ContactRow, weighing: &Weighing) -> ContactRow {
    let by_ranging = match weighing.close_seconds {
        0 => Closeness::SamePlace,
        seconds if seconds >= CLOSE_SECONDS && weighing.grade >= EvidenceGrade::CaseHeard => Closeness::Close,
        _ => Closeness::Possible,
    };
    let closeness = if weighing.last_day.is_some() { by_ranging } else { Closeness::Unknown };
    let minutes = weighing.last_day.map(|_| weighing.seconds.div_ceil(60));
    let counts = Basis::of(&row).is_ok();
    ContactRow {
        grade: Some(weighing.grade),
        relay: weighing.relay_suspected,
        closeness: if counts { closeness.max(row.closeness) } else { closeness },
        minutes: if counts { minutes.max(row.minutes) } else { minutes },
        last_contact: if counts { weighing.last_day.max(row.last_contact) } else { weighing.last_day },
        ..row
    }
}
