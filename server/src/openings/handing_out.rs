//! The file for the opener: the request with both signatures, and the envelopes of its hours.

use std::sync::Arc;

use lancan_protocol::hex;
use lancan_protocol::problem::Problem;
use lancan_protocol::visitor_log::{OpeningBundle, SignedRequest};

use super::signing::{OpenedOpening, not_now};
use super::state::OpeningState;
use super::{Openings, key_store};
use crate::ground::error::{Failure, Fault, Refusal};
use crate::http::Officer;
use crate::store::Transaction;

impl Openings {
    /// The file for the opener, JSON, for one of the two officers. Nobody but the opener can read its envelopes.
    ///
    /// # Errors
    /// [`Problem::Conflict`] before both have signed, once the request has ended or its result came, and where a key that
    /// signed was revoked; [`Problem::NotAllowed`] for other officers.
    pub(crate) async fn bundle(self: &Arc<Self>, officer: &Officer, id: &str) -> Result<Vec<u8>, Failure> {
        let (openings, who, now) = (self.clone(), officer.id, self.clock.now());
        let work = move |tx: &mut dyn Transaction, opening: &mut OpenedOpening| {
            let OpenedOpening { row, kept, case, .. } = opening;
            case.must_hold()?;
            if ![row.first, row.second].contains(&who) {
                return Err(Refusal::saying(Problem::NotAllowed, "opening-not-named").into());
            }
            if OpeningState::of(row, now) != OpeningState::Signed || row.expires_at <= now {
                return Err(not_now().into());
            }
            let mut assertions = Vec::new();
            for (officer, signature) in [row.first, row.second].into_iter().zip(&kept.signatures) {
                let (key, assertion) = signature.as_ref().ok_or(Fault::Broken("an opening lacks a signature"))?;
                if key_store::live(tx, officer)?.is_none_or(|live| live.id != *key) {
                    return Err(Refusal::saying(Problem::Conflict, "opening-key-revoked-since").into());
                }
                assertions.push(assertion.clone());
            }
            let recipient = hex::encode(openings.recipient.1.as_bytes());
            let signed = SignedRequest { request: kept.hex().to_owned(), recipient, assertions };
            let envelopes = openings.log.filed(tx, &kept.request()?)?;
            row.handed_out_at.get_or_insert(now);
            let bundle = serde_json::to_vec(&OpeningBundle::of(signed, &envelopes));
            Ok(bundle.map_err(|_| Fault::Broken("a file for the opener does not encode"))?)
        };
        self.change(officer, id, "take-opening-file", work).await
    }
}
