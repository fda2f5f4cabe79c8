//! The rows of cards, and of paper cards that were taken back.

use lancan_protocol::time::Day;
use lancan_protocol::visitor_log::{CardId, CardKind, Month};

use crate::store::{Row, StoreError, Transaction};
use crate::values;

/// What a card is kept under: HMAC of its name, cut to 16 bytes, so that the database does not tell which codes are of kept cards.
/// Cards of before schema version 14 are kept under their names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct KeptCard(pub(super) [u8; 16]);

/// The sealed contact of a card's holder, sealed once more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct CardRow {
    pub(super) id: KeptCard,
    pub(super) kind: CardKind,
    pub(super) month: Month,
    /// The day whose key seals it.
    pub(super) expiry: Day,
    pub(super) sealed: Vec<u8>,
}

const COLUMNS: &str = "id, month, expiry, sealed, phone";

fn card(mut row: Row) -> Result<CardRow, StoreError> {
    Ok(CardRow {
        id: KeptCard(row.take()?),
        month: Month(row.take()?),
        expiry: row.take()?,
        sealed: row.take()?,
        kind: if row.take::<u32>()? == 0 { CardKind::Paper } else { CardKind::Phone },
    })
}

/// Keeps a card. One of this name that is kept already stays as it is.
pub(super) fn insert(tx: &mut dyn Transaction, new: &CardRow) -> Result<(), StoreError> {
    tx.execute(
        &format!(
            "-- visitor_log::insert_card\n INSERT INTO log_cards ({COLUMNS}) VALUES (?1, ?2, ?3, ?4, ?5)
                 ON CONFLICT (id) DO NOTHING"
        ),
        values![&new.id.0, new.month.0, new.expiry, &new.sealed, u32::from(new.kind == CardKind::Phone)],
    )?;
    Ok(())
}

/// The card that is kept under this.
pub(super) fn find(tx: &mut dyn Transaction, id: KeptCard) -> Result<Option<CardRow>, StoreError> {
    tx.first(&format!("-- visitor_log::card\n SELECT {COLUMNS} FROM log_cards WHERE id = ?1"), values![&id.0], card)
}

/// Takes a paper card back: its contact is deleted, and its name is on the list of checkers until the contact would have gone.
/// Returns whether there was one.
pub(super) fn take_back(tx: &mut dyn Transaction, row: &CardRow, name: CardId) -> Result<bool, StoreError> {
    if row.kind != CardKind::Paper {
        return Ok(false);
    }
    tx.execute("-- visitor_log::delete_card\n DELETE FROM log_cards WHERE id = ?1", values![&row.id.0])?;
    tx.execute(
        "-- visitor_log::insert_revoked_card
         INSERT INTO log_revoked_cards (id, expiry) VALUES (?1, ?2) ON CONFLICT (id) DO NOTHING",
        values![name.as_bytes(), row.expiry],
    )?;
    Ok(true)
}

/// The names of the paper cards that were taken back.
pub(super) fn taken_back(tx: &mut dyn Transaction) -> Result<Vec<CardId>, StoreError> {
    tx.all("-- visitor_log::revoked_cards\n SELECT id FROM log_revoked_cards ORDER BY id", values![], |mut row| {
        Ok(CardId::from_bytes(row.take()?))
    })
}

/// Deletes the cards whose time is over, and the names of those that were taken back.
pub(super) fn expire(tx: &mut dyn Transaction, today: Day) -> Result<(), StoreError> {
    tx.execute("-- visitor_log::expire_cards\n DELETE FROM log_cards WHERE expiry <= ?1", values![today])?;
    tx.execute(
        "-- visitor_log::expire_revoked_cards\n DELETE FROM log_revoked_cards WHERE expiry <= ?1",
        values![today],
    )?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Store;

    async fn a_card_is_found_by_its_name_until_it_is_taken_back_or_expires(store: Store) {
        let done: Result<(), StoreError> = store
            .run("cards", |tx| {
                let (id, name) = (|byte| KeptCard([byte; 16]), |byte| CardId::from_bytes([byte; 16]));
                let row = |byte, expiry| CardRow {
                    id: id(byte),
                    kind: if byte == 3 { CardKind::Phone } else { CardKind::Paper },
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
                assert!(take_back(tx, &row(2, 18_801), name(22))?);
                assert_eq!((find(tx, id(2))?, find(tx, id(3))?), (None, Some(row(3, 18_801))));
                assert!(!take_back(tx, &row(3, 18_801), name(23))?, "a phone's card is its phone's");
                insert(tx, &CardRow { sealed: vec![9; 40], ..row(3, 18_900) })?;
                assert_eq!(find(tx, id(3))?, Some(row(3, 18_801)), "the first stays");
                assert_eq!(taken_back(tx)?, [name(22)]);
                expire(tx, Day(18_801))?;
                assert_eq!((taken_back(tx)?, find(tx, id(3))?), (Vec::new(), None));
                Ok(())
            })
            .await;
        done.unwrap();
    }

    crate::store::testing::store_behaviours! {
        a_card_is_found_by_its_name_until_it_is_taken_back_or_expires
    }
}
