//! The rows of paper cards.

use lancan_protocol::time::Day;
use lancan_protocol::visitor_log::{CardId, Month};

use crate::store::{Row, StoreError, Transaction};
use crate::values;

/// The sealed contact of a card's holder, sealed once more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct CardRow {
    pub(super) id: CardId,
    pub(super) month: Month,
    /// The day whose key seals it.
    pub(super) expiry: Day,
    pub(super) sealed: Vec<u8>,
}

const COLUMNS: &str = "id, month, expiry, sealed";

fn card(mut row: Row) -> Result<CardRow, StoreError> {
    Ok(CardRow {
        id: CardId::from_bytes(row.take()?),
        month: Month(row.take()?),
        expiry: row.take()?,
        sealed: row.take()?,
    })
}

pub(super) fn insert(tx: &mut dyn Transaction, new: &CardRow) -> Result<(), StoreError> {
    tx.execute(
        &format!("-- visitor_log::insert_card\n INSERT INTO log_cards ({COLUMNS}) VALUES (?1, ?2, ?3, ?4)"),
        values![new.id.as_bytes(), new.month.0, new.expiry, &new.sealed],
    )?;
    Ok(())
}

/// The card of this name.
pub(super) fn find(tx: &mut dyn Transaction, id: CardId) -> Result<Option<CardRow>, StoreError> {
    tx.first(
        &format!("-- visitor_log::card\n SELECT {COLUMNS} FROM log_cards WHERE id = ?1"),
        values![id.as_bytes()],
        card,
    )
}

/// Deletes a card. Returns whether there was one.
pub(super) fn delete(tx: &mut dyn Transaction, id: CardId) -> Result<bool, StoreError> {
    let deleted =
        tx.execute("-- visitor_log::delete_card\n DELETE FROM log_cards WHERE id = ?1", values![id.as_bytes()])?;
    Ok(deleted > 0)
}

/// Deletes the cards whose time is over.
pub(super) fn expire(tx: &mut dyn Transaction, today: Day) -> Result<(), StoreError> {
    tx.execute("-- visitor_log::expire_cards\n DELETE FROM log_cards WHERE expiry <= ?1", values![today])?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Store;

    async fn a_card_is_found_by_its_name_until_it_is_deleted_or_expires(store: Store) {
        let done: Result<(), StoreError> = store
            .run("cards", |tx| {
                let id = |byte| CardId::from_bytes([byte; 16]);
                let row = |byte, expiry| CardRow {
                    id: id(byte),
                    month: Month(616),
                    expiry: Day(expiry),
                    sealed: vec![byte; 40],
                };
                for new in [row(1, 18_800), row(2, 18_801), row(3, 18_801)] {
                    insert(tx, &new)?;
                }
                assert_eq!(find(tx, id(1))?, Some(row(1, 18_800)));
                assert_eq!(find(tx, id(9))?, None);
                expire(tx, Day(18_800))?;
                assert_eq!((find(tx, id(1))?, find(tx, id(2))?), (None, Some(row(2, 18_801))));
                assert_eq!((delete(tx, id(2))?, delete(tx, id(2))?), (true, false));
                assert_eq!((find(tx, id(2))?, find(tx, id(3))?), (None, Some(row(3, 18_801))));
                Ok(())
            })
            .await;
        done.unwrap();
    }

    crate::store::testing::store_behaviours! {
        a_card_is_found_by_its_name_until_it_is_deleted_or_expires
    }
}
