//! Every statement of the gate finds its rows by an index, on both databases.

use lancan_protocol::pass::{GateNumber, PassId};
use lancan_protocol::places::Minute;
use lancan_protocol::time::{Day, UnixTime};

use super::{pass_store, traveller_store};
use crate::store::testing::{Explained, store_behaviours};
use crate::store::{Store, StoreError, Transaction};

const DAY: Day = Day(18_773);
const NOW: UnixTime = UnixTime(1_621_936_800);
const GATE: GateNumber = GateNumber(101);

fn run_all(tx: &mut dyn Transaction) -> Result<(), StoreError> {
    let id = [7; 16];
    pass_store::of_declaration(tx, &id)?;
    pass_store::named(tx, PassId(id))?;
    pass_store::of_gate(tx, GATE, DAY, (Minute::of(NOW), Minute::of(NOW)), 2_000)?;
    pass_store::set(tx, PassId(id), 2, 1, NOW)?;
    pass_store::taken_back(tx, NOW, Minute::of(NOW), 1_200)?;
    pass_store::expire(tx, DAY)?;
    traveller_store::find(tx, &id)?;
    traveller_store::of_gate(tx, GATE, DAY)?;
    traveller_store::next(tx, GATE, DAY, NOW)?;
    traveller_store::lock(tx, &id, 1, NOW, NOW.plus(300))?;
    traveller_store::unlock(tx, &id)?;
    traveller_store::with_passport(tx, &[7; 32], &id, 5)?;
    traveller_store::counted(tx, GATE, DAY, DAY)?;
    traveller_store::sums(tx, &[GATE], DAY)?;
    traveller_store::expire(tx, DAY)
}

async fn no_statement_of_the_gate_reads_a_table_from_end_to_end(store: Store) {
    let whole = store.run("plans", |tx| {
        let mut explained = Explained::new(tx)?;
        run_all(&mut explained)?;
        Ok::<_, StoreError>(explained.whole)
    });
    assert_eq!(whole.await.unwrap(), Vec::<String>::new());
}

store_behaviours! {
    no_statement_of_the_gate_reads_a_table_from_end_to_end
}
