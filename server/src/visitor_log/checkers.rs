//! Checkers: staff who scan visitors' codes at a door. A manager invites a device by a QR code; the device keeps a key that
//! never leaves it, and everything it posts is signed by that key. A checker reads no count and no line.

use std::sync::Arc;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use lancan_protocol::hex;
use lancan_protocol::places::{LogId, Minute};
use lancan_protocol::problem::Problem;
use lancan_protocol::time::UnixTime;
use lancan_protocol::visitor_log::{CardId, CheckedUpload, CheckerId};
use p256::ecdsa::VerifyingKey;

use super::checker_store::{self, CheckerRow, InvitationRow, LineRow};
use super::taking::{Arrived, Placed};
use super::{VisitorLog, card_store, managed_with_log};
use crate::ground::error::{Failure, Fault, Refusal};
use crate::ground::purposes;
use crate::ground::random;
use crate::http::limits::Limit;
use crate::places::{Manager, PlaceRow};
use crate::store::Transaction;

/// Checkers of one place at most.
pub(crate) const MOST_CHECKERS: usize = 50;
/// Minutes that an invitation holds.
pub(crate) const INVITATION_MINUTES: u32 = 10;
/// Days after which a device has to be invited again.
pub(crate) const CHECKER_DAYS: u32 = 90;
/// Longest name of a door, in bytes.
const MOST_DOOR_BYTES: usize = 60;
/// Envelopes of a checker in 15 minutes: one a second.
const MOST_A_QUARTER: u32 = 15 * 60;
/// Secrets and devices that nobody knows, in 15 minutes of the whole service.
const MOST_UNKNOWN: u32 = 200;

/// A checker as the place's managers see one.
pub(crate) struct KnownChecker {
    pub(crate) id: CheckerId,
    /// The door.
    pub(crate) door: String,
    /// When the device took the invitation.
    pub(crate) added_at: UnixTime,
}

/// What a checker's device needs to check.
pub(crate) struct CheckingAt {
    pub(crate) checker: CheckerId,
    pub(crate) place: PlaceRow,
    /// The door.
    pub(crate) door: String,
    /// What today's envelopes are filed under.
    pub(crate) log: LogId,
    /// The province's pack of public keys; none where there is none that holds.
    pub(crate) pack: Option<Vec<u8>>,
    /// The server's time.
    pub(crate) now: UnixTime,
    /// The paper cards that were taken back.
    pub(crate) revoked: Vec<CardId>,
}

fn sealed_door(place: &str) -> String {
    format!("log_checkers|door|{place}")
}

fn unknown() -> Limit {
    Limit::new("log-checker", MOST_UNKNOWN)
}

impl VisitorLog {
    /// Invites a checker to a manager's place. Returns the place and the secret of the address that the device opens.
    ///
    /// # Errors
    /// A refusal for a place that keeps no log, has as many checkers as it may, for a door without a name, and where the manager
    /// did not show the number lately.
    pub(crate) async fn invite(
        self: &Arc<Self>,
        manager: &Manager,
        id: &str,
        door: &str,
    ) -> Result<(PlaceRow, String), Failure> {
        if !self.places.is_confirmed(manager) {
            return Err(Refusal::saying(Problem::NotAllowed, "web-confirm-first").into());
        }
        let door = door.trim();
        let fits = (1..=MOST_DOOR_BYTES).contains(&door.len()) && !door.chars().any(char::is_control);
        if !fits {
            return Err(Refusal::saying(Problem::RequestInvalid, "web-checker-door-wrong").into());
        }
        let token = URL_SAFE_NO_PAD.encode(random::bytes::<16>());
        let invitation = InvitationRow {
            token: self.secrets.digest(purposes::LOG_INVITATION, token.as_bytes()),
            place: id.to_owned(),
            door: self.doors.seal(&sealed_door(id), door.as_bytes()).map_err(Fault::from)?,
            expires_at: self.clock.now().plus(u64::from(INVITATION_MINUTES) * 60),
        };
        let manager = manager.clone();
        let work = move |tx: &mut dyn Transaction| {
            let place = managed_with_log(tx, &manager, &invitation.place)?;
            if checker_store::of_place(tx, &place.id)?.len() >= MOST_CHECKERS {
                return Err(Failure::from(Refusal::saying(Problem::TooManyRequests, "web-checkers-full")));
            }
            checker_store::insert_invitation(tx, &invitation)?;
            Ok(place)
        };
        Ok((self.store.run("invite_checker", work).await?, token))
    }

    /// The checkers of a manager's place, with the place.
    pub(crate) async fn checkers(
        self: &Arc<Self>,
        manager: &Manager,
        id: &str,
    ) -> Result<(PlaceRow, Vec<KnownChecker>), Failure> {
        let (log, manager, id) = (self.clone(), manager.clone(), id.to_owned());
        let work = move |tx: &mut dyn Transaction| {
            let place = managed_with_log(tx, &manager, &id)?;
            let rows = checker_store::of_place(tx, &id)?;
            let known = rows.into_iter().map(|row| {
                let door = log.door(&row.place, &row.door)?;
                Ok(KnownChecker { id: row.id, door, added_at: row.added_at })
            });
            Ok::<_, Failure>((place, known.collect::<Result<_, Fault>>()?))
        };
        self.store.view("checkers_of_place", work).await
    }

    /// Takes a checker off a manager's place: what the device posts from then on is refused.
    pub(crate) async fn take_checker_off(
        &self,
        manager: &Manager,
        id: &str,
        checker: CheckerId,
    ) -> Result<(), Failure> {
        let (manager, id) = (manager.clone(), id.to_owned());
        let work = move |tx: &mut dyn Transaction| {
            managed_with_log(tx, &manager, &id)?;
            let taken = checker_store::take_off(tx, &id, checker)?;
            if taken { Ok(()) } else { Err(Failure::from(Problem::NotFound)) }
        };
        self.store.run("take_checker_off", work).await
    }

    /// Takes an invitation: the device with this key checks at its place from now on.
    ///
    /// # Errors
    /// [`Problem::NotFound`] where the secret is nobody's any more.
    pub(super) async fn join(self: &Arc<Self>, token: &str, key: VerifyingKey) -> Result<CheckingAt, Failure> {
        self.refuse_guessing().await?;
        let token = self.secrets.digest(purposes::LOG_INVITATION, token.as_bytes());
        let (log, now, id) = (self.clone(), self.clock.now(), CheckerId::of(&key));
        let work = move |tx: &mut dyn Transaction| {
            let Some(invitation) = checker_store::spend_invitation(tx, &token, now)? else { return Ok(None) };
            if checker_store::of_place(tx, &invitation.place)?.len() >= MOST_CHECKERS {
                return Err(Failure::from(Refusal::saying(Problem::TooManyRequests, "web-checkers-full")));
            }
            let row = CheckerRow {
                id,
                place: invitation.place,
                public_key: key.to_sec1_point(false).as_bytes().to_vec(),
                door: invitation.door,
                added_at: now,
            };
            checker_store::insert(tx, &row)?;
            log.checking_at(tx, &row).map(Some)
        };
        match self.store.run("join_checkers", work).await? {
            Some(at) => self.with_pack(at),
            None => Err(self.unknown_checker().await),
        }
    }

    /// What a checker's device needs to check, for the device that signed that it asks. Whether the minute is of now does not
    /// matter: it is by the answer that a device learns that its clock is wrong.
    ///
    /// # Errors
    /// [`Problem::NotFound`] for a device that was taken off, for one that is not known and for a signature that does not hold:
    /// they look alike.
    pub(super) async fn checks(
        self: &Arc<Self>,
        id: CheckerId,
        minute: Minute,
        signature: Vec<u8>,
    ) -> Result<CheckingAt, Failure> {
        self.refuse_guessing().await?;
        let log = self.clone();
        let work = move |tx: &mut dyn Transaction| {
            let row = checker_store::find(tx, id)?;
            let row = row.filter(|row| key_of(row).is_some_and(|key| id.asked(minute, &key, &signature)));
            row.map(|row| log.checking_at(tx, &row)).transpose()
        };
        match self.store.view("checker", work).await? {
            Some(at) => self.with_pack(at),
            None => Err(self.unknown_checker().await),
        }
    }

    /// Takes an envelope that a checker's device sealed, with its masked line. One that is kept already is taken again.
    ///
    /// # Errors
    /// [`Problem::NotFound`] for a device that is not known, for another place's log and for a signature that does not hold.
    /// [`Problem::TooManyRequests`] where the checker or the place's hour is full.
    pub(super) async fn take_checked(self: &Arc<Self>, bytes: &[u8]) -> Result<(), Failure> {
        let refused = || Refusal::because(Problem::RequestInvalid, "body: what a checker posts has exactly 689 bytes");
        let upload = CheckedUpload::from_bytes(bytes).ok_or_else(refused)?;
        let arrived = self.arrived(upload.log, upload.hour, &upload.envelope)?;
        let (log, now) = (self.clone(), self.clock.now());
        let work = move |tx: &mut dyn Transaction| {
            let row = checker_store::find(tx, upload.checker)?;
            let row = row.filter(|row| key_of(row).is_some_and(|key| upload.is_by(&key))).ok_or(Problem::NotFound)?;
            let day = upload.hour.day(log.key_days);
            let logged = log.places.logged(tx, upload.log, day)?.filter(|logged| logged.place.id == row.place);
            let logged = logged.ok_or(Problem::NotFound)?;
            if arrived.is_kept(tx)? {
                return Ok(());
            }
            let quarter = Limit::new("log-checked", MOST_A_QUARTER);
            if !quarter.try_count(tx, &row.id.0, now)? {
                return Err(Failure::from(Problem::TooManyRequests));
            }
            let placed = Placed { arrived: &arrived, place: &logged.place };
            if log.keep(tx, &[placed], Arrived::BY_CHECKER)? != [true] {
                return Err(Problem::TooManyRequests.into());
            }
            if let Some((reader, sealed)) = &upload.line {
                let sealed = sealed.clone();
                let line = LineRow { id: upload.id(), log: upload.log, hour: upload.hour, reader: *reader, sealed };
                checker_store::insert_line(tx, &line)?;
            }
            Ok(())
        };
        self.store.run("take_checked", work).await
    }

    fn checking_at(&self, tx: &mut dyn Transaction, row: &CheckerRow) -> Result<CheckingAt, Failure> {
        let (place, log) = self.places.log_today(tx, &row.place)?.ok_or(Problem::NotFound)?;
        let door = self.door(&row.place, &row.door)?;
        let revoked = card_store::taken_back(tx)?;
        Ok(CheckingAt { checker: row.id, place, door, log, pack: None, now: self.clock.now(), revoked })
    }

    /// The same with the pack, which lies in a file: it is read outside of the transaction.
    fn with_pack(&self, at: CheckingAt) -> Result<CheckingAt, Failure> {
        let pack = match self.pack(&at.place.place.province.region()) {
            Ok(pack) => Some(pack),
            Err(Failure::Refused(_)) => None,
            Err(fault) => return Err(fault),
        };
        Ok(CheckingAt { pack, ..at })
    }

    fn door(&self, place: &str, sealed: &[u8]) -> Result<String, Fault> {
        let plain = self.doors.open(&sealed_door(place), sealed)?;
        String::from_utf8(plain.to_vec()).map_err(|_| Fault::Broken("a sealed door does not read"))
    }

    /// # Errors
    /// [`Problem::TooManyRequests`] while too many ask that nobody knows.
    pub(super) async fn refuse_guessing(&self) -> Result<(), Failure> {
        let now = self.clock.now();
        let is_reached = self.store.view("unknown_checkers", move |tx| unknown().is_reached(tx, &[], now)).await?;
        if is_reached { Err(Problem::TooManyRequests.into()) } else { Ok(()) }
    }

    /// Counts a secret or a device that nobody knows.
    pub(super) async fn unknown_checker(&self) -> Failure {
        let now = self.clock.now();
        match self.store.run("unknown_checker", move |tx| unknown().try_count(tx, &[], now)).await {
            Ok(_) => Problem::NotFound.into(),
            Err(error) => error.into(),
        }
    }
}

pub(super) fn key_of(row: &CheckerRow) -> Option<VerifyingKey> {
    VerifyingKey::from_sec1_bytes(&row.public_key).ok()
}

/// The checker whose name is written in hexadecimal.
pub(crate) fn checker_named(text: &str) -> Option<CheckerId> {
    hex::decode(text).and_then(|bytes| bytes.try_into().ok()).map(CheckerId)
}
