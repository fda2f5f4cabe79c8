//! Cards of one day: for visitors without phone and card who read out the code of their number at the door. The checker's device
//! shows the card.

use std::sync::Arc;

use lancan_protocol::otp::Otp;
use lancan_protocol::phone_number::PhoneNumber;
use lancan_protocol::places::Minute;
use lancan_protocol::problem::Problem;
use lancan_protocol::visitor_log::{CardWish, CheckerId};
use lancan_text::Language;

use super::cards::{CardEnd, NewCard};
use super::checkers::key_of;
use super::manager_cards::visitor;
use super::{VisitorLog, card_store, checker_store};
use crate::ground::error::{Failure, Refusal};
use crate::ground::ids::Digest;
use crate::ground::purposes;
use crate::places::PlaceRow;
use crate::store::Transaction;

/// Minutes by which a device's minute may be off, so that what it signed is not sent again later.
const MOST_MINUTES_OFF: u32 = 3;

/// What a checker's device asks for a visitor, as it came.
pub(super) struct DoorVisitor {
    pub(super) checker: CheckerId,
    /// The minute by the server's clock, as far as the device knows it.
    pub(super) minute: Minute,
    pub(super) signature: Vec<u8>,
    /// The password; empty where one is asked for.
    pub(super) otp: String,
    pub(super) new: NewCard,
}

impl DoorVisitor {
    fn is_by(&self, key: &p256::ecdsa::VerifyingKey) -> bool {
        let NewCard { name, phone, birth_year } = &self.new;
        CardWish { phone, otp: &self.otp, name, birth_year }.is_by(self.checker, self.minute, key, &self.signature)
    }
}

impl VisitorLog {
    /// Sends a one-time password to a visitor at the door. The visitor tells it to the checker.
    ///
    /// # Errors
    /// A refusal of what is no number, or of a minute that is not now; [`Problem::NotFound`] as for [`VisitorLog::checks`]; where
    /// the province has no keys for this month; [`Problem::OtpLimit`] and [`Problem::TooManyRequests`] after too many messages.
    pub(super) async fn ask_at_door(self: &Arc<Self>, asked: DoorVisitor, language: Language) -> Result<(), Failure> {
        let wrong = || Refusal::of_field("phone", "web-error-number", Vec::new());
        let phone = PhoneNumber::parse(asked.new.phone.trim()).map_err(|_| wrong())?;
        let asker = self.asker(asked.checker);
        let place = self.place_of(asked).await?;
        self.pack_in(place.place.province)?;
        self.send_to_visitor(place.id, phone, asker, language).await
    }

    /// Makes the card of a visitor who was sent a password, taken to the end of today. Returns the text of its code, which is
    /// nowhere else.
    ///
    /// # Errors
    /// As [`VisitorLog::ask_at_door`]; a refusal of the field that has to be put right; [`Problem::OtpWrong`] and
    /// [`Problem::OtpExpired`], after which no card is kept.
    pub(super) async fn issue_at_door(self: &Arc<Self>, asked: DoorVisitor) -> Result<String, Failure> {
        let (contact, phone) = visitor(&asked.new)?;
        let otp = Otp::parse(asked.otp.trim()).ok_or(Problem::OtpWrong)?;
        let (checker, asker) = (asked.checker, self.asker(asked.checker));
        let place = self.place_of(asked).await?;
        let pack = self.pack_in(place.place.province)?;
        let (row, card) = self.card_of(contact, &pack, (CardEnd::Today, true))?;
        let log = self.clone();
        let work = move |tx: &mut dyn Transaction| {
            // Taken off meanwhile.
            checker_store::find(tx, checker)?.ok_or(Problem::NotFound)?;
            let spent = log.places.spend_password(tx, &phone, &otp, &asker)?;
            if spent.is_ok() {
                card_store::insert(tx, &row)?;
            }
            Ok::<_, Failure>(spent)
        };
        self.store.run("issue_card_at_door", work).await??;
        Ok(card.text)
    }

    /// What a password is bound to that a device asked for.
    fn asker(&self, checker: CheckerId) -> Digest {
        self.secrets.digest(purposes::LOG_DEVICE, &checker.0)
    }

    /// The place with the duty at which the device checks that signed this.
    async fn place_of(self: &Arc<Self>, asked: DoorVisitor) -> Result<PlaceRow, Failure> {
        if Minute::of(self.clock.now()).0.abs_diff(asked.minute.0) > MOST_MINUTES_OFF {
            return Err(Refusal::because(Problem::RequestInvalid, "minute: not within three of the server's").into());
        }
        self.refuse_guessing().await?;
        let log = self.clone();
        let work = move |tx: &mut dyn Transaction| {
            let row = checker_store::find(tx, asked.checker)?;
            let Some(row) = row.filter(|row| key_of(row).is_some_and(|key| asked.is_by(&key))) else { return Ok(None) };
            let (place, _) = log.places.log_today(tx, &row.place)?.ok_or(Problem::NotFound)?;
            Ok::<_, Failure>(Some(place))
        };
        match self.store.view("place_of_checker", work).await? {
            Some(place) => Ok(place),
            None => Err(self.unknown_checker().await),
        }
    }
}
