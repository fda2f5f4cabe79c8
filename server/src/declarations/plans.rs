//! Every statement that a request or the regular work runs over diaries, persons and lists finds its rows by an index, on both
//! databases.

use lancan_protocol::time::{Day, UnixTime};

use super::listing::WantedDeclarations;
use super::{diary_store, person_store, picture_store, store};
use crate::http::Area;
use crate::store::testing::{Explained, store_behaviours};
use crate::store::{Store, StoreError, Transaction};

const DAY: Day = Day(18_773);
const NOW: UnixTime = UnixTime(1_621_936_800);

fn run_all(tx: &mut dyn Transaction) -> Result<(), StoreError> {
    let (area, number, id) = (Area::at("68/25054/".to_owned()), [7; 32], [7; 16]);
    diary_store::find(tx, &id)?;
    diary_store::of_number(tx, &number)?;
    diary_store::unchecked(tx, DAY, 500)?;
    diary_store::missing(tx, &area, DAY)?;
    diary_store::hand_over(tx, &id, &number)?;
    diary_store::expire(tx, DAY)?;
    person_store::find(tx, &id)?;
    person_store::of_number(tx, &number)?;
    person_store::with_own_number(tx, &number)?;
    person_store::expire(tx, DAY)?;
    picture_store::positions(tx, &id, DAY)?;
    picture_store::find(tx, &id, 0)?;
    picture_store::delete(tx, &id, 0)?;
    picture_store::expire(tx, DAY)?;
    store::find(tx, &id)?;
    store::of_number(tx, &number)?;
    store::hand_over(tx, &id, &number)?;
    store::counted(tx, &area, NOW, NOW)?;
    store::expired(tx, DAY)?;
    let of_area = WantedDeclarations { area, most: 50, ..WantedDeclarations::default() };
    of_area.rows(tx)?;
    let at_gate = WantedDeclarations {
        words: vec![vec![[1; 32]], vec![[2; 32]]],
        form: Some("vhd".to_owned()),
        gate: Some("101".to_owned()),
        stands: true,
        most: 20,
        ..WantedDeclarations::default()
    };
    at_gate.rows(tx)?;
    Ok(())
}

async fn no_statement_of_declarations_reads_a_table_from_end_to_end(store: Store) {
    let whole = store.run("plans", |tx| {
        let mut explained = Explained::new(tx)?;
        run_all(&mut explained)?;
        Ok::<_, StoreError>(explained.whole)
    });
    assert_eq!(whole.await.unwrap(), Vec::<String>::new());
}

store_behaviours! {
    no_statement_of_declarations_reads_a_table_from_end_to_end
}
