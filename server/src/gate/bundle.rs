//! What a gate's device takes along for a time without a network: the travellers of one gate and day, sealed to the device's
//! key.

use std::sync::Arc;

use lancan_protocol::hex;
use lancan_protocol::pass::{BundledTraveller, FlightBundle, GateNumber};
use lancan_protocol::places::Minute;
use lancan_protocol::signed::{Purpose, Signed};
use lancan_protocol::visitor_log::LogPublicKey;

use super::finding::words;
use super::pass_store::{self, PassRow};
use super::{FORM, Gates};
use crate::ground::error::{Failure, Fault};
use crate::ground::random;
use crate::http::Officer;
use crate::store::Transaction;

/// A flight or ship, whatever spaces and capitals it is written with.
fn plain(vehicle: &str) -> String {
    vehicle.split_whitespace().collect::<String>().to_uppercase()
}

impl Gates {
    /// The bundle of a gate: everybody whose pass is valid there within the next 24 hours and was not taken back, of one flight
    /// or ship where one is named. At most [`FlightBundle::MOST_TRAVELLERS`].
    ///
    /// # Errors
    /// A refusal where the officer does not see the gate or decides nothing there.
    pub(crate) async fn bundle(
        self: &Arc<Self>,
        officer: &Officer,
        gate: GateNumber,
        vehicle: Option<String>,
        device: LogPublicKey,
    ) -> Result<Signed, Failure> {
        self.decides_at(officer, gate)?;
        let (gates, now) = (self.clone(), self.clock.now());
        let (from, until) = (Minute::of(now), Minute::of(now.plus(FlightBundle::SECONDS)));
        let (today, vehicle) = (self.key_days.day(now), vehicle.as_deref().map(plain));
        let most = u32::try_from(FlightBundle::MOST_TRAVELLERS).unwrap_or(u32::MAX);
        let read = move |tx: &mut dyn Transaction| {
            let mut travellers = Vec::new();
            for pass in pass_store::of_gate(tx, gate, today, (from, until), most)? {
                let traveller = gates.bundled(tx, &pass)?;
                travellers.extend(traveller.filter(|one| vehicle.as_ref().is_none_or(|of| *of == plain(&one.vehicle))));
            }
            Ok(travellers)
        };
        let about = (None, format!("gate {}", gate.0));
        let travellers = self.officers.read(officer, "gate-bundle", about, |_| Ok(()), read).await?;
        let broken = |_| Fault::Broken("a bundle does not seal");
        let bundle = FlightBundle::seal(&travellers, (gate, now), &device, &mut random::rng()).map_err(broken)?;
        let document = serde_json::to_vec(&bundle).map_err(|_| Fault::Broken("a bundle does not encode"))?;
        // The key that signs the other document that gates' devices fetch; the prefix tells the two apart.
        let key = &self.secrets.revoked;
        Ok(Signed::new(Purpose::Bundle, &key.id, &key.key, &document))
    }

    /// The traveller of a pass; none where the declaration is gone or does not open.
    fn bundled(&self, tx: &mut dyn Transaction, pass: &PassRow) -> Result<Option<BundledTraveller>, Failure> {
        let found = self.declarations.found(tx, &pass.declaration)?.filter(|one| one.declaration.form == FORM);
        let Some((declared, answers)) = found.and_then(|one| Some((one.declaration, one.answers?))) else {
            return Ok(None);
        };
        let of = |question| words(&answers.response, question);
        Ok(Some(BundledTraveller {
            pass: hex::encode(&pass.id.0),
            declaration: hex::encode(&pass.declaration),
            class: declared.class,
            name: of("name"),
            passport: of("passport"),
            nationality: of("nationality"),
            vehicle: of("vehicle"),
            seat: of("seat"),
            reason: answers.reason,
        }))
    }
}
