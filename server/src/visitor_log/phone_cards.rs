//! Phones' cards: a phone whose code was shown posts the contact of its card, sealed to the province's opener. Who holds the card
//! the server learns as little as of a paper card.

use std::sync::Arc;

use lancan_protocol::key_days::KeyDays;
use lancan_protocol::problem::Problem;
use lancan_protocol::visitor_log::{CardKind, CardUpload, ENVELOPE_DAYS, Month};

use super::VisitorLog;
use super::card_store;
use crate::ground::error::{Failure, Refusal};
use crate::http::limits::Limit;
use crate::store::Transaction;

/// New cards of a province in 15 minutes: whoever posts made-up ones fills one province's quarter of an hour and no more.
const MOST_A_QUARTER: u32 = 10_000;
/// Days for which a contact is kept beyond an envelope that names its card: the entry may be of yesterday, and come a day later.
const LATER_DAYS: u32 = 2;

impl VisitorLog {
    /// Takes the sealed contact of a phone's card. One that is kept already is taken again, and changes nothing.
    ///
    /// # Errors
    /// [`Problem::RequestInvalid`] for what no card signed, and for another month than this and those beside it;
    /// [`Problem::NotFound`] for a province without an opener; [`Problem::TooManyRequests`] where too many cards came.
    pub(super) async fn take_card(self: &Arc<Self>, bytes: &[u8]) -> Result<(), Failure> {
        let wrong = |what| Refusal::because(Problem::RequestInvalid, what);
        let upload = CardUpload::read(bytes).map_err(|_| wrong("body: 512 bytes that a card signed"))?;
        let now = self.clock.now();
        let month = Month::of(self.key_days.day(now));
        if upload.month.0.abs_diff(month.0) > 1 {
            return Err(wrong("month: of this month, or one beside it").into());
        }
        let region = upload.province.region();
        if !self.packs.join(format!("{region}.pack")).is_file() {
            return Err(Problem::NotFound.into());
        }
        let expiry = KeyDays::UTC.day(now).plus(ENVELOPE_DAYS + LATER_DAYS);
        let row = self.sealed_row((upload.card_id(), CardKind::Phone), upload.month, expiry, &upload.blob)?;
        let work = move |tx: &mut dyn Transaction| {
            if card_store::find(tx, row.id)?.is_some() {
                return Ok(());
            }
            if !Limit::new("log-card", MOST_A_QUARTER).try_count(tx, region.as_bytes(), now)? {
                return Err(Failure::from(Problem::TooManyRequests));
            }
            Ok(card_store::insert(tx, &row)?)
        };
        self.store.run("take_card", work).await
    }
}
