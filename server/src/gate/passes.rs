//! The pass of a declaration of entry: issued when its declarer looks, exchanged for a new one, taken back.

use std::sync::Arc;

use lancan_protocol::forms::{Answer, FormVersion, Response};
use lancan_protocol::pass::{GateNumber, GatePass, PassId, Revocation, RevocationList};
use lancan_protocol::places::Minute;
use lancan_protocol::problem::Problem;
use lancan_protocol::signed::{Purpose, Signed};
use lancan_protocol::time::UnixTime;

use super::answers::answer_to;
use super::pass_store::{self, PassRow};
use super::{FORM, Gates};
use crate::declarations::{DeclarationId, Declarer, OpenedDeclaration};
use crate::ground::calendar::Date;
use crate::ground::error::{Failure, Fault};
use crate::ground::random;
use crate::ground::secrets::Secrets;
use crate::store::{StoreError, Transaction};

/// Days before the day of entry on which a pass is valid, where the form's numbers do not say.
const DAYS_BEFORE: u32 = 1;
/// Days after the day of entry, likewise.
const DAYS_AFTER: u32 = 1;
/// Seconds by which the serial of a list may lie ahead.
const LATEST_SERIAL: u64 = 300;
/// Most passes in one signed list: 1,200 are 63 KB.
const MOST_LISTED: u32 = 1_200;

/// The pass of a declaration as its declarer sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ShownPass {
    /// What the QR code says; none where the pass is valid no more, or was taken back.
    pub(crate) text: Option<String>,
    /// The gate that it is for.
    pub(crate) gate: GateNumber,
    /// The first instant at which it is valid.
    pub(crate) valid_from: UnixTime,
    /// The first instant at which it is valid no more.
    pub(crate) valid_to: UnixTime,
}

/// What a declaration says of gate and time.
pub(super) struct PassFor {
    pub(super) gate: GateNumber,
    pub(super) valid_from: Minute,
    pub(super) valid_to: Minute,
}

/// Takes back every pass of a declaration that ended: its declarer erased it, or a later one took its place.
pub(crate) fn declaration_ended(
    tx: &mut dyn Transaction,
    declaration: &DeclarationId,
    now: UnixTime,
) -> Result<(), StoreError> {
    match pass_store::of_declaration(tx, declaration)? {
        Some(row) if row.taken_back < u16::MAX => pass_store::set(tx, row.id, row.serial, u16::MAX, now),
        _ => Ok(()),
    }
}

impl Gates {
    /// The pass of one of the number's declarations; none where the declaration is not of entry. The first look issues it;
    /// every later one shows the same pass.
    ///
    /// # Errors
    /// [`Problem::NotFound`] where the number has no such declaration.
    pub(crate) async fn pass(
        self: &Arc<Self>,
        declarer: Declarer,
        declaration: DeclarationId,
    ) -> Result<Option<ShownPass>, Failure> {
        let opened = self.declarations.opened(declarer, declaration).await?;
        let Some(wanted) = self.wanted(&opened) else { return Ok(None) };
        let gates = self.clone();
        let now = self.clock.now();
        let known = self.store.view("pass_of", move |tx| pass_store::of_declaration(tx, &declaration)).await?;
        let row = match known {
            Some(row) => row,
            None if Minute::of(now) >= wanted.valid_to || opened.declaration.replaced_at.is_some() => {
                return Ok(Some(ShownPass::of(&wanted, None)));
            }
            None => {
                let new = gates.first_pass(declaration, &wanted);
                let work = move |tx: &mut dyn Transaction| {
                    pass_store::insert(tx, &new)?;
                    pass_store::of_declaration(tx, &declaration)?.ok_or(StoreError::Corrupt("a gate pass"))
                };
                self.store.run("issue_pass", work).await?
            }
        };
        let pass = row.pass().filter(|_| Minute::of(now) < row.valid_to);
        Ok(Some(ShownPass::of(&wanted, pass.map(|pass| self.text(&pass)))))
    }

    /// Gives a declaration a new pass and takes the earlier ones back: whoever has a picture of one gets through with it no
    /// more.
    ///
    /// # Errors
    /// [`Problem::NotFound`] where the number has no such declaration, or no pass of it that is valid.
    pub(crate) async fn renew_pass(
        self: &Arc<Self>,
        declarer: Declarer,
        declaration: DeclarationId,
    ) -> Result<(), Failure> {
        let shown = self.pass(declarer, declaration).await?;
        shown.and_then(|shown| shown.text).ok_or(Problem::NotFound)?;
        let now = self.clock.now();
        let work = move |tx: &mut dyn Transaction| {
            let row = pass_store::of_declaration(tx, &declaration)?.ok_or(Problem::NotFound)?;
            // The last serial that there is takes back itself, too: after it there is no new pass.
            let next = row.serial.checked_add(1).ok_or(Problem::TooManyRequests)?;
            Ok::<_, Failure>(pass_store::set(tx, row.id, next, row.serial, now)?)
        };
        self.store.run("renew_pass", work).await
    }

    fn first_pass(&self, declaration: DeclarationId, wanted: &PassFor) -> PassRow {
        PassRow {
            id: PassId(random::bytes()),
            declaration,
            gate: wanted.gate,
            valid_from: wanted.valid_from,
            valid_to: wanted.valid_to,
            serial: 1,
            taken_back: 0,
            expiry: self.key_days.day(wanted.valid_to.start()).plus(1),
        }
    }

    /// What the QR code of a pass says: the same text each time.
    fn text(&self, pass: &GatePass) -> String {
        GatePass::text(&pass.sign(Secrets::PASS_KEY_NUMBER, &self.secrets.pass.key))
    }

    /// Gate and days of a declaration of entry; none where it is of another form or does not open.
    pub(super) fn wanted(&self, opened: &OpenedDeclaration) -> Option<PassFor> {
        let declared = &opened.declaration;
        let form =
            self.declarations.form_of_version(&declared.form, &declared.version).filter(|form| form.id == FORM)?;
        self.of_answers(form, &opened.answers.as_ref()?.response)
    }

    fn of_answers(&self, form: &FormVersion, response: &Response) -> Option<PassFor> {
        let Some(Answer::Coding(gate)) = answer_to(response, "gate") else { return None };
        let Some(Answer::Date(entry)) = answer_to(response, "entry_date") else { return None };
        let Date(entry) = entry.to_string().parse().ok()?;
        let days = |name: &str, usual| form.rules.numbers.get(name).copied().unwrap_or(usual);
        let first = entry.minus(days("pass_before_days", DAYS_BEFORE));
        let end = entry.plus(days("pass_after_days", DAYS_AFTER)).plus(1);
        let minute = |day| Minute::of(self.key_days.start(day));
        Some(PassFor { gate: GateNumber(gate.parse().ok()?), valid_from: minute(first), valid_to: minute(end) })
    }

    /// The signed list of passes taken back since a list of this serial, zero for all: at most [`MOST_LISTED`], those taken
    /// back first. A list that has room for no more says so by its serial: the rest is asked for from there.
    pub(super) async fn revoked(&self, since: u64) -> Result<Signed, Failure> {
        let now = self.clock.now();
        let from = UnixTime(since);
        // Two servers' clocks differ by seconds.
        if from > now.plus(LATEST_SERIAL) {
            return Err(Problem::RequestInvalid.into());
        }
        let work = move |tx: &mut dyn Transaction| pass_store::taken_back(tx, from, Minute::of(now), MOST_LISTED + 1);
        let mut listed = self.store.view("passes_taken_back", work).await?;
        // A list's serial is an instant until which everything is in it. What is taken back within the second of a list may
        // come after it, so the next list begins with that second again.
        let most = usize::try_from(MOST_LISTED).unwrap_or(usize::MAX);
        let serial = match listed.get(most) {
            Some((_, _, at)) => at.0,
            None => now.0,
        };
        listed.truncate(most);
        let day = self.key_days.day(now);
        let list = RevocationList {
            format: RevocationList::FORMAT,
            serial: serial.max(since),
            since,
            expires_at: self.key_days.start(day.plus(1)),
            revoked: listed.into_iter().map(|(id, up_to, _)| Revocation { id, up_to }).collect(),
        };
        let document = serde_json::to_vec(&list).map_err(|_| Fault::Broken("a list of passes does not encode"))?;
        let key = &self.secrets.revoked;
        Ok(Signed::new(Purpose::Revocations, &key.id, &key.key, &document))
    }
}

impl ShownPass {
    fn of(wanted: &PassFor, text: Option<String>) -> Self {
        let PassFor { gate, valid_from, valid_to } = wanted;
        Self { text, gate: *gate, valid_from: valid_from.start(), valid_to: valid_to.start() }
    }
}
