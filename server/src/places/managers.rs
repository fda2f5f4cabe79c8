//! Who runs a place: whoever shows by SMS that a telephone number is theirs, and manages places by it.

use lancan_protocol::otp::Otp;
use lancan_protocol::phone_number::PhoneNumber;
use lancan_protocol::problem::Problem;
use lancan_protocol::time::UnixTime;
use lancan_text::Language;
use serde::{Deserialize, Serialize};

use super::manager_store::{self, ManagerRow, ManagerSession};
use super::store::{self, PlaceRow};
use super::{PlaceFile, Places, details, tablet_store};
use crate::ground::error::{Failure, Fault, Refusal};
use crate::ground::ids::Digest;
use crate::ground::purposes;
use crate::ground::random;
use crate::store::{StoreError, Transaction};

/// Days that a session lasts.
pub(crate) const SESSION_DAYS: u32 = 30;
/// Seconds after a number was shown in which its holder may do what is grave: change a code, add or remove a manager.
const CONFIRMED_SECONDS: u64 = 10 * 60;
/// Managers of one place.
pub(crate) const MOST_MANAGERS: usize = 3;
/// Places that one number manages at most.
pub(super) const MOST_PLACES: usize = 50;
/// What the HMAC of a manager's number is for.
const NUMBER: &str = purposes::PLACE_MANAGER;
/// What the HMAC of a session's token is for.
const TOKEN: &str = purposes::PLACE_SESSION;

/// Whoever is signed in by a number.
#[derive(Clone)]
pub(crate) struct Manager {
    /// HMAC of the token. Passwords of others that are sent in the session are bound to it.
    pub(crate) token: Digest,
    /// HMAC of the number.
    pub(super) number: Digest,
    /// The number.
    pub(crate) phone: PhoneNumber,
    /// When the number was shown last.
    confirmed_at: UnixTime,
}

/// What is known of a manager of a place.
#[derive(Serialize, Deserialize)]
pub(super) struct ManagerPerson {
    /// The number, as E.164 writes it.
    pub(super) phone: String,
    /// The name that the manager gave.
    pub(super) name: String,
}

/// A manager of a place, as the other managers see one.
pub(crate) struct KnownManager {
    /// Names the manager within the place: the HMAC of the number.
    pub(crate) id: Digest,
    /// The number, as E.164 writes it.
    pub(crate) phone: String,
    /// The name.
    pub(crate) name: String,
}

fn sealed_session(token: &Digest) -> String {
    format!("place_sessions|sealed|{}", lancan_protocol::hex::encode(token))
}

fn sealed_manager(place: &str, number: &Digest) -> String {
    format!("place_managers|sealed|{place}|{}", lancan_protocol::hex::encode(number))
}

impl Places {
    /// Whether numbers can be shown at all: the server has a gateway for text messages.
    pub(crate) fn sends_passwords(&self) -> bool {
        self.otp.sends()
    }

    /// Sends a one-time password to a number, for the browser, session or device with this secret. The answer is the same for every number that
    /// need not wait for its next message, whether or not it manages a place. Without a gateway every number is refused.
    pub(crate) async fn send_password(
        &self,
        phone: PhoneNumber,
        browser: Digest,
        language: Language,
    ) -> Result<(), Failure> {
        if !self.sends_passwords() {
            return Err(Refusal::saying(Problem::Unavailable, "web-no-messages").into());
        }
        self.otp.send(phone, browser, language).await.map(|_| ())
    }

    /// Uses up the password of a number that was sent for this browser, session or device, in the transaction of what it is for.
    /// `Ok(Err(…))` says why it does not hold: whoever calls this keeps the transaction then too, because a wrong try was counted
    /// in it.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    pub(crate) fn spend_password(
        &self,
        tx: &mut dyn Transaction,
        phone: &PhoneNumber,
        otp: &Otp,
        asker: &Digest,
    ) -> Result<Result<(), Problem>, StoreError> {
        self.otp.spend(tx, phone, otp, asker)
    }

    /// Begins a session for whoever shows the password that was sent to a number. Returns its token.
    pub(crate) async fn begin_session(&self, phone: PhoneNumber, otp: Otp, browser: Digest) -> Result<String, Failure> {
        let token = lancan_protocol::hex::encode(&random::bytes::<32>());
        let now = self.clock.now();
        let key = self.secrets.digest(TOKEN, token.as_bytes());
        let sealed = self.people.seal(&sealed_session(&key), phone.as_str().as_bytes()).map_err(Fault::from)?;
        let session = ManagerSession {
            token: key,
            number: self.manager_number(&phone),
            sealed,
            confirmed_at: now,
            expires_at: now.plus(u64::from(SESSION_DAYS) * 86_400),
        };
        let passwords = self.otp.clone();
        let work = move |tx: &mut dyn Transaction| {
            let spent = passwords.spend(tx, &phone, &otp, &browser)?;
            if spent.is_ok() {
                passwords.know(tx, &phone, &browser)?;
                passwords.know(tx, &phone, &session.token)?;
                manager_store::insert_session(tx, &session)?;
            }
            Ok::<_, Failure>(spent)
        };
        self.officers.store.run("begin_place_session", work).await??;
        Ok(token)
    }

    /// Whoever holds the token of a session.
    ///
    /// # Errors
    /// [`Problem::SignInNeeded`] where the session is over.
    pub(crate) async fn manager(&self, token: &str) -> Result<Manager, Failure> {
        let (key, now) = (self.secrets.digest(TOKEN, token.as_bytes()), self.clock.now());
        let found = self.officers.store.view("place_session", move |tx| manager_store::session(tx, &key, now)).await?;
        let session = found.ok_or(Problem::SignInNeeded)?;
        let phone = self.people.open(&sealed_session(&key), &session.sealed).map_err(Fault::from)?;
        let phone = std::str::from_utf8(&phone).ok().and_then(|text| PhoneNumber::from_e164(text.to_owned()).ok());
        let phone = phone.ok_or(Fault::Broken("a sealed number does not read"))?;
        Ok(Manager { token: key, number: session.number, phone, confirmed_at: session.confirmed_at })
    }

    /// Ends a session.
    pub(crate) async fn end_manager_session(&self, manager: &Manager) -> Result<(), Failure> {
        let token = manager.token;
        Ok(self.officers.store.run("end_place_session", move |tx| manager_store::delete_session(tx, &token)).await?)
    }

    /// Takes the password that was sent again to the number of a session: what is grave may then be done for ten minutes.
    pub(crate) async fn confirm_manager(&self, manager: &Manager, otp: Otp) -> Result<(), Failure> {
        let (passwords, manager, now) = (self.otp.clone(), manager.clone(), self.clock.now());
        let work = move |tx: &mut dyn Transaction| {
            let spent = passwords.spend(tx, &manager.phone, &otp, &manager.token)?;
            if spent.is_ok() {
                manager_store::confirm_session(tx, &manager.token, now)?;
            }
            Ok::<_, Failure>(spent)
        };
        Ok(self.officers.store.run("confirm_manager", work).await??)
    }

    /// Sends a one-time password to the number of a session, to show it again.
    pub(crate) async fn send_confirmation(&self, manager: &Manager, language: Language) -> Result<(), Failure> {
        self.send_password(manager.phone.clone(), manager.token, language).await
    }

    /// Whether a manager showed the number in the last ten minutes, so that what is grave may be done.
    pub(crate) fn is_confirmed(&self, manager: &Manager) -> bool {
        self.clock.now() <= manager.confirmed_at.plus(CONFIRMED_SECONDS)
    }

    pub(super) fn demand_confirmation(&self, manager: &Manager) -> Result<(), Refusal> {
        if self.is_confirmed(manager) { Ok(()) } else { Err(Refusal::saying(Problem::NotAllowed, "web-confirm-first")) }
    }

    /// A manager's place. One of others is not found.
    pub(crate) fn managed_by(tx: &mut dyn Transaction, manager: &Manager, id: &str) -> Result<PlaceRow, Failure> {
        managed(tx, id, &manager.number)
    }

    /// The places of a manager, by name.
    pub(crate) async fn managed_places(&self, manager: &Manager) -> Result<Vec<PlaceRow>, Failure> {
        let number = manager.number;
        Ok(self.officers.store.view("managed_places", move |tx| manager_store::places_of(tx, &number)).await?)
    }

    /// A place of a manager. One of others is not found.
    pub(crate) async fn managed(
        self: &std::sync::Arc<Self>,
        manager: &Manager,
        id: &str,
    ) -> Result<PlaceFile, Failure> {
        let (places, number, id) = (self.clone(), manager.number, id.to_owned());
        let work = move |tx: &mut dyn Transaction| {
            let place = managed(tx, &id, &number)?;
            places.file(tx, place)
        };
        self.officers.store.view("managed_place", work).await
    }

    /// Gives a manager's place a new code: for posters, or for a display.
    pub(crate) async fn manager_changes_code(
        self: &std::sync::Arc<Self>,
        manager: &Manager,
        id: &str,
        rotating: bool,
    ) -> Result<(), Failure> {
        self.demand_confirmation(manager)?;
        let (places, number, id) = (self.clone(), manager.number, id.to_owned());
        let work = move |tx: &mut dyn Transaction| {
            managed(tx, &id, &number)?;
            places.next_code(tx, &id, rotating)
        };
        self.officers.store.run("manager_changes_code", work).await
    }

    /// Sends a one-time password to a number that is to manage a place. Its holder tells it to who adds them.
    pub(crate) async fn invite_manager(
        &self,
        manager: &Manager,
        id: &str,
        phone: PhoneNumber,
        language: Language,
    ) -> Result<(), Failure> {
        self.demand_confirmation(manager)?;
        let (number, id) = (manager.number, id.to_owned());
        let work = move |tx: &mut dyn Transaction| {
            managed(tx, &id, &number)?;
            has_room(tx, &id)
        };
        self.officers.store.view("invite_manager", work).await?;
        self.send_password(phone, manager.token, language).await
    }

    /// Adds the holder of a number, who was sent a password, to the managers of a place.
    pub(crate) async fn add_manager(
        self: &std::sync::Arc<Self>,
        manager: &Manager,
        id: &str,
        (phone, otp): (PhoneNumber, Otp),
        name: &str,
    ) -> Result<(), Failure> {
        self.demand_confirmation(manager)?;
        let name = details::person_name(name)?;
        let (places, manager, id, now) = (self.clone(), manager.clone(), id.to_owned(), self.clock.now());
        let work = move |tx: &mut dyn Transaction| {
            managed(tx, &id, &manager.number)?;
            has_room(tx, &id)?;
            let spent = places.otp.spend(tx, &phone, &otp, &manager.token)?;
            if spent.is_ok() {
                places.put_manager(tx, &id, &phone, name.clone(), now)?;
            }
            Ok::<_, Failure>(spent)
        };
        Ok(self.officers.store.run("add_manager", work).await??)
    }

    /// Takes a manager off a place. The last one stays, until the place is closed. Nothing tells who opened a tablet's address, so all of them end.
    pub(crate) async fn remove_manager(&self, manager: &Manager, id: &str, other: Digest) -> Result<(), Failure> {
        self.demand_confirmation(manager)?;
        let (number, id) = (manager.number, id.to_owned());
        let work = move |tx: &mut dyn Transaction| {
            managed(tx, &id, &number)?;
            if manager_store::managers(tx, &id)?.len() <= 1 {
                return Err(Refusal::saying(Problem::Conflict, "web-last-manager").into());
            }
            match manager_store::take_off(tx, &id, &other)? {
                0 => Err(Failure::from(Problem::NotFound)),
                _ => Ok(tablet_store::forget(tx, &id)?),
            }
        };
        self.officers.store.run("remove_manager", work).await
    }

    /// Notes that the holder of a number manages a place.
    pub(super) fn put_manager(
        &self,
        tx: &mut dyn Transaction,
        place: &str,
        phone: &PhoneNumber,
        name: String,
        now: UnixTime,
    ) -> Result<(), Failure> {
        let number = self.manager_number(phone);
        let person = ManagerPerson { phone: phone.as_str().to_owned(), name };
        let plain = serde_json::to_vec(&person).map_err(|_| Fault::Broken("a manager does not encode"))?;
        let sealed = self.people.seal(&sealed_manager(place, &number), &plain).map_err(Fault::from)?;
        let row = ManagerRow { place: place.to_owned(), number, sealed, added_at: now };
        Ok(manager_store::insert_manager(tx, &row)?)
    }

    /// The managers of a place.
    pub(super) fn known_managers(&self, tx: &mut dyn Transaction, of: &str) -> Result<Vec<KnownManager>, Failure> {
        let rows = manager_store::managers(tx, of)?;
        Ok(rows.iter().map(|row| self.known(row)).collect::<Result<_, Fault>>()?)
    }

    /// The telephone numbers of a place's managers.
    ///
    /// # Errors
    /// Faults of the store, and of a seal that does not open.
    pub(crate) fn manager_numbers(&self, tx: &mut dyn Transaction, of: &str) -> Result<Vec<PhoneNumber>, Failure> {
        let managers = self.known_managers(tx, of)?;
        Ok(managers.iter().filter_map(|manager| PhoneNumber::parse(&manager.phone).ok()).collect())
    }

    fn known(&self, row: &ManagerRow) -> Result<KnownManager, Fault> {
        let plain = self.people.open(&sealed_manager(&row.place, &row.number), &row.sealed)?;
        let person: ManagerPerson =
            serde_json::from_slice(&plain).map_err(|_| Fault::Broken("a sealed manager does not read"))?;
        Ok(KnownManager { id: row.number, phone: person.phone, name: person.name })
    }

    pub(super) fn manager_number(&self, phone: &PhoneNumber) -> Digest {
        self.secrets.digest(NUMBER, phone.as_str().as_bytes())
    }
}

/// A place that the holder of a number manages. One of others is not found.
pub(super) fn managed(tx: &mut dyn Transaction, id: &str, number: &Digest) -> Result<PlaceRow, Failure> {
    let is_managed = manager_store::managers(tx, id)?.iter().any(|manager| manager.number == *number);
    let place = store::find(tx, id)?.filter(|_| is_managed);
    Ok(place.ok_or(Problem::NotFound)?)
}

fn has_room(tx: &mut dyn Transaction, id: &str) -> Result<(), Failure> {
    if manager_store::managers(tx, id)?.len() < MOST_MANAGERS {
        return Ok(());
    }
    Err(Refusal::saying(Problem::TooManyRequests, "web-three-managers").into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ground::sealing::SealingKey;

    /// Sealed by another program, under the label that stored rows have.
    #[test]
    fn a_session_that_was_sealed_earlier_opens() {
        let sealed = lancan_protocol::hex::decode(
            "0101010101010101010101015dd9bd8ea18ddf3ae4e2eb195ce4ed2eb3632feebd48d267259d9ff9",
        );
        let key = SealingKey::new(&[7; 32]).unwrap();
        assert_eq!(key.open(&sealed_session(&[3; 32]), &sealed.unwrap()).unwrap().as_slice(), b"+84912345678");
    }
}
