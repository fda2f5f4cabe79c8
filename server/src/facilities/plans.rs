//! Every statement that a request or a minute runs finds its rows by an index, on both databases.

use lancan_protocol::time::{Day, UnixTime};

use super::{assessment_store, counts_store, description_store, store};
use crate::ground::unit_set::UnitSet;
use crate::http::Area;
use crate::store::testing::{Explained, store_behaviours};
use crate::store::{Store, StoreError, Transaction};

const DAY: Day = Day(18_773);
const NOW: UnixTime = UnixTime(1_621_936_800);

fn run_all(tx: &mut dyn Transaction) -> Result<(), StoreError> {
    let (area, place) = (Area::at("68/25054/".to_owned()), "no");
    description_store::on(tx, place, DAY)?;
    description_store::page(tx, DAY, "", 1_000)?;
    store::find(tx, place)?;
    store::find_named(tx, place)?;
    store::in_area(tx, &area, "", None, &Default::default(), 500)?;
    store::remind(tx, place, DAY)?;
    counts_store::is_unreminded(tx, DAY)?;
    counts_store::reminded(tx, DAY, NOW)?;
    store::of_set(tx, UnitSet::Of2021, 1_000)?;
    store::stand(tx, place, None)?;
    store::open(tx, place, DAY)?;
    store::is_closed(tx, place, DAY)?;
    store::closed_on(tx, DAY)?;
    store::reopened(tx, place, NOW)?;
    store::expire(tx, DAY)?;
    assessment_store::next_version(tx, place, DAY)?;
    assessment_store::inspection(tx, place, DAY)?;
    assessment_store::own(tx, place, DAY)?;
    assessment_store::since(tx, place, DAY)?;
    assessment_store::expire(tx, DAY)?;
    counts_store::begin_day(tx, DAY)?;
    counts_store::is_begun(tx, DAY)?;
    counts_store::to_recount(tx, DAY)?;
    counts_store::recounted(tx, DAY, 0, NOW)?;
    counts_store::in_area(tx, DAY, &area)?;
    counts_store::changed_since(tx, DAY, NOW)?;
    counts_store::clear(tx, DAY)?;
    counts_store::expire(tx, DAY)
}

async fn no_statement_of_facilities_reads_a_table_from_end_to_end(store: Store) {
    let whole = store.run("plans", |tx| {
        let mut explained = Explained::new(tx)?;
        run_all(&mut explained)?;
        Ok::<_, StoreError>(explained.whole)
    });
    assert_eq!(whole.await.unwrap(), Vec::<String>::new());
}

async fn a_statement_that_reads_a_table_from_end_to_end_is_found(store: Store) {
    let whole = store.run("plans", |tx| {
        let mut explained = Explained::new(tx)?;
        let tx: &mut dyn Transaction = &mut explained;
        tx.query("-- tests::whole\n SELECT place FROM facilities WHERE people > 3", &[])?;
        Ok::<_, StoreError>(explained.whole)
    });
    assert_eq!(whole.await.unwrap().len(), 1);
}

store_behaviours! {
    no_statement_of_facilities_reads_a_table_from_end_to_end
    a_statement_that_reads_a_table_from_end_to_end_is_found
}
