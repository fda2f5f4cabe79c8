//! What is deleted when its time is over, room by room.

use lancan_protocol::time::Day;

use crate::http::limits;
use crate::store::{StoreError, Transaction};
use crate::{
    area_risks, cases, codes, contacts, declarations, exchange, facilities, feedback, gate, officers, openings, otp,
    places, publication, reports, transfers, visitor_log, visits,
};

/// Deletes in every room what expired before `today`. What hangs on a case goes before the case.
pub(crate) fn expire(tx: &mut dyn Transaction, today: Day) -> Result<(), StoreError> {
    openings::expire(tx, today)?;
    visitor_log::expire(tx, today)?;
    visits::expire(tx, today)?;
    area_risks::expire(tx, today)?;
    feedback::expire(tx, today)?;
    facilities::expire(tx, today)?;
    places::expire(tx, today)?;
    transfers::expire(tx, today)?;
    contacts::expire(tx, today)?;
    exchange::expire(tx, today)?;
    reports::expire(tx, today)?;
    codes::expire(tx, today)?;
    cases::expire(tx, today)?;
    officers::expire(tx, today)?;
    gate::expire(tx, today)?;
    declarations::expire(tx, today)?;
    otp::expire(tx, today)?;
    publication::expire(tx, today)?;
    limits::expire(tx, today)
}
