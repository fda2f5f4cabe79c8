//! A traveller's file, as an officer at the gate looks at it.

use std::sync::Arc;

use lancan_protocol::pass::GateNumber;

use super::Gates;
use super::queue::{about, at_gate};
use super::record::GateRecord;
use super::traveller_store::{self, TravellerRow};
use crate::declarations::{DeclarationId, PersonRecord};
use crate::ground::error::Failure;
use crate::ground::ids::OfficerId;
use crate::http::Officer;
use crate::officers;
use crate::store::Transaction;

/// Most travellers of one passport that an officer is told of.
const MOST_ALIKE: u32 = 5;

/// A traveller as an officer sees them.
pub(crate) struct TravellerFile {
    /// The row.
    pub(crate) row: TravellerRow,
    /// What is kept sealed.
    pub(crate) record: GateRecord,
    /// The name of the officer at whose counter the traveller is, and whether that is the one who looks.
    pub(crate) holder: Option<(String, bool)>,
    /// Names of the officers whom the record mentions.
    pub(crate) officers: Vec<(OfficerId, String)>,
    /// For whom it was declared, where it was not for the declarer, while the declaration is there.
    pub(crate) on_behalf: Option<PersonRecord>,
    /// The positions of the declaration's pictures.
    pub(crate) pictures: Vec<u32>,
    /// Others who came with the same passport: when, at which gate, and whether the officer may look at them.
    pub(crate) alike: Vec<(TravellerRow, bool)>,
}

impl Gates {
    /// A traveller's file.
    ///
    /// # Errors
    /// A refusal where the officer does not see the gate, and `Problem::NotFound` where no such traveller was presented.
    pub(crate) async fn view(
        self: &Arc<Self>,
        officer: &Officer,
        gate: GateNumber,
        id: DeclarationId,
    ) -> Result<TravellerFile, Failure> {
        self.looks_at(officer, gate)?;
        let (gates, who) = (self.clone(), officer.clone());
        let allow = move |tx: &mut dyn Transaction| at_gate(tx, gate, &id).map(drop);
        let read = move |tx: &mut dyn Transaction| {
            let row = at_gate(tx, gate, &id)?;
            let record = gates.record(&row)?;
            let holder = match row.holder(gates.clock.now()) {
                Some(holder) => Some((officers::name_of(tx, holder)?.unwrap_or_default(), holder == who.id)),
                None => None,
            };
            let mentioned = record.decisions.iter().map(|one| one.officer);
            let mut mentioned: Vec<OfficerId> =
                mentioned.chain(record.corrections.iter().map(|one| one.officer)).collect();
            mentioned.sort_unstable();
            mentioned.dedup();
            let mut officers = Vec::new();
            for id in mentioned {
                officers.push((id, officers::name_of(tx, id)?.unwrap_or_default()));
            }
            let alike = traveller_store::with_passport(tx, &row.passport, &id, MOST_ALIKE)?;
            let alike = alike.into_iter().map(|other| {
                let sees = gates.seen(&who, other.gate).is_ok();
                (other, sees)
            });
            let on_behalf = gates.declarations.on_behalf(tx, &id)?;
            let pictures = gates.declarations.pictures_of(tx, &id)?;
            Ok(TravellerFile { record, holder, officers, on_behalf, pictures, alike: alike.collect(), row })
        };
        self.officers.read(officer, "gate-view", (None, about(&id)), allow, read).await
    }

    /// A picture that came with a traveller's declaration, JPEG. The look is in the audit log.
    ///
    /// # Errors
    /// `Problem::NotFound` where the gate has no such traveller, or there is no such picture any more.
    pub(crate) async fn picture(
        self: &Arc<Self>,
        officer: &Officer,
        gate: GateNumber,
        id: DeclarationId,
        position: u32,
    ) -> Result<Vec<u8>, Failure> {
        self.looks_at(officer, gate)?;
        let gates = self.clone();
        let allow = move |tx: &mut dyn Transaction| at_gate(tx, gate, &id).map(drop);
        let read = move |tx: &mut dyn Transaction| {
            at_gate(tx, gate, &id)?;
            gates.declarations.picture_in(tx, &id, position)
        };
        self.officers.read(officer, "gate-picture", (None, about(&id)), allow, read).await
    }
}
