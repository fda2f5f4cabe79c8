//! Paper cards that a manager prints for visitors of a place with the duty: for who shows their number by its one-time password.

use std::sync::Arc;

use lancan_protocol::otp::Otp;
use lancan_protocol::phone_number::PhoneNumber;
use lancan_protocol::problem::Problem;
use lancan_protocol::visitor_log::{KeyPack, VisitorContact};
use lancan_text::Language;

use super::cards::{CardEnd, NewCard};
use super::{VisitorLog, card_store, managed_with_log};
use crate::ground::error::{Failure, Refusal};
use crate::ground::ids::Digest;
use crate::http::limits::Limit;
use crate::places::Manager;
use crate::store::Transaction;

/// One-time passwords that a place has sent to visitors in 15 minutes.
const MOST_A_QUARTER: u32 = 60;

impl VisitorLog {
    /// Sends a one-time password to the visitor for whom a manager prints a card. The visitor tells it to the manager.
    ///
    /// # Errors
    /// A refusal of the field that has to be put right; [`Problem::NotFound`] for a place of others or without the duty; where the
    /// province has no keys for this month; [`Problem::OtpLimit`] and [`Problem::TooManyRequests`] after too many messages.
    pub(crate) async fn ask_visitor(
        self: &Arc<Self>,
        manager: &Manager,
        id: &str,
        new: &NewCard,
        language: Language,
    ) -> Result<(), Failure> {
        let (_, phone) = visitor(new)?;
        self.pack_of_place(manager, id).await?;
        self.send_to_visitor(id.to_owned(), phone, manager.token, language).await
    }

    /// Sends a one-time password to a visitor of a place, for the session or device with this secret.
    ///
    /// # Errors
    /// [`Problem::OtpLimit`] and [`Problem::TooManyRequests`] after too many messages.
    pub(super) async fn send_to_visitor(
        &self,
        place: String,
        phone: PhoneNumber,
        asker: Digest,
        language: Language,
    ) -> Result<(), Failure> {
        let (now, limit) = (self.clock.now(), Limit::new("log-place-card", MOST_A_QUARTER));
        let counted = self.store.run("ask_visitor", move |tx| limit.try_count(tx, place.as_bytes(), now)).await?;
        if !counted {
            return Err(Problem::TooManyRequests.into());
        }
        self.places.send_password(phone, asker, language).await
    }

    /// Makes the card of a visitor who was sent a password, and returns its sheet as a PDF file. It cannot be printed again.
    ///
    /// # Errors
    /// As [`VisitorLog::ask_visitor`]; [`Problem::OtpWrong`] and [`Problem::OtpExpired`], after which no card is kept; where the
    /// build had no font to embed.
    pub(crate) async fn issue_card_at(
        self: &Arc<Self>,
        manager: &Manager,
        id: &str,
        new: &NewCard,
        otp: Otp,
    ) -> Result<Vec<u8>, Failure> {
        let (contact, phone) = visitor(new)?;
        let pack = self.pack_of_place(manager, id).await?;
        let (row, sheet) = self.card_of(contact, &pack, (CardEnd::NextMonth, true))?;
        let sheet = sheet.draw().await?;
        let (log, manager, id) = (self.clone(), manager.clone(), id.to_owned());
        let work = move |tx: &mut dyn Transaction| {
            managed_with_log(tx, &manager, &id)?;
            let spent = log.places.spend_password(tx, &phone, &otp, &manager.token)?;
            if spent.is_ok() {
                card_store::insert(tx, &row)?;
            }
            Ok::<_, Failure>(spent)
        };
        self.store.run("issue_card_at", work).await??;
        Ok(sheet)
    }

    /// The keys of the province that a manager's place with the duty lies in.
    async fn pack_of_place(&self, manager: &Manager, id: &str) -> Result<KeyPack, Failure> {
        let (manager, id) = (manager.clone(), id.to_owned());
        let work = move |tx: &mut dyn Transaction| managed_with_log(tx, &manager, &id);
        let place = self.store.view("place_with_log", work).await?;
        self.pack_in(place.place.province)
    }
}

/// Whom a card is for. Whoever gets one from a place has a number.
pub(super) fn visitor(new: &NewCard) -> Result<(VisitorContact, PhoneNumber), Refusal> {
    let contact = new.contact()?;
    let phone = contact.phone().cloned();
    let phone = phone.ok_or_else(|| Refusal::of_field("phone", "web-error-number", Vec::new()))?;
    Ok((contact, phone))
}
